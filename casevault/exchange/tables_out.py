"""Records as tables: one for each type, one more for each table or long text that its records hold. docs/formats/export.md.

A cell never begins with what a spreadsheet takes for a formula: such a text gets one apostrophe before it, as does one that
begins with an apostrophe, so that whoever takes one away reads what was recorded. What is not a value ("not known") leaves its
cell empty and is named in the column `not_recorded`; nothing that was typed can be mistaken for it.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, assert_never

from casevault.domain.schema import Kind
from casevault.domain.spreadsheets import guarded
from casevault.domain.values import is_empty, na_of, rows_of
from casevault.exchange.archive import ATTACHMENTS, Part, text_part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from casevault.domain.record import Record, Value
    from casevault.domain.schema import Field, RecordType
    from casevault.exchange.tally import Tally
    from casevault.exchange.whole import Whole

BOM: Final = b"\xef\xbb\xbf"  # without it the most common spreadsheet reads UTF-8 as the code page of the computer
NOT_RECORDED: Final = "not_recorded"
FILES_TABLE: Final = "attachments"
_ENTRY: Final = ("lang", "text", "translated_from", "by")  # of a long text

Cells = tuple["str | int", ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name (`case`, `person.aliases`), its header, and what reads its rows from the beginning."""

    name: str
    header: tuple[str, ...]
    rows: Callable[[], Iterator[Cells]]
    of_records: bool = False  # one row is one record


def tables(whole: Whole) -> Iterator[Table]:
    """Yield the tables of every type that has a live record, and the table of attachments last."""
    for key in whole.ids:
        rt = whole.vault.schema.type(key)
        yield _main(whole, rt)
        held = {name for page in whole.pages(key) for record in page for name, value in record.fields.items() if rows_of(value)}
        for field in rt.fields:
            if field.key not in held:
                continue  # a table without a row says nothing
            if field.kind is Kind.ROWS:
                yield _child(whole, rt, field)
            elif field.kind is Kind.LONG:
                yield _long(whole, rt, field)
    yield Table(
        FILES_TABLE,
        ("id", "name", "size", "sha256"),
        lambda: ((stored.row.id, stored.name, stored.row.length, stored.sha256) for stored in whole.stored),
    )


def _main(whole: Whole, rt: RecordType) -> Table:
    shown = [field for field in rt.fields if field.kind is not Kind.ROWS]
    header = ["id", "title", "cases", "cases.title", "conflicts", *_columns(shown), NOT_RECORDED]
    known = set(_columns(shown))
    # What a record is called and which cases it is in are derived; a field of the same name keeps its own.
    header = [f"record.{name}" if place < 5 and name in known else name for place, name in enumerate(header)]  # noqa: PLR2004 - the derived ones

    def row(record: Record) -> Cells:
        named = [whole.titles.get(case, case) for case in record.cases]
        first = (record.id, record.title, "|".join(record.cases), _lines(named), _lines(sorted(record.conflicts)))
        return (*first, *_cells(whole, shown, record.fields), _nots(shown, record.fields))

    return Table(rt.key, tuple(header), lambda: (row(record) for page in whole.pages(rt.key) for record in page), True)  # noqa: FBT003 - the last of four


def _child(whole: Whole, rt: RecordType, field: Field) -> Table:
    def rows() -> Iterator[Cells]:
        for page in whole.pages(rt.key):
            for record in page:
                for one in rows_of(record.fields.get(field.key, [])):
                    given = str(one.get("row", ""))
                    yield (record.id, record.title, given, *_cells(whole, field.rows, one), _nots(field.rows, one))

    return Table(f"{rt.key}.{field.key}", ("record", "record.title", "row", *_columns(field.rows), NOT_RECORDED), rows)


def _long(whole: Whole, rt: RecordType, field: Field) -> Table:
    def rows() -> Iterator[Cells]:
        for page in whole.pages(rt.key):
            for record in page:
                for number, one in enumerate(rows_of(record.fields.get(field.key, [])), 1):
                    yield (record.id, record.title, number, *(str(one.get(key, "")) for key in _ENTRY))

    return Table(f"{rt.key}.{field.key}", ("record", "record.title", "number", *_ENTRY), rows)


def _columns(fields: Iterable[Field]) -> list[str]:
    found = []
    for field in fields:
        found += [field.key, f"{field.key}.title"] if field.kind in {Kind.REF, Kind.REFS} else [field.key]
    return found


def _cells(whole: Whole, fields: Iterable[Field], values: Mapping[str, Value]) -> list[str | int]:
    found: list[str | int] = []
    for field in fields:
        value = values.get(field.key, "")
        if na_of(value) is not None:
            value = ""
        found += _cell(field, value, whole.titles)
    return found


def _cell(field: Field, value: Value, titles: Mapping[str, str]) -> list[str | int]:  # noqa: PLR0911 - one arm per kind
    match field.kind:
        case Kind.TEXT | Kind.DATE | Kind.DATETIME | Kind.DAY | Kind.DURATION | Kind.CHOICE:
            return [str(value)]
        case Kind.INT:
            return [value if isinstance(value, int) else ""]
        case Kind.BOOL:
            return ["" if is_empty(value) and value is not False else "true" if value else "false"]
        case Kind.TEXTS:
            return [_lines(_strings(value))]
        case Kind.CHOICES:
            return ["|".join(_strings(value))]
        case Kind.LONG:
            return [str(rows_of(value)[0].get("text", "")) if rows_of(value) else ""]
        case Kind.REF:
            return [str(value), titles.get(str(value), "")]
        case Kind.REFS:
            ids = _strings(value)
            return ["|".join(ids), _lines([titles.get(record_id, "") for record_id in ids])]
        case Kind.ROWS:
            return [len(rows_of(value)) or ""]
        case _:
            assert_never(field.kind)


def _nots(fields: Iterable[Field], values: Mapping[str, Value]) -> str:
    """Return which fields hold one of the four answers that are no value, and which one."""
    found = [(field.key, na_of(values.get(field.key, ""))) for field in fields]
    return "; ".join(f"{key}={answer.value}" for key, answer in found if answer is not None)


def _strings(value: Value) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _lines(texts: Iterable[str]) -> str:
    """Join what is one line each."""
    return "\n".join(texts)


class Csv:
    """One CSV file for each table, for any spreadsheet."""

    def selected(self, whole: Whole) -> int:
        """Return how many records there are."""
        return whole.records

    def parts(self, whole: Whole) -> Iterator[Part]:
        """Yield the tables, then the attachments."""
        for table in tables(whole):
            yield text_part(f"{table.name}.csv", lambda table=table: spelt(table))  # type: ignore[misc] # bound per table
        for stored in whole.stored:
            yield whole.attachment(stored)

    def read_back(self, part: Part, tally: Tally) -> None:
        """Count the rows of a table of records, or an attachment."""
        if part.name.startswith(ATTACHMENTS):
            tally.attachment(part)
            return
        rows = sum(1 for _ in read_rows(part.counted())) - 1
        if part.name.count(".") == 1 and part.name != f"{FILES_TABLE}.csv":
            tally.units += rows
            tally.count.more(100 * rows)


def spelt(table: Table) -> Iterator[bytes]:
    """Yield a table as CSV (RFC 4180: commas, CR LF, quotes doubled) in UTF-8 with its mark."""
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, lineterminator="\r\n")
    yield BOM
    writer.writerow(table.header)
    for row in table.rows():
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
        if sink.tell() > 1 << 16:
            yield sink.getvalue().encode()
            sink.seek(0)
            sink.truncate()
    yield sink.getvalue().encode()


def read_rows(pieces: Iterable[bytes | memoryview]) -> Iterator[list[str]]:
    """Yield the rows of a CSV file as `spelt` wrote it, cells as they stand there."""
    csv.field_size_limit(1 << 30)
    whole = _text_lines(pieces)
    yield from csv.reader(whole, strict=True)


def _text_lines(pieces: Iterable[bytes | memoryview]) -> Iterator[str]:
    """Yield lines of text with their ends, without holding more than one of them and a piece."""
    waiting = b""
    first = True
    for piece in pieces:
        *lines, waiting = (waiting + piece).split(b"\n")
        for line in lines:
            yield (line.removeprefix(BOM) if first else line).decode() + "\n"
            first = False
    if waiting:
        yield waiting.decode()
