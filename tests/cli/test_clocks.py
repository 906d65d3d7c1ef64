"""The worked examples on legal limits, from the command line, to the day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from lines import Line


class Book:
    """A case in a vault, and its clocks."""

    def __init__(self, line: Line, jurisdiction: str = "CN") -> None:
        self.line = line
        self.person = self.add("person", display_name="Lin Zhaowen")
        self.case = self.add(
            "case",
            code="HERON",
            title="Lin Zhaowen",
            kind="criminal",
            jurisdiction=jurisdiction,
            opened="2015-01-01",
            status="open",
            priority="normal",
            persons=f'[{{"person": "{self.person}", "role": "defender", "is_focus": true}}]',
        )

    def add(self, type_key: str, **fields: str) -> str:
        pairs = [part for key, value in fields.items() for part in ("--set", f"{key}={value}")]
        return str(self.line.ok("add", str(self.line.folder), type_key, *pairs)["id"])

    def detention(self, **fields: str) -> str:
        return self.add("detention", case=self.case, person=self.person, **fields)

    def clocks(self, as_of: str = "2026-03-18") -> dict[str, Any]:
        found: dict[str, Any] = self.line.ok("clocks", str(self.line.folder), "--case", self.case, "--as-of", as_of)
        return found

    def clock(self, rule: str, as_of: str = "2026-03-18") -> dict[str, Any]:
        found: dict[str, Any]
        (found,) = [clock for clock in self.clocks(as_of)["clocks"] if clock["rule"] == rule]
        return found


@pytest.fixture
def book(line: Line) -> Book:
    return Book(line)


def answer(start: dict[str, Any]) -> tuple[Any, ...]:
    return start["start"], start["due_max"], start["status"]


def test_w1_residential_surveillance_met_with_a_day_left(book: Book) -> None:
    period = book.detention(start="2015-07-09")
    book.add("stage", period=period, measure="rsdl", start="2015-07-09")
    book.add(
        "stage", period=period, measure="arrest", start="2016-01-08", notice_family_on="2016-01-13", notice_family="in_writing"
    )
    clock = book.clock("cn.rsdl.max")
    (start,) = clock["starts"]
    assert answer(start) == ("2015-07-09", ["2016-01-09", "2016-01-09"], "met")
    assert start["due_basic"] == ["2016-01-09", "2016-01-09"]
    assert start["reason"] == "Day 183. Met, with 1 day left."
    assert (clock["pack"], clock["mark"], clock["article"], clock["pack_checked_on"]) == (
        "cpl-2012",
        "unconfirmed",
        "73, 77",
        None,
    )
    assert (clock["case"], clock["person"]) == (book.case, book.person)
    (notice,) = book.clock("cn.arrest.family_notice")["starts"]
    assert (notice["status"], notice["until"]) == ("breached_max", "2016-01-13")
    assert notice["due_max"] == ["2016-01-09T01:00+08:00", "2016-01-10T00:00+08:00"]


def test_w2_three_accounts_of_the_start_three_answers(book: Book) -> None:
    """F5 of the founding documents: one detention with several starts."""
    period = book.detention(start="2015-03-06", end="2015-04-13", end_reason="bail")
    stage = book.add("stage", period=period, measure="criminal_detention", start="2015-03-12")
    book.add("stage", period=period, measure="bail", start="2015-04-13", end="2016-04-13")
    sources = {
        day: book.add("source", code=f"S-{day}", kind="ngo", protection="none")
        for day in ("2015-03-06", "2015-03-07", "2015-03-12")
    }
    for day, source in sources.items():
        record = stage if day == "2015-03-12" else period
        book.add("claim", record=record, field="start", value=day, source=source, status="asserted")
    clock = book.clock("cn.det.total_37")
    assert {start["start"]: (start["due_max"][0], start["status"], start["source"]) for start in clock["starts"]} == {
        "2015-03-06": ("2015-04-12", "breached_max", sources["2015-03-06"]),
        "2015-03-07": ("2015-04-13", "breached_basic_only", sources["2015-03-07"]),
        "2015-03-12": ("2015-04-18", "breached_basic_only", sources["2015-03-12"]),
    }
    left = {start["start"]: (start["days_left_basic"], start["days_left_max"]) for start in clock["starts"]}
    # Over by one day, just met, met with five to spare.
    assert left == {"2015-03-06": (-24, -1), "2015-03-07": (-23, 0), "2015-03-12": (-18, 5)}
    reasons = {start["start"]: start["reason"] for start in clock["starts"]}
    assert reasons["2015-03-06"].startswith("Day 38. Beyond CPL 2012 89 (derived): 1 day over the last limit.")
    assert reasons["2015-03-07"].startswith("Day 37.")
    assert "The last limit is just met." in reasons["2015-03-07"]
    assert reasons["2015-03-12"].startswith("Day 32.")
    assert "The last limit is met, with 5 days left." in reasons["2015-03-12"]
    (bail,) = book.clock("cn.bail.max")["starts"]
    assert (bail["due_max"], bail["status"]) == (["2016-04-13", "2016-04-13"], "met")
    assert "illegal" not in str(book.clocks())


def test_w2_with_the_thirty_day_branch_in_a_document(book: Book) -> None:
    period = book.detention(start="2015-03-07", end="2015-04-13", end_reason="bail")
    stage = book.add("stage", period=period, measure="criminal_detention", start="2015-03-07")
    clock = book.add("clock", stage=stage, rule_id="cn.det.total_37", extensions='[{"step": 1, "basis": "documented"}]')
    found = book.clock("cn.det.total_37")
    assert found["entry"] == clock
    (start,) = found["starts"]
    assert (start["due_basic"], start["status"]) == (["2015-04-13", "2015-04-13"], "met")
    book.line.ok("edit", str(book.line.folder), clock, "--set", 'extensions=[{"step": 1, "basis": "heard"}]')
    (start,) = book.clock("cn.det.total_37")["starts"]
    assert (start["due_basic"], start["status"]) == (["2015-03-21", "2015-03-21"], "breached_basic_only")
    assert "Heard of, not shown" in start["reason"]


def test_w3_arrested_a_day_late_and_an_appeal_that_ends_on_new_year(book: Book) -> None:
    period = book.detention(start="2014-05-06", end="2015-12-22", end_reason="suspended_sentence")
    book.add("stage", period=period, measure="criminal_detention", start="2014-05-06")
    book.add("stage", period=period, measure="arrest", start="2014-06-13")
    (start,) = book.clock("cn.det.total_37")["starts"]
    assert answer(start) == ("2014-05-06", ["2014-06-12", "2014-06-12"], "breached_max")
    book.add("judgment", case=book.case, date="2015-12-22", served="2015-12-22", verdict="guilty")
    (appeal,) = book.clock("cn.appeal", "2015-12-23")["starts"]
    assert (appeal["due_basic"], appeal["status"]) == (["2016-01-01", "2016-01-01"], "running")
    assert "If 1 January 2016 is a holiday, the last day is the first working day after it" in appeal["reason"]
    for as_of, days in (("2015-12-14", 587), ("2015-12-22", 595), ("2026-03-18", 595)):  # to the trial, to the verdict, today
        (held,) = book.clocks(as_of)["detentions"]
        assert (held["days"], held["person"]) == ([days, days], book.person)


def test_w4_days_held_on_a_day(book: Book) -> None:
    book.detention(start="2014-04-24")
    (held,) = book.clocks("2015-11-26")["detentions"]
    assert (held["days"], held["until"]) == ([581, 581], None)


def test_w5_a_range_of_starts_gives_a_range_of_limits(book: Book) -> None:
    period = book.detention(start="2015-03-03/2015-03-06")
    book.add("stage", period=period, measure="criminal_detention", start="2015-03-03/2015-03-06")
    (start,) = book.clock("cn.det.total_37")["starts"]
    assert answer(start) == ("2015-03-03/2015-03-06", ["2015-04-09", "2015-04-12"], "breached_max")
    status, out, _err = book.line.raw("clocks", str(book.line.folder), "--case", book.case)
    assert status == 0
    assert "at most between 9 and 12 April 2015" in out


@pytest.mark.parametrize("year", [2015, 2021])
def test_w6_a_lawyer_asks_during_residential_surveillance(book: Book, year: int) -> None:
    period = book.detention(start=f"{year}-07-09")
    book.add("stage", period=period, measure="rsdl", start=f"{year}-07-09")
    lawyer = book.add("person", display_name="Chen")
    book.add(
        "counsel",
        case=book.case,
        lawyer=lawyer,
        person=book.person,
        meetings=f'[{{"asked": "{year}-07-09T10:20+08:00", "papers": true, "granted": "refused"}}]',
    )
    (start,) = book.clock("cn.lawyer.meeting")["starts"]
    assert start["status"] == "not_applicable"
    assert "39(5)" in start["reason"]
    assert start["due_max"] == [None, None]


def test_the_hour_in_which_a_lawyer_asks_does_not_count(book: Book) -> None:
    period = book.detention(start="2021-07-09")
    book.add("stage", period=period, measure="criminal_detention", start="2021-07-09")
    row = '[{"asked": "2021-07-10T10:20+08:00", "papers": true, "held": "%s"}]'
    book.add("counsel", case=book.case, person=book.person, meetings=row % "2021-07-12T11:00+08:00")
    book.add("counsel", case=book.case, person=book.person, meetings=row % "2021-07-12T03:01Z")
    found = [clock for clock in book.clocks()["clocks"] if clock["rule"] == "cn.lawyer.meeting"]
    assert {(clock["starts"][0]["status"], clock["starts"][0]["due_max"][0]) for clock in found} == {
        ("met", "2021-07-12T11:00+08:00"),
        ("breached_max", "2021-07-12T11:00+08:00"),
    }


def test_a_table_for_people_and_what_is_refused(book: Book) -> None:
    folder = str(book.line.folder)
    status, out, _err = book.line.raw("clocks", folder)
    assert (status, out.strip()) == (0, "No stage or event on record starts a limit that a pack knows.")
    period = book.detention(start="2016-01-08")
    book.add("stage", period=period, measure="arrest", start="2016-01-08")
    book.add("judgment", case=book.case, date="2016-08-04", verdict="guilty", sentences='[{"kind": "fixed_term", "term": "P7Y"}]')
    status, out, _err = book.line.raw("clocks", folder, "--as-of", "2016-04-01")
    assert status == 0
    assert "Criminal Procedure Law of China (2012) was never compared with the text of the law." in out
    assert "Custody during investigation ends · CPL 2012 154-158, not confirmed · Lin Zhaowen" in out
    assert "8 January 2016 (start of the stage) · basic 8 March 2016 · at most 8 August 2016 · Past basic limit" in out
    assert "Beyond CPL 2012 154-158 unless this is shown: step 1, complex case (154); step 2, " in out
    assert "129 days left to the last limit." in out
    assert "Lin Zhaowen · since 8 January 2016 · 84 days held" in out
    assert "209 days taken off · last day of the term between 6 and 7 January 2023" in out
    assert book.line.refused("clocks", folder, "--as-of", "soon")["code"] == "invalid_input"
    assert book.line.refused("clocks", folder, "--case", "0" * 32)["code"] == "not_found"


def test_packs_are_listed_without_a_vault(line: Line) -> None:
    packs = {pack["version"]: pack for pack in line.ok("packs")["packs"]}
    assert packs["cpl-2018"]["checked_on"] == "2025-04-19"
    assert (packs["cpl-2018"]["age_days"], packs["cpl-2018"]["stale"]) == (333, False)
    assert (packs["cpl-2012"]["age_days"], packs["cpl-2012"]["stale"], packs["cpl-2012"]["in_force_to"]) == (
        None,
        True,
        "2018-10-25",
    )
    assert packs["psapl-2025"]["confirmed"] == 0
    _status, out, _err = line.raw("packs")
    assert "CN  cpl-2018" in out
    assert "Supervision Law" not in out  # compared within a year
    line.clock = datetime(2026, 5, 1, tzinfo=UTC)
    assert line.ok("packs")["packs"][3]["stale"] is True
