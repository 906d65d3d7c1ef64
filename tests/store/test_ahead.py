"""What is read ahead: the trees that a save goes through and no others, and a save comes in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casevault.progress import Cancelled
from casevault.store import ahead

if TYPE_CHECKING:
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
