"""The part of the child that reads spreadsheets: bytes in, one line of JSON on what was found and one line a row out.

    {"sheets": [{"name", "hidden"}], "sheet", "header": [...], "number", "notes": [[code, number], …]}     or {"error": word}
    [number, [cell, …]]                                                                                   a line each row
    {"end": rows}                                                                                         or {"error": word}

Rows are written as they are read; whoever reads slowly makes this wait. A file that would take more memory than the child may
have ends it without a last line, which the other side takes for just that.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import json
import zipfile
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from casevault.media import parts as office
from casevault.media.cells import LOOKED_AT, column_names, header_at, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from casevault.media.cells import Value
    from casevault.media.parts import Area, Place

SECONDS: Final = 120  # of the processor: a sheet of a million rows
MEMORY: Final = 1 << 30  # bytes of addresses

MOST_COLUMNS: Final = 2_000
MOST_ROWS: Final = 2_000_000
MOST_CELL: Final = 1_000_000  # characters
MOST_ROW: Final = 4_000_000
MOST_SHEETS: Final = 1_000
MOST_UNPACKED: Final = 1 << 30

PROTECTED, DAMAGED, NO_TABLE, NO_SHEET = "protected", "damaged", "no_table", "no_sheet"
TOO_WIDE, TOO_LONG, TOO_LARGE = "too_wide", "too_long", "too_large"
NOTE_MERGED, NOTE_1904, NOTE_NO_HEADER, NOTE_ABOVE, NOTE_ERRORS = "merged", "from_1904", "no_header", "above", "errors"


class NotReadError(Exception):
    """What the file cannot be read for; its text is one of the words above."""


def prepare() -> None:
    """Load what will be needed: from here on nothing can be loaded any more."""
    import zlib  # noqa: F401, PLC0415 - used by zipfile, which would load it later

    import python_calamine  # noqa: F401, PLC0415 - for this kind alone

    for name in ("utf-16-le", "cp437"):
        codecs.lookup(name)
    with contextlib.suppress(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(b""))


def answer(untrusted: bytes, wanted: Sequence[str], write: Callable[[bytes], object]) -> None:
    """Read one workbook and write its lines.

    `wanted` is the name of a sheet, "" for the first with a header, and the row of its header as the sheet counts: "0" says that
    there is none, "" that it is to be found.
    """
    try:
        sheet, header_row = wanted
        book = Book(untrusted, int(header_row) if header_row else None)
        table = book.table(sheet)
        line(write, table.facts | {"sheets": book.listed()})
        count = 0
        for number, cells in table.rows():
            count += 1
            if count > MOST_ROWS:
                raise NotReadError(TOO_LONG)  # noqa: TRY301 - one place answers
            line(write, [number, cells])
        line(write, {"end": count})
    except NotReadError as reason:
        line(write, {"error": str(reason)})
    except MemoryError:
        line(write, {"error": TOO_LARGE})
    except BaseException:  # noqa: BLE001 - whatever a hostile file brings about, the answer is one word
        line(write, {"error": DAMAGED})


def line(write: Callable[[bytes], object], value: object) -> None:
    """Write one line of JSON."""
    write(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


class Book:
    """One workbook."""

    def __init__(self, untrusted: bytes, header_row: int | None = None) -> None:
        """Open it; NotReadError where a password protects it, or it is no workbook."""
        import python_calamine  # noqa: PLC0415 - loaded by `prepare`

        self._raw = untrusted
        self._header_row = header_row
        self.parts = _zip(untrusted)
        if office.is_protected(untrusted, self.parts):
            raise NotReadError(PROTECTED)
        try:
            self._book: Any = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(untrusted))
        except python_calamine.PasswordError:
            raise NotReadError(PROTECTED) from None
        except BaseException:  # noqa: BLE001 - the library's own panics are no Exception
            raise NotReadError(DAMAGED) from None
        shown_to_all = python_calamine.SheetVisibleEnum.Visible
        self.names = [str(name) for name in self._book.sheet_names][:MOST_SHEETS]
        self._hidden = {str(one.name) for one in self._book.sheets_metadata if one.visible != shown_to_all}

    def listed(self) -> list[dict[str, object]]:
        """Return the name of each sheet, and whether it is hidden."""
        return [{"name": name, "hidden": name in self._hidden} for name in self.names]

    def table(self, wanted: str) -> Table:
        """Return the sheet asked for; else the first with a header, those that are shown before the hidden ones."""
        if wanted:
            found = next((name for name in self.names if name == wanted), None) or next(
                (name for name in self.names if name.strip().casefold() == wanted.strip().casefold()), None
            )
            if found is None:
                raise NotReadError(NO_SHEET)
            table = self._table(found)
            if table is None:
                raise NotReadError(NO_TABLE)
            return table
        trouble: NotReadError | None = None
        for hidden in (False, True):
            spare = None
            for name in self.names:
                if (name in self._hidden) is not hidden:
                    continue
                try:
                    table = self._table(name)
                except NotReadError as reason:
                    trouble = trouble or reason
                    continue
                if table is not None and table.has_header:
                    return table
                spare = spare or table
            if spare is not None:
                return spare
        raise trouble or NotReadError(NO_TABLE)

    def everything(self) -> Iterator[tuple[str, Iterator[Sequence[Value]]]]:
        """Yield the name of each sheet that can be read, and its rows as they stand."""
        for name in self.names:
            with contextlib.suppress(Exception):
                sheet = self._book.get_sheet_by_name(name)
                if sheet.start is not None:
                    yield name, islice(sheet.iter_rows(), sheet.start[0], None)

    def as_it_stands(self, number: int) -> tuple[int, Iterator[tuple[int, Sequence[Value]]]]:
        """Return the first column in use, from 0, and the number and cells of each row of a sheet, from 1, nothing left out."""
        try:
            sheet = self._book.get_sheet_by_name(self.names[number])
        except MemoryError:
            raise
        except BaseException:  # noqa: BLE001 - the library's own panics are no Exception
            raise NotReadError(DAMAGED) from None
        if sheet.start is None:
            return 0, iter(())
        return int(sheet.start[1]), enumerate(islice(sheet.iter_rows(), sheet.start[0], None), start=int(sheet.start[0]) + 1)

    def _table(self, name: str) -> Table | None:
        try:
            sheet = self._book.get_sheet_by_name(name)
        except MemoryError:
            raise
        except BaseException:  # noqa: BLE001 - the library's own panics are no Exception
            raise NotReadError(DAMAGED) from None
        if sheet.start is None:
            return None
        place = self.names.index(name)
        merged = sheet.merged_cell_ranges
        if merged is None and self.parts is not None and "content.xml" in self.parts.namelist():
            merged = office.merged_in_ods(self.parts, place)
        table = Table(name, sheet, (merged or [])[: office.MOST_AREAS], office.errors_of(self.parts, place), self._header_row)
        if table.is_empty:
            return None
        if office.counts_from_1904(self._raw, self.parts):
            table.note(NOTE_1904, 0)
        return table


class Table:
    """One sheet from its header on."""

    def __init__(self, name: str, sheet: Any, merged: Sequence[Area], errors: dict[Place, str], header_row: int | None) -> None:
        """Find the header; NotReadError where the sheet is wider than a table is."""
        self._sheet = sheet
        self._top, self._left = sheet.start
        self._errors = errors
        self._at = self._next = 0
        self._open: list[Area] = []
        self._values: dict[Place, str] = {}
        bottom, right = sheet.end
        if right - self._left >= MOST_COLUMNS:
            raise NotReadError(TOO_WIDE)
        first = list(islice(self._filled(), LOOKED_AT))
        self.is_empty = not first
        place = header_at([cells for _, cells in first]) if header_row is None else self._asked_for(first, header_row)
        self.has_header = place is not None
        self._notes: list[tuple[str, int]] = []
        self._merged = sorted(
            (area for area in merged if area[0][0] <= bottom and area[0][1] <= right and area[0] != area[1]),
            key=lambda area: area[0],
        )
        width = right - self._left + 1
        if place is None:
            self._from = first[0][0] if first else 0
            self._header = [""] * width
            self._below = self._from
            self.note(NOTE_NO_HEADER, 0)
        else:
            self._from, cells = first[place]
            self._header = self._spread(self._from, [shown(value) for value in cells])
            # Where its cells reach over several rows, the others repeat it.
            self._below = max([area[1][0] for area in self._merged if area[0][0] == self._from], default=self._from) + 1
            if place:
                self.note(NOTE_ABOVE, place)
        self._columns = self._kept(width)
        filled = sum(area[1][0] >= self._from and area[0][0] <= bottom for area in self._merged)
        if filled:
            self.note(NOTE_MERGED, filled)
        if errors:
            self.note(NOTE_ERRORS, len(errors))
        self.facts: dict[str, object] = {
            "sheet": name,
            "header": list(column_names([(self._left + column + 1, self._header[column]) for column in self._columns])),
            "number": self._from + 1,
            "notes": self._notes,
        }

    def _asked_for(self, first: list[tuple[int, list[Value]]], header_row: int) -> int | None:
        """Make the row that was named the only one looked at, however far down it stands."""
        if header_row:
            first[:] = [found for found in self._filled() if found[0] == header_row - 1][:1]
            if not first:
                raise NotReadError(NO_TABLE)
        return 0 if header_row else None

    def note(self, code: str, count: int) -> None:
        """Note what was done to read this sheet."""
        self._notes.append((code, count))

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the number of each row that holds anything, as the sheet counts, and its cells."""
        after = self._from if self.has_header else self._from - 1
        for row, values in self._filled():
            if row <= after:
                continue
            cells = self._spread(row, [shown(value) for value in values])
            if row < self._below and all(cell in {"", head} for cell, head in zip(cells, self._header, strict=True)):
                continue
            cells = [cells[column] for column in self._columns]
            if any(len(cell) > MOST_CELL for cell in cells) or sum(map(len, cells)) > MOST_ROW:
                raise NotReadError(TOO_LARGE)
            if any(map(str.strip, cells)):
                yield row + 1, cells

    def _filled(self) -> Iterator[tuple[int, list[Value]]]:
        """Yield each row in which anything stands, errors included, from the first column in use on."""
        width = self._sheet.end[1] - self._left + 1
        failed = {row for row, _ in self._errors}
        for row, given in enumerate(islice(self._sheet.iter_rows(), self._top, None), start=self._top):
            values: list[Value] = [*given, *[""] * (width - len(given))]
            if row in failed:
                for column in range(width):
                    values[column] = self._errors.get((row, column + self._left), values[column])
            if any(value != "" for value in values):
                yield row, values

    def _kept(self, width: int) -> list[int]:
        """Return the columns that have a name or hold anything below it."""
        kept = {column for column in range(width) if self._header[column].strip()}
        if len(kept) < width:
            for row, values in self._filled():
                if row > self._from or not self.has_header:
                    kept.update(column for column in range(width) if column not in kept and values[column] != "")
                    if len(kept) == width:
                        break
        return sorted(kept)

    def _spread(self, row: int, cells: list[str]) -> list[str]:
        """Fill the cells of merged areas with the value that stands in the first cell of each."""
        if not self._merged:
            return cells
        self._forget_above(row)
        for (first, left), (last, right) in self._areas_at(row):
            key = first, left
            if row == first:
                inside = left - self._left
                self._values[key] = cells[inside] if 0 <= inside < len(cells) else ""
            value = self._values.get(key, "")
            if value and row <= last:
                for column in range(max(left - self._left, 0), min(right - self._left + 1, len(cells))):
                    cells[column] = cells[column] or value
        return cells

    def _areas_at(self, row: int) -> list[Area]:
        while self._next < len(self._merged) and self._merged[self._next][0][0] <= row:
            if len(self._open) < MOST_COLUMNS:
                self._open.append(self._merged[self._next])
            self._next += 1
        return self._open

    def _forget_above(self, row: int) -> None:
        if row < self._at:  # from the top again: the header was looked at first
            self._next, self._open, self._values = 0, [], {}
        self._at = row
        self._open = [area for area in self._open if area[1][0] >= row]


def _zip(untrusted: bytes) -> zipfile.ZipFile | None:
    """Return the parts of the file; None where it is no archive. TOO_LARGE where they say they are larger than is read."""
    if not untrusted.startswith(b"PK"):
        return None
    try:
        parts = zipfile.ZipFile(io.BytesIO(untrusted))
    except Exception:  # noqa: BLE001 - the library may still read it
        return None
    if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
        raise NotReadError(TOO_LARGE)
    return parts
