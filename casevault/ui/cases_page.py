"""Cases: the list, and the case that is chosen in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from casevault.i18n import N_
from casevault.ui.bring_in.dropping import TableDrop
from casevault.ui.case_view import CaseView
from casevault.ui.lists.pane import ListPane
from casevault.ui.lists.rows import TwoLineRow
from casevault.ui.marks import Status
from casevault.ui.page import Page
from casevault.ui.read.cases import case_lines
from casevault.ui.widgets.basic import Hairline, row
from casevault.ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.domain.record import Changes
    from casevault.ui.context import Context


class CasesPage(Page):
    """The page behind "Cases"."""

    key = "cases"
    record_types = frozenset({"case"})
    new_type = "case"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        text, new = context.text, context.doors.new
        title, words = text(N_("No cases yet")), text(N_("A case holds people, events and procedure under one neutral code."))
        empty = EmptyState(
            title, words, text(N_("Make a case")), "Ctrl+N", (lambda: new("case", {})) if new is not None else None
        )
        self.pane = ListPane(context, text(N_("Cases")), "case", self._load, empty)
        self.view = CaseView(context)
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())
        self._stack.addWidget(self.view)
        layout = row(self)
        layout.addWidget(self.pane)
        layout.addWidget(Hairline(upright=True))
        layout.addWidget(self._stack, 1)
        self.tables = TableDrop(context, self.pane)
        self.pane.chosen.connect(self._on_chosen)
        self.pane.opened.connect(lambda _id: self.view.current_list().setFocus())

    def _load(self, ids: Sequence[str]) -> list[TwoLineRow | None]:
        discreet = self.context.reader.discreet
        return [
            None
            if line is None
            else TwoLineRow(
                line.id,
                line.name,
                "" if discreet else line.name.code,
                line.stage,
                Status(line.tone.value),
                line.status,
                line.since,
            )
            for line in case_lines(self.context.reader, ids)
        ]

    def refresh(self) -> None:
        """Read the list and the case again."""
        self.pane.prefer(self.made)
        self.made = ()
        self.pane.refresh()
        self.view.refresh()

    def cares(self, changes: Changes) -> bool:
        """Any record may belong to a case, so every change counts. A case that is gone is not asked for again."""
        if self.view.case_id in changes.erased:
            self.view.forget()
            self._stack.setCurrentIndex(0)
        return bool(changes.records or changes.cases)

    def _on_chosen(self, case_id: str) -> None:
        self._stack.setCurrentIndex(1 if case_id or self.view.case_id else 0)
        self.view.show_case(case_id)

    def panes(self) -> list[QWidget]:
        """Return list, tab list and card."""
        found: list[QWidget] = [self.pane.list, self.view.current_list()]
        return [*found, self.view.card.list] if self.view.card.isVisible() else found

    def show_record(self, record_id: str, _type_key: str) -> None:
        """Go to a case."""
        self.pane.go_to(record_id)

    def show_in_case(self, case_id: str, record_id: str) -> None:
        """Go to a case and open one of its records beside it."""
        self.pane.go_to(case_id)
        self.view.show_case(case_id)
        self._stack.setCurrentIndex(1)
        self.view.open_card(record_id)

    def back(self) -> bool:
        """Close the card, else go from the case to the list."""
        if self.view.card.isVisible():
            self.view.close_card()
            return True
        if not self.pane.list.hasFocus():
            self.pane.list.setFocus()
            return True
        return False

    def step_tab(self, by: int) -> None:
        """Go to the next or previous tab of the case."""
        self.view.tabs.step(by)

    def case_id(self) -> str:
        """Return the case that is shown."""
        return self.view.case_id

    def preset(self, type_key: str) -> dict[str, object]:
        """Return the case that is shown."""
        return self.view.preset(type_key)

    def record_id(self) -> str:
        """Return the record the keyboard is on: in the list of cases a case, else what the case lists."""
        return self.view.case_id if self.pane.list.hasFocus() else self.view.record_id()

    def focus_filter(self) -> None:
        """Put the keyboard in the filter."""
        self.pane.filter.setFocus()
