"""Small pictures of files for the lists: drawn by the child, kept in memory alone, a few of them, and gone with the window.

A small picture is no look at the file, so the log has no row of it; it is no larger than an icon. While names are hidden there
are none: a face or a letterhead says who it is about.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from casevault.media.kinds import drawn_as

if TYPE_CHECKING:
    from casevault.media.viewer import Shown
    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.vault.attached import Attachment

SIDE: Final = 40  # pixels at 100 %, before the screen's own scale
MOST_KEPT: Final = 64
MOST_WAITING: Final = 32  # what is asked for beyond this is asked again when it is seen again
MOST_BYTES: Final = 32 << 20  # of a file; a larger one keeps its icon


class Thumbs(QObject):
    """The small pictures of one list. One is made at a time, behind everything else; `came` says that another is there."""

    came = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._kept: OrderedDict[str, QPixmap | None] = OrderedDict()  # None: it cannot be drawn
        self._waiting: list[Attachment] = []
        self._busy = False

    def of(self, blob: str) -> QPixmap | None:
        """Return the small picture of a stored file, None where there is none (yet)."""
        return None if self._context.reader.discreet else self._kept.get(blob)

    def want(self, file: Attachment) -> None:
        """Ask for the picture of a file, where it is one that is drawn."""
        known = file.blob in self._kept or any(one.blob == file.blob for one in self._waiting)
        fits = drawn_as(file.mime) and file.stored and 0 < file.size <= MOST_BYTES
        if fits and not known and len(self._waiting) < MOST_WAITING and not self._context.reader.discreet:
            self._waiting.append(file)
            self._next()

    def _next(self) -> None:
        if self._busy or not self._waiting:
            return
        self._busy = True
        file = self._waiting.pop(0)
        attachments, viewing = self._context.vault.attachments, self._context.viewing
        side = round(SIDE * 2)  # enough for a sharp screen

        def work(_progress: Progress) -> Shown:
            with attachments.open_blob(file.blob) as opened:
                return viewing.show(drawn_as(file.mime), opened.length, opened.read, width=side, height=side)

        # Not on the thread of files: whoever opens one does not wait for the small pictures of others.
        job = self._context.runner.start_long(
            work, lambda shown: self._put(file, shown), failed=lambda _why: self._put(file, None)
        )
        job.stopped.connect(self._on_stopped)

    def _put(self, file: Attachment, shown: Shown | None) -> None:
        made: QPixmap | None = None
        if shown is not None:
            image = QImage(shown.pixels, shown.width, shown.height, shown.width * 4, QImage.Format.Format_RGBA8888)
            made = QPixmap.fromImage(image)  # a copy: the bytes may go now
            made.setDevicePixelRatio(2)
        self._kept[file.blob] = made
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        self._on_stopped()
        self.came.emit()

    def _on_stopped(self) -> None:
        """Go on: one that a viewer stopped is asked for again when its row is seen again."""
        self._busy = False
        self._next()
