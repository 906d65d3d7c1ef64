"""The keys that must always work, wherever the keyboard is: lock now, out of sight, the handbook, what is this.

A shortcut of the main window sleeps while a modal box stands over it, and that is when somebody comes in, or asks.
So these are taken from every event of the application before any widget sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LOCK_KEYS = "Ctrl+Shift+L"
HIDE_KEYS = "Ctrl+Shift+M"
HELP_KEYS = "F1"
WHAT_KEYS = "Shift+F1"


class HeldKeys(QObject):
    """An event filter for the application: {keys in Qt's portable form: what they do}."""

    def __init__(self, acts: Mapping[str, Callable[[], object]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._acts = {QKeySequence.fromString(keys): act for keys, act in acts.items()}

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Act on the press of one of the keys and let nobody else have it; everything else passes."""
        kind = event.type()
        if kind not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) or not isinstance(event, QKeyEvent):
            return False
        pressed = QKeySequence(event.keyCombination())
        act = next((act for keys, act in self._acts.items() if keys == pressed), None)
        if act is None:
            return False
        # Of the two events of one press the first asks who wants it as a shortcut: taking it there is the end of it.
        event.accept()
        if kind == QEvent.Type.KeyPress and not event.isAutoRepeat():
            act()
        return True
