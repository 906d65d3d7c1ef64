"""What is read ahead: the trees that a save goes through and no others, and a save comes in between."""

from __future__ import annotations

import errno
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from casevault import files
from casevault.progress import Cancelled
from casevault.store import ahead

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault

TREES = {"change_by_record", "sqlite_autoindex_record_1", "link", "link_by_target", "record_list"}


def test_each_tree_is_looked_through_by_its_own_order_and_nothing_else_is_read(vault: Vault) -> None:
    steps = list(ahead.steps(vault.schema.types, 0))
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


def test_the_file_is_read_through_and_no_further_than_memory_bears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, seen = tmp_path / "main.db", list[int]()
    path.write_bytes(bytes(5 * ahead.PIECE + 7))

    def progress(done: int, total: int, /) -> None:
        assert done == total == 0, "bytes are more than a bar counts"
        seen.append(done)

    assert ahead.bring_near(path, 0, progress) == 0
    assert len(seen) == 7, "six pieces, and the end is found"
    seen.clear()
    assert ahead.bring_near(path, 4 * ahead.PIECE, progress) == 0
    assert len(seen) == 3
    seen.clear()
    monkeypatch.setattr(ahead, "MOST", 2 * ahead.PIECE)
    assert ahead.bring_near(path, 0, progress) == 0
    assert len(seen) == 2


def test_it_goes_on_where_it_left_off_and_leaves_a_slow_disk_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, slept = tmp_path / "main.db", list[float]()
    path.write_bytes(bytes(9 * ahead.PIECE))
    # The end of its second, and then when each piece was begun and read: from the disk, at hand, from a disk that hangs.
    clock = iter([0.0, 0.0, 0.05, 0.1, 0.1 + ahead.AT_HAND / 2, 0.2, 0.9, 1.0])
    with monkeypatch.context() as patch:
        patch.setattr(ahead, "time", SimpleNamespace(monotonic=lambda: next(clock), sleep=slept.append))
        assert ahead.bring_near(path, 0) == 3 * ahead.PIECE
    assert slept == [0.05, ahead.PAUSE]
    assert ahead.bring_near(path, 3 * ahead.PIECE) == 0


def test_reading_through_is_called_off_within_a_moment_and_leaves_the_vault_open(vault: Vault) -> None:
    def called_off(_done: int, _total: int, /) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        vault.records.bring_near(0, called_off)
    vault.records.make_room()
    assert vault.records.bring_near() == 0
    vault.records.add("case", {"code": "K", "title": "T"}, strict=False)
    assert len(vault.records.ids("case")) == 1


def test_a_file_that_cannot_be_read_is_nobodys_trouble_here(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_asked: object, **_named: object) -> None:
        raise OSError(errno.EIO, "")

    with monkeypatch.context() as patch:
        patch.setattr(files, "open_file", fails)
        assert vault.records.bring_near() == 0
