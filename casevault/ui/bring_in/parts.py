"""What the steps are made of: a labelled field, and a table of texts under its heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from casevault.ui.list_model import RowsModel
from casevault.ui.lists.rows import HeadingRow
from casevault.ui.lists.table_row import TABLE_LINE, TableRow
from casevault.ui.lists.view import RowList
from casevault.ui.theme import MEDIUM, SPACE, Role, Style
from casevault.ui.widgets.basic import column
from casevault.ui.widgets.table import TableHead
from casevault.ui.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.ui.lists.columns import Column
    from casevault.ui.lists.row import Row

MOST_COLUMNS = 7  # of a preview; more would show nothing of each
CUT = 80  # characters of a cell that is shown


class Labelled(QWidget):
    """A field under its name."""

    def __init__(self, name: str, field: QWidget) -> None:
        super().__init__()
        layout = column(self, spacing=SPACE.TIGHT)
        label = Words(name, Style.SMALL, Role.TEXT2, weight=MEDIUM, wrap=True)
        label.setBuddy(field)
        (field.focusProxy() or field).setAccessibleName(name)
        layout.addWidget(label)
        layout.addWidget(field)


class TextTable(QWidget):
    """Rows of texts that are all here; `list` takes the keyboard."""

    def __init__(self, name: str, columns: Sequence[Column]) -> None:
        super().__init__()
        self._name = name
        self.model = RowsModel(self)
        self._layout = column(self)
        self._columns: tuple[Column, ...] = ()
        self.list = RowList(name, self.model, row_height=TABLE_LINE)
        self._head: TableHead | None = None
        self._layout.addWidget(self.list, 1)
        self.put_columns(columns)

    def put_columns(self, columns: Sequence[Column]) -> None:
        """Stand under these heads."""
        self._columns = tuple(columns)
        if self._head is not None:
            self._head.deleteLater()
        self._head = TableHead(self._columns)
        self._head.follow(self.list)
        self._layout.insertWidget(0, self._head)

    def put(self, rows: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Show (id, cells) in place of what was there; a row without id is a heading over its first cell."""
        made: list[Row] = [
            TableRow(key, self._columns, tuple(one_line(cell) for cell in cells)) if key else HeadingRow(cells[0], int(cells[1]))
            for key, cells in rows
        ]
        self.model.put(made)


def one_line(text: str) -> str:
    """Return a cell as it is shown in a row: on one line, and no longer than can be read there."""
    flat = " ".join(text.split())
    return flat if len(flat) <= CUT else f"{flat[:CUT]}…"
