"""Files dropped on a case or a record are attached to it, and of a folder the files in it. A web address is not taken.

Nothing is followed out of a folder: a link in it is left where it is, and so is what begins with a full stop.
"""

from __future__ import annotations

from os import walk
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from casevault.i18n import N_
from casevault.vault.attachments import MOST_FILES

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from casevault.ui.context import Context


EMPTY = N_("There is no file in that folder.")


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
            record, dropped, files = self._record_id(), dropped_in(event), self._context.doors.files
            if record and dropped and files is not None:
                event.acceptProposedAction()
                attach = files.attach
                self._context.runner.start(
                    lambda _progress: within(dropped), lambda paths: self._take(attach, record, paths), urgent=True
                )
                return True
        return super().eventFilter(watched, event)

    def _take(self, attach: Callable[[str, list[Path]], None], record: str, paths: list[Path]) -> None:
        if paths:
            attach(record, paths)
        else:
            self._context.messages.say(EMPTY)

    def _wanted(self, event: QDropEvent) -> bool:
        return bool(self._record_id() and dropped_in(event))


def dropped_in(event: QDropEvent) -> list[Path]:
    """Return the files and folders that are dragged; none where anything else is among them."""
    urls = event.mimeData().urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return paths if len(paths) == len(urls) and all(path.is_file() or path.is_dir() for path in paths) else []


def within(dropped: list[Path]) -> list[Path]:
    """Return the files among these and in their folders, in the order of their names; one more than can be taken at most."""
    found: list[Path] = []
    for path in dropped:
        if not path.is_dir():
            found.append(path)
            continue
        for folder, inside, names in walk(path):
            inside[:] = sorted(name for name in inside if not name.startswith("."))
            here = [Path(folder) / name for name in sorted(names) if not name.startswith(".")]
            found += [one for one in here if one.is_file() and not one.is_symlink()]
            if len(found) > MOST_FILES:
                break
    return found[: MOST_FILES + 1]


def files_in(event: QDropEvent) -> list[Path]:
    """Return the files that are dragged; none where anything else is among them."""
    urls = event.mimeData().urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return paths if len(paths) == len(urls) and all(path.is_file() for path in paths) else []
