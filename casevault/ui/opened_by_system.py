"""macOS does not name a vault on the command line that is opened from Finder: it sends the program an event."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent


class OpenedBySystem(QObject):
    """An event filter for the application; `wanted` carries the folder that is to be opened."""

    wanted = Signal(object)  # Path

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take what asks for a vault; let every other event through."""
        if event.type() == QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent):
            if event.file():
                self.wanted.emit(Path(event.file()))
            return True
        return False
