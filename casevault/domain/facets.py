"""Facets of a list: which rows have which code, as one number with a bit for each row.

A hundred thousand rows are twelve kilobytes of bits. Narrowing by any facets, and counting what each code of each facet would
leave, are then a few operations on whole numbers, however long the list is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


class Bits:
    """The codes of one facet: `of[code]` has bit n set where row n has the code."""

    __slots__ = ("of",)

    def __init__(self, count: int, coded: Iterable[Sequence[str]]) -> None:
        """Note the codes of `count` rows, in order; a row may have none or several."""
        rows: dict[str, bytearray] = {}
        size = (count + 7) // 8
        for number, codes in enumerate(coded):
            for code in codes:
                held = rows.get(code)
                if held is None:
                    held = rows[code] = bytearray(size)
                held[number >> 3] |= 1 << (number & 7)
        self.of: Mapping[str, int] = {code: int.from_bytes(held, "little") for code, held in rows.items()}

    def any_of(self, codes: Iterable[str]) -> int:
        """Return the rows that have one of these codes at least."""
        found = 0
        for code in codes:
            found |= self.of.get(code, 0)
        return found

    def counts(self, within: int) -> dict[str, int]:
        """Return how many rows of `within` have each code; a code that none has stays, with 0."""
        return {code: (held & within).bit_count() for code, held in self.of.items()}


def every(count: int) -> int:
    """Return all of `count` rows."""
    return (1 << count) - 1


def rows_of(count: int, numbers: Iterable[int]) -> int:
    """Return these rows of `count`; a number beyond them is left out."""
    held = bytearray((count + 7) // 8)
    for number in numbers:
        if 0 <= number < count:
            held[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(held, "little")


def numbers_of(rows: int, order: Iterable[int]) -> Iterator[int]:
    """Yield the numbers of `rows` in this order of all of them."""
    digits = bin(rows)[:1:-1]  # the lowest bit first; what lies beyond the highest is not set
    last = len(digits)
    return (number for number in order if number < last and digits[number] == "1")
