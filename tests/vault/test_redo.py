from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from desk import Desk, open_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path)
    yield made
    made.db.close()


def test_redo_follows_undo_until_something_new_is_done(desk: Desk) -> None:
    person = desk.records.add("person", {"display_name": "A"}).id
    assert not desk.records.redo().undone
    desk.records.edit(person, {"display_name": "B"})
    desk.records.edit(person, {"display_name": "C"})
    for _ in range(2):
        desk.records.undo()
    assert desk.records.redo().records == (person,)
    assert desk.records.get(person).fields["display_name"] == "B"
    desk.records.edit(person, {"occupation": "Lawyer"})
    assert not desk.records.redo().undone
    assert desk.records.get(person).fields["display_name"] == "B"


def test_a_creation_is_done_again(desk: Desk) -> None:
    person = desk.records.add("person", {"display_name": "A"}).id
    desk.records.undo()
    assert desk.records.get(person).deleted
    assert desk.records.redo().undone
    assert not desk.records.get(person).deleted


@pytest.mark.parametrize("seed", range(6))
def test_undo_and_redo_are_those_of_an_editor(desk: Desk, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same acts each time
    person = desk.records.add("person", {"display_name": "0"}).id
    past: list[str] = []
    ahead: list[str] = []
    now = "0"
    for number in range(40):
        act = chance.choice(["edit", "undo", "undo", "redo", "redo"])
        if act == "edit":
            desk.records.edit(person, {"display_name": str(number + 1)})
            past, ahead, now = [*past, now], [], str(number + 1)
        elif act == "undo" and past:
            assert desk.records.undo().undone
            ahead, now = [*ahead, now], past.pop()
        elif act == "redo":
            assert desk.records.redo().undone is bool(ahead)
            if ahead:
                past, now = [*past, now], ahead.pop()
        assert desk.records.get(person).fields["display_name"] == now, (number, act)
