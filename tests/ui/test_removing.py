"""What was removed, or undone, comes back from the page of removed records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desk import Desk, open_desk

from casevault.ui.removing import put_away

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path)
    yield made
    made.db.close()


@pytest.mark.parametrize("by_undo", [False, True])
def test_what_is_out_of_sight_comes_back_the_way_it_went(desk: Desk, *, by_undo: bool) -> None:
    records = desk.records
    made = records.add("person", {"display_name": "Lin Zhaowen"}, strict=False).made[0]
    if by_undo:
        records.undo()
    else:
        records.delete(made)
    assert records.removed() == [made]
    records.undo(put_away(records.history(made)).batch)
    assert not records.get(made).deleted
    assert records.removed() == []
