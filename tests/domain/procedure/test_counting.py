"""How time is counted, apart from any law: months, hours through a change of the clocks, holidays, ranges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from clock_oracle import walked_months
from hypothesis import given
from hypothesis import strategies as st

from casevault.domain.edtf import parse_edtf
from casevault.domain.procedure.counting import (
    Range,
    Rolled,
    add_months,
    in_time,
    last_day,
    last_moment,
    limit_of,
    on_calendar,
    roll,
    term_end,
)
from casevault.domain.procedure.pack import Amount, Holidays
from casevault.vault.packs import load_packs

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SHANGHAI = ZoneInfo("Asia/Shanghai")
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2015-07-09", 6, "2016-01-09"),
        ("2015-01-31", 1, "2015-02-28"),
        ("2015-01-30", 1, "2015-02-28"),
        ("2016-01-31", 1, "2016-02-29"),
        ("2015-02-28", 1, "2015-03-31"),  # from a last day to a last day
        ("2016-02-28", 1, "2016-03-28"),
        ("2015-04-30", 1, "2015-05-31"),
        ("2015-12-31", 2, "2016-02-29"),
        ("2015-04-13", 12, "2016-04-13"),
        ("2015-08-15", 0, "2015-08-15"),
        ("2015-03-15", -1, "2015-02-15"),
    ],
)
def test_months(start: str, months: int, end: str) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(end)


def test_a_term_of_imprisonment_ends_the_day_before() -> None:
    assert term_end(date(2014, 4, 24), 84) == date(2021, 4, 23)
    assert term_end(date(2015, 1, 31), 1) == date(2015, 2, 27)
    assert term_end(date(2015, 3, 1), 0, 10) == date(2015, 3, 10)
    assert term_end(date(2016, 2, 29), 12) == date(2017, 2, 27)


@given(days, st.integers(0, 40))
def test_months_as_walked(start: date, months: int) -> None:
    assert add_months(start, months) == walked_months(start, months)


@given(days, st.integers(0, 400), st.integers(0, 24), st.integers(0, 60))
def test_a_later_start_never_ends_earlier(start: date, gap: int, months: int, more: int) -> None:
    amount = Amount(months=months, days=more)
    assert last_day(start, amount) <= last_day(start + timedelta(days=gap), amount)


@given(days, st.integers(0, 300), st.integers(0, 8), st.integers(0, 60), st.data())
def test_a_range_holds_the_answer_of_each_of_its_days(
    start: date, width: int, months: int, more: int, data: st.DataObject
) -> None:
    pack = load_packs().get("cpl-2018")
    assert pack is not None
    amount = Amount(months=months, days=more)
    last = start + timedelta(days=width)
    found = limit_of(Range(start, last), amount, pack)
    inside = start + timedelta(days=data.draw(st.integers(0, width)))
    point = limit_of(Range(inside, inside), amount, pack).first
    assert found.first is not None
    assert found.last is not None
    assert point is not None
    assert found.first <= point <= found.last


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.integers(1, 100), st.sampled_from([AMSTERDAM, SHANGHAI]))  # noqa: DTZ001 - the zone comes with each example
def test_hours_pass_whatever_the_clocks_do(naive: datetime, hours: int, zone: ZoneInfo) -> None:
    start = naive.replace(tzinfo=UTC).astimezone(zone)
    exact = last_moment(start, Amount(hours=hours), zone, from_the_moment=True)
    counted = last_moment(start, Amount(hours=hours), zone, from_the_moment=False)
    assert exact.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=hours)
    # The starting hour does not count: at most an hour more, and the end is a full hour.
    assert timedelta() < counted.astimezone(UTC) - exact.astimezone(UTC) <= timedelta(hours=1)
    assert counted.minute == counted.second == 0


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2024-03-30T10:20+01:00", "2024-03-31T12:00+02:00"),  # an hour is left out
        ("2024-10-26T10:20+02:00", "2024-10-27T10:00+01:00"),  # an hour comes twice
        ("2024-10-27T01:30+02:00", "2024-10-28T01:00+01:00"),
        ("2024-10-27T02:30+02:00", "2024-10-28T02:00+01:00"),  # the first of the two hours called 02
        ("2024-10-27T02:30+01:00", "2024-10-28T03:00+01:00"),  # the second
    ],
)
def test_twenty_four_hours_through_a_change_of_the_clocks(start: str, end: str) -> None:
    assert last_moment(datetime.fromisoformat(start), Amount(hours=24), AMSTERDAM) == datetime.fromisoformat(end)


def test_a_day_without_its_time_is_every_minute_of_that_day() -> None:
    short = in_time(parse_edtf("2024-03-31"), AMSTERDAM)
    assert short.first == datetime.fromisoformat("2024-03-31T00:00+01:00")
    assert short.last == datetime.fromisoformat("2024-03-31T23:59+02:00")
    assert on_calendar(parse_edtf("2015-12-13T23:30Z"), SHANGHAI) == Range(date(2015, 12, 14), date(2015, 12, 14))
    assert in_time(parse_edtf("2015-12/.."), SHANGHAI).last is None
    assert in_time(parse_edtf("../2015"), SHANGHAI).first is None


HOLIDAYS = {
    2016: Holidays(
        "a list",
        frozenset({date(2016, 1, 1), date(2016, 2, 8), date(2016, 2, 9)}),
        working=frozenset({date(2016, 2, 6)}),
    )
}


@pytest.mark.parametrize(
    ("day", "rolled"),
    [
        ("2016-01-01", Rolled(date(2016, 1, 4))),  # a Friday off, then a weekend
        ("2016-01-04", Rolled(date(2016, 1, 4))),
        ("2016-01-09", Rolled(date(2016, 1, 11))),
        ("2016-02-06", Rolled(date(2016, 2, 6))),  # a Saturday on which people work
        ("2016-02-07", Rolled(date(2016, 2, 10))),
        ("2017-01-01", Rolled(date(2017, 1, 1), date(2017, 1, 1))),  # no list of that year
        ("2016-12-31", Rolled(date(2017, 1, 1), date(2017, 1, 1))),  # the list ends before the days off do
    ],
)
def test_the_last_day_moves_past_days_off(day: str, rolled: Rolled) -> None:
    assert roll(date.fromisoformat(day), HOLIDAYS) == rolled


@given(st.dates(date(2016, 1, 1), date(2016, 12, 20)), st.integers(0, 10))
def test_moving_past_days_off_keeps_the_order(day: date, gap: int) -> None:
    assert day <= roll(day, HOLIDAYS).day <= roll(day + timedelta(days=gap), HOLIDAYS).day


def test_the_end_of_time_is_open() -> None:
    pack = load_packs().get("cpl-2018")
    assert pack is not None
    assert limit_of(Range(date(9999, 12, 30), None), Amount(months=6), pack) == Range(None, None)
