"""The columns of a table: what stands over each, and how wide it is in the room there is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from casevault.ui.theme import SPACE, theme

STATUS_SHARE = 0.2
# Below this width, at 100 %, columns give way to each other: a date, a code or a count that is cut says less than none.
ROOMY = 720
LEAST_SHORT, LEAST_TEXT, LEAST_LAST = 84, 120, 140  # pixels at 100 % that a column keeps, or it is left out
SHORT = 0.1  # share of a column that holds a code, a count or a day


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, its share of the width, whether it holds dates or counts."""

    title: str
    share: float
    tabular: bool = False
    end: bool = False
    key: str = ""  # what it is sorted and chosen by; "" where it is neither
    sorts: bool = False
    hidden: bool = False  # until the person chooses to see it
    least: float = 0.0  # pixels it keeps where columns give way; 0: by its kind


def column_widths(columns: tuple[Column, ...], room: float) -> list[float]:
    """Return how wide each column is: by its share; in a narrow table those that matter least are left out, from the end.

    The first and the last always stay, codes and counts before texts. What is left out is on the card of the record, and is told
    to a screen reader.
    """
    whole = sum(column.share for column in columns)
    if room >= theme.scaled(ROOMY) or len(columns) <= 2:  # noqa: PLR2004 - the first and the last
        return [room * column.share / whole for column in columns]
    last = len(columns) - 1
    usual = [float(theme.scaled(_least(column, is_last=at == last))) for at, column in enumerate(columns)]
    least = [column.least or usual[at] for at, column in enumerate(columns)]
    kept = {0, last}
    short = [at for at in range(1, last) if usual[at] == theme.scaled(LEAST_SHORT)]
    for at in [1, *short, *(at for at in range(1, last) if at not in short)]:
        if sum(least[n] for n in kept | {at}) <= room:
            kept.add(at)
    # A column of numbers needs no more than its share: what is over goes to the words, which are cut first.
    numbers = {n for n in kept if columns[n].tabular and columns[n].end}
    wanted = least.copy()
    for at in numbers:
        wanted[at] = max(least[at], room * columns[at].share / whole)
    if numbers == kept or sum(wanted[n] for n in kept) > room:
        numbers, wanted = set(), least
    rest = max(room - sum(wanted[n] for n in kept), 0.0)
    shares = sum(columns[n].share for n in kept - numbers)
    grows = [rest * column.share / shares if at not in numbers else 0.0 for at, column in enumerate(columns)]
    return [wanted[n] + grows[n] if n in kept else 0.0 for n in range(len(columns))]


def _least(column: Column, *, is_last: bool) -> int:
    if is_last and not (column.tabular and column.end):  # a last column of numbers holds no chip
        return LEAST_LAST
    return LEAST_SHORT if column.tabular or column.share < SHORT else LEAST_TEXT


def column_places(columns: tuple[Column, ...], rect: QRectF) -> list[QRectF]:
    """Return where each column lies in a row or head of this rectangle (not yet mirrored); in a narrow one some have no width."""
    room = rect.width() - 2 * SPACE.PANE
    widths = column_widths(columns, room)
    places, x = [], rect.left() + SPACE.PANE
    for width in widths:
        places.append(QRectF(x, rect.top(), width - SPACE.CARD, rect.height()))
        x += width
    return places
