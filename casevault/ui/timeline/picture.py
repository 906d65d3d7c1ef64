"""What a timeline looks like at one scale and size: every piece has its rectangle, to be painted and to be pointed at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from PySide6.QtCore import QRectF

from casevault.i18n import isolated
from casevault.ui.draw import Run, flip, width_of
from casevault.ui.marks import chip_width
from casevault.ui.theme import SPACE, STRONG, Style, theme
from casevault.ui.timeline.geometry import Bar, Lane, Mark, Zone, discs, rows, spread
from casevault.ui.timeline.scale import ticks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtCore import QPointF

    from casevault.ui.timeline.geometry import Disc, Item, Timeline
    from casevault.ui.timeline.scale import Scale, Tick

# Pixels at 100 %
LABELS: Final = 98
FLAGS, AXIS, LANE = 36, 28, 33
BAR_HEIGHTS: Final = ((2, 26), (4, 20), (99, 12))  # of one row, by how many rows there are
BAR_GAP: Final = 4
FLAG_TOP: Final = 6
STAGE_PAD: Final = 6
DISC, APART = 22, 24
TICK_ROOM: Final = 92
LABEL_SHARE: Final = 6  # labels go where they would take more than one part of so many
LEAST_BAR: Final = 6.0
FULL: Final = (Lane.EVENTS, Lane.CONTACT, Lane.HEARINGS, Lane.INTERVENTIONS)


Drawn = TypeVar("Drawn", Mark, Bar, Zone)


@dataclass(frozen=True, slots=True)
class Piece(Generic[Drawn]):
    """Something that can be pointed at: where it is, and what stands there, in the order of time."""

    rect: QRectF
    items: tuple[Drawn, ...]


def lanes_of(timeline: Timeline, *, compact: bool) -> tuple[Lane, ...]:
    """Return the lanes of marks that are drawn: those with marks, or one for all where there is little room."""
    if compact:
        return (Lane.EVENTS,)
    used = {mark.lane for mark in timeline.marks}
    return tuple(lane for lane in FULL if lane in used) or (Lane.EVENTS,)


def height_of(timeline: Timeline, *, compact: bool) -> int:
    """Return how many pixels high the picture is at the present text size."""
    return theme.scaled(FLAGS + AXIS + LANE * len(lanes_of(timeline, compact=compact))) + _stage_height(timeline)


def plot_of(width: float) -> QRectF:
    """Return where the line of time is in a picture of this width, mirrored with the window; only its sides count."""
    label = theme.scaled(LABELS)
    left = SPACE.PANE + (label if width > LABEL_SHARE * label else 0)
    return flip(QRectF(0, 0, width, 1), QRectF(left, 0, max(width - left - SPACE.PANE, 40.0), 1))


def _row_height(timeline: Timeline) -> int:
    count = len(rows(timeline.bars))
    return theme.scaled(next(high for most, high in BAR_HEIGHTS if count <= most))


def _stage_height(timeline: Timeline) -> int:
    count = len(rows(timeline.bars))
    if not count:
        return 0
    return count * (_row_height(timeline) + BAR_GAP) - BAR_GAP + 2 * theme.scaled(STAGE_PAD)


class Picture:
    """One picture; made anew when the scale, the size or the look changes, never to move a selection."""

    def __init__(
        self,
        timeline: Timeline,
        scale: Scale,
        width: float,
        *,
        compact: bool,
        day: Callable[[Tick], str],
        words: Mapping[Lane, str],
        today: str,
        undated: str,
    ) -> None:
        self.timeline, self.scale, self.words, self.today, self.undated = timeline, scale, words, today, undated
        self.plot = plot_of(width)
        self.frame = QRectF(0, 0, width, height_of(timeline, compact=compact))
        self.top = float(theme.scaled(FLAGS))
        self.stage = float(_stage_height(timeline))
        self.lane = float(theme.scaled(LANE))
        self.lanes = lanes_of(timeline, compact=compact)
        self.bottom = self.top + self.stage + self.lane * len(self.lanes)
        self.ticks = [(self.x(tick.day), day(tick)) for tick in ticks(scale, theme.scaled(TICK_ROOM))]
        self.bars = [piece for number, row in enumerate(rows(timeline.bars)) for piece in self._bar_pieces(number, row)]
        self.discs = [piece for number, lane in enumerate(self.lanes) for piece in self._disc_pieces(number, lane)]
        self.flags = self._flag_pieces()
        self.today_box = self._today_box()

    def x(self, day: float) -> float:
        """Return the pixel of a point in time in the whole picture."""
        return self.plot.left() + self.scale.x(day)

    def across(self, first: float, last: float, top: float, height: float) -> QRectF:
        """Return a rectangle over a span of time, cut to a little beyond what is shown."""
        near, far = sorted((self.x(first), self.x(last)))
        near = max(near, self.plot.left() - 20)
        return QRectF(near, top, max(min(far, self.plot.right() + 20) - near, 0.0), height)

    # Where things are

    def _bar_pieces(self, number: int, row: Sequence[Bar]) -> list[Piece[Bar]]:
        high = _row_height(self.timeline)
        top = self.top + theme.scaled(STAGE_PAD) + number * (high + BAR_GAP)
        found = []
        for bar in row:
            rect = self.across(bar.first, self.end(bar), top, high)
            if rect.width() < LEAST_BAR and self.plot.left() <= rect.center().x() <= self.plot.right():
                rect = QRectF(rect.center().x() - LEAST_BAR / 2, top, LEAST_BAR, high)
            found.append(Piece(rect, (bar,)))
        return found

    def end(self, bar: Bar) -> float:
        """Return where a bar ends: what still runs, in the middle of today."""
        return bar.last + (0.5 if bar.running else 1.0)

    def _disc_pieces(self, number: int, lane: Lane) -> list[Piece[Mark]]:
        one_lane = len(self.lanes) == 1
        marks = [mark for mark in self.timeline.marks if one_lane or mark.lane is lane]
        middle = self.top + self.stage + (number + 0.5) * self.lane
        size = theme.scaled(DISC)
        found = []
        for disc in discs(marks, self.scale, theme.scaled(APART)):
            wide = max(size, width_of(self._count(disc)) + 12)
            found.append(Piece(QRectF(self.plot.left() + disc.x - wide / 2, middle - size / 2, wide, size), disc.marks))
        return found

    def _count(self, disc: Disc) -> list[Run]:
        return [Run(str(len(disc.marks)), Style.CAPTION, STRONG, tabular=True)] if len(disc.marks) > 1 else []

    def _flag_pieces(self) -> list[Piece[Zone]]:
        shown = [zone for zone in self.timeline.zones if zone.first < self.scale.end and zone.last + 1 > self.scale.start]
        # The worst first: where flags share a place, it is the one that is written out.
        shown.sort(key=lambda zone: (not zone.is_max, -zone.last))
        wanted = [self._beside_today(self.scale.x(zone.middle), self._flag_width(zone.flag, 9)) for zone in shown]
        high = theme.scaled(22)
        found = []
        for left, numbers in spread(wanted, self.plot.width(), 6.0):
            zones = tuple(shown[number] for number in numbers)
            wide = self._flag_width(zones[0].flag, len(zones) - 1)
            centre = left + wanted[numbers[0]][1] / 2
            found.append(Piece(QRectF(self.plot.left() + centre - wide / 2, theme.scaled(FLAG_TOP), wide, high), zones))
        return found

    def _today(self) -> tuple[float, float, float] | None:
        """Return where today is on the line, and the ends of its flag, which stands on the side of what is past."""
        x = self.scale.x(self.timeline.today + 0.5)
        wide = width_of([Run(self.today, Style.CAPTION, STRONG)]) + 16
        ends = (x - 1, x + wide - 1) if self.scale.mirrored else (x - wide + 1, x + 1)
        return (x, *ends) if 0 <= x <= self.plot.width() else None

    def _beside_today(self, middle: float, wide: float) -> tuple[float, float]:
        """Return (middle, width) of a flag, moved away from the flag of today where it would cover that."""
        today = self._today()
        if today is None:
            return middle, wide
        x, near, far = today
        clear = max(middle, far + 6 + wide / 2) if middle >= x else min(middle, near - 6 - wide / 2)
        return clear, wide

    def _today_box(self) -> QRectF | None:
        """Return where today is named: on top, or at the foot of its line where flags of limits have the row."""
        today = self._today()
        if today is None:
            return None
        x, near, far = (self.plot.left() + point for point in today)
        box = QRectF(near, theme.scaled(FLAG_TOP), far - near, theme.scaled(22))
        if all(not piece.rect.adjusted(-4, 0, 4, 0).intersects(box) for piece in self.flags):
            return box
        left = min(max(x - box.width() / 2, self.plot.left()), self.plot.right() - box.width())
        return QRectF(left, self.bottom + 3, box.width(), theme.scaled(AXIS) - 6)

    def _flag_width(self, words: str, more: int) -> float:
        return chip_width(with_more(words, more), icon="hourglass", weight=STRONG)

    def at(self, point: QPointF) -> tuple[Item, ...]:
        """Return what stands at a point, or nothing; what is drawn on top comes first."""
        for found in (self.flags, self.discs, self.bars):
            pieces: Sequence[Piece[Zone] | Piece[Mark] | Piece[Bar]] = found
            for piece in pieces:
                if piece.rect.contains(point):
                    return piece.items
        return ()


def with_more(words: str, more: int) -> str:
    """Return the words of a flag that stands for `more` others too."""
    return f"{isolated(words)}  {isolated(f'+{more}')}" if more else words
