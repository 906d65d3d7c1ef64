"""Dates that are not exact, as EDTF strings (Library of Congress 2019, ISO 8601-2), in the part of it that caseworkers need.

    2015  2015-07  2015-07-09       a year, a month, a day
    2015-07~  2015-07?  2015-07%    about, uncertain, both
    2015-XX  2015-03-XX  201X       month unknown, day unknown, some year of a decade
    a/b  [a..b]                     one day between a and b
    a/..  [a..]                     a or later
    ../b  [..b]                     b or earlier

Besides these, a moment in ISO 8601 with its offset: 2015-12-14T09:30+08:00. What is recorded stays as typed; the range is
derived.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from casevault.errors import Code, UserProblem
from casevault.i18n import N_, Msg

OPEN_END = "9999-12-31"
LONGEST = 64  # characters of a date text; the longest legal one is shorter
KEPT = 1 << 13  # dates that were read last: each is asked for several times while a record is saved


class Form(StrEnum):
    """The shape of a date: one time, one day in a range, or open to one side."""

    SINGLE = "single"
    BETWEEN = "between"
    FROM = "from"
    UNTIL = "until"


@dataclass(frozen=True, slots=True)
class Part:
    """One date of a range, or the date itself. `month` and `day` are 0 where not said; `years` is 10 for 201X, 100 for 20XX."""

    year: int
    month: int = 0
    day: int = 0
    approximate: bool = False
    uncertain: bool = False
    unspecified: bool = False  # written with XX: known to be unknown, rather than not said
    years: int = 1

    @property
    def earliest(self) -> date:
        """The first day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it can be."""
        year = self.year + self.years - 1
        month = self.month or 12
        return date(year, month, self.day or calendar.monthrange(year, month)[1])


@dataclass(frozen=True, slots=True)
class EDate:
    """A date as typed, with the range behind it. None = open or not known to that side."""

    text: str
    form: Form
    lower: Part | None
    upper: Part | None
    time: str = ""  # "09:30" or "09:30:15"
    offset: str = ""  # "+08:00" or "Z"

    @property
    def earliest(self) -> date | None:
        """The first day it can be; None where it can be any day before `latest`."""
        return self.lower.earliest if self.lower else None

    @property
    def latest(self) -> date | None:
        """The last day it can be; None where it is still open."""
        return self.upper.latest if self.upper else None

    @property
    def approximate(self) -> bool:
        """Whether any part of it is marked "about"."""
        return any(part.approximate for part in (self.lower, self.upper) if part)

    @property
    def uncertain(self) -> bool:
        """Whether any part of it is marked as doubtful."""
        return any(part.uncertain for part in (self.lower, self.upper) if part)

    @property
    def open_end(self) -> bool:
        """Whether it means this day or any later one."""
        return self.form is Form.FROM

    @property
    def exact(self) -> bool:
        """Whether it is one day, not in doubt."""
        return self.earliest is not None and self.earliest == self.latest and not self.approximate and not self.uncertain


_DATE = re.compile(r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?(?P<mark>[~?%]?)", re.ASCII)
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})T(?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(?P<offset>Z|[+-]\d{2}:\d{2})?",
    re.ASCII,
)
_MONTHS = 12
_PLAIN = 10  # characters of a day
_FIRST_SEASON, _LAST_SEASON = 21, 41  # EDTF writes a season as a month of this range

_SHORT_MONTHS = {
    2: N_('"{day} Feb" is not a day in the calendar.'),
    4: N_('"{day} Apr" is not a day in the calendar.'),
    6: N_('"{day} Jun" is not a day in the calendar.'),
    9: N_('"{day} Sep" is not a day in the calendar.'),
    11: N_('"{day} Nov" is not a day in the calendar.'),
}
_OR_A_RANGE = N_("Type a month or a range, or leave it as text for now.")


@lru_cache(maxsize=KEPT)
def parse_edtf(text: str) -> EDate:
    """Read an EDTF date or an ISO 8601 moment; raise INVALID_INPUT with the reason."""
    if len(text) > LONGEST:
        raise _refused(N_("This is too long for a date."))
    if "T" in text:
        return _moment(text)
    inner = text
    separator = "/"
    if text.startswith("[") and text.endswith("]"):
        inner, separator = text[1:-1], ".."
    elif "/" not in text:
        part = _part(text)
        return EDate(text, Form.SINGLE, part, part)
    return _range(text, *_halves(inner, separator))


def is_plain_day(text: str) -> bool:
    """Say whether a text is one day and nothing beside it, as most dates are: it then needs no more reading."""
    if len(text) != _PLAIN or text[4] != "-" or text[7] != "-":  # a week is as long, with its strokes elsewhere
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=KEPT)
def span(text: str) -> tuple[str, str]:
    """Return (earliest, latest) as ISO days: "" where not known, "9999-12-31" where still open."""
    if not text:
        return "", ""
    if is_plain_day(text):
        return text, text
    read = parse_edtf(text)
    return (
        read.earliest.isoformat() if read.earliest else "",
        read.latest.isoformat() if read.latest else OPEN_END,
    )


def _halves(inner: str, separator: str) -> tuple[str, str]:
    """Divide "a/b" or, from inside the brackets, "a..b"; an open side is "" in both."""
    first, found, last = inner.partition(separator)
    if not found or separator in last:
        raise _refused(N_("This is not a date that CaseVault can read."))
    if separator == "/":
        if not first or not last:
            raise _refused(N_("One side of this range is empty."), N_("Write two dots for an open side: 2015-07-09/.."))
        return ("" if first == ".." else first), ("" if last == ".." else last)
    return first, last


def _range(text: str, first: str, last: str) -> EDate:
    lower = _part(first) if first else None
    upper = _part(last) if last else None
    if lower is None and upper is None:
        raise _refused(N_("This range is open on both sides."), N_("Give at least one day, month or year."))
    if lower is None:
        return EDate(text, Form.UNTIL, None, upper)
    if upper is None:
        return EDate(text, Form.FROM, lower, None)
    if lower.earliest > upper.latest:
        raise _refused(N_("This range ends before it starts."), N_("Put the earlier date first."))
    return EDate(text, Form.BETWEEN, lower, upper)


def _part(text: str) -> Part:
    match = _DATE.fullmatch(text)
    if match is None:
        raise _refused(N_("This is not a date that CaseVault can read."))
    year_text, month_text, day_text, mark = match["year"], match["month"] or "", match["day"] or "", match["mark"]
    digits = year_text.rstrip("X")
    years = 10 ** (len(year_text) - len(digits))
    year = int(digits) * years
    if years > 1 and month_text:
        raise _refused(N_("A month or day of an unknown year cannot be placed in time."), N_("Leave the month out."))
    if month_text == "XX" and day_text not in {"", "XX"}:
        raise _refused(N_("A day of an unknown month cannot be placed in time."), N_("Write the year alone."))
    month = 0 if month_text in {"", "XX"} else int(month_text)
    day = 0 if day_text in {"", "XX"} else int(day_text)
    check_day(year, month, day, has_month=month_text not in {"", "XX"}, has_day=day_text not in {"", "XX"})
    return Part(
        year,
        month,
        day,
        approximate=mark in {"~", "%"},
        uncertain=mark in {"?", "%"},
        unspecified="XX" in {month_text, day_text},
        years=years,
    )


def check_day(year: int, month: int, day: int, *, has_month: bool, has_day: bool) -> None:
    """Raise INVALID_INPUT where a year, month or day cannot be; months and days that are not said are not looked at."""
    if year < 1:
        raise _refused(N_("There is no year 0."))
    if has_month and _FIRST_SEASON <= month <= _LAST_SEASON:
        raise _refused(
            N_("Seasons are not read, since they differ from place to place."),
            N_("Type a range of months: 2015-06/2015-08."),
        )
    if has_month and not 1 <= month <= _MONTHS:
        raise _refused(N_("There is no month {month}."), month=month)
    if has_day and not 1 <= day <= calendar.monthrange(year, month)[1]:
        if day == 29:  # noqa: PLR2004 - only the 29th of February depends on the year
            raise _refused(N_('"29 Feb {year}" is not a day in the calendar.'), year=str(year))
        raise _refused(_SHORT_MONTHS.get(month, N_('"{day}" is not a day of any month.')), day=day)


def _moment(text: str) -> EDate:
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise _refused(N_("This is not a time that CaseVault can read."), N_("Write it so: 2015-12-14T09:30+08:00."))
    part = _part(match["day"])
    if match["offset"] is None:
        raise _refused(N_("This time does not say where it is."), N_("Add the offset: 2015-12-14T09:30+08:00."))
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise _refused(N_("There is no such time of day."), N_("Hours run from 00 to 23, minutes to 59.")) from None
    return EDate(text, Form.SINGLE, part, part, time=match["time"], offset=match["offset"])


def _refused(what: Msg, hint: Msg = _OR_A_RANGE, **safe: int | str) -> UserProblem:
    return UserProblem(Code.INVALID_INPUT, what, hint, **safe)
