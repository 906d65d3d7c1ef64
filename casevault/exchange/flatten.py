"""Trees of objects and lists as rows with columns: one record a row, one path ("address.city") a column, and nothing left out.

- An object inside a record gives a column for each of its keys.
- A list of texts is a cell with several values.
- A list of objects gives columns whose cells hold one value for each object, "" where it has none: the first values of all these
  columns belong together, and so on. They are the rows of a table field.
- What lies deeper, a list inside such a list, stays together as JSON text in its cell.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from casevault.errors import Code, UserProblem
from casevault.exchange.headers import column_names
from casevault.exchange.jsontext import too_deep, written
from casevault.exchange.sheets import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Row
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from casevault.exchange.jsontext import Tree
    from casevault.exchange.sheets import Cell

MAX_DEPTH: Final = 32
MAX_LIST: Final = 10_000  # values of one cell
_HALF: Final = re.compile("[\ud800-\udfff]")

Path: TypeAlias = "tuple[str, ...]"
Record: TypeAlias = "tuple[int, Tree]"  # the number of the row, and what it holds


class Columns:
    """The columns of a table of trees, in the order in which they were first met; told by one reading of all records."""

    def __init__(self) -> None:
        self.paths: dict[Path, int] = {}
        self.deeper = False  # whether a list lay inside a list
        self.rows = 0

    def look(self, records: Iterable[Record]) -> None:
        """Learn the columns of all records; TOO_LARGE or INVALID_INPUT where they cannot be read."""
        for number, value in records:
            self.rows += 1
            if self.rows > MAX_ROWS:
                raise UserProblem(
                    Code.TOO_LARGE,
                    N_("This file has more than {limit} rows."),
                    N_("Split it and read the parts in one after the other."),
                    limit=MAX_ROWS,
                )
            for path, _ in self._cells(number, value):
                if path not in self.paths:
                    self.paths[path] = len(self.paths)
            if len(self.paths) > MAX_COLUMNS:
                raise UserProblem(
                    Code.TOO_LARGE,
                    N_("The objects of this file have more than {limit} different keys."),
                    N_("Check that it is the right file; or save it as a list of objects with the same keys."),
                    limit=MAX_COLUMNS,
                )

    def names(self) -> tuple[str, ...]:
        """Return the names of the columns: their paths, with dots."""
        return column_names([".".join(path) or "value" for path in self.paths], len(self.paths))

    def rows_of(self, records: Callable[[], Iterable[Record]]) -> Iterator[Row]:
        """Yield the records as rows; INVALID_INPUT if the file is no longer what it was."""
        for number, value in records():
            cells: list[Cell] = [""] * len(self.paths)
            for path, cell in self._cells(number, value):
                place = self.paths.get(path)
                if place is None:
                    raise UserProblem(
                        Code.INVALID_INPUT,
                        N_("This file was changed while it was read."),
                        N_("Close it elsewhere, then try again."),
                    )
                cells[place] = cell
            if any(cells):
                yield Row(number, tuple(cells))

    def _cells(self, number: int, value: Tree) -> Iterator[tuple[Path, Cell]]:
        for path, cell in self._walk(value, (), number):
            for text in (cell,) if isinstance(cell, str) else cell:
                if len(text) > MAX_CELL:
                    raise UserProblem(
                        Code.TOO_LARGE,
                        N_("A value in row {row} has more than {limit} characters."),
                        N_("Attach such a text as a file of its own, and leave it out here."),
                        row=number,
                        limit=MAX_CELL,
                    )
            if _HALF.search(cell if isinstance(cell, str) else "".join(cell)) or _HALF.search("".join(path)):
                raise UserProblem(
                    Code.INVALID_INPUT,
                    N_("Row {row} holds half of a character, which no text can hold."),
                    N_("Save the file again in the program that made it. Nothing was read in."),
                    row=number,
                )
            yield path, cell

    def _walk(self, value: Tree, path: Path, number: int) -> Iterator[tuple[Path, Cell]]:
        if len(path) > MAX_DEPTH:
            raise too_deep(number)
        if isinstance(value, dict):
            for key, one in value.items():
                yield from self._walk(one, (*path, str(key)), number)
        elif isinstance(value, list):
            if len(value) > MAX_LIST:
                raise UserProblem(
                    Code.TOO_LARGE,
                    N_("A list in row {row} has more than {limit} values."),
                    N_("Check that it is the right file; if so, make a table of its own of that list."),
                    row=number,
                    limit=MAX_LIST,
                )
            yield from self._list(value, path, number)
        elif (text := plain(value)) or (isinstance(value, str) and not path):
            yield path, text

    def _list(self, value: list[Tree], path: Path, number: int) -> Iterator[tuple[Path, Cell]]:
        if not any(isinstance(one, dict | list) for one in value):
            if any(texts := tuple(plain(one) for one in value)):
                yield path, texts
            return
        columns: dict[Path, list[str]] = {}
        for place, one in enumerate(value):
            for below, text in self._leaves(one, (), number, len(path)):
                columns.setdefault(below, [""] * len(value))[place] = text
        for below, found in columns.items():
            yield path + below, tuple(found)

    def _leaves(self, value: Tree, path: Path, number: int, depth: int) -> Iterator[tuple[Path, str]]:
        """Yield what one value of a list holds: texts only, for there is no cell inside a cell."""
        if depth + len(path) > MAX_DEPTH:
            raise too_deep(number)
        if isinstance(value, dict):
            for key, one in value.items():
                yield from self._leaves(one, (*path, str(key)), number, depth)
        elif isinstance(value, list):
            if value:
                self.deeper = True
                yield path, written(value)
        elif text := plain(value):
            yield path, text


def plain(value: Tree) -> str:
    """Return the text of what is neither an object nor a list; "" for null."""
    if value is None:
        return ""
    if value is True or value is False:
        return "true" if value else "false"
    return str(value)
