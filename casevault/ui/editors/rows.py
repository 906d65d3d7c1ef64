"""The editor of a table field: one card a row, each a small form over the columns; rows keep their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFormLayout, QSizePolicy, QVBoxLayout, QWidget

from casevault.i18n import N_
from casevault.ui.draw import rounded
from casevault.ui.theme import RADIUS, SPACE, Role, Style
from casevault.ui.widgets.basic import Button
from casevault.ui.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.domain.record import Value
    from casevault.domain.schema import Field
    from casevault.ui.editors.base import Editor, Surroundings

ADD_ROW = N_("Add an entry")
REMOVE_ROW = N_("Remove this entry")


class Card(QWidget):
    """The ground of one row."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), RADIUS.CARD, Role.SUNKEN, Role.LINE)
        painter.end()


class RowsEdit(QWidget):
    """A stack of cards, with a button to add one."""

    def __init__(self, field: Field, around: Surroundings, make: Callable[[Field, Surroundings], Editor]) -> None:
        super().__init__()
        self._field = field
        self._around = around
        self._make = make
        self._cards: list[tuple[QWidget, dict[str, Value], dict[str, Editor]]] = []
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
        rows: list[dict[str, object]] = []
        for _card, kept, editors in self._cards:
            entered = {key: value for key, editor in editors.items() if (value := editor.get()) is not None}
            if entered:
                rows.append({**kept, **entered})
        return rows or None

    def put(self, value: Value | None) -> None:
        """Show these rows."""
        for card, _kept, _editors in self._cards:
            card.deleteLater()
        self._cards.clear()
        for row in value if isinstance(value, list) else []:
            if isinstance(row, dict):
                self._add(row)

    def _on_add(self) -> None:
        editors = self._add({})
        next(iter(editors.values())).widget.setFocus()
        self._around.changed()

    def _add(self, row: dict[str, Value]) -> dict[str, Editor]:
        catalogue = self._around.look.catalogue
        card = Card()
        form = QFormLayout(card)
        form.setContentsMargins(SPACE.CARD, SPACE.CARD, SPACE.CARD, SPACE.CARD)
        form.setHorizontalSpacing(SPACE.ROOM)
        form.setVerticalSpacing(SPACE.NEAR)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        editors: dict[str, Editor] = {}
        for column in self._field.rows:
            if column.filled:
                continue
            editor = self._make(column, self._around)
            label = catalogue.text(column.label)
            editor.name(label)
            editor.widget.setObjectName(f"field.{self._field.key}.{column.key}")
            editor.set(row.get(column.key))
            caption = Words(label, Style.SMALL, Role.TEXT2)
            caption.setBuddy(editor.widget)
            form.addRow(caption, editor.widget)
            editors[column.key] = editor
        remove = Button(catalogue.text(REMOVE_ROW), "quiet", "trash-2")
        remove.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        form.addRow("", remove)
        # What the card does not show (the row's id, what the program fills) stays with the row.
        entry = (card, {key: value for key, value in row.items() if key not in editors}, editors)
        remove.clicked.connect(lambda: self._on_removed(entry))
        self._cards.append(entry)
        self._stack.addWidget(card)
        return editors

    def _on_removed(self, entry: tuple[QWidget, dict[str, Value], dict[str, Editor]]) -> None:
        self._cards.remove(entry)
        entry[0].deleteLater()
        self._around.changed()
