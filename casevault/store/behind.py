"""The index of the new records of one act: its rows are made beside the writing where somebody can, and written in order.

What a row of the index holds follows from a record's type and payload alone, and neither is altered once a lot is closed. So
it does not matter who makes it or when: what is written is the same, in the same transaction as the records, in the order of the
log. Whoever makes rows beside (`Maker`) is asked for nothing that this module could not make itself, and it does so whenever no
answer comes. A few lots wait at most, so memory does not follow the rows.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from casevault.domain.indexing import IndexRow, index_row
from casevault.store import meta, search

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casevault.domain.record import Fields
    from casevault.domain.schema import RecordType
    from casevault.store.connection import Connection

WAITING: Final = 4  # lots: those that are being made beside, and those made here that stand behind them


class Held(NamedTuple):
    """One new record: its last change, id, type, payload, and the canonical spelling of the payload."""

    seq: int
    id: str
    type: RecordType
    fields: Fields
    spelt: bytes


@dataclass(frozen=True, slots=True)
class Begun:
    """A lot that is made beside. `wait` ends with a row for each record in order, or None: then they are made here."""

    is_done: Callable[[], bool]
    wait: Callable[[], list[IndexRow] | None]


class Maker(Protocol):
    """Makes rows beside the thread that writes."""

    def begin(self, lot: Sequence[Held]) -> Begun | None:
        """Begin on a lot and return at once; None where it can take none now."""


class IndexBehind:
    """Follows one act that brings much in, within its transaction; one thread's."""

    def __init__(self, connection: Connection, maker: Maker | None = None) -> None:
        """Look whether the index is written by the rules of this program; one that is not is made anew, from the queue."""
        self._current = search.is_current(connection)
        self._maker = maker
        self._waiting: deque[tuple[Sequence[Held], Begun | list[IndexRow]]] = deque()

    def add(self, connection: Connection, lot: Sequence[Held], *, more: bool) -> None:
        """Take a lot of records that stand in their tables, after those taken before; `more`: others follow soon."""
        if not self._current:
            meta.enqueue(connection, [record.id for record in lot])
            return
        begun = self._maker.begin(lot) if more and self._maker is not None else None
        self._waiting.append((lot, begun or made_here(lot)))
        while self._waiting and (len(self._waiting) > WAITING or _is_made(self._waiting[0][1])):
            self._write(connection)

    def settle(self, connection: Connection) -> None:
        """Write whatever waits."""
        while self._waiting:
            self._write(connection)

    def drop(self) -> None:
        """Forget what waits: its records were taken back."""
        self._waiting.clear()

    def _write(self, connection: Connection) -> None:
        lot, made = self._waiting.popleft()
        rows = made if isinstance(made, list) else made.wait()
        places = [(record.seq, record.id) for record in lot]
        search.write_new(connection, places, made_here(lot) if rows is None else rows)


def made_here(lot: Sequence[Held]) -> list[IndexRow]:
    """Return the rows of a lot, made by this process."""
    return [index_row(record.type, record.fields) for record in lot]


def _is_made(made: Begun | list[IndexRow]) -> bool:
    return isinstance(made, list) or made.is_done()
