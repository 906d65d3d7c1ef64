"""A field of two records side by side, over as many lines as the longer of the two needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from casevault.ui.draw import Run, draw_icon, draw_paragraph, flip, grown, wrapped
from casevault.ui.lists.row import paint_ground, paint_hairline
from casevault.ui.theme import MEDIUM, SPACE, Role, Style, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from casevault.ui.lists.row import RowState
    from casevault.ui.read.duplicates import Beside

LABEL_SHARE, LEAST_LABEL = 0.2, 75  # of the width; pixels at 100 %
LINE = 20


def halves(width: float) -> tuple[float, float]:
    """Return the width of the labels and of each of the two columns of values."""
    room = width - 2 * SPACE.PANE
    label = max(room * LABEL_SHARE, theme.scaled(LEAST_LABEL))
    return label, (room - label - 2 * SPACE.GROUP) / 2


@dataclass(frozen=True, slots=True)
class BesideRow:
    """One field of two records; where they differ a mark says so, beside the stronger type."""

    id: str
    beside: Beside
    differs_word: str

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        word = f", {self.differs_word}" if self.beside.differs else ""
        return f"{self.beside.label}: {self.beside.one or '—'}; {self.beside.other or '—'}{word}"

    def height(self, width: int) -> int:
        """Return the height of the row."""
        label, half = halves(width)
        lines = max(
            len(wrapped(text or "—", Style.BODY, int(half), self._weight)) for text in (self.beside.one, self.beside.other)
        )
        lines = max(lines, len(wrapped(self.beside.label, Style.SMALL, int(label))))
        return theme.scaled(9 + LINE * lines + 9)

    @property
    def _weight(self) -> int:
        return MEDIUM if self.beside.differs else 0

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state, inset=12)
        if not state.selected:
            paint_hairline(painter, rect, SPACE.PANE, SPACE.PANE)
        label, half = halves(rect.width())
        top, line = rect.top() + theme.scaled(9), theme.scaled(LINE)
        left = rect.left() + SPACE.PANE
        named = flip(rect, QRectF(left, top, label, rect.height()))
        draw_paragraph(painter, named, self.beside.label, Run("", Style.SMALL, 0, Role.TEXT3), line=line)
        if self.beside.differs:
            draw_icon(painter, rect, grown(QRectF(left + label, top + (line - 14) / 2, 14, 14)), "git-fork", Role.CAUTION)
        for at, text in enumerate((self.beside.one, self.beside.other)):
            place = QRectF(left + label + SPACE.GROUP + at * (half + SPACE.GROUP), top, half, rect.height())
            run = Run("", Style.BODY, self._weight, Role.TEXT if text else Role.TEXT3)
            draw_paragraph(painter, flip(rect, place), text or "—", run, line=line)
