"""What becomes of each column of a table: a value a person can read, correct, save and use again. docs/formats/mapping.md

A mapping is untrusted: it may come from anyone. It names types and fields, never code or files, and is refused where it holds a
key that this version does not know: what is misspelt would otherwise be dropped without a word.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from casevault.domain.own import CLOSED_TYPES
from casevault.domain.schema import Kind, NotAValue
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping as Lookup

    from casevault.domain.catalog import Schema
    from casevault.domain.schema import Field, RecordType
    from casevault.i18n import Msg

VERSION: Final = 1
LARGEST: Final = 1 << 20  # bytes of a mapping file
MOST_RECORDS: Final = 64  # kinds of records that one row makes
MOST_WORDS: Final = 2_000  # sentinels or codes of one column
MOST_TARGETS: Final = 8
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_PLACE: Final = re.compile(r"\{([^{}]{1,500})\}")
_NOTHING: Final[Lookup[str, str]] = MappingProxyType({})
# What the program writes itself, or what only a person may say.
_CLOSED_TYPES: Final = CLOSED_TYPES | {"consent"}


class Meaning(StrEnum):
    """What a word stands for that is no value of its field. The first four are answers, kept in the note as typed, too."""

    UNKNOWN = NotAValue.UNKNOWN.value
    NOT_ASKED = NotAValue.NOT_ASKED.value
    REFUSED = NotAValue.REFUSED.value
    NOT_DISCLOSABLE = NotAValue.NOT_DISCLOSABLE.value
    MISSING = "missing"  # not known, and nothing but the mark of a program: counted, in no note
    TEXT = "text"  # kept in the note as typed
    EMPTY = "empty"  # as if nothing stood there; counted


class Dates(StrEnum):
    """How 03/04/2015 is read."""

    AS_TYPED = "as_typed"  # not at all: it is refused, or kept in the note
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class Otherwise(StrEnum):
    """What becomes of a row with a cell that its field does not take."""

    REJECT = "reject"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Target:
    """A field of one of the row's records: "person.birth", or a column of a table, "person.aliases.value"."""

    record: str
    field: str
    column: str = ""

    @classmethod
    def of(cls, text: str) -> Target:
        """Read `text`; a part that is missing is ""."""
        record, _, rest = text.partition(".")
        key, _, column = rest.partition(".")
        return cls(record, key, column)

    def __str__(self) -> str:
        return ".".join(part for part in (self.record, self.field, self.column) if part)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `to`: tried in order, the first that takes the value gets it; empty: kept as `unmapped` says, or as `keep`."""

    to: tuple[Target, ...] = ()
    split: tuple[str, ...] = ()  # what parts several values in one cell; "\n" is a line break
    sentinels: Lookup[str, str] = field(default_factory=dict)
    codes: Lookup[str, str] = field(default_factory=dict)
    dates: Dates = Dates.AS_TYPED
    otherwise: Otherwise = Otherwise.REJECT
    brackets: Target | None = None  # where what stands in brackets goes, too: other names
    constants: Lookup[str, str] = field(default_factory=dict)  # further cells of the same row of a table: {"kind": "phone"}
    order: int = 0  # of columns that make one text together
    keep: str = ""  # note | report, where not as the rest


@dataclass(frozen=True, slots=True)
class RecordRule:
    """One record that each row makes."""

    type: str
    key: tuple[str, ...] = ()  # columns that say which one it is; none: all of the row
    constants: Lookup[str, str] = field(
        default_factory=dict
    )  # {"persons.person": "@person", "title": "{Name}", "status": "open"}
    shared: bool = False  # records that hold the same are the same: places, organisations, sources
    many: bool = False  # one for each of several values in a cell
    always: bool = False  # made with every row, also where no column fills it


@dataclass(frozen=True, slots=True)
class Mapping:
    """What becomes of a table. The first of `records` is what a row is about; the others are made where they have a value."""

    name: str = ""
    records: Lookup[str, RecordRule] = field(default_factory=dict)
    columns: Lookup[str, Column] = field(default_factory=dict)
    sentinels: Lookup[str, str] = field(default_factory=dict)
    unmapped: str = "note"
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_row: int | None = None

    @property
    def main(self) -> str:
        """The name of the record that a row is about."""
        return next(iter(self.records))

    def with_column(self, header: str, column: Column) -> Mapping:
        """Return the mapping with another rule for one column."""
        return replace(self, columns={**self.columns, header: column})


def read(untrusted: str, schema: Schema) -> Mapping:
    """Return the mapping that TOML text describes; INVALID_INPUT names the place where it is none, TOO_LARGE above `LARGEST`."""
    if len(untrusted) > LARGEST:
        raise UserProblem(Code.TOO_LARGE, N_("This mapping is larger than any mapping is."), N_("Choose the right file."))
    try:
        table = tomllib.loads(untrusted)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        raise UserProblem(
            Code.INVALID_INPUT, N_("This mapping is not written in TOML."), N_("Save one from a dry run and correct that.")
        ) from None
    mapping = _mapping(_Table(table, ""))
    check(mapping, schema)
    return mapping


def check(mapping: Mapping, schema: Schema) -> None:
    """Refuse a mapping that names a type, a field or a record there is none of."""
    if not mapping.records:
        raise _wrong("records", N_("No record is named there."))
    types: dict[str, RecordType] = {}
    for name, rule in mapping.records.items():
        if rule.type in _CLOSED_TYPES or rule.type not in schema.types:
            raise _wrong(f"records.{name}.type", N_("There is no record type of that name that can be brought in."))
        types[name] = schema.types[rule.type]
    for name, rule in mapping.records.items():
        for key, value in rule.constants.items():
            place = f"records.{name}.set.{key}"
            found = _field(types, Target.of(f"{name}.{key}"), place)
            if value.startswith("@"):
                for other in references(value):
                    _check_reference(mapping, types, other, found, place)
            elif found.kind in {Kind.REF, Kind.REFS}:
                raise _wrong(place, N_("This field points to a record: write “@” and the name of a record of the row."))
    for number, column in enumerate(mapping.columns.values(), start=1):
        for target in (*column.to, *([column.brackets] if column.brackets else [])):
            if _field(types, target, _at(number)).kind in {Kind.REF, Kind.REFS, Kind.ROWS}:
                raise _wrong(
                    _at(number), N_("A column cannot fill a reference or a whole table: name a field or a cell of a table.")
                )
        if column.to and column.constants:
            for key in column.constants:
                at = Target(column.to[0].record, column.to[0].field, key)
                if not column.to[0].column or _field(types, at, _at(number)).kind in {Kind.REF, Kind.REFS, Kind.ROWS}:
                    raise _wrong(_at(number), N_("“with” names cells of the same row of a table."))


def _check_reference(mapping: Mapping, types: Lookup[str, RecordType], name: str, found: Field, place: str) -> None:
    if found.kind not in {Kind.REF, Kind.REFS} or name not in mapping.records:
        raise _wrong(place, N_("“@” points to a record of the row, and there is none of that name, or the field takes none."))
    if found.targets and types[name].key not in found.targets:
        raise _wrong(place, N_("This field cannot point to a record of that type."))


def _field(types: Lookup[str, RecordType], target: Target, place: str) -> Field:
    rt = types.get(target.record)
    if rt is None:
        raise _wrong(place, N_("There is no record of that name under “records”."))
    found = rt.field(f"{target.field}/{target.column}" if target.column else target.field)
    if found is None or "/" in target.field or "/" in target.column:
        raise _wrong(place, N_("The record type has no field of that name."))
    return found


def field_of(mapping: Mapping, schema: Schema, target: Target) -> Field:
    """Return the field that a target of a checked mapping names."""
    rt = schema.types[mapping.records[target.record].type]
    return _field({target.record: rt}, target, "")


def placeholders(text: str) -> list[str]:
    """Return the columns that a constant sets in, "{Name}"."""
    return _PLACE.findall(text)


def references(text: str) -> list[str]:
    """Return the records of the row that a constant points to, "@person" or "@place_1 @place_2"."""
    return [part.removeprefix("@") for part in text.split()]


def filled(text: str, cell: Lookup[str, str]) -> str:
    """Return a constant with the cells of a row set in; a column that the row does not have gives ""."""
    return " ".join(_PLACE.sub(lambda found: cell.get(found[1], ""), text).split()) if "{" in text else text


def write(mapping: Mapping) -> str:
    """Return a mapping as TOML text that `read` gives back equal."""
    lines = [f"casevault_mapping = {VERSION}", f"name = {_quoted(mapping.name)}", f"unmapped = {_quoted(mapping.unmapped)}"]
    about = {"sheet": mapping.sheet, "encoding": mapping.encoding, "delimiter": mapping.delimiter}
    file = [f"{key} = {_quoted(value)}" for key, value in about.items() if value]
    if mapping.header_row is not None:
        file.append(f"header_row = {mapping.header_row}")
    if file:
        lines += ["", "[file]", *file]
    if mapping.sentinels:
        lines += ["", "[sentinels]", *(f"{_quoted(word)} = {_quoted(meaning)}" for word, meaning in mapping.sentinels.items())]
    for name, rule in mapping.records.items():
        lines += ["", f"[records.{name}]", f"type = {_quoted(rule.type)}"]
        lines += [f"key = {_list(rule.key)}"] if rule.key else []
        lines += [f"{flag} = true" for flag in ("shared", "many", "always") if getattr(rule, flag)]
        lines += [f"set = {_inline(rule.constants)}"] if rule.constants else []
    for header, column in mapping.columns.items():
        lines += ["", f"[columns.{_quoted(header)}]", *_column_lines(column)]
    return "\n".join([*lines, ""])


def _column_lines(column: Column) -> list[str]:
    lines = [f"to = {_list(map(str, column.to))}"]
    lines += [f"split = {_list(column.split)}"] if column.split else []
    lines += [f"sentinels = {_inline(column.sentinels)}"] if column.sentinels else []
    lines += [f"codes = {_inline(column.codes)}"] if column.codes else []
    lines += [f"dates = {_quoted(column.dates)}"] if column.dates is not Dates.AS_TYPED else []
    lines += [f"otherwise = {_quoted(column.otherwise)}"] if column.otherwise is not Otherwise.REJECT else []
    lines += [f"brackets = {_quoted(str(column.brackets))}"] if column.brackets else []
    lines += [f"with = {_inline(column.constants)}"] if column.constants else []
    lines += [f"order = {column.order}"] if column.order else []
    return lines + ([f"keep = {_quoted(column.keep)}"] if column.keep else [])


_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _quoted(text: str) -> str:
    return f'"{"".join(_escaped(character) for character in text)}"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    # TOML forbids these bare; what is no character at all cannot be written, and no cell holds it.
    return f"\\u{ord(character):04x}" if character < " " or "\x7f" <= character <= "\x9f" else character


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _inline(table: Lookup[str, str]) -> str:
    return f"{{ {', '.join(f'{_quoted(key)} = {_quoted(value)}' for key, value in table.items())} }}"


class _Table:
    """A table of an untrusted mapping: each value is taken out by its name, and what is left at the end is refused."""

    def __init__(self, untrusted: object, place: str) -> None:
        if not isinstance(untrusted, dict):
            raise _wrong(place, N_("A table belongs there."))
        self._left: dict[str, Any] = dict(untrusted)
        self._place = place

    def at(self, key: str) -> str:
        return f"{self._place}.{key}" if self._place else key

    def text(self, key: str, allowed: Iterable[str] = ()) -> str:
        value = self._left.pop(key, "")
        if not isinstance(value, str) or (value and allowed and value not in set(allowed)):
            raise _wrong(self.at(key), N_("This is not one of the words that may stand there."))
        return value

    def texts(self, key: str, most: int) -> tuple[str, ...]:
        value = self._left.pop(key, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or len(listed) > most or not all(isinstance(one, str) and one for one in listed):
            raise _wrong(self.at(key), N_("A short list of texts belongs there."))
        return tuple(listed)

    def flag(self, key: str) -> bool:
        value = self._left.pop(key, False)
        if not isinstance(value, bool):
            raise _wrong(self.at(key), N_("true or false belongs there."))
        return value

    def number(self, key: str) -> int | None:
        value = self._left.pop(key, None)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000):
            raise _wrong(self.at(key), N_("A whole number belongs there."))
        return value

    def words(self, key: str, allowed: Iterable[str] = ()) -> Lookup[str, str]:
        value = self._left.pop(key, {})
        wanted = set(allowed)
        if (
            not isinstance(value, dict)
            or len(value) > MOST_WORDS
            or not all(isinstance(text, str) and (not wanted or text in wanted) for text in value.values())
        ):
            raise _wrong(self.at(key), N_("This is not one of the words that may stand there."))
        return MappingProxyType(dict(value)) if value else _NOTHING

    def table(self, key: str) -> _Table:
        return _Table(self._left.pop(key, {}), self.at(key))

    def tables(self, most: int) -> list[tuple[str, _Table]]:
        if len(self._left) > most:
            raise _wrong(self._place, N_("There is more there than any table needs."))
        found = [(key, _Table(value, self.at("…"))) for key, value in self._left.items()]
        self._left = {}
        return found

    def done(self) -> None:
        if self._left:
            raise _wrong(self._place or "…", N_("A key stands there that this version does not know."))


def _mapping(table: _Table) -> Mapping:
    if table.number("casevault_mapping") != VERSION:
        raise _wrong("casevault_mapping", N_("This is not a mapping of a version that is known here."))
    file = table.table("file")
    records = {name: _rule(one, name) for name, one in table.table("records").tables(MOST_RECORDS)}
    columns = {header: _column(one) for header, one in table.table("columns").tables(MOST_WORDS)}
    mapping = Mapping(
        name=table.text("name"),
        records=records,
        columns=columns,
        sentinels=table.words("sentinels", Meaning),
        unmapped=table.text("unmapped", ("note", "report")) or "note",
        sheet=file.text("sheet"),
        encoding=file.text("encoding"),
        delimiter=file.text("delimiter"),
        header_row=file.number("header_row"),
    )
    file.done()
    table.done()
    return mapping


def _rule(table: _Table, name: str) -> RecordRule:
    if not _NAME.fullmatch(name):
        raise _wrong("records", N_("A record is named in small letters, digits and “_”."))
    rule = RecordRule(
        type=table.text("type"),
        key=table.texts("key", MOST_TARGETS),
        constants=table.words("set"),
        shared=table.flag("shared"),
        many=table.flag("many"),
        always=table.flag("always"),
    )
    table.done()
    return rule


def _column(table: _Table) -> Column:
    brackets = table.text("brackets")
    column = Column(
        to=tuple(map(Target.of, table.texts("to", MOST_TARGETS))),
        split=table.texts("split", MOST_TARGETS),
        sentinels=table.words("sentinels", Meaning),
        codes=table.words("codes"),
        dates=Dates(table.text("dates", Dates) or Dates.AS_TYPED),
        otherwise=Otherwise(table.text("otherwise", Otherwise) or Otherwise.REJECT),
        brackets=Target.of(brackets) if brackets else None,
        constants=table.words("with"),
        order=table.number("order") or 0,
        keep=table.text("keep", ("note", "report")),
    )
    table.done()
    return column


def _at(number: int) -> str:
    return f"columns, {number}"


def _wrong(place: str, what: Msg) -> UserProblem:
    # The place may hold a name that the mapping's writer chose, never the header of a column: that could be case data.
    safe = "".join(character if character.isascii() and character.isprintable() else "?" for character in place)[:120]
    return UserProblem(
        Code.INVALID_INPUT,
        what,
        N_("The place in the mapping: {place}. docs/formats/mapping.md says what may stand where."),
        place=safe,
    )
