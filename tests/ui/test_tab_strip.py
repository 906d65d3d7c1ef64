"""The tabs of a view where there is less room than they want."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from casevault.ui.widgets.basic import Button
from casevault.ui.widgets.controls import Tab, TabStrip

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

KEYS = ("chronology", "detention", "interventions", "evidence", "disclosures", "history")


def strip(qtbot: QtBot, width: int) -> TabStrip:
    made = TabStrip("Tabs", [(key, key.title()) for key in KEYS], "More tabs")
    qtbot.addWidget(made)
    made.show_tab("chronology")
    made.setFixedWidth(width)
    made.show()
    return made


def in_the_row(tabs: TabStrip) -> list[str]:
    return [tab.key for tab in tabs.findChildren(Tab) if not tab.isHidden()]


def in_the_menu(tabs: TabStrip) -> list[str]:
    return [action.text().lower() for action in tabs.more.menu().actions()]


@pytest.mark.parametrize("width", [260, 340, 420, 520, 640, 1200])
@pytest.mark.parametrize("shown", KEYS)
def test_a_tab_is_in_the_row_whole_or_in_the_menu(qtbot: QtBot, width: int, shown: str) -> None:
    tabs = strip(qtbot, width)
    tabs.show_tab(shown)
    qtbot.wait(1)
    assert shown in in_the_row(tabs)
    assert sorted([*in_the_row(tabs), *in_the_menu(tabs)]) == sorted(KEYS)
    assert tabs.more.isHidden() == (not in_the_menu(tabs))
    # Laid out a moment later, when the window's turn comes. No word is cut: the room around it may give way by some pixels.
    qtbot.waitUntil(
        lambda: all(tab.isHidden() or tab.width() >= tab.sizeHint().width() - 2 * tab.pad for tab in tabs.findChildren(Tab))
    )


def test_a_tab_of_the_menu_is_shown_in_the_row_when_it_is_chosen(qtbot: QtBot) -> None:
    tabs = strip(qtbot, 320)
    assert "history" in in_the_menu(tabs)
    tabs.more.menu().actions()[-1].trigger()
    assert tabs.key == "history"
    assert "history" in in_the_row(tabs)


def test_a_button_is_pressed_by_enter(qtbot: QtBot) -> None:
    button, pressed = Button("Do"), []
    qtbot.addWidget(button)
    button.show()
    button.clicked.connect(lambda: pressed.append(1))
    QTest.keyClick(button, Qt.Key.Key_Return)
    QTest.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    button.setEnabled(False)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert pressed == [1]
