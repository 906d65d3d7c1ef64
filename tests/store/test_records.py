from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain import upgrades
from casevault.store import blobs, derive, due, records
from casevault.vault.cases import Add

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


def test_records_are_counted_and_listed(desk: Desk, made: dict[str, str]) -> None:
    desk.records.delete(made["note"])
    counts = desk.db.read(records.counts)
    assert (counts["person"], counts["case"]) == (2, 1)
    assert "note" not in counts
    assert desk.db.read(records.count) == sum(counts.values())
    assert desk.db.read(blobs.count) == 0
    assert set(made.values()) < set(desk.db.read(lambda c: list(records.all_ids(c))))


def test_who_points_here_is_narrowed_by_type_and_field(desk: Desk, made: dict[str, str]) -> None:
    def found(type_key: str = "", field: str = "", limit: int = 0) -> set[str]:
        pointing = desk.db.read(lambda c: records.pointing_to(c, made["lin"], type_key=type_key, field=field, limit=limit))
        return {record.id for record in pointing}

    assert len(found(limit=2)) == 2
    assert found(type_key="event") == {made["event"]}
    assert found(field="person") == {made["detention"]}
    assert found(type_key="note", field="person") == set()
    assert len(found()) == 5


def test_what_is_derived_can_be_compared_with_what_is_stored(desk: Desk, made: dict[str, str]) -> None:
    deriver = desk.records.deriver
    for record_id in made.values():
        assert desk.db.read(lambda c, key=record_id: derive.stored(c, key) == deriver.expected(c, key))  # type: ignore[misc] # bound per round
        assert desk.db.read(lambda c, key=record_id: deriver.cases_hold(c, key))  # type: ignore[misc] # bound per round
    assert desk.db.read(lambda c: derive.stored(c, "0" * 32)) is None


def test_follow_ups_are_found_from_both_sides(desk: Desk, made: dict[str, str]) -> None:
    def put(day: str, **more: object) -> str:
        fields = {"case": [made["case"]], "date": day, "actor": made["court"], **more}
        return desk.records.apply([Add("intervention", fields)], strict=False).made[0]

    first = put("2026-03-01")
    child = put("2026-03-10", parent=first)
    named = put("2026-03-20")
    gone = put("2026-03-30", parent=first)
    desk.records.edit(first, {"followups": [named]})
    desk.records.delete(gone)
    days = desk.db.read(lambda c: due.followed_on(c, [first, child]))
    assert {key: sorted(found) for key, found in days.items()} == {first: ["2026-03-10", "2026-03-20"]}
