"""A file read to its end and compared with its SHA-256: how far it is, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casevault.domain.text import legible
from casevault.errors import CaseVaultError, Code
from casevault.i18n import N_, isolated
from casevault.ui.messages import notice_of
from casevault.ui.theme import MEDIUM, SPACE, Style
from casevault.ui.widgets.basic import Button, row
from casevault.ui.widgets.states import ProgressLine
from casevault.ui.words import FittingDialog, InlineMessage, Tone, Words, relabel

if TYPE_CHECKING:
    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.ui.jobs import Job
    from casevault.vault.attached import Attachment

WIDTH = 520
TITLE = N_("Check that this file is whole")
RUNNING = N_("Reading the file to its end")
WHOLE = N_("The file is whole: its SHA-256 is the one recorded when it was attached.")


class CompareBox(FittingDialog):
    """Compares one file at once. Closing it stops that; nothing is changed by it."""

    compared = Signal()  # it is known now how the file stands

    def __init__(self, context: Context, file: Attachment, parent: QWidget) -> None:
        super().__init__(parent, WIDTH)
        self._context, self._file = context, file
        text = context.text
        self.setAccessibleName(text(TITLE))
        self.setModal(True)
        layout = QVBoxLayout(self.inner)
        layout.setContentsMargins(SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP)
        layout.setSpacing(SPACE.CARD)
        layout.addWidget(Words(text(TITLE), Style.TITLE, wrap=True))
        layout.addWidget(Words(isolated(legible(" ".join(file.name.split()))), weight=MEDIUM, wrap=True))
        self.progress = ProgressLine(text(RUNNING))
        layout.addWidget(self.progress)
        self.message = InlineMessage()
        layout.addWidget(self.message)
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        self.away = Button(text(N_("Cancel")), "secondary")
        self.away.clicked.connect(self.reject)
        foot.addWidget(self.away)
        layout.addLayout(foot)
        self.finished.connect(lambda _how: self._stop())
        self.away.setFocus()
        attachments = context.vault.attachments

        def work(progress: Progress) -> Attachment:
            return attachments.verify(file.evidence, file.number, progress=progress)

        self._job: Job | None = context.runner.start_file(work, self._on_done, failed=self._on_failed)
        self._job.progressed.connect(self.progress.put)
        self.progress.begin()

    def _on_done(self, _file: Attachment) -> None:
        self._context.damaged.discard(self._file.blob)
        self._end(Tone.INFO, self._context.text(WHOLE), icon_name="check")

    def _on_failed(self, problem: BaseException) -> None:
        if isinstance(problem, CaseVaultError) and problem.code is Code.BLOB_DAMAGED:
            self._context.damaged.add(self._file.blob)
        notice = notice_of(problem, self._context.catalogue, self._context.reader.title_of)
        self._end(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)

    def _end(self, tone: Tone, what: str, hint: str = "", *, icon_name: str = "") -> None:
        self._job = None
        self.progress.end()
        self.message.show_message(tone, what, hint, icon_name=icon_name)
        relabel(self.away, self._context.text(N_("Close")))
        self.compared.emit()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
