"""What a record points to and what points to it, each with what the other record is to this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.domain.relations import relations_of, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.look import Look
    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

MOST = 500  # of each direction; a case that holds more is a list of its own


@dataclass(frozen=True, slots=True)
class Linked:
    """One end of a relation: the field that holds it, the other record, and what that is to this one."""

    field: str
    id: str
    type: str
    title: str
    words: str
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """`to`: what the record points to, by its form. `from_`: what points to it, by date. `more`: how many are left out."""

    to: tuple[Linked, ...]
    from_: tuple[Linked, ...]
    more: int = 0


def links_of(vault: Vault, record: Record, look: Look) -> Links:
    """Return both directions of a record, at most MOST of each."""
    own = [*relations_of(vault.schema.type(record.type), record.fields)]
    known: Mapping[str, Record] = vault.records.many(dict.fromkeys(relation.target for relation in own[:MOST]))
    rt = vault.schema.type(record.type)
    to = tuple(
        _linked(relation.path, known[relation.target], words_of(rt, relation, look, outgoing=True))
        for relation in own[:MOST]
        if relation.target in known
    )
    pointing = vault.records.pointing_to(record.id, limit=MOST + 1)
    found: list[Linked] = []
    for other in pointing[:MOST]:
        other_type = vault.schema.type(other.type)
        found += [
            _linked(relation.path, other, words_of(other_type, relation, look, outgoing=False))
            for relation in relations_of(other_type, other.fields)
            if relation.target == record.id
        ]
    return Links(to, tuple(found), max(0, len(own) - MOST) + max(0, len(pointing) - MOST))


def _linked(field: str, other: Record, words: str) -> Linked:
    return Linked(field, other.id, other.type, other.title, words, other.deleted)
