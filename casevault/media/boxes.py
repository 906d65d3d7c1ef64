"""Boxes over a page that hide what lies under them. Whole numbers throughout: the same box hides the same pixels everywhere.

A box is given in millionths of the page as it is seen, upright, from its upper left corner. It is widened, never narrowed:
over whole lines of text, because the tops of letters left standing are read; and outward to a grid, because the exact width of
a word in a known type tells which word it was. The grid is eight pixels: the square in which JPEG keeps a colour. A box on that
grid shares no square with what stands beside it, so nothing of it shines through and all of it can be checked afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

WHOLE: Final = 1_000_000  # the width, or the height, of a page
GRID: Final = 8  # pixels
_TOUCHES: Final = 4  # a box over a quarter of a line's height is meant for the line
_ROUND: Final = 8  # a line is covered an eighth of its height higher and lower than its letters
_TALLEST: Final = 4  # what is taller than a quarter of the page is no line of text: one lying file must not hide its own page


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """A rectangle in millionths of a page."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        """Return where it ends."""
        return self.x + self.w

    @property
    def bottom(self) -> int:
        """Return where it ends below."""
        return self.y + self.h

    def is_on_page(self) -> bool:
        """Say whether it is a rectangle that lies on the page."""
        return self.x >= 0 and self.y >= 0 and self.w > 0 and self.h > 0 and self.right <= WHOLE and self.bottom <= WHOLE


def over_lines(area: Area, lines: Iterable[Area]) -> Area:
    """Return `area` grown to the full height of every line of text it was drawn over; never smaller."""
    top, bottom = area.y, area.bottom
    for line in lines:
        covered = min(area.bottom, line.bottom) - max(area.y, line.y)
        beside = line.right <= area.x or line.x >= area.right
        if not beside and covered * _TOUCHES >= line.h > 0 and line.h * _TALLEST <= WHOLE:
            room = line.h // _ROUND  # round the letters, for the grey of their edges
            top, bottom = min(top, line.y - room), max(bottom, line.bottom + room)
    top, bottom = max(0, top), min(WHOLE, bottom)
    return Area(area.x, top, area.w, bottom - top)


def pixels(area: Area, width: int, height: int) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom (past the end) of what is made black on a page of so many pixels."""
    return (
        area.x * width // WHOLE // GRID * GRID,
        area.y * height // WHOLE // GRID * GRID,
        min(width, _up(area.right * width)),
        min(height, _up(area.bottom * height)),
    )


def _up(millionths: int) -> int:
    return -(-millionths // (WHOLE * GRID)) * GRID
