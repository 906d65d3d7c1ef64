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
        ("she writes that all is well", "", "2026-03-18", "", "she writes that all is well"),
    ],
)
def test_a_line_is_understood(line: str, kind: str, day: str, case: str, text: str) -> None:
    reading = read(line, "nl" if "gisteren" in line else "en")
    assert (reading.kind, reading.day, reading.case_hint, reading.text) == (kind, day, case, text)


def test_full_width_signs_do_the_same() -> None:
    reading = read("昨天被带走 ＠heron")
    assert (reading.case_hint, reading.kind) == ("heron", "arrest")


@pytest.mark.parametrize("line", ["", " ", "@", "#", "@@ ##", "\u202e", "9999 9999 9999", "a" * 100_000])
def test_no_line_is_refused(line: str) -> None:
    assert read(line).day


def test_an_address_is_not_a_sign() -> None:
    assert read("mail from lin@example.org").case_hint == ""


def test_calls_and_letters_are_contacts() -> None:
    assert is_contact("Husband called in the evening")
    assert not is_contact("police at the door")
