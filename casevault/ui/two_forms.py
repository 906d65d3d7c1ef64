"""A list in its two forms: beside what it leads to, or as a table over all the room there is. What is asked stays the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casevault.ui.lists.narrowing import Narrowing
    from casevault.ui.lists.pane import ListPane
    from casevault.ui.table_pane import TablePane


class TwoForms(QStackedWidget):
    """Shows `beside`, in which the list pane stands, or the table, which is made when it is first wanted."""

    def __init__(self, beside: QWidget, pane: ListPane, make: Callable[[], TablePane]) -> None:
        super().__init__()
        self._pane, self._make = pane, make
        self._table: TablePane | None = None
        self.addWidget(beside)

    @property
    def table(self) -> TablePane | None:
        """Return the table while it is shown."""
        return self._table if self.currentIndex() else None

    @property
    def narrowing(self) -> Narrowing:
        """Return what is asked of the form that is shown."""
        table = self.table
        return table.narrowing if table is not None and table.narrowing is not None else self._pane.narrowing

    @property
    def list(self) -> QWidget:
        """Return the list that is shown."""
        table = self.table
        return table.list if table is not None else self._pane.list

    def turn(self, here: str = "") -> bool:
        """Show the other form, at the record `here` where it is in it; say whether it is the table now."""
        question = self.narrowing.question
        if self.table is not None:
            typed = self.table.filter.text()
            self.setCurrentIndex(0)
            self._pane.prefer([here] if here else [])
            self._pane.filter.setText(typed)
            self._pane.narrowing.ask(question)
            self._pane.list.setFocus()
            return False
        if self._table is None:
            self._table = self._make()
            self.addWidget(self._table)
        table = self._table
        self.setCurrentIndex(1)
        table.prefer([here] if here else [])
        table.filter.setText(self._pane.filter.text())
        if table.narrowing is not None:
            table.narrowing.ask(replace(question, query=table.filter.text().strip()))
        table.list.setFocus()
        return True

    def refresh(self, made: Sequence[str]) -> None:
        """Read the form that is shown again."""
        table = self.table
        if table is not None:
            table.prefer(made)
            table.refresh()
        else:
            self._pane.prefer(made)
            self._pane.refresh()
