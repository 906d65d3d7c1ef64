"""What a row of any list is: it has a height, paints itself in its rectangle, and says in words what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QRectF

from casevault.ui.draw import flip, focus_ring, rounded
from casevault.ui.theme import RADIUS, Role, color

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

BAR_WIDTH = 3
BAR_ENDS = 12  # pixels of a row above and below its bar; of a low one, a quarter
INSET = 8  # of the selection from the edge of the pane


@dataclass(frozen=True, slots=True)
class RowState:
    """How the list shows a row at this moment."""

    selected: bool = False
    hovered: bool = False
    focused: bool = False  # the list has the keyboard and this is its current row


class Row(Protocol):
    """One row. `id` is a record id, or "" for a row that leads nowhere (a heading)."""

    @property
    def id(self) -> str:
        """The record behind the row."""

    @property
    def spoken(self) -> str:
        """What a screen reader says; also what the quick filter looks in."""

    def height(self, width: int) -> int:
        """Return the row's height in pixels in a list of this width."""

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""


def paint_ground(painter: QPainter, rect: QRectF, state: RowState, *, inset: float = INSET) -> None:
    """Paint what lies behind a row: selection with its bar, hover with its underline, and the focus ring."""
    box = rect.adjusted(inset, 1, -inset, -1)
    if state.selected:
        rounded(painter, box, RADIUS.CONTROL, Role.SELECTED)
        ends = min(BAR_ENDS, rect.height() / 4)
        bar = flip(rect, QRectF(box.left(), rect.top() + ends, BAR_WIDTH, rect.height() - 2 * ends))
        rounded(painter, bar, 1.5, Role.ACCENT)
    elif state.hovered:
        rounded(painter, box, RADIUS.CONTROL, Role.HOVER)
    if state.focused:
        focus_ring(painter, box, RADIUS.CONTROL)


def paint_hairline(painter: QPainter, rect: QRectF, start: float, end: float) -> None:
    """Paint the line under a row: it begins where the text does, not at the icon."""
    painter.fillRect(flip(rect, QRectF(rect.left() + start, rect.bottom() - 1, rect.width() - start - end, 1)), color(Role.LINE))
