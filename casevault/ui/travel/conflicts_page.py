"""What waits after a homecoming: each value that both sides changed, side by side, until a person decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from casevault.i18n import N_
from casevault.ui.draw import Run
from casevault.ui.jobs import Latest
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.rows import TWO_LINES, TwoLineRow
from casevault.ui.lists.view import RowList
from casevault.ui.marks import Status
from casevault.ui.messages import notice_of
from casevault.ui.page import Page
from casevault.ui.read.reader import Name
from casevault.ui.theme import LIST_WIDTH, SPACE, Role, Style, theme
from casevault.ui.travel.conflict_pane import ConflictPane
from casevault.ui.travel.standing_words import Beside, Waiting, all_waiting, beside
from casevault.ui.widgets.basic import Hairline, Line, Panel, column, row
from casevault.ui.widgets.states import EmptyState
from casevault.ui.words import InlineMessage, Tone
from casevault.vault.conflicts import decide, waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.domain.record import Changes
    from casevault.ui.context import Context

KEY = "conflicts"
COMMAND = "go.conflicts"
TITLE = N_("What waits for a decision")
NONE = N_("Nothing waits for a decision")
NONE_WHY = N_("Where the office and a journey changed the same, both values stand here side by side until somebody chooses.")
WAIT = N_("waits")
SAVED = N_("Decided. The log keeps what stood here before.")
SAID = N_(
    "{count} value was changed here and on a journey.",
    "{count} values were changed here and on a journey.",
)
SAID_WHY = N_("Both are kept until you choose. The rest is taken in.")
DECIDE = N_("Decide…")


class ConflictsPage(Page):
    """The page behind the command: the list, and what is chosen in it."""

    key = KEY

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        text = context.text
        self._lines: dict[str, Waiting] = {}
        self._latest = Latest()
        self._at = 0  # where in the list one was: what was decided is gone from it
        layout = row(self)
        self._pane = Panel(Role.SUNKEN)
        pane = column(self._pane)
        head = row(None, (SPACE.GROUP, SPACE.CARD, SPACE.GROUP, SPACE.CARD))
        self._title = Line([Run(text(TITLE), Style.SUBTITLE)], 32)
        head.addWidget(self._title, 1)
        pane.addLayout(head)
        pane.addWidget(Hairline())
        self.model = RowsModel(self)
        self.list = RowList(text(TITLE), self.model, row_height=TWO_LINES)
        self.list.chosen.connect(lambda shown: self._choose(shown.id))
        self.list.opened.connect(self._on_opened)
        pane.addWidget(self.list, 1)
        layout.addWidget(self._pane)
        layout.addWidget(Hairline(upright=True))
        self.pane = ConflictPane(context)
        self.pane.decided.connect(self._on_decided)
        self.pane.next_wanted.connect(self._on_next)
        self._stack = QStackedWidget()
        self._stack.addWidget(EmptyState(text(NONE), text(NONE_WHY)))
        self._stack.addWidget(self.pane)
        layout.addWidget(self._stack, 1)
        theme.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self._pane.setFixedWidth(theme.pane(LIST_WIDTH))

    def refresh(self) -> None:
        """Read again what waits."""
        context = self.context
        context.runner.start(lambda _progress: all_waiting(context), self._put, urgent=True)

    def panes(self) -> list[QWidget]:
        """Return the list, then the columns."""
        return [self.list, self.pane.take]

    def record_id(self) -> str:
        """Return the record the keyboard is on."""
        shown = self.list.current_row()
        return self._lines[shown.id].record if shown is not None and shown.id in self._lines else ""

    def back(self) -> bool:
        """Go from the columns back to the list."""
        if self.list.hasFocus():
            return False
        self.list.setFocus()
        return True

    def _put(self, found: list[Waiting]) -> None:
        text = self.context.text
        shown = self.list.current_row()
        within = self._within()
        self._lines = {line.id: line for line in found}
        count = Run(f"  {len(found)}", Style.SMALL, 0, Role.TEXT3, tabular=True)
        self._title.put([Run(text(TITLE), Style.SUBTITLE), count])
        word = text(WAIT)
        rows = [TwoLineRow(line.id, Name(line.title), line.codes, line.label, Status.DISPUTED, word) for line in found]
        self.model.put(rows)
        self._stack.setCurrentIndex(1 if rows else 0)
        if not rows:
            self.list.setFocus()
        elif shown is None or not self.list.go_to(shown.id):
            self.list.setCurrentIndex(self.model.index(min(self._at, len(rows) - 1), 0))
        if within and rows:
            self.pane.begin()

    def _within(self) -> bool:
        """Say whether the keyboard is in the columns: there it stays when the next ones come."""
        focused: QWidget | None = self.focusWidget()
        return focused is not None and self.pane.isAncestorOf(focused)

    def _choose(self, key: str) -> None:
        line, context = self._lines.get(key), self.context
        if line is None:
            return
        self._at = max(0, self.model.row_of(key))
        context.runner.start(
            lambda _progress: beside(context, line.record, line.unit), self._latest(self._put_beside), urgent=True
        )

    def _put_beside(self, found: Beside | None) -> None:
        if found is not None:
            within = self._within()
            self.pane.put(found)
            if within:
                self.pane.begin()

    def _on_decided(self, value: object, more: Sequence[object]) -> None:
        record, unit = self.pane.unit
        vault = self.context.vault
        self.context.runner.start(
            lambda _progress: decide(vault, record, unit, value, more), self._on_saved, failed=self._on_failed, urgent=True
        )

    def _on_saved(self, changes: Changes) -> None:
        self.context.changes.happened.emit(changes)
        self.context.messages.say(SAVED)

    def _on_failed(self, problem: BaseException) -> None:
        notice = notice_of(problem, self.context.catalogue, self.context.reader.title_of)
        self.pane.message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)

    def _on_opened(self, _shown: object) -> None:
        self.pane.begin()

    def _on_next(self) -> None:
        """Go to the next that waits, behind the last to the first."""
        count = self.model.rowCount()
        if count:
            self.list.setCurrentIndex(self.model.index((self._at + 1) % count, 0))


class ConflictNotice(InlineMessage):
    """Says on Today that something waits, and leads there; hidden while nothing does. `counted`: `waits` is known anew."""

    counted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.waits = False
        self.acted.connect(self._go)

    def refresh(self) -> None:
        """Count again."""
        vault = self._context.vault
        self._context.runner.start(lambda _progress: len(waiting(vault)), self._put)

    def _put(self, count: int) -> None:
        text = self._context.text
        self.waits = bool(count)
        self.setVisible(self.waits)
        if count:
            self.show_message(Tone.CAUTION, text(SAID, count=count), text(SAID_WHY), button=text(DECIDE), icon_name="git-fork")
        self.counted.emit()

    def _go(self) -> None:
        self._context.navigation.page_wanted.emit(KEY)
