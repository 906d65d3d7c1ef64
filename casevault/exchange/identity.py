"""Which record a row makes: the same one each time the same row is brought in, so that bringing it in twice makes nothing new.

The id of a record that an import makes is no random number but follows, under a key of this vault alone, from what makes it that
record: the table's name and the row's key, or all that stands in the row. No list of what was brought in is needed, and whoever
has no key learns nothing from an id.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

KEY_BYTES: Final = 32
_ID_BYTES: Final = 16
_EMPTY: Final = 0
_FULL: Final = 2 / 3
_FIRST_ROOM: Final = 1 << 10


class Identity:
    """Draws ids for one import. `gone` says whether a record of that id was deleted: it is not brought back under its id."""

    def __init__(self, key: bytes, table: str, gone: Callable[[str], bool], often: Iterable[str] = ()) -> None:
        """`key`: `KEY_BYTES` of this vault; `table`: the name under which a row's key counts; `often`: what is in each row."""
        self._key = key
        self._table = table
        self._gone = gone
        self.rows = Numbers()
        self._framed: dict[str, bytes] = {part: _framed(part) for part in ("row", "child", "shared", "fixed", "0", table, *often)}

    def of_row(self, record: str, key: tuple[str, ...]) -> str:
        """Return the id of what a row is about. An equal row or key that was met before in this file is another record."""
        # What a row holds says which it is in any table; a key says so only within its own.
        scope = self._table if key[0] == "key" else ""
        number = 0
        while True:
            drawn = self._drawn("row", scope, record, *key, str(number))
            if self.rows.get(drawn) is None and not self._gone(drawn):
                return drawn
            number += 1

    def child(self, row: str, record: str, number: int) -> str:
        """Return the id of another record of the same row."""
        return self._drawn("child", row, record, str(number))

    def shared(self, type_key: str, fields: dict[str, object]) -> str:
        """Return the id of a record that is the same wherever it holds the same."""
        spelt = json.dumps(fields, sort_keys=True, ensure_ascii=False)
        number = 0
        while self._gone(drawn := self._drawn("shared", type_key, spelt, str(number))):
            number += 1
        return drawn

    def fixed(self, *parts: str) -> str:
        """Return the id that follows from `parts` alone: of the source that is the file, of an account in it."""
        return self._drawn("fixed", *parts)

    def _drawn(self, *parts: str) -> str:
        # Keyed BLAKE2b as a pseudorandom function: the key is drawn for this one use and never leaves the vault; each part stands
        # with its length, so that no two lists of parts are one message; the result is no secret, only not to be guessed.
        # Headers stand in every row.
        held = self._framed
        message = b"".join([held.get(part) or _framed(part) for part in parts])
        return hashlib.blake2b(message, key=self._key, digest_size=_ID_BYTES, person=b"casevault/import").hexdigest()


def _framed(part: str) -> bytes:
    encoded = part.encode("utf-8", "surrogatepass")
    return len(encoded).to_bytes(8, "big") + encoded


class Numbers:
    """Which row made which record, sixteen bytes a row: two million rows must fit into a small computer's memory.

    A table with open places over 64 bits of the id, which are as good as random. Two ids that share them are one in 10⁷ for two
    million rows, and would only be taken for a repeated row.
    """

    def __init__(self) -> None:
        self._room = _FIRST_ROOM
        self._marks = array("Q", bytes(8 * self._room))
        self._numbers = array("Q", bytes(8 * self._room))
        self._held = 0

    def get(self, record_id: str) -> int | None:
        """Return the row that made the record, or None."""
        place = self._place(mark := _mark(record_id))
        return self._numbers[place] if self._marks[place] == mark else None

    def put(self, record_id: str, row: int) -> None:
        """Note that `row` made the record; the first one stays."""
        place = self._place(mark := _mark(record_id))
        if self._marks[place] == mark:
            return
        self._marks[place], self._numbers[place] = mark, row
        self._held += 1
        if self._held > self._room * _FULL:
            self._grow()

    def _place(self, mark: int) -> int:
        place = mark % self._room
        while self._marks[place] not in {_EMPTY, mark}:
            place = (place + 1) % self._room
        return place

    def _grow(self) -> None:
        held: Sequence[tuple[int, int]] = [pair for pair in zip(self._marks, self._numbers, strict=True) if pair[0] != _EMPTY]
        self._room *= 2
        self._marks, self._numbers = array("Q", bytes(8 * self._room)), array("Q", bytes(8 * self._room))
        for mark, number in held:
            place = self._place(mark)
            self._marks[place], self._numbers[place] = mark, number


def _mark(record_id: str) -> int:
    return int(record_id[:16], 16) or 1
