"""Limits of cases in a vault: what starts and ends them, whose law is read, and what people enter about them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from casevault.domain.procedure.facts import Status
from casevault.domain.record import Record
from casevault.domain.schema import DataClass
from casevault.i18n import Catalogue
from casevault.vault.clock_facts import CaseFacts
from casevault.vault.clocks import Clock, clocks
from casevault.vault.sentences import sentences, time_held

if TYPE_CHECKING:
    from casevault.domain.record import Value
    from casevault.vault.vault import Vault

AS_OF = date(2026, 3, 18)


class Docket:
    """One case that grows."""

    def __init__(self, vault: Vault, jurisdiction: str = "CN") -> None:
        self.vault = vault
        self.person = self.add("person", display_name="Lin")
        who = [{"person": self.person, "role": "defender", "is_focus": True}]
        self.case = self.add(
            "case",
            code="A",
            title="A",
            kind="criminal",
            jurisdiction=jurisdiction,
            opened="2015",
            status="open",
            priority="normal",
            persons=who,
        )
        self.period = ""

    def add(self, type_key: str, /, **fields: object) -> str:
        return self.vault.records.add(type_key, fields).id

    def edit(self, record: str, /, **fields: object) -> None:
        self.vault.records.edit(record, fields)

    def stage(self, measure: str, start: object, /, **fields: object) -> str:
        if not self.period:
            self.period = self.add("detention", case=self.case, person=self.person, start=start)
        return self.add("stage", period=self.period, measure=measure, start=start, **fields)

    def event(self, kind: str, start: str, /, **fields: object) -> str:
        return self.add("event", case=self.case, kind=kind, start=start, **fields)

    def all(self, as_of: date = AS_OF) -> tuple[Clock, ...]:
        return clocks(self.vault, as_of=as_of, case=self.case).clocks

    def one(self, rule: str, as_of: date = AS_OF) -> Clock:
        (found,) = [clock for clock in self.all(as_of) if clock.rule.id == rule]
        return found

    def status(self, rule: str, as_of: date = AS_OF) -> tuple[Status, str]:
        reading = self.one(rule, as_of).starts[0].reading
        return reading.status, " ".join(said.text(Catalogue()) for said in reading.reasons)


@pytest.fixture
def docket(vault: Vault) -> Docket:
    return Docket(vault)


@pytest.mark.parametrize(
    ("fields", "status", "reason"),
    [
        ({}, Status.UNKNOWABLE, "Nothing on record"),
        ({"notice_family": "not_given"}, Status.BREACHED_MAX, "Unless it is shown that the family cannot be notified"),
        ({"notice_family": "late"}, Status.BREACHED_MAX, "On record as late"),
        ({"notice_family": "in_writing"}, Status.UNKNOWABLE, "On record as done, without its day"),
        ({"notice_family": "refused_exception"}, Status.EXCUSED, "85(2) knows: the family cannot be notified; national security"),
        ({"notice_family_on": "2024-03-06"}, Status.MET, ""),
        ({"notice_family_on": "2024-03-07"}, Status.UNKNOWABLE, "The hour is not on record"),
        ({"notice_family_on": "2024-03-09"}, Status.BREACHED_MAX, "85(2) by at least 24 hours"),
        # Of national security alone article 85 makes no exception: notice must also be able to impede the investigation.
        ({"notice_family": "not_given", "national_security": True}, Status.BREACHED_MAX, "may impede the investigation"),
    ],
)
def test_notice_to_the_family(docket: Docket, fields: dict[str, object], status: Status, reason: str) -> None:
    docket.stage("criminal_detention", "2024-03-06", end="2024-03-20", **fields)
    found, said = docket.status("cn.det.family_notice")
    assert (found, reason in said) == (status, True), said


def test_surveillance_knows_no_exception_for_national_security(docket: Docket) -> None:
    stage = docket.stage("rsdl", "2024-03-06", national_security=True, notice_family="not_given")
    assert docket.status("cn.rsdl.family_notice")[0] is Status.BREACHED_MAX
    entry = docket.add("clock", stage=stage, rule_id="cn.rsdl.family_notice", exception_claimed="state secrets")
    status, said = docket.status("cn.rsdl.family_notice")
    assert (status, docket.one("cn.rsdl.family_notice").entry) == (Status.EXCUSED, entry)
    assert said == "Claimed: “state secrets”. An exception is claimed. CPL 75(2) knows: the family cannot be notified."


def test_an_exception_that_the_law_does_not_know_excuses_nothing(docket: Docket) -> None:
    stage = docket.stage("criminal_detention", "2024-03-06")
    docket.add("clock", stage=stage, rule_id="cn.det.total_37", exception_claimed="he is dangerous")
    status, said = docket.status("cn.det.total_37")
    assert status is Status.BREACHED_MAX
    assert "An exception is claimed; CPL 91 (derived) knows none." in said


def test_what_is_entered_as_met_is_met(docket: Docket) -> None:
    stage = docket.stage("criminal_detention", "2024-03-06")
    docket.add("clock", stage=stage, rule_id="cn.det.interrogate", met_on="2024-03-06")
    assert docket.status("cn.det.interrogate")[0] is Status.MET
    assert docket.status("cn.det.to_centre")[0] is Status.UNKNOWABLE


def test_an_event_on_the_day_of_its_stage_is_one_start_and_not_two(docket: Docket) -> None:
    docket.stage("criminal_detention", "2024-03-06")
    event = docket.event("criminal_detention", "2024-03-06")
    entry = docket.add("clock", event=event, rule_id="cn.det.interrogate", met_on="2024-03-06")
    assert docket.one("cn.det.interrogate").entry == entry


@pytest.mark.parametrize("own", [True, False])
def test_the_appeal_of_a_co_defendant_is_not_this_ones(docket: Docket, own: bool) -> None:
    other = docket.add("person", display_name="Chen")
    docket.add("judgment", case=docket.case, date="2026-03-10", served="2026-03-12", verdict="guilty")
    docket.add("remedy", case=docket.case, kind="appeal", filed="2026-03-14", person=docket.person if own else other)
    (appeal,) = [
        clock for clock in docket.all() if "appeal_filed" in clock.rule.met_by and clock.rule.trigger == "judgment_received"
    ]
    assert (appeal.status is Status.MET) is own


def test_in_national_security_cases_the_organ_must_permit_the_meeting(docket: Docket) -> None:
    docket.stage("criminal_detention", "2024-03-06", national_security=True)
    meeting = {"asked": "2024-03-10T10:20+08:00", "papers": True, "granted": "refused"}
    docket.add("counsel", case=docket.case, person=docket.person, meetings=[meeting])
    status, said = docket.status("cn.lawyer.meeting")
    assert (status, "39(3)" in said) == (Status.EXCUSED, True)


def test_a_lawyer_who_is_refused_and_one_whose_papers_nobody_spoke_of(docket: Docket) -> None:
    docket.stage("criminal_detention", "2024-03-06")
    refused = {"asked": "2024-03-10T10:20+08:00", "papers": True, "granted": "refused"}
    docket.add("counsel", case=docket.case, person=docket.person, meetings=[refused])
    assert docket.status("cn.lawyer.meeting")[0] is Status.BREACHED_MAX
    assert docket.status("cn.lawyer.meeting", date(2024, 3, 12))[0] is Status.RUNNING
    without = {"asked": "2024-03-11", "papers": False}
    unsaid = {"asked": "2024-03-12"}
    docket.add("counsel", case=docket.case, person=docket.person, meetings=[without, unsaid])
    found = [clock for clock in docket.all() if clock.rule.id == "cn.lawyer.meeting"]
    assert {clock.starts[0].claim.start for clock in found} == {"2024-03-10T10:20+08:00", "2024-03-12"}
    (last,) = [clock for clock in found if clock.starts[0].claim.start == "2024-03-12"]
    assert "papers" in last.starts[0].reading.reasons[-1].text(Catalogue())


def test_a_stage_that_is_missing_between_two_leaves_its_end_open(docket: Docket) -> None:
    docket.stage("criminal_detention", "2014-04-24")
    docket.stage("sentence", "2015-04-17")
    assert docket.status("cn.det.total_37")[0] is Status.UNKNOWABLE
    docket.stage("arrest", "2014-05-30")
    assert docket.status("cn.det.total_37")[0] is Status.BREACHED_BASIC_ONLY


def test_bail_goes_on_through_the_steps_of_the_procedure(docket: Docket) -> None:
    docket.stage("bail", "2024-01-10")
    docket.stage("prosecution_review", "2024-03-01")
    assert docket.status("cn.bail.max", date(2024, 12, 1))[0] is Status.RUNNING
    assert docket.status("cn.bail.max", date(2025, 1, 11))[0] is Status.UNKNOWABLE  # if 10 January 2025 is a holiday
    assert docket.status("cn.bail.max", date(2025, 1, 25))[0] is Status.BREACHED_MAX


def test_an_event_near_a_stage_is_another_account_of_its_start(docket: Docket) -> None:
    docket.stage("rsdl", "2024-03-06")
    docket.event("rsdl_start", "2024-03-04", victims=[docket.person])
    docket.event("rsdl_start", "2022-01-01")
    near, far = sorted((c for c in docket.all() if c.rule.id == "cn.rsdl.max"), key=lambda c: len(c.starts), reverse=True)
    assert [(start.claim.start, start.claim.basis) for start in near.starts] == [
        ("2024-03-06", "stage.start"),
        ("2024-03-04", "event.start"),
    ]
    assert [start.claim.start for start in far.starts] == ["2022-01-01"]


def test_rejected_accounts_start_nothing(docket: Docket) -> None:
    stage = docket.stage("rsdl", "2024-03-06")
    source = docket.add("source", code="S-1", kind="ngo", protection="none")
    for value, status in (("2024-03-01", "rejected"), ("2024-03-07", "disputed")):
        docket.add("claim", record=stage, field="start", value=value, source=source, status=status)
    starts = docket.one("cn.rsdl.max").starts
    assert [(start.claim.start, start.claim.sources) for start in starts] == [("2024-03-06", ()), ("2024-03-07", (source,))]


def test_a_start_that_nobody_knows(docket: Docket) -> None:
    docket.stage("rsdl", {"na": "unknown"})
    status, said = docket.status("cn.rsdl.max")
    assert (status, said) == (Status.UNKNOWABLE, "When it started is not on record.")


def test_the_law_of_the_day_and_a_law_that_changed_on_the_way(docket: Docket) -> None:
    docket.stage("bail", "2018-09-01", end="2019-03-01")
    clock = docket.one("cn.bail.max")
    assert clock.pack.version == "cpl-2012"
    assert "The law changed on 26 October 2018, while this ran" in docket.status("cn.bail.max")[1]
    docket.period = ""
    docket.stage("rsdl", "2018-10")
    assert "within this date" in docket.status("cn.rsdl.max")[1]


def test_accounts_before_and_after_a_change_are_read_by_two_laws(docket: Docket) -> None:
    stage = docket.stage("rsdl", "2018-10-27")
    source = docket.add("source", code="S-1", kind="ngo", protection="none")
    docket.add("claim", record=stage, field="start", value="2018-10-25", source=source, status="asserted")
    found = {c.pack.version: c.starts[0].claim.start for c in docket.all() if c.rule.id == "cn.rsdl.max"}
    assert found == {"cpl-2018": "2018-10-27", "cpl-2012": "2018-10-25"}


def test_the_mainland_takes_over_a_case_in_hong_kong(vault: Vault) -> None:
    docket = Docket(vault, "HK")
    docket.event("arrest_natsec", "2025-01-10")
    docket.event("nsl_art55_jurisdiction", "2025-02-01")
    docket.stage("criminal_detention", "2025-02-02")
    rules = {clock.rule.id: clock.pack.version for clock in docket.all()}
    assert rules["hk.police48"] == rules["hk.mainland_switch"] == "snso-2024"
    assert rules["cn.det.total_37"] == "cpl-2018"


def test_police_in_belarus_count_from_the_moment(vault: Vault) -> None:
    docket = Docket(vault, "BY")
    docket.stage("criminal_detention", "2021-05-25", end="2021-05-28")
    status, said = docket.status("by.police72")
    assert (status, said) == (Status.UNKNOWABLE, "The hour is not on record, and it decides.")
    (start,) = docket.one("by.police72").starts
    assert str(start.reading.due_max.first) == "2021-05-28 00:00:00+03:00"


def test_a_time_without_a_pack_is_said(docket: Docket) -> None:
    stage = docket.stage("criminal_detention", "2010-03-06")
    found = clocks(docket.vault, as_of=AS_OF, case=docket.case)
    assert (found.clocks, found.uncovered) == ((), (stage,))
    other = Docket(docket.vault, "NL")
    other.stage("criminal_detention", "2010-03-06")
    assert clocks(docket.vault, as_of=AS_OF, case=other.case).uncovered == ()


def test_looked_at_from_a_day_before_it_ended(docket: Docket) -> None:
    docket.stage("rsdl", "2024-03-06", end="2024-12-01")
    assert [docket.status("cn.rsdl.max", day)[0] for day in (date(2024, 9, 6), date(2024, 9, 7), date(2025, 1, 1))] == [
        Status.RUNNING,
        Status.BREACHED_MAX,
        Status.BREACHED_MAX,
    ]
    assert docket.all(date(2024, 3, 5)) == ()
    near = docket.one("cn.rsdl.max", date(2024, 9, 1)).ahead(date(2024, 9, 1))
    assert near is not None
    assert (near.first, near.last, near.is_max) == ("2024-09-06", "2024-09-06", False)
    assert docket.one("cn.rsdl.max", date(2024, 9, 7)).ahead(date(2024, 9, 7)) is None


def test_an_end_before_its_start_is_no_end(docket: Docket) -> None:
    docket.stage("rsdl", "2024-03-06", end="2023-12-01")
    assert docket.status("cn.rsdl.max") == (Status.UNKNOWABLE, "By this account it ended before it started.")


def test_a_third_supplementary_investigation(docket: Docket) -> None:
    for day in ("2024-01-01", "2024-03-01", "2024-05-01"):
        docket.event("returned_for_supplementary", day)
    found = [c.starts[0].reading.reasons for c in docket.all() if c.rule.id == "cn.supplementary"]
    assert sum("This is time 3" in said.text(Catalogue()) for reasons in found for said in reasons) == 1


def test_hearing_and_judgment_start_their_limits(docket: Docket) -> None:
    court = docket.add("organisation", name="Court", kind="court")
    hearing = {"level": "basic", "publicity": "public", "kind": "first_instance", "court": court, "case": docket.case}
    docket.add("hearing", **hearing, scheduled="2024-06-14T09:30+08:00", announced="2024-06-12")
    assert docket.status("cn.hearing_notice")[0] is Status.BREACHED_MAX
    (start,) = docket.one("cn.indictment_served").starts
    assert str(start.reading.due_max.first) == "2024-06-04"
    docket.add("judgment", case=docket.case, date="2024-06-20", served="2024-06-21", verdict="guilty")
    assert docket.status("cn.judgment_served")[0] is Status.MET
    docket.add("remedy", case=docket.case, kind="appeal", filed="2024-06-28")
    assert docket.status("cn.appeal")[0] is Status.MET


def test_an_open_step_on_record_leaves_no_last_day(docket: Docket) -> None:
    stage = docket.stage("arrest", "2024-01-08")
    assert docket.status("cn.investigation_custody", date(2024, 8, 9))[0] is Status.BREACHED_MAX
    docket.add("clock", stage=stage, rule_id="cn.investigation_custody", extensions=[{"step": 4, "basis": "documented"}])
    status, said = docket.status("cn.investigation_custody", date(2024, 8, 9))
    assert (status, "trial postponed (157)" in said) == (Status.UNKNOWABLE, True)


def test_all_cases_at_once_are_the_cases_one_by_one(vault: Vault) -> None:
    dockets = [Docket(vault), Docket(vault, "BY"), Docket(vault)]
    for number, docket in enumerate(dockets):
        docket.stage("criminal_detention", f"2024-03-0{number + 1}")
        docket.event("lawyer_request", "2024-03-05")
    everything = clocks(vault, as_of=AS_OF)
    assert sorted(everything.clocks, key=repr) == sorted((c for docket in dockets for c in docket.all()), key=repr)
    assert [pack.version for pack in everything.stale] == ["cpc-1999-as-amended"]
    assert clocks(vault, as_of=AS_OF, case=dockets[0].case).stale == ()
    assert len(time_held(vault, as_of=AS_OF)) == 3
    assert sentences(vault) == []


def test_the_day_someone_was_taken_is_no_formal_arrest(docket: Docket) -> None:
    docket.event("arrest", "2024-03-05")
    docket.event("bail", "2024-03-06")
    assert docket.all() == ()


def test_an_account_in_words_from_before_they_were_refused_starts_nothing() -> None:
    def record(record_id: str, type_key: str, **fields: Value) -> Record:
        return Record(record_id, type_key, 1, "", fields, DataClass.C1, str(fields.get("start", "")))

    stage = record("s", "stage", measure="rsdl", start="2024-03-06", period="d")
    words = record("k", "claim", record="s", field="start", value="in spring", status="asserted")
    facts = CaseFacts(record("c", "case", jurisdiction="CN"), [stage, words])
    (trigger,) = facts.triggers({})
    assert [claim.start for claim in trigger.starts] == ["2024-03-06"]
