"""Shift+F1: said of whatever has the keyboard, in any box, read by a screen reader, and the keyboard goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from ui.driving import settle
from ui.hands import focused, main_window, over_new_vault, part, press, show, until

from casevault.domain.schema import DataClass, Kind
from casevault.i18n import Catalogue
from casevault.ui.handbook.what_is import OF_CLASS, OF_KIND, WhatIs, field_of, said_of, show_what_is
from casevault.ui.handbook.window import HandbookWindow
from casevault.ui.held_keys import WHAT_KEYS, HeldKeys
from casevault.ui.record_form import RecordForm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.context import Context


@pytest.fixture(name="context")
def a_context(qapp: object, tmp_path: Path) -> Iterator[Context]:
    assert qapp is not None
    with over_new_vault(tmp_path / "v") as made:
        yield made


def test_every_kind_and_every_class_has_its_sentence() -> None:
    assert set(OF_KIND) == set(Kind)
    assert set(OF_CLASS) == set(DataClass)


def test_a_field_says_what_it_takes_and_how_far_it_goes_and_a_column_says_its_own(qtbot: QtBot, context: Context) -> None:
    window = main_window(qtbot, context)
    form = RecordForm(context, "person", None, {"aliases": [{"row": "a" * 32, "value": "Lin", "kind": "legal"}]}, window)
    show(qtbot, form)
    settle(qtbot, window)
    name = part(form, QLineEdit, "field.display_name")
    called, sentences = said_of(name, context.catalogue)
    assert called == "Name"
    assert any("One line of text" in one for one in sentences)
    assert any("Class C2" in one for one in sentences)
    assert any("Not known" in one for one in sentences)
    column = part(form, QWidget, "field.aliases.kind")
    field = field_of(column)
    assert field is not None
    assert field.key == "kind"
    form.close()


def test_the_key_opens_it_over_a_form_it_is_spoken_and_the_keyboard_goes_back(qtbot: QtBot, context: Context) -> None:
    window = main_window(qtbot, context)
    form = RecordForm(context, "event", None, {}, window)
    show(qtbot, form)
    settle(qtbot, window)
    line = (
        part(form, QLineEdit, "field.start") if form.findChildren(QLineEdit, "field.start") else form.findChildren(QLineEdit)[0]
    )
    line.setFocus()
    application = window.window()
    held = HeldKeys({WHAT_KEYS: lambda: show_what_is(context.catalogue, focused(), form)}, application)
    form.installEventFilter(held)
    line.installEventFilter(held)
    press(Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    until(qtbot, lambda: bool(form.findChildren(WhatIs)) and form.findChildren(WhatIs)[0].isVisible())
    (box,) = form.findChildren(WhatIs)
    until(qtbot, box.close_button.hasFocus)
    assert box.accessibleName() == box.close_button.accessibleDescription()
    assert len(box.accessibleName()) > 40
    press(Qt.Key.Key_Escape)
    until(qtbot, line.hasFocus)
    again = show_what_is(context.catalogue, line, form)
    again.more.click()
    until(qtbot, lambda: bool(form.findChildren(HandbookWindow)))
    form.findChildren(HandbookWindow)[0].close()
    form.close()


def test_whatever_takes_the_keyboard_in_the_window_says_something(qtbot: QtBot, context: Context) -> None:
    window = main_window(qtbot, context)
    for key in window.pages:
        window.go(key)
        settle(qtbot, window)
        reached = [
            widget
            for widget in window.findChildren(QWidget)
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled()
        ]
        assert reached
        for widget in reached:
            name, sentences = said_of(widget, Catalogue())
            assert name, widget
            assert sentences, widget
            assert "Move to a field" not in " ".join(sentences), (key, widget, widget.accessibleName())
    assert said_of(None, Catalogue())[1]
    assert said_of(QPushButton(), Catalogue())[1] == ["A button. Enter or Space does what it says."]
