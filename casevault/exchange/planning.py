"""One row of a table to the records it makes: checked as if a person had typed them, with nothing written yet.

Every cell that holds something ends in a field, in the note of the row, or in what the report counts; a cell that its field does
not take rejects the row, or goes into the note where the mapping says so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from casevault.domain.schema import Kind, TextForm
from casevault.domain.text import legible
from casevault.domain.values import parse_fields
from casevault.errors import CaseVaultError, Code, UserProblem
from casevault.exchange.cells import apart
from casevault.exchange.cellvalues import DoesNotFit, Values
from casevault.exchange.mapping import Meaning, Otherwise, Target, field_of, filled, placeholders, references
from casevault.i18n import N_, NO_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Mapping as Lookup
    from datetime import date

    from casevault.domain.catalog import Schema
    from casevault.domain.record import Value
    from casevault.domain.schema import Field
    from casevault.exchange.identity import Identity
    from casevault.exchange.mapping import Column, Mapping, RecordRule
    from casevault.exchange.sheets import Cell, Row
    from casevault.i18n import Msg

NOTE: Final = "note"  # the type of the record that keeps what has no field
_ANSWERS: Final = frozenset({Meaning.UNKNOWN, Meaning.NOT_ASKED, Meaning.REFUSED, Meaning.NOT_DISCLOSABLE})
_LISTS: Final = frozenset({Kind.CHOICES, Kind.TEXTS, Kind.REFS})
_DATES: Final = frozenset({Kind.DATE, Kind.DATETIME, Kind.DAY})
_JOINED: Final = {Kind.TEXT: " ", Kind.LONG: "\n"}
_SEVERAL: Final = "; "
_SHORT: Final = 64  # characters of a cell whose reading is kept
_KEPT: Final = 1 << 12  # of them, of one column


class Rejected(Exception):  # noqa: N818 - what becomes of a row, not a failure of the program
    """This row makes no record: its first bad column ("" where it is the whole row) and why."""

    def __init__(self, column: str, problem: CaseVaultError) -> None:
        super().__init__(problem.code.value)
        self.column = column
        self.problem = problem


@dataclass(slots=True)
class Made:
    """One record of a row. `fields` is its whole payload as a new record; `given` the keys that the table or the mapping gave."""

    rule: str
    type: str
    id: str
    fields: dict[str, Value]
    given: frozenset[str]
    shared: bool = False


@dataclass(slots=True)
class Planned:
    """What a row makes, the record it is about first; `lines` are kept in its note."""

    main: Made
    others: list[Made]
    lines: list[str]
    # Columns of which a cell is in the note, for its field does not take it, and why.
    misfits: list[tuple[str, CaseVaultError]] = field(default_factory=list)


@dataclass(slots=True)
class Seen:
    """What was met in the cells: how often each sentinel with its meaning, and how many cells no field and no note holds."""

    sentinels: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # (column, word, meaning)
    reported: Counter[str] = field(default_factory=Counter)  # column


@dataclass(slots=True)
class _Draft:
    """A record of a row while its cells are read."""

    fields: dict[str, object] = field(default_factory=dict)
    tables: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    answered: dict[str, object] = field(default_factory=dict)  # {"na": …}, which alone make no record
    filled: bool = False


@dataclass(frozen=True, slots=True)
class _Column:
    place: int
    header: str
    rule: Column
    targets: tuple[tuple[Target, Field], ...]
    brackets: tuple[Target, Field] | None
    sentinels: Lookup[str, str]
    alone: bool  # a cell is one value for one field, which takes one and no list
    plain: bool  # every cell goes as it stands into a line of free text
    read: dict[str, object]  # what short cells were read as, where they go into one field: a column holds few words many times


class Planner:
    """Plans the rows of one table by one mapping. `identity` says which records they are."""

    def __init__(
        self,
        mapping: Mapping,
        header: tuple[str, ...],
        schema: Schema,
        identity: Identity,
        *,
        today: date,
        new_id: Callable[[], str],
    ) -> None:
        """Plan by a mapping that has been checked against `schema`."""
        self.seen = Seen()
        self._mapping = mapping
        self._header = header
        self._schema = schema
        self._identity = identity
        self._values = Values(schema.vocabularies, today)
        self._new_id = new_id
        self._columns = sorted(
            (
                self._compiled(place, name)
                for place, name in enumerate(header)
                if name in mapping.columns and mapping.columns[name].to
            ),
            key=lambda column: (column.rule.order, column.place),
        )
        mapped = {column.place for column in self._columns}
        self._rest = [
            (place, name, (mapping.columns[name].keep if name in mapping.columns else "") or mapping.unmapped)
            for place, name in enumerate(header)
            if place not in mapped
        ]
        self._sentinels = {word.casefold(): meaning for word, meaning in mapping.sentinels.items()}
        self._places = {name: place for place, name in enumerate(header)}
        self._set_in = {
            name: self._places[name]
            for rule in mapping.records.values()
            for constant in rule.constants.values()
            for name in placeholders(constant)
            if name in self._places
        }
        self._many = {name for name, rule in mapping.records.items() if rule.many}
        self._column_of = {
            (target.record, f"{target.field}/{target.column}" if target.column else target.field): column.header
            for column in reversed(self._columns)
            for target, _ in column.targets
        }
        self._several = Counter(
            (target.record, target.field)
            for column in self._columns
            for target, found in column.targets
            if found.kind is Kind.LONG
        )
        self._with_columns = {target.record for column in self._columns for target, _ in column.targets}

    def unmapped(self) -> dict[str, str]:
        """Return the columns that fill no field, and whether their cells are in the note or only named in the report."""
        return {name: keep for _, name, keep in self._rest}

    def plan(self, row: Row) -> Planned:
        """Return what a row makes; `Rejected` where it makes nothing."""
        drafts: dict[str, list[_Draft]] = {}
        lines: list[str] = []
        self._misfits: list[tuple[str, CaseVaultError]] = []
        for column in self._columns:
            cell = row.cells[column.place]
            if cell and not (column.alone and type(cell) is str and self._read_alone(column, cell.strip(), drafts)):
                self._read(column, cell, drafts, lines)
        for place, header, keep in self._rest:
            if cell := row.cells[place]:
                self._keep(header, cell, keep, lines)
        if not drafts and not lines:
            raise Rejected("", UserProblem(Code.INVALID_INPUT, N_("Nothing stands in this row that could be recorded.")))
        planned = self._records(row, drafts, lines)
        planned.misfits = self._misfits
        return planned

    def _compiled(self, place: int, header: str) -> _Column:
        rule = self._mapping.columns[header]
        found = [(target, field_of(self._mapping, self._schema, target)) for target in rule.to]
        brackets = None if rule.brackets is None else (rule.brackets, field_of(self._mapping, self._schema, rule.brackets))
        words = {**self._mapping.sentinels, **rule.sentinels}
        sentinels = {word.casefold(): meaning for word, meaning in words.items()}
        plain = not rule.codes and all(field.kind is Kind.TEXT and field.form is TextForm.FREE for _, field in found)
        single = len(found) == 1 and not rule.split and brackets is None and not found[0][0].column
        alone = single and found[0][1].kind not in _LISTS and found[0][1].kind is not Kind.LONG
        return _Column(place, header, rule, tuple(found), brackets, sentinels, alone, plain, {})

    def _read_alone(self, column: _Column, piece: str, drafts: dict[str, list[_Draft]]) -> bool:
        """Put a cell into its field, as most are: one value, for one field that has none yet. False: nothing was done."""
        target, found = column.targets[0]
        several = drafts.get(target.record)
        if several is not None and target.field in several[0].fields:
            return False
        if not piece or (column.sentinels and piece.casefold() in column.sentinels):
            return False
        value: object = piece
        if not column.plain:
            try:
                value = self._value(column, found, piece)
            except DoesNotFit:
                return False
            if value is not piece and value != piece and found.kind in _DATES:
                return False
        draft = several[0] if several is not None else _nth(drafts, target.record, 0)
        draft.fields[target.field] = value
        draft.filled = True
        return True

    def _read(self, column: _Column, cell: Cell, drafts: dict[str, list[_Draft]], lines: list[str]) -> None:
        pieces = _pieces(cell, column.rule.split)
        for number, piece in enumerate(pieces):
            meaning = column.sentinels.get(piece.casefold()) if column.sentinels else None
            if meaning is not None:
                self._sentinel(column, piece, meaning, drafts, lines)
                continue
            problem: CaseVaultError | None = None
            for target, found in column.targets:
                try:
                    value = piece if column.plain else self._value(column, found, piece)
                    self._put(drafts, column, target, found, value, number, len(pieces))
                except DoesNotFit as found_out:
                    problem = problem or found_out.problem
                    continue
                if value is not piece and value != piece and isinstance(value, str) and found.kind in _DATES:
                    lines.append(f"{column.header}: {piece}")  # what was typed is kept beside what it was read as
                break
            else:
                self._unfit(column, piece, lines, problem)
                continue
            if column.brackets is not None and (inner := apart(piece)[1]):
                self._put(drafts, column, *column.brackets, inner, 0, 1)

    def _value(self, column: _Column, field: Field, piece: str) -> object:
        kept = column.read.get(piece)
        if kept is None:
            kept = self._values.value(field, piece, column.rule.codes, column.rule.dates)
            if len(column.targets) == 1 and len(piece) <= _SHORT:
                if len(column.read) >= _KEPT:
                    column.read.clear()
                column.read[piece] = kept
        return kept

    def _sentinel(self, column: _Column, word: str, meaning: str, drafts: dict[str, list[_Draft]], lines: list[str]) -> None:
        self.seen.sentinels[column.header, word, meaning] += 1
        if meaning in _ANSWERS or meaning == Meaning.TEXT:
            lines.append(f"{column.header}: {word}")
        answer = Meaning.UNKNOWN if meaning == Meaning.MISSING else meaning
        target, found = column.targets[0]
        if answer in _ANSWERS and not target.column and found.kind is not Kind.LONG:
            _first(drafts, target.record).answered.setdefault(target.field, {"na": str(answer)})

    def _unfit(self, column: _Column, piece: str, lines: list[str], problem: CaseVaultError | None) -> None:
        if column.rule.otherwise is Otherwise.NOTE:
            lines.append(f"{column.header}: {piece}")
            self._misfits.append((column.header, _why(column, problem, NO_TEXT)))
            return
        hint = N_(
            "Correct the cell and bring the file in again: no row comes in twice. Or have what does not fit in this column kept"
            ' in a note (in a mapping: otherwise = "note").'
        )
        raise Rejected(column.header, _why(column, problem, hint))

    def _put(  # noqa: PLR0917 - a value and all that says where it goes
        self, drafts: dict[str, list[_Draft]], column: _Column, target: Target, found: Field, value: object, number: int, of: int
    ) -> None:
        """Put a value where it belongs; DoesNotFit where the field takes one and there is another already."""
        draft = _nth(drafts, target.record, number if target.record in self._many else 0)
        if target.column:
            rows = draft.tables.setdefault(target.field, [])
            place = number
            while place < len(rows) and target.column in rows[place]:
                place += 1
            while place >= len(rows):
                rows.append({})
            rows[place].update({target.column: value, **{k: v for k, v in column.rule.constants.items() if k not in rows[place]}})
        elif found.kind in _LISTS:
            listed = draft.fields.setdefault(target.field, [])
            if isinstance(listed, list):
                listed.append(value)
        elif found.kind in _JOINED and isinstance(value, str):
            if self._several[target.record, target.field] > 1:
                value = f"{column.header}: {value}"
            before = draft.fields.get(target.field)
            between = (
                _SEVERAL
                if found.kind is Kind.TEXT and number and target.record not in self._many and of > 1
                else _JOINED[found.kind]
            )
            draft.fields[target.field] = value if before is None else f"{before}{between}{value}"
        elif target.field in draft.fields:
            raise DoesNotFit
        else:
            draft.fields[target.field] = value
        draft.filled = True

    def _keep(self, header: str, cell: Cell, keep: str, lines: list[str]) -> None:
        for piece in [cell] if isinstance(cell, str) else cell:
            if not piece.strip():
                continue
            meaning = self._sentinels.get(piece.strip().casefold())
            if meaning in {Meaning.MISSING, Meaning.EMPTY}:
                self.seen.sentinels[header, piece.strip(), str(meaning)] += 1
            elif keep == "note":
                lines.append(f"{header}: {piece}")
            else:
                self.seen.reported[header] += 1

    def _records(self, row: Row, drafts: dict[str, list[_Draft]], lines: list[str]) -> Planned:
        rules = self._mapping.records
        main = self._mapping.main
        wanted: list[tuple[str, RecordRule, _Draft]] = []
        for name, rule in rules.items():
            several = [draft for draft in drafts.get(name, ()) if draft.filled]
            if not several and (name == main or rule.always or name not in self._with_columns):
                several = drafts.get(name, [_Draft()])[:1]
            wanted += [(name, rule, draft) for draft in several]
        texts = {header: _text(row.cells[place]) for header, place in self._set_in.items()}
        own = self._identity.of_row(main, self._key(rules[main], row))
        ids: dict[str, list[str]] = {}
        drawn: list[tuple[str, RecordRule, dict[str, object], str]] = []
        for name, rule, draft in wanted:
            fields = _untrusted(draft)
            for key, constant in rule.constants.items():
                if not constant.startswith("@") and "." not in key and key not in fields and (value := filled(constant, texts)):
                    fields[key] = value
            found = ids.setdefault(name, [])
            record_id = (
                own
                if name == main and not found
                else (self._identity.shared(rule.type, fields) if rule.shared else self._identity.child(own, name, len(found)))
            )
            if record_id in found:
                continue  # the same place twice in one row
            found.append(record_id)
            drawn.append((name, rule, fields, record_id))
        for _, rule, fields, _ in drawn:
            self._refer(rule, fields, ids, texts)
        made = [self._made(name, rule, fields, record_id) for name, rule, fields, record_id in drawn]
        return Planned(made[0], made[1:], lines) if drawn[0][0] == main else Planned(made.pop(0), made, lines)

    def _key(self, rule: RecordRule, row: Row) -> tuple[str, ...]:
        chosen = [_text(row.cells[self._places[name]]) for name in rule.key if name in self._places]
        if chosen and all(chosen):
            return ("key", *chosen)
        # Without a key a row is known again by all it holds, under the headers it stands under.
        return (
            "row",
            *[part for name, cell in zip(self._header, row.cells, strict=True) if cell for part in (name, _text(cell))],
        )

    def _refer(self, rule: RecordRule, fields: dict[str, object], ids: Lookup[str, list[str]], texts: Lookup[str, str]) -> None:
        """Set in what the mapping says of every such record: references, and cells of its tables."""
        rt = self._schema.types[rule.type]
        tables: dict[str, dict[str, object]] = {}
        linked: set[str] = set()
        for key, constant in rule.constants.items():
            head, _, column = key.partition(".")
            found = rt.field(f"{head}/{column}" if column else head)
            value: object = filled(constant, texts)
            if constant.startswith("@") and found is not None:
                targets = [target for name in references(constant) for target in ids.get(name, ())]
                value = targets if found.kind is Kind.REFS else next(iter(targets), "")
                if value and column:
                    linked.add(head)
            if not value:
                continue
            if column:
                tables.setdefault(head, {})[column] = value
            elif constant.startswith("@"):
                fields[head] = value
        for head, cells in tables.items():
            rows = fields.get(head) or ([{}] if head in linked else [])
            if isinstance(rows, list) and rows:
                fields[head] = [{**cells, **row} for row in rows]

    def _made(self, name: str, rule: RecordRule, fields: dict[str, object], record_id: str) -> Made:
        rt = self._schema.types[rule.type]
        try:
            payload = parse_fields(self._schema, rt, fields, new_id=self._new_id, strict=False)
        except CaseVaultError as problem:
            path = str(problem.safe.get("field", ""))
            header = (
                self._column_of.get((name, path))
                or self._column_of.get((name, path.partition("/")[0]))
                or self._column_under(name, path)
            )
            raise Rejected(header, problem) from None
        return Made(name, rule.type, record_id, payload, frozenset(fields), rule.shared)

    def _column_under(self, name: str, path: str) -> str:
        head = path.partition("/")[0]
        return next(
            (
                column.header
                for column in self._columns
                for target, _ in column.targets
                if (target.record, target.field) == (name, head)
            ),
            "",
        )


def _why(column: _Column, problem: CaseVaultError | None, hint: Msg) -> UserProblem:
    """Return why a field does not take a cell; like every refusal it holds keys and numbers, never what stands in the cell."""
    if problem is not None:
        # What a field advises who types into it (“leave it as text for now”) is no help to who has a file.
        return UserProblem(problem.code, problem.what, hint, **problem.safe)
    kind = column.targets[0][1].kind
    if kind in {Kind.CHOICE, Kind.CHOICES, Kind.BOOL}:
        what = N_("This is not one of the words that the field takes.")
    elif kind in _DATES:
        what = N_("This is no date, or one that can be read in two ways.")
    else:
        what = N_("The field does not take this.")
    return UserProblem(Code.INVALID_INPUT, what, hint)


def note_fields(about: str, lines: Iterable[str]) -> dict[str, object]:
    """Return the note that keeps what has no field. Nobody has looked at what stands there: it never leaves (C5)."""
    return {"about": about, "kind": "fact", "text": "\n".join(_kept(line) for line in lines), "data_class": "C5"}


def _kept(line: str) -> str:
    # Controls cannot be recorded; what stood for them is shown as such rather than left out.
    return "\n".join(legible(part) for part in line.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n"))


def _untrusted(draft: _Draft) -> dict[str, object]:
    fields: dict[str, object] = {**draft.answered, **draft.fields}
    if draft.tables:
        fields |= {key: [row for row in rows if row] for key, rows in draft.tables.items()}
    return fields


def _first(drafts: dict[str, list[_Draft]], record: str) -> _Draft:
    return _nth(drafts, record, 0)


def _nth(drafts: dict[str, list[_Draft]], record: str, number: int) -> _Draft:
    several = drafts.get(record)
    if several is None:
        several = drafts[record] = [_Draft()]
    while len(several) <= number:
        several.append(_Draft())
    return several[number]


def _pieces(cell: Cell, separators: tuple[str, ...]) -> list[str]:
    if isinstance(cell, str) and not separators:
        return [alone] if (alone := cell.strip()) else []
    pieces = [cell] if isinstance(cell, str) else list(cell)
    for separator in separators:
        pieces = [part for piece in pieces for part in piece.split(separator)]
    return [piece for part in pieces if (piece := part.strip())]


def _text(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else _SEVERAL.join(cell)
