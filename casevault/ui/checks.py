"""The check of the vault in the window: by itself after opening, without a word while all is whole, and whenever asked for.

What is found stands in one box, with what to do; damage found without asking puts the message on top of every page first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from casevault.domain.text import legible
from casevault.i18n import N_, isolated
from casevault.ui.draw import Run
from casevault.ui.messages import Notice
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.widgets.basic import Button, Line, Paragraph, column, row
from casevault.ui.widgets.states import ProgressLine
from casevault.ui.words import SurfaceDialog
from casevault.vault.checking import check_deeply, check_unasked

if TYPE_CHECKING:
    from casevault.ui.context import Context
    from casevault.ui.jobs import Job
    from casevault.vault.findings import CheckReport

AFTER_OPENING = 3_000  # ms: first come the lists
TITLE = N_("Check of this vault")
DAMAGED = N_("This vault is damaged in {count} place.", "This vault is damaged in {count} places.")
ADVICE = N_("Lock it, make a copy of the whole folder, then restore the newest back-up. Nothing was repaired or changed.")
WHOLE = N_("Everything is whole. Records: {records}, changes: {changes}, attachments: {attachments}.")
COPIED = N_("The report was copied. It holds no case data.")
FOUND = N_("What was found")
NAMED = N_("Damaged: {file}, of “{record}”")
PLACE = "attachment "  # before the id of a stored file in a finding
RUNNING = N_("Checking every record, its history and the index")


def note_damaged(context: Context, report: CheckReport) -> set[str]:
    """Let the rows of damaged files say so while the window is open; return which stored files they are."""
    found = {found.where.removeprefix(PLACE) for found in report.problems if found.where.startswith(PLACE)}
    context.damaged |= found
    return found


def named_lines(context: Context, report: CheckReport, damaged: set[str]) -> str:
    """Return what was found for the person at the window: files by the record they belong to; on a thread of the pool."""
    files = [file for file in context.vault.attachments.listed() if file.blob in damaged]
    title_of = context.reader.title_of
    lines = [context.text(NAMED, file=isolated(legible(file.name)), record=isolated(title_of(file.evidence))) for file in files]
    known = {f"{PLACE}{file.blob}" for file in files}
    return "\n".join([*lines, *(found.line(context.catalogue) for found in report.problems if found.where not in known)])


class Checks(QObject):
    """Runs the checks of one window, on a thread and a connection of their own."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self.report: CheckReport | None = None

    def begin(self, after: int = AFTER_OPENING) -> None:
        """Check by itself, `after` so many milliseconds."""
        QTimer.singleShot(after, self, self._by_itself)

    def ask(self) -> None:
        """Check everything now and show what was found."""
        box = CheckBox(self._context, self._window)
        box.open()
        if self.report is not None and not self.report.ok:
            box.put(self.report)  # what was found already; nothing mends itself while a vault is open
        else:
            box.begin()

    def _by_itself(self) -> None:
        vault = self._context.vault
        self._context.runner.start_long(lambda progress: check_unasked(vault, progress=progress), self._on_checked)

    def _on_checked(self, report: CheckReport) -> None:
        self.report = report
        note_damaged(self._context, report)
        if not report.ok:
            text = self._context.text
            what = text(DAMAGED, count=len(report.problems))
            notice = Notice(what, text(ADVICE), grave=True, button=text(N_("Show what was found")), command="check")
            self._context.messages.noticed.emit(notice)


class CheckBox(SurfaceDialog):
    """The box: how far the check is, then that all is whole, or what is not."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self._report: CheckReport | None = None
        text = context.text
        self.setAccessibleName(text(TITLE))
        self.setModal(True)
        self.resize(620, 260)
        layout = column(self, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP), SPACE.CARD)
        layout.addWidget(Line([Run(text(TITLE), Style.TITLE)]))
        self._progress = ProgressLine(text(RUNNING), text(N_("Cancel")))
        self._progress.cancelled.connect(self.reject)
        layout.addWidget(self._progress)
        self.said = Paragraph("", Style.BODY)
        layout.addWidget(self.said)
        self.advice = Paragraph("", Style.SMALL, Role.TEXT2)
        layout.addWidget(self.advice)
        self.list = QPlainTextEdit()  # files by the names they have here; what is copied has places and ids alone
        self.list.setReadOnly(True)
        self.list.setAccessibleName(text(FOUND))
        self.list.hide()
        layout.addWidget(self.list, 1)
        layout.addStretch(0)
        foot = row(spacing=SPACE.NEAR)
        self.copy = Button(text(N_("Copy the report")), "secondary")
        self.copy.clicked.connect(self._copy)
        self.copy.hide()
        foot.addWidget(self.copy)
        foot.addStretch(1)
        close = Button(text(N_("Close")), "primary")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        layout.addLayout(foot)
        self.finished.connect(self._on_closed)

    def begin(self) -> None:
        """Start a deep check."""
        vault = self._context.vault
        job = self._context.runner.start_long(
            lambda progress: check_deeply(vault, progress=progress), self.put, failed=self._on_failed
        )
        job.progressed.connect(self._progress.put)
        self._job = job
        self._progress.begin()

    def put(self, report: CheckReport) -> None:
        """Show what was found."""
        self._job, self._report = None, report
        self._progress.end()
        text = self._context.text
        if report.ok:
            self.said.put(text(WHOLE, records=report.records, changes=report.changes, attachments=report.attachments))
            return
        self.said.put(text(DAMAGED, count=len(report.problems)))
        self.advice.put(text(ADVICE))
        self.list.setPlainText(self._lines(report))
        damaged = note_damaged(self._context, report)
        if damaged:
            context = self._context
            context.runner.start(lambda _progress: named_lines(context, report, damaged), self._put_named)
        self.list.show()
        self.copy.show()
        self.resize(self.width(), 420)

    def _put_named(self, lines: str) -> None:
        self.list.setPlainText(lines)

    def _lines(self, report: CheckReport) -> str:
        return "\n".join(found.line(self._context.catalogue) for found in report.problems)

    def _on_failed(self, problem: BaseException) -> None:
        self.reject()
        self._context.messages.show(problem)

    def _copy(self) -> None:
        if self._report is not None:
            QGuiApplication.clipboard().setText(self._lines(self._report))
        self._context.messages.say(COPIED)

    def _on_closed(self) -> None:
        if self._job is not None:
            self._job.cancel()
