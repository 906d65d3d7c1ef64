"""The values of a rule pack, one function each: from what stands in the file to what a pack holds, or `Bad` with its place."""

from __future__ import annotations

import re
import zoneinfo
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from casevault.domain.procedure.pack import ENDS, Amount, Counting

if TYPE_CHECKING:
    from enum import StrEnum

    from casevault.domain.procedure.pack import Label

    Member = TypeVar("Member", bound=StrEnum)

MOST_ITEMS: Final = 500
LARGEST: Final = 12_000  # of any unit: a thousand years of months
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_AMOUNT = re.compile(r"(?:(?P<least>\d{1,5})-)?(?P<most>-?\d{1,5}) (?P<unit>hour|day|month)s?", re.ASCII)
_MARKS: Final = {"confirmed": True, "unconfirmed": False}
_HALF_MONTH = "half a month"


class Bad(Exception):  # noqa: N818 - says where, and becomes the one refusal below
    """What is wrong in a pack, as a path within the file."""


def amount(value: object, counting: Counting, where: str) -> tuple[Amount, Amount]:
    """Return (smallest choice, largest) of "3 days", "1-4 days", "-10 days", "half a month"."""
    if value == _HALF_MONTH:
        return Amount(days=counting.half_month_days), Amount(days=counting.half_month_days)
    match = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise Bad(where)
    most = int(match["most"])
    least = int(match["least"] or most)
    if abs(most) > LARGEST or least > most:
        raise Bad(where)
    unit = f"{match['unit']}s"
    return Amount(**{unit: least}), Amount(**{unit: most})


def zone(name: str) -> zoneinfo.ZoneInfo:
    """Return a time zone by its name."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise Bad("pack.tz") from None


def check_keys(table: dict[str, Any], keys: frozenset[str], where: str) -> None:
    """Refuse a table with a key that is not among `keys`."""
    for key in table:
        if key not in keys:
            # What stands there could be anything; a key that looks like one helps whoever wrote it.
            raise Bad(f"{where}{key}" if _CODE.fullmatch(key) else f"{where}?")


def table(value: object, where: str) -> dict[str, Any]:
    """Return a table."""
    if not isinstance(value, dict):
        raise Bad(where)
    return value


def items(value: object, where: str) -> list[Any]:
    """Return a list, of a length that can be meant."""
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise Bad(where)
    return value


def text(table: dict[str, Any], key: str, where: str) -> str:
    """Return a text that is not blank."""
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Bad(f"{where}{key}")
    return value


def code(value: object, where: str) -> str:
    """Return a code: a word in lower case."""
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise Bad(where)
    return value


def codes(value: object, where: str) -> tuple[str, ...]:
    """Return a list of codes."""
    return tuple(code(item, where) for item in items(value, where))


def ends(value: object, where: str) -> tuple[str, ...]:
    """Return what brings a limit to its end."""
    found = codes(value, where)
    if any(one not in ENDS and not one.startswith(("event_", "stage_")) for one in found):
        raise Bad(where)
    return found


def label(value: object, where: str) -> Label:
    """Return a text in one or more languages, English among them."""
    if isinstance(value, str) and value.strip():
        return MappingProxyType({"en": value})
    if not isinstance(value, dict) or not isinstance(value.get("en"), str):
        raise Bad(where)
    for language, text in value.items():
        if not re.fullmatch(r"[a-z]{2}", language) or not isinstance(text, str) or not text.strip():
            raise Bad(where)
    return MappingProxyType(dict(value))


def mark(value: object, where: str) -> bool:
    """Return whether something was confirmed."""
    if not isinstance(value, str) or value not in _MARKS:
        raise Bad(where)
    return _MARKS[value]


def flag(table: dict[str, Any], key: str, where: str, *, default: bool = False) -> bool:
    """Return true or false."""
    value = table.get(key, default)
    if not isinstance(value, bool):
        raise Bad(f"{where}{key}")
    return value


def whole(value: object, where: str) -> int:
    """Return a number of things."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST:
        raise Bad(where)
    return value


def one_of(kind: type[Member], value: object, where: str) -> Member:
    """Return the member of a closed list that is meant."""
    try:
        return kind(str(value))
    except ValueError:
        raise Bad(where) from None


def day(table: dict[str, Any], key: str, where: str) -> date | None:
    """Return a day, or None where none is given."""
    value = table.get(key)
    if value is not None and type(value) is not date:
        raise Bad(f"{where}{key}")
    return value
