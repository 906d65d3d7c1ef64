"""What is held about one person, put so that it could be said to her: with roles in place of others' names, and never a source.

A look, nothing that leaves: it is shown to whoever has the vault open. What is handed over is for a disclosure to carry.

About her is what names her as the one it is about, and what belongs to a case of which she is the focus unless it is about
somebody else. Where she is only mentioned, it is said that she is, and as what. Kept back, counted and never shown: what points
to a source, what is about a third person, and what protects the office's channels, safe places and caseworkers. In running text
the names, numbers and addresses of everybody else are replaced as they are for any recipient (`redact`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from casevault import paths
from casevault.disclosure import policy, register, terms
from casevault.disclosure.gate import Clearance, Standing
from casevault.disclosure.naming import Naming
from casevault.disclosure.pseudonyms import Pseudonyms
from casevault.disclosure.redact import Redactor
from casevault.disclosure.roles import Roles
from casevault.disclosure.scan import Scanner
from casevault.disclosure.select import Selection, case_persons, is_home, is_sealed_partner, items_of, targets_of
from casevault.domain.consent import Identity, codes_of, text_of
from casevault.domain.look import Look
from casevault.domain.schema import DataClass, Kind
from casevault.domain.showing import BETWEEN
from casevault.domain.values import rows_of, show
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casevault.disclosure.register import Entry
    from casevault.disclosure.select import Item
    from casevault.domain.record import Record
    from casevault.i18n import Catalogue, Msg
    from casevault.vault.vault import Vault

ABOUT_ONE: Final = ("person", "target", "for")  # fields by which a record is about one person
SOURCES: Final = frozenset({"source", "claim"})  # what was said, and by whom
# How the office works, and what has a place of its own below.
OFFICE: Final = frozenset({
    "actor", "device", "task", "saved_search", "custom_field", "custom_type", "vocabulary_entry", "disclosure",
})  # fmt: skip


class Kept(StrEnum):
    """Why a value is kept back."""

    SOURCE = "source"
    THIRD_PERSON = "third_person"
    OFFICE = "office"


KEPT_WORDS: Final[Mapping[Kept, Msg]] = {
    Kept.SOURCE: N_("Kept back for a source: {count}", "Kept back for sources: {count}"),
    Kept.THIRD_PERSON: N_(
        "Kept back because it is about somebody else: {count}", "Kept back because it is about others: {count}"
    ),
    Kept.OFFICE: N_(
        "Kept back for safe channels, places and staff: {count}", "Kept back for safe channels, places and staff: {count}"
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One value as it could be said: its field's label and key, and whether names in it were replaced."""

    label: str
    field: str
    text: str
    redacted: bool
    data_class: DataClass


@dataclass(frozen=True, slots=True)
class About:
    """One record that is about her, or (`mentions` not empty) in which she is only mentioned, as what."""

    record: str
    type: str
    label: str
    day: str
    values: tuple[Told, ...]
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything that is held about one person. `files`: how many attached files; `seen`: what left that named her."""

    person: str
    title: str
    records: tuple[About, ...]
    files: int
    consents: tuple[str, ...]
    seen: tuple[Entry, ...]
    kept: Mapping[Kept, int]


def holdings(vault: Vault, person_id: str, catalogue: Catalogue) -> Holdings:
    """Return what is held about a person, in the language of `catalogue`; NOT_FOUND where there is no such person."""
    person = vault.records.get(person_id)
    if person.type != "person" or person.deleted:
        raise UserProblem(
            Code.NOT_FOUND, N_("There is no such person."), N_("`casevault list DIR person` lists them."), id=person_id
        )
    reader = _Reader(vault, person, catalogue)
    found = [reader.about(record) for record in reader.records]
    files = sum(len(rows_of(record.fields.get("files", []))) for record in reader.records if record.type == "evidence")
    return Holdings(
        person=person.id,
        title=person.title,
        records=tuple(one for one in found if one is not None),
        files=files,
        consents=tuple(record.id for record in reader.records if record.type == "consent"),
        seen=tuple(register.listing(vault, person=person.id)),
        kept={reason: reader.kept[reason] for reason in Kept if reader.kept[reason]},
    )


class _Reader:
    """Reads the records of one person's holdings."""

    def __init__(self, vault: Vault, person: Record, catalogue: Catalogue) -> None:
        self._vault, self._person, self._catalogue = vault, person, catalogue
        self.kept: Counter[Kept] = Counter()
        pointing = [record for record in vault.records.pointing_to(person.id) if not record.deleted]
        focus = [record for record in pointing if record.type == "case" and self._is_focus(record)]
        inside = [record for case in focus for record in vault.records.in_case(case.id) if not record.deleted]
        found = {record.id: record for record in (person, *pointing, *inside)}
        self._mine = frozenset({person.id, *(record.id for record in inside), *(case.id for case in focus)})
        self.records = sorted(found.values(), key=lambda one: (one.id != person.id, one.date_from, one.id))
        pointed = vault.records.many({target for one in self.records for target in targets_of(vault.schema.type(one.type), one)})
        self._known = {**pointed, **found}
        self._redactor, self._naming = self._words()

    def about(self, record: Record) -> About | None:
        """Return what could be said of a record; None for one of which nothing is."""
        if record.type in SOURCES or record.type in OFFICE or (record.type == "person" and record.id != self._person.id):
            self.kept[Kept.SOURCE if record.type in SOURCES else Kept.OFFICE] += record.type != "disclosure"
            return None
        rt = self._vault.schema.type(record.type)
        label, day = self._catalogue.text(rt.label), record.date_from[:10]
        if not self._is_about(record):
            mentions = tuple(self._mentions(record))
            return About(record.id, record.type, label, day, (), mentions) if mentions else None
        values: dict[str, Told] = {}
        for item in items_of(rt, record):
            told = self._told(item, record)
            if told is None:
                continue
            # The cells of one row of a table are said in one line, under the table's own label.
            table, _, rest = item.path.partition("/")
            row = f"{table}/{rest.partition('/')[0]}" if rest else table
            field = rt.field(table)
            named = replace(told, label=self._catalogue.text(field.label), field=table) if rest and field is not None else told
            values[row] = named if row not in values else _joined(values[row], named)
        return About(record.id, record.type, label, day, tuple(values.values()))

    def _is_about(self, record: Record) -> bool:
        """Say whether a record is about her: by naming her alone, by what befell her, or as part of her own case."""
        named = [
            text_of(record, key) for key in ABOUT_ONE if text_of(record, key) in self._known and self._is_person(record, key)
        ]
        if named:
            return self._person.id in named
        victims = codes_of(record, "victims")
        return self._person.id in victims if victims else record.id in self._mine

    def _is_person(self, record: Record, key: str) -> bool:
        return self._known[text_of(record, key)].type == "person"

    def _is_focus(self, case: Record) -> bool:
        return any(row.person == self._person.id and row.focus for row in case_persons(case))

    def _mentions(self, record: Record) -> Iterator[str]:
        """Yield the labels of the fields in which she stands."""
        found = dict.fromkeys(
            item.path.partition("/")[0]
            for item in items_of(self._vault.schema.type(record.type), record)
            if self._person.id in _ids(item)
        )
        rt = self._vault.schema.type(record.type)
        for key in found:
            field = rt.field(key)
            if field is not None and field.data_class is not DataClass.C5:
                yield self._catalogue.text(field.label)
        if not found:
            self.kept[Kept.THIRD_PERSON] += 1

    def _told(self, item: Item, record: Record) -> Told | None:
        reason = self._reason(item, record)
        if reason is not None:
            self.kept[reason] += 1
            return None
        text, redacted = self._words_of(item)
        return Told(self._catalogue.text(item.field.label), item.key, text, redacted, item.data_class)

    def _reason(self, item: Item, record: Record) -> Kept | None:
        targets = [self._known.get(target) for target in _ids(item)]
        if "source" in item.field.targets or any(target is not None and target.type in SOURCES for target in targets):
            return Kept.SOURCE
        # A record is raised to C5 as a whole where it speaks of safe places or of staff; her own is hers, field by field.
        graded = item.field.data_class if record.id == self._person.id else item.data_class
        if graded is DataClass.C5 or any(target is not None and target.type == "actor" for target in targets):
            return Kept.OFFICE
        if any(target is not None and target.type == "organisation" and is_sealed_partner(target) for target in targets):
            return Kept.THIRD_PERSON
        # In a table of people each row is about the one it names.
        if record.type == "case" and item.path.startswith("persons/") and not self._is_own_row(record, item):
            return Kept.THIRD_PERSON
        return None

    def _is_own_row(self, case: Record, item: Item) -> bool:
        row_id = item.path.split("/")[1]
        rows = rows_of(case.fields.get("persons", []))
        return any(row.get("row") == row_id and row.get("person") == self._person.id for row in rows)

    def _words_of(self, item: Item) -> tuple[str, bool]:
        """Return a value in words, and whether any name in it was replaced."""
        field, value = item.field, item.value
        match field.kind:
            case Kind.REF | Kind.REFS:
                named = [self._target(target) for target in _ids(item)]
                return ", ".join(words for words, _ in named), any(changed for _, changed in named)
            case Kind.TEXT | Kind.TEXTS:
                texts = [value] if isinstance(value, str) else value if isinstance(value, list) else []
                return self._redacted((str(text) for text in texts), item, ", ")
            case Kind.LONG:
                return self._redacted((str(row.get("text", "")) for row in rows_of(value)), item, "\n\n")
            case _:
                return show(field, value, self._look()), False

    def _redacted(self, texts: Iterable[str], item: Item, between: str) -> tuple[str, bool]:
        if item.record == self._person.id:  # her own names, numbers and addresses
            return between.join(texts), False
        found = [self._redactor.line(text, item.record, item.path) for text in texts]
        return between.join("".join(run.text for run in one.line) for one in found), any(one.changed for one in found)

    def _target(self, target: str) -> tuple[str, bool]:
        record = self._known.get(target)
        if record is None:
            return "", False
        if record.type == "person" and record.id != self._person.id:
            return self._naming.words(record.id), True
        if is_home(record, _homes()):
            return self._catalogue.text(N_("a private address")), True
        if record.type in {"person", "organisation", "facility", "place"}:
            return record.title, False
        return self._catalogue.text(self._vault.schema.type(record.type).label), False  # its title may name somebody

    def _look(self) -> Look:
        return Look(catalogue=self._catalogue, vocabularies=self._vault.schema.vocabularies, long_dates=True)

    def _words(self) -> tuple[Redactor, Naming]:
        """Return what replaces others' names: she is named in full, everybody else is a role."""
        informants = terms.informants(self._vault.records.list("source"))
        roles = Roles(self._known.values(), informants)
        standings = {
            record.id: Standing(person=record.id, role=roles.of(record.id))
            for record in self._known.values()
            if record.type == "person"
        }
        standings[self._person.id] = Standing(
            person=self._person.id, role=roles.of(self._person.id), focus=True, identity=Identity.FULL
        )
        selection = Selection((), self._known, (), {}, {})
        clearance = Clearance(standings=standings, focus_of={}, limited=frozenset())
        found = terms.collect(self._vault.records, selection, clearance, self._person, homes=_homes())
        withheld = [term for term in found.withheld if term.record != self._person.id]
        naming = Naming(selection, clearance, Pseudonyms({}, self._vault.ambient), self._catalogue)
        finder = Scanner(withheld, found.allowed)
        return Redactor(finder, naming, found.linked, self._catalogue, masked=found.masked), naming


def _joined(first: Told, second: Told) -> Told:
    return replace(
        first,
        text=BETWEEN.join(part for part in (first.text, second.text) if part),
        redacted=first.redacted or second.redacted,
        data_class=max(first.data_class, second.data_class),
    )


@cache
def _homes() -> frozenset[tuple[str, str]]:
    """Return what is never named to anybody: homes and refuges, by the strictest of the allow-lists there are."""
    return policy.parse_profile(paths.resource_text("profiles/embassy.toml")).homes


def _ids(item: Item) -> tuple[str, ...]:
    if item.field.kind is Kind.REF and isinstance(item.value, str):
        return (item.value,)
    if item.field.kind is Kind.REFS and isinstance(item.value, list):
        return tuple(value for value in item.value if isinstance(value, str))
    return ()
