"""Text is copied, which is counted; it is not pulled into another program with the mouse, which nobody would notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from casevault.ui.editors.text import Prose
from casevault.ui.widgets.kept_text import KeptText

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LEFT, RIGHT, WHERE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, QPoint(40, 12)


def selected(qtbot: QtBot, edit: QPlainTextEdit) -> QPlainTextEdit:
    qtbot.addWidget(edit)
    edit.setPlainText("Zebra was seen at the gate. " * 8)
    edit.show()
    edit.selectAll()
    return edit


@pytest.mark.parametrize("make", [KeptText, lambda: Prose(3)], ids=["shown", "typed"])
def test_a_press_on_a_selection_takes_no_hold_of_it(qtbot: QtBot, make: type[KeptText]) -> None:
    edit = selected(qtbot, make())
    QTest.mousePress(edit.viewport(), LEFT, pos=WHERE)
    assert not edit.textCursor().hasSelection()


def test_qt_would_take_hold_of_it(qtbot: QtBot) -> None:
    edit = selected(qtbot, QPlainTextEdit())
    QTest.mousePress(edit.viewport(), LEFT, pos=WHERE)
    assert edit.textCursor().hasSelection()


def test_it_is_still_selected_extended_and_offered_to_be_copied(qtbot: QtBot) -> None:
    edit = selected(qtbot, KeptText())
    QTest.mousePress(edit.viewport(), RIGHT, pos=WHERE)
    assert edit.textCursor().hasSelection()
    QTest.mousePress(edit.viewport(), LEFT, Qt.KeyboardModifier.ShiftModifier, WHERE)
    assert edit.textCursor().hasSelection()
    QTest.mouseDClick(edit.viewport(), LEFT, pos=WHERE)
    assert edit.textCursor().selectedText()
