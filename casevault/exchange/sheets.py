"""What every reader of other programs' files hands on: sheets of text, row by row, as they were written.

A reader decides nothing about meaning. It says what stood in each cell, and where; dates, sentinels and several values in one
cell are recognised later, where the person can see and correct it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from casevault.i18n import Msg

# One text, or several where the format itself has lists (JSON, YAML, XML); "" where nothing stood.
Cell: TypeAlias = "str | tuple[str, ...]"

MAX_COLUMNS = 2_000
MAX_CELL = 1_000_000  # characters
MAX_ROWS = 2_000_000
MAX_UNPACKED = 1 << 30  # bytes that a compressed file may become


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `number` as the program it comes from counts (a line, a row of the sheet, the place in a list), from 1."""

    number: int
    cells: tuple[Cell, ...]  # as many as the header has
    files: tuple[str, ...] = ()  # names in `Source.files` that belong to this row


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `rows` can be read once, lazily, and raises a CaseVaultError where the file is damaged farther on."""

    name: str  # "" where the format has no sheets
    header: tuple[str, ...]  # as written; the same name twice gets " (2)", an empty one "column 3"
    rows: Iterator[Row]


@dataclass(frozen=True, slots=True)
class Source:
    """A file opened for reading in: what it is, what was recognised, and the one sheet that was asked for."""

    format: str  # csv tsv xlsx xls ods json jsonl yaml uwazi martus xlsform casevault
    sheet: Sheet
    encoding: str = ""  # of text formats: "utf-8", "gb18030" …
    delimiter: str = ""  # of csv and tsv
    sheets: tuple[str, ...] = ()  # the names of all sheets, this one among them
    notes: tuple[Msg, ...] = ()  # what was done to read it: filled merged cells, dates counted from 1904, a second encoding …
    files: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)  # what lies beside the table in an archive
    header_row: int = 0  # where the names of the columns stand, counted as in `Row.number`; 0: the format has no such row
    above: tuple[str, ...] = ()  # what stands above them, a text for each row; shown, and no record
    other_encodings: tuple[str, ...] = ()  # what else a text could be in, best first; empty where the encoding is certain
