"""Erasing a record, or one file, in two steps: a box that says what goes and what stays, then the word and the passphrase.

ask_erase_record(context, parent, record_id)               a record with its history
ask_erase_file(context, parent, evidence_id, number)       one file of a piece of evidence, counted from 1
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casevault.domain.erasing import REASONS, Reason
from casevault.i18n import N_, isolated
from casevault.ui.ask_secret import AskSecret, after_asking
from casevault.ui.editors.select import Select
from casevault.ui.erase_parts import GOES, STAYS, Sentences, TypedWord
from casevault.ui.messages import notice_of
from casevault.ui.theme import MEDIUM, SPACE, Role, Style
from casevault.ui.widgets.basic import Button, row
from casevault.ui.widgets.check import Check, Radio
from casevault.ui.words import InlineMessage, SurfaceDialog, Tone, Words, relabel, scrolled
from casevault.vault import erasing, erasing_copies, erasing_facts
from casevault.vault.erasing import Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.vault.erasing import Erased, Plan
    from casevault.vault.erasing_copies import Copies, Held, Recipient

WIDTH, HEIGHT = 600, 720
ERASE = N_("Erase {title}?")
ERASE_FILE = N_("Erase file {number} of {title}?")
WHY_TWICE = N_("After this nothing brings it back, here or from the log.")
ALONE = N_("{count} record belongs to it alone.", "{count} records belong to it alone.")
THESE_TOO = N_("Erase it too", "Erase them too")
THESE_STAY = N_("Let it stay", "Let them stay")
DROP = N_(
    "Also drop the back-up that still holds it",
    "Also drop the {count} back-ups that still hold it",
)
DONE = N_("Erased. It stays in the log that something was.")
DONE_HELD = N_(
    "Erased. {count} back-up still holds it.",
    "Erased. {count} back-ups still hold it.",
)
DONE_DROPPED = N_("Erased, and dropped from the back-ups that could be reached. Make a new back-up now.")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the first box says: the plan, what is outside the vault, and the names of the records it speaks of."""

    plan: Plan
    copies: Copies
    recipients: tuple[Recipient, ...]
    title: str
    alone: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]  # by what a sentence is about


def ask_erase_record(context: Context, parent: QWidget, record_id: str) -> None:
    """Ask whether a record shall be erased with its history, and do it."""
    EraseBox(context, parent, Target(record_id)).open()


def ask_erase_file(context: Context, parent: QWidget, evidence_id: str, number: int) -> None:
    """Ask whether one file of a piece of evidence shall be erased, and do it."""
    EraseBox(context, parent, Target(evidence_id, file=number)).open()


class EraseBox(SurfaceDialog):
    """The first step. Its button leads to the second, which asks for the word and the passphrase."""

    def __init__(self, context: Context, parent: QWidget, target: Target) -> None:
        super().__init__(parent)
        self._context, self._parent, self._target = context, parent, target
        self._shown: Shown | None = None
        text = context.text
        self.setModal(True)
        self.resize(WIDTH, HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP)
        layout.setSpacing(SPACE.CARD)
        self._title = Words("", Style.TITLE, wrap=True)
        layout.addWidget(self._title)
        self.message = InlineMessage()
        layout.addWidget(self.message)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(SPACE.ROOM)
        self.goes, self.stays = Sentences(text(GOES)), Sentences(text(STAYS))
        inner.addWidget(self.goes)
        self._belonging = self._make_belonging()
        inner.addWidget(self._belonging)
        inner.addWidget(self.stays)
        self.drop = Check("")
        self.drop.hide()
        inner.addWidget(self.drop)
        inner.addStretch(1)
        self._body = scrolled(body)
        layout.addWidget(self._body, 1)
        layout.addLayout(self._make_reason())
        layout.addWidget(Words(text(erasing_facts.LAW), Style.SMALL, Role.TEXT2, wrap=True))
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        self.away = Button(text(N_("Cancel")), "secondary")
        self.away.clicked.connect(self.reject)
        foot.addWidget(self.away)
        self.next = Button(text(N_("Go on…")), "danger")
        self.next.clicked.connect(self._go_on)
        self.next.setEnabled(False)
        foot.addWidget(self.next)
        layout.addLayout(foot)
        self.away.setFocus()
        self._read()

    def _make_belonging(self) -> QWidget:
        made = QWidget()
        inner = QVBoxLayout(made)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(SPACE.TIGHT)
        self.alone = Sentences("")
        self.alone.hide()
        inner.addWidget(self.alone)
        self.too, self.stay = Radio(""), Radio("")
        for radio, belonging in ((self.too, True), (self.stay, False)):
            inner.addWidget(radio)
            radio.clicked.connect(lambda _on=False, belonging=belonging: self._decide(belonging=belonging))
        made.hide()
        return made

    def _make_reason(self) -> QVBoxLayout:
        together = QVBoxLayout()
        together.setSpacing(SPACE.TIGHT)
        caption = Words(self._context.text(N_("Why, for the log")), Style.SMALL, Role.TEXT2, weight=MEDIUM)
        self.reason = Select()
        self.reason.setAccessibleName(caption.text())
        self.reason.addItem(self._context.text(N_("Choose a reason")), None)
        for reason, label in REASONS.items():
            self.reason.addItem(self._context.text(label), reason.value)
        self.reason.currentIndexChanged.connect(lambda _index: self._enable())
        caption.setBuddy(self.reason)
        together.addWidget(caption)
        together.addWidget(self.reason)
        return together

    def _decide(self, *, belonging: bool) -> None:
        self._target = Target(self._target.record, belonging=belonging)
        self._read()

    def _read(self) -> None:
        self._shown = None
        self._enable()
        context, target = self._context, self._target
        context.runner.start(lambda _progress: _shown(context, target), self._put, failed=self._on_failed, urgent=True)

    def _put(self, shown: Shown) -> None:
        self._shown = shown
        text, catalogue, plan = self._context.text, self._context.catalogue, shown.plan
        title = _title(self._context, shown)
        self._title.setText(title)
        self.setAccessibleName(title)
        outside = erasing_facts.beyond(shown.copies, shown.recipients)
        for part, facts in ((self.goes, erasing_facts.goes(plan)), (self.stays, [*erasing_facts.stays(plan), *outside])):
            part.put([(fact.text(catalogue), shown.names.get(fact.about, ())) for fact in facts], catalogue)
        self._belonging.setVisible(bool(plan.alone))
        for radio, words in ((self.too, THESE_TOO), (self.stay, THESE_STAY)):
            relabel(radio, text(words, count=len(plan.alone)))
        self.alone.put([(text(ALONE, count=len(plan.alone)), shown.alone)] if plan.alone else [], catalogue)
        ours = [one for one in shown.copies.held if one.ours]
        self.drop.setVisible(bool(ours))
        relabel(self.drop, text(DROP, count=len(ours)))
        self._enable()

    def _on_failed(self, problem: BaseException) -> None:
        notice = notice_of(problem, self._context.catalogue, self._context.reader.title_of)
        self.message.show_message(Tone.CAUTION, notice.what, notice.hint)

    def _enable(self) -> None:
        shown = self._shown
        decided = shown is not None and (not shown.plan.alone or self._target.belonging is not None)
        self.next.setEnabled(decided and self.reason.currentData() is not None)

    def _go_on(self) -> None:
        shown = self._shown
        if shown is None or not self.next.isEnabled():
            return
        held = shown.copies.held if self.drop.isVisibleTo(self) and self.drop.isChecked() else ()
        self.accept()
        ask_twice(self._context, self._parent, shown, Reason(self.reason.currentData()), held)


def ask_twice(context: Context, parent: QWidget, shown: Shown, reason: Reason, held: Sequence[Held]) -> None:
    """Take the second step: the word, the passphrase, and the act."""
    vault, plan = context.vault, shown.plan
    word = TypedWord(context.catalogue, plan.word)
    teller = _Teller(context, parent)

    def act(progress: Progress) -> None:
        done = erasing.erase(vault, plan.target, plan.word, reason, progress=progress)
        kept = erasing_copies.drop(vault, held)
        teller.erased.emit(done, [one for one in shown.copies.held if one not in held or one in kept], bool(held))

    box = AskSecret(
        context,
        parent,
        title=_title(context, shown),
        why=f"{context.text(WHY_TWICE)} {context.text(erasing_facts.WHOM)}",
        button=N_("Erase for good"),
        act=after_asking(context, act),
        done=lambda _none: None,
        body=word,
        danger=True,
    )
    box.set_ready(ready=False)
    word.changed.connect(lambda right: box.set_ready(ready=right))
    box.open()


class _Teller(QObject):
    """Tells the window what was erased, also where the box was given up meanwhile: no view may show what is there no more."""

    erased = Signal(object, object, bool)  # Erased, what back-ups still hold it, whether any were to be dropped

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.erased.connect(self._tell)

    def _tell(self, done: Erased, left: Sequence[Held], dropped: bool) -> None:
        messages = self._context.messages
        self._context.changes.happened.emit(done.changes)
        if not done.clean:
            messages.say(erasing_facts.NOT_CLEAN)
        elif left:
            messages.say(DONE_HELD, count=len(left))
        else:
            messages.say(DONE_DROPPED if dropped else DONE)
        self.deleteLater()


def _shown(context: Context, target: Target) -> Shown:
    """Return what the first box says; on a thread of the pool."""
    vault, reader = context.vault, context.reader
    plan = erasing.plan(vault, target)
    copies = erasing_copies.copies_of(vault, plan)

    def names(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(
            f"{context.text(reader.type_of(record).label)} · {' '.join(reader.title(record).split())}"
            for record in vault.records.many(ids).values()
        )

    return Shown(
        plan,
        copies,
        erasing_copies.recipients_of(vault, plan),
        " ".join(reader.title_of(target.record).split()),
        names(plan.alone),
        {
            erasing_facts.POINTING: names(plan.pointing),
            erasing_facts.MENTIONS: names(plan.mentions),
            erasing_facts.BEFORE: names(plan.mentioned_before),
            erasing_facts.HELD: tuple(f"{one.place} · {one.generation:04d} · {reader.day(one.day)}" for one in copies.held),
            erasing_facts.UNREACHED: tuple(f"{one.place} · {reader.day(one.day)}" for one in copies.unreached),
        },
    )


def _title(context: Context, shown: Shown) -> str:
    file = shown.plan.target.file
    return context.text(ERASE_FILE if file else ERASE, title=isolated(shown.title), **({"number": file} if file else {}))
