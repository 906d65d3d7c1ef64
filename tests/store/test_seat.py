"""The seat before a connection: one works at a time, and nobody waits behind whoever has just had it."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from desk import DB_KEY
from sqlcipher3 import dbapi2

from casevault.store import keyed
from casevault.store.seat import Seat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UNCLOSED = """
import sys
from pathlib import Path
from casevault.store.connection import Database
database = Database.create(Path(sys.argv[1]), bytearray(range(32)))
database.write(lambda c: c.execute("CREATE TABLE one (a)").rowcount)
print("written")
"""


class Held:
    """Something whose end can be seen."""


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    keyed.make(tmp_path / "main.db", DB_KEY)
    made = Seat("test", lambda: keyed.connect(tmp_path / "main.db", DB_KEY, wal=True, read_only=False))
    yield made
    made.close()


def test_sqlite_is_built_to_be_used_by_any_thread() -> None:
    options = [row[0] for row in dbapi2.connect(":memory:").execute("PRAGMA compile_options")]
    assert "THREADSAFE=1" in options


def test_each_works_in_its_own_thread_one_after_the_other(seat: Seat) -> None:
    seen: list[tuple[int, int]] = []

    def work(number: int) -> int:
        def within(connection: keyed.Connection) -> int:
            seen.append((number, threading.get_ident()))
            begun = len(seen)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            time.sleep(0.001)
            assert len(seen) == begun  # nobody else came between
            return threading.get_ident()

        return seat.run(within) - threading.get_ident()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(40))) == [0] * 40
    assert sorted(number for number, _ in seen) == list(range(40))
    assert len({thread for _, thread in seen}) > 1


def test_who_has_just_had_it_waits_behind_who_asked_meanwhile(seat: Seat) -> None:
    """Long work is many short pieces: a save that comes in the midst of one is done right after that one."""
    order: list[str] = []
    begun, over = threading.Event(), threading.Event()

    def piece(_connection: keyed.Connection) -> None:
        order.append("piece")
        begun.set()
        time.sleep(0.002)

    def long_work() -> None:
        while not over.is_set():
            seat.run(piece)

    other = threading.Thread(target=long_work)
    other.start()
    assert begun.wait(10)
    for _ in range(20):
        order.append("asked")
        seat.run(lambda _connection: order.append("done"))
    over.set()
    other.join()
    between = "".join(event[0] for event in order).split("a")[1:]  # what came between a question and the next
    assert all(told.partition("d")[0] in {"", "p", "pp"} for told in between), between


def test_work_within_work_is_refused_and_the_seat_is_free_afterwards(seat: Seat) -> None:
    with pytest.raises(RuntimeError, match="connection it was given"):
        seat.run(lambda _connection: seat.run(lambda c: c))
    with pytest.raises(RuntimeError, match="connection it was given"):
        seat.run(lambda _connection: seat.close())
    assert seat.run(lambda c: c.execute("SELECT 7").fetchone()) == (7,)


def test_an_interrupt_from_the_keyboard_lets_the_same_thread_close(seat: Seat) -> None:
    """It may come in any line of Python, so also where the seat is taken and nobody sits there yet."""

    real = seat._seat

    class Interrupted:
        def acquire(self) -> None:
            real.acquire()
            raise KeyboardInterrupt

    seat._seat = Interrupted()  # type: ignore[assignment] # put back below
    with pytest.raises(KeyboardInterrupt):
        seat.run(lambda _connection: None)
    seat._seat = real
    assert seat.run(lambda c: c.execute("SELECT 7").fetchone()) == (7,)


def test_what_is_raised_is_raised_to_who_asked_and_trouble_of_the_database_as_a_refusal(seat: Seat) -> None:
    def fails(_connection: keyed.Connection) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        seat.run(fails)
    with pytest.raises(dbapi2.OperationalError, match="nowhere"):
        seat.run(lambda c: c.execute("SELECT * FROM nowhere"))
    assert seat.run(lambda c: c.execute("SELECT 7").fetchone()) == (7,)


def test_nothing_of_the_work_is_kept(seat: Seat) -> None:
    ends: list[int] = []
    gc.disable()
    try:
        for _ in range(200):
            held = Held()
            weakref.finalize(held, lambda: ends.append(threading.get_ident()))
            assert seat.run(lambda _connection, held=held: held is not None)  # type: ignore[misc] # bound at once
            del held
    finally:
        gc.enable()
    assert ends == [threading.get_ident()] * 200


def test_after_the_end_nothing_is_taken(seat: Seat) -> None:
    seat.close()
    with pytest.raises(RuntimeError, match="closed"):
        seat.run(lambda _connection: None)
    seat.interrupt()
    seat.close()


def test_who_cannot_connect_is_told_why() -> None:
    def connect() -> keyed.Connection:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        Seat("test", connect)


def test_a_process_that_never_closed_it_ends(tmp_path: Path) -> None:
    done = subprocess.run(  # our own program
        [sys.executable, "-c", UNCLOSED, str(tmp_path / "main.db")], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "written\n", "")
