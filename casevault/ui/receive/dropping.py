"""A bundle that is dropped on the window is opened; what is dropped where files are attached or tables come in goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from casevault.ui.evidence.dropping import files_in

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from casevault.ui.context import Context

SUFFIXES = frozenset({".age", ".html"})


def looks_like_bundle(paths: list[Path]) -> bool:
    """Say whether this is one file that is called as bundles are; what it really is shows when it is opened."""
    return len(paths) == 1 and paths[0].suffix.lower() in SUFFIXES


class BundleDrop(QObject):
    """Makes the window take one bundle."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._open = context.doors.open_bundle
        if self._open is not None:
            window.setAcceptDrops(True)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take one bundle, and leave everything else alone."""
        if isinstance(event, QDragEnterEvent) or (isinstance(event, QDropEvent) and event.type() == QEvent.Type.DragMove):
            if looks_like_bundle(files_in(event)):
                event.acceptProposedAction()
                return True
        elif isinstance(event, QDropEvent) and self._open is not None:
            paths = files_in(event)
            if looks_like_bundle(paths):
                event.acceptProposedAction()
                self._open(paths[0])
                return True
        return super().eventFilter(watched, event)
