"""Room in the write-ahead log: zeros that nobody reads, whatever crash, full disk or other thread comes in between."""

from __future__ import annotations

import errno
import shutil
import threading
from typing import TYPE_CHECKING

import pytest

from casevault import files
from casevault.errors import CaseVaultError, Code
from casevault.progress import Cancelled
from casevault.store import logroom
from casevault.store.connection import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.vault.vault import Vault

KEY = bytearray(range(32))
NAMES = ("main.db", "main.db-wal")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    Database.create(tmp_path / "main.db", KEY, wal=True).close()
    database = Database.open(tmp_path / "main.db", KEY, wal=True)
    yield database
    database.close()


def log_of(database: Database) -> Path:
    return database.path.with_name("main.db-wal")


def insert(database: Database, *values: object) -> None:
    for value in values:
        database.write(lambda c, value=value: c.execute("INSERT INTO t VALUES (?)", (value,)))  # type: ignore[misc] # bound at once


def found(database: Database) -> list[object]:
    return [row[0] for row in database.read(lambda c: c.execute("SELECT x FROM t ORDER BY rowid").fetchall())]


def crashed(database: Database, to: Path) -> Path:
    """Copy what a kill would leave: the shared memory is gone."""
    to.mkdir()
    for name in NAMES:
        shutil.copy(database.path.with_name(name), to / name)
    return to / "main.db"


def test_what_is_saved_afterwards_does_not_lengthen_it(database: Database) -> None:
    logroom.prepare(database)
    assert log_of(database).read_bytes() == bytes(logroom.ROOM)
    database.write(lambda c: c.execute("CREATE TABLE t (x)"))
    for number in range(1_500):  # more than the thousand pages after which it begins anew
        insert(database, number)
    assert log_of(database).stat().st_size == logroom.ROOM
    assert found(database) == list(range(1_500))


def test_a_log_that_was_cut_to_nothing_gets_its_room_again(database: Database) -> None:
    database.write(lambda c: c.execute("CREATE TABLE t (x)"))
    logroom.prepare(database)
    insert(database, "first")
    assert database.checkpoint()
    assert log_of(database).stat().st_size == 0
    logroom.prepare(database)
    assert log_of(database).read_bytes() == bytes(logroom.ROOM)
    insert(database, "second")
    assert found(database) == ["first", "second"]
    assert log_of(database).stat().st_size == logroom.ROOM


def test_a_crash_leaves_what_was_saved_before_and_after(database: Database, tmp_path: Path) -> None:
    database.write(lambda c: c.execute("CREATE TABLE t (x)"))
    insert(database, "before")
    logroom.prepare(database)
    again = Database.open(crashed(database, tmp_path / "first"), KEY, wal=True)
    assert found(again) == ["before"]
    insert(database, *["x" * 9_000] * 20)
    assert log_of(database).stat().st_size == logroom.ROOM
    again.close()
    again = Database.open(crashed(database, tmp_path / "second"), KEY, wal=True)
    assert found(again) == ["before", *["x" * 9_000] * 20]
    insert(again, "after")
    assert again.maintain(lambda c: c.execute("PRAGMA integrity_check").fetchall()) == [("ok",)]
    again.close()


@pytest.mark.parametrize("read_only", [True, False])
def test_a_log_that_is_nothing_but_room_is_as_good_as_none(database: Database, tmp_path: Path, *, read_only: bool) -> None:
    database.write(lambda c: c.execute("CREATE TABLE t (x)"))
    insert(database, "kept")
    database.checkpoint()
    logroom.prepare(database)
    path = crashed(database, tmp_path / "crashed")
    before = {name: path.with_name(name).read_bytes() for name in NAMES}
    again = Database.open(path, KEY, wal=True, read_only=read_only)
    assert found(again) == ["kept"]
    made = {file.name for file in path.parent.iterdir()}
    again.close()
    if read_only:
        assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before
        assert made == set(NAMES), "no shared memory is needed, which a write-protected medium has no place for"
    else:
        assert [file.name for file in path.parent.iterdir()] == ["main.db"]


def test_closing_leaves_the_database_alone(database: Database) -> None:
    logroom.prepare(database)
    database.close()
    assert not log_of(database).exists()


def test_without_a_log_nothing_is_made(tmp_path: Path) -> None:
    database = Database.create(tmp_path / "main.db", KEY, wal=False)
    logroom.prepare(database)
    assert not log_of(database).exists()
    database.close()


def test_on_a_disk_that_is_nearly_full_the_room_is_left(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "free_bytes", lambda _path: logroom.PLENTY - 1)
    logroom.prepare(database)
    assert log_of(database).stat().st_size == 0


def test_a_disk_that_fills_up_meanwhile_loses_nothing(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    whole = files._write_all

    def fills_up(descriptor: int, data: bytes) -> None:
        written.append(len(data))
        if len(written) == 3:
            whole(descriptor, data[:777])
            raise OSError(errno.ENOSPC, "")
        whole(descriptor, data)

    made = vault.records.add("case", {"code": "HERON", "title": "T"}, strict=False).id
    with monkeypatch.context() as patch:
        patch.setattr(files, "_write_all", fills_up)
        with pytest.raises(CaseVaultError) as refused:
            logroom.prepare(vault.db)
        assert refused.value.code is Code.DISK_FULL
        written[:] = [0, 0]
        vault.records.make_room()  # says nothing: whoever saves is told
    later = vault.records.add("case", {"code": "EGRET", "title": "T"}, strict=False).id
    assert {made, later} <= set(vault.records.ids("case"))


def test_others_save_meanwhile_and_it_can_be_called_off(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logroom, "AT_ONCE", 4_096)
    database.write(lambda c: c.execute("CREATE TABLE t (x)"))
    begun, saved, steps = threading.Event(), threading.Event(), []

    def progress(done: int, total: int, /) -> None:
        assert (done, total) == (0, 0)
        begun.set()
        steps.append(log_of(database).stat().st_size)
        if len(steps) == 20:
            saved.wait(20)  # nothing is held between two steps
        if len(steps) == 100:
            raise Cancelled

    def work() -> None:
        begun.wait(10)
        insert(database, *range(50))
        saved.set()

    saving = threading.Thread(target=work)
    saving.start()
    with pytest.raises(Cancelled):
        logroom.prepare(database, progress)
    assert saved.is_set()
    saving.join()
    assert found(database) == list(range(50))
    assert steps == sorted(steps)
    logroom.prepare(database)
    assert log_of(database).stat().st_size == logroom.ROOM
    assert found(database) == list(range(50))
