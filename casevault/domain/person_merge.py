"""Two records of one person as one: which value of each field stands, and where the other one goes. Nothing known is lost.

Lists and tables hold both. Where two values differ a person chooses; the other becomes another name, or an account of that field.
Handling is never loosened: of class, label, minority and the public record the stricter answer stands, whatever is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casevault.domain.canonical import canonical
from casevault.domain.consent import is_minor
from casevault.domain.folding import fold
from casevault.domain.reading import data_class_of, is_empty, is_na, rows_of
from casevault.domain.schema import Kind
from casevault.domain.script_of import script_of
from casevault.domain.types.common import COMMON

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from casevault.domain.record import Fields, Record, Value
    from casevault.domain.schema import Field, RecordType

NAME: Final = "display_name"
ALIASES: Final = "aliases"
INTO, FROM, NOT_SAME = "merged_into", "merged_from", "not_same"
_IDENTITY: Final = frozenset({INTO, FROM, NOT_SAME})
_STRICT: Final = frozenset({"is_minor", "public_record_only", "data_class", "tlp"})
_JOINED: Final = frozenset({"do_no_harm_notes"})
_TLP: Final = ("red", "amber_strict", "amber", "green", "clear")
_HANDLING: Final = frozenset(field.key for field in COMMON)


class Fate(StrEnum):
    """What becomes of a field of two records."""

    SAME = "same"
    ONLY_ONE = "only_one"  # one record alone says something
    BOTH = "both"  # lists and tables: everything stands
    CHOICE = "choice"  # they differ: one stands, the other is kept beside it
    STRICTER = "stricter"  # no choice: the one that lets less out


@dataclass(frozen=True, slots=True)
class Joined:
    """One field of the two records and of what becomes of them; None where nothing is recorded."""

    key: str
    fate: Fate
    keep: Value | None
    other: Value | None
    value: Value | None
    left: Value | None = None  # the value of CHOICE that does not stand


@dataclass(frozen=True, slots=True)
class Account:
    """A value that does not stand, kept as what a source says of the field."""

    field: str
    value: str
    data_class: str


@dataclass(frozen=True, slots=True)
class PersonMerge:
    """The fields of the person that stays, and the accounts that are kept beside them."""

    joined: tuple[Joined, ...]
    fields: Mapping[str, Value]
    accounts: tuple[Account, ...]


def join(rt: RecordType, keep: Record, other: Record, *, take: Collection[str] = (), today: date) -> PersonMerge:
    """Return how two records of a person become one; of the fields named in `take` the value of `other` stands."""
    joined = [
        _field(field, keep.fields, other.fields, taken=field.key in take) for field in rt.fields if field.key not in _IDENTITY
    ]
    fields: dict[str, Value] = {one.key: one.value for one in joined if one.value is not None}
    accounts: list[Account] = []
    for one in joined:
        if one.left is None:
            continue
        if one.key == NAME:
            _add_name(fields, str(one.left), other.id if one.value == one.keep else keep.id)
        elif (field := rt.field(one.key)) is not None and one.key not in _HANDLING and (said := _said(one.left)):
            floor = max(field.data_class, keep.data_class, other.data_class)
            accounts.append(Account(one.key, said, floor.name))
    _stricter(rt, keep, other, fields, today)
    joined = [_as_it_stands(one, fields) for one in joined]
    return PersonMerge(tuple(joined), fields, tuple(accounts))


def merged_from(keep: Record, other: Record) -> list[str]:
    """Return the ids under which the person was recorded before, who stays left out: what the consent gate asks about each."""
    ids = [*_ids(keep, FROM), other.id, *_ids(other, FROM)]
    return [record for record in dict.fromkeys(ids) if record != keep.id]


def _field(field: Field, keep: Fields, other: Fields, *, taken: bool) -> Joined:  # noqa: PLR0911 - one way out for each fate
    one, two = keep.get(field.key), other.get(field.key)
    if one == two:
        return Joined(field.key, Fate.SAME, one, two, one)
    if field.key in _STRICT:
        return Joined(field.key, Fate.STRICTER, one, two, one)
    if not _says(two):
        return Joined(field.key, Fate.ONLY_ONE, one, two, one)
    if not _says(one):
        return Joined(field.key, Fate.ONLY_ONE, one, two, two)
    if isinstance(one, list) and isinstance(two, list):
        return Joined(field.key, Fate.BOTH, one, two, _both(field, one, two))
    if field.key in _JOINED:
        return Joined(field.key, Fate.BOTH, one, two, f"{one} · {two}")
    value, left = (two, one) if taken else (one, two)
    return Joined(field.key, Fate.CHOICE, one, two, value, left)


def _both(field: Field, one: list[Value], two: list[Value]) -> list[Value]:
    if field.kind is not Kind.ROWS:
        return list({canonical(value): value for value in (*one, *two)}.values())
    said = {_content(row) for row in one if isinstance(row, dict)}
    return [*one, *(row for row in two if isinstance(row, dict) and _content(row) not in said)]


def _content(row: Mapping[str, Value]) -> bytes:
    return canonical({key: value for key, value in row.items() if key != "row"})


def _says(value: Value | None) -> bool:
    return value is not None and not is_empty(value) and not is_na(value)


def _add_name(fields: dict[str, Value], name: str, row_id: str) -> None:
    """Keep a name that does not stand as another name; one that is there stays of its kind: code names stay hidden."""
    aliases = list(rows_of(fields.get(ALIASES, [])))
    if any(isinstance(value := row.get("value"), str) and fold(value) == fold(name) for row in aliases):
        return
    fields[ALIASES] = [*aliases, {"row": row_id, "value": name, "script": script_of(name), "kind": "variant"}]  # type: ignore[list-item] # rows are mappings of values


def _said(value: Value) -> str:
    """Return a value that does not stand as the text of an account."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int)) else ""


def _stricter(rt: RecordType, keep: Record, other: Record, fields: dict[str, Value], today: date) -> None:
    """Settle in place what must not be loosened: whoever was protected as one of the two is protected as both."""
    for key in _STRICT:
        fields.pop(key, None)
    public = [record.fields.get("public_record_only") is True for record in (keep, other)]
    if any(public):
        fields["public_record_only"] = all(public)
    minority = [record.fields.get("is_minor") for record in (keep, other)]
    stated = next((value for value in minority if value is not None and value is not False), None)
    answer = True if True in minority else stated if stated is not None else (False if False in minority else None)
    if answer is not None:
        fields["is_minor"] = answer
    labels = [value for record in (keep, other) if isinstance(value := record.fields.get("tlp"), str) and value in _TLP]
    if labels:
        fields["tlp"] = min(labels, key=_TLP.index)
    floor = max(keep.data_class, other.data_class)
    if floor is not data_class_of(rt, fields) or "data_class" in {*keep.fields, *other.fields}:
        fields["data_class"] = floor.name
    # By the birthday of either of them: the one that stands may be the later mistake.
    if any(is_minor(record, today) for record in (keep, other)) and not is_minor(replace(keep, fields=fields), today):
        fields["is_minor"] = True


def _as_it_stands(one: Joined, fields: Mapping[str, Value]) -> Joined:
    value = fields.get(one.key)
    if value == one.value:
        return one
    fate = Fate.STRICTER if one.key in _STRICT else one.fate if one.key != ALIASES else Fate.BOTH
    return Joined(one.key, fate, one.keep, one.other, value, one.left)


def _ids(record: Record, key: str) -> list[str]:
    value = record.fields.get(key)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
