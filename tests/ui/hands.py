"""What tests of typing do: press keys on what has the keyboard, wait for what the vault answers, press a button by its name."""

from __future__ import annotations

import contextlib
import itertools
from typing import TYPE_CHECKING, TypeVar

from builders import make_vault
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from ui.driving import settle

from casevault.i18n import Catalogue
from casevault.ui.context import Context
from casevault.ui.doors import Doors
from casevault.ui.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.i18n import Msg
    from casevault.ui.words import InlineMessage

W = TypeVar("W", bound=QWidget)
PATIENCE = 20_000  # ms; a test that waits this long has failed


def english(msg: Msg, /, *, count: int | None = None, **values: object) -> str:
    return Catalogue().text(msg, count=count, **values)


def keys(text: str) -> None:
    """Type on whatever has the keyboard; what no Latin key gives comes from an input method, as it does in life."""
    for ascii_only, run in itertools.groupby(text, str.isascii):
        piece = "".join(run)
        if ascii_only:
            QTest.keyClicks(focused(), piece)
        else:
            event = QInputMethodEvent()
            event.setCommitString(piece)
            QApplication.sendEvent(focused(), event)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focused(), key, modifier)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def tab_to(widget: QWidget, most: int = 60) -> None:
    """Walk there with the Tab key alone, as somebody without a mouse does."""
    for _ in range(most):
        if focused() is widget:
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"{widget.objectName() or widget.accessibleName()} is not reached by the Tab key")


def part(parent: QWidget, kind: type[W], name: str) -> W:
    """Return the one widget of `kind` whose object name or accessible name is `name`."""
    (found,) = [widget for widget in parent.findChildren(kind) if name in {widget.objectName(), widget.accessibleName()}]
    return found


def show(qtbot: QtBot, widget: QWidget) -> None:
    """Show a window that has the keyboard."""
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is widget, timeout=PATIENCE)


@contextlib.contextmanager
def over_new_vault(folder: Path) -> Iterator[Context]:
    """Make what a window stands over: a new vault in `folder`, and no door but an editor that never opens."""
    vault, _ = make_vault(folder)
    made = Context(vault, Catalogue(), doors=Doors(edit=lambda _id: None))
    yield made
    made.runner.stop()
    vault.close()


def main_window(qtbot: QtBot, context: Context) -> MainWindow:
    """Open the main window, with the keyboard in it and all read."""
    made = MainWindow(context)
    qtbot.addWidget(made)
    show(qtbot, made)
    settle(qtbot, made)
    return made


def until(qtbot: QtBot, true: Callable[[], bool]) -> None:
    qtbot.waitUntil(true, timeout=PATIENCE)


def said(message: InlineMessage) -> str:
    """Return what an inline message says, "" while it is hidden."""
    return "" if message.isHidden() else message.accessibleName()
