from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain import upgrades
from casevault.store import due, records

if TYPE_CHECKING:
    import pytest
    from desk import Desk

    from casevault.domain.record import Value


def test_an_old_payload_is_read_in_its_newest_form(desk: Desk, made: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def add(payload: dict[str, Value]) -> dict[str, Value]:
        return {**payload, "occupation": "not said before version 2"}

    monkeypatch.setattr(upgrades, "STEPS", {"person": (add,)})
    monkeypatch.setattr(records, "newest_version", lambda kind: upgrades.newest_version(kind, upgrades.STEPS))
    monkeypatch.setattr(records, "upgrade", lambda kind, version, fields: upgrades.upgrade(kind, version, fields, upgrades.STEPS))
    read = desk.db.read(lambda c: records.get(c, made["lin"]))
    assert read is not None
    assert (read.type_version, read.fields["occupation"]) == (2, "not said before version 2")
    assert '"not said' not in str(desk.rows("SELECT payload FROM change WHERE record_id = ?", made["lin"]))


def test_lists_are_read_from_their_index_alone(desk: Desk) -> None:
    for order in records.ORDERS.values():
        words = order.format(way="ASC")
        plan = desk.rows(f"EXPLAIN QUERY PLAN SELECT r.id FROM record r WHERE r.deleted = 0 AND r.type = 'x' ORDER BY {words}")  # noqa: S608 - clauses of the store
        assert "USING COVERING INDEX record_list" in str(plan), order


def test_what_is_due_is_found_by_its_day(desk: Desk, made: dict[str, str]) -> None:
    desk.records.edit(made["case"], {"ask_by": "2026-04-01"})
    assert desk.db.read(lambda c: due.by_field(c, "case", "ask_by", "2026-04-01")) == [made["case"]]
    assert desk.db.read(lambda c: due.by_field(c, "case", "ask_by", "2026-03-31")) == []
    assert desk.db.read(lambda c: due.by_date(c, "event", "2026-02-12")) == [made["event"]]
    assert desk.db.read(lambda c: due.by_date(c, "event", "2026-02-11")) == []
    assert [record.id for record in desk.records.due("event", None, "2026-12-31")] == [made["event"]]
