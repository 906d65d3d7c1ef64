"""How a law counts time: the starting hour and day left out, months by their days of the month, holidays, several zones.

Hours are counted as hours that pass, through a change of the clocks; days and months by the calendar of the pack's zone.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from casevault.domain.edtf import EDate
    from casevault.domain.procedure.pack import Amount, Holidays, Pack

Point: TypeAlias = date  # a day, or (a datetime is a date) a moment with its zone; one limit never mixes them

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SATURDAY = 5
LONGEST_RUN = 10  # days off in a row that a holiday can have where nobody gave the list of that year


@dataclass(frozen=True, slots=True)
class Range:
    """From the first point it can be to the last; None = open or not known to that side."""

    first: Point | None
    last: Point | None

    @property
    def exact(self) -> bool:
        """Whether it is one point."""
        return self.first is not None and self.first == self.last


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later; a month's last day goes to a month's last day, as does one that is not there.

    SPC Interpretation 2021 art. 202. OverflowError beyond the year 9999.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not date.min.year <= year <= date.max.year:
        raise OverflowError
    longest = calendar.monthrange(year, month)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month, longest if is_last else min(day.day, longest))


def term_end(first: date, months: int, days: int = 0) -> date:
    """Return the last day of a term of imprisonment that begins on `first`: the day before the same day (art. 202, 2)."""
    return add_months(first, months) + (days - 1) * DAY


def last_day(start: date, amount: Amount) -> date:
    """Return the last day of a period in days or months. The starting day does not count."""
    return add_months(start, amount.months) + amount.days * DAY


def last_moment(start: datetime, amount: Amount, zone: ZoneInfo, *, from_the_moment: bool = False) -> datetime:
    """Return the end of a period with hours in it. The hour in which it starts does not count, unless the law says so.

    Whole hours pass on no clock but the universal one: a night on which the clocks change is an hour longer or shorter.
    """
    local = start.astimezone(zone)
    if not from_the_moment:
        local = local.replace(minute=0, second=0, microsecond=0)
    # Adding within UTC; adding to a local time would skip or repeat the hour of the change.
    passed = local.astimezone(UTC) + amount.hours * HOUR + (timedelta() if from_the_moment else HOUR)
    ends = passed.astimezone(zone)
    if amount.months or amount.days:
        day = add_months(ends.date(), amount.months) + amount.days * DAY
        ends = datetime.combine(day, ends.time(), zone).astimezone(UTC).astimezone(zone)
    return ends


def on_calendar(read: EDate, zone: ZoneInfo) -> Range:
    """Return the days on which it can have been, in `zone`."""
    if read.time:
        day = moment_of(read).astimezone(zone).date()
        return Range(day, day)
    return Range(read.earliest, read.latest)


def in_time(read: EDate, zone: ZoneInfo) -> Range:
    """Return the moments at which it can have been: from the first minute of its first day to the last of its last."""
    if read.time:
        moment = moment_of(read).astimezone(zone)
        return Range(moment, moment)
    first = None if read.earliest is None else midnight(read.earliest, zone)
    last = None
    if read.latest is not None and read.latest < date.max:
        last = (midnight(read.latest + DAY, zone).astimezone(UTC) - MINUTE).astimezone(zone)
    return Range(first, last)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the first moment of a day; where the clocks skip it, the moment after."""
    return datetime.combine(day, time.min, zone).astimezone(UTC).astimezone(zone)


def moment_of(read: EDate) -> datetime:
    """Return a moment that was recorded with its time and offset."""
    return datetime.fromisoformat(read.text)


def limit_of(start: Range, amount: Amount, pack: Pack) -> Range:
    """Return the last point of a limit for the earliest and the latest start. Later starts never give earlier limits."""

    def end(point: Point | None) -> Point | None:
        if point is None:
            return None
        try:
            if isinstance(point, datetime):
                return last_moment(point, amount, pack.zone, from_the_moment=pack.counting.hours_from_the_moment)
            early = DAY if pack.counting.start_day_counts and not amount.backward else timedelta()
            return last_day(point, amount) - early
        except OverflowError:
            return None

    return Range(end(start.first), end(start.last))


@dataclass(frozen=True, slots=True)
class Rolled:
    """A last day moved past the days off. `doubtful` is the day that may be a holiday where no list of its year is at hand."""

    day: date
    doubtful: date | None = None


def roll(day: date, holidays: Mapping[int, Holidays]) -> Rolled:
    """Return the first working day from `day` on, by the lists at hand; where a list is missing, the day as it stands."""
    at = day
    while True:
        year = holidays.get(at.year)
        if year is None:
            return Rolled(at, at)
        off = at in year.days or (at.weekday() >= SATURDAY and at not in year.working)
        if not off or at == date.max:
            return Rolled(at)
        at += DAY
