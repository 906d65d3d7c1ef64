"""The thread that owns a connection: what it is given comes back, whole and in order, and a process ends with or without it."""

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
from casevault.store.worker import Worker

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
def worker(tmp_path: Path) -> Iterator[Worker]:
    keyed.make(tmp_path / "main.db", DB_KEY)
    made = Worker("test", lambda: keyed.connect(tmp_path / "main.db", DB_KEY, wal=True, read_only=False))
    yield made
    if made._end.alive:
        made.close()


def test_all_of_it_runs_in_one_thread_one_after_the_other(worker: Worker) -> None:
    seen: list[tuple[int, int]] = []

    def work(number: int) -> int:
        def within(_connection: keyed.Connection) -> int:
            seen.append((number, threading.get_ident()))
            begun = len(seen)
            time.sleep(0.001)
            assert len(seen) == begun  # nobody else came between
            return number

        return worker.run(within)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(40))) == list(range(40))
    assert sorted(number for number, _ in seen) == list(range(40))
    assert {thread for _, thread in seen} == {worker._thread.ident}


def test_what_is_raised_is_raised_to_who_asked_and_trouble_of_the_database_as_a_refusal(worker: Worker) -> None:
    def fails(_connection: keyed.Connection) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        worker.run(fails)
    with pytest.raises(dbapi2.OperationalError, match="nowhere"):
        worker.run(lambda c: c.execute("SELECT * FROM nowhere"))
    assert worker.run(lambda c: c.execute("SELECT 7").fetchone()) == (7,)


def test_nothing_of_the_work_is_kept_and_none_of_it_ends_in_the_thread(worker: Worker) -> None:
    ends: list[int] = []
    gc.disable()
    try:
        for _ in range(200):
            held = Held()
            weakref.finalize(held, lambda: ends.append(threading.get_ident()))
            assert worker.run(lambda _connection, held=held: held is not None)  # type: ignore[misc] # bound at once
            del held
    finally:
        gc.enable()
    assert ends == [threading.get_ident()] * 200


def test_after_the_end_nothing_is_taken(worker: Worker) -> None:
    worker.close()
    with pytest.raises(RuntimeError, match="closed"):
        worker.run(lambda _connection: None)
    worker.interrupt()
    assert not worker._thread.is_alive()


def test_who_cannot_connect_leaves_no_thread() -> None:
    before = threading.active_count()

    def connect() -> keyed.Connection:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        Worker("test", connect)
    assert threading.active_count() == before


def test_a_process_that_never_closed_it_ends(tmp_path: Path) -> None:
    done = subprocess.run(  # our own program
        [sys.executable, "-c", UNCLOSED, str(tmp_path / "main.db")], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "written\n", "")
