"""Bringing in a table: the file, its columns, a trial, and what came of it. `exchange` decides, this asks and shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget

from casevault.domain.record import Changes
from casevault.errors import CaseVaultError, Code
from casevault.i18n import N_
from casevault.ui.bring_in.columns_page import ColumnsPage
from casevault.ui.bring_in.file_page import FilePage
from casevault.ui.bring_in.result_page import ResultPage
from casevault.ui.disclose.steps import StepRow
from casevault.ui.messages import notice_of
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.widgets.basic import Button, Panel, column, row
from casevault.ui.widgets.states import ProgressLine
from casevault.ui.words import InlineMessage, Tone, Words, relabel, scrolled

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.exchange.importing import Asked, Looked
    from casevault.exchange.mapping import Mapping
    from casevault.exchange.reporting import Report
    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.jobs import Job
    from casevault.vault.undoing import Undone

FILE, COLUMNS, TRIAL, DONE = range(4)
STEPS = (N_("File"), N_("Columns"), N_("Trial"), N_("Brought in"))
TITLE = N_("Bring in a spreadsheet")
CANCEL, BACK, CONTINUE = N_("Cancel"), N_("Back"), N_("Continue")
TRY_OUT = N_("Try it out")
BRING_IN = N_("Bring in")
CLOSE = N_("Done")
UNDO = N_("Undo all of it")
COPY_REPORT = N_("Copy the report")
COPIED = N_("The report is copied.")
READING = N_("Reading the file…")
TRYING = N_("Trying out; nothing is recorded…")
WORKING = N_("Bringing in…")
STOPPED = N_("Cancelled. Nothing was left half done.")
UNDONE = N_("Undone. It stays in History.")


class ImportFlow(Panel):
    """One import from the file to its report. `closed` says whether something was brought in."""

    closed = Signal(bool)

    def __init__(self, context: Context, path: Path | None = None) -> None:
        super().__init__(Role.SURFACE)
        self._context = context
        self._asked: Asked | None = None
        self._looked: Looked | None = None
        self._report: Report | None = None
        self._job: Job | None = None
        self._done = False
        _ = context.text
        self._steps = StepRow(context.catalogue, STEPS)
        self.message = InlineMessage()
        self.progress = ProgressLine("", _(CANCEL))
        self.progress.cancelled.connect(self._stop)
        self.file = FilePage(context)
        self.file.asked.connect(self._look)
        self.columns = ColumnsPage(context, self.message.show_message)
        self.columns.taken.connect(self._on_taken)
        self.result = ResultPage(context)
        self._pages = QStackedWidget()
        for page in (scrolled(self.file), self.columns, self.result):
            self._pages.addWidget(page)
        self.back = Button(_(CANCEL))
        self.back.setObjectName("import.back")
        self.go_on = Button(_(CONTINUE), "primary")
        self.go_on.setObjectName("import.continue")
        self.undo = Button(_(UNDO), "secondary", "undo-2")
        self.copy = Button(_(COPY_REPORT), "quiet")
        self.back.clicked.connect(self._on_back)
        self.go_on.clicked.connect(self._on_continue)
        self.undo.clicked.connect(self._undo)
        self.copy.clicked.connect(self._copy)
        head = column(None, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.CARD), SPACE.CARD)
        head.addWidget(Words(_(TITLE), Style.TITLE, wrap=True))
        head.addWidget(self._steps)
        head.addWidget(self.message)
        head.addWidget(self.progress)
        foot = row(None, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD), SPACE.CARD)
        foot.addWidget(self.back)
        foot.addWidget(self.undo)
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(self.go_on)
        layout = column(self)
        layout.addLayout(head)
        layout.addWidget(self._pages, 1)
        layout.addLayout(foot)
        self._step = FILE
        self._show(FILE)
        if path is not None:
            self.file.open(path)

    @property
    def is_unfinished(self) -> bool:
        """Whether something would be lost if this made room: a table is being looked at, and not yet brought in."""
        return self._step != DONE and (self._looked is not None or self._job is not None)

    # moving

    def _show(self, step: int) -> None:
        self._step = step
        _ = self._context.text
        self._pages.setCurrentIndex(min(step, TRIAL))
        self._steps.show_step(step)
        relabel(self.back, _(CANCEL if step == FILE else BACK))
        self.back.setVisible(step != DONE)
        relabel(self.go_on, _((CONTINUE, TRY_OUT, BRING_IN, CLOSE)[step]))
        self.undo.setVisible(step == DONE and bool(self._report and self._report.batch))
        self.copy.setVisible(step in {TRIAL, DONE})
        self.message.hide()
        self._enable()
        self.begin()

    def begin(self) -> None:
        """Put the keyboard where the step that is shown begins: what was at work took it from everything it disabled."""
        (self.file.choose, self.columns.table.list, self.go_on, self.go_on)[self._step].setFocus()

    def _enable(self) -> None:
        busy = self._job is not None
        ready = self._looked is not None
        if self._step == TRIAL:
            ready = self._report is not None and self._report.created + self._report.updated > 0
        self.go_on.setEnabled(ready and not busy)
        self.back.setEnabled(not busy)
        self._pages.setEnabled(not busy)

    def _on_back(self) -> None:
        if self._step == FILE:
            self.closed.emit(self._done)
        else:
            self._show(self._step - 1)

    def _on_continue(self) -> None:
        if self._step == FILE and self._looked is not None:
            if self.columns.mapping is None and self._asked is not None:
                self.columns.fill(self._asked, self._looked, self._looked.suggestion.mapping)
            self._show(COLUMNS)
        elif self._step == COLUMNS:
            self._bring_in(dry=True)
        elif self._step == TRIAL:
            self._bring_in(dry=False)
        else:
            self.closed.emit(self._done)

    # working

    def _look(self, asked: Asked, mapping: Mapping | None = None) -> None:
        from casevault.exchange.importing import look  # noqa: PLC0415 - loads the readers of every format

        vault = self._context.vault
        self._start(READING)
        self._job = self._context.runner.start_file(
            lambda progress: look(asked, vault.schema, vault.ambient.today(), progress),
            lambda looked: self._on_looked(asked, looked, mapping),
            failed=self._on_failed,
        )
        self._watch()

    def _on_looked(self, asked: Asked, looked: Looked, mapping: Mapping | None) -> None:
        self._end()
        self._asked, self._looked = asked, looked
        self.columns.mapping = None
        self.file.fill(asked, looked)
        if mapping is not None:
            self.columns.fill(asked, looked, mapping)
            self._show(COLUMNS)
            return
        self._show(FILE)
        self.go_on.setFocus()

    def _on_taken(self, mapping: Mapping) -> None:
        """Go on with a mapping that was kept; where it says how the file is read, it is read so first."""
        if self._asked is None or self._looked is None:
            return
        asked = self._asked.by(mapping)
        if asked != self._asked:
            self._look(asked, mapping)
        else:
            self.columns.fill(asked, self._looked, mapping)
            self.message.hide()

    def _bring_in(self, *, dry: bool) -> None:
        from casevault.exchange.importing import bring_in  # noqa: PLC0415 - loads the readers of every format

        asked, mapping, vault = self._asked, self.columns.mapping, self._context.vault
        if asked is None or mapping is None:
            return
        self._start(TRYING if dry else WORKING)
        self._job = self._context.runner.start_file(
            lambda progress: bring_in(vault, asked, mapping, dry=dry, progress=progress),
            self._on_brought_in,
            failed=self._on_failed,
        )
        self._watch()

    def _on_brought_in(self, report: Report) -> None:
        self._end()
        self._report = report
        self.result.fill(report)
        if not report.dry:
            self._done = True
            self._tell(report.batch)
        self._show(TRIAL if report.dry else DONE)

    def _tell(self, batch: str) -> None:
        if batch:  # which records they were no view needs to know: each reads again
            self._context.changes.happened.emit(
                Changes(batch=batch, records=frozenset({batch}), cases=frozenset({batch}), people=frozenset({batch}))
            )

    def _undo(self) -> None:
        if self._report is None or not self._report.batch:
            return
        batch, records = self._report.batch, self._context.vault.records
        self._start(UNDO)
        self._job = self._context.runner.start_file(
            lambda _progress: records.undo(batch), self._on_undone, failed=self._on_failed
        )

    def _on_undone(self, undone: Undone) -> None:
        self._end()
        self.undo.hide()
        self.result.taken_back()
        self._tell(undone.batch)
        self.message.show_message(Tone.INFO, self._context.text(UNDONE))

    def _copy(self) -> None:
        if self._report is not None:
            QGuiApplication.clipboard().setText("\n".join(self._report.lines(self._context.catalogue)))
            self._context.messages.say(COPIED)

    def _start(self, what: Msg) -> None:
        self.message.hide()
        self.progress.name(self._context.text(what))
        self.progress.begin()

    def _watch(self) -> None:
        if self._job is not None:
            self._job.progressed.connect(self.progress.put)
            self._job.stopped.connect(self._on_stopped)
        self._enable()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_stopped(self) -> None:
        self._end()
        self.message.show_message(Tone.INFO, self._context.text(STOPPED))
        self.begin()

    def _end(self) -> None:
        self._job = None
        self.progress.end()
        self._enable()

    def _on_failed(self, problem: BaseException) -> None:
        self._end()
        notice = notice_of(problem, self._context.catalogue, self._context.reader.title_of)
        if isinstance(problem, CaseVaultError) and self._step == FILE:
            self._looked = None
            if problem.code is Code.INVALID_INPUT:  # the hint may ask for an encoding: here it can be given
                self.file.offer_encoding()
        self.message.show_message(Tone.CRITICAL, notice.what, notice.hint)
        self._enable()
        self.begin()
