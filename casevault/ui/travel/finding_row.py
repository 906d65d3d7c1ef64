"""A row of the list before a journey: a sign, what was found, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF

from casevault.ui.draw import Run, draw_icon, draw_paragraph, flip, wrapped
from casevault.ui.lists.row import RowState, paint_ground, paint_hairline
from casevault.ui.theme import MEDIUM, SPACE, Role, Style, theme
from casevault.vault.before_going import Weight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QPainter

TEXT_AT, EDGE = 60, 8  # pixels
LINE, SMALL_LINE = 20, 18  # at 100 %
LOOKS: Final[Mapping[Weight, tuple[str, Role]]] = {
    Weight.ACT: ("triangle-alert", Role.CAUTION),
    Weight.LOOK: ("circle-question-mark", Role.NEUTRAL),
    Weight.FINE: ("circle-check", Role.OK),
}


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding, as high as its sentences need."""

    id: str
    weight: Weight
    what: str
    advice: str
    where: str = ""

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return ", ".join(part for part in (self.what, self.where, self.advice) if part)

    def _parts(self, width: float) -> list[tuple[str, Run, int]]:
        room = width - TEXT_AT - SPACE.PANE
        parts = (
            (self.what, Run("", Style.BODY, MEDIUM), LINE),
            (self.where, Run("", Style.SMALL, 0, Role.TEXT3), SMALL_LINE),
            (self.advice, Run("", Style.SMALL, 0, Role.TEXT2), SMALL_LINE),
        )
        return [
            ("\n".join(wrapped(words, run.style, room, run.weight)), run, theme.scaled(line))
            for words, run, line in parts
            if words
        ]

    def height(self, width: int) -> int:
        """Return the height of the row."""
        return theme.scaled(2 * EDGE) + sum((words.count("\n") + 1) * line for words, _run, line in self._parts(width))

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state, inset=12)
        if not state.selected:
            paint_hairline(painter, rect, TEXT_AT, SPACE.PANE)
        icon, role = LOOKS[self.weight]
        top = rect.top() + theme.scaled(EDGE)
        draw_icon(painter, rect, QRectF(rect.left() + 28, top + (theme.scaled(LINE) - 18) / 2, 18, 18), icon, role)
        for words, run, line in self._parts(rect.width()):
            height = (words.count("\n") + 1) * line
            place = QRectF(rect.left() + TEXT_AT, top, rect.width() - TEXT_AT - SPACE.PANE, height)
            draw_paragraph(painter, flip(rect, place), words, run, line=line)
            top += height
