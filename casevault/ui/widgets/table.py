"""A table: painted head over a list of table rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from casevault.ui.draw import Align, Run, draw, draw_icon, flip, is_rtl, width_of
from casevault.ui.lists.columns import Column, column_places
from casevault.ui.lists.table_row import TableRow
from casevault.ui.marks import Status
from casevault.ui.theme import STRONG, Role, Style, color, theme
from casevault.ui.widgets.basic import PAINT, frame_of

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from casevault.ui.lists.view import RowList
    from casevault.ui.read.tables import TableLine


ARROW = 12  # pixels
ARROW_ROOM = 16


class TableHead(QWidget):
    """The names of the columns, over a hairline; where the table can be sorted, a click on one sorts by it."""

    sort_wanted = Signal(str)

    def __init__(self, columns: tuple[Column, ...]) -> None:
        super().__init__()
        self._columns = columns
        self._rows: RowList | None = None
        self._sorts: frozenset[str] = frozenset()
        self._sorted, self._descending = "", False
        self.setAccessibleName(", ".join(column.title for column in columns))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_columns(self, columns: tuple[Column, ...]) -> None:
        """Show these columns."""
        self._columns = columns
        self._name()
        self.update()

    def allow_sort(self, keys: frozenset[str]) -> None:
        """Let a click on these columns sort by them."""
        self._sorts = keys
        self.setMouseTracking(True)

    def show_sorted(self, key: str, *, descending: bool) -> None:
        """Show by which column the rows stand, "" for their usual order."""
        self._sorted, self._descending = key, descending
        self._name()
        self.update()

    def _name(self) -> None:
        ways = {self._sorted: " ▼" if self._descending else " ▲"} if self._sorted else {}
        self.setAccessibleName(", ".join(f"{one.title}{ways.get(one.key, '') if one.key else ''}" for one in self._columns))

    def _at(self, x: float) -> Column | None:
        rect = rows_rect(frame_of(self), self._rows)
        places = [flip(rect, place) for place in column_places(self._columns, rect)]
        return next((one for one, place in zip(self._columns, places, strict=True) if place.left() <= x < place.right()), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show by the pointer what can be sorted by."""
        under = self._at(event.position().x())
        can = under is not None and under.key in self._sorts
        self.setCursor(Qt.CursorShape.PointingHandCursor if can else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the order of the column that was clicked."""
        under = self._at(event.position().x())
        if under is not None and under.key in self._sorts and event.button() is Qt.MouseButton.LeftButton:
            self.sort_wanted.emit(under.key)

    def follow(self, rows: RowList) -> None:
        """Keep the columns over those of a list, whether or not it has a scroll bar."""
        self._rows = rows
        rows.laid_out.connect(self._on_laid_out)

    def _on_laid_out(self) -> None:
        self.update()

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
            sorted_by = bool(column.key) and column.key == self._sorted
            words = [Run(column.title, Style.CAPTION, STRONG if sorted_by else 0, Role.TEXT if sorted_by else Role.TEXT3)]
            room = place.adjusted(0, 0, -ARROW_ROOM, 0) if sorted_by else place
            draw(painter, flip(rect, room), words, Align.END if column.end else Align.START)
            if sorted_by:
                behind = room.right() + 4 if column.end else min(room.left() + width_of(words) + 4, room.right() + 4)
                at = QRectF(behind, place.center().y() - ARROW / 2, ARROW, ARROW)
                draw_icon(painter, rect, at, "chevron-down" if self._descending else "chevron-up", Role.TEXT)
        painter.end()


def rows_rect(rect: QRectF, rows: RowList | None) -> QRectF:
    """Return the part of a head that stands over the rows and not over the scroll bar."""
    gap = rect.width() - rows.rows_width if rows is not None else 0.0
    return rect.adjusted(gap if is_rtl() else 0, 0, 0 if is_rtl() else -gap, 0)


def table_row(columns: tuple[Column, ...], line: TableLine) -> TableRow:
    """Return a table row for a line that was read."""
    return TableRow(line.id, columns, line.cells, line.status, Status(line.tone.value), line.strong)
