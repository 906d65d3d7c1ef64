"""A table: painted head over a list of table rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from casevault.ui.draw import Align, Run, draw, flip, is_rtl
from casevault.ui.lists.rows import Column, TableRow, column_places
from casevault.ui.marks import Status
from casevault.ui.theme import Role, Style, color, theme
from casevault.ui.widgets.basic import PAINT, frame_of

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPaintEvent

    from casevault.ui.lists.view import RowList
    from casevault.ui.read.tables import TableLine


class TableHead(QWidget):
    """The names of the columns, over a hairline."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        super().__init__()
        self._columns = columns
        self._rows: RowList | None = None
        self.setAccessibleName(", ".join(column.title for column in columns))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put(self, columns: tuple[Column, ...]) -> None:
        """Show other columns."""
        self._columns = columns
        self.setAccessibleName(", ".join(column.title for column in columns))
        self.update()

    def follow(self, rows: RowList) -> None:
        """Keep the columns over those of a list, whether or not it has a scroll bar."""
        self._rows = rows
        rows.laid_out.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(200, theme.scaled(34))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the names."""
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        rect = frame_of(self)
        painter.fillRect(rect.adjusted(0, rect.height() - 1, 0, 0), color(Role.LINE))
        rect = rows_rect(rect, self._rows)
        for column, place in zip(self._columns, column_places(self._columns, rect), strict=True):
            draw(
                painter,
                flip(rect, place),
                [Run(column.title, Style.CAPTION, 0, Role.TEXT3)],
                Align.END if column.end else Align.START,
            )
        painter.end()


def rows_rect(rect: QRectF, rows: RowList | None) -> QRectF:
    """Return the part of a head that stands over the rows and not over the scroll bar."""
    gap = rect.width() - rows.rows_width if rows is not None else 0.0
    return rect.adjusted(gap if is_rtl() else 0, 0, 0 if is_rtl() else -gap, 0)


def table_row(columns: tuple[Column, ...], line: TableLine) -> TableRow:
    """Return a table row for a line that was read."""
    return TableRow(line.id, columns, line.cells, line.status, Status(line.tone.value), line.strong)
