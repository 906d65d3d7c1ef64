"""A sentence of advice in a list, over as many lines as it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.ui.draw import Run, draw_paragraph, wrapped
from casevault.ui.lists.row import paint_hairline
from casevault.ui.theme import SPACE, Role, Style, theme

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter

    from casevault.ui.lists.row import RowState

LINE, EDGE = 19, 6  # pixels at 100 %


@dataclass(frozen=True, slots=True)
class AdviceRow:
    """What to do with those who follow."""

    text: str
    id: str = ""
    ends: bool = False  # it is the last one about the row above, and closes with the line of that row

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return self.text

    def height(self, width: int) -> int:
        """Return the height of the row."""
        edge = theme.scaled(2 * EDGE if self.ends else EDGE)
        return edge + theme.scaled(LINE) * len(wrapped(self.text, Style.SMALL, width - 2 * SPACE.PANE))

    def paint(self, painter: QPainter, rect: QRectF, _state: RowState) -> None:
        """Paint the row."""
        place = rect.adjusted(SPACE.PANE, 0, -SPACE.PANE, 0)
        draw_paragraph(painter, place, self.text, Run("", Style.SMALL, 0, Role.TEXT2), line=theme.scaled(LINE))
        if self.ends:
            paint_hairline(painter, rect, SPACE.PANE, SPACE.PANE)
