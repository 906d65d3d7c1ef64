"""What is due, read from a vault: only what has a day in the time asked for, whatever else there is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

import pytest
from desk import Desk, open_desk

from casevault.vault.today import DueKind, DueStatus, today

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
    items = today(vault, as_of=AS_OF)
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
    assert [item.record for item in today(cast("Vault", desk), as_of=AS_OF)] == [asked]
    late = add(desk, "intervention", {"case": [case], "date": "2026-03-25", "parent": asked})
    assert today(cast("Vault", desk), as_of=AS_OF) == []
    desk.records.delete(late)
    assert [item.record for item in today(cast("Vault", desk), as_of=AS_OF)] == [asked]
