"""What is due, read from a vault: only what has a day in the time asked for, whatever else there is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

import pytest
from desk import Desk, open_desk

from casevault.i18n import Catalogue
from casevault.vault.today import DueKind, DueStatus, Item, today

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from casevault.vault.vault import Vault

AS_OF = date(2026, 3, 18)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path)
    yield made
    made.db.close()


def add(desk: Desk, type_key: str, fields: Mapping[str, object]) -> str:
    return desk.records.add(type_key, fields, strict=False).made[0]


def test_each_kind_by_its_own_day_and_nothing_later_than_a_month(desk: Desk) -> None:
    case = add(desk, "case", {"code": "HERON", "title": "Heron", "ask_by": "2026-03-20"})
    other = add(desk, "case", {"code": "WREN", "title": "Wren", "ask_by": "2026-03-01", "status": "closed"})
    person = add(desk, "person", {"display_name": "Lin Zhaowen"})
    for due in ("2026-03-01", "2026-03-18", "2026-04-18", "2026-04-19"):
        add(desk, "intervention", {"case": [case], "followup_due": due, "asked": "Access"})
    later = add(desk, "intervention", {"case": [other], "date": "2026-03-03"})
    add(desk, "intervention", {"case": [other], "followup_due": "2026-03-02", "followups": [later]})
    asked = add(desk, "intervention", {"case": [other], "date": "2026-02-01", "followup_due": "2026-03-20"})
    add(desk, "intervention", {"case": [other], "date": "2026-03-15", "parent": asked})
    add(desk, "intervention", {"case": [case], "followup_due": {"na": "unknown"}})
    hearing = add(desk, "hearing", {"case": other, "scheduled": "2026-03-19T10:00:00+08:00"})
    add(desk, "hearing", {"case": case, "scheduled": {"na": "unknown"}})
    add(desk, "consent", {"person": person, "review_on": "2026-03-30"})
    add(desk, "consent", {"person": person, "review_on": "2026-03-30", "withdrawn": "2026-03-01"})
    gone = add(desk, "family_contact", {"case": case, "next_due": "2026-03-18"})
    desk.records.delete(gone)
    vault = cast("Vault", desk)
    items = listed(desk)
    assert [(item.kind, item.due, item.status) for item in items] == [
        (DueKind.FOLLOW_UP, "2026-03-01", DueStatus.OVERDUE),
        (DueKind.FOLLOW_UP, "2026-03-18", DueStatus.TODAY),
        (DueKind.HEARING, "2026-03-19", DueStatus.THIS_WEEK),
        (DueKind.ASK, "2026-03-20", DueStatus.THIS_WEEK),
        (DueKind.CONSENT_REVIEW, "2026-03-30", DueStatus.LATER),
        (DueKind.FOLLOW_UP, "2026-04-18", DueStatus.LATER),
    ]
    assert [item.record for item in today(vault, as_of=AS_OF, case=other)] == [hearing]
    assert {item.kind for item in today(vault, as_of=AS_OF, case=case)} == {DueKind.FOLLOW_UP, DueKind.ASK}


def test_a_follow_up_made_long_before_its_day_does_not_settle_it(desk: Desk) -> None:
    case = add(desk, "case", {"code": "HERON", "title": "Heron"})
    asked = add(desk, "intervention", {"case": [case], "date": "2026-01-01", "followup_due": "2026-03-20"})
    add(desk, "intervention", {"case": [case], "date": "2026-02-01", "parent": asked})
    assert [item.record for item in listed(desk)] == [asked]
    late = add(desk, "intervention", {"case": [case], "date": "2026-03-25", "parent": asked})
    assert listed(desk) == []
    desk.records.delete(late)
    assert [item.record for item in listed(desk)] == [asked]


def listed(desk: Desk, as_of: date = AS_OF) -> list[Item]:
    return [item for item in today(cast("Vault", desk), as_of=as_of) if item.kind is not DueKind.BACKUP]


def one(desk: Desk, kind: DueKind, as_of: date = AS_OF) -> Item | None:
    found = [item for item in listed(desk, as_of) if item.kind is kind]
    assert len(found) < 2
    return found[0] if found else None


YEARS_LATER = date(2029, 1, 1)


def overdue(desk: Desk, kind: DueKind) -> bool:
    """Say whether it stands there still, years later: no day takes it off by passing."""
    found = one(desk, kind, YEARS_LATER)
    return found is not None and found.status is DueStatus.OVERDUE


def test_a_task_until_it_is_done_or_given_up_and_again_where_it_comes_again(desk: Desk) -> None:
    task = add(desk, "task", {"title": "Call the court", "due": "2026-03-20"})
    assert overdue(desk, DueKind.TASK)
    desk.records.edit(task, {"status": "done", "done_on": "2026-03-19"})
    assert one(desk, DueKind.TASK, YEARS_LATER) is None
    desk.records.edit(task, {"every_days": 10})
    again = one(desk, DueKind.TASK)
    assert again is not None
    assert again.due == "2026-03-29"
    desk.records.edit(task, {"status": "dropped"})
    assert one(desk, DueKind.TASK, YEARS_LATER) is None
    add(desk, "task", {"title": "Early", "due": "2026-07-01", "lead_days": 120})
    add(desk, "task", {"title": "Not yet", "due": "2026-07-02"})
    early = one(desk, DueKind.TASK)
    assert early is not None
    assert (early.due, early.status) == ("2026-07-01", DueStatus.LATER)


def test_what_nobody_knows_settles_nothing_and_stops_nothing(desk: Desk) -> None:
    unknown = {"na": "unknown"}
    case = add(desk, "case", {"code": "HERON", "title": "Heron", "ask_by": "2026-03-20", "status": unknown})
    add(desk, "task", {"case": case, "kind": "contact", "due": "2026-03-01", "status": unknown})
    add(desk, "hearing", {"case": case, "scheduled": "2026-03-10", "held": unknown, "outcome": unknown})
    person = add(desk, "person", {"display_name": "Lin Zhaowen"})
    add(desk, "consent", {"person": person, "review_on": "2026-03-19", "withdrawn": unknown})
    assert [item.kind for item in listed(desk)] == [DueKind.TASK, DueKind.HEARING, DueKind.CONSENT_REVIEW, DueKind.ASK]


def test_a_report_a_review_and_an_evaluation_each_until_its_own_act(desk: Desk) -> None:
    case = add(desk, "case", {"code": "HERON", "title": "Heron"})
    person = add(desk, "person", {"display_name": "Lin Zhaowen"})
    kind = desk.schema.vocabularies.codes("support")[0]
    support = add(desk, "support", {"case": case, "for": person, "kind": kind, "report_due": "2026-03-19"})
    add(desk, "risk", {"person": person, "review_on": "2026-03-19"})
    asked = add(desk, "intervention", {"case": [case], "date": "2026-01-01", "evaluation_on": "2026-03-19"})
    assert all(overdue(desk, kind) for kind in (DueKind.REPORT, DueKind.RISK_REVIEW, DueKind.EVALUATION))
    desk.records.edit(support, {"reported": "2026-03-20"})
    later = add(desk, "risk", {"person": person, "review_on": "2030-01-01"})
    desk.records.edit(asked, {"effect": first_code(desk)})
    assert not any(one(desk, kind, YEARS_LATER) for kind in (DueKind.REPORT, DueKind.RISK_REVIEW, DueKind.EVALUATION))
    desk.records.delete(later)
    assert overdue(desk, DueKind.RISK_REVIEW)


def first_code(desk: Desk) -> str:
    return desk.schema.vocabularies.codes("effect")[0]


def test_what_may_be_kept_until_a_day_is_decided_about_then(desk: Desk) -> None:
    note = add(desk, "note", {"text": "x", "retention_until": "2026-03-17"})
    place = add(desk, "place", {"name": "Y", "retention_until": "2027-01-01"})
    item = one(desk, DueKind.RETENTION)
    assert item is not None
    assert (item.record, item.due, item.status) == (note, "2026-03-17", DueStatus.OVERDUE)
    desk.records.edit(note, {"retention_until": "2031-01-01"})
    desk.records.edit(place, {"retention_until": "2026-03-20"})
    item = one(desk, DueKind.RETENTION)
    assert item is not None
    assert item.record == place
    desk.records.edit(place, {"retention_until": ""})
    assert one(desk, DueKind.RETENTION, YEARS_LATER) is None


def test_limits_of_whoever_is_held_with_article_both_days_and_their_start(desk: Desk) -> None:
    case = add(desk, "case", {"code": "HERON", "title": "Heron", "jurisdiction": "CN"})
    person = add(desk, "person", {"display_name": "Lin Zhaowen"})
    held = add(desk, "detention", {"case": case, "person": person, "start": "2026-03-10"})
    stage = add(desk, "stage", {"period": held, "measure": "criminal_detention", "start": "2026-03-10"})
    found = [item for item in listed(desk) if item.kind is DueKind.CLOCK]
    assert found
    assert {item.record for item in found} <= {stage, held}
    for item in found:
        assert item.clock is not None
        assert item.clock.cite
        assert item.clock.basic
        assert item.clock.start.startswith("2026-03-10")
        assert item.clock.cite in item.clock.words(Catalogue())
    assert any(item.status is DueStatus.OVERDUE for item in listed(desk, YEARS_LATER) if item.kind is DueKind.CLOCK)
    desk.records.edit(held, {"end": "2026-03-17", "end_reason": first_end(desk)})
    desk.records.edit(stage, {"end": "2026-03-17"})
    assert [item for item in listed(desk, YEARS_LATER) if item.kind is DueKind.CLOCK] == []


def first_end(desk: Desk) -> str:
    return desk.schema.vocabularies.codes("detention_end")[0]


def test_the_appeal_of_one_of_two_takes_nothing_off_for_the_other(desk: Desk) -> None:
    case = add(desk, "case", {"code": "B", "title": "B"})
    first, second = (add(desk, "person", {"display_name": name}) for name in ("Lin", "Chen"))
    sentences = [{"person": person, "kind": "fixed_term"} for person in (first, second)]
    add(desk, "judgment", {"case": case, "date": "2026-03-01", "appeal_deadline": "2026-03-20", "sentences": sentences})
    for person, left in ((first, True), (second, False)):
        add(desk, "remedy", {"case": case, "kind": "appeal", "filed": "2026-03-12", "person": person})
        assert (one(desk, DueKind.APPEAL) is not None) is left


def test_an_appeal_warns_two_days_before_and_stays_until_one_is_filed(desk: Desk) -> None:
    case = add(desk, "case", {"code": "HERON", "title": "Heron", "jurisdiction": "FR"})
    add(desk, "judgment", {"case": case, "date": "2026-03-01", "appeal_deadline": "2026-03-20"})
    early, late = one(desk, DueKind.APPEAL, date(2026, 3, 17)), one(desk, DueKind.APPEAL)
    assert early is not None
    assert late is not None
    assert (early.alert, late.alert, late.due) == (False, True, "2026-03-20")
    assert overdue(desk, DueKind.APPEAL)
    add(desk, "remedy", {"case": case, "kind": "appeal", "filed": "2026-03-12"})
    assert one(desk, DueKind.APPEAL, YEARS_LATER) is None


def test_a_back_up_once_there_is_something_to_lose(desk: Desk) -> None:
    vault = cast("Vault", desk)
    assert today(vault, as_of=AS_OF) == []
    for number in range(3):
        add(desk, "note", {"text": str(number)})
    assert [(item.kind, item.due, item.title) for item in today(vault, as_of=AS_OF)] == [(DueKind.BACKUP, "2026-03-18", "")]
