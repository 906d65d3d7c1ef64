"""People: the list, and the person who is chosen in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from casevault.domain.schema import Kind
from casevault.i18n import N_
from casevault.ui.beside import ListBeside
from casevault.ui.lists.pane import ListPane
from casevault.ui.lists.rows import TwoLineRow
from casevault.ui.lists.words import why_words
from casevault.ui.marks import Status
from casevault.ui.page import Page
from casevault.ui.person_view import PersonView
from casevault.ui.read.case_table import PERSON_COLUMNS, person_table
from casevault.ui.read.people import person_lines
from casevault.ui.table_page import columns_of
from casevault.ui.table_pane import TablePane
from casevault.ui.theme import SPACE
from casevault.ui.two_forms import TwoForms
from casevault.ui.widgets.basic import Button, Hairline, row
from casevault.ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.record import Changes
    from casevault.ui.context import Context
    from casevault.ui.lists.columns import Column
    from casevault.ui.lists.narrowing import Narrowing

SHARES = (0.28, 0.14, 0.2, 0.2, 0.18)  # of the width, in the order of PERSON_COLUMNS


class PeoplePage(Page):
    """The page behind "People"."""

    key = "people"
    record_types = frozenset({"person"})
    new_type = "person"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        text, new = context.text, context.doors.new
        title, words = text(N_("Nobody yet")), text(N_("One record per human: roles come from the cases that point to them."))

        def empty() -> EmptyState:
            make = (lambda: new("person", {})) if new is not None else None
            return EmptyState(title, words, text(N_("Record a person")), "Ctrl+N", make)

        self.pane = ListPane(context, text(N_("People")), "person", self._load, empty())
        self.view = PersonView(context)
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())
        self._stack.addWidget(self.view)
        twice = row(None, (SPACE.GROUP, SPACE.NEAR, SPACE.GROUP, SPACE.NEAR))
        self.duplicates = Button(text(N_("Possible duplicates")), "quiet", "users", height=28)
        self.duplicates.clicked.connect(lambda _on=False: context.navigation.page_wanted.emit("duplicates"))
        twice.addWidget(self.duplicates)
        twice.addStretch(1)
        foot = self.pane.layout()
        if isinstance(foot, QVBoxLayout):
            foot.addWidget(Hairline())
            foot.addLayout(twice)
        self.beside = ListBeside(context, self.pane, self._stack)
        self.view.lead(self.beside.back_button)
        columns = columns_of(context, "person", tuple(zip(PERSON_COLUMNS, SHARES, strict=True)))
        self.forms = TwoForms(self.beside, self.pane, lambda: self._table(columns, empty()))
        row(self).addWidget(self.forms)
        self.pane.chosen.connect(self._on_chosen)
        self.pane.opened.connect(lambda _id: self.view.list.setFocus())

    def _table(self, columns: tuple[Column, ...], empty: EmptyState) -> TablePane:
        table = TablePane(
            self.context, N_("People"), columns, person_table, empty, "person", page="people", new=(N_("New person"), "person")
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
        lines = person_lines(self.context.reader, ids)
        return [
            None
            if line is None
            else TwoLineRow(
                line.id,
                line.name,
                line.code,
                line.about,
                Status(line.tone.value),
                self.context.text(N_("consent: {state}"), state=line.status),
                why=why_words(self.context, why.get(line.id, "")),
            )
            for line in lines
        ]

    def refresh(self) -> None:
        """Read the list and the person again."""
        self.forms.refresh(self.made)
        self.made = ()
        self.view.refresh()

    def cares(self, changes: Changes) -> bool:
        """Whatever names a person may have changed. Somebody who is gone is not asked for again."""
        if self.view.person_id in changes.erased:
            self.view.forget()
            self._stack.setCurrentIndex(0)
        return super().cares(changes)

    def _on_chosen(self, person_id: str) -> None:
        self._stack.setCurrentIndex(1 if person_id or self.view.person_id else 0)
        self.view.show_person(person_id)

    def panes(self) -> list[QWidget]:
        """Return list and view."""
        if self.forms.table is not None:
            return [self.forms.list]
        found: list[QWidget] = [self.pane.list] if self.beside.shows_list else []
        return [*found, self.view.list] if self.beside.shows_view else found

    def show_record(self, record_id: str, _type_key: str) -> None:
        """Go to a person."""
        if self.forms.table is not None:
            self.forms.turn(record_id)
        self.pane.go_to(record_id)
        self.beside.read()

    def back(self) -> bool:
        """Go from the person to the list."""
        if self.forms.table is not None:
            return False
        if self.beside.leave():
            return True
        if self.pane.list.hasFocus():
            return False
        self.pane.list.setFocus()
        return True

    def preset(self, type_key: str) -> dict[str, object]:
        """Return the person who is shown, where the record is about one."""
        known = self.context.vault.schema.type(type_key).field("person")
        person = self.view.person_id
        return {"person": person} if person and known is not None and known.kind is Kind.REF else {}

    def record_id(self) -> str:
        """Return the person who is shown."""
        table = self.forms.table
        return table.record_id() if table is not None else self.view.person_id

    def focus_filter(self) -> None:
        """Put the keyboard in the filter."""
        table = self.forms.table
        (table.filter if table is not None else self.pane.filter).setFocus()
