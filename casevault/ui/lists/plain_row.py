"""A row of words: one line, or a second and quieter one below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from casevault.ui.draw import Run, draw_lines, draw_paragraph, flip, wrapped
from casevault.ui.lists.row import RowState, paint_ground
from casevault.ui.theme import MEDIUM, SPACE, STRONG, Role, Style, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

ONE_LINE, EDGE, TITLE_LINE, LINE = 34, 4, 20, 18  # at 100 %


@dataclass(frozen=True, slots=True)
class PlainRow:
    """`id` says what it leads to, "" for a row that is only read; both parts take as many lines as they need."""

    id: str
    title: str
    below: str = ""

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return ", ".join(filter(None, (self.title, self.below)))

    def _title(self, width: float) -> list[str]:
        # In the weight of a selected row: the widest, so that no row grows when the keyboard comes to it.
        return wrapped(self.title, Style.BODY, width - SPACE.PANE - SPACE.ROOM, STRONG)

    def _below(self, width: float) -> list[str]:
        return wrapped(self.below, Style.SMALL, width - SPACE.PANE - SPACE.ROOM) if self.below else []

    def height(self, width: int) -> int:
        """Return the height of the row."""
        titles, lines = len(self._title(width)), len(self._below(width))
        if not lines:
            return theme.scaled(ONE_LINE + (titles - 1) * TITLE_LINE)
        return theme.scaled(2 * EDGE + titles * TITLE_LINE + lines * LINE + EDGE)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state)
        room = rect.width() - SPACE.PANE - SPACE.ROOM
        run = Run("", Style.BODY, STRONG if state.selected else MEDIUM)
        titles, line = self._title(rect.width()), theme.scaled(TITLE_LINE)
        top = rect.top() + (theme.scaled(EDGE) if self.below else (rect.height() - len(titles) * line) / 2)
        place = QRectF(rect.left() + SPACE.PANE, top, room, rect.height())
        place.moveTop(top + draw_lines(painter, flip(rect, place), titles, run, line=line))
        if self.below:
            draw_paragraph(painter, flip(rect, place), self.below, Run("", Style.SMALL, 0, Role.TEXT3), line=theme.scaled(LINE))
