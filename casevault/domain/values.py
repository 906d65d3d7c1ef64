"""Fields in, fields out: the one door for what a person, a file or a script wants recorded, and what others ask of it.

`parse_fields` is the only way from untrusted values to a payload; what reads and shows values is re-exported from where it is.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from casevault.domain.derived import derive
from casevault.domain.parsing import Parser
from casevault.domain.reading import (
    cells,
    data_class_of,
    dates_of,
    is_empty,
    is_na,
    leaves,
    na_of,
    names_of,
    refs_of,
    rows_of,
    texts_of,
)
from casevault.domain.scalars import ID, needs_one_of, safe_key, unknown_key
from casevault.domain.showing import show, title_of
from casevault.domain.text import FIELD_LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casevault.domain.catalog import Schema
    from casevault.domain.record import Fields, Value
    from casevault.domain.schema import RecordType

__all__ = [
    "FIELD_LIMIT",
    "ID",
    "cells",
    "data_class_of",
    "dates_of",
    "is_empty",
    "is_na",
    "leaves",
    "na_of",
    "names_of",
    "parse_fields",
    "refs_of",
    "rows_of",
    "show",
    "texts_of",
    "title_of",
]

_NOTHING: Fields = MappingProxyType({})


def parse_fields(
    schema: Schema,
    rt: RecordType,
    untrusted: Mapping[str, object],
    *,
    new_id: Callable[[], str],
    present: Fields = _NOTHING,
    partial: bool = False,
    strict: bool = True,
) -> dict[str, Value]:
    """Return the whole payload of a record: `untrusted` read, checked and normalised.

    `partial` (an edit): `untrusted` holds only the keys that change; the rest of the result is `present` as it is, and a key
    given as None, "" or an empty list goes. Otherwise `untrusted` is the whole record, and `present` only keeps the ids of rows.
    `strict`: a required value that is missing is INVALID_INPUT naming its key; else it becomes {"na": "unknown"}.
    Unknown keys and codes, impossible dates and unfit text are INVALID_INPUT, what exceeds a field TOO_LARGE; both name the key.
    That a reference points to a record of the right type is checked by the vault (`refs_of`).
    """
    for key in untrusted:
        if key not in rt.keys:
            raise unknown_key(safe_key(key))
    parser = Parser(schema.vocabularies, new_id, strict=strict)
    fields: dict[str, Value] = dict(present) if partial else {}
    # Of a type's many fields a record has few: those that are given, or must be there, in their order.
    wanted = untrusted.keys() if partial else rt.due.union(untrusted)
    for place in sorted([rt.places[key] for key in wanted]):
        field = rt.fields[place]
        if field.key not in untrusted:
            fields[field.key] = parser.missing(field.key)
            continue
        value = parser.value(field, untrusted[field.key], field.key, present.get(field.key, ""))
        if value is None and field.required and not field.filled:
            value = parser.missing(field.key)
        if value is None:
            fields.pop(field.key, None)
        else:
            fields[field.key] = value
    if strict and rt.one_of and not any(key in fields for key in rt.one_of):
        raise needs_one_of(rt.one_of)
    derive(rt, fields, untrusted.keys(), schema.vocabularies, partial=partial)
    return fields
