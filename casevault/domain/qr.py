"""A text as a QR picture (ISO/IEC 18004): byte mode, level M, as large as a ticket needs; squares in, squares out, no drawing.

    data bits ─ blocks ─ Reed-Solomon over each ─ interleaved ─ laid in two-column zigzags ─ the mask that disturbs least

Level M mends about one square in seven, enough for a screen that is photographed askew.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeAlias

    Grid: TypeAlias = list[list[bool]]

QUIET: Final = 4  # squares of light ground that a reader needs around the picture
BYTE_MODE: Final = 0b0100
PADS: Final = (0xEC, 0x11)
# For each version: bytes that mend in each block, then how many blocks hold how many bytes of data.
_BLOCKS: Final[Sequence[tuple[int, tuple[tuple[int, int], ...]]]] = (
    (10, ((1, 16),)),
    (16, ((1, 28),)),
    (26, ((1, 44),)),
    (18, ((2, 32),)),
    (24, ((2, 43),)),
    (16, ((4, 27),)),
    (18, ((4, 31),)),
    (22, ((2, 38), (2, 39))),
    (22, ((3, 36), (2, 37))),
    (26, ((4, 43), (1, 44))),
    (30, ((1, 50), (4, 51))),
    (22, ((6, 36), (2, 37))),
)
LARGEST: Final = len(_BLOCKS)
_LONG_COUNT: Final = 10  # from this version on the number of bytes is told in 16 bits
_MIDDLES: Final = 7  # from this version on marks of alignment stand in the middle as well, and the version is told twice
_FIELD: Final = 0x11D
_FORMAT, _FORMAT_MASK, _VERSION = 0x537, 0x5412, 0x1F25
_LEVEL_M: Final = 0b00
_MASKS: Final[Sequence[Callable[[int, int], bool]]] = (
    lambda y, x: (y + x) % 2 == 0,
    lambda y, _x: y % 2 == 0,
    lambda _y, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
)
_LIKE_A_FINDER: Final = ([True, False, True, True, True, False, True], [False] * 4)


def room(version: int) -> int:
    """Return how many bytes of text a version holds."""
    return (8 * _data_bytes(version) - 4 - _count_bits(version)) // 8


def squares(text: bytes, mask: int | None = None) -> Grid:
    """Return the rows of the picture, True for dark, without the quiet ground around it.

    `mask`: 0 to 7; None takes the one that disturbs a reader least. ValueError for more than `room(LARGEST)` bytes.
    """
    version = next((one for one in range(1, LARGEST + 1) if room(one) >= len(text)), 0)
    if not version:
        raise ValueError(len(text))
    bits = list(_bits(_interleaved(_coded(text, version), version)))
    if mask is not None:
        return _drawn(version, bits, mask)
    return min((_drawn(version, bits, number) for number in range(len(_MASKS))), key=_disturbance)


def _data_bytes(version: int) -> int:
    return sum(count * length for count, length in _BLOCKS[version - 1][1])


def _count_bits(version: int) -> int:
    return 16 if version >= _LONG_COUNT else 8


def _coded(text: bytes, version: int) -> bytes:
    """Return mode, length and text, filled up to what the version holds."""
    width = _count_bits(version)
    bits = f"{BYTE_MODE:04b}{len(text):0{width}b}" + "".join(f"{byte:08b}" for byte in text)
    whole = 8 * _data_bytes(version)
    bits += "0" * min(4, whole - len(bits))
    bits += "0" * (-len(bits) % 8)
    made = [int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)]
    return bytes(made + [PADS[at % 2] for at in range(_data_bytes(version) - len(made))])


def _interleaved(data: bytes, version: int) -> bytes:
    mending, groups = _BLOCKS[version - 1]
    blocks, at = [], 0
    for count, length in groups:
        for _ in range(count):
            blocks.append(data[at : at + length])
            at += length
    mends = [_remainder(block, mending) for block in blocks]
    longest = max(map(len, blocks))
    mixed = [block[number] for number in range(longest) for block in blocks if number < len(block)]
    return bytes(mixed + [mend[number] for number in range(mending) for mend in mends])


@cache
def _powers() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return (2 to the power of each number, of which power each number is) in the field of 256."""
    power, of = [1] * 512, [0] * 256
    value = 1
    for number in range(255):
        power[number] = power[number + 255] = value
        of[value] = number
        value <<= 1
        value ^= _FIELD if value & 0x100 else 0
    return tuple(power), tuple(of)


def _times(one: int, other: int) -> int:
    power, of = _powers()
    return power[of[one] + of[other]] if one and other else 0


@cache
def _divisor(degree: int) -> tuple[int, ...]:
    """Return the product of (x - 2**0) … (x - 2**(degree-1)), without its leading 1."""
    found = [1]
    for number in range(degree):
        root = _powers()[0][number]
        longer = [*found, 0]
        for at, value in enumerate(found):
            longer[at + 1] ^= _times(value, root)
        found = longer
    return tuple(found[1:])


def _remainder(block: bytes, degree: int) -> bytes:
    divisor, rest = _divisor(degree), [0] * degree
    for byte in block:
        factor = byte ^ rest[0]
        rest = [value ^ _times(part, factor) for value, part in zip([*rest[1:], 0], divisor, strict=True)]
    return bytes(rest)


def _bits(data: bytes) -> Iterator[bool]:
    return (bool(byte >> at & 1) for byte in data for at in range(7, -1, -1))


def _checked(value: int, divisor: int) -> int:
    """Return a value with the remainder behind it by which a reader mends it."""
    width = divisor.bit_length() - 1
    rest = value << width
    while rest.bit_length() > width:
        rest ^= divisor << rest.bit_length() - width - 1
    return value << width | rest


class _Picture:
    """The squares, and which of them are the picture's own and hold no data."""

    def __init__(self, version: int) -> None:
        self.size = 17 + 4 * version
        self.dark: Grid = [[False] * self.size for _ in range(self.size)]
        self.taken: Grid = [[False] * self.size for _ in range(self.size)]

    def put(self, y: int, x: int, dark: bool) -> None:
        if 0 <= y < self.size and 0 <= x < self.size:
            self.dark[y][x] = dark
            self.taken[y][x] = True

    def rings(self, middle: tuple[int, int], reach: int, light: Iterable[int]) -> None:
        """Draw rings around a middle; those so many squares away from it are light."""
        y, x = middle
        for dy in range(-reach, reach + 1):
            for dx in range(-reach, reach + 1):
                self.put(y + dy, x + dx, max(abs(dy), abs(dx)) not in light)


def _drawn(version: int, bits: Sequence[bool], mask: int) -> Grid:
    picture = _Picture(version)
    size = picture.size
    for at in range(size):
        picture.put(6, at, at % 2 == 0)
        picture.put(at, 6, at % 2 == 0)
    for middle in ((3, 3), (3, size - 4), (size - 4, 3)):
        picture.rings(middle, 4, (2, 4))
    for middle in _alignments(version):
        picture.rings(middle, 2, (1,))
    _tell_version(picture, version)
    _tell_format(picture, mask)
    flip = _MASKS[mask]
    waiting = iter(bits)
    # The upright line of timing takes a column of its own, so the pairs to its left begin one further on.
    for turn, right in enumerate((*range(size - 1, 6, -2), 5, 3, 1)):
        for y in range(size - 1, -1, -1) if turn % 2 == 0 else range(size):
            for x in (right, right - 1):
                if not picture.taken[y][x]:
                    picture.dark[y][x] = next(waiting, False) ^ flip(y, x)
    return picture.dark


def _alignments(version: int) -> Iterator[tuple[int, int]]:
    if version == 1:
        return
    last = 10 + 4 * version
    places = [6, last] if version < _MIDDLES else [6, last // 2 + 3, last]
    for y in places:
        for x in places:
            if (y, x) not in {(6, 6), (6, last), (last, 6)}:
                yield y, x


def _tell_version(picture: _Picture, version: int) -> None:
    if version < _MIDDLES:
        return
    told = _checked(version, _VERSION)
    for at in range(18):
        long, short, dark = at // 3, picture.size - 11 + at % 3, bool(told >> at & 1)
        picture.put(long, short, dark)
        picture.put(short, long, dark)


def _tell_format(picture: _Picture, mask: int) -> None:
    told = _checked(_LEVEL_M << 3 | mask, _FORMAT) ^ _FORMAT_MASK
    size = picture.size
    down = [(y, 8) for y in (0, 1, 2, 3, 4, 5, 7, 8)] + [(8, x) for x in (7, 5, 4, 3, 2, 1, 0)]
    apart = [(8, size - 1 - at) for at in range(8)] + [(size - 7 + at, 8) for at in range(7)]
    for places in (down, apart):
        for at, (y, x) in enumerate(places):
            picture.put(y, x, bool(told >> at & 1))
    picture.put(size - 8, 8, dark=True)


def _disturbance(grid: Grid) -> int:
    """Return how much may mislead a reader: long runs, blocks, what looks like a corner mark, too much of one tone."""
    size = len(grid)
    total = 0
    for lines in (grid, [list(line) for line in zip(*grid, strict=True)]):
        for line in lines:
            run = 1
            for before, now in [*pairwise(line), (line[-1], not line[-1])]:
                if before == now:
                    run += 1
                    continue
                total += run - 2 if run >= 5 else 0  # noqa: PLR2004 - of the standard
                run = 1
            finder, quiet = _LIKE_A_FINDER
            total += 40 * sum(line[at : at + 11] in (finder + quiet, quiet + finder) for at in range(size - 10))
    for above, below in pairwise(grid):
        total += sum(3 for x in range(size - 1) if above[x] == above[x + 1] == below[x] == below[x + 1])
    dark = sum(map(sum, grid))
    return total + 10 * int(abs(20 * dark - 10 * size * size) / (size * size))
