"""Whether a payload that comes from a file is one that this program could write: a digest proves that it is whole, no more.

Only the shape is looked at: the kind of each value, and that no text holds what is no text. What a code or a date means is not
asked again, since a later vocabulary may have other codes, and nothing that was recorded may be lost on its way back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from casevault.domain.merge import DELETED
from casevault.domain.reading import is_na
from casevault.domain.scalars import ID, LARGEST_INT, MOST_ENTRIES, MOST_ROWS
from casevault.domain.schema import Kind
from casevault.domain.text import clean_line, clean_long
from casevault.domain.upgrades import record_too_new, upgrade
from casevault.errors import CaseVaultError, Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.domain.catalog import Schema
    from casevault.domain.change import Change
    from casevault.domain.schema import Field

CUSTOM = "x_"  # a vault's own fields begin so
ROW = "row"
_ENTRY = frozenset({"lang", "text", "translated_from", "by"})


def require_sound(schema: Schema, change: Change) -> None:
    """Refuse a row whose payload has a shape that no version of CaseVault writes; TOO_NEW for a type or field not known here."""
    type_key = change.type or ""
    rt = schema.types.get(type_key)
    if rt is None and not type_key.startswith(CUSTOM):  # what the vault has defined for itself is defined by rows that come along
        raise record_too_new()
    payload = upgrade(type_key, change.type_version or 1, change.payload or {})
    for key, value in payload.items():
        field = None if rt is None else rt.field(key)
        if key == DELETED:
            sound = value is True
        elif field is None:
            if rt is not None and not key.startswith(CUSTOM):
                raise record_too_new()
            sound = _plain(value, 0)
        else:
            sound = _sound(field, value)
        if not sound:
            raise _strange(type_key)


def _sound(field: Field, value: object) -> bool:  # noqa: PLR0911 - one arm per kind
    if isinstance(value, dict):
        return is_na(value)
    match field.kind:
        case Kind.TEXT | Kind.DATE | Kind.DATETIME | Kind.DAY | Kind.DURATION | Kind.CHOICE:
            return _line(value)
        case Kind.INT:
            return type(value) is int and abs(value) <= LARGEST_INT
        case Kind.BOOL:
            return isinstance(value, bool)
        case Kind.REF:
            return isinstance(value, str) and ID.fullmatch(value) is not None
        case Kind.REFS:
            return isinstance(value, list) and len(value) <= MOST_ROWS and all(_id(item) for item in value)
        case Kind.TEXTS | Kind.CHOICES:
            return isinstance(value, list) and len(value) <= MOST_ROWS and all(map(_line, value))
        case Kind.LONG:
            return isinstance(value, list) and len(value) <= MOST_ENTRIES and all(map(_entry, value))
        case Kind.ROWS:
            return isinstance(value, list) and len(value) <= MOST_ROWS and all(_row(field, item) for item in value)
        case _:
            assert_never(field.kind)


def _row(field: Field, value: object) -> bool:
    if not isinstance(value, dict) or not _line(value.get(ROW)):
        return False
    columns = {column.key: column for column in field.rows}
    return all(key == ROW or (_sound(columns[key], cell) if key in columns else _plain(cell, 1)) for key, cell in value.items())


def _entry(value: object) -> bool:
    return isinstance(value, dict) and value.keys() <= _ENTRY and all(map(_text, value.values())) and "text" in value


def _id(value: object) -> bool:
    return isinstance(value, str) and ID.fullmatch(value) is not None


def _line(value: object) -> bool:
    return _as(clean_line, value)


def _text(value: object) -> bool:
    return _as(clean_long, value)


def _as(clean: Callable[[str, str], str], value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return clean(value, "") == value
    except CaseVaultError:
        return False


def _plain(value: object, depth: int) -> bool:
    """Say whether a value of a field that a vault made for itself is of the shapes that fields have."""
    if depth > 2:  # noqa: PLR2004 - a table, its row, a list in it
        return False
    if isinstance(value, list):
        return len(value) <= MOST_ROWS and all(_plain(item, depth + 1) for item in value)
    if isinstance(value, dict):
        return all(_plain(item, depth + 1) for item in value.values())
    return isinstance(value, bool) or (type(value) is int and abs(value) <= LARGEST_INT) or _text(value)


def _strange(type_key: str) -> UserProblem:
    return UserProblem(
        Code.INVALID_INPUT,
        N_("A record of type “{type}” in this file holds something that no version of CaseVault writes."),
        N_("Export it again from the vault it came from. Nothing was taken in."),
        type=type_key,
    )
