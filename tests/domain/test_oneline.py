from __future__ import annotations

from datetime import date

import pytest

from casevault.domain.oneline import Reading, is_contact, read_line

TODAY = date(2026, 3, 18)
CODES = ("access_refused", "arrest", "raid_search", "release", "summons", "threat")


def read(line: str, language: str = "en") -> Reading:
    return read_line(line, language=language, today=TODAY, codes=CODES)


@pytest.mark.parametrize(
    ("line", "kind", "day", "case", "text"),
    [
        ("husband called, lawyer refused @her", "access_refused", "2026-03-18", "her", "husband called, lawyer refused"),
        ("taken from home 6 mar 2026", "arrest", "2026-03-06", "", "taken from home"),
        ("lawyer refused at Yunting no. 1", "access_refused", "2026-03-18", "", "lawyer refused at Yunting no. 1"),
        ("#release home again", "release", "2026-03-18", "", "home again"),
        ("gisteren opgepakt @heron", "arrest", "2026-03-17", "heron", "opgepakt"),
        (
            "husband called yesterday, lawyer refused",
            "access_refused",
            "2026-03-17",
            "",
            "husband called yesterday, lawyer refused",
        ),
        ("advocaat is gisteren geweigerd", "access_refused", "2026-03-17", "", "advocaat is gisteren geweigerd"),
        ("yesterday's lawyer refused", "access_refused", "2026-03-18", "", "yesterday's lawyer refused"),
        ("she writes that all is well", "", "2026-03-18", "", "she writes that all is well"),
    ],
)
def test_a_line_is_understood(line: str, kind: str, day: str, case: str, text: str) -> None:
    reading = read(line, "nl" if "gisteren" in line else "en")
    assert (reading.kind, reading.day, reading.case_hint, reading.text) == (kind, day, case, text)


def test_full_width_signs_do_the_same() -> None:
    reading = read("昨天被带走 ＠heron")
    assert (reading.case_hint, reading.kind) == ("heron", "arrest")


@pytest.mark.parametrize(
    ("line", "day", "text"),
    [
        ("丈夫来电，律师昨天在看守所被拒绝会见", "2026-03-17", "丈夫来电，律师在看守所被拒绝会见"),
        ("昨天被带走", "2026-03-17", "被带走"),
        ("律师大前天被拒绝会见", "2026-03-15", "律师被拒绝会见"),
        ("昨晚警察上门", "2026-03-17", "昨晚警察上门"),
        ("昨天的会见被拒绝", "2026-03-17", "昨天的会见被拒绝"),
        ("丈夫来电，3月6日律师被拒绝会见", "2026-03-06", "丈夫来电，律师被拒绝会见"),
        ("二〇二六年三月六日被带走", "2026-03-06", "被带走"),
        ("关于3月6日的判决", "", "关于3月6日的判决"),
        ("3月6日至9日被监视", "", "3月6日至9日被监视"),
        ("昨天说，3月6日被带走", "", "昨天说，3月6日被带走"),
        ("2月31日被带走", "", "2月31日被带走"),
        ("三天前天气不好", "", "三天前天气不好"),
        ("被带走 昨天", "2026-03-17", "被带走"),
    ],
)
def test_a_day_is_found_where_no_space_parts_the_words(line: str, day: str, text: str) -> None:
    reading = read(line, "zh")
    assert (reading.day if reading.day_was_typed else "", reading.text) == (day, text)


@pytest.mark.parametrize("line", ["", " ", "@", "#", "@@ ##", "\u202e", "9999 9999 9999", "a" * 100_000])
def test_no_line_is_refused(line: str) -> None:
    assert read(line).day


def test_an_address_is_not_a_sign() -> None:
    assert read("mail from lin@example.org").case_hint == ""


def test_calls_and_letters_are_contacts() -> None:
    assert is_contact("Husband called in the evening")
    assert not is_contact("police at the door")


@pytest.mark.parametrize(
    ("line", "due", "text"),
    [
        ("lawyer refused, ask again !friday @heron", "2026-03-20", "lawyer refused, ask again"),
        ("!20 mar call the embassy", "2026-03-20", "call the embassy"),
        ("!in 3 days write to her sister #threat", "2026-03-21", "write to her sister"),
        ("ask !2w", "2026-04-01", "ask"),
        ("昨天被带走 ！明天问律师", "2026-03-19", "被带走 问律师"),
        ("she shouted !no such day", "", "she shouted !no such day"),
        ("Help! 20 mar 2026", "", "Help!"),
        ("what ! is this", "", "what ! is this"),
    ],
)
def test_a_day_after_an_exclamation_mark_is_when_something_is_due(line: str, due: str, text: str) -> None:
    reading = read(line)
    assert (reading.due, reading.text) == (due, text)


def test_the_day_of_what_happened_and_the_day_it_is_due_are_two() -> None:
    reading = read("lawyer refused 6 mar !20 mar @heron")
    assert (reading.day, reading.due, reading.case_hint, reading.text) == ("2026-03-06", "2026-03-20", "heron", "lawyer refused")
