"""Back-ups in the window: made when asked for, or by themselves once a day where the place of the last one is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from casevault.i18n import N_
from casevault.ui.draw import Run
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.messages import Notice, notice_of
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.widgets.basic import Button, Line, Paragraph, column, row
from casevault.ui.widgets.states import ProgressLine
from casevault.ui.words import InlineMessage, SurfaceDialog, Tone
from casevault.vault import backup
from casevault.vault.backup import BackedUp, back_up
from casevault.vault.backup_memory import is_due, remembered
from casevault.vault.backup_place import Place

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.ui.jobs import Job
    from casevault.vault.backup_memory import Remembered

AFTER_OPENING = 20_000  # ms: after the lists and the check
FOLDER_NAME = "CaseVault back-ups"
TITLE = N_("Back-up")
NONE_YET = N_("This vault has no back-up yet.")
OLD = N_("The last back-up is {count} day old.", "The last back-up is {count} days old.")
WHY = N_("A disk that fails or a laptop that is taken would be the end of what is recorded here.")
MAKE = N_("Make a back-up…")
EXPLAINED = N_(
    "Choose a folder on a stick or another disk. What is written there is encrypted, and opens with today's passphrase."
)
LAST = N_("Last made on {day} in {place}")
MADE = N_(
    "Back-up {generation} was made, read back and compared. Records: {records}, changes: {changes}, attachments: {attachments}."
)
RUNNING = N_("Copying, reading back and comparing")
FAILED = N_("No back-up was made today. {why}")


def reminder(context: Context) -> str:
    """Return what Today says about back-ups, "" while there is nothing to say; on a thread of the pool."""
    as_of = context.reader.today
    if not is_due(context.vault, as_of):
        return ""
    days = [(as_of - found.day).days for found in remembered(context.vault)]
    return context.text(OLD, count=max(0, min(days))) if days else context.text(NONE_YET)


def hurt(context: Context, made: BackedUp) -> tuple[str, str]:
    """Return what is wrong with attachments of the vault that was backed up, and what to do; "" twice where nothing was seen."""
    if made.damaged:
        return context.text(backup.DAMAGED, count=len(made.damaged)), context.text(backup.DAMAGED_HINT)
    if made.only_here:
        return context.text(backup.ONLY_HERE, count=len(made.only_here)), context.text(backup.ONLY_HERE_HINT)
    return "", ""


class Backups(QObject):
    """Makes back-ups of the vault of one window."""

    made = Signal()

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window

    def ask(self) -> None:
        """Open the box in which a back-up is made."""
        box = BackupBox(self._context, self._window)
        box.made.connect(self.made)
        box.open()

    def begin(self, after: int = AFTER_OPENING) -> None:
        """Make one by itself, `after` so many milliseconds, where one is to be made."""
        QTimer.singleShot(after, self, self._by_itself)

    def _by_itself(self) -> None:
        vault, today = self._context.vault, self._context.reader.today

        def work(progress: Progress) -> BackedUp | None:
            for found in remembered(vault)[:1]:
                # Only where the last one lies: a folder without it may be where a stick is put in, and none is.
                if found.day != today and Place(found.place).folder(found.generation).is_dir():
                    return back_up(vault, found.place, progress=progress)
            return None

        self._context.runner.start_long(work, self._on_made, failed=self._on_failed)

    def _on_made(self, made: BackedUp | None) -> None:
        self.made.emit()
        if made is not None and (made.damaged or made.only_here):
            self._context.messages.noticed.emit(Notice(*hurt(self._context, made), grave=True))

    def _on_failed(self, problem: BaseException) -> None:
        notice = notice_of(problem, self._context.catalogue)
        why = self._context.text(FAILED, why=notice.what)
        shown = Notice(why, notice.hint, button=self._context.text(MAKE), command="backup", report=notice.report)
        self._context.messages.noticed.emit(shown)


class BackupBox(SurfaceDialog):
    """The box: where the last one was made, where the next one shall be, and what came of it."""

    made = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self._place: Path | None = None
        text = context.text
        self.setAccessibleName(text(TITLE))
        self.setModal(True)
        self.resize(560, 300)
        layout = column(self, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP), SPACE.CARD)
        layout.addWidget(Line([Run(text(TITLE), Style.TITLE)]))
        layout.addWidget(Paragraph(text(EXPLAINED), Style.BODY, Role.TEXT2))
        self.last = Paragraph("", Style.SMALL, Role.TEXT2)
        layout.addWidget(self.last)
        self._progress = ProgressLine(text(RUNNING), text(N_("Cancel")))
        self._progress.cancelled.connect(self._cancel)
        layout.addWidget(self._progress)
        self.said = InlineMessage()
        layout.addWidget(self.said)
        layout.addStretch(1)
        foot = row(spacing=SPACE.NEAR)
        self.choose = Button(text(N_("Choose a folder…")), "secondary", "folder")
        self.choose.clicked.connect(self._ask_folder)
        foot.addWidget(self.choose)
        foot.addStretch(1)
        self.away = Button(text(N_("Close")), "secondary")
        self.away.clicked.connect(self.accept)
        foot.addWidget(self.away)
        self.make = Button(text(N_("Back up now")), "primary")
        self.make.clicked.connect(self.back_up)
        self.make.setEnabled(False)
        foot.addWidget(self.make)
        layout.addLayout(foot)
        self.finished.connect(lambda _how: self._cancel())
        vault = context.vault
        context.runner.start(lambda _progress: remembered(vault), self._put_remembered, urgent=True)

    def use(self, place: Path) -> None:
        """Take this place for the next back-up."""
        self._place = place
        self.last.put(str(place))
        self.make.setEnabled(True)
        self.make.setFocus()

    def back_up(self) -> None:
        """Make a back-up in the place that was chosen."""
        vault, place = self._context.vault, self._place
        if place is None or self._job is not None:
            return

        def work(progress: Progress) -> BackedUp:
            return back_up(vault, place, progress=progress)

        self._busy(working=True)
        job = self._context.runner.start_long(work, self._on_made, failed=self._on_failed)
        job.progressed.connect(self._progress.put)
        job.stopped.connect(lambda: self._busy(working=False))
        self._job = job

    def _put_remembered(self, found: list[Remembered]) -> None:
        if found and self._place is None:
            self.use(found[0].place)
            day = self._context.reader.day(found[0].day.isoformat())
            self.last.put(self._context.text(LAST, day=day, place=str(found[0].place)))

    def _ask_folder(self) -> None:
        ask_path(self, self._context.text(TITLE), Mode.Directory, self._on_folder)

    def _on_folder(self, place: Path) -> None:
        # Into a folder of its own: what else lies on the stick is not ours. One that was used before is taken as it is.
        self.use(place if place.name == FOLDER_NAME else place / FOLDER_NAME)

    def _on_made(self, made: BackedUp) -> None:
        self._busy(working=False)
        text = self._context.text
        sentence = text(
            MADE, generation=made.generation, records=made.records, changes=made.changes, attachments=made.attachments
        )
        what, hint = hurt(self._context, made)
        if what:
            # First that it was made: what is missing was lost before, and this back-up is the reason to look for it now.
            self.said.show_message(Tone.CAUTION, f"{sentence} {what}", hint)
        else:
            self.said.show_message(Tone.INFO, sentence, icon_name="check")
        self._fit()
        self.made.emit()
        self.make.setEnabled(False)
        self.away.setFocus()

    def _on_failed(self, problem: BaseException) -> None:
        self._busy(working=False)
        notice = notice_of(problem, self._context.catalogue)
        self.said.show_message(Tone.CRITICAL, notice.what, notice.hint)
        self._fit()

    def _fit(self) -> None:
        """Grow to what is said: a sentence that is cut at its foot reads as if there were more of it."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def _busy(self, *, working: bool) -> None:
        self.choose.setEnabled(not working)
        self.make.setEnabled(not working and self._place is not None)
        if working:
            self.said.hide()
            self._progress.begin()
        else:
            self._job = None
            self._progress.end()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
