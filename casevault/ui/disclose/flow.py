"""The path to a sealed file: five steps on one page, whatever the first asks about. `disclosure` decides, this asks and shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from casevault.disclosure import compile as way_out
from casevault.disclosure.ready import make_ready
from casevault.disclosure.unsealed import UNSEALED
from casevault.errors import CaseVaultError, Code
from casevault.i18n import N_
from casevault.ui.disclose.choose import ChoosePage
from casevault.ui.disclose.hiding import Looked, hits_to_look_at, to_look_at
from casevault.ui.disclose.pages import ConsentPage, PreviewPage
from casevault.ui.disclose.rail import Rail
from casevault.ui.disclose.seal import HandOverPage, SealPage
from casevault.ui.disclose.steps import STEPS, StepRow
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.jobs import Latest
from casevault.ui.messages import notice_of
from casevault.ui.theme import RAIL_WIDTH, SPACE, Role, Style, color, theme
from casevault.ui.widgets.basic import QWIDGETSIZE_MAX, Button
from casevault.ui.words import InlineMessage, Tone, Words, relabel, scrolled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from casevault.disclosure.request import Preview, Report, Request
    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.disclose.subject import SubjectPage

CHOOSE, CONSENT, PREVIEW, SEAL, HAND_OVER = range(5)
BACK = N_("Back")
CANCEL = N_("Cancel")
CONTINUE = N_("Continue")
TO_PREVIEW = N_("Continue to preview")
TO_SEAL = N_("Continue to seal")
SEAL_IT = N_("Seal and save…")
SAVE_OPEN = N_("Save without a seal…")
DONE = N_("Done")
NO_RECIPIENT = N_("Say who receives this.")
NO_RECIPIENT_HINT = N_("Choose an organisation on record, or type the name of one that is not yet recorded.")
WORKING = N_("Preparing: consent, allow-list, pages, scan…")
SEALING = N_("Sealing, reopening and scanning…")
OPEN_POINTS = N_("Sealing is off until {count} point is settled.", "Sealing is off until {count} points are settled.")
APPROVAL = "approval"
NEEDS_SECOND = N_("A second person has to approve this first, just as it is: choose the seal, then ask.")
ASK_APPROVAL = N_("Ask for approval")
WAS_ASKED = N_("Asked. Another person finds it under Disclosures, “A second person”. Change nothing until then.")
SAVE_AS = N_("Where shall the sealed file go?")
NARROW = 640  # pixels at 100 %: with less, the two sides and what stands beside them take turns


class WayOut(QWidget):
    """One disclosure from first question to hand-over. `closed` says whether something was sealed."""

    closed = Signal(bool)

    def __init__(self, context: Context, asks: ChoosePage | SubjectPage) -> None:
        super().__init__()
        self._context, self._asks, self._said = context, asks, asks.said
        self._looked: Looked | None = None  # what was made, and as it is shown
        self._latest = Latest()
        self._replace: tuple[str, ...] = ()  # doubtful places that a person wants replaced
        self._sealed = self._lacks_recipient = False
        self.setAutoFillBackground(True)
        self._steps = StepRow(context.catalogue, (self._said.step, *STEPS[1:]))
        self.message = InlineMessage()
        self.message.acted.connect(self._on_settle)
        self._settles: tuple[str, dict[str, object]] = ("", {})  # what the message's button makes: record type, known fields
        self._consents, self._shown = ConsentPage(), PreviewPage(context, self._said.reads)
        self._consent, self._sides, self._only = self._consents.ground, self._shown.sides, self._shown.only
        self.rail = Rail(context.catalogue, self._said.unasked)
        self.rail.changed.connect(self._show_open_points)
        self.rail.replace.connect(self._on_replace)
        self.rail.looked.connect(self._sides.show_swap)
        self.seal = SealPage(context.catalogue, context.vault.policy)
        self.seal.changed.connect(self._enable)
        self.seal.second_wanted.connect(self._ask_approval)
        self.hand_over = HandOverPage(context.catalogue)
        self._pages = QStackedWidget()
        self.back = Button(context.text(CANCEL))
        self.back.setObjectName("disclose.back")
        self.go_on = Button(context.text(CONTINUE), "primary")
        self.go_on.setObjectName("disclose.continue")
        self._points = Words(role=Role.CRITICAL)
        self.back.clicked.connect(self._on_back)
        self.go_on.clicked.connect(self._on_continue)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            answered = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            answered.setAutoRepeat(False)
            answered.activated.connect(self._on_answered)
        self._lay_out()
        self._show(CHOOSE)
        vault = context.vault  # what the preview needs of everybody in it is made while the questions are answered
        ready = context.runner.start(lambda progress: make_ready(vault, progress=progress), lambda _none: None)
        self.closed.connect(lambda _sealed: ready.cancel())

    @property
    def _preview(self) -> Preview | None:
        return self._looked.preview if self._looked is not None else None

    # moving

    def _show(self, step: int) -> None:
        self._pages.setCurrentIndex(step)
        self._steps.show_step(step)
        _ = self._context.text
        relabel(self.back, _(CANCEL if step == CHOOSE else BACK))
        self.back.setVisible(step != HAND_OVER)
        self._name_step(step)
        if step == PREVIEW:
            self._shown.show_rail(on=self.rail.open_points > 0)
        self._fit()
        self.message.hide()
        if step == SEAL and self._preview is not None and self._preview.approval is not None and not self._preview.approval.by:
            self._settles = (APPROVAL, {})
            self.message.show_message(Tone.INFO, _(NEEDS_SECOND), button=_(ASK_APPROVAL))
        self._show_open_points()
        # The button that was pressed was off meanwhile, and what is off loses the keyboard.
        self.begin()

    @property
    def is_unfinished(self) -> bool:
        """Whether something would be lost if this made room: always, for it is made of choices and answers."""
        return True

    def begin(self) -> None:
        """Put the keyboard where the step that is shown begins."""
        firsts = (self._asks.first, self.go_on, self._sides, self.seal.first, self.hand_over.show_words)
        firsts[self._pages.currentIndex()].setFocus()

    def _on_back(self) -> None:
        step = self._pages.currentIndex()
        if step == CHOOSE:
            self.closed.emit(self._sealed)
        else:
            self._show(step - 1)

    def _on_continue(self) -> None:
        step = self._pages.currentIndex()
        if step == CHOOSE:
            self._ask_preview()
        elif step == CONSENT:
            self._show(PREVIEW)
        elif step == PREVIEW:
            self._show(SEAL)
        elif step == SEAL:
            self._ask_where()
        else:
            self.closed.emit(self._sealed)

    def _on_answered(self) -> None:
        # As in every form, but for the questions alone: what follows is read, and no key is pressed past it from habit.
        if self._pages.currentIndex() == CHOOSE and self.go_on.isEnabled():
            self._on_continue()

    def _show_open_points(self) -> None:
        on_preview = self._pages.currentIndex() == PREVIEW
        count = self.rail.open_points if on_preview else 0
        self._points.setText(self._context.text(OPEN_POINTS, count=count) if count else "")
        self._points.setVisible(bool(count))
        self._enable()

    def _name_step(self, step: int) -> None:
        last = SAVE_OPEN if self.seal.seal == UNSEALED else SEAL_IT
        relabel(self.go_on, self._context.text((CONTINUE, TO_PREVIEW, TO_SEAL, last, DONE)[step]))

    def _enable(self) -> None:
        step = self._pages.currentIndex()
        self._name_step(step)
        waits = (step == PREVIEW and self.rail.open_points > 0) or (step == SEAL and not self.seal.is_ready)
        self.go_on.setEnabled(not waits)

    # asking

    def _ask_preview(self) -> None:
        request = self._asks.request()
        if not request.to:
            _ = self._context.text
            self.message.show_message(Tone.CAUTION, _(NO_RECIPIENT), _(NO_RECIPIENT_HINT))
            self._lacks_recipient = True
            self._asks.first.setFocus()
            return
        self._lacks_recipient = False
        self._make(request, self._on_preview)

    def _on_preview(self, looked: Looked) -> None:
        self._replace = ()
        self._only.setChecked(False)
        self._fill(looked)
        self.seal.suit(self._asks.request())
        self._show(CONSENT)

    def _fill(self, looked: Looked) -> None:
        """Show what was made, as names may be shown."""
        reader = self._context.reader
        self._looked = looked
        if looked.hides != reader.discreet:  # they turned while it was made
            self._draw_anew(looked)
            return
        self._shown.fill(looked.shown.rows)
        consents = [reader.title_of(record_id) for record_id in looked.preview.consents]
        self._consents.fill(self._asks.ground(consents=bool(consents)), consents)
        self._fill_rail(looked.shown)

    def _on_theme(self) -> None:
        self._fit()
        if self._looked is not None and self._looked.hides != self._context.reader.discreet:
            self._draw_anew(self._looked)

    def _draw_anew(self, looked: Looked) -> None:
        """Names turned to codes, or back: show nothing that holds one at once, and what may be shown once it was read."""
        preview, reader, newest = looked.preview, self._context.reader, self._latest.mine()
        bare = replace(preview, hits=hits_to_look_at(preview.hits, reader), swaps=())
        self._looked = Looked(preview, bare, reader.discreet)
        self._shown.fill(())
        self._consents.fill("", ())
        self._fill_rail(bare)
        self._context.runner.start(
            lambda _progress: to_look_at(preview, reader), lambda found: newest(lambda: self._fill(found)), urgent=True
        )

    def _make(self, request: Request, then: Callable[[Looked], None]) -> None:
        """Make the page of `request` on a thread of the pool, and what may be looked at of it."""
        vault, reader = self._context.vault, self._context.reader
        self._latest.mine()  # what was to be drawn of an earlier one is not wanted any more
        self._busy(WORKING)
        self._context.runner.start(
            lambda progress: to_look_at(way_out.preview(vault, request, progress=progress), reader), then, failed=self._on_failed
        )

    def _on_replace(self, hit_id: str) -> None:
        """Make the page anew with one more place replaced, and stay at it."""
        self._replace = (*self._replace, hit_id)
        self._make(replace(self._asks.request(), replace=self._replace, accept=self.rail.accepted()), self._on_replaced)

    def _on_replaced(self, looked: Looked) -> None:
        self._fill(looked)
        self._show(PREVIEW)
        self.rail.go(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from place to place of the preview by N and P, replace by R, keep with a reason by K."""
        keys = {
            Qt.Key.Key_N: lambda: self.rail.go(1),
            Qt.Key.Key_P: lambda: self.rail.go(-1),
            Qt.Key.Key_R: self.rail.replace_here,
            Qt.Key.Key_K: self.rail.keep_here,
        }
        act = keys.get(Qt.Key(event.key())) if self._pages.currentIndex() == PREVIEW else None
        if act is None or event.modifiers() != Qt.KeyboardModifier.NoModifier:
            super().keyPressEvent(event)
            return
        self._shown.show_rail(on=True)
        act()

    def _fill_rail(self, shown: Preview) -> None:
        self.rail.unasked = self._asks.said.unasked
        self.rail.fill(shown, [self._context.reader.title_of(record_id) for record_id in shown.consents])

    def _ask_where(self) -> None:
        name = f"{self._said.file_name}{self.seal.suffix}"
        ask_path(self, self._context.text(SAVE_AS), Mode.AnyFile, self.seal_to, name=name)

    def seal_to(self, out: Path) -> None:
        """Seal into the file at `out`."""
        request, vault = self._sealing(), self._context.vault
        self._busy(SEALING)
        self._context.runner.start(
            lambda progress: way_out.disclose(vault, request, out, progress=progress),
            lambda report: self._on_sealed(report, out),
            failed=self._on_failed,
        )

    def _sealing(self) -> Request:
        return replace(
            self._asks.request(),
            seal=self.seal.seal,
            recipients=self.seal.recipients,
            unsigned=self.seal.unsigned,
            accept=self.rail.accepted(),
            replace=self._replace,
        )

    def _on_asked(self) -> None:
        self._settles = ("", {})
        self.message.show_message(Tone.INFO, self._context.text(WAS_ASKED))
        self._enable()

    def _on_sealed(self, report: Report, out: Path) -> None:
        self._sealed = True
        self.hand_over.fill(report, str(out), self._context.reader.told(report.preview.recipient))
        self._show(HAND_OVER)

    def _busy(self, msg: Msg) -> None:
        self.go_on.setEnabled(False)
        self.message.show_message(Tone.INFO, self._context.text(msg))

    def _on_failed(self, problem: BaseException) -> None:
        notice = notice_of(problem, self._context.catalogue, self._context.reader.title_of)
        found = getattr(problem, "hits", ())
        if found and self._looked is not None and self._pages.currentIndex() == SEAL:
            # Nothing was written: the place in the page is shown, where it can be settled.
            shown = replace(self._looked.shown, hits=hits_to_look_at(tuple(found), self._context.reader))
            self._looked = self._looked._replace(preview=replace(self._looked.preview, hits=tuple(found)), shown=shown)
            self._fill_rail(shown)
            self._show(PREVIEW)
        self._settles = ("", {})
        if notice.command == "new.consent" and self._context.doors.new is not None and isinstance(problem, CaseVaultError):
            persons = problem.safe.get("persons")
            known = {"person": persons[0]} if isinstance(persons, list | tuple) and persons else {}
            self._settles = ("consent", known)
        button = notice.button if self._settles[0] else ""
        if isinstance(problem, CaseVaultError) and problem.code is Code.APPROVAL_MISSING:
            self._settles, button = (APPROVAL, {}), self._context.text(ASK_APPROVAL)
        self.message.show_message(Tone.CRITICAL, notice.what, notice.hint, button=button)
        self._enable()
        if not found:
            self.go_on.setFocus()

    def _on_settle(self) -> None:
        kind, known = self._settles
        if kind == APPROVAL:
            self._ask_approval()
            return
        if kind and self._context.doors.new is not None:
            self._context.doors.new(kind, known)

    def _ask_approval(self) -> None:
        request, vault = self._sealing(), self._context.vault
        self._busy(WORKING)
        self._context.runner.start(
            lambda progress: way_out.ask_approval(vault, request, progress=progress),
            lambda _preview: self._on_asked(),
            failed=self._on_failed,
        )

    # layout

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.CARD)
        head.setSpacing(SPACE.CARD)
        head.addWidget(Words(self._said.title, Style.TITLE, wrap=True))
        head.addWidget(self._steps)
        head.addWidget(self.message)
        for step in (scrolled(self._asks), self._consents, self._shown, scrolled(self.seal), scrolled(self.hand_over)):
            self._pages.addWidget(step)
        foot = QHBoxLayout()
        foot.setContentsMargins(SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD)
        foot.setSpacing(SPACE.CARD)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self._points)
        foot.addWidget(self.go_on)
        main = QVBoxLayout()
        main.setSpacing(0)
        main.addLayout(head)
        main.addWidget(self._pages, 1)
        main.addLayout(foot)
        self._rail_area = scrolled(self.rail)
        self._page = page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(main, 1)
        page.addWidget(self._rail_area)
        self._fits = False
        self._shown.turned.connect(self._fit)
        theme.changed.connect(self._on_theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the text is large, show the two sides, or in their place what stands beside them."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._fits:  # folding says that it turned
            return
        self._fits = True
        narrow = self.width() < theme.scaled(NARROW)
        self.rail.widen(on=narrow)
        if narrow:
            self._shown.take_in(self._rail_area)
            self._rail_area.setMinimumWidth(0)
            self._rail_area.setMaximumWidth(QWIDGETSIZE_MAX)
        else:
            self._page.addWidget(self._rail_area)
            self._rail_area.setFixedWidth(theme.pane(RAIL_WIDTH) + SPACE.CARD)
        self._shown.fold(on=narrow)
        at_it = self._pages.currentIndex() == PREVIEW
        self._rail_area.setVisible(at_it and (not narrow or self._shown.shows_rail))
        self.rail.setVisible(at_it)
        self._fits = False
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground: content, and the rail a shade deeper while it is shown."""
        painter = QPainter(self)
        painter.fillRect(QRectF(self.rect()), color(Role.SURFACE))
        if self._rail_area.isVisible() and self._rail_area.parentWidget() is self:
            painter.fillRect(QRectF(self._rail_area.geometry()), color(Role.SUNKEN))
        painter.end()


class DiscloseFlow(WayOut):
    """From a case to a dossier that is handed over."""

    def __init__(self, context: Context, case_id: str, more: Sequence[str] = (), output: str = "") -> None:
        """`more`: further cases; `output`: the one that is proposed, as a table where it can be one."""
        choose = ChoosePage(context, case_id)
        choose.propose([case_id, *more] if case_id else list(more), output)
        super().__init__(context, choose)
        self.choose = choose
        choose.named.connect(self._on_named)

    def _on_named(self) -> None:
        """Take away the word that nobody was named; any other stays until the step is left."""
        if self._lacks_recipient:
            self._lacks_recipient = False
            self.message.hide()
