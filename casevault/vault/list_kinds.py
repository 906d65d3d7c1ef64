"""How it is said what a list can be narrowed and sorted by: a facet gives each record codes, a column gives it its place.

A column of one field of the record takes its words and its order from the schema; what is worked out from other records says how.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from casevault.domain.schema import DataClass
from casevault.domain.types import TYPES as ALL_TYPES
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from casevault.i18n import Msg
    from casevault.store.listing import Row
    from casevault.vault.list_facts import Facts

    CodesOf: TypeAlias = Callable[[Facts, str, Row], Sequence[str]]
    OrderOf: TypeAlias = Callable[[Facts, str, Row], str]

TYPES: Final = {rt.key: rt for rt in ALL_TYPES}
Says: TypeAlias = Literal["words", "vocabulary", "record", "text", "type"]


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a list. `says`: what its codes are, so that they can be said in the person's language."""

    key: str
    label: Msg
    of: CodesOf
    says: Says = "words"
    vocabulary: str = ""
    words: Mapping[str, Msg] | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """What a list can be sorted by: `text` in the order of a dictionary, else as it stands (ISO days, ranks)."""

    key: str
    of: OrderOf
    text: bool = False
    vocabulary: str = ""  # `of` gives codes: they are sorted by their words in the person's language


@dataclass(frozen=True, slots=True)
class ListKind:
    """One list: what narrows it and what sorts it."""

    type: str
    facets: tuple[Facet, ...]
    columns: tuple[Column, ...]


def field_facet(type_key: str, key: str, codes: CodesOf | None = None) -> Facet:
    """Return the facet of one field of a type, as the schema words it."""
    field = TYPES[type_key].field(key)
    if field is None:
        raise KeyError(key)
    says: Says = "vocabulary" if field.vocabulary else "record" if field.targets else "text"
    return Facet(key, field.label, codes or partial(own_codes, type_key, key), says, field.vocabulary)


def own_codes(type_key: str, key: str, facts: Facts, _record: str, row: Row) -> Sequence[str]:
    """Return the codes that a field of the record itself holds."""
    value = facts.value(type_key, row, key)
    if isinstance(value, list):
        return [one for one in value if isinstance(one, str)]
    return (value,) if isinstance(value, str) and value else ()


def _class(_facts: Facts, _record: str, row: Row) -> Sequence[str]:
    return (DataClass(row.data_class).name,)


CLASS: Final = Facet("class", N_("Data class"), _class, "text")


def text_column(type_key: str, key: str, *, column: str = "") -> Column:
    """Return the column of a text of the record itself."""
    return Column(column or key, lambda facts, _record, row: facts.text(type_key, row, key), text=True)


def choice_column(type_key: str, key: str) -> Column:
    """Return the column of a code of the record itself."""
    field = TYPES[type_key].field(key)
    vocabulary = field.vocabulary if field is not None else ""
    return Column(key, lambda facts, _record, row: facts.text(type_key, row, key), vocabulary=vocabulary)


def title_column(type_key: str, key: str, *, column: str = "") -> Column:
    """Return the column of a record that another names."""
    return Column(column or key, lambda facts, _r, row: facts.title(facts.text(type_key, row, key)), text=True)


def own_day(_facts: Facts, _record: str, row: Row) -> str:
    """Return the record's own date."""
    return row.date


DATE: Final = Column("date", own_day)
CHANGED: Final = Column("changed", lambda _facts, _record, row: f"{row.changed:020}")
DATA_CLASS: Final = Column("class", lambda _facts, _record, row: str(row.data_class))
