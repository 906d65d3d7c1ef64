"""What stands where on a timeline: marks in lanes, those that would overlap merged to a count, bars in rows. No Qt.

Nothing is left out: every mark is in exactly one disc, every bar in exactly one row.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casevault.ui.timeline.scale import Scale


class Lane(Enum):
    """The lanes from top to bottom."""

    LIMITS = 0
    STAGE = 1
    EVENTS = 2
    CONTACT = 3
    HEARINGS = 4
    INTERVENTIONS = 5


class BarKind(StrEnum):
    """How a bar looks."""

    CUSTODY = "custody"
    RESTRICTED = "restricted"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened between two days, `last` not before `first`; `spoken` is all that is said of it.

    `middle`: where its disc stands, in the middle of the days that the date in use can be.
    """

    id: str
    lane: Lane
    first: int
    last: int
    middle: float
    icon: str
    title: str
    when: str
    spoken: str
    disputed: bool = False
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A stage. It began between `first` and `sure_from`, and lasted until a day between `sure_to` and `last`.

    `ahead`: the last day to which a running stage may go by law, 0 where there is none.
    """

    id: str
    kind: BarKind
    first: int
    sure_from: int
    sure_to: int
    last: int
    title: str
    detail: str
    when: str
    spoken: str
    running: bool = False
    disputed: bool = False
    ahead: int = 0

    @property
    def middle(self) -> float:
        """Where the keyboard takes it to be: at its beginning, as the list does."""
        return (self.first + self.sure_from + 1) / 2


@dataclass(frozen=True, slots=True)
class Zone:
    """The days on which a limit can end, for all accounts of its start. `is_max`: no extension goes further."""

    id: str
    about: str
    is_max: bool
    first: int
    last: int
    title: str
    flag: str
    spoken: str

    @property
    def middle(self) -> float:
        """Where its flag stands."""
        return (self.first + self.last + 1) / 2


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that is drawn of a case. `undated`: how many entries have no day and stand in the list alone."""

    marks: tuple[Mark, ...] = ()
    bars: tuple[Bar, ...] = ()
    zones: tuple[Zone, ...] = ()
    undated: int = 0
    today: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.marks and not self.bars

    def span(self) -> tuple[float, float]:
        """Return the first and the last point of what is drawn, with today where something still runs."""
        points: list[float] = [point for mark in self.marks for point in (mark.first, mark.last + 1)]
        points += [point for bar in self.bars for point in (bar.first, bar.last + 1, bar.ahead + 1 if bar.ahead else bar.first)]
        points += [point for zone in self.zones for point in (zone.first, zone.last + 1)]
        if not points or any(bar.running for bar in self.bars):
            points += [self.today, self.today + 1]
        return min(points), max(points)


Item = Mark | Bar | Zone


@dataclass(frozen=True, slots=True)
class Disc:
    """One or more marks at one place of a lane, in the order of time."""

    x: float
    marks: tuple[Mark, ...]


def discs(marks: Iterable[Mark], scale: Scale, apart: float) -> list[Disc]:
    """Return discs at least `apart` pixels from each other that hold every mark once, from left to right.

    A disc that comes too close to the one before it takes it in and stands at the mean of all its marks; each mark is taken in at
    most once, so this is linear in them.
    """
    placed = sorted(((scale.x(mark.middle), mark) for mark in marks), key=lambda pair: (pair[0], pair[1].id))
    found: list[tuple[float, list[Mark]]] = []
    for x, mark in placed:
        at, held = x, [mark]
        while found and at - found[-1][0] < apart:
            before, others = found.pop()
            at = (before * len(others) + at * len(held)) / (len(others) + len(held))
            others.extend(held)
            held = others
        found.append((at, held))
    return [Disc(at, tuple(sorted(held, key=in_time))) for at, held in found]


def in_time(item: Item) -> tuple[float, int, str]:
    """Return the place of an item in the order the keyboard goes through."""
    return item.middle, item.last, item.id


def rows(bars: Sequence[Bar]) -> list[list[Bar]]:
    """Return the bars in as few rows as hold them without two that overlap in one; what only touches follows on."""
    found: list[list[Bar]] = []
    for bar in sorted(bars, key=lambda bar: (bar.first, bar.last, bar.id)):
        free = next((row for row in found if row[-1].last <= bar.sure_from and row[-1].sure_to <= bar.first), None)
        if free is None:
            found.append([bar])
        else:
            free.append(bar)
    return found


def spread(wanted: Sequence[tuple[float, float]], width: float, gap: float) -> list[tuple[float, list[int]]]:
    """Place flags, given as (middle, width): return (left edge, their numbers); those that would overlap share one place.

    The first of a place is the one that was given first; every number stands in exactly one place.
    """
    places: list[tuple[float, float, list[int]]] = []
    for number, (middle, wide) in enumerate(wanted):
        left = min(max(middle - wide / 2, 0.0), max(width - wide, 0.0))
        for place in places:
            if left < place[1] + gap and place[0] < left + wide + gap:
                place[2].append(number)
                break
        else:
            places.append((left, left + wide, [number]))
    return [(left, numbers) for left, _right, numbers in places]


def neighbour(items: Sequence[Item], current: str, step: int) -> Item | None:
    """Return the item `step` places later than `current`; from nowhere the last one, or going back the last as well."""
    ordered = sorted(items, key=in_time)
    if not ordered:
        return None
    number = next((n for n, item in enumerate(ordered) if item.id == current), -1)
    if number < 0:
        return ordered[-1]
    return ordered[min(max(number + step, 0), len(ordered) - 1)]


def nearest(items: Iterable[Item], day: float) -> Item | None:
    """Return the item that stands nearest to a point in time."""
    return min(items, key=lambda item: (abs(item.middle - day), in_time(item)), default=None)
