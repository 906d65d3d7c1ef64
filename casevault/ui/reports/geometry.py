"""Where the parts of a chart lie, in numbers alone: left to right, from the top; whoever paints mirrors them with the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

TICKS: Final = 4  # gaps between lines of the scale, at most
MOST_COLUMNS: Final = 48  # periods that are drawn as columns; more are a line
WIDEST: Final = 40.0  # pixels of a column, however much room there is
FILLED: Final = 0.64  # of its place that a column fills
LEAST: Final = 2.0  # pixels of the bar of a count that is not nought: one among thousands is still to be seen


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: which column of the table it stands for."""

    column: int
    box: Box


def scale(most: int) -> list[int]:
    """Return the lines of a scale that reaches `most`: whole numbers from 0, in steps of 1, 2 or 5 times a power of ten."""
    if most <= 0:
        return [0, 1]
    power = 1
    while True:
        for digit in (1, 2, 5):
            step = digit * power
            if step * TICKS >= most:
                return list(range(0, step * -(-most // step) + 1, step))
        power *= 10


def parts_of(counts: Sequence[int], most: int, length: float) -> list[tuple[int, float, float]]:
    """Return the pieces of one bar as (column, from, how long), one after another; `most` is as long as `length`.

    A count too small to be seen is drawn `LEAST` long, so that a bar of many small ones may be longer than the scale says, but
    never longer than `length`.
    """
    found: list[tuple[int, float, float]] = []
    at = 0.0
    for column, count in enumerate(counts):
        if count <= 0 or most <= 0:
            continue
        long = min(max(LEAST, length * count / most), max(0.0, length - at))
        found.append((column, at, long))
        at += long
    return found


def bars(counts: Sequence[Sequence[int]], width: float, row: float, thickness: float, below: float) -> list[list[Part]]:
    """Return lying bars, one a row of height `row`, each `below` pixels under the top of its row."""
    most = max(map(sum, counts), default=0)
    return [
        [Part(column, Box(at, number * row + below, long, thickness)) for column, at, long in parts_of(one, most, width)]
        for number, one in enumerate(counts)
    ]


def columns(counts: Sequence[Sequence[int]], room: Box) -> list[list[Part]]:
    """Return standing columns in a room whose scale reaches from its foot to its top, each in the middle of its place."""
    top = scale(max(map(sum, counts), default=0))[-1]
    place = room.width / max(1, len(counts))
    width = min(WIDEST, max(1.0, place * FILLED))
    foot = room.y + room.height
    return [
        [
            Part(column, Box(room.x + place * number + (place - width) / 2, foot - at - long, width, long))
            for column, at, long in parts_of(one, top, room.height)
        ]
        for number, one in enumerate(counts)
    ]


def points(totals: Sequence[int], room: Box) -> list[tuple[float, float]]:
    """Return the points of a line over many periods, each in the middle of its place."""
    top = scale(max(totals, default=0))[-1]
    place = room.width / max(1, len(totals))
    foot = room.y + room.height
    return [(room.x + place * (number + 0.5), foot - room.height * count / top) for number, count in enumerate(totals)]


def place_at(x: float, count: int, room: Box) -> int:
    """Return in which of `count` places along the room a point lies, -1 outside of it."""
    if not count or not room.x <= x < room.x + room.width:
        return -1
    return min(count - 1, int((x - room.x) * count / room.width))


def labelled(count: int, room: float, widest: float) -> list[int]:
    """Return which of `count` places have room for their words of at most `widest` pixels: each nth, the first always."""
    if count <= 0:
        return []
    each = max(1, -(-int(widest * count) // max(1, int(room))))
    return list(range(0, count, each))


def mirrored(box: Box, width: float) -> Box:
    """Return a box as it lies in a window that reads from the right."""
    return Box(width - box.x - box.width, box.y, box.width, box.height)
