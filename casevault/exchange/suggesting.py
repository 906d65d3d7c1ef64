"""A first mapping for a table that has none: by what its columns are called, and by what stands in them.

It is shown and corrected, never more than that. Nothing ambiguous is decided here: a date that can be read in two ways stays as
it was typed, a word that fits no list goes into the note, and a column that nobody recognises is kept there as a whole.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from casevault import paths
from casevault.domain.schema import Kind
from casevault.domain.words import HAN_RUN
from casevault.exchange.cells import Reason, apart, folded, propose, reason_of
from casevault.exchange.cellvalues import DoesNotFit, Values, plain
from casevault.exchange.mapping import Column, Mapping, Meaning, Otherwise, RecordRule, Target
from casevault.i18n import N_, Msg

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Lookup

    from casevault.domain.catalog import Schema
    from casevault.domain.schema import Field
    from casevault.exchange.sheets import Cell, Row, Source

SAMPLE: Final = 2_000  # rows that are looked at
_DISTINCT: Final = 400  # different cells of a column that are kept
KEYED: Final = "key"
_UNNAMED: Final = re.compile(r"column \d+( \(\d+\))?")
# Signs of a program for an empty cell, not words of a person: they answer that nothing is known, and no note repeats them.
_MARKS: Final = frozenset({"na", "n/a", "n.a.", "#n/a", "nan", "?", "??", "???"})
_MEANINGS: Final = {
    Reason.UNKNOWN: Meaning.UNKNOWN,
    Reason.NOTHING: Meaning.EMPTY,
    Reason.NOT_ASKED: Meaning.NOT_ASKED,
    Reason.REDACTED: Meaning.NOT_DISCLOSABLE,
}
_NUMBERED: Final = re.compile(r"(.*?)[ _.\-]*(\d{1,2})")
_NUMBERS: Final = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", re.ASCII)
_ISO: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}", re.ASCII)
_SHARED: Final = ("place", "facility", "organisation", "source")
_ORDER: Final = ("person", "case", "detention", "stage", "facility", "charge", "judgment", "event", "organisation", "source")
QUESTION: Final = N_(
    "Dates such as 03/04/2015 can be read in two ways. They are kept as typed; "
    "say in the mapping whether the day or the month comes first."
)
NOTHING: Final = N_("No column was recognised: each row becomes a note. Say in the mapping what the columns are.")


@dataclass(slots=True)
class Seen:
    """What stood in one column of the sample."""

    header: str
    cells: Counter[str] = field(default_factory=Counter)  # different texts, up to `_DISTINCT`
    filled: int = 0
    several: bool = False
    unique: bool = True

    def add(self, cell: Cell) -> None:
        """Note one more cell."""
        if not cell:
            return
        self.filled += 1
        pieces = [cell] if isinstance(cell, str) else list(cell)
        self.several |= len(pieces) > 1
        for piece in (piece.strip() for piece in pieces):
            self.unique = self.unique and piece not in self.cells
            if piece in self.cells or len(self.cells) < _DISTINCT:
                self.cells[piece] += 1

    def parted(self) -> tuple[str, ...]:
        """Return what parts several values in one cell of this column."""
        separator = propose(self.cells).separator
        return (separator,) if separator else ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mapping, what has to be asked about it, and the rows it was made from."""

    mapping: Mapping
    questions: tuple[Msg, ...]
    sample: tuple[Row, ...]


def suggest(source: Source, name: str, schema: Schema, today: date) -> Suggestion:
    """Return a mapping for a source, from its header and its first rows, which are read. `name`: the file's."""
    sample = tuple(islice(source.sheet.rows, SAMPLE))
    columns = [Seen(header) for header in source.sheet.header]
    for row in sample:
        for column, cell in zip(columns, row.cells, strict=False):
            column.add(cell)
    return _Suggesting(columns, schema, Values(schema.vocabularies, today), len(sample)).made(table_name(name), sample)


def table_name(stem: str) -> str:
    """Return the name under which the keys of a file count: without the numbers that tell one month's file from the next."""
    return " ".join(re.sub(r"[\d_\-.()\s]+", " ", stem).split()).casefold()[:200] or "table"


def with_records(mapping: Mapping, schema: Schema) -> Mapping:
    """Return a mapping with the records that its columns name and that it lacks, linked as a suggestion would link them."""
    wanted = {target.record for column in mapping.columns.values() for target in column.to}
    if wanted <= mapping.records.keys():
        return mapping
    found = _Suggesting([Seen(header) for header in mapping.columns], schema, Values(schema.vocabularies, date.min), 0)
    found.take(mapping)
    made = found.records()
    # What a person has said of a record stays; the first one stays what a row is about, unless it was only a note.
    kept = {name: rule for name, rule in mapping.records.items() if rule.type != "note"}
    return replace(mapping, records={**kept, **{name: rule for name, rule in made.items() if name not in kept}})


class _Suggesting:
    def __init__(self, columns: list[Seen], schema: Schema, values: Values, rows: int) -> None:
        self._columns = columns
        self._schema = schema
        self._values = values
        self._rows = rows
        self._made: dict[str, Column] = {}
        self._concept_of: dict[str, str] = {}
        self._taken: set[str] = set()
        self._types: dict[str, str] = {}
        self._questions: list[Msg] = []
        self._sentinels: dict[str, str] = {}

    def take(self, mapping: Mapping) -> None:
        """Go on from a mapping that there is."""
        self._made = dict(mapping.columns)
        for column in mapping.columns.values():
            self._taken |= {str(target) for target in column.to}
            self._types |= {target.record: _kind_of(target.record) for target in column.to}
        self._types |= {name: rule.type for name, rule in mapping.records.items() if rule.type != "note"}

    def made(self, name: str, sample: tuple[Row, ...]) -> Suggestion:  # noqa: C901 - sentinels, names, concepts, records: one pass each
        for column in self._columns:
            for word in column.cells:
                if (meaning := _meaning(word)) is not None:
                    self._sentinels[word] = str(meaning)
        concepts = _concepts()
        for column in self._columns:
            # An object of objects by name has no head for the names; its reader calls them "key".
            if column.header == KEYED and _are_names(column):
                self._take("name", concepts["name"], column, "")
        for concept, about in concepts.items():
            for column in self._columns:
                if column.header in self._made or column.header in self._concept_of:
                    continue
                found, number = _fits(column.header, about["words"])
                if found:
                    self._take(concept, about, column, number)
        for place, column in enumerate(self._columns):
            # A column without a head that counts the rows is a program's, not a person's: the report names it.
            if _UNNAMED.fullmatch(column.header) and _counts(row.cells[place] for row in sample):
                self._made[column.header] = Column(keep="report")
        records = self.records()
        mapping = Mapping(name=name, records=records, columns=self._made, sentinels=self._sentinels)
        return Suggestion(mapping, tuple(dict.fromkeys(self._questions)), sample)

    def _take(self, concept: str, about: Lookup[str, Any], column: Seen, number: str) -> None:
        if concept == "key":
            if column.filled == self._rows and column.unique and self._rows > 0 and len(column.cells) in {self._rows, _DISTINCT}:
                self._concept_of[column.header] = concept
            return
        for targets in (about["to"], about.get("spare", [])):
            wanted = [self._numbered(Target.of(text), number) for text in targets]
            rule = self._rule(concept, about, column, wanted) if wanted else None
            if rule is not None:
                self._made[column.header] = rule
                self._concept_of[column.header] = concept
                self._taken |= {str(target) for target in rule.to}
                self._types |= {target.record: _kind_of(target.record) for target in rule.to}
                return

    def _numbered(self, target: Target, number: str) -> Target:
        return Target(f"{target.record}_{number}", target.field, target.column) if number and target.record == "place" else target

    def _rule(self, concept: str, about: Lookup[str, Any], column: Seen, wanted: list[Target]) -> Column | None:
        """Return what a column becomes, or None where its field is taken or most of its cells are something else."""
        fields = {target: self._field(target) for target in wanted}
        free = [
            target
            for target in wanted
            if target.column
            or fields[target].kind is Kind.LONG
            or str(target) not in self._taken
            or concept in {"family_name", "given_name"}
        ]
        if not free or (concept == "name" and {"family_name", "given_name"} & set(self._concept_of.values())):
            return None
        kinds = {fields[target].kind for target in free}
        dates = bool(kinds & {Kind.DATE, Kind.DATETIME, Kind.DAY})
        words: dict[str, str] = {}
        fit = unfit = 0
        for text, count in column.cells.items():
            if text in self._sentinels or not text:
                continue
            if self._fits_any(text, [fields[target] for target in free]):
                fit += count
            else:
                # A day of which the order is not known, or that is none, speaks for a column of dates all the same.
                alike = dates and (_NUMBERS.fullmatch(text) or _ISO.fullmatch(text))
                fit, unfit = (fit + count, unfit) if alike else (fit, unfit + count)
                words[text] = str(Meaning.TEXT)
        if fit < unfit or (unfit and kinds <= {Kind.TEXT}):
            return None
        asked = dates and any(_NUMBERS.fullmatch(text) for text in words)
        if asked:
            self._questions.append(QUESTION)
        # A day that no calendar has is no word of the table: each goes into the note of its row, and the report names the row.
        sentinels = {text: meaning for text, meaning in words.items() if not (dates and any(c.isdigit() for c in text))}
        list_like = not dates and any(target.column for target in free)
        return Column(
            to=tuple(free),
            split=column.parted() if list_like or kinds <= {Kind.CHOICES, Kind.TEXTS} else (),
            sentinels=sentinels,
            otherwise=Otherwise.NOTE,  # nobody is lost for one odd cell that nobody was asked about
            brackets=Target("person", "aliases", "value")
            if concept == "name" and any(apart(text)[1] for text in column.cells)
            else None,
            constants=about.get("with", {}),
            order={"given_name": 1, "family_name": 2}.get(concept, 0) if not self._chinese(column) else 0,
        )

    def _chinese(self, column: Seen) -> bool:
        return any(HAN_RUN.search(text) for text in islice(column.cells, 20))

    def _field(self, target: Target) -> Field:
        kind = _kind_of(target.record)
        found = self._schema.types[kind].field(f"{target.field}/{target.column}" if target.column else target.field)
        assert found is not None  # noqa: S101 - a test reads every concept
        return found

    def _fits_any(self, text: str, fields: Iterable[Field]) -> bool:
        for found in fields:
            if found.kind is Kind.TEXT and "\n" in text:
                continue
            try:
                value = self._values.value(found, text, {}, Column().dates)
            except DoesNotFit:
                continue
            if found.kind is not Kind.DURATION or re.fullmatch(r"P\d[\dYMWD]*|life|death", str(value)):
                return True
        return False

    def records(self) -> dict[str, RecordRule]:
        kinds = dict(self._types)
        persons = "person" in kinds
        if kinds.keys() - set(_SHARED) - {name for name in kinds if name.startswith("place_")} and (
            persons or set(kinds) & {"case", "event", "detention", "judgment", "charge"}
        ):
            kinds["case"] = "case"
        if "facility" in kinds and persons:
            kinds.setdefault("detention", "detention")
            kinds["stage"] = "stage"
        if not kinds:
            self._questions.append(NOTHING)
            return {"note": RecordRule("note", key=self._keys(), constants={"data_class": "C5"})}
        places = [name for name in kinds if name == "place" or name.startswith("place_")]
        first = _first_of(kinds)
        ordered = [first, *(name for name in (*places, *_ORDER) if name in kinds and name != first)]
        return {name: self._record(name, kinds, places, main=name == first) for name in ordered}

    def _record(self, name: str, kinds: Lookup[str, str], places: list[str], *, main: bool) -> RecordRule:  # noqa: C901 - one line a type
        kind = kinds[name]
        constants: dict[str, str] = {}
        if kind == "case":
            if "case.title" not in self._taken:
                constants["title"] = self._called()
            if "person" in kinds:
                constants |= {"persons.person": "@person", "persons.role": "defender", "persons.is_focus": "true"}
            constants |= {"status": "open", "priority": "normal"}
            around = places if "event" not in kinds else places[1:]
            if around:
                constants["region_links"] = " ".join(f"@{place}" for place in around)
        if kind in {"detention", "charge", "judgment", "event"}:
            constants["case"] = "@case"
        if kind in {"detention", "charge"} and "person" in kinds:
            constants["person"] = "@person"
        if kind == "judgment" and "person" in kinds:
            constants["sentences.person"] = "@person"
        if kind == "event":
            constants |= {"victims": "@person"} if "person" in kinds else {}
            constants |= {"place": f"@{places[0]}"} if places else {}
        if kind == "stage":
            constants |= {"period": "@detention", "facility": "@facility"}
        if "source" in kinds and kind not in _SHARED:
            constants["source_ids"] = "@source"
        several = any(seen.several for seen in self._columns if self._concept_of.get(seen.header) == "source")
        return RecordRule(
            kind,
            key=self._keys() if main else (),
            constants=constants,
            shared=not main and kind in _SHARED,
            many=name == "source" and several and not main,
            always=kind == "case" and not main,
        )

    def _called(self) -> str:
        """Return what a case without a title is called: as its person, else as what stands in the first column."""
        named = [header for header, column in self._made.items() if Target("person", "display_name") in column.to]
        named.sort(key=lambda header: self._made[header].order)
        return " ".join(f"{{{header}}}" for header in (named or [self._columns[0].header]) if not set(header) & set("{}"))

    def _keys(self) -> tuple[str, ...]:
        return tuple(header for header, concept in self._concept_of.items() if concept == "key")[:1]


def _counts(cells: Iterable[Cell]) -> bool:
    """Say whether cells count on from 0 or 1."""
    listed = list(cells)
    return len(listed) > 1 and any(all(cell == str(number) for number, cell in enumerate(listed, first)) for first in (0, 1))


def _are_names(column: Seen) -> bool:
    """Say whether most cells are words as names are: no digits, and more than one word or Chinese."""
    named = [text for text in column.cells if not any(c.isdigit() for c in text) and (" " in text or HAN_RUN.search(text))]
    return len(named) * 2 > len(column.cells)


def _kind_of(record: str) -> str:
    """Return the type of a record by its name: "place_2" is a place."""
    return record.rstrip("0123456789").rstrip("_")


def _first_of(kinds: Lookup[str, str]) -> str:
    for wanted in ("person", "case", "event", "organisation", "facility", "source"):
        if wanted in kinds:
            return wanted
    return next(iter(kinds))


def _fits(header: str, words: frozenset[str]) -> tuple[bool, str]:
    """Say whether a header is one of `words`, and the number at its end where it stands for one of several."""
    known = plain(_spaced(header))
    if known in words:
        return True, ""
    numbered = _NUMBERED.fullmatch(header)
    return (True, numbered[2]) if numbered is not None and plain(_spaced(numbered[1])) in words else (False, "")


def _spaced(header: str) -> str:
    """Return a header with the humps of camelCase apart, and without what stands in brackets behind it."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header.split("::", maxsplit=1)[0])


def _meaning(word: str) -> Meaning | None:
    """Return what a word stands for in any column; a word that may be an answer of its own ("none") is not among them."""
    if folded(word) in _MARKS:
        return Meaning.MISSING
    reason = reason_of(word)
    return None if reason is None else _MEANINGS.get(reason)


@cache
def _concepts() -> Lookup[str, Lookup[str, Any]]:
    read = tomllib.loads(paths.resource_text("import/headers.toml"))
    return {name: {**about, "words": frozenset(plain(word) for word in about["words"])} for name, about in read.items()}
