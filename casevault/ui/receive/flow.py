"""A bundle on its way in: what opens it, what is in it, from whom, into which case. `exchange` decides, this asks and shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from casevault.domain.record import Changes
from casevault.errors import CaseVaultError, Code
from casevault.exchange.bundles import FORWARDED, read_bundle, take_in
from casevault.exchange.homecoming import is_journey
from casevault.i18n import N_
from casevault.ui.disclose.steps import StepRow
from casevault.ui.messages import notice_of
from casevault.ui.receive.contents_page import ContentsPage
from casevault.ui.receive.opening_page import OpeningPage
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.widgets.basic import Button, Panel, column, row
from casevault.ui.widgets.states import EmptyState
from casevault.ui.words import InlineMessage, Tone, Words, relabel, scrolled

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.exchange.bundles import Bundle, Taken
    from casevault.i18n import Msg
    from casevault.ui.context import Context

FILE, CONTENTS, DONE = range(3)
STEPS = (N_("Open"), N_("What it holds"), N_("Taken in"))
TITLE = N_("A bundle that came in")
CANCEL, BACK, OPEN, CLOSE = N_("Cancel"), N_("Back"), N_("Open and verify"), N_("Done")
TAKE_IN = N_("Take in")
OPENING = N_("Opening and verifying, to its last byte…")
TAKING = N_("Taking in…")
SHOW = N_("Show the evidence")
NO_CASE = N_("Choose the case it is taken into.")
NO_OWNER = N_("Say whose key this is, so that it is known the next time.")
TAKEN = N_("Taken in as evidence.")
TAKEN_HOW = N_("It is shared with nobody until its class is changed. Ctrl+Z takes it back whole.")
HEARD_HOW = N_("eight words compared")
# What the command line says with its options is said here with what stands on the page.
HINTS: dict[Code, Msg] = {
    Code.BUNDLE_UNKNOWN_SENDER: N_("Nothing of it was taken in. Compare below, then open it again."),
    Code.INVALID_INPUT: N_("Choose below what opens it: the words you were given, or a key file."),
    Code.BUNDLE_NOT_FOR_YOU: N_(
        "If you were given words or a key file, choose that below. Otherwise ask the sender whom it was sealed for."
    ),
}


class BundleFlow(Panel):
    """One bundle from its file to the case. `closed` says whether it was taken in."""

    closed = Signal(bool)

    def __init__(self, context: Context, path: Path | None = None, case: str = "") -> None:
        super().__init__(Role.SURFACE)
        self._context = context
        self._bundle: Bundle | None = None
        self._taken: Taken | None = None
        self._busy = False
        _ = context.text
        self._steps = StepRow(context.catalogue, STEPS)
        self.message = InlineMessage()
        self.opening = OpeningPage(context)
        self.opening.wanted.connect(self._on_chosen)
        self.contents = ContentsPage(context)
        if case:
            self.contents.case.put(case)
        self._pages = QStackedWidget()
        for page in (scrolled(self.opening), self.contents, EmptyState(_(TAKEN), _(TAKEN_HOW))):
            self._pages.addWidget(page)
        self.back = Button(_(CANCEL))
        self.back.setObjectName("bundle.back")
        self.go_on = Button(_(OPEN), "primary")
        self.go_on.setObjectName("bundle.continue")
        self.show_it = Button(_(SHOW), "secondary", "paperclip")
        self.back.clicked.connect(self._on_back)
        self.go_on.clicked.connect(self._on_continue)
        self.show_it.clicked.connect(self._on_show)
        head = column(None, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.CARD), SPACE.CARD)
        head.addWidget(Words(_(TITLE), Style.TITLE, wrap=True))
        head.addWidget(self._steps)
        head.addWidget(self.message)
        foot = row(None, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD), SPACE.CARD)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.show_it)
        foot.addWidget(self.go_on)
        layout = column(self)
        layout.addLayout(head)
        layout.addWidget(self._pages, 1)
        layout.addLayout(foot)
        self._show(FILE)
        if path is not None:
            self.opening.open(path)

    @property
    def step(self) -> int:
        """Return which step is shown."""
        return self._pages.currentIndex()

    def _show(self, step: int) -> None:
        _ = self._context.text
        self._pages.setCurrentIndex(step)
        self._steps.show_step(step)
        self.message.hide()
        relabel(self.back, _(CANCEL if step == FILE else BACK))
        self.back.setVisible(step != DONE)
        self.show_it.setVisible(step == DONE)
        relabel(self.go_on, _((OPEN, TAKE_IN, CLOSE)[step]))
        self._enable()
        self.begin()

    @property
    def is_unfinished(self) -> bool:
        """Whether something would be lost if this made room: always, for words may have been typed."""
        return True

    def begin(self) -> None:
        """Put the keyboard where the step that is shown begins."""
        (self.opening.first, self.contents.case, self.go_on)[self.step].setFocus()

    def _enable(self) -> None:
        self._pages.setEnabled(not self._busy)
        self.back.setEnabled(not self._busy)
        self.go_on.setEnabled(not self._busy and (self.step != FILE or self.opening.path is not None))

    def _on_back(self) -> None:
        if self.step == FILE:
            self.closed.emit(False)  # noqa: FBT003 - the signal carries it
        else:
            self._bundle = None
            self.contents.forget()
            self._show(FILE)

    def _on_continue(self) -> None:
        if self.step == FILE:
            self._open()
        elif self.step == CONTENTS:
            self._take_in()
        else:
            self.closed.emit(True)  # noqa: FBT003 - the signal carries it

    def _on_chosen(self) -> None:
        """Try the key of this vault at once: most of what comes in was sealed for it."""
        self._enable()
        if self.opening.own.isChecked():
            self._open()

    def _open(self) -> None:
        path, vault, opening = self.opening.path, self._context.vault, self.opening
        if path is None:
            return
        accepted, keys = opening.accepted(), opening.keys()
        homeward = opening.own.isChecked() and self._context.doors.bring_home is not None

        def read(_progress: object) -> Bundle | None:
            return None if homeward and is_journey(vault, path) else read_bundle(path, keys(), vault, accepted)

        self._wait(OPENING)
        self._context.runner.start_file(read, lambda bundle: self._on_opened(bundle, path), failed=self._on_failed)

    def _on_opened(self, bundle: Bundle | None, path: Path) -> None:
        self._busy = False
        if bundle is None:  # what a journey brings is no partner's bundle: it has a way of its own
            self.closed.emit(False)  # noqa: FBT003 - the signal carries it
            if self._context.doors.bring_home is not None:
                self._context.doors.bring_home(path)
            return
        self._bundle = bundle
        self.opening.words.clear()
        self.contents.fill(bundle)
        self._show(CONTENTS)

    def _take_in(self) -> None:
        bundle, vault, contents = self._bundle, self._context.vault, self.contents
        if bundle is None:
            return
        case, who, notes = contents.asked_case(), contents.whose_key(), contents.notes.isChecked()
        if not case or (bundle.signed and not bundle.known and not who):
            self.message.show_message(Tone.CAUTION, self._context.text(NO_OWNER if case else NO_CASE))
            (contents.whose_new if case else contents.case).setFocus()
            return
        how = self._context.text(HEARD_HOW)
        self._wait(TAKING)
        self._context.runner.start_file(
            lambda _progress: take_in(vault, bundle, case, who=who, how=how, notes=notes),
            lambda taken: self._on_taken(taken, case),
            failed=self._on_failed,
        )

    def _on_taken(self, taken: Taken, case: str) -> None:
        self._busy = False
        self._taken, self._bundle = taken, None
        self.contents.forget()
        made = frozenset({taken.evidence, *taken.notes, *([taken.organisation] if taken.organisation else [])})
        self._context.changes.happened.emit(Changes(batch=taken.evidence, records=made, cases=frozenset({case})))
        self._show(DONE)

    def _on_show(self) -> None:
        if self._taken is not None:
            evidence = self._taken.evidence
            self.closed.emit(True)  # noqa: FBT003 - the signal carries it
            self._context.navigation.record_wanted.emit(evidence)

    def _wait(self, msg: Msg) -> None:
        self._busy = True
        self._enable()
        self.message.show_message(Tone.INFO, self._context.text(msg))

    def _on_failed(self, problem: BaseException) -> None:
        self._busy = False
        notice = notice_of(problem, self._context.catalogue, self._context.reader.title_of)
        hint, code = notice.hint, problem.code if isinstance(problem, CaseVaultError) else None
        if code is not None and self.step == FILE and isinstance(problem, CaseVaultError):
            # What was passed on did open: another key to open it with would be no help.
            hint = self._context.text(HINTS[code]) if code in HINTS and problem.what != FORWARDED else hint
            if code is Code.BUNDLE_UNKNOWN_SENDER:
                # Its words stand in the sentence; they are never put where the ones that were heard belong.
                self.opening.ask_sender(signed="words" in problem.safe or bool(self.opening.heard.text()))
            elif code is Code.INVALID_INPUT and self.opening.own.isChecked():
                self.opening.ask_words()
        self.message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, hint)
        self._enable()
        if self.step == FILE:
            self.opening.first.setFocus()
