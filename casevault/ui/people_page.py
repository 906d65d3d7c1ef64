"""People: the list, and the person who is chosen in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from casevault.domain.schema import Kind
from casevault.i18n import N_
from casevault.ui.lists.pane import ListPane
from casevault.ui.lists.rows import TwoLineRow
from casevault.ui.marks import Status
from casevault.ui.page import Page
from casevault.ui.person_view import PersonView
from casevault.ui.read.people import person_lines
from casevault.ui.theme import SPACE
from casevault.ui.widgets.basic import Button, Hairline, row
from casevault.ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.domain.record import Changes
    from casevault.ui.context import Context


class PeoplePage(Page):
    """The page behind "People"."""

    key = "people"
    record_types = frozenset({"person"})
    new_type = "person"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        text, new = context.text, context.doors.new
        title, words = text(N_("Nobody yet")), text(N_("One record per human: roles come from the cases that point to them."))
        empty = EmptyState(
            title, words, text(N_("Record a person")), "Ctrl+N", (lambda: new("person", {})) if new is not None else None
        )
        self.pane = ListPane(context, text(N_("People")), "person", self._load, empty)
        self.view = PersonView(context)
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())
        self._stack.addWidget(self.view)
        layout = row(self)
        twice = row(None, (SPACE.GROUP, SPACE.NEAR, SPACE.GROUP, SPACE.NEAR))
        self.duplicates = Button(text(N_("Possible duplicates")), "quiet", "users", height=28)
        self.duplicates.clicked.connect(lambda _on=False: context.navigation.page_wanted.emit("duplicates"))
        twice.addWidget(self.duplicates)
        twice.addStretch(1)
        foot = self.pane.layout()
        if isinstance(foot, QVBoxLayout):
            foot.addWidget(Hairline())
            foot.addLayout(twice)
        layout.addWidget(self.pane)
        layout.addWidget(Hairline(upright=True))
        layout.addWidget(self._stack, 1)
        self.pane.chosen.connect(self._on_chosen)
        self.pane.opened.connect(lambda _id: self.view.list.setFocus())

    def _load(self, ids: Sequence[str]) -> list[TwoLineRow | None]:
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
            )
            for line in lines
        ]

    def refresh(self) -> None:
        """Read the list and the person again."""
        self.pane.prefer(self.made)
        self.made = ()
        self.pane.refresh()
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
        return [self.pane.list, self.view.list]

    def show_record(self, record_id: str, _type_key: str) -> None:
        """Go to a person."""
        self.pane.go_to(record_id)

    def back(self) -> bool:
        """Go from the person to the list."""
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
        return self.view.person_id

    def focus_filter(self) -> None:
        """Put the keyboard in the filter."""
        self.pane.filter.setFocus()
