"""What can be done with files of evidence, over one main window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from casevault.i18n import N_
from casevault.ui.evidence.attach import AttachBox
from casevault.ui.evidence.comparing import CompareBox
from casevault.ui.evidence.out import ask_outside, ask_save, touched
from casevault.ui.evidence.redact import RedactBox
from casevault.ui.evidence.viewer import ViewerBox
from casevault.ui.file_dialog import ask_paths
from casevault.ui.removing import KEPT
from casevault.vault.attached import EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from casevault.domain.record import Record
    from casevault.ui.context import Context
    from casevault.vault.attached import Attachment
    from casevault.vault.attachments import Attached

CHOOSE = N_("Which files shall be attached?")
ABOUT_WHAT = N_("Choose a case or a record first; files are attached to it.")
ATTACHED = N_(
    "{count} file attached. The original stays where it was.", "{count} files attached. The originals stay where they were."
)


class EvidenceDoors:
    """Opens boxes over a window that is named later: it needs the doors first."""

    def __init__(self) -> None:
        self._context: Context | None = None
        self._window: QWidget | None = None

    def serve(self, context: Context, window: QWidget) -> None:
        """Open everything over `window` from now on."""
        self._context, self._window = context, window

    def attach(self, record_id: str, paths: Sequence[Path] = ()) -> None:
        """Bring files in as evidence about a record; without `paths` they are asked for."""
        context = self._context
        if context is None:
            return
        if not record_id:
            context.messages.say(ABOUT_WHAT)
            return
        given = list(paths)
        context.runner.start(
            lambda _progress: context.vault.records.get(record_id), lambda record: self._attach(record, given), urgent=True
        )

    def _attach(self, record: Record, paths: list[Path]) -> None:
        context, window = self._context, self._window
        if context is None or window is None:
            return
        # More files of a piece of evidence are another piece, about the same.
        about = list(record.cases[:1]) if record.type == EVIDENCE else [record.id]
        if record.type in KEPT or record.deleted or not about:
            context.messages.say(ABOUT_WHAT)
        elif paths:
            self._confirm(about, paths)
        else:
            ask_paths(window, context.text(CHOOSE), lambda chosen: self._confirm(about, chosen))

    def _confirm(self, about: Sequence[str], paths: Sequence[Path]) -> None:
        context, window = self._context, self._window
        if context is not None and window is not None:
            box = AttachBox(context, about, paths, window)
            box.attached.connect(partial(self._on_attached))  # not the method itself: each would stay on this object
            box.open()

    def _on_attached(self, done: Attached) -> None:
        context = self._context
        if context is not None:
            context.changes.happened.emit(done.changes)
            context.navigation.record_wanted.emit(done.evidence)  # what came is shown: its files, its kind, what to do next
            context.messages.said.emit(context.text(ATTACHED, count=len(done.files)))

    def view(self, file: Attachment) -> None:
        """Show a file."""
        context, window = self._context, self._window
        if context is None or window is None:
            return
        box = ViewerBox(context, file, window)
        box.save_wanted.connect(lambda: ask_save(context, box, file))
        box.outside_wanted.connect(lambda: ask_outside(context, box, file))
        box.redact_wanted.connect(lambda: self._redact_instead(box, file))
        box.finished.connect(lambda _how: touched(context, file))
        box.open()

    def _redact_instead(self, box: ViewerBox, file: Attachment) -> None:
        """Go from looking to drawing boxes: two boxes that draw at once would end each other's child."""
        box.reject()
        self.redact(file)

    def redact(self, file: Attachment, audience: str = "") -> None:
        """Draw the boxes of a redacted copy, for `audience` where that is known."""
        context, window = self._context, self._window
        if context is not None and window is not None:
            box = RedactBox(context, file, window, audience)
            box.saved.connect(lambda: touched(context, file))
            box.open()

    def save_copy(self, file: Attachment) -> None:
        """Take a copy out for oneself."""
        if self._context is not None and self._window is not None:
            ask_save(self._context, self._window, file)

    def open_outside(self, file: Attachment) -> None:
        """Show a file in another program."""
        if self._context is not None and self._window is not None:
            ask_outside(self._context, self._window, file)

    def compare(self, file: Attachment) -> None:
        """Read a file to its end and compare it with its SHA-256; say how it went."""
        context, window = self._context, self._window
        if context is not None and window is not None:
            box = CompareBox(context, file, window)
            box.compared.connect(lambda: touched(context, file))
            box.open()
