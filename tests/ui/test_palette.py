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
