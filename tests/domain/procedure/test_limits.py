"""What a limit comes to: ranges, extensions by how they are known, holidays with and without a list, changing clocks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casevault.domain.procedure.clocks import read
from casevault.domain.procedure.facts import Basis, Entered, Facts, Reading, Silence, Status
from casevault.domain.procedure.pack_reading import read_packs
from casevault.i18n import Catalogue

LATE = date(2099, 1, 1)
TEXT = """
[pack]
jurisdiction = "XX"
branch = "criminal"
version = "xx-1"
title = "A law"
law = "Law"
in_force_from = 1990-01-01
checked_on = 2024-01-01
tz = "Europe/Amsterdam"
source = "a text"

[counting]
cite = "Law 9"
holiday_roll = true

[holidays.2016]
source = "a list"
days = [2016-01-01]
working = [2016-01-03]

[[rules]]
id = "xx.hours"
trigger = "criminal_detention"
limit = "24 hours"
nature = "duty"
custody = "yes"
says = "Told"
breach = "silence"
article = "1"
mark = "confirmed"

[[rules]]
id = "xx.custody"
trigger = "criminal_detention"
limit = "10 days"
nature = "length"
custody = "if_held"
steps = [
    { add = "1-4 days", when = "special", article = "2(1)" },
    { set = "1 month", when = "gang" },
    { open = true, when = "postponed" },
]
exceptions = [{ key = "away", text = "nobody is there", article = "2(3)" }]
says = "It ends"
breach = "release"
article = "2"
mark = "confirmed"

[[rules]]
id = "xx.appeal"
trigger = "judgment_received"
limit = "10 days"
nature = "right"
custody = "no"
says = "Last day"
breach = "lost"
article = "3"
mark = "confirmed"
"""
(PACK,) = read_packs({"mine": TEXT}).all
RULES = {rule.id: rule for rule in PACK.rules}


def reading(
    rule: str, start: str, end: str = "", *, as_of: date = LATE, entered: Entered | None = None, **facts: object
) -> Reading:
    known = Facts(end=end, **facts)  # type: ignore[arg-type]  # passed on by name
    return read(RULES[rule], PACK, start, as_of=as_of, facts=known, entered=entered)


def words(found: Reading) -> str:
    return " ".join(said.text(Catalogue()) for said in found.reasons)


@pytest.mark.parametrize(
    ("start", "end", "due"),
    [
        ("2024-03-30T10:20+01:00", "2024-03-31T10:00Z", "2024-03-31 12:00:00+02:00"),  # the clocks go forward that night
        ("2024-10-26T10:20+02:00", "2024-10-27T09:00Z", "2024-10-27 10:00:00+01:00"),  # and back
        ("2024-10-27T00:30Z", "2024-10-28T01:00Z", "2024-10-28 02:00:00+01:00"),  # the first hour called 02
    ],
)
def test_a_night_on_which_the_clocks_change(start: str, end: str, due: str) -> None:
    found = reading("xx.hours", start, end)
    assert (str(found.due_max.first), found.status) == (due, Status.MET)
    late = reading("xx.hours", start, end.replace("00Z", "01Z"))
    assert late.status is Status.BREACHED_MAX


def test_a_day_without_its_hour_on_a_night_on_which_the_clocks_change() -> None:
    found = reading("xx.hours", "2024-03-31")
    assert str(found.due_basic.first) == "2024-04-01 02:00:00+02:00"  # 00:00 to 01:00 does not count, and a day has 23 hours
    assert str(found.due_basic.last) == "2024-04-02 00:00:00+02:00"


@pytest.mark.parametrize(
    ("granted", "status", "basic", "said"),
    [
        ({}, Status.BREACHED_BASIC_ONLY, "2024-03-16", "step 1, special (2(1)); step 2, gang."),
        ({1: Basis.DOCUMENTED}, Status.BREACHED_BASIC_ONLY, "2024-03-20", "shown: step 2, gang."),
        ({1: Basis.HEARD}, Status.BREACHED_BASIC_ONLY, "2024-03-16", "Heard of, not shown: step 1, special (2(1))."),
        ({2: Basis.ASSUMED}, Status.BREACHED_BASIC_ONLY, "2024-03-16", "Assumed, not shown: step 2, gang."),
        ({2: Basis.DOCUMENTED}, Status.MET, "2024-04-06", "Met, with 1 day left."),
    ],
)
def test_only_a_document_moves_the_basic_limit(granted: dict[int, Basis], status: Status, basic: str, said: str) -> None:
    found = reading("xx.custody", "2024-03-06", "2024-04-05", entered=Entered(granted))
    assert (found.status, str(found.due_basic.first), str(found.due_max.first)) == (status, basic, "2024-04-06")
    assert said in words(found)


def test_beyond_everything_what_would_have_to_be_shown_is_named() -> None:
    found = reading("xx.custody", "2024-03-06", "2024-04-08")
    assert found.status is Status.BREACHED_MAX
    assert words(found) == (
        "Day 33. Beyond Law 2: 2 days over the last limit. Unless this is shown: step 3, postponed. "
        "Unless it is shown that nobody is there."
    )
    open_step = reading("xx.custody", "2024-03-06", "2024-04-08", entered=Entered({3: Basis.HEARD}))
    assert open_step.status is Status.UNKNOWABLE
    claimed = reading("xx.custody", "2024-03-06", "2024-04-08", entered=Entered(claimed="they were away"))
    assert (claimed.status, words(claimed)) == (
        Status.EXCUSED,
        "Claimed: “they were away”. An exception is claimed. Law 2 knows: nobody is there.",
    )
    in_time = reading("xx.custody", "2024-03-06", "2024-03-07", entered=Entered(claimed="they were away"))
    assert in_time.status is Status.MET


@pytest.mark.parametrize(
    ("received", "due", "filed", "status"),
    [
        (
            "2015-12-22",
            "2016-01-03",
            "2016-01-03",
            Status.MET,
        ),  # New Year's day, a Friday; a Saturday; a Sunday on which people work
        ("2015-12-23", "2016-01-03", "2016-01-03", Status.MET),
        ("2015-12-23", "2016-01-03", "2016-01-04", Status.BREACHED_MAX),
        ("2015-12-24", "2016-01-03", "2016-01-03", Status.MET),
        ("2015-12-30", "2016-01-11", "2016-01-11", Status.MET),  # the tenth day is a Saturday
    ],
)
def test_the_last_day_moves_with_a_list_of_that_year(received: str, due: str, filed: str, status: Status) -> None:
    found = reading("xx.appeal", received, filed)
    assert (str(found.due_basic.first), found.status) == (due, status)
    assert "holiday" not in words(found)


def test_without_a_list_the_day_stands_and_the_doubt_is_said() -> None:
    found = reading("xx.appeal", "2016-12-22", "2017-01-02")
    assert (str(found.due_basic.first), found.status) == ("2017-01-01", Status.UNKNOWABLE)
    assert words(found).startswith("If 1 January 2017 is a holiday, the last day is the first working day after it (Law 9)")
    assert reading("xx.appeal", "2016-12-22", "2017-01-12").status is Status.BREACHED_MAX


def test_no_holiday_lengthens_custody() -> None:
    held = reading("xx.custody", "2015-12-22", "2016-01-02", held=True)
    free = reading("xx.custody", "2015-12-22", "2016-01-02", held=False)
    assert (str(held.due_basic.first), held.status) == ("2016-01-01", Status.BREACHED_BASIC_ONLY)
    assert (str(free.due_basic.first), free.status) == ("2016-01-03", Status.MET)


@pytest.mark.parametrize(
    ("silence", "as_of", "status"),
    [
        (Silence.NOTHING, date(2024, 3, 7), Status.RUNNING),
        (Silence.NOTHING, date(2024, 3, 8), Status.UNKNOWABLE),
        (Silence.NOT_DONE, date(2024, 3, 9), Status.BREACHED_MAX),
        (Silence.LATE, date(2024, 3, 9), Status.BREACHED_MAX),
        (Silence.UNDATED, date(2024, 3, 9), Status.UNKNOWABLE),
        (Silence.EXCEPTION, date(2024, 3, 9), Status.UNKNOWABLE),  # claimed, but this rule knows none
    ],
)
def test_what_silence_means_for_a_duty(silence: Silence, as_of: date, status: Status) -> None:
    assert reading("xx.hours", "2024-03-06", as_of=as_of, silence=silence).status is status


def test_an_open_start_is_a_breach_only_where_its_latest_day_is_one() -> None:
    for start, status in (
        ("2024-03/..", Status.UNKNOWABLE),
        ("../2024-03", Status.BREACHED_MAX),
        ("../2024-11", Status.UNKNOWABLE),
    ):
        found = reading("xx.custody", start, "2024-12-01")
        assert found.status is status
        assert None in (found.due_max.first, found.due_max.last)


def test_a_doubtful_start_is_said() -> None:
    assert "marked as doubtful" in words(reading("xx.custody", "2024-03-06?", "2024-03-10"))


days = st.dates(date(2015, 1, 1), date(2030, 1, 1))


@given(days, st.integers(0, 60), st.integers(-20, 80), st.sampled_from(sorted(RULES)), st.booleans())
def test_the_answer_for_a_range_is_that_of_each_of_its_days(first: date, width: int, later: int, rule: str, held: bool) -> None:
    last = first + timedelta(days=width)
    end = (last + timedelta(days=later)).isoformat()
    whole = reading(rule, f"{first}/{last}", end, held=held)
    for offset in {0, width // 2, width}:
        day = (first + timedelta(days=offset)).isoformat()
        one = reading(rule, day, end, held=held)
        for of_range, of_day in ((whole.due_basic, one.due_basic), (whole.due_max, one.due_max)):
            assert of_range.first is not None
            assert of_range.last is not None
            assert of_day.first is not None
            assert of_day.last is not None
            assert of_range.first <= of_day.first <= of_day.last <= of_range.last
        if whole.status in (Status.MET, Status.BREACHED_MAX, Status.BREACHED_BASIC_ONLY) and day <= end:
            assert one.status is whole.status
