"""A page that is one table with a card beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from casevault.i18n import N_
from casevault.ui.draw import Run
from casevault.ui.jobs import Latest
from casevault.ui.list_model import IdModel
from casevault.ui.lists.rows import TABLE_LINE
from casevault.ui.lists.view import RowList
from casevault.ui.page import Page
from casevault.ui.record_view import RecordView
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.widgets.basic import Button, Hairline, Line, column, row
from casevault.ui.widgets.filter_field import FilterField
from casevault.ui.widgets.states import nothing_matches
from casevault.ui.widgets.table import TableHead, table_row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.lists.rows import Column, TableRow
    from casevault.ui.read.reader import Reader
    from casevault.ui.read.tables import TableLine
    from casevault.ui.widgets.states import EmptyState

    Read: TypeAlias = Callable[[Reader, Sequence[str]], list[TableLine | None]]

FILTER_WIDTH = 240


class TablePage(Page):
    """Title, filter, table, card."""

    def __init__(
        self,
        context: Context,
        title: Msg,
        *,
        columns: tuple[Column, ...],
        read: Read,
        empty: EmptyState,
        new_label: Msg | None = None,
    ) -> None:
        super().__init__(context)
        self._read = read
        self._title_text = context.text(title)
        self._columns = columns
        self._all: list[str] = []
        self._latest = Latest()
        outer = row(self)
        self.main = QWidget()
        self.body: QVBoxLayout = column(self.main)
        top = row(None, (SPACE.PANE, SPACE.ROOM, SPACE.PANE, SPACE.CARD), SPACE.CARD)
        self._title = Line([Run(self._title_text, Style.DISPLAY)])
        top.addWidget(self._title, 1)
        self.filter = FilterField(context.text(N_("Filter this list")))
        self.filter.setFixedWidth(FILTER_WIDTH)
        top.addWidget(self.filter)
        new = context.doors.new
        if new_label is not None and new is not None:
            add = Button(context.text(new_label), "secondary", "plus")
            add.clicked.connect(lambda: new(self.new_type, {}))
            top.addWidget(add)
        self.body.addLayout(top)
        self.table_head = TableHead(columns)
        self.body.addWidget(self.table_head)
        self.model = IdModel(context.runner, self._load, self)
        self.list = RowList(self._title_text, self.model, row_height=TABLE_LINE)
        self.table_head.follow(self.list)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(empty)
        self.stack.addWidget(nothing_matches(context))
        self.body.addWidget(self.stack, 1)
        outer.addWidget(self.main, 1)
        self._edge = Hairline(upright=True)
        self.card = RecordView(context)
        outer.addWidget(self._edge)
        outer.addWidget(self.card)
        self.close_card()
        self.card.closed.connect(self.close_card)
        self._wanted = ""
        self.list.opened.connect(lambda shown: self.open_card(shown.id))
        self.list.chosen.connect(self._on_chosen)
        self.list.filter_wanted.connect(self._on_filter)
        self.filter.textChanged.connect(self._on_text)
        self.filter.left.connect(self.list.setFocus)

    def _load(self, ids: Sequence[str]) -> list[TableRow | None]:
        lines = self._read(self.context.reader, ids)
        return [None if line is None else table_row(self._columns, line) for line in lines]

    def refresh(self) -> None:
        """Take a new snapshot, newest first."""
        (type_key,) = self.record_types
        records = self.context.vault.records
        self.context.runner.start(lambda _progress: records.ids(type_key, order="date", descending=True), self._put_all)

    def _put_all(self, ids: list[str]) -> None:
        self._all = ids
        self._put(ids)

    def _put(self, ids: list[str]) -> None:
        wanted = (self._wanted, *self.made)
        kept = next((one for one in wanted if one in ids), self.model.id_at(self.list.currentIndex().row()))
        self.made = ()
        self._wanted = ""
        self.model.put(ids)
        count = f"   {len(ids)}" if ids else ""
        self._title.put([Run(self._title_text, Style.DISPLAY), Run(count, Style.BODY, 0, Role.TEXT3, tabular=True)])
        self.table_head.setVisible(bool(ids))
        self.stack.setCurrentIndex(0 if ids else (2 if self._all else 1))
        if not (kept and self.list.go_to(kept)):
            self.list.select_first()

    def _on_text(self, text: str) -> None:
        needle = text.strip()
        put = self._latest(self._put)
        if not needle:
            put(self._all)
            return
        (type_key,) = self.record_types
        search, find = self.context.vault.search, self.context.runner.start
        find(
            lambda _progress: [hit.id for hit in search.find(needle, type_key=type_key, limit=200).hits],
            put,
            urgent=True,
        )

    def _on_filter(self, text: str) -> None:
        self.filter.setFocus()
        self.filter.setText(self.filter.text() + text)

    def _on_chosen(self, shown: TableRow) -> None:
        if self.card.isVisible() and shown.id != self.card.record_id:
            self.card.show_record(shown.id)

    def open_card(self, record_id: str) -> None:
        """Show a record beside the table."""
        self.card.show_record(record_id)
        self.card.show()
        self._edge.show()

    def close_card(self) -> None:
        """Close the card."""
        self.card.hide()
        self._edge.hide()
        self.list.setFocus()

    def show_record(self, record_id: str, _type_key: str) -> None:
        """Go to a record and open its card."""
        if not self.list.go_to(record_id):
            self.filter.clear()
            self._wanted = record_id  # the list is still being read: its first row must not take the card
        self.open_card(record_id)

    def panes(self) -> list[QWidget]:
        """Return table and card."""
        return [self.list, self.card.list] if self.card.isVisible() else [self.list]

    def back(self) -> bool:
        """Close the card."""
        if not self.card.isVisible():
            return False
        self.close_card()
        return True

    def record_id(self) -> str:
        """Return the record the keyboard is on."""
        return self.model.id_at(self.list.currentIndex().row())

    def focus_filter(self) -> None:
        """Put the keyboard in the filter."""
        self.filter.setFocus()
