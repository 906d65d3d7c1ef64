"""Packing a travel copy: what goes along, who is exposed if it is taken, what was made. `exchange` packs, this asks and shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget

from casevault.crypto.keywrap import wipe
from casevault.domain.record import Changes
from casevault.exchange.choosing import preview
from casevault.exchange.counted_words import counted
from casevault.exchange.packing import Packed, pack
from casevault.i18n import N_, isolated
from casevault.ui.ask_secret import AskSecret, after_asking
from casevault.ui.disclose.steps import StepRow
from casevault.ui.messages import notice_of
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.travel.along_page import AlongPage
from casevault.ui.travel.border import BorderWords
from casevault.ui.travel.pack_page import PackPage
from casevault.ui.widgets.basic import Button, Panel, column, row
from casevault.ui.words import InlineMessage, Tone, Words, relabel, scrolled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.exchange.choosing import Preview
    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row

CHOOSE, EXPOSED, DONE = range(3)
TITLE = N_("Pack for a journey")
STEPS = (N_("What goes along"), N_("Who is exposed"), N_("The copy"))
CANCEL, BACK, CONTINUE, PACK, CLOSE = N_("Cancel"), N_("Back"), N_("Continue"), N_("Pack it…"), N_("Done")
WHY = N_(
    "A vault of its own is made, with its own keys and without history. Whoever packs shows again that the office vault is "
    "theirs."
)
READING = N_("Looking at what would go along…")
MADE = N_("Packed as {place}: {records}, {persons}, {attachments}.")
OFFICE = N_("Whoever opens the office vault can open this copy, too. Leave the office vault at home.")


class PackFlow(Panel):
    """One journey from the choice of cases to the copy. `closed` says whether it was made."""

    closed = Signal(bool)

    def __init__(self, context: Context, cases: Sequence[str] = ()) -> None:
        super().__init__(Role.SURFACE)
        self._context = context
        self._busy = False
        text = context.text
        self._steps = StepRow(context.catalogue, STEPS)
        self.message = InlineMessage()
        self.choice = PackPage(context, cases)
        self.choice.changed.connect(self._enable)
        self.along = AlongPage(context)
        self.border = BorderWords(context)
        self._pages = QStackedWidget()
        # As high as what is left, and no page makes the others as high as itself: on a low screen words would lie over words.
        self._pages.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        for page in (scrolled(self.choice), self.along, scrolled(self.border)):
            self._pages.addWidget(page)
        self.back = Button(text(CANCEL))
        self.back.setObjectName("pack.back")
        self.go_on = Button(text(CONTINUE), "primary")
        self.go_on.setObjectName("pack.continue")
        self.back.clicked.connect(self._on_back)
        self.go_on.clicked.connect(self._on_continue)
        head = column(None, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.CARD), SPACE.CARD)
        head.addWidget(Words(text(TITLE), Style.TITLE, wrap=True))
        head.addWidget(self._steps)
        head.addWidget(self.message)
        foot = row(None, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD), SPACE.CARD)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.go_on)
        layout = column(self)
        layout.addLayout(head)
        layout.addWidget(self._pages, 1)
        layout.addLayout(foot)
        self._show(CHOOSE)

    @property
    def step(self) -> int:
        """Return which step is shown."""
        return self._pages.currentIndex()

    @property
    def is_unfinished(self) -> bool:
        """Whether something would be lost if this made room: a passphrase may have been typed."""
        return self.step != DONE

    def begin(self) -> None:
        """Put the keyboard where the step that is shown begins."""
        (self.choice.cases, self.along.list, self.go_on)[self.step].setFocus()

    def _show(self, step: int) -> None:
        text = self._context.text
        self._pages.setCurrentIndex(step)
        self._steps.show_step(step)
        self.message.hide()
        relabel(self.back, text(CANCEL if step == CHOOSE else BACK))
        self.back.setVisible(step != DONE)
        relabel(self.go_on, text((CONTINUE, PACK, CLOSE)[step]))
        self._enable()
        self.begin()

    def _enable(self) -> None:
        self._pages.setEnabled(not self._busy)
        self.back.setEnabled(not self._busy)
        self.go_on.setEnabled(not self._busy and (self.step != CHOOSE or self.choice.is_ready))

    def _on_back(self) -> None:
        if self.step == EXPOSED:
            self._show(CHOOSE)
        else:
            self.choice.forget()
            self.closed.emit(False)  # noqa: FBT003 - the signal carries it

    def _on_continue(self) -> None:
        if self.step == CHOOSE:
            self._look()
        elif self.step == EXPOSED:
            self._pack()
        else:
            self.closed.emit(True)  # noqa: FBT003 - the signal carries it

    def _look(self) -> None:
        context, page = self._context, self.along
        cases, profile, weak = self.choice.cases.ids(), self.choice.profile, self.choice.weak.isChecked()
        leave = self.choice.leave_files.isChecked()

        def read(_progress: object) -> tuple[Preview, list[Row]]:
            found = preview(context.vault, cases, profile, context.catalogue, weak=weak, leave_files=leave)
            return found, page.rows_of(found)

        self._busy = True
        self._enable()
        self.message.show_message(Tone.INFO, context.text(READING))
        context.runner.start(read, self._on_looked, failed=self._on_failed, urgent=True)

    def _on_looked(self, found: tuple[Preview, list[Row]]) -> None:
        self._busy = False
        self.along.fill(*found, sealed=self.choice.sealed.isChecked())
        self._show(EXPOSED)

    def _on_failed(self, problem: BaseException) -> None:
        self._busy = False
        notice = notice_of(problem, self._context.catalogue, self._context.reader.title_of)
        self.message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)
        self._enable()
        self.begin()

    def _pack(self) -> None:
        context, choice = self._context, self.choice
        place, cases, profile = choice.place, choice.cases.ids(), choice.profile
        days, sign_as, weak = choice.wanted_days, choice.sign_as.text().strip(), choice.weak.isChecked()
        leave = choice.leave_files.isChecked()
        assert place is not None  # noqa: S101 - the first step is not left without one
        passphrase = choice.passphrase()  # read here, in the window's thread

        def act(progress: Progress) -> Packed:
            given = None if passphrase is None else passphrase.copy()  # typed once, though the box may be tried again
            progress(0, 0)  # wiped only after it was cancelled: what was copied before this is what was typed
            return pack(
                context.vault,
                place,
                cases,
                passphrase=given,
                profile=profile,
                catalogue=context.catalogue,
                weak=weak,
                leave_files=leave,
                sign_as=sign_as,
                days=days,
                kdf=context.profile,
                progress=progress,
            )

        box = AskSecret(context, self, title=TITLE, why=WHY, button=PACK, act=after_asking(context, act), done=self._on_packed)
        box.finished.connect(lambda _how: None if passphrase is None else wipe(passphrase))
        box.open()

    def _on_packed(self, made: Packed) -> None:
        text, place = self._context.text, self.choice.place
        self.choice.forget()
        name = "" if place is None else isolated(str(place))
        counts = counted(self._context.catalogue, records=made.records, persons=made.persons, attachments=made.attachments)
        self.border.fill(sealed=made.sealed)
        self._context.changes.happened.emit(Changes(batch=made.travel, records=frozenset({made.travel})))
        self._show(DONE)
        self.message.show_message(Tone.INFO, text(MADE, place=name, **counts), text(OFFICE), icon_name="check")
