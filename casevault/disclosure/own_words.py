"""Names and numbers that stand in fields a vault defined for itself: nothing says which of them name somebody, so they all may.

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
    from collections.abc import Iterator

    from casevault.domain.record import Record
    from casevault.domain.schema import RecordType

LONGEST_NAME = 6  # words: more is a sentence, of which no part but those that are recorded elsewhere names anybody
_NUMBER = re.compile(r"(?=(?:\D*\d){5})[\w+(][\w\s().\-/]*", re.ASCII)
_DAY = re.compile(r"\d{4}(?:[-/.]\d{1,2}){0,2}", re.ASCII)


class Types(Protocol):
    """The part of the schema that is needed."""

    def type(self, key: str) -> RecordType:
        """Return the record type `key`."""


def own_terms(types: Types, person: Record, *, named: bool, linked: bool) -> Iterator[Term]:
    """Yield what is withheld of a person's own fields; of one who is `named` only what is closer than a name."""
    for field in types.type(person.type).fields:
        value = person.fields.get(field.key, "")
        if not OWN_KEY.fullmatch(field.key) or field.kind not in {Kind.TEXT, Kind.TEXTS} or is_empty(value):
            continue
        if named and field.data_class <= DataClass.C2:
            continue
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and (kind := _kind_of(text)) is not None:
                yield Term(text, person.id, field.key, kind, linked=linked)


def _kind_of(text: str) -> TermKind | None:
    if _NUMBER.fullmatch(text.strip()):
        return None if _DAY.fullmatch(text.strip()) else TermKind.IDENTIFIER
    return TermKind.NAME if is_full_name(text) and len(text.split()) <= LONGEST_NAME else None
