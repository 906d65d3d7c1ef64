"""What a table surely does not hold, told from memory, for an act that asks for thousands of ids and names, most of them new.

A sieve (a Bloom filter) has two of 2²² places marked for each text that the table holds. A text with a place that is not marked
is not there; for any other the table is asked, so a sieve can cost time and never an answer. It takes the same memory whatever
comes, holds no text, and lives as long as the act, in whose transaction nobody else writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.store import changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from casevault.store.connection import Connection

_PLACES: Final = 1 << 22  # bytes; with a million texts a quarter is marked, and one new text in five is asked for
_MASK: Final = _PLACES - 1
_QUESTION: Final = 10  # texts that are read out of a table in the time of one question


class Sieve:
    """One for one question. It reads the table once the questions would have cost as much as that: seldom for few."""

    def __init__(self, held: int, texts: Callable[[], Iterable[str]]) -> None:
        """`held`: how many texts the table holds, about; `texts` reads them all."""
        self._held = held
        self._texts = texts
        self._asked = 0
        self._marks: bytearray | None = None

    def may_hold(self, text: str) -> bool:
        """Say False where the table surely does not hold the text, True where it has to be asked."""
        marks = self._marks
        if marks is None:
            self._asked += 1
            if self._asked * _QUESTION < self._held:
                return True
            marks = self._marks = bytearray(_PLACES)
            self.add(self._texts())
        places = hash(text)  # two halves of one hash: what a stranger's file holds cannot aim at it, it differs in every process
        return bool(marks[places & _MASK] and marks[places >> 32 & _MASK])

    def add(self, texts: Iterable[str]) -> None:
        """Take in what the table holds from now on."""
        marks = self._marks
        if marks is not None:
            for text in texts:
                places = hash(text)
                marks[places & _MASK] = marks[places >> 32 & _MASK] = 1

    def forget(self) -> None:
        """Know nothing any more: the table was written by somebody who does not tell."""
        self._marks = None
        self._asked = 0


class Known:
    """Which ids and which keys of names a vault may hold, while one act brings much in."""

    def __init__(self, connection: Connection) -> None:
        """Follow the tables of this act's transaction."""
        held = changes.highest_seq(connection)  # a record has a row or more
        self.ids = Sieve(held, lambda: _column(connection, "SELECT id FROM record"))
        self.names = Sieve(held, lambda: _column(connection, "SELECT key FROM name_key"))

    def forget(self) -> None:
        """Know nothing any more."""
        self.ids.forget()
        self.names.forget()


def _column(connection: Connection, query: str) -> Iterable[str]:
    return (row[0] for row in connection.execute(query))
