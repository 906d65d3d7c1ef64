"""The same tables as one workbook. Every text is written as text: never a formula, never a link; in memory, never to a disk.

A sheet holds 1,048,576 rows and a cell 32,767 characters. A longer text is cut there and stands whole, in pieces, in the sheet
`long texts`. A workbook cannot be written piece by piece, so a vault of more cells than fit in memory is refused: CSV has no end.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import python_calamine

from casevault.errors import Code, UserProblem
from casevault.exchange.archive import ATTACHMENTS, Part
from casevault.exchange.tables_out import FILES_TABLE, tables
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.worksheet import Worksheet

    from casevault.exchange.tables_out import Cells
    from casevault.exchange.tally import Tally
    from casevault.exchange.whole import Whole

NAME: Final = "records.xlsx"
LONG_TEXTS: Final = "long texts"
MOST_ROWS: Final = 1_048_576
MOST_CELLS: Final = 4_000_000  # about a gigabyte of memory while it is written
LONGEST_CELL: Final = 32_767  # characters, counted as Excel does: two for what lies beyond the basic plane
LONGEST_NAME: Final = 31
EXACT: Final = 10**15  # numbers up to here are exact in a spreadsheet


class Xlsx:
    """One workbook with a sheet for each table."""

    def selected(self, whole: Whole) -> int:
        """Return how many records there are."""
        return whole.records

    def parts(self, whole: Whole) -> Iterator[Part]:
        """Yield the workbook, then the attachments."""
        data = _workbook(whole)
        yield Part(NAME, len(data), (data,))
        for stored in whole.stored:
            yield whole.attachment(stored)

    def read_back(self, part: Part, tally: Tally) -> None:
        """Count the rows of the sheets of records, or an attachment."""
        if part.name.startswith(ATTACHMENTS):
            tally.attachment(part)
            return
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(b"".join(part.counted())))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python()
            if rows[0][0] in {"id", "record.id"} and name.partition(" (")[0] != FILES_TABLE:
                tally.units += len(rows) - 1
                tally.count.more(100 * len(rows))


class _Book:
    """A workbook being written."""

    def __init__(self, at: datetime) -> None:
        self.sink = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        import xlsxwriter  # noqa: PLC0415 - six megabytes that nobody pays who writes no table

        self.book = xlsxwriter.Workbook(self.sink, options)
        self.book.set_properties({"created": at})
        self.bold = self.book.add_format({"bold": True})
        self.names: set[str] = set()
        self.cells = 0
        self.long: list[Cells] = []

    def sheet(self, name: str, header: Cells) -> Worksheet:
        """Add a sheet under a name that is free and short enough."""
        number, free = 1, name[:LONGEST_NAME]
        while free.casefold() in self.names:
            number += 1
            mark = f" ({number})"
            free = name[: LONGEST_NAME - len(mark)] + mark
        self.names.add(free.casefold())
        sheet = self.book.add_worksheet(free)
        self.row(sheet, 0, header)
        sheet.set_row(0, None, self.bold)
        sheet.freeze_panes(1, 0)
        return sheet

    def row(self, sheet: Worksheet, number: int, cells: Cells) -> None:
        """Write one row, each text as text and each number as a number."""
        self.cells += len(cells)
        if self.cells > MOST_CELLS:
            raise UserProblem(
                Code.TOO_LARGE,
                N_("This vault has more than {limit} cells, too many for one workbook."),
                N_("Export it as CSV or JSON, which have no limit. Nothing was written."),
                limit=MOST_CELLS,
            )
        for column, cell in enumerate(cells):
            if isinstance(cell, int) and abs(cell) < EXACT:
                sheet.write_number(number, column, cell)
                continue
            text = str(cell)
            cut = fitting(text)
            if len(cut) < len(text):
                self._put_aside(sheet.get_name(), number + 1, column + 1, text)
            if cut:
                sheet.write_string(number, column, cut)

    def _put_aside(self, name: str, row: int, column: int, text: str) -> None:
        place = 0
        while text:
            place += 1
            piece = fitting(text)
            self.long.append((name, row, column, place, piece))
            text = text[len(piece) :]

    def finished(self) -> bytes:
        """Return the file."""
        if self.long:
            sheet = self.sheet(LONG_TEXTS, ("sheet", "row", "column", "piece", "text"))
            for number, cells in enumerate(self.long, 1):
                self.row(sheet, number, cells)
        self.book.close()
        return self.sink.getvalue()


def fitting(text: str) -> str:
    """Return as much of a text as one cell takes."""
    if len(text) * 2 <= LONGEST_CELL:
        return text
    taken = 0
    for place, character in enumerate(text):
        taken += 2 if ord(character) > 0xFFFF else 1  # noqa: PLR2004 - beyond the basic plane
        if taken > LONGEST_CELL:
            return text[:place]
    return text


def _workbook(whole: Whole) -> bytes:
    made = _Book(datetime.fromtimestamp(whole.vault.ambient.stamp().at_utc // 1_000_000, UTC).replace(tzinfo=None))
    for table in tables(whole):
        rows = table.rows()
        sheet, number = made.sheet(table.name, table.header), 0
        for cells in rows:
            number += 1
            if number == MOST_ROWS:
                sheet, number = made.sheet(table.name, table.header), 1
            made.row(sheet, number, cells)
    return made.finished()
