"""Cases: the list, and the case that is chosen in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from casevault.i18n import N_
from casevault.ui.beside import ListBeside
from casevault.ui.bring_in.dropping import TableDrop
from casevault.ui.case_view import CaseView
from casevault.ui.lists.pane import ListPane
from casevault.ui.lists.rows import TwoLineRow
from casevault.ui.lists.words import why_words
from casevault.ui.marks import Status
from casevault.ui.page import Page
from casevault.ui.read.case_table import CASE_COLUMNS, case_table
from casevault.ui.read.cases import case_lines
from casevault.ui.table_page import columns_of
from casevault.ui.table_pane import TablePane
from casevault.ui.two_forms import TwoForms
from casevault.ui.widgets.basic import row
from casevault.ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.record import Changes
    from casevault.ui.context import Context
    from casevault.ui.lists.columns import Column
    from casevault.ui.lists.narrowing import Narrowing

SHARES = (0.19, 0.11, 0.14, 0.09, 0.13, 0.12, 0.09, 0.1, 0.09, 0.13)  # of the width, in the order of CASE_COLUMNS


class CasesPage(Page):
    """The page behind "Cases"."""

    key = "cases"
    record_types = frozenset({"case"})
    new_type = "case"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        text, new = context.text, context.doors.new
        title, words = text(N_("No cases yet")), text(N_("A case holds people, events and procedure under one neutral code."))

        def empty() -> EmptyState:
            make = (lambda: new("case", {})) if new is not None else None
            return EmptyState(title, words, text(N_("Make a case")), "Ctrl+N", make)

        self.pane = ListPane(context, text(N_("Cases")), "case", self._load, empty())
        self.view = CaseView(context)
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())
        self._stack.addWidget(self.view)
        self.beside = ListBeside(context, self.pane, self._stack)
        self.view.header.lead(self.beside.back_button)
        columns = columns_of(context, "case", tuple(zip(CASE_COLUMNS, SHARES, strict=True)), ("jurisdiction", "opened"))
        self.forms = TwoForms(self.beside, self.pane, lambda: self._table(columns, empty()))
        row(self).addWidget(self.forms)
        self.tables = TableDrop(context, self.pane)
        self.pane.chosen.connect(self._on_chosen)
        self.pane.opened.connect(lambda _id: self.view.current_list().setFocus())

    def _table(self, columns: tuple[Column, ...], empty: EmptyState) -> TablePane:
        table = TablePane(
            self.context, N_("Cases"), columns, case_table, empty, "case", page="cases", new=(N_("New case"), "case")
        )
        table.list.opened.connect(lambda shown: self.show_record(shown.id, self.new_type))
        return table

    def narrowing(self) -> Narrowing | None:
        """Return what is asked of the list."""
        return self.forms.narrowing

    def turn_form(self) -> bool:
        """Show the table over all the room, or the list with what it leads to."""
        table = self.forms.table
        here = table.record_id() if table is not None else self.pane.model.id_at(self.pane.list.currentIndex().row())
        self.keep_form(turned=self.forms.turn(here))
        return True

    def enter(self) -> None:
        """Be shown, in the form that was chosen last."""
        if self._stale and self.key in self.context.settings.forms_turned and self.forms.table is None:
            self.forms.turn()
        super().enter()

    def _load(self, ids: Sequence[str], why: Mapping[str, str]) -> list[TwoLineRow | None]:
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
                why_words(self.context, why.get(line.id, "")),
            )
            for line in case_lines(self.context.reader, ids)
        ]

    def refresh(self) -> None:
        """Read the list and the case again."""
        self.forms.refresh(self.made)
        self.made = ()
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
        if self.forms.table is not None:
            return [self.forms.list]
        found: list[QWidget] = [self.pane.list] if self.beside.shows_list else []
        found += [self.view.current_list()] if self.beside.shows_view else []
        return [*found, self.view.card.list] if self.view.card.isVisible() else found

    def show_record(self, record_id: str, _type_key: str) -> None:
        """Go to a case."""
        if self.forms.table is not None:
            self.forms.turn(record_id)
        self.pane.go_to(record_id)
        self.beside.read()

    def show_in_case(self, case_id: str, record_id: str) -> None:
        """Go to a case and open one of its records beside it."""
        if self.forms.table is not None:
            self.forms.turn(case_id)
        self.pane.go_to(case_id)
        self.view.show_case(case_id)
        self._stack.setCurrentIndex(1)
        self.beside.read()
        self.view.open_card(record_id)

    def back(self) -> bool:
        """Close the card, else go from the case to the list."""
        if self.forms.table is not None:
            return False
        if self.view.card.isVisible():
            self.view.close_card()
            return True
        if self.beside.leave():
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
        return self.record_id() if self.forms.table is not None else self.view.case_id

    def preset(self, type_key: str) -> dict[str, object]:
        """Return the case that is shown."""
        return self.view.preset(type_key)

    def record_id(self) -> str:
        """Return the record the keyboard is on: in the list of cases a case, else what the case lists."""
        table = self.forms.table
        if table is not None:
            return table.record_id()
        # Asked of the window: while “Find or do” stands over it no list has the keyboard, and what had it is what is meant.
        return self.view.case_id if self.window().focusWidget() is self.pane.list else self.view.record_id()

    def focus_filter(self) -> None:
        """Put the keyboard in the filter."""
        table = self.forms.table
        (table.filter if table is not None else self.pane.filter).setFocus()
