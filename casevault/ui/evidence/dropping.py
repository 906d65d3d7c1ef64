"""Files dropped on a case or a record are attached to it. A folder, a web address or a picture without a file is not taken."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from casevault.ui.context import Context


class DropTarget(QObject):
    """Makes `widget` take files for the record that `record_id` names at that moment; nothing where it names none."""

    def __init__(self, context: Context, widget: QWidget, record_id: Callable[[], str]) -> None:
        super().__init__(widget)
        self._context, self._record_id = context, record_id
        if context.doors.files is not None:
            widget.setAcceptDrops(True)
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is files, and leave everything else alone."""
        if isinstance(event, QDragEnterEvent) or (isinstance(event, QDropEvent) and event.type() == QEvent.Type.DragMove):
            if self._wanted(event):
                event.acceptProposedAction()
                return True
        elif isinstance(event, QDropEvent):
            record, paths, files = self._record_id(), files_in(event), self._context.doors.files
            if record and paths and files is not None:
                event.acceptProposedAction()
                files.attach(record, paths)
                return True
        return super().eventFilter(watched, event)

    def _wanted(self, event: QDropEvent) -> bool:
        return bool(self._record_id() and files_in(event))


def files_in(event: QDropEvent) -> list[Path]:
    """Return the files that are dragged; none where anything else is among them."""
    urls = event.mimeData().urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return paths if len(paths) == len(urls) and all(path.is_file() for path in paths) else []
