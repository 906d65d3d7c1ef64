"""One row of a table, drawn in the columns of its head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from casevault.ui.draw import Align, Run, draw, draw_lines, flip, wrapped
from casevault.ui.lists.columns import Column, column_places
from casevault.ui.lists.row import paint_ground, paint_hairline
from casevault.ui.lists.rows import GAP
from casevault.ui.marks import Status, draw_status, status_width
from casevault.ui.theme import MEDIUM, SPACE, Role, Style, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from casevault.ui.lists.row import RowState

TABLE_LINE, MORE_LINE = 40, 20  # pixels at 100 %; the second is each further line of a cell that goes on below


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table, with a status chip in the last column."""

    id: str
    columns: tuple[Column, ...]
    cells: tuple[str, ...]
    status_word: str = ""
    status: Status = Status.NONE
    strong: int = 0
    why: str = ""  # what made it a hit, where that is not to be seen in the row
    goes_on: bool = False  # more about the same thing stands in the rows below, and the line is theirs
    whole: bool = False  # its first cell goes on below and is never cut: for a list whose rows have heights of their own

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        heads = zip(self.columns, (*self.cells, self.status_word), strict=False)
        said = [f"{column.title} {cell}" for column, cell in heads if cell]
        return ", ".join([*said, self.why] if self.why else said)

    def height(self, width: int) -> int:
        """Return the height of the row."""
        if not self.whole:
            return theme.scaled(TABLE_LINE)
        lines = self._first(column_places(self.columns, QRectF(0, 0, width, 0))[0].width())
        return theme.scaled(TABLE_LINE + (len(lines) - 1) * MORE_LINE)

    def _first(self, width: float) -> list[str]:
        return wrapped(self.cells[0], Style.BODY, width, MEDIUM)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state, inset=12)
        if not state.selected and not self.goes_on:
            paint_hairline(painter, rect, SPACE.PANE, SPACE.PANE)
        for number, (cell, place) in enumerate(zip(self.cells, column_places(self.columns, rect), strict=False)):
            strong = number == self.strong
            column = self.columns[number]
            if self.whole and not number:
                lines, line = self._first(place.width()), theme.scaled(MORE_LINE)
                body = place.adjusted(0, (place.height() - len(lines) * line) / 2, 0, 0)
                draw_lines(painter, flip(rect, body), lines, Run("", Style.BODY, MEDIUM), line=line)
                continue
            run = Run(
                cell,
                Style.BODY if strong else Style.SMALL,
                MEDIUM if strong else 0,
                Role.TEXT if strong else Role.TEXT2,
                column.tabular,
            )
            runs = [run, Run(f"{GAP}{self.why}", Style.CAPTION, 0, Role.ACCENT)] if strong and self.why else [run]
            draw(painter, flip(rect, place), runs, Align.END if column.end else Align.START)
        if self.status_word:
            place = column_places(self.columns, rect)[-1]
            room = rect.right() - SPACE.PANE - place.left()
            width = min(status_width(self.status_word, self.status), room)
            chip = QRectF(place.left(), place.top(), width, place.height())
            draw_status(painter, flip(rect, chip), self.status_word, self.status, most=room)
