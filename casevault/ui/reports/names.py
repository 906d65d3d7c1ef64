"""One report in the list of reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from casevault.domain.reports import OVER_TIME, ReportKind
from casevault.ui.draw import Run, draw_icon, draw_lines, flip, wrapped
from casevault.ui.lists.row import paint_ground
from casevault.ui.theme import MEDIUM, SPACE, Role, Style, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from casevault.ui.lists.row import RowState

NAME_LINE, MORE_LINE = 34, 20  # pixels at 100 %: a name, each further line of it
ICON, ICON_ROOM = 16, 26


@dataclass(frozen=True, slots=True)
class NameRow:
    """One report in the list."""

    id: str
    title: str

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return self.title

    def _lines(self, width: float) -> list[str]:
        return wrapped(self.title, Style.BODY, width - 2 * SPACE.GROUP - ICON_ROOM, MEDIUM)

    def height(self, width: int) -> int:
        """Return the height of the row: a name goes on below where the pane is too narrow for it."""
        return theme.scaled(NAME_LINE + (len(self._lines(width)) - 1) * MORE_LINE)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state)
        icon = "chart-column" if ReportKind(self.id) in OVER_TIME else "list"
        square = QRectF(rect.left() + SPACE.GROUP, rect.top() + (rect.height() - ICON) / 2, ICON, ICON)
        draw_icon(painter, rect, square, icon, Role.ACCENT if state.selected else Role.TEXT3)
        lines, line = self._lines(rect.width()), theme.scaled(MORE_LINE)
        top = (rect.height() - len(lines) * line) / 2
        place = flip(rect, rect.adjusted(SPACE.GROUP + ICON_ROOM, top, -SPACE.GROUP, 0))
        draw_lines(painter, place, lines, Run("", Style.BODY, MEDIUM if state.selected else 0), line=line)
