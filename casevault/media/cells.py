"""A cell of a spreadsheet as a person reads it there, and where the table begins on its sheet. Pure; runs in the child."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Sequence

Value: TypeAlias = "int | float | str | bool | time | date | datetime | timedelta"

DIGITS: Final = 15  # what spreadsheets show and keep of a number; the 16th and 17th are noise of the arithmetic
LAST_YEAR: Final = 9999
LOOKED_AT: Final = 60  # rows with anything in them, among which the header is looked for
_WIDE: Final = 2  # a header fills more than one column in so many
_TEXTS: Final = 0.8  # of a header's cells are words
_DISTINCT: Final = 0.4  # of those are different: under headings that span columns the same names come again


def shown(value: Value) -> str:
    """Return the text of one cell: "1" for 1.0, "0.3" for 0.1 + 0.2, "2015-07-09" for a date, with its time if it has one."""
    match value:
        case str():
            return value
        case bool():
            found = "TRUE" if value else "FALSE"
        case int() | float():
            found = number(value)
        case datetime():
            found = _moment(value)
        case date():
            found = value.isoformat()
        case time():
            found = value.isoformat("seconds" if value.second else "minutes")
        case _:
            found = _duration(value)
    return found


def number(value: float) -> str:
    """Return a number without a needless ".0", without an exponent, and without digits that the sheet does not show."""
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - not a number differs from itself
        return "#NUM!"
    if isinstance(value, int):
        return str(value)
    found = format(Decimal(format(value, f".{DIGITS}g")), "f")
    found = found.rstrip("0").rstrip(".") if "." in found else found
    return "0" if found in {"-0", ""} else found


def _moment(value: datetime) -> str:
    # A sheet counts days as one number: what is less than half a millisecond off a whole second is that second.
    if value.year < LAST_YEAR:
        value += timedelta(microseconds=500)
    value = value.replace(microsecond=0)
    if value.time() == time():
        return value.date().isoformat()
    return value.isoformat(timespec="minutes" if not value.second else "seconds")


def _duration(value: timedelta) -> str:
    seconds = round(abs(value.total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if value < timedelta() else ""
    return f"{sign}{hours}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def header_at(rows: Sequence[Sequence[Value]]) -> int | None:
    """Return which of the first `rows` names the columns, or None: the first as wide as the table that is mostly words.

    Titles and notes above a table fill few cells. A wide row with numbers or dates is data: below it stands no header any more.
    """
    filled = [[value for value in row if value != ""] for row in rows[:LOOKED_AT]]
    width = max(map(len, filled), default=0)
    for place, values in enumerate(filled):
        if not values or (len(values) * _WIDE <= width and width > 1):
            continue
        words = [value.strip() for value in values if is_word(value)]
        if len(words) < _TEXTS * len(values):
            return None
        if len(set(words)) >= _DISTINCT * len(words):
            return place
    return None


def is_word(value: Value) -> TypeGuard[str]:
    """Say whether a cell could be the name of a column: text, and not "#N/A" or another error."""
    return isinstance(value, str) and value.strip() != "" and not (value.startswith("#") and value[-1] in "!?A")


def column_names(cells: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """Return the names of columns, given with their places from 1: the same name twice gets " (2)", an empty one "column 3"."""
    used: set[str] = set()
    names = []
    for place, cell in cells:
        wanted = " ".join(cell.split()) or f"column {place}"
        name, count = wanted, 1
        while name in used:
            count += 1
            name = f"{wanted} ({count})"
        used.add(name)
        names.append(name)
    return tuple(names)
