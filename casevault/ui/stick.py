"""Notices that the folder of the open vault is gone: a stick pulled out is the fastest lock there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from pathlib import Path

INTERVAL: Final = 1_000  # ms: a look costs some microseconds


class Presence(QObject):
    """Emits `gone` once when `folder` is no longer the folder it was; another one put in its place counts as gone too."""

    gone = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None, interval: int = INTERVAL) -> None:
        super().__init__(parent)
        self._folder = folder
        self._mark = _mark(folder)
        self._timer = QTimer(self, interval=interval)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        if _mark(self._folder) != self._mark:
            self._timer.stop()
            self.gone.emit()


def _mark(folder: Path) -> tuple[int, int] | None:
    """Return what tells this folder from any other of its name, or None where there is none or its disk does not answer."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
