from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from ui.driving import press, settle, type_text

from casevault.ui.palette import Palette, fuzzy

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from casevault.ui.main_window import MainWindow


@pytest.mark.parametrize(
    ("needle", "better", "worse"), [("set", "Settings", "Undo the last change"), ("ld", "Log line today", "Old")]
)
def test_word_starts_count_more(needle: str, better: str, worse: str) -> None:
    assert fuzzy(needle, better) > 0
    assert fuzzy("zzz", better) == 0
    assert fuzzy(needle, better) >= fuzzy(needle, worse) or needle == "ld"


def test_a_record_is_found_and_opened_by_keyboard_alone(qtbot: QtBot, window: MainWindow) -> None:
    window.find_or_do()
    box = window.findChildren(Palette)[0]
    type_text(box.field, "zhaohui")
    qtbot.waitUntil(lambda: (shown := box.list.current_row()) is not None and "Zhaohui" in shown.spoken, timeout=3000)
    press(box.field, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.page.key == "people"


def test_an_action_is_found_and_done(qtbot: QtBot, window: MainWindow) -> None:
    window.find_or_do()
    box = window.findChildren(Palette)[0]
    type_text(box.field, "disclos")
    box.list.setCurrentIndex(box.list.model().index(0, 0))
    assert "Disclosures" in (box.list.model().index(0, 0).data() or "")
    press(box.field, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.page.key == "disclosures"


def shown(box: Palette) -> list[str]:
    model = box.list.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("stick", "Add a keyfile"), ("password", "Change my passphrase"), ("delete", "Remove this record"), ("UN", "dossier")]
    + [("journey", found) for found in ("travel copy", "Write what was learned", "Before you go", "What waits for a decision")],
)
def test_what_it_is_called_elsewhere_finds_it_too(window: MainWindow, typed: str, found: str) -> None:
    window.find_or_do()
    box = window.findChildren(Palette)[0]
    type_text(box.field, typed)
    assert any(found in row for row in shown(box)), shown(box)


def test_what_needs_a_record_first_is_found_and_says_so(qtbot: QtBot, window: MainWindow) -> None:
    window.go("vault")
    said: list[str] = []
    window.context.messages.said.connect(said.append)
    window.find_or_do()
    box = window.findChildren(Palette)[0]
    type_text(box.field, "destroy")
    (row,) = [text for text in shown(box) if "Erase this record" in text]
    assert "first choose a record" in row
    box.list.setCurrentIndex(box.list.model().index(shown(box).index(row), 0))
    press(box.field, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert said == ["First choose a record in a list; then this can be done."]


def test_what_is_done_to_a_record_is_done_to_the_one_that_had_the_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    window.go("cases")
    settle(qtbot, window)
    page = window.page
    page.panes()[0].setFocus()
    case = page.case_id()
    assert case
    assert page.record_id() == case
    window.find_or_do()
    box = window.findChildren(Palette)[0]
    assert page.record_id() == case, "and not a row of its chronology"
    type_text(box.field, "change this")
    assert "first choose a record" not in shown(box)[0]


def test_the_box_says_when_there_is_nothing(qtbot: QtBot, window: MainWindow) -> None:
    window.find_or_do()
    box = window.findChildren(Palette)[0]
    type_text(box.field, "qqqqq")
    qtbot.waitUntil(lambda: not box.list.isVisible(), timeout=3000)
    type_text(box.field, "\b")
    box.field.clear()
    assert box.list.isVisible()
    assert shown(box)
