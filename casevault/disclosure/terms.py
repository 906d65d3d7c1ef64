"""Every name, alias, identifier, number, address and file name the vault knows, parted into what may appear and what may not.

The whole vault, not only the chosen cases: a name that slipped into a text belongs as often to another case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from casevault.disclosure.naming import HIDDEN_ALIASES
from casevault.disclosure.scan_terms import Term, TermKind
from casevault.disclosure.select import POINTED_TYPES, is_sealed_partner, name_of
from casevault.domain.consent import Identity, codes_of, rows_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.select import Selection
    from casevault.domain.record import Record

# An entry signed with the word a new vault starts with, or with one letter, names nobody.
UNSIGNED = "initial"
_SIGNATURE_LEAST = 2

_NUMBER = re.compile(r"[+(]?[\d\s().\-/]{5,}")  # a telephone number, whatever the service it is used with


class ListsRecords(Protocol):
    """The part of the vault's records that collecting terms needs."""

    def list(self, type_key: str) -> Sequence[Record]:
        """Return every live record of a type."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is searched for, and what may appear."""

    withheld: tuple[Term, ...]
    allowed: tuple[Term, ...]
    linked: frozenset[str]  # the persons tied to the chosen cases


def collect(records: ListsRecords, selection: Selection, clearance: Clearance, recipient: Record | None) -> Terms:
    """Return the terms of the whole vault for one disclosure."""
    people = records.list("person")
    sources = records.list("source")
    linked = _linked(selection, people, sources)
    withheld: list[Term] = []
    allowed: list[Term] = []
    for person in people:
        standing = clearance.standings.get(person.id)
        named = (standing is not None and standing.identity is Identity.FULL) or _is(recipient, person)
        for path, value, hidden in _names(person):
            term = Term(value, person.id, path, TermKind.NAME, linked=person.id in linked)
            (allowed if named and not hidden else withheld).append(term)
        withheld.extend(_numbers(person, linked=person.id in linked))
    for organisation in records.list("organisation"):
        sealed = is_sealed_partner(organisation) and not _is(recipient, organisation)
        names = [Term(v, organisation.id, p, TermKind.NAME, linked=True) for p, v in _thing_names(organisation)]
        (withheld if sealed else allowed).extend(names if sealed or organisation.id in selection.records else ())
        withheld.extend(_numbers(organisation, linked=organisation.id in selection.records))
    for record in selection.records.values():
        if record.type in POINTED_TYPES - {"person", "organisation"}:
            allowed.extend(Term(v, record.id, p, TermKind.NAME, linked=True) for p, v in _thing_names(record))
    if recipient is not None and recipient.type == "organisation" and recipient.id not in selection.records:
        allowed.extend(Term(v, recipient.id, p, TermKind.NAME, linked=True) for p, v in _thing_names(recipient))
    withheld.extend(
        Term(text_of(source, "code"), source.id, "code", TermKind.IDENTIFIER, linked=True)
        for source in sources
        if text_of(source, "code")
    )
    withheld.extend(_files(records.list("evidence")))
    withheld.extend(_signatures(records.list("actor")))
    return Terms(tuple(withheld), tuple(allowed), linked)


def _is(recipient: Record | None, record: Record) -> bool:
    return recipient is not None and recipient.id == record.id


def _linked(selection: Selection, people: Sequence[Record], sources: Sequence[Record]) -> frozenset[str]:
    """Return the persons tied to the chosen cases: selected, linked to someone selected, or the source of something selected."""
    near = {record.id for record in selection.of_type("person")}
    linked = set(near)
    for person in people:
        others = {str(row.get("person", "")) for row in rows_of(person, "links")}
        if others & near:
            linked.add(person.id)
        if person.id in near:
            linked |= others
    chosen = selection.records.values()
    cited = {source for record in chosen for source in (*codes_of(record, "source_ids"), text_of(record, "source"))}
    linked |= {text_of(source, "identity") for source in sources if source.id in cited or source.id in selection.records}
    return frozenset(linked - {""})


def _names(person: Record) -> Iterator[tuple[str, str, bool]]:
    """Yield (path, name, hidden); a hidden one does not appear even where the person is named."""
    if name_of(person):
        yield "display_name", name_of(person), False
    for row in rows_of(person, "aliases"):
        if isinstance(row.get("value"), str) and row["value"]:
            yield f"aliases/{row.get('row', '')}/value", str(row["value"]), row.get("kind") in HIDDEN_ALIASES


def _thing_names(record: Record) -> Iterator[tuple[str, str]]:
    if name_of(record):
        yield "name", name_of(record)
    for row in rows_of(record, "names"):
        if isinstance(row.get("value"), str) and row["value"]:
            yield f"names/{row.get('row', '')}/value", str(row["value"])


def _numbers(record: Record, *, linked: bool) -> Iterator[Term]:
    for row in rows_of(record, "identifiers"):
        if isinstance(row.get("value"), str) and row["value"]:
            yield Term(
                str(row["value"]), record.id, f"identifiers/{row.get('row', '')}/value", TermKind.IDENTIFIER, linked=linked
            )
    for row in rows_of(record, "channels"):
        if isinstance(row.get("value"), str) and row["value"]:
            kind = _channel_kind(str(row.get("kind", "")), str(row["value"]))
            yield Term(str(row["value"]), record.id, f"channels/{row.get('row', '')}/value", kind, linked=linked)


def _channel_kind(code: str, value: str) -> TermKind:
    if code == "address":
        return TermKind.ADDRESS
    if code == "through_person":
        return TermKind.NAME
    return TermKind.NUMBER if _NUMBER.fullmatch(value.strip()) else TermKind.HANDLE


def _files(evidence: Iterable[Record]) -> Iterator[Term]:
    for record in evidence:
        for row in rows_of(record, "files"):
            if isinstance(row.get("name"), str) and row["name"]:
                yield Term(str(row["name"]), record.id, f"files/{row.get('row', '')}/name", TermKind.FILE_NAME, linked=False)


def _signatures(actors: Iterable[Record]) -> Iterator[Term]:
    for actor in actors:
        name = text_of(actor, "name").strip()
        if name.casefold() != UNSIGNED and len(name) >= _SIGNATURE_LEAST:
            yield Term(name, actor.id, "name", TermKind.NAME, linked=False)
