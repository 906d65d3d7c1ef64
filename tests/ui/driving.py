"""What tests of screens do over and over: wait until all is read, and note what went through the doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLayout, QLayoutItem
from shiboken6 import Shiboken

from casevault.ui.doors import Doors

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from casevault.ui.main_window import MainWindow


class Calls(list[tuple[str, object]]):
    """What went through the doors."""

    def doors(self) -> Doors:
        return Doors(
            lock=lambda: self.append(("lock", None)),
            log=lambda case: self.append(("log", case)),
            new=lambda kind, preset: self.append(("new", (kind, dict(preset)))),
            edit=lambda record: self.append(("edit", record)),
            disclose=lambda case: self.append(("disclose", case)),
        )


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until nothing is being read, and a moment more for what that starts."""
    for _ in range(3):
        qtbot.waitUntil(lambda: window.context.runner.is_idle, timeout=5000)
        qtbot.wait(20)


def press(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press one key with the keyboard in `widget`."""
    QTest.keyClick(widget, key, modifiers)


def type_text(widget: QWidget, text: str) -> None:
    """Type `text` into `widget`, key by key."""
    QTest.keyClicks(widget, text)


def places_held() -> list[str]:
    """Return the kinds of the places in layouts that Python stands for: each is one that Qt may take away untold."""
    known = Shiboken.getAllValidWrappers()
    return sorted(type(one).__name__ for one in known if isinstance(one, QLayoutItem) and not isinstance(one, QLayout))
