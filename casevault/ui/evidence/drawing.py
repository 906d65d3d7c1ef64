"""The boxes of one redacted copy while they are drawn: plain values, every change of which can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from casevault.media.boxes import WHOLE, Area, over_lines
from casevault.vault.redactions import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

STEP: Final = WHOLE // 200  # what an arrow key moves or widens by
SMALLEST: Final = WHOLE // 250
FIRST: Final = Area(WHOLE * 2 // 5, WHOLE * 19 // 40, WHOLE // 5, WHOLE // 40)  # a box drawn by the keyboard begins here
MOST_UNDO: Final = 200


@dataclass(frozen=True, slots=True)
class _State:
    boxes: tuple[Box, ...] = ()
    looked: frozenset[int] = frozenset()
    chosen: int = -1


@dataclass(slots=True)
class Drawing:
    """Boxes, which pages were looked at since they changed, and the box the keyboard is on (-1: none)."""

    pages: int = 1
    boxes: tuple[Box, ...] = ()
    looked: frozenset[int] = frozenset()
    chosen: int = -1
    _before: list[_State] = field(default_factory=list)
    _saved: _State = field(default_factory=_State)

    def begin(self, pages: int, boxes: Sequence[Box], looked: frozenset[int]) -> None:
        """Start from what is recorded."""
        self.pages, self.boxes, self.looked, self.chosen = pages, tuple(boxes), looked, -1
        self._before.clear()
        self._saved = self._state()

    @property
    def changed(self) -> bool:
        """Say whether there is anything to save."""
        return (self.boxes, self.looked) != (self._saved.boxes, self._saved.looked)

    @property
    def can_undo(self) -> bool:
        """Say whether there is anything to take back."""
        return bool(self._before)

    def on(self, page: int) -> list[int]:
        """Return which boxes lie on a page (from 1), by their places."""
        return [place for place, box in enumerate(self.boxes) if box.page == page]

    def add(self, page: int, area: Area, lines: Sequence[Area] = ()) -> None:
        """Add a box, grown over whole lines, and go to it."""
        self._keep()
        self.boxes = (*self.boxes, Box(page, over_lines(fitted(area), lines)))
        self.chosen = len(self.boxes) - 1
        self.looked -= {page}

    def move(self, across: int, down: int, *, size: bool = False) -> None:
        """Move the chosen box, or its lower right corner, by millionths of the page."""
        if self.chosen < 0:
            return
        self._keep()
        box = self.boxes[self.chosen]
        area = box.area
        if size:
            made = Area(area.x, area.y, max(SMALLEST, area.w + across), max(SMALLEST, area.h + down))
            made = replace(made, w=min(made.w, WHOLE - area.x), h=min(made.h, WHOLE - area.y))
        else:
            made = replace(area, x=min(max(area.x + across, 0), WHOLE - area.w), y=min(max(area.y + down, 0), WHOLE - area.h))
        self._put(self.chosen, Box(box.page, made, box.row))

    def remove(self) -> None:
        """Remove the chosen box."""
        if self.chosen < 0:
            return
        self._keep()
        page = self.boxes[self.chosen].page
        self.boxes = self.boxes[: self.chosen] + self.boxes[self.chosen + 1 :]
        self.chosen = -1
        self.looked -= {page}

    def look(self, page: int, *, on: bool) -> None:
        """Note that a page was looked at, or that it was not."""
        if (page in self.looked) != on:
            self._keep()
            self.looked = self.looked | {page} if on else self.looked - {page}

    def undo(self) -> None:
        """Take back the last change."""
        if self._before:
            state = self._before.pop()
            self.boxes, self.looked, self.chosen = state.boxes, state.looked, state.chosen

    def _state(self) -> _State:
        return _State(self.boxes, self.looked, self.chosen)

    def _keep(self) -> None:
        self._before.append(self._state())
        del self._before[:-MOST_UNDO]

    def _put(self, place: int, box: Box) -> None:
        self.boxes = (*self.boxes[:place], box, *self.boxes[place + 1 :])
        self.looked -= {box.page}


def fitted(area: Area) -> Area:
    """Return an area that lies on the page and is large enough to be seen."""
    x, y = min(max(area.x, 0), WHOLE - SMALLEST), min(max(area.y, 0), WHOLE - SMALLEST)
    return Area(x, y, min(max(area.w, SMALLEST), WHOLE - x), min(max(area.h, SMALLEST), WHOLE - y))
