"""A table that is dropped on the list of cases is brought in; on a case itself a file is attached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from casevault.ui.evidence.dropping import files_in
from casevault.ui.receive.dropping import looks_like_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from casevault.ui.context import Context


class TableDrop(QObject):
    """Makes `widget` take one file, which the wizard then opens; what is no table it says itself."""

    def __init__(self, context: Context, widget: QWidget) -> None:
        super().__init__(widget)
        self._bring_in = context.doors.bring_in
        if self._bring_in is not None:
            widget.setAcceptDrops(True)
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take one file, and leave everything else alone."""
        if isinstance(event, QDragEnterEvent) or (isinstance(event, QDropEvent) and event.type() == QEvent.Type.DragMove):
            if self._takes(files_in(event)):
                event.acceptProposedAction()
                return True
        elif isinstance(event, QDropEvent) and self._bring_in is not None:
            paths = files_in(event)
            if self._takes(paths):
                event.acceptProposedAction()
                self._bring_in(paths[0])
                return True
        return super().eventFilter(watched, event)

    def _takes(self, paths: list[Path]) -> bool:
        return len(paths) == 1 and not looks_like_bundle(paths)  # which the window opens, wherever it is dropped
