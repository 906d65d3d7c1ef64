"""One connection, and the one seat before it: whoever sits there works in its own thread, and the others wait.

Nothing is handed to a thread of the database's own: waking one and being woken by it, on a core that had gone to sleep, took as
long as three pages take to be encrypted and written. SQLite is built to be used by any thread (`THREADSAFE=1`, which a test looks
at); that two never use one connection at once is kept here.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

from casevault.store import keyed

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Seat:
    """Runs what it is asked for, each in full before the next."""

    def __init__(self, name: str, connect: Callable[[], keyed.Connection]) -> None:
        """Connect; whatever `connect` raises is raised here."""
        self.name = name
        # Whoever waits for the seat stands in the door, so that who has just left it cannot sit down again before: long work is
        # done in many short pieces, and a lock alone would give it all of them in a row while a save waits.
        self._door = threading.Lock()
        # Of the kind that its own thread may take twice. An interrupt from the keyboard can come between taking it and the `try`
        # below it; the vault that is then closed by the same thread must not wait for itself.
        self._seat = threading.RLock()
        self._sitting = 0  # the thread that works now
        self._closing = threading.Lock()  # an interrupt must not meet a connection that is being closed
        self._closed = False
        with keyed.refusals():
            self._connection = connect()

    def run(self, work: Callable[[keyed.Connection], T]) -> T:
        """Wait for the seat and run `work`, which may neither keep the connection nor a cursor of it."""
        self.refuse_within()
        with self._door:
            self._seat.acquire()
        try:
            self._sitting = threading.get_ident()
            if self._closed:
                raise RuntimeError("the database was closed")
            with keyed.refusals():
                return work(self._connection)
        finally:
            self._sitting = 0
            self._seat.release()

    def refuse_within(self) -> None:
        """Refuse a call from within `work`: its transaction would take in, or be ended by, what knows nothing of it."""
        if self._sitting == threading.get_ident():
            raise RuntimeError("work on the database uses the connection it was given")

    def interrupt(self) -> None:
        """Stop the statement that runs now, if any."""
        with self._closing:
            if not self._closed:
                self._connection.interrupt()

    def close(self) -> None:
        """Wait for the seat and close the connection; what still waits then is refused. A second call does nothing."""
        self.refuse_within()
        with self._door:
            self._seat.acquire()
        try:
            with self._closing:
                if self._closed:
                    return
                self._closed = True
            self._connection.close()
        finally:
            self._seat.release()
