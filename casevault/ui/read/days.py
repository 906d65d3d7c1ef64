"""Dates as a person says them in a list: "6 Mar 2026", "about 20 Feb", "Mar 2015", "before 9 Jul 2015"; and how far they are."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from casevault.domain.date_words import LONG_MONTHS
from casevault.domain.dates import in_words
from casevault.errors import CaseVaultError
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.i18n import Catalogue, Msg

WEEKDAYS: tuple[Msg, ...] = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
DAY_LENGTH, MINUTE_LENGTH = 10, 16


def long_day(day: date, catalogue: Catalogue) -> str:
    """Return a day in full: "Wednesday 18 March 2026"."""
    weekday, month = catalogue.text(WEEKDAYS[day.weekday()]), catalogue.text(LONG_MONTHS[day.month - 1])
    return catalogue.text(N_("{weekday} {day} {month} {year}"), weekday=weekday, day=day.day, month=month, year=day.year)


def short(text: str, catalogue: Catalogue, this_year: int = 0) -> str:
    """Return an EDTF date or an ISO time in few words; the year is left out when it is `this_year`. Unreadable text as it is."""
    day = text.partition("T")[0]
    if not day:
        return ""
    try:
        return in_words(day, catalogue, this_year=this_year, short=True)
    except CaseVaultError:
        return text


def time_of(text: str) -> str:
    """Return the time of day in an ISO time, "10:20", or ""."""
    if len(text) < MINUTE_LENGTH or text[DAY_LENGTH] != "T":
        return ""
    return text[DAY_LENGTH + 1 : MINUTE_LENGTH]


def relative(iso: str, today: date, catalogue: Catalogue) -> str:
    """Return how far a day is from `today`: "today", "tomorrow", "in 3 days", "12 days ago"; "" where it is not known."""
    try:
        distance = (date.fromisoformat(iso[:DAY_LENGTH]) - today).days
    except ValueError:
        return ""
    if distance in (-1, 0, 1):
        return catalogue.text((N_("today"), N_("tomorrow"), N_("yesterday"))[distance])
    if distance > 0:
        return catalogue.text(N_("in {count} day", "in {count} days"), count=distance)
    return catalogue.text(N_("{count} day ago", "{count} days ago"), count=-distance)


def moment(at_utc: int) -> datetime:
    """Return a moment (µs since 1970 UTC) in this place's time."""
    return datetime.fromtimestamp(at_utc / 1_000_000).astimezone()
