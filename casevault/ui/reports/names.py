"""One report in the list of reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from casevault.domain.reports import OVER_TIME, ReportKind
from casevault.ui.draw import Run, draw, draw_icon, flip
from casevault.ui.lists.row import paint_ground
from casevault.ui.theme import MEDIUM, SPACE, Role, Style, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from casevault.ui.lists.row import RowState

NAME_LINE = 34


@dataclass(frozen=True, slots=True)
class NameRow:
    """One report in the list."""

    id: str
    title: str

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return self.title

    def height(self, _width: int) -> int:
        """Return the height of the row."""
        return theme.scaled(NAME_LINE)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state)
        icon = "chart-column" if ReportKind(self.id) in OVER_TIME else "list"
        square = QRectF(rect.left() + SPACE.GROUP, rect.top() + (rect.height() - 16) / 2, 16, 16)
        draw_icon(painter, rect, square, icon, Role.ACCENT if state.selected else Role.TEXT3)
        place = flip(rect, rect.adjusted(SPACE.GROUP + 26, 0, -SPACE.GROUP, 0))
        draw(painter, place, [Run(self.title, Style.BODY, MEDIUM if state.selected else 0)])
