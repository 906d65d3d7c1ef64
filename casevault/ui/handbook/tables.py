"""Tables of a page that are too wide for their place: told in fewer columns, or as a list, so that no word is broken in two."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QTextLayout, QTextOption

from casevault import handbook
from casevault.ui.draw import Run, width_of
from casevault.ui.theme import SPACE, STRONG, Style, font, theme

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TABLE: Final = re.compile(r"^\|.*\n\|(?:[-: ]+\|)+\n(?:\|.*(?:\n|\Z))*", re.MULTILINE)
_FENCED: Final = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_BETWEEN: Final = re.compile(r"(?<!\\)\|")
_BESIDE: Final = 2 * SPACE.NEAR + 3  # pixels of a column beside its words: around them, its line, and what is lost in rounding
_FEW: Final = 64  # pixels at 100 % that a column has where its words are longer

Rows = list[list[str]]  # the first is the head


def are_in(markdown: str) -> bool:
    """Say whether a page has a table."""
    return any(True for _table in _tables(markdown))


def shares(cells: Rows, room: float) -> list[float]:
    """Return the percentage of `room` that each column gets so that none breaks a word; none where all of it fits in any case.

    Left alone, Qt gives columns room by how much stands in them, and breaks the one long word of a short column.
    """
    columns = _columns(cells)
    least = [_least(column) for column in columns]
    wanted = [max(map(_whole, column)) + _BESIDE for column in columns]
    over = room - sum(least)
    if sum(wanted) <= room or over < 0:
        return []
    more = [max(0.0, want - needed) for want, needed in zip(wanted, least, strict=True)]
    return [100 * (needed + over * grow / sum(more)) / room for needed, grow in zip(least, more, strict=True)]


def folded(markdown: str, room: float) -> str:
    """Return the page with each table that is wider than `room` told in another way."""
    parts, at = [], 0
    for table in _tables(markdown):
        rows = _rows(table.group())
        parts += [markdown[at : table.start()], table.group() if _width(rows) <= room else _told(rows, room)]
        at = table.end()
    return "".join([*parts, markdown[at:]])


def _tables(markdown: str) -> Iterator[re.Match[str]]:
    code = [fence.span() for fence in _FENCED.finditer(markdown)]
    return (found for found in _TABLE.finditer(markdown) if not any(start <= found.start() < end for start, end in code))


def _rows(table: str) -> Rows:
    head, _line, *rows = ([cell.strip() for cell in _BETWEEN.split(line.strip())[1:-1]] for line in table.splitlines())
    return [head, *rows]


def _told(rows: Rows, room: float) -> str:
    fewer = _below_each_other(rows)
    if len(fewer[0]) < len(rows[0]) and _width(fewer) <= room:
        return _as_table(fewer)
    return _as_list(fewer)


def _below_each_other(rows: Rows) -> Rows:
    """Return a table whose columns come twice or more, such as key, does, key, does, with the later ones below the first."""
    head = rows[0]
    for few in range(1, len(head)):
        if len(head) % few == 0 and all(one == other for one, other in pairwise(_cut(head, few))):
            return [head[:few], *(part for row in rows[1:] for part in _cut(row, few) if any(part))]
    return rows


def _cut(row: Sequence[str], few: int) -> list[list[str]]:
    return [list(row[at : at + few]) for at in range(0, len(row), few)]


def _as_table(rows: Rows) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], f"|{'---|' * len(rows[0])}", *lines[1:], "", ""])


def _as_list(rows: Rows) -> str:
    """Return each row as its first cell and a list of the others, each behind the head of its column."""
    told = []
    for row in rows[1:]:
        first, *others = (cell.replace("\\|", "|") for cell in row)
        points = [f"* {head}: {cell}" if head else f"* {cell}" for head, cell in zip(rows[0][1:], others, strict=False) if cell]
        told += ["\n\n".join(filter(None, (f"**{first}**" if first else "", "\n".join(points))))]
    return "\n\n".join([*told, ""])


def _columns(rows: Rows) -> list[list[str]]:
    return [[row[at] for row in rows if at < len(row)] for at in range(len(rows[0]))]


def _width(rows: Rows) -> float:
    return sum(map(_least, _columns([[handbook.plain(cell.replace("\\|", "/")) for cell in row] for row in rows])))


def _least(column: Sequence[str]) -> float:
    # Chinese can be broken anywhere: a column of one sign beside the next is no column to read.
    few = min(theme.scaled(_FEW), max(map(_whole, column)))
    return max(few, *map(_longest, column)) + _BESIDE


def _whole(cell: str) -> float:
    return width_of([Run(cell, Style.BODY, STRONG)])


def _longest(cell: str) -> float:
    """Return the width of the longest piece that a line cannot be broken in, in the widest weight that a cell may have."""
    layout = QTextLayout(cell, font(Style.BODY, STRONG))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    widest = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(1)
        widest = max(widest, line.naturalTextWidth())
    layout.endLayout()
    return widest
