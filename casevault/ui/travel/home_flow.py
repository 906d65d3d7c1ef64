"""What a journey brings home: one file is verified to its end and taken in whole, then said in numbers, and taken back whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from casevault.domain.record import Changes
from casevault.exchange import homecoming
from casevault.i18n import N_, isolated
from casevault.ui.disclose.steps import StepRow
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.columns import Column
from casevault.ui.lists.table_row import TableRow
from casevault.ui.lists.view import RowList
from casevault.ui.messages import notice_of
from casevault.ui.theme import SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, Panel, column, row
from casevault.ui.widgets.states import ProgressLine
from casevault.ui.words import InlineMessage, Tone, Words, relabel, scrolled

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.jobs import Job
    from casevault.vault.joining import Joined
    from casevault.vault.undoing import Undone

FILE, DONE = range(2)
COLUMN = 620
TITLE = N_("Home from a journey")
STEPS = (N_("Open"), N_("Taken in"))
WHICH = N_("Which file came home?")
KINDS = N_(
    "The file that the travel copy wrote for the office. It is verified to its last byte before anything is used, and taken in "
    "as one act that can be taken back. Nothing is decided for you: where both sides changed the same, both values wait."
)
CHOOSE = N_("Choose the file…")
TAKE_IN = N_("Verify and take in")
WORKING = N_("Verifying, then taking in")
DECIDE = N_("Decide what waits…")
UNDO = N_("Take all of it back")
UNDONE = N_("Taken back. The office holds again what it held before; who wrote on the journey stays known.")
CANCEL, CLOSE = N_("Cancel"), N_("Done")
SUM = N_("Records before: {before}, after: {after}.")
NOTHING_NEW = N_("All of it was here already. Nothing was changed.")
NONE_WAIT = N_("Nothing stands against each other.")
WAIT = N_(
    "{count} value waits for you. Both are kept until you choose.", "{count} values wait for you. Both are kept until you choose."
)
COUNTS: tuple[tuple[str, Msg], ...] = (
    ("created", N_("New records")),
    ("merged", N_("Records that are otherwise now")),
    ("unchanged", N_("Records that came and changed nothing")),
    ("gone", N_("Put out of sight")),
    ("back", N_("Back in sight")),
    ("attachments", N_("Attachments")),
    ("erased_there", N_("Erased on the journey, and here still: erase them here too, if that is right")),
    ("erased_here", N_("Entries that came without what they said: it was erased here")),
)


class HomeFlow(Panel):
    """One homecoming from the file to the numbers. `closed` says whether something was taken in."""

    closed = Signal(bool)

    def __init__(self, context: Context, path: Path | None = None) -> None:
        super().__init__(Role.SURFACE)
        self._context = context
        self._path: Path | None = None
        self._job: Job | None = None
        self.done: Joined | None = None
        text = context.text
        self._steps = StepRow(context.catalogue, STEPS)
        self.message = InlineMessage()
        self.message.acted.connect(self._on_decide)
        self.choose = Button(text(CHOOSE), "secondary", "folder-open")
        self.choose.setObjectName("home.choose")
        self.choose.clicked.connect(lambda: ask_path(self, text(WHICH), Mode.ExistingFile, self.use))
        self._name = Words(text(WHICH), Style.SUBTITLE, wrap=True)
        self.progress = ProgressLine(text(WORKING), text(CANCEL))
        self.progress.cancelled.connect(self._cancel)
        self._columns = (Column(text(N_("What")), 0.8), Column(text(N_("How many")), 0.2, tabular=True, end=True))
        self.model = RowsModel(self)
        self.list = RowList(text(TITLE), self.model)
        self._pages = QStackedWidget()
        for page in (scrolled(self._file_page()), self.list):
            self._pages.addWidget(page)
        self.back = Button(text(CANCEL))
        self.back.setObjectName("home.back")
        self.back.clicked.connect(self._on_back)
        self.undo = Button(text(UNDO), "secondary", "undo-2")
        self.undo.setObjectName("home.undo")
        self.undo.clicked.connect(self._on_undo)
        self.go_on = Button(text(TAKE_IN), "primary")
        self.go_on.setObjectName("home.continue")
        self.go_on.clicked.connect(self._on_continue)
        head = column(None, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.CARD), SPACE.CARD)
        head.addWidget(Words(text(TITLE), Style.TITLE, wrap=True))
        head.addWidget(self._steps)
        head.addWidget(self.message)
        head.addWidget(self.progress)
        foot = row(None, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD), SPACE.CARD)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.undo)
        foot.addWidget(self.go_on)
        layout = column(self)
        layout.addLayout(head)
        layout.addWidget(self._pages, 1)
        layout.addLayout(foot)
        self._show(FILE)
        if path is not None:
            self.use(path)

    @property
    def step(self) -> int:
        """Return which step is shown."""
        return self._pages.currentIndex()

    @property
    def is_unfinished(self) -> bool:
        """Whether something would be lost if this made room: only while it works; what was taken in is taken in."""
        return self._job is not None

    def begin(self) -> None:
        """Put the keyboard where the step that is shown begins."""
        (self.choose if self._path is None else self.go_on, self.go_on)[self.step].setFocus()

    def use(self, path: Path) -> None:
        """Take in the file at `path` next."""
        self._path = path
        self._name.setText(isolated(path.name))
        self.message.hide()
        self._enable()
        self.begin()

    def _show(self, step: int) -> None:
        text = self._context.text
        self._pages.setCurrentIndex(step)
        self._steps.show_step(step)
        self.message.hide()
        self.back.setVisible(step == FILE)
        self.undo.setVisible(step == DONE and self.done is not None and bool(self.done.batch))
        relabel(self.go_on, text(TAKE_IN if step == FILE else CLOSE))
        self._enable()
        self.begin()

    def _enable(self) -> None:
        free = self._job is None
        self._pages.setEnabled(free)
        self.back.setEnabled(free)
        self.undo.setEnabled(free)
        self.go_on.setEnabled(free and (self.step == DONE or self._path is not None))

    def _on_back(self) -> None:
        self.closed.emit(False)  # noqa: FBT003 - the signal carries it

    def _on_continue(self) -> None:
        if self.step == DONE:
            self.closed.emit(True)  # noqa: FBT003 - the signal carries it
        elif self._path is not None:
            vault, path = self._context.vault, self._path
            self.message.hide()
            self.progress.begin()
            self._job = job = self._context.runner.start_file(
                lambda progress: homecoming.merge(vault, path, progress=progress), self._on_merged, failed=self._on_failed
            )
            job.progressed.connect(self.progress.put)
            job.stopped.connect(self._on_stopped)
            self._enable()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_stopped(self) -> None:
        self._job = None
        self.progress.end()
        self._enable()
        self.begin()

    def _on_merged(self, done: Joined) -> None:
        self._job = None
        self.progress.end()
        self.done = done
        context, text = self._context, self._context.text
        counts = [(words, getattr(done, key)) for key, words in COUNTS]
        self.model.put([TableRow("", self._columns, (text(words), str(count))) for words, count in counts if count])
        self._show(DONE)
        said = text(SUM, before=done.before, after=done.after)
        if done.conflicts:
            waits = text(WAIT, count=len(done.conflicts))
            self.message.show_message(Tone.CAUTION, said, waits, button=text(DECIDE))
        else:
            self.message.show_message(Tone.INFO, said, text(NONE_WAIT if done.batch else NOTHING_NEW), icon_name="check")
        if done.batch:  # whatever is shown may be otherwise now
            context.changes.happened.emit(Changes(batch=done.batch, records=frozenset({done.batch})))

    def _on_failed(self, problem: BaseException) -> None:
        self._on_stopped()
        notice = notice_of(problem, self._context.catalogue, self._context.reader.title_of)
        self.message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)

    def _on_decide(self) -> None:
        self.closed.emit(True)  # noqa: FBT003 - the signal carries it
        self._context.navigation.page_wanted.emit("conflicts")

    def _on_undo(self) -> None:
        if self.done is not None:
            records, batch = self._context.vault.records, self.done.batch
            self._job = self._context.runner.start(lambda _progress: records.undo(batch), self._on_undone, failed=self._on_failed)
            self._enable()

    def _on_undone(self, undone: Undone) -> None:
        self._job = None
        self.done = None
        self.model.put([])
        self._show(DONE)
        self._context.changes.happened.emit(Changes(batch=undone.batch, records=frozenset(undone.records)))
        self.message.show_message(Tone.INFO, self._context.text(UNDONE), icon_name="undo-2")

    def _file_page(self) -> QWidget:
        made, middle = QWidget(), QWidget()
        middle.setFixedWidth(theme.pane(COLUMN))
        inner = column(middle, spacing=SPACE.CARD)
        inner.addWidget(self._name)
        inner.addWidget(Words(self._context.text(KINDS), Style.BODY, Role.TEXT2, wrap=True))
        beside = row()
        beside.addWidget(self.choose)
        beside.addStretch(1)
        inner.addLayout(beside)
        inner.addStretch(1)
        outer = row(made, (SPACE.PANE, SPACE.NEAR, SPACE.PANE, SPACE.GROUP))
        outer.addWidget(middle)
        outer.addStretch(1)
        return made
