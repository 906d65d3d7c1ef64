"""A page that is one list with a card beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.ui.lists.columns import Column
from casevault.ui.lists.words import COLUMN
from casevault.ui.page import Page
from casevault.ui.record_view import RecordView
from casevault.ui.table_pane import TablePane
from casevault.ui.widgets.basic import Hairline, row
from casevault.vault.lists import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.lists.narrowing import Narrowing
    from casevault.ui.lists.row import Row
    from casevault.ui.table_pane import Read
    from casevault.ui.widgets.states import EmptyState

TABULAR = frozenset({"date", "since", "limit", "opened", "until", "written", "followup", "entry", "files", "size", "changed"})


def columns_of(
    context: Context, kind: str, shares: Sequence[tuple[str, float]], hidden: Sequence[str] = ()
) -> tuple[Column, ...]:
    """Return the columns of a list, (key, share of the width) each; `hidden`: until the person chooses to see them."""
    sorts = {column.key for column in KINDS[kind].columns}
    return tuple(
        Column(context.text(COLUMN[key]), share, key in TABULAR, key=key, sorts=key in sorts, hidden=key in hidden)
        for key, share in shares
    )


class TablePage(Page):
    """Title, filter, what narrows the list, table, card."""

    def __init__(
        self,
        context: Context,
        title: Msg,
        *,
        columns: tuple[Column, ...],
        read: Read,
        empty: EmptyState,
        new_label: Msg | None = None,
        kind: str | None = None,
    ) -> None:
        super().__init__(context)
        outer = row(self)
        new = (new_label, self.new_type) if new_label is not None else None
        self.pane = TablePane(context, title, columns, read, empty, kind, page=self.key, new=new, only=self.only_of)
        self.main: QWidget = self.pane
        self.body: QVBoxLayout = self.pane.body
        self.filter, self.table_head = self.pane.filter, self.pane.table_head
        self.model, self.list, self.stack = self.pane.model, self.pane.list, self.pane.stack
        outer.addWidget(self.pane, 1)
        self._edge = Hairline(upright=True)
        self.card = RecordView(context)
        outer.addWidget(self._edge)
        outer.addWidget(self.card)
        self._outer = outer
        self._before = (0, 0)  # how narrow and how wide the card may be beside a table
        self.close_card()
        self.card.closed.connect(lambda: self.turn_form() if self.pane.as_list else self.close_card())
        self.list.opened.connect(lambda shown: self.open_card(shown.id))
        self.list.chosen.connect(self._on_chosen)
        if self.key in context.settings.forms_turned and kind is not None:
            self._take_form(as_list=True)

    def only_of(self, ids: Sequence[str]) -> Sequence[str]:
        """Return which of what was found stands in this list: all of it, unless a page knows better."""
        return ids

    def refresh(self) -> None:
        """Ask again."""
        self.pane.prefer(self.made)
        self.made = ()
        self.pane.refresh()

    def _put_all(self, ids: list[str]) -> None:
        self.pane.prefer(self.made)
        self.made = ()
        self.pane.put(ids, len(ids))

    def narrowing(self) -> Narrowing | None:
        """Return what is asked of the list."""
        return self.pane.narrowing

    def turn_form(self) -> bool:
        """Show the table as a list beside the record, or as a table again."""
        if self.pane.narrowing is None:
            return False
        self._take_form(as_list=not self.pane.as_list)
        self.keep_form(turned=self.pane.as_list)
        return True

    def _take_form(self, *, as_list: bool) -> None:
        self.pane.show_as_list(as_list)
        self._outer.setStretch(0, 0 if as_list else 1)
        if as_list:
            self._before = self.card.minimumWidth(), self.card.maximumWidth()
            self.card.setMaximumWidth(16777215)
            self._outer.setStretch(2, 1)
            here = self.record_id()
            if here:
                self.open_card(here)
        else:
            self.card.setMinimumWidth(self._before[0])
            self.card.setMaximumWidth(self._before[1])
            self._outer.setStretch(2, 0)
            self.close_card()

    def _on_chosen(self, shown: Row) -> None:
        if (self.card.isVisible() or self.pane.as_list) and shown.id != self.card.record_id:
            self.open_card(shown.id)

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
            self.pane.prefer((record_id,))  # the list is still being read: its first row must not take the card
            self.pane.show_all()
        self.open_card(record_id)

    def panes(self) -> list[QWidget]:
        """Return table and card."""
        return [self.list, self.card.list] if self.card.isVisible() else [self.list]

    def back(self) -> bool:
        """Close the card."""
        if not self.card.isVisible() or self.pane.as_list:
            return False
        self.close_card()
        return True

    def record_id(self) -> str:
        """Return the record the keyboard is on."""
        return self.pane.record_id()

    def focus_filter(self) -> None:
        """Put the keyboard in the filter."""
        self.filter.setFocus()
