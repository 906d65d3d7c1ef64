"""The editor of a table field: one card a row, each a small form over the columns; rows keep their ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFormLayout, QSizePolicy, QVBoxLayout, QWidget

from casevault.i18n import N_
from casevault.ui.draw import rounded
from casevault.ui.editors.answered import Answered
from casevault.ui.theme import RADIUS, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button
from casevault.ui.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.domain.record import Value
    from casevault.domain.schema import Field
    from casevault.ui.editors.base import Editor, Surroundings

ADD_ROW = N_("Add an entry")
REMOVE_ROW = N_("Remove this entry")


LABELS_ABOVE = 130  # percent of the text size from which labels stand above their fields, for beside them is no room


class Card(QWidget):
    """The ground of one row."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), RADIUS.CARD, Role.SUNKEN, Role.LINE)
        painter.end()


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One row: its card, the cells that the card does not show (the row's id, what the program fills), and those it shows."""

    card: QWidget
    unseen: dict[str, Value]
    cells: dict[str, Answered]
    was_blank: bool  # shown without a single cell, though it may hold something unseen

    def get(self) -> dict[str, object]:
        """Return the row; {} for one in which nothing was entered, or of which everything was taken out."""
        entered = {key: value for key, cell in self.cells.items() if (value := cell.get()) is not None}
        holds_unseen = self.was_blank and bool(self.unseen.keys() - {"row"})
        return {**self.unseen, **entered} if entered or holds_unseen else {}


class RowsEdit(QWidget):
    """A stack of cards, with a button to add one."""

    def __init__(self, field: Field, around: Surroundings, make: Callable[[Field, Surroundings], Editor]) -> None:
        super().__init__()
        self._field = field
        self._around = around
        self._make = make
        self._entries: list[Entry] = []
        self._stack = QVBoxLayout()
        self._stack.setSpacing(8)
        catalogue = around.look.catalogue
        add = Button(catalogue.text(ADD_ROW), "quiet", "plus", name=f"{catalogue.text(field.label)}: {catalogue.text(ADD_ROW)}")
        add.clicked.connect(self._on_add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._stack)
        layout.addWidget(add, 0, Qt.AlignmentFlag.AlignLeading)
        self.setFocusProxy(add)

    def get(self) -> object:
        """Return the rows; a row in which nothing was entered is none."""
        return [row for entry in self._entries if (row := entry.get())] or None

    def put(self, value: Value | None) -> None:
        """Show these rows."""
        for entry in self._entries:
            entry.card.deleteLater()
        self._entries.clear()
        for row in value if isinstance(value, list) else []:
            if isinstance(row, dict):
                self._add(row)

    def _on_add(self) -> None:
        cells = self._add({}).cells
        next(iter(cells.values())).setFocus()
        self._around.changed()

    def _add(self, row: dict[str, Value]) -> Entry:
        catalogue = self._around.look.catalogue
        card = Card()
        form = QFormLayout(card)
        form.setContentsMargins(SPACE.CARD, SPACE.CARD, SPACE.CARD, SPACE.CARD)
        form.setHorizontalSpacing(SPACE.ROOM)
        form.setVerticalSpacing(SPACE.NEAR)
        if theme.scaled(100) > LABELS_ABOVE:
            form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        cells: dict[str, Answered] = {}
        for column in self._field.rows:
            if column.filled:
                continue
            editor = self._make(column, self._around)
            editor.widget.setObjectName(f"field.{self._field.key}.{column.key}")
            label = catalogue.text(column.label)
            cell = Answered(editor, label, self._around)
            cell.put(row.get(column.key))
            caption = Words(label, Style.SMALL, Role.TEXT2)
            caption.setBuddy(editor.widget)
            form.addRow(caption, cell)
            cells[column.key] = cell
        remove = Button(catalogue.text(REMOVE_ROW), "quiet", "trash-2")
        remove.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        form.addRow("", remove)
        unseen = {key: value for key, value in row.items() if key not in cells}
        entry = Entry(card, unseen, cells, was_blank=unseen.keys() == row.keys())
        remove.clicked.connect(lambda: self._on_removed(entry))
        self._entries.append(entry)
        self._stack.addWidget(card)
        return entry

    def _on_removed(self, entry: Entry) -> None:
        self._entries.remove(entry)
        entry.card.deleteLater()
        self._around.changed()
