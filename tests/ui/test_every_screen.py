"""Every screen and box, for somebody who sees nothing: all that takes the keyboard has a name, and F1 knows where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pictures import material
from pictures.looks import LOOKS
from pictures.stage import Stage
from pictures.walk import WALKS, walk
from PySide6.QtGui import QAction, QShortcut
from ui.driving import places_held
from ui.ways_hands import nameless

from casevault import handbook
from casevault.ui.handbook import places

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget


PAGES = {page.key for page in handbook.contents()}


@pytest.fixture(scope="module")
def stage(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    assert qapp
    folder: Path = tmp_path_factory.mktemp("pictures")
    (folder / "made").mkdir()
    made = Stage(folder / "made", folder / "used", material.make(folder / "made"), LOOKS["light"])
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.parametrize("part", WALKS)
def test_what_takes_the_keyboard_has_a_name_and_help_is_at_hand(stage: Stage, part: str) -> None:
    seen, unnamed, unhelped = 0, {}, set()
    for name, widget in walk(stage, [part]):
        seen += 1
        if found := nameless(widget):
            unnamed[name] = found
        focused: QWidget | None = widget.focusWidget()
        if places.own_page_around(widget if focused is None else focused) not in PAGES:
            unhelped.add(f"{name}:{type(widget).__name__}")
    assert unnamed == {}
    assert unhelped == set()
    assert places_held() == []
    assert seen


def test_every_key_is_a_command_and_every_command_has_its_page(stage: Stage) -> None:
    table = stage.window.commands
    of_table = {id(action) for action in table._actions.values()}
    keyed = [action for action in stage.window.findChildren(QAction) if action.shortcuts() and id(action) not in of_table]
    assert [action.text() for action in keyed] == []
    assert [shortcut.key().toString() for shortcut in stage.window.findChildren(QShortcut)] == []
    titles = [table.title(command) for command in table.commands]
    assert len(set(titles)) == len(titles), "two commands of one name cannot be told apart in the palette"
    for command in table.commands:
        assert places.page_of_command(command.id) in PAGES, command.id
    keys = [key for command in table.commands for key in command.keys]
    assert len(set(keys)) == len(keys), "one key does one thing"
