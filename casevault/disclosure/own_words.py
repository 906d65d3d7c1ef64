"""Names and numbers in texts outside the name fields: in those that a vault defined for itself, and in those that name helpers.

Of a vault's own fields nothing says which of them name somebody, so they all may.
A maiden name, a baptismal name, a membership number: whoever defined the field knows, the program does not. A text of a person's
own field that is made like a full name is one, and one made like a number is one. Where the person is named it may appear as far
as its class leaves; where not, it is withheld like any other name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from casevault.disclosure.scan_terms import Term, TermKind, is_full_name
from casevault.domain.own import OWN_KEY
from casevault.domain.reading import is_empty
from casevault.domain.schema import DataClass, Kind

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from casevault.domain.record import Fields, Record
    from casevault.domain.schema import RecordType

# Texts of the closest class that are somebody's name, who has no record of a person: interpreters, and who else gives money.
HELPERS = (("hearing", "interpreter"), ("observation", "interpreter"), ("support", "other_funders"))
LONGEST_NAME = 6  # words: more is a sentence, of which no part but those that are recorded elsewhere names anybody
_NUMBER = re.compile(r"(?=(?:\D*\d){5})[\w+(][\w\s().\-/]*", re.ASCII)
_BETWEEN = re.compile(r"[,;/\u3001\uff0c\uff1b|]| and ")
_DAY = re.compile(r"\d{4}(?:[-/.]\d{1,2}){0,2}", re.ASCII)


class ListsFields(Protocol):
    """The part of the vault's records that is needed."""

    def list(self, type_key: str) -> Sequence[Record]:
        """Return every live record of a type."""

    def former(self, type_key: str) -> Iterable[tuple[str, Fields]]:
        """Return (record, fields) of every earlier state of the records of a type."""


class Types(Protocol):
    """The part of the schema that is needed."""

    def type(self, key: str) -> RecordType:
        """Return the record type `key`."""


def own_terms(types: Types, person: Record, *, named: bool, linked: bool) -> Iterator[Term]:
    """Yield what is withheld of a person's own fields; of one who is `named` only what is closer than a name."""
    if not any(map(OWN_KEY.fullmatch, person.fields)):  # of most people nothing is recorded beyond the built-in fields
        return
    for field in types.type(person.type).fields:
        value = person.fields.get(field.key, "")
        if not OWN_KEY.fullmatch(field.key) or field.kind not in {Kind.TEXT, Kind.TEXTS} or is_empty(value):
            continue
        if named and field.data_class <= DataClass.C2:
            continue
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and (kind := _kind_of(text)) is not None:
                yield Term(text, person.id, field.key, kind, linked=linked)


def helpers(records: ListsFields, chosen: Container[str]) -> Iterator[Term]:
    """Yield the names of those who help, as they stand or stood in any record; `chosen`: the records that are selected."""
    for type_key, key in HELPERS:
        stated = [(record.id, record.fields) for record in records.list(type_key)]
        said = {(record_id, str(fields.get(key, ""))) for record_id, fields in (*stated, *records.former(type_key))}
        for record_id, text in sorted(said):
            for name in _BETWEEN.split(text):
                if _kind_of(name) is TermKind.NAME:
                    yield Term(name.strip(), record_id, key, TermKind.NAME, linked=record_id in chosen)


def _kind_of(text: str) -> TermKind | None:
    if _NUMBER.fullmatch(text.strip()):
        return None if _DAY.fullmatch(text.strip()) else TermKind.IDENTIFIER
    return TermKind.NAME if is_full_name(text) and len(text.split()) <= LONGEST_NAME else None
