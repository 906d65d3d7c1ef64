from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlcipher3 import dbapi2

from casevault.errors import CaseVaultError, Code
from casevault.progress import Cancelled
from casevault.store import keyed
from casevault.store.connection import ROOM_FOR_MUCH, Connection, Database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY = bytearray(range(32))
CANARY = "高瑜 canary"


def run(c: Connection, sql: str, *values: object) -> list[tuple[object, ...]]:
    return list(c.execute(sql, values).fetchall())


@pytest.fixture(params=[True, False], ids=["wal", "rollback"])
def database(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    database = Database.create(tmp_path / "main.db", KEY, wal=request.param)
    database.write(lambda c: run(c, "CREATE TABLE t (x)"))
    yield database
    database.close()


def test_what_is_written_is_read_by_every_connection(database: Database) -> None:
    database.write(lambda c: run(c, "INSERT INTO t VALUES (?)", CANARY))
    assert [database.read(lambda c: run(c, "SELECT x FROM t")) for _ in range(5)] == [[(CANARY,)]] * 5


def test_an_exception_undoes_the_transaction(database: Database) -> None:
    def fails(c: Connection) -> None:
        run(c, "INSERT INTO t VALUES (1)")
        raise KeyError("x")

    with pytest.raises(KeyError):
        database.write(fails)
    assert database.read(lambda c: run(c, "SELECT * FROM t")) == []
    database.write(lambda c: run(c, "INSERT INTO t VALUES (2)"))


def test_work_may_not_end_its_transaction(database: Database) -> None:
    with pytest.raises(RuntimeError, match="ended the transaction"):
        database.write(lambda c: run(c, "COMMIT"))


def test_reading_cannot_write(database: Database) -> None:
    with pytest.raises(CaseVaultError) as refused:
        database.read(lambda c: run(c, "INSERT INTO t VALUES (1)"))
    assert refused.value.code is Code.READ_ONLY
    database.write(lambda c: run(c, "INSERT INTO t VALUES (1)"))


def test_one_picture_for_the_length_of_a_read(tmp_path: Path) -> None:
    database = Database.create(tmp_path / "main.db", KEY, wal=True)
    database.write(lambda c: run(c, "CREATE TABLE t (x)"))

    writing = threading.Thread(target=lambda: database.write(lambda c: run(c, "INSERT INTO t VALUES (1)")))

    def twice(c: Connection) -> list[int]:
        first = len(run(c, "SELECT * FROM t"))
        writing.start()
        writing.join()
        return [first, len(run(c, "SELECT * FROM t"))]

    assert database.read(twice) == [0, 0]
    assert len(database.read(lambda c: run(c, "SELECT * FROM t"))) == 1
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH 'other.db' AS other",
        "DETACH main",
        "PRAGMA user_version",
        "PRAGMA temp_store=FILE",
        "PRAGMA cipher_log='x'",
        "PRAGMA rekey='x'",
        "SELECT load_extension('x')",
        "VACUUM INTO 'copy.db'",
    ],
)
@pytest.mark.parametrize("way", ["write", "read"])
def test_what_could_leave_the_file_is_refused(database: Database, statement: str, way: str) -> None:
    with pytest.raises(dbapi2.DatabaseError, match=r"not authorized|within a transaction|prohibited"):
        getattr(database, way)(lambda c: run(c, statement))


def test_search_works_under_the_authorizer(database: Database) -> None:
    database.write(lambda c: run(c, "CREATE VIRTUAL TABLE f USING fts5(x)"))
    database.write(lambda c: run(c, "INSERT INTO f(f, rank) VALUES ('secure-delete', 1)"))
    database.write(lambda c: run(c, "INSERT INTO f VALUES ('hearing in March')"))
    assert database.read(lambda c: run(c, "SELECT count(*) FROM f WHERE f MATCH 'march'")) == [(1,)]


def test_maintenance_may_do_more_and_leaves_the_rule_in_force(database: Database) -> None:
    assert database.maintain(lambda c: run(c, "PRAGMA integrity_check")) == [("ok",)]
    assert database.maintain(lambda c: run(c, "PRAGMA cipher_integrity_check")) == []

    def fails(c: Connection) -> None:
        run(c, "BEGIN")
        raise KeyError("x")

    with pytest.raises(KeyError):
        database.maintain(fails)
    with pytest.raises(dbapi2.DatabaseError):
        database.write(lambda c: run(c, "PRAGMA user_version"))
    database.write(lambda c: run(c, "INSERT INTO t VALUES (1)"))


def test_who_writes_much_has_room_for_pages_while_it_lasts(database: Database) -> None:
    def room(c: Connection) -> object:
        with pytest.raises(dbapi2.DatabaseError):  # the rule about settings is in force for who writes much, too
            run(c, "PRAGMA cache_size=-1")
        c.set_authorizer(None)
        try:
            return run(c, "PRAGMA cache_size")[0][0]
        finally:
            c.set_authorizer(keyed.authorize)

    def fails(_: Connection) -> None:
        raise KeyError("x")

    assert database.write(room, much=True) == -ROOM_FOR_MUCH
    with pytest.raises(KeyError):
        database.write(fails, much=True)
    assert database.write(room) == -keyed.CACHE


def test_every_setting_is_in_force(database: Database) -> None:
    expected = {
        "synchronous": 3,  # EXTRA: in the other journal mode the folder is made durable with the commit
        "temp_store": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "secure_delete": 1,
        "mmap_size": 0,
    }
    assert database.maintain(lambda c: {name: run(c, f"PRAGMA {name}")[0][0] for name in expected}) == expected
    assert database.maintain(lambda c: run(c, "PRAGMA journal_mode")) == [("wal" if database.has_readers else "delete",)]


def calls_back(inner: Callable[[Callable[[Connection], object]], object], _c: Connection) -> object:
    return inner(lambda c: run(c, "SELECT 1"))


def test_calling_the_database_from_work_is_refused_not_hung(database: Database) -> None:
    for outer in (database.write, database.read, database.maintain):
        for inner in (database.write, database.read, database.maintain):
            if outer == database.read and inner != database.read and database.has_readers:
                continue  # another thread: allowed
            with pytest.raises(RuntimeError, match="the connection it was given"):
                outer(partial(calls_back, inner))


def test_interrupt_ends_what_runs_and_harms_nothing_else(database: Database) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    over = threading.Event()

    def interrupt() -> None:
        while not over.wait(0.05):  # again and again: one that comes before the statement runs stops nothing
            database.interrupt()

    interrupting = threading.Thread(target=interrupt)
    interrupting.start()
    try:
        for way in (database.read, database.write, database.maintain):
            with pytest.raises(Cancelled):
                way(lambda c: run(c, endless))
    finally:
        over.set()
        interrupting.join()
    database.write(lambda c: run(c, "INSERT INTO t VALUES (1)"))
    assert database.read(lambda c: run(c, "SELECT * FROM t")) == [(1,)]


def test_close_empties_the_log_and_is_done_once(database: Database) -> None:
    database.write(lambda c: run(c, "INSERT INTO t VALUES (?)", CANARY))
    database.checkpoint()
    log = database.path.with_name("main.db-wal")
    assert not log.exists() or log.stat().st_size == 0
    database.close()
    database.close()
    database.interrupt()
    assert sorted(path.name for path in database.path.parent.iterdir() if path.name != "home") == ["main.db"]
    assert database.path.stat().st_mode & 0o777 == 0o600


def test_close_survives_a_checkpoint_that_fails(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise keyed.database_damaged()

    monkeypatch.setattr(database, "checkpoint", full)
    database.close()
    Database.open(database.path, KEY).close()


def insert(database: Database, value: object) -> None:
    database.write(lambda c: run(c, "INSERT INTO t VALUES (?)", value))


def test_many_threads_at_once(database: Database) -> None:
    def work(number: int) -> None:
        for step in range(10):
            insert(database, number * 100 + step)
            database.read(lambda c: run(c, "SELECT count(*) FROM t"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert database.read(lambda c: run(c, "SELECT count(DISTINCT x) FROM t")) == [(40,)]


def test_no_plaintext_in_any_file(database: Database) -> None:
    for number in range(50):
        insert(database, f"{CANARY} {number}" * 50)
    database.read(lambda c: run(c, "SELECT x FROM t ORDER BY x DESC"))
    for path in database.path.parent.iterdir():
        if path.is_file():
            data = path.read_bytes()
            assert b"canary" not in data
            assert CANARY.encode() not in data
            assert not data.startswith(keyed.PLAIN_MAGIC)


def test_reading_only_leaves_every_byte(tmp_path: Path) -> None:
    database = Database.create(tmp_path / "main.db", KEY, wal=True)
    database.write(lambda c: run(c, "CREATE TABLE t (x)"))
    database.close()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    reading = Database.open(tmp_path / "main.db", KEY, read_only=True)
    assert reading.read(lambda c: run(c, "SELECT * FROM t")) == []
    with pytest.raises(CaseVaultError) as refused:
        reading.write(lambda c: run(c, "INSERT INTO t VALUES (1)"))
    assert refused.value.code is Code.READ_ONLY
    reading.close()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_reading_only_leaves_a_log_that_holds_nothing_valid(tmp_path: Path) -> None:
    path = tmp_path / "main.db"
    Database.create(path, KEY).close()
    log = path.with_name("main.db-wal")
    log.write_bytes(b"a letter\n" * 3_000)
    database = Database.open(path, KEY, read_only=True)
    assert database.read(lambda c: c.execute("SELECT 1").fetchone()) == (1,)
    database.close()
    assert log.read_bytes() == b"a letter\n" * 3_000


def test_reading_only_what_a_crash_left(tmp_path: Path) -> None:
    database = Database.create(tmp_path / "main.db", KEY, wal=True)
    database.write(lambda c: run(c, "CREATE TABLE t (x)"))
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for name in ("main.db", "main.db-wal"):
        shutil.copy(tmp_path / name, crashed / name)
    database.close()
    before = {path.name: path.read_bytes() for path in crashed.iterdir()}
    reading = Database.open(crashed / "main.db", KEY, read_only=True)
    assert reading.read(lambda c: run(c, "SELECT * FROM t")) == []
    reading.close()
    assert {path.name: path.read_bytes() for path in crashed.iterdir()} == before


def fill(database: Database, kept: list[int]) -> None:
    """Write until it is refused; `kept` holds one entry for each acknowledged row."""
    while True:
        database.write(lambda c: run(c, "INSERT INTO t VALUES (?)", "x" * 3000))
        kept.append(1)


def test_the_disk_fills_up(tmp_path: Path, database: Database) -> None:
    database.maintain(lambda c: run(c, "PRAGMA max_page_count=40"))
    kept: list[int] = []
    with pytest.raises(CaseVaultError) as refused:
        fill(database, kept)
    assert refused.value.code is Code.DISK_FULL
    assert database.read(lambda c: run(c, "SELECT count(*) FROM t")) == [(len(kept),)]
    database.close()
    again = Database.open(tmp_path / "main.db", KEY)
    assert again.read(lambda c: run(c, "SELECT count(*) FROM t")) == [(len(kept),)]
    again.close()


LIMITED = """
import pathlib, resource, signal, sys
from casevault.errors import CaseVaultError
from casevault.store.connection import Database
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
database = Database.create(pathlib.Path(sys.argv[1]), bytearray(range(32)), wal=True)
database.write(lambda c: c.execute("CREATE TABLE t (x)").fetchall())
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
kept = 0
try:
    while True:
        database.write(lambda c: c.execute("INSERT INTO t VALUES (?)", ("x" * 3000,)).fetchall())
        kept += 1
except CaseVaultError as problem:
    print(kept, problem.code)
database.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files in a process of its own")
def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", LIMITED, str(tmp_path / "main.db")]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60).stdout.split()
    assert int(said[0]) > 0
    assert said[1] in {"disk_full", "io_error"}
    again = Database.open(tmp_path / "main.db", KEY)
    assert again.read(lambda c: run(c, "SELECT count(*) FROM t")) == [(int(said[0]),)]
    again.close()


def test_after_a_failed_write_nothing_more_is_written(database: Database) -> None:
    def fails(_c: Connection) -> None:
        trouble = dbapi2.OperationalError("disk I/O error")
        trouble.sqlite_errorcode = keyed.IOERR | 4 << 8
        raise trouble

    for _ in range(2):
        with pytest.raises(CaseVaultError) as refused:
            database.write(fails)
        assert refused.value.code is Code.IO_ERROR
    with pytest.raises(CaseVaultError):
        database.write(lambda c: run(c, "INSERT INTO t VALUES (1)"))
    assert database.read(lambda c: run(c, "SELECT * FROM t")) == []


def test_the_other_process_waits_outside(tmp_path: Path) -> None:
    database = Database.create(tmp_path / "main.db", KEY, wal=False)
    blocker = keyed.connect(tmp_path / "main.db", KEY, wal=False, read_only=False)
    blocker.execute("BEGIN EXCLUSIVE")
    database.maintain(lambda c: c.set_busy_timeout(0.01))
    with pytest.raises(CaseVaultError) as refused:
        database.write(lambda c: run(c, "CREATE TABLE t (x)"))
    assert refused.value.code is Code.IN_USE
    blocker.close()
    database.close()


def test_readers_fail_then_nothing_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Database.create(tmp_path / "main.db", KEY, wal=True).close()

    def fails(_path: Path, _key: bytearray) -> Connection:
        raise keyed.database_damaged()

    monkeypatch.setattr(keyed, "connect_reader", fails)
    before = threading.active_count()
    with pytest.raises(CaseVaultError):
        Database.open(tmp_path / "main.db", KEY, wal=True)
    assert threading.active_count() == before


def test_trouble_that_comes_without_its_number_is_known_by_its_sentence() -> None:
    """Copying a database reports so; before, a stick pulled out during a back-up looked like a bug."""
    for sentence, code in (("disk I/O error", Code.IO_ERROR), ("database or disk is full", Code.DISK_FULL)):
        with pytest.raises(CaseVaultError) as caught, keyed.refusals():
            raise dbapi2.OperationalError(sentence)
        assert caught.value.code is code
    with pytest.raises(dbapi2.OperationalError), keyed.refusals():
        raise dbapi2.OperationalError("no such table: x")


if sys.platform != "win32":  # which has no such timer

    def test_an_interrupt_that_falls_into_the_commit_is_not_told_as_called_off(database: Database) -> None:
        """The statement ends first, and is durable; only then is the interrupt heard."""
        fired: list[bool] = []

        def interrupt(*_signal: object) -> None:
            fired.append(True)
            raise KeyboardInterrupt

        def work(connection: Connection) -> str:
            connection.executemany("INSERT INTO t VALUES (?)", (["x" * 100_000] for _ in range(200)))
            connection.set_trace_callback(lambda _said: signal.setitimer(signal.ITIMER_REAL, 0.001))
            return "done"

        before = signal.signal(signal.SIGALRM, interrupt)
        try:
            assert database.write(work) == "done"
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
            database.maintain(lambda c: c.set_trace_callback(None))
        assert fired
        assert database.read(lambda c: run(c, "SELECT count(*) FROM t")) == [(200,)]


def test_an_interrupt_before_the_commit_undoes_the_work(database: Database) -> None:
    def work(connection: Connection) -> None:
        run(connection, "INSERT INTO t VALUES (1)")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        database.write(work)
    assert database.read(lambda c: run(c, "SELECT count(*) FROM t")) == [(0,)]
