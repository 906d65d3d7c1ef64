"""The index of the new records of one act: its rows are made beside the writing where somebody can, and written in order.

What a row of the index holds follows from a record's type and payload alone, and neither is altered once a lot is closed. So
it does not matter who makes it or when: what is written is the same, in the same transaction as the records, in the order of the
log. Whoever makes rows beside (`Maker`) is asked for nothing that this module could not make itself, and it does so whenever no
answer comes. Who makes them has to be started first and works at a pace of its own, so lots wait: a few, and of bounded size, for
memory must not follow the rows.
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

WAITING: Final = 12  # lots that stand in their tables and not in the index yet: some 5,000 records, more than a start takes
HELD: Final = 8 << 20  # bytes of their payloads


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


@dataclass(slots=True)
class _Lot:
    """What was taken and is not written yet."""

    records: Sequence[Held]
    made: Begun | list[IndexRow] | None = None  # None: nobody makes its rows so far

    @property
    def size(self) -> int:
        return sum(len(record.spelt) for record in self.records)

    def is_ready(self) -> bool:
        return self.made.is_done() if isinstance(self.made, Begun) else self.made is not None

    def rows(self) -> list[IndexRow]:
        rows = self.made.wait() if isinstance(self.made, Begun) else self.made
        return made_here(self.records) if rows is None else rows


class IndexBehind:
    """Follows one act that brings much in, within its transaction; one thread's."""

    def __init__(self, connection: Connection, maker: Maker | None = None) -> None:
        """Look whether the index is written by the rules of this program; one that is not is made anew, from the queue."""
        self._current = search.is_current(connection)
        self._maker = maker
        self._waiting: deque[_Lot] = deque()
        self._held = 0  # bytes

    def add(self, connection: Connection, records: Sequence[Held], *, more: bool) -> None:
        """Take a lot of records that stand in their tables, after those taken before; `more`: others follow soon."""
        if not self._current:
            meta.enqueue(connection, [record.id for record in records])
            return
        lot = _Lot(records)
        self._waiting.append(lot)
        self._held += lot.size
        if more:
            self._hand_over()
        while self._waiting and (self._is_too_much() or self._waiting[0].is_ready()):
            self._write(connection)

    def settle(self, connection: Connection) -> None:
        """Write whatever waits. While the first lot is made beside, the last that nobody makes is made here."""
        while self._waiting:
            if len(self._waiting) > 1:  # a single one is sooner made than asked for
                self._hand_over()
            left = [lot for lot in self._waiting if lot.made is None]
            if left and not self._waiting[0].is_ready():
                left[-1].made = made_here(left[-1].records)
            else:
                self._write(connection)

    def drop(self) -> None:
        """Forget what waits: its records were taken back."""
        self._waiting.clear()
        self._held = 0

    def _is_too_much(self) -> bool:
        return len(self._waiting) > WAITING or self._held > HELD

    def _hand_over(self) -> None:
        """Ask for the rows of lots in their order, as far as they are taken."""
        for lot in self._waiting:
            if lot.made is None:
                lot.made = self._maker.begin(lot.records) if self._maker is not None else None
                if lot.made is None:
                    return

    def _write(self, connection: Connection) -> None:
        lot = self._waiting.popleft()
        self._held -= lot.size
        search.write_new(connection, [(record.seq, record.id) for record in lot.records], lot.rows())


def made_here(records: Sequence[Held]) -> list[IndexRow]:
    """Return the rows of a lot, made by this process."""
    return [index_row(record.type, record.fields) for record in records]
