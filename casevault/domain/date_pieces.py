"""Parts of a date as typed, some missing: how they complete one another, and how they become EDTF."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

from casevault.domain.edtf import check_day
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

HALF_A_YEAR = timedelta(days=183)
MONTHS_OF_A_YEAR = 12


class DateNotUnderstood(UserProblem):
    """Part of a typed date made no sense. `part` is what it was; it is shown beside the field and stands in no log."""

    def __init__(self, part: str) -> None:
        """Keep `part` apart from the safe facts: it can be anything that was typed."""
        super().__init__(
            Code.INVALID_INPUT,
            N_("Part of this date was not understood."),
            N_("Type a day, a month, a year or a range: 6 mar 2015, mar 2015, 3-6 mar, about 20 feb."),
        )
        self.part = part


@dataclass(frozen=True, slots=True)
class Pieces:
    """Year, month and day as far as they were said; 0 = not said."""

    year: int = 0
    month: int = 0
    day: int = 0

    @property
    def edtf(self) -> str:
        """The date in EDTF, as precise as it was said."""
        parts = [f"{self.year:04}"]
        if self.month:
            parts.append(f"{self.month:02}")
            if self.day:
                parts.append(f"{self.day:02}")
        return "-".join(parts)

    def checked(self) -> Pieces:
        """Return itself; raise INVALID_INPUT where there is no such day."""
        check_day(self.year, self.month, self.day, has_month=bool(self.month), has_day=bool(self.day))
        return self

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """Its last day."""
        month = self.month or MONTHS_OF_A_YEAR
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def like(self, day: date) -> Pieces:
        """Return `day` in the precision of this date."""
        return Pieces(day.year, day.month if self.month else 0, day.day if self.day else 0)

    @property
    def before(self) -> Pieces:
        """The day, month or year just before."""
        return self.like(_moved(self.first, -1))

    @property
    def after(self) -> Pieces:
        """The day, month or year just after."""
        return self.like(_moved(self.last, 1))


def _moved(day: date, by: int) -> date:
    try:
        return day + timedelta(days=by)
    except OverflowError:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This date lies outside the calendar."),
            N_("Years run from 1 to 9999."),
        ) from None


def of(day: date) -> Pieces:
    """Return one day as pieces."""
    return Pieces(day.year, day.month, day.day)


def with_year(pieces: Pieces, today: date) -> Pieces:
    """Return a date that was typed without a year in the year it most likely means.

    That is this year, unless the day would be more than half a year ahead: what people log has mostly happened, so in January
    "20 dec" is the last December, while "before July" in March is the coming July.
    """
    if pieces.year:
        return pieces.checked()
    guess = replace(pieces, year=today.year).checked()
    if guess.first - today > HALF_A_YEAR:
        return replace(pieces, year=today.year - 1).checked()
    return guess


def ranged(first: Pieces, last: Pieces, today: date) -> tuple[Pieces, Pieces] | None:
    """Complete the ends of a range from one another ("3-6 mar", "28 dec - 4 jan 2016"); None where that cannot be done."""
    if first.day and not first.month:
        first = replace(first, month=last.month, year=first.year or last.year)
    elif last.day and not last.month:
        last = replace(last, month=first.month, year=last.year or first.year)
    if (first.day and not first.month) or (last.day and not last.month):
        return None
    if first.year and not last.year:
        last = replace(last, year=first.year)
    if not last.year:
        last = with_year(last, today)
    if not first.year:
        first = replace(first, year=last.year)
        if (first.month, first.day) > (last.month, last.day) and last.month:
            first = replace(first, year=last.year - 1)
    return first.checked(), last.checked()
