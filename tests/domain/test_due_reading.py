"""By when: the coming day, never the past one, and no sentence is taken for a day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casevault.domain.due_reading import due_in, read_due

WEDNESDAY = date(2026, 3, 18)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", "2026-03-18"),
        ("tomorrow", "2026-03-19"),
        ("Friday", "2026-03-20"),
        ("next wednesday", "2026-03-25"),
        ("komende maandag", "2026-03-23"),
        ("over 2 weken", "2026-04-01"),
        ("in a month", "2026-04-18"),
        ("3d", "2026-03-21"),
        ("20 dec", "2026-12-20"),
        ("6 mar", "2027-03-06"),
        ("6 mar 2026", "2026-03-06"),
        ("2026-04-02", "2026-04-02"),
        ("明天", "2026-03-19"),
        ("下周五", "2026-03-27"),
        ("周五", "2026-03-20"),
        ("3天后", "2026-03-21"),
        ("两个月后", "2026-05-18"),
        ("4月2日", "2026-04-02"),
    ],
)
def test_a_day_ahead_is_read(typed: str, day: str) -> None:
    assert read_due(typed, "en", WEDNESDAY) == day


@pytest.mark.parametrize(
    "typed", ["", "yesterday", "3 days ago", "gisteren", "about march", "march", "2026", "20", "her", "6 mar 10:00", "9" * 999]
)
def test_what_lies_behind_or_is_no_single_day_is_none(typed: str) -> None:
    assert read_due(typed, "en", WEDNESDAY) == ""


def test_a_leap_day_is_the_next_there_is() -> None:
    assert read_due("29 feb", "en", date(2028, 3, 1)) == "2032-02-29"


def test_the_last_day_of_a_month_does_not_run_over() -> None:
    assert read_due("1m", "en", date(2026, 1, 31)) == "2026-02-28"
    assert read_due("999m", "en", date(9998, 1, 1)) == ""


@given(st.text(max_size=60), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_no_text_is_refused_and_nothing_of_it_is_lost(text: str, today: date) -> None:
    day, rest = due_in(text, "en", today)
    assert rest in text or not text.strip()
    assert not day or date.fromisoformat(day).isoformat() == day
    assert day or rest == text
