"""The ids of the rows of a list, sixteen bytes each: a list of a million is sixteen megabytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

BYTES = 16
DIGITS = 2 * BYTES


class PackedIds(Sequence[str]):
    """Record ids in order, as the 32 lower-case hexadecimal digits they are."""

    __slots__ = ("_packed",)

    def __init__(self, packed: bytes) -> None:
        self._packed = packed

    def __eq__(self, other: object) -> bool:
        """Say whether these are the same ids in the same order."""
        return isinstance(other, PackedIds) and self._packed == other._packed

    __hash__ = None  # type: ignore[assignment] # a list, and compared as one

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._packed) // BYTES

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        """Return one id, or those of a part of the list."""
        if isinstance(at, slice):
            first, last, step = at.indices(len(self))
            text = self._packed[first * BYTES : last * BYTES].hex()
            return [text[start : start + DIGITS] for start in range(0, len(text), DIGITS)][::step]
        place = at + len(self) if at < 0 else at
        if not 0 <= place < len(self):
            raise IndexError(at)
        return self._packed[place * BYTES : (place + 1) * BYTES].hex()

    def find(self, record_id: str) -> int:
        """Return the place of an id, or -1."""
        try:
            wanted = bytes.fromhex(record_id)
        except ValueError:
            return -1
        if len(wanted) != BYTES:
            return -1
        at = self._packed.find(wanted)
        while at >= 0 and at % BYTES:  # two ids that lie side by side may hold a third across their border
            at = self._packed.find(wanted, at + 1)
        return at // BYTES


class PlainIds(list[str]):
    """Ids of another shape, as they are."""

    def find(self, record_id: str) -> int:
        """Return the place of an id, or -1."""
        try:
            return self.index(record_id)
        except ValueError:
            return -1


def packed(ids: Sequence[str]) -> PackedIds | PlainIds:
    """Return `ids` packed, or as they are where they are no ids of records."""
    if isinstance(ids, PackedIds | PlainIds):
        return ids
    try:
        found = bytes.fromhex("".join(ids))
    except ValueError:
        return PlainIds(ids)
    whole = set(map(len, ids)) <= {DIGITS} and len(found) == BYTES * len(ids)
    return PackedIds(found) if whole else PlainIds(ids)
