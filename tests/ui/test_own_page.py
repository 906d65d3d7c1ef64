"""The page of a vault's own fields, the editors it needs, and links on a card: what a person sees and can do there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from ui.driving import settle
from ui.test_editors import SCHEMA, Desk

from casevault.domain.own import Definition
from casevault.domain.schema import DataClass, Field, Kind, TextForm
from casevault.i18n import N_
from casevault.ui.editors import make_editor
from casevault.ui.own_page import OwnPage, own_lines

if TYPE_CHECKING:
    from PySide6.QtWidgets import QComboBox, QLineEdit
    from pytestqt.qtbot import QtBot

    from casevault.ui.editors.tags import TagLines
    from casevault.ui.main_window import MainWindow


@pytest.fixture
def around() -> Desk:
    made = Desk()
    made.look = replace(made.look, types=SCHEMA.types)
    return made


def defined(window: MainWindow, *found: Definition) -> None:
    window.context.vault.own.follow(found)
    window.context.vault.own.definitions = found


SHOES = {"type": "person", "key": "x_shoes", "label": "Shoe size", "kind": "int"}


def test_definitions_are_listed_with_where_and_state(qtbot: QtBot, window: MainWindow) -> None:
    own = Definition("a" * 32, "custom_field", SHOES, SHOES)
    retired = {"type": "person", "key": "religion", "retired": "2026-01-02"}
    built_in = Definition("b" * 32, "custom_field", retired, retired)
    entry = {"vocabulary": "act", "code": "x_tea", "label": "invited to tea"}
    tea = Definition("c" * 32, "vocabulary_entry", entry, entry, deleted=True)
    defined(window, own, built_in, tea)
    lines = own_lines(window.context.reader, ["a" * 32, "b" * 32, "c" * 32, "d" * 32])
    assert lines[3] is None
    assert [line.cells[1:4] for line in lines if line] == [
        ("Person", "Shoe size", "x_shoes"),
        ("Person", "Religion", "religion"),
        ("Event · What happened", "Invited to tea", "x_tea"),
    ]
    assert [line.cells[4] for line in lines if line] == ["In use", "Retired 2 Jan", "Removed"]
    window.go("own")
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, OwnPage)
    assert page.model.rowCount() == 3
    assert not page.problem.isVisible()
    defined(window, own, Definition("e" * 32, "custom_field", {**SHOES, "kind": "text"}, {**SHOES, "kind": "text"}))
    page.refresh()
    assert page.problem.isVisibleTo(page)


def test_nothing_of_its_own_says_what_to_do(qtbot: QtBot, window: MainWindow) -> None:
    defined(window)
    window.go("own")
    settle(qtbot, window)
    page = cast("OwnPage", window.page)
    assert page.stack.currentIndex() == 1


def test_the_type_of_a_new_field_is_chosen_by_name(qtbot: QtBot, around: Desk) -> None:
    del qtbot
    field = Field(key="type", kind=Kind.TEXT, label=N_("Type"), data_class=DataClass.C1, form=TextForm.RECORD_TYPE)
    editor = make_editor(field, around)
    box = cast("QComboBox", editor.widget)
    keys = [box.itemData(row) for row in range(box.count())]
    assert "person" in keys
    assert not {"actor", "custom_field", "disclosure"} & set(keys)
    editor.set("person")
    assert (box.currentText(), editor.get()) == ("Person", "person")
    editor.set("x_gone")
    assert editor.get() == "x_gone"


def test_lists_are_offered_and_an_own_one_can_be_typed(qtbot: QtBot, around: Desk) -> None:
    del qtbot
    field = Field(key="v", kind=Kind.TEXT, label=N_("List"), data_class=DataClass.C1, form=TextForm.VOCABULARY)
    line = cast("QLineEdit", make_editor(field, around).widget)
    offered = line.completer()
    offered.setCompletionPrefix("instrument")
    assert offered.completionCount() >= 1
    offered.setCompletionPrefix("audience")
    assert offered.completionCount() == 0


def test_tags_of_other_cases_are_offered_and_taken(qtbot: QtBot, around: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    field = Field(key="tags", kind=Kind.TEXTS, label=N_("Tags"), data_class=DataClass.C1, form=TextForm.TAG)
    editor = make_editor(field, around)
    lines = cast("TagLines", editor.widget)
    qtbot.addWidget(lines)
    lines.show()
    shown: list[object] = []
    monkeypatch.setattr(lines.completer, "complete", shown.append)
    editor.set(["north"])
    lines.moveCursor(lines.textCursor().MoveOperation.End)
    qtbot.keyClick(lines, Qt.Key.Key_Return)
    qtbot.keyClicks(lines, "tian")
    assert shown
    lines.completer.activated.emit("Tianjin")
    assert editor.get() == ["north", "Tianjin"]
    editor.set(None)
    qtbot.keyClicks(lines, "wo")
    lines.completer.activated.emit("women")
    assert editor.get() == ["women"]
