"""What is read ahead: the trees that a save goes through and no others, and a save comes in between."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from casevault.progress import Cancelled
from casevault.store import ahead

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault

TREES = {"change_by_record", "sqlite_autoindex_record_1", "link", "link_by_target", "record_list"}


def test_each_tree_is_looked_through_by_its_own_order_and_nothing_else_is_read(vault: Vault) -> None:
    steps = list(ahead.steps(vault.schema.types))
    statements = {statement: value for step in steps for statement, value in step}

    def plans(connection: object) -> list[str]:
        found = []
        for statement, value in statements.items():
            rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", (value,)).fetchall()  # type: ignore[attr-defined] # a connection
            assert len(rows) == 1, rows  # one search: no sort, no second table
            found.append(rows[0][3])
        return found

    told = vault.db.read(plans)
    assert all(plan.startswith("SEARCH") and ("COVERING INDEX" in plan or "PRIMARY KEY" in plan) for plan in told), told
    for tree in TREES - {"link"}:
        assert any(f"INDEX {tree} " in plan for plan in told), (tree, told)
    assert any("SEARCH link USING PRIMARY KEY" in plan for plan in told)


def test_a_save_comes_in_between_and_it_can_be_called_off(vault: Vault) -> None:
    vault.records.add("case", {"code": "K", "title": "T"}, strict=False)
    seen: list[int] = []

    def progress(done: int, _total: int, /) -> None:
        seen.append(done)
        if done == 3:
            vault.records.add("case", {"code": "L", "title": "T"}, strict=False)
        if done == 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        vault.records.read_ahead(progress)
    assert seen == list(range(6))
    assert len(vault.records.ids("case")) == 2
    vault.records.read_ahead()


def test_the_file_is_read_through_once_and_no_further_than_memory_bears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "main.db"
    path.write_bytes(bytes(5 * ahead.PIECE + 7))
    seen: list[int] = []
    ahead.bring_near(path, lambda done, _total: seen.append(done))
    assert seen == [*range(0, 6 * ahead.PIECE, ahead.PIECE), 5 * ahead.PIECE + 7]
    seen.clear()
    monkeypatch.setattr(ahead, "MOST", 2 * ahead.PIECE)
    ahead.bring_near(path, lambda done, _total: seen.append(done))
    assert seen == [0, ahead.PIECE]


def test_where_it_comes_from_a_disk_the_disk_is_left_to_others_as_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, slept = tmp_path / "main.db", list[float]()
    path.write_bytes(bytes(3 * ahead.PIECE))
    clock = iter([0.0, 0.5, 1.0, 1.0 + ahead.AT_HAND / 2, 2.0, 2.25, 3.0, 3.0])
    monkeypatch.setattr(ahead, "time", SimpleNamespace(monotonic=lambda: next(clock), sleep=slept.append))
    ahead.bring_near(path)
    assert slept == [0.5, 0.25]


def test_reading_through_is_called_off_within_a_moment_and_leaves_the_vault_open(vault: Vault) -> None:
    def called_off(_done: int, _total: int, /) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        ahead.bring_near(vault.db.path, called_off)
    vault.records.make_ready()
    vault.records.add("case", {"code": "K", "title": "T"}, strict=False)
    assert len(vault.records.ids("case")) == 1
