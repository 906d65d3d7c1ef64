"""Attaching: what came is named and confirmed in a small box, brought in with progress, and can be stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from casevault.domain.file_types import kind_of, mime_of
from casevault.domain.text import legible
from casevault.i18n import N_, isolated
from casevault.ui.editors.select import Select
from casevault.ui.messages import notice_of
from casevault.ui.theme import CONTROL_HEIGHT, MEDIUM, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, row
from casevault.ui.widgets.states import ProgressLine
from casevault.ui.words import FittingDialog, InlineMessage, Tone, Words
from casevault.vault.attachments import MOST_FILES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.ui.jobs import Job
    from casevault.vault.attachments import Attached

WIDTH = 520
NAMED = 4  # files that are named; the rest is counted
KINDS = "evidence_kind"
TITLE = N_("Attach files")
ABOUT = N_("To {what}")
STAYS = N_("The originals are only read. They stay where they are, in the clear: CaseVault cannot remove them for you.")
TOGETHER = N_("Several files are one piece of evidence, like the two sides of a paper.")
MORE = N_("and {count} more", "and {count} more")
TITLE_LABEL = N_("Title")
TITLE_HELP = N_("A title may leave with a dossier: choose one that names nobody. Left empty, it is the kind and a number.")
KIND_LABEL = N_("Kind")
ATTACH = N_("Attach")
READING = N_("Reading and encrypting")
TOO_MANY = N_("At most {limit} files are attached at once. Divide them.")


class AttachBox(FittingDialog):
    """Asks for title and kind, then brings the files in. Cancel while it works leaves nothing."""

    attached = Signal(object)  # Attached

    def __init__(self, context: Context, about: Sequence[str], paths: Sequence[Path], parent: QWidget) -> None:
        super().__init__(parent, WIDTH)
        self._context, self._about, self._paths = context, list(about), list(paths)
        self._job: Job | None = None
        text = context.text
        self.setAccessibleName(text(TITLE))
        self.setModal(True)
        layout = QVBoxLayout(self.inner)
        layout.setContentsMargins(SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP)
        layout.setSpacing(SPACE.CARD)
        layout.addWidget(Words(text(TITLE), Style.TITLE))
        layout.addWidget(Words(self._to(), role=Role.TEXT2, wrap=True))
        layout.addWidget(Words(self._names(), weight=MEDIUM, wrap=True))
        if len(self._paths) > 1:
            layout.addWidget(Words(text(TOGETHER), role=Role.TEXT2, wrap=True))
        self.title = QLineEdit()
        self.title.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.title.setAccessibleName(text(TITLE_LABEL))
        self.title.setAccessibleDescription(text(TITLE_HELP))
        layout.addLayout(_labelled(text(TITLE_LABEL), self.title, Words(text(TITLE_HELP), Style.SMALL, Role.TEXT2, wrap=True)))
        self.kind = Select()
        self.kind.setAccessibleName(text(KIND_LABEL))
        self.kind.view().setAccessibleName(text(KIND_LABEL))
        vocabularies = context.vault.schema.vocabularies
        for code in vocabularies.codes(KINDS):
            label = vocabularies.label(KINDS, code, context.catalogue)
            self.kind.addItem(label[:1].upper() + label[1:], code)
        if self._paths:
            self.kind.setCurrentIndex(max(0, self.kind.findData(kind_of(mime_of(self._paths[0].name)))))
        layout.addLayout(_labelled(text(KIND_LABEL), self.kind))
        layout.addWidget(Words(text(STAYS), role=Role.TEXT2, wrap=True))
        self.message = InlineMessage()
        layout.addWidget(self.message)
        self._progress = ProgressLine(text(READING), text(N_("Cancel")))
        self._progress.cancelled.connect(self._cancel)
        layout.addWidget(self._progress)
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        away = Button(text(N_("Cancel")), "secondary")
        away.clicked.connect(self.reject)
        foot.addWidget(away)
        self.button = Button(text(ATTACH), "primary", "paperclip")
        self.button.clicked.connect(self.start)
        foot.addWidget(self.button)
        layout.addLayout(foot)
        self.title.returnPressed.connect(self.start)
        self.finished.connect(lambda _how: self._cancel())
        self.title.setFocus()
        if len(self._paths) > MOST_FILES:
            self.button.setEnabled(False)
            self.message.show_message(Tone.CAUTION, text(TOO_MANY, limit=MOST_FILES))

    def _to(self) -> str:
        titles = (isolated(legible(self._context.reader.title_of(record))) for record in self._about)
        return self._context.text(ABOUT, what=", ".join(titles))

    def _names(self) -> str:
        shown = [isolated(legible(path.name)) for path in self._paths[:NAMED]]
        left = len(self._paths) - NAMED
        return "\n".join([*shown, self._context.text(MORE, count=left)] if left > 0 else shown)

    def start(self) -> None:
        """Bring the files in."""
        if self._job is not None or not self.button.isEnabled():
            return
        attachments, paths, about = self._context.vault.attachments, self._paths, self._about
        title, kind = self.title.text().strip(), str(self.kind.currentData() or "")

        def work(progress: Progress) -> Attached:
            return attachments.add(paths, about=about, title=title, kind=kind, progress=progress)

        self.message.hide()
        self._job = job = self._context.runner.start_file(work, self._on_done, failed=self._on_failed)
        job.progressed.connect(self._progress.put)
        job.stopped.connect(self._on_stopped)
        self._progress.begin()
        self._enable()

    def _on_done(self, done: Attached) -> None:
        self._job = None
        self.accept()
        self.attached.emit(done)

    def _on_failed(self, problem: BaseException) -> None:
        self._on_stopped()
        notice = notice_of(problem, self._context.catalogue, self._context.reader.title_of)
        self.message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)
        self.reveal(self.message)

    def _on_stopped(self) -> None:
        self._job = None
        self._progress.end()
        self._enable()

    def _enable(self) -> None:
        free = self._job is None
        for widget in (self.title, self.kind, self.button):
            widget.setEnabled(free)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()


def _labelled(label: str, field: QWidget, help_line: QWidget | None = None) -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(SPACE.TIGHT)
    caption = Words(label, Style.SMALL, Role.TEXT2, weight=MEDIUM)
    caption.setBuddy(field)
    made.addWidget(caption)
    made.addWidget(field)
    if help_line is not None:
        made.addWidget(help_line)
    return made
