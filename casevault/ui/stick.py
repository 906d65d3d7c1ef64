"""Notices that the folder of the open vault is gone: a stick pulled out is the fastest lock there is."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from pathlib import Path

INTERVAL: Final = 1_000  # ms: a look costs some microseconds


class Presence(QObject):
    """Emits `gone` once when `folder` is no longer the folder it was; another one put in its place counts as gone too.

    A thread of its own looks: a disk or a network that hangs keeps whoever asks it waiting, and that must never be the window.
    While it does not answer nothing is known, so nothing is said. The thread holds nothing of Qt, only the two events.
    """

    gone = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None, interval: int = INTERVAL) -> None:
        super().__init__(parent)
        self._gone, stop = threading.Event(), threading.Event()
        self.destroyed.connect(stop.set)
        look = (folder, _mark(folder), interval / 1000, self._gone, stop)
        # A daemon: a look that never returns does not keep the process from ending.
        threading.Thread(target=_watch, args=look, name="presence", daemon=True).start()
        self._timer = QTimer(self, interval=interval)
        self._timer.timeout.connect(self._ask)
        self._timer.start()

    def _ask(self) -> None:
        if self._gone.is_set():
            self._timer.stop()
            self.gone.emit()


def _watch(folder: Path, mark: tuple[int, int] | None, seconds: float, gone: threading.Event, stop: threading.Event) -> None:
    while not stop.wait(seconds):
        if _mark(folder) != mark:
            gone.set()
            return


def _mark(folder: Path) -> tuple[int, int] | None:
    """Return what tells this folder from any other of its name, or None where there is none or its disk does not answer."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
