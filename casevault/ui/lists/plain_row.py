"""A row of words: one line, or a second and quieter one below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from casevault.ui.draw import Run, draw, draw_paragraph, flip, wrapped
from casevault.ui.lists.row import RowState, paint_ground
from casevault.ui.theme import MEDIUM, SPACE, STRONG, Role, Style, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

ONE_LINE, EDGE, TITLE_LINE, LINE = 34, 4, 20, 18  # at 100 %


@dataclass(frozen=True, slots=True)
class PlainRow:
    """`id` says what it leads to, "" for a row that is only read; `below` takes as many lines as it needs."""

    id: str
    title: str
    below: str = ""

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return ", ".join(filter(None, (self.title, self.below)))

    def _below(self, width: float) -> list[str]:
        return wrapped(self.below, Style.SMALL, width - SPACE.PANE - SPACE.ROOM) if self.below else []

    def height(self, width: int) -> int:
        """Return the height of the row."""
        lines = len(self._below(width))
        return theme.scaled(2 * EDGE + TITLE_LINE + lines * LINE + EDGE if lines else ONE_LINE)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state)
        room = rect.width() - SPACE.PANE - SPACE.ROOM
        run = Run(self.title, Style.BODY, STRONG if state.selected else MEDIUM)
        if not self.below:
            draw(painter, flip(rect, QRectF(rect.left() + SPACE.PANE, rect.top(), room, rect.height())), [run])
            return
        top = rect.top() + theme.scaled(EDGE)
        draw(painter, flip(rect, QRectF(rect.left() + SPACE.PANE, top, room, theme.scaled(TITLE_LINE))), [run])
        body = QRectF(rect.left() + SPACE.PANE, top + theme.scaled(TITLE_LINE), room, rect.height())
        draw_paragraph(painter, flip(rect, body), self.below, Run("", Style.SMALL, 0, Role.TEXT3), line=theme.scaled(LINE))
