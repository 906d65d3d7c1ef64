"""A value as a person reads it, in the language and with the labels of a `Look`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from casevault.domain.date_words import in_words
from casevault.domain.reading import is_empty, na_of, rows_of
from casevault.domain.schema import NOT_A_VALUE_LABELS, Kind, TextForm
from casevault.errors import UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.look import Look
    from casevault.domain.record import Fields, Value
    from casevault.domain.schema import Field, RecordType

BETWEEN = " · "
LONGEST_TITLE = 120  # characters of one part of a title

_UNITS = {
    "Y": N_("{count} year", "{count} years"),
    "M": N_("{count} month", "{count} months"),
    "W": N_("{count} week", "{count} weeks"),
    "D": N_("{count} day", "{count} days"),
}


def show(field: Field, value: Value, look: Look) -> str:  # noqa: C901, PLR0911, PLR0912 - one arm per kind
    """Return `value` in words; "" where there is none. Values of a list are divided as its language does, rows by semicolons."""
    answer = na_of(value)
    if answer is not None:
        return look.catalogue.text(NOT_A_VALUE_LABELS[answer])
    if is_empty(value):
        return ""
    match field.kind:
        case Kind.TEXT | Kind.INT:
            return _text(field, str(value), look)
        case Kind.TEXTS:
            return look.catalogue.listed(_text(field, one, look) for one in _strings(value))
        case Kind.LONG:
            return look.told(_in_language(value, look.catalogue.language))
        case Kind.DATE | Kind.DATETIME | Kind.DAY:
            return _date(str(value), look)
        case Kind.DURATION:
            return _duration(str(value), look)
        case Kind.BOOL:
            return look.catalogue.text(N_("yes") if value else N_("no"))
        case Kind.CHOICE:
            return look.vocabularies.label(field.vocabulary, str(value), look.catalogue)
        case Kind.CHOICES:
            return look.catalogue.listed(
                look.vocabularies.label(field.vocabulary, code, look.catalogue) for code in _strings(value)
            )
        case Kind.REF:
            return look.title_of(str(value))
        case Kind.REFS:
            return look.catalogue.listed(look.title_of(record_id) for record_id in _strings(value))
        case Kind.ROWS:
            return look.catalogue.parted(_row(field, row, look) for row in rows_of(value))
        case _:
            assert_never(field.kind)


def _text(field: Field, value: str, look: Look) -> str:
    """Return a text as it was written; the key of a record type by its label."""
    rt = look.types.get(value) if field.form is TextForm.RECORD_TYPE else None
    return look.told(value) if rt is None else look.catalogue.text(rt.label)


def title_of(rt: RecordType, fields: Fields, look: Look) -> str:
    """Return the words that name a record in lists; the name of its type where nothing else is known."""
    parts = []
    for path in rt.title:
        field = rt.field(path)
        value = fields.get(path, "")
        if field is None or is_empty(value) or na_of(value) is not None:
            continue
        shown = " ".join(show(field, value, look).split())
        parts.append(shown if len(shown) <= LONGEST_TITLE else f"{shown[:LONGEST_TITLE].rstrip()}…")
    return BETWEEN.join(part for part in parts if part) or look.catalogue.text(rt.label)


def _date(text: str, look: Look) -> str:
    """Return a date in words; what is none (entered elsewhere under another definition of the key) stands as it is."""
    try:
        return in_words(text, look.catalogue, this_year=look.this_year, short=not look.long_dates)
    except UserProblem:
        return text


def _row(field: Field, row: Mapping[str, Value], look: Look) -> str:
    return BETWEEN.join(shown for column in field.rows if (shown := show(column, row.get(column.key, ""), look)))


def _strings(value: Value) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _in_language(value: Value, language: str) -> str:
    """Return the text in `language` where it was recorded or translated into it, else the original."""
    entries = rows_of(value)
    wanted = [entry for entry in entries if str(entry.get("lang", "")).split("-")[0] == language]
    return str((wanted or entries)[0].get("text", "")) if entries else ""


def _duration(text: str, look: Look) -> str:
    if text == "life":
        return look.catalogue.text(N_("for life"))
    if text == "death":
        return look.catalogue.text(N_("death"))
    parts = re.findall(r"(\d+)([YMWD])", text)
    return " ".join(look.catalogue.text(_UNITS[unit], count=int(count)) for count, unit in parts)
