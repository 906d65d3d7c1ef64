"""The open database: one connection that writes, two that read, each used by one thread at a time.

    write(work)      the writer    BEGIN IMMEDIATE … COMMIT, rolled back on any exception
    read(work)       a reader      BEGIN … ROLLBACK, query_only: one consistent picture, nothing held between calls
    maintain(work)   the writer    no transaction, every statement allowed: migrations, checkpoint, integrity checks

`work` runs in the thread that asks, gets the connection and returns plain values; a cursor must not outlive it. Where the file
system has no shared memory (FAT, network disks) the journal is the rollback one and the writer reads too. `keyed` tells what one
connection is, `seat` how threads take turns at it.
"""

from __future__ import annotations

import contextlib
import queue
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from sqlcipher3 import dbapi2

from casevault import files, paths
from casevault.errors import CaseVaultError
from casevault.progress import Cancelled
from casevault.store import keyed
from casevault.store.seat import Seat

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Connection: TypeAlias = keyed.Connection
T = TypeVar("T")

READERS: Final = 2
ROOM_FOR_MUCH: Final = 128 * 1024  # KiB of pages that the writing connection keeps decrypted while much is written


class Database:
    """An open vault database. Its methods may be called from any thread, but not from within `work`."""

    def __init__(self, path: Path, key: bytearray, *, wal: bool, read_only: bool, shared: bool = False) -> None:
        """Connect to a file that was looked at: use `create`, `open` or `beside`."""
        self.path = path
        self.has_readers = wal and not read_only
        self._read_only = read_only
        self._stopped: CaseVaultError | None = None
        self._closed = False
        shm = path.with_name(f"{path.name}-shm")
        self._shm_of_ours = shm if read_only and not shared and not shm.exists() else None
        self._seats: list[Seat] = []
        # Last back, first out: one reader serves most of what a person does, so its pages are decrypted already.
        self._idle: queue.LifoQueue[Seat] = queue.LifoQueue()
        try:
            self._writer = self._start(
                "writer",
                lambda: keyed.connect_reader(path, key) if shared else keyed.connect(path, key, wal=wal, read_only=read_only),
            )
            for number in range(READERS if self.has_readers else 0):
                self._idle.put(self._start(f"reader-{number}", lambda: keyed.connect_reader(path, key)))
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, path: Path, key: bytearray, *, wal: bool | None = None) -> Database:
        """Make a new database encrypted under `key` (32 raw bytes); a file that is there already is refused."""
        keyed.make(path, key)
        return cls.open(path, key, wal=wal)

    @classmethod
    def open(cls, path: Path, key: bytearray, *, wal: bool | None = None, read_only: bool = False) -> Database:
        """Open an existing database. DB_DAMAGED if it is missing, plain, damaged or under another key.

        `key` stays the caller's; no copy of it outlives this call. `wal` None: as the file system allows. With `read_only`
        nothing in the folder is altered: one connection that reads, and a write ends as READ_ONLY.
        """
        keyed.verify_encrypted(path)
        return cls(path, key, wal=paths.has_shared_memory(path) if wal is None else wal, read_only=read_only)

    @classmethod
    def beside(cls, path: Path, key: bytearray) -> Database:
        """Open a database that this process has open already, in write-ahead mode, for reading alone.

        It sees what the other one commits. `open` with `read_only` does not: that one counts on nobody writing.
        """
        return cls(path, key, wal=True, read_only=True, shared=True)

    def write(self, work: Callable[[Connection], T], *, much: bool = False) -> T:
        """Run `work` in one transaction: durable when this returns, undone if anything is raised. `much`: many records."""

        def transaction(connection: Connection) -> T:
            if self._stopped is not None:
                raise self._stopped
            try:
                connection.execute("BEGIN IMMEDIATE")
                result = work(connection)
                if not connection.in_transaction:
                    raise RuntimeError("work ended the transaction it was given")  # noqa: TRY301 - undone like any other failure
                _commit(connection)
            except BaseException as trouble:
                _roll_back(connection)
                if isinstance(trouble, dbapi2.Error) and keyed.code_of(trouble) == keyed.IOERR:
                    # After a failed write or fsync nobody knows what the disk holds: nothing more until it has been opened anew.
                    self._stopped = keyed.refusal_for(keyed.IOERR)
                raise
            return result

        return self._writer.run((lambda connection: _with_room(connection, transaction)) if much else transaction)

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a reading connection, in one consistent picture of what is committed."""
        for seat in self._seats:
            seat.refuse_within()
        if self._read_only:
            return self._writer.run(lambda connection: _picture(connection, work))
        if not self.has_readers:
            return self._writer.run(lambda connection: _read_with_writer(connection, work))
        reader = self._idle.get()
        try:
            return reader.run(lambda connection: _picture(connection, work))
        finally:
            self._idle.put(reader)

    def maintain(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on the writing connection outside a transaction, with every statement allowed."""
        return self._writer.run(lambda connection: _unguarded(connection, work))

    def interrupt(self) -> None:
        """Stop the statements that run now, on every connection: each ends as `Cancelled`."""
        for seat in self._seats:
            seat.interrupt()

    def checkpoint(self) -> bool:
        """Bring the write-ahead log into the main file and empty it; False where somebody who still reads it is in the way."""
        busy, _frames, _moved = self.maintain(lambda connection: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())
        return not busy

    def close(self) -> None:
        """Close every connection, the writing one last; a second call does nothing.

        That the log cannot be brought in (a full disk) keeps nothing open: it holds all that was committed and is read next time.
        """
        if self._closed:
            return
        self._closed = True
        for seat in reversed(self._seats):
            # Who only reads leaves the log alone: bringing in one that holds nothing valid would empty it.
            if seat.name == "writer" and not self._read_only:
                with contextlib.suppress(CaseVaultError, Cancelled):
                    self.checkpoint()
            seat.close()
        if self._shm_of_ours is not None:
            with contextlib.suppress(
                CaseVaultError
            ):  # an index that reading a crashed vault makes; read-only media never had one
                files.remove_file(self._shm_of_ours)

    def _start(self, name: str, connect: Callable[[], Connection]) -> Seat:
        seat = Seat(name, connect)
        self._seats.append(seat)
        return seat


def _commit(connection: Connection) -> None:
    """Commit. A Ctrl+C that falls into it is heard behind it: what is durable by then must not be told as called off."""
    try:
        connection.execute("COMMIT")
    except KeyboardInterrupt:
        if connection.in_transaction:
            raise


def _roll_back(connection: Connection) -> None:
    with contextlib.suppress(
        dbapi2.Error
    ):  # what cannot be rolled back was not committed: the journal undoes it at the next opening
        connection.rollback()


def _picture(connection: Connection, work: Callable[[Connection], T]) -> T:
    connection.execute("BEGIN")
    try:
        return work(connection)
    finally:
        _roll_back(connection)


def _unguarded(connection: Connection, work: Callable[[Connection], T]) -> T:
    connection.set_authorizer(None)
    try:
        return work(connection)
    finally:
        _roll_back(connection)
        connection.set_authorizer(keyed.authorize)


def _with_room(connection: Connection, work: Callable[[Connection], T]) -> T:
    """Run `work` with more pages at hand, and give them back.

    Ids and keys of names are as good as random: every new record alters a page in the midst of each index. Where those do not
    find room, each is encrypted, put away, read and decrypted again for every few records.
    """
    _unguarded(connection, lambda c: c.execute(f"PRAGMA cache_size=-{ROOM_FOR_MUCH}"))
    try:
        return work(connection)
    finally:
        # A lock that interrupts this must not make a commit look like a failure: the room is then given back at the next time.
        with contextlib.suppress(dbapi2.Error):
            _unguarded(connection, _with_room_no_more)


def _with_room_no_more(connection: Connection) -> None:
    connection.execute(f"PRAGMA cache_size=-{keyed.CACHE}")
    connection.execute("PRAGMA shrink_memory")


def _read_with_writer(connection: Connection, work: Callable[[Connection], T]) -> T:
    """Read on the writing connection, which must not write meanwhile."""
    _unguarded(connection, lambda c: c.execute("PRAGMA query_only=ON"))
    try:
        return _picture(connection, work)
    finally:
        _unguarded(connection, lambda c: c.execute("PRAGMA query_only=OFF"))
