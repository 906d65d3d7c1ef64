"""What came of one copy that left, in a box: it arrived, was passed on, was asked back, or nobody need hear of a correction."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from casevault.disclosure import recall
from casevault.domain.consent import text_of
from casevault.domain.record import Changes
from casevault.i18n import N_, isolated
from casevault.ui.disclose.exposure_box import ask_exposure
from casevault.ui.disclose.recall_box import ANSWERS, RecallBox
from casevault.ui.editors.select import Select
from casevault.ui.editors.surroundings import VaultSurroundings
from casevault.ui.editors.text import DateEdit
from casevault.ui.jobs import Latest
from casevault.ui.messages import notice_of
from casevault.ui.read.tables import disclosure_state
from casevault.ui.theme import CONTROL_HEIGHT, MEDIUM, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, Hairline, column, row
from casevault.ui.words import FittingDialog, InlineMessage, Tone, Words
from casevault.vault.holders import to_be_told

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.domain.record import Record
    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.vault.holders import Holder

WIDTH = 560
TITLE = N_("What came of this copy")
ACT = N_("What came of this copy…")
ABOUT = N_("{output} for {recipient}, {day}: {state}")
NOTE = N_("Note it")
NOTED = N_("Noted in the register.")
ARRIVED = N_("They confirmed that it arrived, on")
ONWARD = N_("They passed it on to")
ANSWER = N_("It was asked back. They answered")
ANSWERED_ON = N_("On")
NEEDLESS = N_("It holds something that was corrected. No notice is needed, because")
OWED = N_("Whoever withdrew is owed the request to every holder: send the notice, or enter that they were told.")
TELL = N_("Who is to be told…")
NAMED = N_("Who is named in it…")
NO_COPY = N_("First choose a disclosure in the list.")


class Stood(NamedTuple):
    """How a copy stands: its record, and what is still to be told of it, None for nothing."""

    copy: Record
    due: Holder | None


class CopyBox(FittingDialog):
    """The box. `done_something` says that the register has changed."""

    done_something = Signal()

    def __init__(self, context: Context, parent: QWidget, copy: str) -> None:
        super().__init__(parent, WIDTH)
        self._context, self._copy = context, copy
        self._latest = Latest()
        text = context.text
        self.setAccessibleName(text(TITLE))
        self.setModal(True)
        around = VaultSurroundings(context, lambda: None, self._on_failed)
        self._about = Words(style=Style.SMALL, role=Role.TEXT2, wrap=True)
        self.message = InlineMessage()
        self.arrived, self.answered_on = DateEdit(around), DateEdit(around)
        for day in (self.arrived, self.answered_on):
            day.put(around.today().isoformat())
        self.onward, self.why_needless = self._line(), self._line()
        self.answer = Select()
        for code, msg in ANSWERS.items():
            self.answer.addItem(text(msg), code)
        layout = column(self.inner, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP), SPACE.CARD)
        layout.addWidget(Words(text(TITLE), Style.TITLE))
        layout.addWidget(self._about)
        layout.addWidget(self.message)
        layout.addWidget(Hairline())
        self.note_arrived = self._part(ARRIVED, self.arrived, self._on_arrived, "copy.arrived")
        self.note_onward = self._part(ONWARD, self.onward, self._on_onward, "copy.onward")
        self.note_answer = self._part(ANSWER, self.answer, self._on_answer, "copy.answer", beside=self.answered_on)
        self.note_needless = self._part(NEEDLESS, self.why_needless, self._on_needless, "copy.needless")
        for part in (self.note_arrived, self.note_onward, self.note_answer, self.note_needless):
            layout.addWidget(part)
        self._owed = Words(text(OWED), Style.SMALL, Role.TEXT2, wrap=True)
        layout.addWidget(self._owed)
        layout.addWidget(Hairline())
        foot = row(spacing=SPACE.NEAR)
        self.named = Button(text(NAMED), "quiet", "users")
        self.named.clicked.connect(lambda: ask_exposure(context, self, copy))
        self.tell = Button(text(TELL), "quiet", "undo-2")
        self.tell.clicked.connect(self._on_tell)
        close = Button(text(N_("Close")), "primary")
        close.clicked.connect(self.accept)
        foot.addWidget(self.named)
        foot.addWidget(self.tell)
        foot.addStretch(1)
        foot.addWidget(close)
        layout.addLayout(foot)
        for widget in (self.note_answer, self.note_needless, self._owed, self.tell):
            widget.hide()
        # Closed before it was read: there is nothing to show it on any more.
        self.finished.connect(lambda _how: self._latest.mine())
        self._read()

    def _line(self) -> QLineEdit:
        line = QLineEdit()
        line.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        return line

    def _part(self, label: Msg, field: QWidget, act: Callable[[], None], name: str, *, beside: QWidget | None = None) -> QWidget:
        """Return a question with its field and the button that notes the answer."""
        part, words = QWidget(), self._context.text(label)
        layout = column(part, spacing=SPACE.TIGHT)
        name_of = Words(words, Style.SMALL, Role.TEXT2, weight=MEDIUM, wrap=True)
        name_of.setBuddy(field)
        layout.addWidget(name_of)
        line = row(spacing=SPACE.NEAR)
        for widget, said, share in ((field, words, 2), (beside, self._context.text(ANSWERED_ON), 1)):
            if widget is not None:
                (widget.focusProxy() or widget).setAccessibleName(said)
                line.addWidget(widget, share, Qt.AlignmentFlag.AlignTop)
        press = Button(self._context.text(NOTE), "secondary", name=f"{self._context.text(NOTE)}: {words}")
        press.setObjectName(name)
        press.clicked.connect(act)
        line.addWidget(press, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(line)
        return part

    def _read(self) -> None:
        vault, copy = self._context.vault, self._copy

        def read(_progress: object) -> Stood:
            record = vault.records.get(copy)
            return Stood(record, next(iter(to_be_told(vault, [record])), None))

        newest = self._latest.mine()
        self._context.runner.start(
            read,
            lambda stood: newest(lambda: self._put(stood)),
            failed=lambda why: newest(lambda: self._on_failed(why)),
            urgent=True,
        )

    def _put(self, stood: Stood) -> None:
        copy, due = stood
        text, reader = self._context.text, self._context.reader
        state, _tone = disclosure_state(reader, copy, untold=due is not None)
        said = text(
            ABOUT,
            output=reader.choice(copy, "output"),
            recipient=isolated(reader.told(text_of(copy, "recipient_text"))),
            day=reader.day(text_of(copy, "sent_at")[:10]),
            state=state,
        )
        self._about.setText(said[:1].upper() + said[1:])
        if text_of(copy, "ack"):
            self.arrived.put(text_of(copy, "ack"))
        self.onward.setText(text_of(copy, "onward"))
        owed = due is not None and due.is_withdrawal
        self.note_answer.setVisible(text_of(copy, "recall") in {"asked", *recall.ANSWERS})
        self.note_needless.setVisible(due is not None and not owed)
        self._owed.setVisible(owed)
        self.tell.setVisible(due is not None)
        self.fit()

    # acts

    def _on_arrived(self) -> None:
        day = str(self.arrived.get() or "")
        self._act(lambda: recall.received(self._context.vault, self._copy, on=day))

    def _on_onward(self) -> None:
        whom = self.onward.text()
        self._act(lambda: recall.passed_on(self._context.vault, self._copy, whom))

    def _on_answer(self) -> None:
        answer = recall.Answer(str(self.answer.currentData()), str(self.answered_on.get() or ""))
        self._act(lambda: recall.answered(self._context.vault, self._copy, answer))

    def _on_needless(self) -> None:
        why = self.why_needless.text()
        self._act(lambda: recall.needs_no_notice(self._context.vault, self._copy, why))

    def _on_tell(self) -> None:
        box = RecallBox(self._context, self, self._copy)
        box.done_something.connect(self._changed)
        box.open()

    def _act(self, work: Callable[[], None]) -> None:
        self.message.clear()
        newest = self._latest.mine()
        self._context.runner.start(
            lambda _progress: work(),
            lambda _none: newest(self._on_noted),
            failed=lambda why: newest(lambda: self._on_failed(why)),
        )

    def _on_noted(self) -> None:
        self.message.show_message(Tone.INFO, self._context.text(NOTED), icon_name="check")
        self._changed()

    def _changed(self) -> None:
        self.done_something.emit()
        copy = frozenset({self._copy})
        self._context.changes.happened.emit(Changes(batch=self._copy, records=copy))
        self._read()

    def _on_failed(self, problem: BaseException) -> None:
        self.message.put(notice_of(problem, self._context.catalogue, self._context.reader.title_of))


def ask_copy(context: Context, parent: QWidget, record_id: str) -> None:
    """Open the box about a disclosure over `parent`; say what to choose first where it is none."""

    def ask(record: Record) -> None:
        if record.type != "disclosure" or record.deleted:
            context.messages.say(NO_COPY)
        else:
            CopyBox(context, parent, record.id).open()

    if not record_id:
        context.messages.say(NO_COPY)
        return
    context.runner.start(lambda _progress: context.vault.records.get(record_id), ask, urgent=True)
