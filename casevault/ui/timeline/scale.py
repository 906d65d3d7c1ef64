"""Time on a line: which day stands at which pixel, and what zooming and moving does to it. No Qt.

A day is a number: the ordinal of its date, its end one more. A scale never shows less than two days, nor more than is bounded
here, so that neither a wheel held down nor a date of the year 1 makes numbers that cannot be drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_DAYS: Final = 2.0
MOST_DAYS: Final = 200_000.0
FIRST_DAY, LAST_DAY = float(date.min.toordinal()), float(date.max.toordinal())
MARGIN: Final = 0.04  # of what is fitted, free at each end
MONTHS: Final = 12
STEPS: Final = (1, 2, 7, 14)  # days between the marks of the axis, below months
MONTH_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000)
MONTH_DAYS: Final = 30.4


@dataclass(frozen=True, slots=True)
class Scale:
    """`days` from `start` over `width` pixels; `mirrored`: time runs from right to left."""

    start: float
    days: float
    width: float
    mirrored: bool = False

    @property
    def end(self) -> float:
        """The last point that is shown."""
        return self.start + self.days

    def x(self, day: float) -> float:
        """Return the pixel of a point in time."""
        share = (day - self.start) / self.days * self.width
        return self.width - share if self.mirrored else share

    def day(self, x: float) -> float:
        """Return the point in time at a pixel; the inverse of `x`."""
        share = self.width - x if self.mirrored else x
        return self.start + share / self.width * self.days

    def zoomed(self, factor: float, at: float) -> Scale:
        """Return the scale `factor` times as close, with the point in time under pixel `at` staying where it is."""
        kept = self.day(at)
        days = min(max(self.days / factor, LEAST_DAYS), MOST_DAYS)
        return _held(replace(self, start=kept - (kept - self.start) * days / self.days, days=days))

    def moved(self, pixels: float) -> Scale:
        """Return the scale with what is drawn moved by so many pixels."""
        days = pixels / self.width * self.days
        return _held(replace(self, start=self.start + (days if self.mirrored else -days)))

    def centred(self, day: float) -> Scale:
        """Return the scale with this point in the middle."""
        return _held(replace(self, start=day - self.days / 2))

    def showing(self, first: float, last: float) -> Scale:
        """Return the scale moved as little as shows this span; where it is longer than the line, its beginning."""
        room = self.days * MARGIN / 2  # less than `fitted` leaves, so that nothing moves where all is in sight
        if first - room < self.start or last - first > self.days - 2 * room:
            return _held(replace(self, start=first - room))
        if last + room > self.end:
            return _held(replace(self, start=last + room - self.days))
        return self


def fitted(first: float, last: float, width: float, *, mirrored: bool = False) -> Scale:
    """Return the scale that shows this span whole with a little room at both ends."""
    days = min(max((last - first) * (1 + 2 * MARGIN), LEAST_DAYS), MOST_DAYS)
    return _held(Scale((first + last - days) / 2, days, max(width, 1.0), mirrored))


def _held(scale: Scale) -> Scale:
    """Keep a scale where there is a calendar."""
    lowest, highest = FIRST_DAY, max(LAST_DAY - scale.days, FIRST_DAY)
    return replace(scale, start=min(max(scale.start, lowest), highest))


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the axis. `part`: "day", "month" or "year", which says how the day is written."""

    day: int
    part: str


def ticks(scale: Scale, room: float) -> list[Tick]:
    """Return the marks of the axis, at least `room` pixels apart."""
    least = max(room, 1.0) / scale.width * scale.days
    step = next((step for step in STEPS if step >= least), 0)
    if step:
        # Weeks begin on a Monday whatever the scale shows first: a mark keeps its day while the line is moved.
        first = -(-int(scale.start) // step) * step + (1 if step % 7 == 0 else 0)
        return [Tick(day, "day") for day in range(first, int(scale.end) + 1, step) if scale.start <= day <= scale.end]
    months = next((step for step in MONTH_STEPS if step * MONTH_DAYS >= least), MONTH_STEPS[-1])
    part = "month" if months < MONTHS else "year"
    return [Tick(day, part) for day in _months(scale, months) if scale.start <= day <= scale.end]


def _months(scale: Scale, step: int) -> Iterator[int]:
    first = date.fromordinal(max(int(scale.start), 1))
    number = (first.year * MONTHS + first.month - 1) // step * step
    while number < (date.max.year + 1) * MONTHS:
        if number >= MONTHS:
            day = date(number // MONTHS, number % MONTHS + 1, 1).toordinal()
            if day > scale.end:
                return
            yield day
        number += step
