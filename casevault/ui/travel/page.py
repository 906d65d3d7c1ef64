"""Travel: at the office every journey that was packed and what can be done about it; in a travel copy what is true of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from casevault.i18n import N_
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.columns import Column
from casevault.ui.lists.table_row import TABLE_LINE
from casevault.ui.lists.view import RowList
from casevault.ui.messages import notice_of
from casevault.ui.page import Page
from casevault.ui.theme import RAIL_WIDTH, SPACE, Role, Style, theme
from casevault.ui.travel.acts import AT_OFFICE, ON_THE_WAY, Act, TravelActs
from casevault.ui.travel.border import BorderWords
from casevault.ui.travel.journeys import COLUMNS, Journeys, journeys_of
from casevault.ui.widgets.act_row import ActRow
from casevault.ui.widgets.basic import Hairline, Panel, column, row
from casevault.ui.widgets.states import EmptyState, ProgressLine
from casevault.ui.widgets.table import TableHead
from casevault.ui.words import InlineMessage, Tone, Words, scrolled

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from casevault.domain.record import Changes
    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row

KEY = "travel"
TITLE = N_("Travel, and coming home")
NONE = N_("No journey was packed here yet")
NONE_WHY = N_(
    "What is not on a computer cannot be taken from it. For a journey you pack the cases you need into a small vault of its own; "
    "this one stays at home."
)
WRITING = N_("Writing for the office, reading back and comparing")


class TravelPage(Page):
    """The page behind "Travel, and coming home"."""

    key = KEY

    def __init__(self, context: Context, *, away: bool) -> None:
        """`away`: this vault is itself a travel copy."""
        super().__init__(context)
        self._away = away
        self._asked: Callable[[str], object] | None = None  # what waits for the journeys to be read
        text = context.text
        self.acts = TravelActs(context, self)
        self.acts.happened.connect(self._on_happened)
        self.acts.sealed.connect(self._on_sealed)
        self.acts.failed.connect(self._on_failed)
        outer = row(self)
        main = QWidget()
        body = column(main)
        top = column(None, (SPACE.PANE, SPACE.ROOM, SPACE.PANE, SPACE.CARD), SPACE.CARD)
        top.addWidget(Words(text(TITLE), Style.DISPLAY, wrap=True))
        self.said = InlineMessage()
        self.said.acted.connect(self._on_acted)
        top.addWidget(self.said)
        self.progress = ProgressLine(text(WRITING))
        self.acts.began.connect(self._on_began)
        self.acts.progressed.connect(self.progress.put)
        self.acts.ended.connect(self._on_ended)
        top.addWidget(self.progress)
        body.addLayout(top)
        self._columns = tuple(Column(text(title), share, tabular=at > 0) for at, (title, share) in enumerate(COLUMNS))
        self.head = TableHead(self._columns)
        self.model = RowsModel(self)
        self.list = RowList(text(TITLE), self.model, row_height=TABLE_LINE)
        self.head.follow(self.list)
        self.border = BorderWords(context)
        self.home_by = Words("", Style.BODY, Role.TEXT2, wrap=True)
        self._stack = QStackedWidget()
        pack = self.acts.pack if context.doors.pack is not None else None
        empty = EmptyState(text(NONE), text(NONE_WHY), text(AT_OFFICE[0].title) if pack else "", run=pack)
        for page in (self._table(), empty, self._copy()):
            self._stack.addWidget(page)
        self._stack.setCurrentIndex(2 if away else 1)
        body.addWidget(self._stack, 1)
        outer.addWidget(main, 1)
        self._edge = Hairline(upright=True)
        outer.addWidget(self._edge)
        self._rail = Panel(Role.SUNKEN)
        self.rows = [self._row(act) for act in self.offered()]
        inner = QWidget()
        rail = column(inner, (SPACE.NEAR, SPACE.ROOM, SPACE.NEAR, SPACE.ROOM))
        for shown in self.rows:
            rail.addWidget(shown)
        rail.addStretch(1)
        column(self._rail).addWidget(scrolled(inner))
        outer.addWidget(self._rail)
        theme.changed.connect(self._fit)
        self._fit()

    @property
    def is_copy(self) -> bool:
        """Whether this vault is itself a travel copy."""
        return self._away

    def offered(self) -> tuple[Act, ...]:
        """Return what can be done here: what the window has no door for is not offered."""
        doors = self.context.doors
        missing = {"travel.pack": doors.pack, "travel.home": doors.bring_home}
        acts = ON_THE_WAY if self._away else AT_OFFICE
        return tuple(act for act in acts if missing.get(act.command, self) is not None)

    def doings(self) -> dict[str, Callable[[], object]]:
        """Return what each command does."""
        do = self.acts
        return {
            "travel.pack": do.pack,
            "travel.home": do.home,
            "travel.ticket": lambda: self._with_journey(do.ticket),
            "travel.lost": lambda: self._with_journey(do.lost),
            "travel.offices": do.offices,
            "travel.before": do.before,
            "travel.bundle": do.bundle,
            "travel.post": do.post,
            "travel.seal": do.seal,
        }

    def chosen(self) -> str:
        """Return the journey the keyboard is on, or the only one; "" for none."""
        shown = self.list.current_row()
        return shown.id if shown is not None else ""

    def _with_journey(self, act: Callable[[str], object]) -> None:
        """Do something about the journey that is chosen; asked for from another page, once the journeys were read."""
        if self.chosen():
            act(self.chosen())
        else:
            self._asked = act
            self.refresh()

    def refresh(self) -> None:
        """Read the journeys again, or what is true of this copy."""
        context, columns = self.context, self._columns
        context.runner.start(lambda _progress: journeys_of(context, columns, away=self._away), self._put, urgent=True)

    def cares(self, changes: Changes) -> bool:
        """Read again after any change: a journey is a record, and coming home is an act."""
        return bool(changes.records)

    def panes(self) -> list[QWidget]:
        """Return the list, then what can be done."""
        first: list[QWidget] = [self.list] if self._stack.currentIndex() == 0 else []
        return [*first, *self.rows[:1]]

    def record_id(self) -> str:
        """Return the device of the journey the keyboard is on."""
        return self.chosen()

    def _put(self, found: Journeys) -> None:
        kept = self.chosen()
        rows: list[Row] = [*found.rows]
        self.model.put(rows)
        if self._away:
            self.border.fill(sealed=False)
            self.home_by.setText(found.home_by)
            return
        self._stack.setCurrentIndex(0 if rows else 1)
        if rows and not (kept and self.list.go_to(kept)):
            self.list.select_first()
        asked, self._asked = self._asked, None
        if asked is not None:
            asked(self.chosen())

    def _on_happened(self, what: str, hint: str) -> None:
        self.said.show_message(Tone.INFO, what, hint, icon_name="check")

    def _on_sealed(self, what: str) -> None:
        self.border.hide()  # it says that a passphrase opens it; and that none ever did would be no truer
        self.said.show_message(Tone.CAUTION, what, button=self.context.text(N_("Lock now")), icon_name="lock")

    def _on_acted(self) -> None:
        self.context.navigation.command_wanted.emit("lock")

    def _on_failed(self, problem: BaseException) -> None:
        notice = notice_of(problem, self.context.catalogue, self.context.reader.title_of)
        self.said.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)

    def _on_began(self) -> None:
        self.said.hide()
        self.progress.begin()

    def _on_ended(self) -> None:
        self.progress.end()

    def _row(self, act: Act) -> ActRow:
        text, wanted = self.context.text, self.context.navigation.command_wanted
        made = ActRow(act.icon, text(act.title), text(act.sentence))
        made.setObjectName(act.command)
        made.clicked.connect(lambda _on=False: wanted.emit(act.command))
        return made

    def _table(self) -> QWidget:
        made = QWidget()
        layout = column(made)
        layout.addWidget(self.head)
        layout.addWidget(self.list, 1)
        return made

    def _copy(self) -> QWidget:
        made = QWidget()
        layout = column(made)
        beside = row(None, (SPACE.PANE, 0, SPACE.PANE, 0))
        beside.addWidget(self.home_by, 1)
        layout.addLayout(beside)
        layout.addWidget(scrolled(self.border), 1)
        return made

    def _fit(self) -> None:
        self._rail.setFixedWidth(theme.pane(RAIL_WIDTH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move between the acts, as in a list."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        focused = self.focusWidget()
        if step and isinstance(focused, ActRow) and focused in self.rows:
            at = self.rows.index(focused) + step
            self.rows[max(0, min(at, len(self.rows) - 1))].setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)
