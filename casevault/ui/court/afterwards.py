"""After a hearing: who was refused, what the stamps tell of the hearing, the checklist. It can be left and taken up again.

Nothing is made before Start. What is left to ask is read from the records each time, so a step that was kept is not asked twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casevault.domain.consent import text_of
from casevault.domain.reading import is_empty, is_na
from casevault.i18n import N_
from casevault.ui.court.step_form import StepForm
from casevault.ui.messages import notice_of
from casevault.ui.read.hearings import treaty_of
from casevault.ui.theme import SPACE, STRONG, Role, Style, theme
from casevault.ui.widgets.basic import Button
from casevault.ui.words import InlineMessage, SurfaceDialog, Tone, Words, scrolled
from casevault.vault import courtroom, hearings
from casevault.vault.rights import RIGHT

if TYPE_CHECKING:
    from casevault.domain.record import Changes, Record
    from casevault.ui.context import Context

WIDTH, HEIGHT, LOW = 860, 780, 300
FRAME = 24  # pixels that the frame of a window may take
REFUSED_FIELDS = ("observer", "stated_reason", "verbatim")
HEARING_FIELDS = ("held", "end", "publicity", "defendant_presence", "outcome", "next_hearing")
TITLE = N_("After the hearing")
STAMPS_KEPT = N_("{count} stamp", "{count} stamps")
NOTES_KEPT = N_("{count} note", "{count} notes")
KEPT = N_("{stamps} and {notes} are kept.")
NEXT_ALL = N_("Next: who was refused (3 fields), what the stamps tell of the hearing, then the {rights}-item checklist.")
NEXT_NONE = N_("Next: what the stamps tell of the hearing, then the {rights}-item checklist.")
HOW = N_(
    "What the stamps tell is filled in where nothing was entered. You can leave at any point and go on later from the hearing."
)
START = N_("Start")
LATER = N_("Later")
KEEP_ON = N_("Keep and go on")
FINISH = N_("Keep and finish")
SKIP = N_("Not now")
STEP = N_("Step {number} of {total}")
REFUSED = N_("Refused at {time}: who, the reason given, and the words used")
HEARING_TOLD = N_("The hearing, as the stamps tell it")
HEARING_NOTE = N_("Filled in from the stamps where nothing was entered. Change what is not so.")
CHECKLIST = N_("What was observed")
ALL_DONE = N_("The hearing is written up. · Undo Ctrl+Z")


@dataclass(frozen=True, slots=True)
class Left:
    """What is left to ask, in its order: the refusals that lack something, the hearing, the observation."""

    refusals: tuple[Record, ...]
    hearing: Record
    observation: Record | None
    treaty: str = ""
    made: Changes | None = None


class Afterwards(SurfaceDialog):
    """The way through it."""

    def __init__(self, context: Context, hearing_id: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self.hearing_id = context, hearing_id
        self._steps: list[StepForm] = []
        self._at = -1
        self.setAccessibleName(context.text(TITLE))
        self._step = Words(style=Style.SMALL, role=Role.TEXT3)
        self._step.hide()
        self._said = Words(style=Style.BODY, weight=STRONG, wrap=True)
        self._next = Words(style=Style.BODY, wrap=True)
        self._how = Words(context.text(HOW), Style.SMALL, Role.TEXT2, wrap=True)
        self.message = InlineMessage()
        self._area = QScrollArea()
        self.start = Button(context.text(START), "primary")
        self.start.setObjectName("after.start")
        self.later = Button(context.text(LATER))
        self.later.setObjectName("after.later")
        self.start.clicked.connect(self._on_start)
        self.later.clicked.connect(self._on_later)
        self._lay_out()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._on_start)
        self.resize(theme.pane(560), theme.scaled(LOW))
        vault = context.vault
        context.runner.start(lambda _progress: vault.records.get(hearing_id), self._say_kept, urgent=True)
        self.start.setFocus()

    @property
    def step(self) -> StepForm | None:
        """Return the step that is asked, None before Start."""
        return self._steps[self._at] if 0 <= self._at < len(self._steps) else None

    def flush(self) -> None:
        """Write an open draft at once: the lock does this before it closes the vault."""
        if self.step is not None:
            self.step.draft.flush()

    def reject(self) -> None:
        """Close; what was typed stays as a draft."""
        if self.step is not None:
            self.step.draft.keep()
        super().reject()

    def _say_kept(self, hearing: Record) -> None:
        text, moments = self._context.text, courtroom.moments_of(hearing)
        written = sum(courtroom.is_written(one.code) for one in moments)
        stamps, notes = text(STAMPS_KEPT, count=len(moments) - written), text(NOTES_KEPT, count=written)
        self._said.setText(text(KEPT, stamps=stamps, notes=notes))
        refused = any(one.code in hearings.REFUSALS for one in moments)
        rights = len(self._context.vault.schema.vocabularies.codes(RIGHT))
        self._next.setText(text(NEXT_ALL if refused else NEXT_NONE, rights=rights))

    def _on_start(self) -> None:
        step = self.step
        if step is not None:
            step.keep()
            return
        self.start.setEnabled(False)
        self._context.runner.start(lambda _progress: self._left(), self._on_left, failed=self._on_problem, urgent=True)

    def _left(self) -> Left:
        vault = self._context.vault
        made = hearings.write_up(vault, self.hearing_id)
        hearing = vault.records.get(self.hearing_id)
        lacking = tuple(one for one in hearings.attendances(vault, hearing) if _lacks(one))
        seen = hearings.observations(vault, hearing)
        note = treaty_of(self._context.reader, hearing.id)
        return Left(lacking, hearing, seen[0] if seen else None, note, made.changes)

    def _on_left(self, left: Left) -> None:
        text = self._context.text
        if left.made is not None:
            self._context.changes.happened.emit(left.made)
        for one in left.refusals:
            asked = text_of(one, "request_on")
            title = text(REFUSED, time=asked[11:16] if "T" in asked else asked)
            self._steps.append(StepForm(self._context, one, REFUSED_FIELDS, title))
        told = StepForm(self._context, left.hearing, HEARING_FIELDS, text(HEARING_TOLD), text(HEARING_NOTE))
        self._steps.append(told)
        if left.observation is not None:
            rights = StepForm(self._context, left.observation, ("items",), text(CHECKLIST))
            rights.show_treaty(left.treaty)
            self._steps.append(rights)
        for step in self._steps:
            step.kept.connect(self._on_kept)
        self.later.setText(text(SKIP))
        self.later.setAccessibleName(text(SKIP))
        self._grow()
        self._go_on()

    def _grow(self) -> None:
        """Take the room of a step in the middle of the window below: grown from its corner, its foot would leave the screen."""
        room, below = self.screen().availableGeometry(), self.parentWidget()
        over = below.window().geometry() if below is not None else room
        self.resize(min(WIDTH, room.width()), min(HEIGHT, room.height() - 2 * FRAME))
        around = QRect(QPoint(), self.size())
        around.moveCenter(over.center())
        left = max(room.left(), min(around.left(), room.right() - around.width()))
        top = max(room.top() + FRAME, min(around.top(), room.bottom() - around.height()))
        self.move(left, top)

    def _on_kept(self) -> None:
        self._go_on()

    def _on_later(self) -> None:
        if self.step is None:
            self.reject()
            return
        self.step.draft.keep()
        self._go_on()

    def _go_on(self) -> None:
        self._at += 1
        step, text = self.step, self._context.text
        if step is None:
            self._context.messages.say(ALL_DONE)
            self.accept()
            return
        for words in (self._said, self._next, self._how):
            words.hide()
        self._step.show()
        self._step.setText(text(STEP, number=self._at + 1, total=len(self._steps)))
        self._area.takeWidget()
        self._area.setWidget(step)
        step.setAutoFillBackground(False)
        self._area.show()
        step.show()
        self.start.setEnabled(True)
        last = text(FINISH) if self._at == len(self._steps) - 1 else text(KEEP_ON)
        self.start.setText(last)
        self.start.setAccessibleName(last)
        step.begin()

    def _on_problem(self, problem: BaseException) -> None:
        self.start.setEnabled(True)
        notice = notice_of(problem, self._context.catalogue)
        self.message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)

    def _lay_out(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(0, SPACE.ROOM, 0, 0)
        page.setSpacing(SPACE.NEAR)
        head = QVBoxLayout()
        head.setContentsMargins(SPACE.PANE, 0, SPACE.PANE, 0)
        head.setSpacing(SPACE.NEAR)
        head.addWidget(Words(self._context.text(TITLE), Style.TITLE))
        for words in (self._step, self._said, self._next, self._how, self.message):
            head.addWidget(words)
        page.addLayout(head)
        self._area = scrolled(QWidget())
        self._area.hide()
        page.addWidget(self._area, 1)
        page.addStretch(0)
        foot = QHBoxLayout()
        foot.setContentsMargins(SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD)
        foot.setSpacing(SPACE.NEAR)
        foot.addStretch(1)
        foot.addWidget(self.later)
        foot.addWidget(self.start)
        page.addLayout(foot)


def _lacks(attendance: Record) -> bool:
    """Say whether a refusal lacks who, why or the words."""
    if text_of(attendance, "outcome") not in hearings.REFUSED:
        return False
    values = [attendance.fields.get(key, "") for key in REFUSED_FIELDS]
    return any(is_empty(value) or is_na(value) for value in values)
