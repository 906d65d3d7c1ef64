"""The page of a vault's own fields, the editors it needs, and links on a card: what a person sees and can do there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from ui.driving import settle
from ui.editor_desk import Desk
from ui.test_editors import SCHEMA

from casevault.domain.own import Definition
from casevault.domain.schema import DataClass, Field, Kind, TextForm
from casevault.i18n import N_
from casevault.ui.editors import make_editor
from casevault.ui.own_page import OwnPage, own_lines

if TYPE_CHECKING:
    from PySide6.QtWidgets import QComboBox
    from pytestqt.qtbot import QtBot

    from casevault.ui.editors.choice import Choices
    from casevault.ui.editors.lists import ListEdit
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
        ("Shoe size", "Person", "x_shoes"),
        ("Religion", "Person", "religion"),
        ("Invited to tea", "Event · What happened", "x_tea"),
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


def test_lists_are_chosen_by_where_they_are_asked_and_an_own_one_by_its_name(qtbot: QtBot, around: Desk) -> None:
    field = Field(key="v", kind=Kind.TEXT, label=N_("List"), data_class=DataClass.C1, form=TextForm.VOCABULARY)
    editor = make_editor(field, around)
    lists = cast("ListEdit", editor.widget)
    qtbot.addWidget(lists)
    lists.show()
    offered = {lists.box.itemText(row): lists.box.itemData(row) for row in range(lists.box.count())}
    assert offered["Event · What happened"] == "act"
    assert "audience" not in offered.values()
    assert not lists.line.isVisible()
    lists.box.setCurrentIndex(lists.box.count() - 1)
    lists.box.activated.emit(lists.box.currentIndex())
    assert lists.line.hasFocus() or lists.line.isVisible()
    assert editor.get() is None
    lists.line.setText("Ways home")
    assert editor.get() == "x_ways_home"
    lists.line.setText("回家")
    assert editor.get() == "x_list_1"
    editor.set("x_ways_home")
    assert (lists.box.currentText(), editor.get(), lists.line.isVisible()) == ("Ways home", "x_ways_home", False)
    editor.set("act")
    assert editor.get() == "act"
    editor.set(None)
    assert editor.get() is None


def test_what_a_reference_points_to_is_ticked_by_name(qtbot: QtBot, around: Desk) -> None:
    field = Field(key="t", kind=Kind.TEXTS, label=N_("Points to"), data_class=DataClass.C1, form=TextForm.RECORD_TYPE)
    editor = make_editor(field, around)
    listing = cast("Choices", editor.widget)
    qtbot.addWidget(listing)
    words = [listing.item(row).text() for row in range(listing.count())]
    assert "Person" in words
    assert words == sorted(words, key=str.casefold)
    assert "Disclosure" not in words
    listing.item(words.index("Person")).setCheckState(Qt.CheckState.Checked)
    assert editor.get() == ["person"]
    editor.set(["x_gone", "facility"])
    assert editor.get() == ["x_gone", "facility"]


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
