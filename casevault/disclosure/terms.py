"""Every name, alias, identifier, number, address and file name the vault knows, parted into what may appear and what may not.

The whole vault, not only the chosen cases: a name that slipped into a text belongs as often to another case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from casevault.disclosure.code_words import spoken
from casevault.disclosure.name_parts import account_parts, address_parts, code_parts, cores, given_names, without_remarks
from casevault.disclosure.naming import HIDDEN_ALIASES
from casevault.disclosure.own_words import Types, helpers, own_terms
from casevault.disclosure.scan_terms import Term, TermKind, is_full_name
from casevault.disclosure.scan_views import key_of
from casevault.disclosure.select import is_home, is_sealed_partner, name_of
from casevault.domain.consent import Identity, codes_of, rows_of, text_of
from casevault.domain.own import OWN_KEY
from casevault.domain.schema import DataClass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.select import Selection
    from casevault.domain.record import Fields, Record

# An entry signed with the word a new vault starts with, or with one letter, names nobody.
UNSIGNED = "initial"
_HOME_WORDS = ("home", "house", "flat", "apartment", "thuis", "huis", "woning", "家", "住所", "住处")
_EVERY_HOME = frozenset(whose + word for word in _HOME_WORDS for whose in ("", "a", "the", "her", "his", "een", "她", "他"))
_SIGNATURE_LEAST = 2
_NAMING = frozenset({"display_name", "name", "aliases", "names", "identifiers", "channels"})  # where names and numbers stand

_NUMBER = re.compile(r"[+(]?[\d\s().\-/]{5,}")  # a telephone number, whatever the service it is used with


class ListsRecords(Protocol):
    """The part of the vault's records that collecting terms needs."""

    @property
    def schema(self) -> Types:
        """The record types, those of the vault's own among them."""

    def list(self, type_key: str) -> Sequence[Record]:
        """Return every live record of a type."""

    def removed(self) -> Iterable[str]:
        """Return the ids of the records that were put out of sight."""

    def former(self, type_key: str) -> Iterable[tuple[str, Fields]]:
        """Return (record, fields) of every earlier state of the records of a type."""

    def many(self, ids: Iterable[str]) -> Mapping[str, Record]:
        """Return the records of `ids` that exist."""


class KeepsStrangers(Protocol):
    """What a person yields who has no tie to what is chosen is the same each time, and may be kept."""

    def stranger(self, person: Record) -> Said:
        """Return what is withheld of a stranger: `said_of` them."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is withheld of one person who is not named and has no tie to what is chosen; `parts` with their squeezed keys."""

    terms: tuple[Term, ...]
    masked: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, Term], ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """What is searched for, and what may appear."""

    withheld: tuple[Term, ...]
    allowed: tuple[Term, ...]
    linked: frozenset[str]  # the persons tied to the chosen cases
    masked: frozenset[tuple[str, str]] = frozenset()  # (person, path) of code names, which nothing may stand for


def collect(
    records: ListsRecords,
    selection: Selection,
    clearance: Clearance,
    recipient: Record | None,
    *,
    homes: frozenset[tuple[str, str]] = frozenset(),
    hidden: frozenset[str] = frozenset(),
    strangers: KeepsStrangers | None = None,
) -> Terms:
    """Return the terms of the whole vault for one disclosure; `homes` and `hidden` are things that are not named.

    `homes` are (type, code): what the profile never names; `hidden` are the ids of what it does not name here.

    What was deleted or recorded otherwise before is searched like the rest: it was known. `strangers` keeps from one disclosure
    to the next what most people of a vault yield, and changes nothing of it.
    """
    people = _with_deleted(records, "person")
    sources = records.list("source")
    linked = _linked(selection, people, sources)
    withheld: list[Term] = []
    allowed: list[Term] = []
    masked: set[tuple[str, str]] = set()
    kept: dict[str, Said] = {}
    several: set[str] = set()  # of whom accounts have other names: their parts are told apart from all that is said of them
    for person in people:
        named = _is_named(clearance, person.id) or _is(recipient, person)
        near = person.id in linked
        if strangers is not None and not named and not near:
            said = strangers.stranger(person)
            withheld.extend(said.terms)
            masked.update(said.masked)
            if person.id in kept:
                several.add(person.id)
            if said.terms:
                kept[person.id] = said
            continue
        for path, value, secret in _names(person):
            term = Term(value, person.id, path, TermKind.NAME, linked=near)
            if named and not secret:
                allowed.extend(replace(term, text=text) for text in without_remarks(value))
            else:
                withheld.append(term)
            if secret:
                masked.add((person.id, path))
        withheld.extend(_numbers(person, linked=near))
        withheld.extend(own_terms(records.schema, person, named=named, linked=near))
    of_people = len(withheld)
    _things(records, selection, recipient, homes, unnamed=hidden, withheld=withheld, allowed=allowed)
    withheld.extend(
        Term(text_of(source, "code"), source.id, "code", TermKind.IDENTIFIER, linked=True)
        for source in sources
        if text_of(source, "code")
    )
    withheld.extend(helpers(records, selection.records))
    withheld.extend(spoken(records, selection, people, _with_deleted(records, "organisation")))
    withheld.extend(_files(records.list("evidence")))
    withheld.extend(_signatures(records.list("actor")))
    once = [*_earlier(records, people, linked, clearance, withheld, allowed)]
    for record in several.union(term.record for term in (*once, *withheld[of_people:])):
        kept.pop(record, None)  # more is withheld of this one than what was kept
    withheld.extend(once)
    withheld.extend(_parts(withheld, allowed, kept))
    return Terms(tuple(withheld), tuple(allowed), linked, frozenset(masked))


def said_of(types: Types, person: Record) -> Said:
    """Return what is withheld of a person who is not named and has no tie to what is chosen."""
    found = [(Term(value, person.id, path, TermKind.NAME, linked=False), secret) for path, value, secret in _names(person)]
    own = own_terms(types, person, named=False, linked=False)
    terms = (*(term for term, _ in found), *_numbers(person, linked=False), *own)
    said = {"", *(key_of(term.text) for term in terms)}
    parts = ((key_of(part), replace(term, text=part)) for term in terms for part in _parts_of(term))
    masked = tuple((person.id, term.field) for term, secret in found if secret)
    return Said(terms, masked, tuple(one for one in parts if one[0] not in said))


def _with_deleted(records: ListsRecords, type_key: str) -> list[Record]:
    removed = [record for record in records.many(records.removed()).values() if record.deleted]
    found = [*records.list(type_key), *(record for record in removed if record.type == type_key)]
    claims = [*records.list("claim"), *(record for record in removed if record.type == "claim")]
    return [*found, *_as_told(found, claims)]


def _as_told(found: Sequence[Record], claims: Iterable[Record]) -> Iterator[Record]:
    """Yield these records as accounts have them: another spelling of a name or number that a source gives is one as well.

    Rejected accounts and removed ones count: what someone called a person stays a word for that person.
    """
    by_id = {record.id: record for record in found}
    for claim in claims:
        about = by_id.get(text_of(claim, "record"))
        head, _, cell = text_of(claim, "field").partition("/")
        value = text_of(claim, "value")
        if about is None or not (head in _NAMING or OWN_KEY.fullmatch(head)) or not value:
            continue
        if not cell:
            yield replace(about, fields={**about.fields, head: value})
            continue
        row, _, column = cell.partition("/")
        before = next((known for known in rows_of(about, head) if known.get("row") == row), {})
        yield replace(about, fields={**about.fields, head: [{**before, "row": row, column: value}]})


def _is_named(clearance: Clearance, person: str) -> bool:
    standing = clearance.standings.get(person)
    return standing is not None and standing.identity is Identity.FULL


def _earlier(  # noqa: PLR0917 - what is known so far
    records: ListsRecords,
    people: Sequence[Record],
    linked: frozenset[str],
    clearance: Clearance,
    withheld: Sequence[Term],
    allowed: Sequence[Term],
) -> Iterator[Term]:
    """Yield the names, numbers and accounts that stood with a person before; a word that stood for want of a name is none."""
    former = [*records.former("person")]
    if not former:
        return
    once = {person_id for person_id, _ in former}
    by_id = {person.id: person for person in people if person.id in once}
    known = {(term.record, key_of(term.text)) for term in (*withheld, *allowed) if term.record in once}
    for person_id, fields in former:
        if person_id not in by_id:
            continue
        person = replace(by_id[person_id], fields=fields)
        near = person_id in linked
        names = (Term(v, person_id, p, TermKind.NAME, linked=near) for p, v, _ in _names(person) if is_full_name(v))
        own = own_terms(records.schema, person, named=_is_named(clearance, person_id), linked=near)
        for term in (*names, *_numbers(person, linked=near), *own):
            key = (person_id, key_of(term.text))
            if key not in known:
                known.add(key)
                yield term


def _things(
    records: ListsRecords,
    selection: Selection,
    recipient: Record | None,
    homes: frozenset[tuple[str, str]],
    *,
    unnamed: frozenset[str],
    withheld: list[Term],
    allowed: list[Term],
) -> None:
    """Part the names of organisations, facilities and places into both lists."""
    for organisation in _with_deleted(records, "organisation"):
        sealed = is_sealed_partner(organisation) and not _is(recipient, organisation)
        names = [Term(v, organisation.id, p, TermKind.NAME, linked=True) for p, v in _thing_names(organisation)]
        hidden = (
            organisation.id in unnamed or sealed or (organisation.data_class > DataClass.C2 and not _is(recipient, organisation))
        )
        (withheld if hidden else allowed).extend(names if hidden or organisation.id in selection.records else ())
        if sealed:
            withheld.extend(replace(term, text=part) for term in names for part in cores(term.text))
        withheld.extend(_numbers(organisation, linked=organisation.id in selection.records))
    for thing in (*_with_deleted(records, "facility"), *_with_deleted(records, "place")):
        near = thing.id in selection.records
        if thing.data_class > DataClass.C2 or is_home(thing, homes) or thing.id in unnamed:
            withheld.extend(_hidden_thing(thing, linked=near))
        elif near:
            allowed.extend(Term(v, thing.id, p, TermKind.NAME, linked=True) for p, v in _thing_names(thing))
    if recipient is not None and recipient.type == "organisation" and recipient.id not in selection.records:
        allowed.extend(Term(v, recipient.id, p, TermKind.NAME, linked=True) for p, v in _thing_names(recipient))


def informants(sources: Iterable[Record]) -> frozenset[str]:
    """Return the persons behind sources that ask for any protection: office does not print their names."""
    return frozenset(text_of(source, "identity") for source in sources if text_of(source, "protection") != "none") - {""}


def _hidden_thing(thing: Record, *, linked: bool) -> Iterator[Term]:
    """Yield the names of someone's home or refuge. A word that every home has ("Her home") is no name."""
    for path, value in _thing_names(thing):
        if key_of(value) not in _EVERY_HOME:
            numbered = any(char.isdigit() for char in value)
            yield Term(value, thing.id, path, TermKind.ADDRESS if numbered else TermKind.NAME, linked=linked)


def _parts(withheld: Sequence[Term], allowed: Sequence[Term], kept: Mapping[str, Said]) -> Iterator[Term]:
    """Yield what is said of withheld names, numbers and addresses, but no word of a name that may appear."""
    may_appear = {key_of(word) for term in allowed for word in (term.text, *term.text.split(), *given_names(term.text))}
    said = {(term.record, key_of(term.text)) for term in withheld if term.record not in kept}
    for term in withheld:
        known = kept.get(term.record)
        if known is None:
            keyed: Iterable[tuple[str, Term]] = ((key_of(part), replace(term, text=part)) for part in _parts_of(term))
        else:
            keyed = known.parts if term is known.terms[0] else ()
        for key, part in keyed:
            place = (term.record, key)
            if key and place not in said and (part.kind is not TermKind.NAME or key not in may_appear):
                said.add(place)
                yield part


def _parts_of(term: Term) -> Iterator[str]:
    match term.kind:
        case TermKind.NAME if term.field.startswith(("display_name", "aliases/")):
            yield from cores(term.text)
            if term.linked:
                yield from given_names(term.text)
        case TermKind.NAME if term.linked and (OWN_KEY.fullmatch(term.field) or term.field == "interpreter"):
            # Names that stand in no name field are said by one word as well; "land rights" is no name, and none of its words is.
            yield from (part for core in cores(term.text) for part in given_names(core))
        case TermKind.NUMBER | TermKind.HANDLE:
            yield from account_parts(term.text)
        case TermKind.IDENTIFIER if term.field.startswith("identifiers/"):
            yield from code_parts(term.text)
        case TermKind.ADDRESS:
            yield from address_parts(term.text)
        case _:
            pass


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
