"""The parts around a page: its line in the list of pages, and the room it lies in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QScrollArea

from casevault.ui.draw import Run, draw, flip
from casevault.ui.lists.row import paint_ground
from casevault.ui.theme import MEDIUM, SPACE, Role, Style, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPainter

    from casevault.ui.lists.row import RowState

PAGE_LINE = 34


@dataclass(frozen=True, slots=True)
class PageRow:
    """One page in the list, with how often what is looked for stands on it."""

    id: str
    title: str
    found: str = ""

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return f"{self.title}, {self.found}" if self.found else self.title

    def height(self, _width: int) -> int:
        """Return the height of the row."""
        return theme.scaled(PAGE_LINE)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state)
        place = flip(rect, rect.adjusted(SPACE.GROUP, 0, -SPACE.CARD, 0))
        runs = [Run(self.title, Style.SMALL, MEDIUM if state.selected else 0, tabular=True)]
        draw(painter, place, [*runs, Run(f"   {self.found}" if self.found else "", Style.CAPTION, 0, Role.ACCENT, tabular=True)])


class PageArea(QScrollArea):
    """Leaves the page keys to the box: they turn the page, and the arrows move it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass the page keys on."""
        if event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            event.ignore()
            return
        super().keyPressEvent(event)
