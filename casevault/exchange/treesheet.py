"""A source from records that are trees, or rows of bare cells, whatever format they were in; gone through twice."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from casevault.errors import Code, UserProblem
from casevault.exchange.flatten import Columns, plain
from casevault.exchange.headers import LOOKED_AT, column_names, find_header
from casevault.exchange.sheets import MAX_COLUMNS, Row, Sheet, Source
from casevault.exchange.trees import is_grid
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from casevault.exchange.asked import Asked
    from casevault.exchange.encoding import Encoding
    from casevault.exchange.flatten import Record
    from casevault.exchange.trees import Table

REPEATED: Final = N_("Some objects have the same key more than once. All its values are kept, as several values of one cell.")
DEEPER: Final = N_("Some lists lie inside lists. They are kept whole, as text, in the cell they belong to.")


def from_records(form: str, records: Callable[[], Iterable[Record]], asked: Asked, encoding: Encoding) -> Source:
    """Return the source of records that can be gone through again and again; INVALID_INPUT where there are none."""
    columns, grid = Columns(), True

    def watched() -> Iterator[Record]:
        nonlocal grid
        for number, value in records():
            grid = grid and is_grid([value])
            yield number, value

    columns.look(watched())
    if grid and columns.rows:
        return _grid(form, records, asked, encoding)
    if not columns.paths:
        raise no_rows()
    return Source(
        format=form,
        sheet=Sheet("", columns.names(), columns.rows_of(records)),
        encoding=encoding.name,
        notes=(*encoding.notes(), *((DEEPER,) if columns.deeper else ())),
        other_encodings=encoding.others,
    )


def from_tables(form: str, found: list[Table], asked: Asked, encoding: Encoding) -> Source:
    """Return the source of the table that was asked for, else of the first that has rows; NOT_FOUND for a name there is not."""
    names = tuple(table.name for table in found if table.name)
    chosen = next((table for table in found if table.name == asked.sheet), None) if asked.sheet else None
    if asked.sheet and chosen is None:
        raise no_such_table()
    table = chosen or next((table for table in found if table.records), found[0])
    made = from_records(form, lambda: table.records, asked, encoding)
    return Source(
        format=form,
        sheet=Sheet(table.name, made.sheet.header, made.sheet.rows),
        encoding=made.encoding,
        sheets=names,
        notes=made.notes,
        header_row=made.header_row,
        above=(*table.beside, *made.above),
        other_encodings=made.other_encodings,
    )


def _grid(form: str, records: Callable[[], Iterable[Record]], asked: Asked, encoding: Encoding) -> Source:
    first = [(number, [plain(one) for one in row]) for number, row in islice(records(), LOOKED_AT)]
    width = max(len(row) for _, row in records())
    if not width:
        raise no_rows()
    if width > MAX_COLUMNS:
        raise UserProblem(
            Code.TOO_LARGE,
            N_("This file has a row of more than {limit} cells."),
            N_("Check which sign sets the cells apart; or leave out the columns that are not needed."),
            limit=MAX_COLUMNS,
        )
    header = first[find_header([row for _, row in first])][0] if asked.header_row is None else asked.header_row
    names = next((row for number, row in first if number == header), [])
    above = tuple("  ".join(cell for cell in row if cell) for number, row in first if number < header and any(row))

    def rows() -> Iterator[Row]:
        for number, row in records():
            cells = [plain(one) for one in row]
            if number > header and any(cells):
                yield Row(number, tuple(cells) + ("",) * (width - len(cells)))

    return Source(
        format=form,
        sheet=Sheet("", column_names(names, width), rows()),
        encoding=encoding.name,
        notes=encoding.notes(),
        header_row=header,
        above=above,
        other_encodings=encoding.others,
    )


def no_such_table() -> UserProblem:
    """Return the refusal for the name of a table, or sheet, that the file does not have."""
    return UserProblem(
        Code.NOT_FOUND, N_("This file has no table of that name."), N_("Leave the name out, and the tables it has are named.")
    )


def no_rows() -> UserProblem:
    """Return the refusal for a table without a single cell."""
    return UserProblem(
        Code.INVALID_INPUT, N_("This file holds no rows."), N_("Check that it is the right file, and that it was saved whole.")
    )
