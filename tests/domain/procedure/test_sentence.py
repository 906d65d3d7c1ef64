"""What sentences come to, against the articles and against days counted one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casevault.domain.procedure.counting import Range, add_months
from casevault.domain.procedure.sentence import Given, Held, Outcome, length_of, outcome
from casevault.i18n import Catalogue
from casevault.vault.packs import load_packs

CREDITS = [credit for pack in load_packs().on("CN", date(2026, 1, 1)) for credit in pack.credits]
DAY = timedelta(days=1)


def on(day: str, last: str = "") -> Range:
    return Range(date.fromisoformat(day), date.fromisoformat(last or day))


def term(kind: str, length: str, judged: str, *held: Held, **more: object) -> Outcome:
    given_by = Given(kind=kind, term=length, judged=on(judged), **more)  # type: ignore[arg-type]  # passed on by name
    return outcome(given_by, held, CREDITS)


def exact(day: str) -> Range:
    return on(day)


def words(found: Outcome) -> str:
    return " ".join(said.text(Catalogue()) for said in found.reasons)


def test_seven_years_from_the_day_of_detention() -> None:
    found = term("fixed_term", "P7Y", "2015-04-17", Held("criminal_detention", on("2014-04-24"), None))
    assert (found.credit, found.release) == ((358, 358), exact("2021-04-23"))
    assert "CL 44, 47" in words(found)


def test_custody_under_several_measures_is_one_custody() -> None:
    stages = (
        ("criminal_detention", "2014-04-24"),
        ("arrest", "2014-05-30"),
        ("prosecution_review", "2014-08-30"),
        ("trial", "2014-11-21"),
    )
    ends = [*(on(start) for _measure, start in stages[1:]), None]
    held = [Held(measure, on(start), end) for (measure, start), end in zip(stages, ends, strict=True)]
    assert term("fixed_term", "P7Y", "2015-04-17", *held).release == exact("2021-04-23")


def test_two_days_of_residential_surveillance_are_one() -> None:
    held = Held("rsdl", on("2015-07-09"), on("2016-01-08")), Held("arrest", on("2016-01-08"), None)
    found = term("fixed_term", "P4Y", "2016-08-04", *held)
    # 183 days under surveillance are 91 and a half; four years from the arrest end on 7 January 2020.
    assert found.release == Range(date(2020, 1, 7) - 92 * DAY, date(2020, 1, 7) - 91 * DAY)
    assert found.credit == (91 + 209, 92 + 209)
    assert words(found) == "Custody counts 2 : 1 (CPL 76). Custody counts 1 : 1 (CL 44, 47)."


def test_custody_until_an_appeal_is_judged_counts_though_a_sentence_had_begun() -> None:
    held = (
        Held("criminal_detention", on("2014-04-24"), on("2015-04-17")),
        Held("sentence", on("2015-04-17"), on("2015-11-26"), released=True),
    )
    found = term("fixed_term", "P5Y", "2015-11-26", *held)
    # From the first day by the calendar, and counted by days from the judgment: years differ in length.
    assert (found.credit, found.release) == ((581, 581), on("2019-04-23", "2019-04-24"))


def test_control_counts_each_day_of_custody_twice_and_of_surveillance_once() -> None:
    held = Held("rsdl", on("2019-01-01"), on("2019-01-31")), Held("criminal_detention", on("2019-01-31"), on("2019-03-02"))
    found = term("control", "P1Y", "2019-03-02", *held, begins=on("2019-03-02"))
    assert found.credit == (30 + 60, 30 + 60)
    assert found.release == exact((date(2020, 3, 1) - 90 * DAY).isoformat())


def test_liuzhi_counts_day_for_day() -> None:
    held = Held("liuzhi", on("2025-07-01"), on("2025-10-01")), Held("criminal_detention", on("2025-10-01"), None)
    assert term("fixed_term", "P10Y", "2026-03-01", *held).credit == (243, 243)


def test_a_day_of_release_may_count() -> None:
    held = Held("criminal_detention", on("2020-01-01"), on("2020-01-31"), released=True)
    found = term("fixed_term", "P6M", "2020-06-01", held, begins=on("2020-07-01"))
    assert found.credit == (30, 31)
    assert found.release == Range(date(2020, 12, 31) - 31 * DAY, date(2020, 12, 31) - 30 * DAY)


def test_who_is_not_held_when_judged_begins_later() -> None:
    found = term("fixed_term", "P1Y", "2020-06-01")
    assert (found.credit, found.release) == ((0, 0), Range(date(2021, 5, 31), None))
    assert "Not held when judged" in words(found)


def test_partial_dates_make_ranges() -> None:
    held = Held("criminal_detention", on("2014-04-20", "2014-04-26"), None)
    found = term("fixed_term", "P7Y", "2015-04-17", held)
    assert found.credit == (356, 362)
    assert found.release == Range(date(2021, 4, 19), date(2021, 4, 25))


def test_suspended_terms_have_a_time_of_suspension_and_no_release() -> None:
    found = term("fixed_term", "P3Y", "2015-12-22", suspended="P3Y")
    assert found.release == Range(None, None)
    assert found.probation_end == Range(date(2019, 1, 1), None)  # final on 2 January 2016 at the earliest
    known = term("fixed_term", "P3Y", "2015-12-22", suspended="P3Y", probation=on("2016-01-02"))
    assert known.probation_end == Range(date(2019, 1, 1), date(2019, 1, 2))
    assert "CL 77" in words(known)


def test_life_and_death_have_no_day() -> None:
    for kind, cite in (("life", "CL 78, 81"), ("death_reprieve", "CL 50"), ("death", "")):
        found = term(kind, "life", "2020-01-01", Held("arrest", on("2019-01-01"), None))
        assert (found.credit, found.release) == (None, Range(None, None))
        assert cite in words(found)


def test_remission_leaves_at_least_half() -> None:
    held = Held("criminal_detention", on("2014-04-24"), None)
    found = term("fixed_term", "P7Y", "2015-04-17", held, changes=frozenset({"remission"}))
    assert found.release == Range(date(2017, 10, 23), date(2021, 4, 23))


def test_political_rights_are_lost_after_release() -> None:
    held = Held("criminal_detention", on("2014-04-24"), None)
    found = term("fixed_term", "P7Y", "2015-04-17", held, political_rights="P2Y")
    assert found.rights_until == exact("2023-04-23")


def test_what_is_no_term_comes_to_nothing() -> None:
    assert term("fine", "P1Y", "2020-01-01") == Outcome(None, Range(None, None), Range(None, None), Range(None, None), ())
    assert term("fixed_term", "", "2020-01-01").release == Range(None, None)
    assert outcome(Given("fixed_term", "P1Y"), (), CREDITS).release == Range(None, None)


@pytest.mark.parametrize(
    ("text", "length"),
    [("P3Y", (36, 0)), ("P1Y6M", (18, 0)), ("P2W", (0, 14)), ("P10D", (0, 10)), ("life", None), ("", None), ("P", None)],
)
def test_durations(text: str, length: tuple[int, int] | None) -> None:
    assert length_of(text) == length


@given(st.dates(date(2010, 1, 1), date(2030, 1, 1)), st.integers(0, 900), st.integers(6, 180))
def test_held_without_a_break_the_term_runs_from_the_first_day(first: date, until_judged: int, months: int) -> None:
    judged = first + timedelta(days=until_judged + 1)
    held = Held("criminal_detention", Range(first, first), None)
    found = outcome(Given("fixed_term", f"P{months}M", judged=Range(judged, judged)), (held,), CREDITS)
    assert found.credit == (until_judged + 1, until_judged + 1)
    assert found.release.first is not None
    assert found.release.last is not None
    # Both readings lie in the range: from the first day by the calendar, and from the judgment less the days held.
    assert found.release.first <= add_months(first, months) - DAY <= found.release.last
    assert (found.release.last - found.release.first).days <= 5


@pytest.mark.parametrize(
    ("judged", "more"),
    [
        ("9999-12-31", {"term": "P10Y"}),
        ("2015-04-17", {"term": "P7985Y"}),
        ("2015-04-17", {"term": "P3Y", "suspended": "P9000Y"}),
        ("9999-12-30", {"term": "P3Y", "suspended": "P1Y"}),
        ("2015-04-17", {"term": "P7Y", "political_rights": "P9999Y"}),
    ],
)
def test_a_term_that_leaves_the_calendar_has_no_last_day_and_stops_nothing(judged: str, more: dict[str, str]) -> None:
    held = Held("criminal_detention", on("2014-04-24"), None)
    found = outcome(Given(kind="fixed_term", judged=on(judged), **more), (held,), CREDITS)  # type: ignore[arg-type]  # passed on by name
    assert (found.credit, found.release) == (None, Range(None, None))
