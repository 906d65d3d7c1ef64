"""CSV, TSV and their relatives: what separates the cells is told from the first rows, then every row is read as it stands.

Nothing is guessed past an error: a quotation mark that is never closed, or that stands inside a quoted cell without a second one,
would join or split rows, so it is refused with its line. The file is read twice. The first time it is looked at from end to end,
so that its widest row is known and a refusal comes before the first record. Neither time is more than one row of it in memory.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from casevault.errors import Code, UserProblem
from casevault.exchange.dialects import NO_CELLS, SAMPLE, SEP, Dialect, asked_for, sniffed
from casevault.exchange.encoding import decoded
from casevault.exchange.headers import LOOKED_AT, column_names, find_header, looks_like_data
from casevault.exchange.sheets import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Row, Sheet, Source
from casevault.exchange.textlines import Lines, too_long
from casevault.exchange.treesheet import no_rows
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from casevault.exchange.asked import Asked
    from casevault.exchange.encoding import Encoding
    from casevault.exchange.untrusted import Untrusted
    from casevault.i18n import Msg

# One setting for the whole process; nothing else in it reads CSV.
csv.field_size_limit(MAX_CELL)


@dataclass(slots=True)
class _Shape:
    """What the first reading finds out: the widest row, whether rows differ in width, which row holds the names."""

    width: int = 0
    shorter: bool = False
    wider: bool = False
    lost: bool = False  # letters that were lost before the file came here


def read(untrusted: Untrusted, asked: Asked, encoding: Encoding) -> Source:
    """Return the one sheet of a delimited text; INVALID_INPUT or TOO_LARGE with the line where it cannot be read."""

    def text() -> Iterator[str]:
        return decoded(untrusted, encoding)

    sample = _sample(text())
    named = SEP.match(sample)
    if asked.delimiter or named:
        dialect = Dialect(asked_for(asked.delimiter) if asked.delimiter else named[1] if named else "")
    else:
        dialect = sniffed(sample)
    skipped = 1 if named else 0
    first = _first(records(text(), dialect, skipped))
    if not first:
        raise no_rows()
    header_line = _header_line(first, asked.header_row)
    shape = _shape(records(text(), dialect, skipped), header_line)
    cells = next((cells for line, cells in first if line == header_line), ())
    header = column_names(cells, shape.width)
    above = tuple(
        "  ".join(cell for cell in cells if cell) for line, cells in first if line < header_line and any(map(str.strip, cells))
    )
    return Source(
        format="tsv" if dialect.delimiter == "\t" else "csv",
        sheet=Sheet("", header, _rows(lambda: records(text(), dialect, skipped), header_line, len(header))),
        encoding=encoding.name,
        delimiter=dialect.delimiter if shape.width > 1 else "",
        notes=(*encoding.notes(), *_notes(shape, cells, header_line, above=bool(above))),
        header_row=header_line,
        above=above,
        other_encodings=encoding.others,
    )


def _first(rows: Iterator[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Return the rows among which the header is looked for: so many, and no more text than a sample has."""
    found, held = [], 0
    for line, cells in islice(rows, LOOKED_AT):
        found.append((line, cells))
        held += sum(map(len, cells))
        if held > SAMPLE:
            break
    return found


def _header_line(first: list[tuple[int, list[str]]], asked: int | None) -> int:
    if asked is None:
        return first[find_header([cells for _, cells in first])][0]
    if asked and asked not in [line for line, _ in first]:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("Line {line} is not among the first rows of this file, so the names of the columns cannot stand there."),
            N_("Say another line, or 0 if no row holds the names of the columns."),
            line=asked,
        )
    return asked


def _notes(shape: _Shape, cells: Iterable[str], header_line: int, *, above: bool) -> Iterator[Msg]:
    if above:
        yield N_("There are lines above the names of the columns. They are shown, and not read in as rows.")
    if header_line and looks_like_data(list(cells)):
        yield N_("The row taken for the names of the columns looks like values. If it is, say that there is no such row.")
    if shape.wider:
        yield N_(
            "Some rows are wider than the row with the names of the columns. Their further cells become columns of their own."
        )
    if shape.lost:
        yield N_(
            "Some letters were lost before this file was made: it holds the sign for an unknown letter. It is kept as it is."
        )
    if shape.shorter:
        yield N_("Some rows end early. What is missing at their end counts as empty.")


def _shape(rows: Iterator[tuple[int, list[str]]], header_line: int) -> _Shape:
    shape, named = _Shape(), 0
    for count, (line, cells) in enumerate(rows):
        if count > MAX_ROWS:
            raise UserProblem(
                Code.TOO_LARGE,
                N_("This file has more than {limit} rows."),
                N_("Split it and read the parts in one after the other."),
                limit=MAX_ROWS,
            )
        if line < header_line or not any(cells):
            continue
        # Empty cells at the end are what spreadsheets leave; they make no column.
        width = len(cells) if cells[-1] else max(index for index, cell in enumerate(cells, 1) if cell)
        if line == header_line:
            named = width
        else:
            shape.wider |= bool(named) and width > named
            shape.shorter |= len(cells) < named
        shape.width = max(shape.width, width)
        shape.lost = shape.lost or any("\ufffd" in cell for cell in cells)
    if not shape.width:
        raise no_rows()
    return shape


def _rows(again: Callable[[], Iterator[tuple[int, list[str]]]], header_line: int, width: int) -> Iterator[Row]:
    for line, cells in again():
        if line <= header_line or not any(map(str.strip, cells)):
            continue
        if any(cells[width:]):
            raise UserProblem(
                Code.INVALID_INPUT, N_("This file was changed while it was read."), N_("Close it elsewhere, then try again.")
            )
        del cells[width:]
        yield Row(line, tuple(cells) + ("",) * (width - len(cells)))


def records(text: Iterator[str], dialect: Dialect, skipped: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it begins in; INVALID_INPUT with that line where quotation marks do not pair."""
    lines = Lines(text)
    for _ in range(skipped):
        next(lines, "")
    reader = csv.reader(lines, delimiter=dialect.delimiter or NO_CELLS, skipinitialspace=dialect.spaced, strict=True)
    while True:
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as trouble:
            if "limit" in str(trouble):
                raise too_long(lines.first, MAX_CELL) from None
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("In the row that begins in line {line}, a quotation mark is not closed, or stands alone inside quoted text."),
                N_("Correct it in the program that made the file, or name another sign between the cells. Nothing was read in."),
                line=lines.first,
            ) from None
        if len(cells) > MAX_COLUMNS:
            _refuse_width(cells)
        if cells:
            # The reader's own bound belongs to the whole process, so that any other code may have moved it.
            if len(max(cells, key=len)) > MAX_CELL:
                raise too_long(lines.first, MAX_CELL)
            yield lines.first, cells


def _refuse_width(cells: list[str]) -> None:
    """Take empty cells off the end, which spreadsheets leave; TOO_LARGE for what is too wide even so."""
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MAX_COLUMNS:
        raise UserProblem(
            Code.TOO_LARGE,
            N_("This file has a row of more than {limit} cells."),
            N_("Check which sign sets the cells apart; or leave out the columns that are not needed."),
            limit=MAX_COLUMNS,
        )


def _sample(text: Iterator[str]) -> str:
    found, length = [], 0
    for piece in text:
        found.append(piece)
        length += len(piece)
        if length >= SAMPLE:
            break
    return "".join(found)[:SAMPLE]
