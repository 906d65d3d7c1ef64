"""Labels, names, titles and sources: the small things every screen says about a record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from casevault.domain.consent import codes_of, rows_of, text_of
from casevault.domain.mentions import as_read
from casevault.domain.schema import NOT_A_VALUE_LABELS, Kind, NotAValue
from casevault.domain.types.clock import CLOCK, RULE
from casevault.domain.values import show, title_of
from casevault.errors import CaseVaultError
from casevault.i18n import N_, SOURCE_LANGUAGE, Catalogue
from casevault.ui.read import days
from casevault.ui.read.account_title import account_title
from casevault.ui.read.copy_words import copy_words
from casevault.vault.clock_words import rule_names
from casevault.vault.covering import covered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from casevault.domain.look import Look
    from casevault.domain.record import Record, Value
    from casevault.domain.schema import DataClass, Field, RecordType
    from casevault.i18n import Msg
    from casevault.vault.vault import Vault

LATIN = "latn"
NAME_KINDS = ("legal", "")  # which aliases stand beside the display name


class Tone(StrEnum):
    """How a status is meant; the window turns it into an icon, a word and a colour."""

    OK = "ok"
    RUNNING = "running"
    DUE = "due"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"
    NONE = "none"
    DISPUTED = "disputed"
    CREDIBLE = "credible"
    REPORTED = "reported"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    REVIEW = "review"
    BROKEN = "broken"


# Shown beside the values, or ids of records that are shown by what became of them.
_FOR_THE_PROGRAM = frozenset({"version", "shown", "about"})  # columns of the register that only tell one state from another
_UNSHOWN = frozenset({"data_class", "tlp", "certainty", "merged_into", "merged_from", "not_same", "covers", "pad"})
CERTAINTY_TONES: Mapping[str, Tone] = {
    "confirmed": Tone.OK,
    "credible": Tone.CREDIBLE,
    "disputed": Tone.DISPUTED,
}


@dataclass(frozen=True, slots=True)
class Name:
    """How a person or thing is called on one line: as recorded, then in its original script where that is another."""

    main: str
    script: str = ""
    code: str = ""

    @property
    def spoken(self) -> str:
        """Return the name for a screen reader."""
        return " ".join(part for part in (self.main, self.script, self.code) if part)


def is_latin(text: str) -> bool:
    """Say whether a name is written in Latin letters (which stand semi-bold; every other script stands regular)."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and ord(letters[0]) < 0x250  # noqa: PLR2004 - the end of Latin Extended-B


def sentence(text: str) -> str:
    """Return a label as it stands at the start of a line: its first letter a capital."""
    return text[:1].upper() + text[1:]


def long_text(value: object) -> str:
    """Return the original of a long text (first entry), or a plain text as it is."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return str(value[0].get("text", ""))
    return value if isinstance(value, str) else ""


PUBLIC_NAMES = frozenset({"organisation", "facility", "place"})  # what is named so is no person
OURS = frozenset({"actor", "device", "saved_search", "custom_field", "custom_type", "vocabulary_entry"})  # nor is a colleague
MOST_CODES = 3


class Reader:
    """Reads for people. Safe on any thread: it holds no state but the language."""

    def __init__(self, vault: Vault, catalogue: Catalogue, *, discreet: bool = False) -> None:
        self.vault = vault
        self.catalogue = catalogue
        self.discreet = discreet  # code names in place of names

    @property
    def today(self) -> date:
        """Return the calendar day."""
        return self.vault.ambient.today()

    @property
    def look(self) -> Look:
        """Return how values are shown in this language, with the records they point to called as lists call them."""
        stored = self.vault.look(self.catalogue)

        def called(record_id: str) -> str:
            found = self.many([record_id])
            return self.title(found[record_id]) if record_id in found else stored.title_of(record_id)

        if self.discreet:
            return replace(stored, title_of=self.called, told=self.told, hides=True)
        return stored if self.catalogue.language == SOURCE_LANGUAGE else replace(stored, title_of=called)

    def text(self, msg: Msg, /, *, count: int | None = None, **params: object) -> str:
        """Return a sentence in this language."""
        return self.catalogue.text(msg, count=count, **params)

    def label(self, vocabulary: str, code: str) -> str:
        """Return the label of a code; "" for none, and the words for "not known" where the value says so."""
        return self.vault.schema.vocabularies.label(vocabulary, code, self.catalogue) if code else ""

    def choice(self, record: Record, key: str) -> str:
        """Return the label of a CHOICE field as a person reads it."""
        value = record.fields.get(key)
        if isinstance(value, dict):
            return self.not_a_value(value)
        field = self.type_of(record).field(key)
        return self.label(field.vocabulary, value) if field is not None and isinstance(value, str) else ""

    def choices(self, record: Record, key: str) -> list[str]:
        """Return the labels of a CHOICES field."""
        field = self.type_of(record).field(key)
        return [self.label(field.vocabulary, code) for code in codes_of(record, key)] if field is not None else []

    def not_a_value(self, value: Mapping[str, Value]) -> str:
        """Return the words for `{"na": …}`."""
        na = value.get("na")
        return self.text(NOT_A_VALUE_LABELS[NotAValue(na)]) if isinstance(na, str) and na in set(NotAValue) else ""

    def type_of(self, record: Record) -> RecordType:
        """Return the descriptor of a record's type."""
        return self.vault.schema.type(record.type)

    def day(self, text: str) -> str:
        """Return a date in few words, without the year when it is this one."""
        return days.short(text, self.catalogue, self.today.year)

    def ago(self, iso: str) -> str:
        """Return how far a day is from today."""
        return days.relative(iso, self.today, self.catalogue)

    def date_of(self, record: Record) -> str:
        """Return the recorded date of a record, or ""."""
        keys = self.type_of(record).dates
        return text_of(record, keys[0]) if keys else ""

    def when(self, record: Record) -> str:
        """Return when a record was, in few words; "until 22 Dec 2015" where only its end is known; "" for no date."""
        keys = self.type_of(record).dates
        answer = record.fields.get(keys[0]) if keys else None
        if isinstance(answer, dict):
            return self.not_a_value(answer)
        began = self.date_of(record)
        ended = text_of(record, keys[1]) if not began and len(keys) > 1 else ""
        return self.text(N_("until {day}"), day=self.day(ended)) if ended else self.day(began)

    def many(self, ids: Iterable[str]) -> dict[str, Record]:
        """Return the records of these ids that exist."""
        wanted = [found for found in dict.fromkeys(ids) if found]
        return self.vault.records.many(wanted) if wanted else {}

    def title_of(self, record_id: str) -> str:
        """Return what a record is called, or the text itself where it is no id of a record."""
        try:
            return self.title(self.vault.records.get(record_id))
        except CaseVaultError:
            return self.text(N_("a record that was erased")) if self.vault.records.erased_on(record_id) else record_id

    def title(self, record: Record) -> str:
        """Return what a record is called, its codes and dates in this language (the stored title has them in English)."""
        if self.discreet:
            return self._hidden_title(record)
        about = self.many([text_of(record, "record")]) if record.type == "claim" and not record.deleted else {}
        for target in about.values():  # the stored title holds the key of the field, and the value as it is kept
            if said := account_title(record, target, self.vault.schema, self.vault.look(self.catalogue)):
                return said
        ruled = record.type == CLOCK.key  # the stored title holds the id of its rule, which says nothing to a person
        if (self.catalogue.language == SOURCE_LANGUAGE and not ruled) or record.deleted or not record.fields:
            return record.title
        fields = {**record.fields, RULE: self.rule(record)} if ruled else record.fields
        # One step deep and no further: two records that name each other would go round for ever.
        stored = self.vault.look(self.catalogue)

        def named(record_id: str) -> str:
            found = self.many([record_id]).get(record_id)
            if found is None or found.deleted or not found.fields:
                return stored.title_of(record_id)
            return title_of(self.type_of(found), found.fields, stored)

        return title_of(self.type_of(record), fields, replace(stored, title_of=named))

    def _hidden_title(self, record: Record) -> str:
        """Return what a record is called with nobody named in it."""
        if record.type in {"person", "case"}:
            return self.called(record.id)
        if record.deleted or not record.fields:
            return self.text(self.type_of(record).label)
        fields = {**record.fields, RULE: self.rule(record)} if record.type == CLOCK.key else record.fields
        stored = self.vault.look(self.catalogue)
        if record.type in OURS:
            return title_of(self.type_of(record), fields, stored)
        return title_of(self.type_of(record), fields, replace(stored, title_of=self.called, told=self.told))

    def told(self, text: str) -> str:
        """Return a recorded text as it is read; where names are hidden, with codes in place of whoever it names."""
        return covered(self.vault, text, self._hidden) if self.discreet and text else as_read(text)

    def _hidden(self, record_id: str) -> str:
        return self.called(record_id) if record_id else self.text(self.vault.schema.type("person").label)

    def long(self, value: object) -> str:
        """Return the original of a long text as it is read."""
        return self.told(long_text(value))

    def called(self, record_id: str) -> str:
        """Return what a record is called where it is offered or chosen; where names are hidden, by codes and its kind."""
        if not self.discreet:
            return self.look.title_of(record_id)
        record = self.many([record_id]).get(record_id)
        if record is None:
            return self.text(N_("a record that was erased")) if self.vault.records.erased_on(record_id) else record_id
        if record.type in PUBLIC_NAMES or record.type in OURS:
            return self.title(record)
        cases = self.many(record.cases[:MOST_CODES]) if record.type != "case" else {}
        codes = [code for one in (record, *cases.values()) if (code := text_of(one, "code"))]
        return " · ".join([*([] if record.type == "case" and codes else [self.text(self.type_of(record).label)]), *codes])

    def rule(self, record: Record) -> str:
        """Return what the rule asks that a record about a limit names; its id where no pack knows it."""
        known = text_of(record, RULE)
        return rule_names(self.catalogue).get(known, known)

    def name(self, record: Record) -> Name:
        """Return how a person, organisation, facility or place is called, in its scripts."""
        person = record.type == "person"
        if self.discreet and person:
            return Name(self.called(record.id))
        main = text_of(record, "display_name" if person else "name") or record.title
        rows = rows_of(record, "aliases" if person else "names")
        others = [row for row in rows if str(row.get("kind", "")) in NAME_KINDS]
        latin = is_latin(main)
        for row in others or rows:
            value = str(row.get("value", ""))
            if value and value != main and is_latin(value) != latin:
                return Name(main, value)
        return Name(main)

    def case_name(self, case: Record, people: Mapping[str, Record] | None = None) -> Name:
        """Return how a case is called: by the one person it is about, else by its title; the code always with it."""
        code = text_of(case, "code")
        if self.discreet:
            return Name(code, "", code)
        focus = [str(row.get("person", "")) for row in rows_of(case, "persons") if row.get("is_focus") is True]
        if len(focus) == 1:
            person = (people or self.many(focus)).get(focus[0])
            if person is not None:
                found = self.name(person)
                return Name(found.main, found.script, code)
        return Name(text_of(case, "title") or case.title, "", code)

    def source_line(self, sources: Sequence[Record]) -> str:
        """Return who says it: "S-0047 · lawyer", or "2 sources"."""
        if len(sources) > 1:
            return self.text(N_("{count} source", "{count} sources"), count=len(sources))
        if not sources:
            return ""
        kind = self.choice(sources[0], "kind")
        return " · ".join(part for part in (text_of(sources[0], "code"), kind) if part)

    def certainty(self, record: Record) -> tuple[str, Tone]:
        """Return how sure a record is, in a word, and its tone."""
        code = text_of(record, "certainty")
        return sentence(self.choice(record, "certainty")), CERTAINTY_TONES.get(code, Tone.REPORTED)

    def values(self, record: Record) -> list[ValueLine]:
        """Return every recorded value of a record, in the order of its form; what the program fills by itself is left out."""
        found = []
        for field in self.type_of(record).fields:
            value = record.fields.get(field.key)
            if value in (None, "", []) or field.key in _UNSHOWN or (self.discreet and self._is_name(record, field)):
                continue
            said = copy_words(self, field.key, value) if record.type == "disclosure" else ""
            if said:
                shown = said
            elif field.kind is Kind.ROWS and isinstance(value, list):
                lines = [self._row(field.rows, row) for row in value if isinstance(row, dict)]
                shown = "\n".join(line for line in lines if line)
            elif field.kind is Kind.DATE and isinstance(value, str):
                shown = self.day(value)
            elif record.type == CLOCK.key and field.key == RULE:
                shown = self.rule(record)
            else:
                shown = show(field, value, self.look)
            if field.kind in (Kind.CHOICE, Kind.CHOICES, Kind.BOOL):
                shown = sentence(shown)
            if shown:
                found.append(ValueLine(self.text(field.label), shown, max(field.data_class, record.data_class), field.key))
        return found

    @staticmethod
    def _is_name(record: Record, field: Field) -> bool:
        """Say whether a field holds what a person is called."""
        return record.type == "person" and any(part.names_person for part in (field, *field.rows))

    def _row(self, columns: Sequence[Field], row: Mapping[str, Value]) -> str:
        parts = [
            show(column, row[column.key], self.look)
            for column in columns
            if row.get(column.key) not in (None, "", [], False) and column.key not in _FOR_THE_PROGRAM
        ]
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One value on a record card."""

    label: str
    value: str
    data_class: DataClass
    key: str
