from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import apsw
import pytest
from sqlcipher3 import dbapi2

from casevault import files
from casevault.errors import CaseVaultError, Code
from casevault.progress import Cancelled
from casevault.store import keyed
from casevault.store.connection import Database

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = bytearray(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "main.db"
    database = Database.create(path, KEY, wal=False)
    database.write(lambda c: c.execute("CREATE TABLE t (x)").fetchall())
    database.write(lambda c: c.executemany("INSERT INTO t VALUES (?)", [(f"row {n}",) for n in range(2000)]).rowcount)
    database.close()
    return path


def refused(call: Callable[[], object]) -> Code:
    with pytest.raises(CaseVaultError) as caught:
        call()
    return caught.value.code


def test_another_implementation_reads_it_with_the_raw_key(path: Path) -> None:
    other = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    other.pragma("cipher", "sqlcipher")
    other.pragma("legacy", 4)
    other.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    assert list(other.execute("SELECT count(*) FROM t")) == [(2000,)]
    assert other.pragma("application_id") == keyed.APPLICATION_ID
    other.close()


@pytest.mark.parametrize("key", [bytearray(32), bytearray(range(1, 33))])
def test_another_key_is_damage_since_the_header_has_said_that_the_key_is_right(path: Path, key: bytearray) -> None:
    assert refused(lambda: Database.open(path, key)) is Code.DB_DAMAGED


def test_a_key_has_its_length(path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Database.open(path, bytearray(16))


@pytest.mark.parametrize("content", [None, b"", b"short", keyed.PLAIN_MAGIC + bytes(4080), bytes(4096)])
def test_what_is_not_an_encrypted_database_is_not_opened(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "main.db"
    if content is not None:
        path.write_bytes(content)
    assert refused(lambda: Database.open(path, KEY)) is Code.DB_DAMAGED
    assert content is None or path.read_bytes() == content


def test_a_plain_database_with_rows_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "main.db"
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE t (x)")
    plain.commit()
    plain.close()
    assert refused(lambda: Database.open(path, KEY)) is Code.DB_DAMAGED


def test_what_cannot_be_read_has_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_arguments: object) -> None:
        raise OSError(5, "")

    monkeypatch.setattr(files, "open_file", fails)
    assert refused(lambda: keyed.verify_encrypted(tmp_path / "x")) is Code.IO_ERROR


def test_what_is_there_is_not_made_anew(path: Path) -> None:
    before = path.read_bytes()
    assert refused(lambda: Database.create(path, KEY)) is Code.INVALID_INPUT
    assert path.read_bytes() == before


class NotCipher:
    """A connection of a library that answers no question of SQLCipher, as plain SQLite does, or says that no key is in force."""

    def __init__(self, real: Any, answers: dict[str, tuple[str, ...] | None]) -> None:
        self._real = real
        self._answers = answers

    def execute(self, statement: str) -> Any:
        for pragma, answer in self._answers.items():
            if statement == f"PRAGMA {pragma}":
                return self._real.execute("SELECT ?" if answer else "SELECT 1 WHERE 0", answer or ())
        return self._real.execute(statement)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


@pytest.mark.parametrize(
    "answers",
    [
        {"cipher_version": None},
        {"cipher_version": ("",)},
        {"cipher_status": None},
        {"cipher_status": ("0",)},
        {"temp_store": ("1",)},
        {"secure_delete": None},
        {"journal_mode": ("memory",)},
    ],
)
def test_a_library_that_does_not_encrypt_or_obey_is_not_used(
    path: Path, monkeypatch: pytest.MonkeyPatch, answers: dict[str, tuple[str, ...] | None]
) -> None:
    real = dbapi2.connect
    monkeypatch.setattr(dbapi2, "connect", lambda *a, **k: NotCipher(real(*a, **k), answers))
    assert refused(lambda: Database.open(path, KEY)) is Code.UNSUPPORTED


def test_creation_without_encryption_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = dbapi2.connect
    monkeypatch.setattr(dbapi2, "connect", lambda *a, **k: NotCipher(real(*a, **k), {"cipher_version": None}))
    assert refused(lambda: Database.create(tmp_path / "new.db", KEY)) is Code.UNSUPPORTED
    assert (tmp_path / "new.db").read_bytes() == b""


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (keyed.FULL, Code.DISK_FULL),
        (keyed.READONLY | 1 << 8, Code.READ_ONLY),
        (keyed.CANTOPEN, Code.READ_ONLY),
        (keyed.IOERR | 3 << 8, Code.IO_ERROR),
        (keyed.NO_ROOM_FOR_SHM, Code.DISK_FULL),
        (keyed.BUSY | 2 << 8, Code.IN_USE),
        (keyed.LOCKED, Code.IN_USE),
        (keyed.CORRUPT | 1 << 8, Code.DB_DAMAGED),
        (keyed.NOTADB, Code.DB_DAMAGED),
    ],
)
def test_each_trouble_of_sqlite_has_its_code(number: int, code: Code) -> None:
    trouble = dbapi2.DatabaseError("something about 高瑜")
    trouble.sqlite_errorcode = number

    def raises() -> None:
        with keyed.refusals():
            raise trouble

    assert refused(raises) is code


@pytest.mark.parametrize(("room", "code"), [(8_192, Code.DISK_FULL), (10**9, Code.IO_ERROR)])
def test_no_room_for_the_index_of_the_log_is_a_full_disk(
    path: Path, monkeypatch: pytest.MonkeyPatch, room: int, code: Code
) -> None:
    """SQLite calls both a failure to write."""
    trouble = dbapi2.OperationalError("disk I/O error")
    trouble.sqlite_errorcode = keyed.IOERR

    def fails(*_arguments: object) -> None:
        raise trouble

    monkeypatch.setattr(keyed, "_set", fails)
    monkeypatch.setattr(files, "free_bytes", lambda _path: room)
    assert refused(lambda: Database.open(path, KEY)) is code


def test_an_interrupt_is_a_cancel_and_a_bug_stays_a_bug() -> None:
    trouble = dbapi2.OperationalError("interrupted")
    trouble.sqlite_errorcode = keyed.INTERRUPT
    with pytest.raises(Cancelled), keyed.refusals():
        raise trouble
    with pytest.raises(dbapi2.ProgrammingError), keyed.refusals():
        raise dbapi2.ProgrammingError("a bug")


def finding(path: Path) -> Code | None:
    try:
        database = Database.open(path, KEY, read_only=True)
    except CaseVaultError as problem:
        return problem.code
    found = database.maintain(lambda c: c.execute("PRAGMA cipher_integrity_check").fetchall())
    database.close()
    return Code.DB_DAMAGED if found else None


def test_every_flipped_bit_is_found(path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    chosen = random.Random(7)  # noqa: S311 - places to flip, the same in every run
    for _ in range(60):
        place = chosen.randrange(len(whole))
        broken = bytearray(whole)
        broken[place] ^= 1 << chosen.randrange(8)
        copy = tmp_path / "flipped.db"
        copy.write_bytes(broken)
        assert finding(copy) is Code.DB_DAMAGED, place


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="looks into its own memory the way Linux shows it")
def test_no_hex_key_stays_in_memory(tmp_path: Path) -> None:
    # In a process of its own: pages that earlier tests have freed would hold what their searches left behind.
    tests = Path(__file__).parents[1]
    environment = os.environ | {"PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}"}
    command = [sys.executable, str(tests / "store" / "key_memory.py"), str(tmp_path / "main.db")]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    while_open, control = map(int, said.stdout.split())
    assert while_open == 0
    assert control >= 2  # both halves of the key, where it was planted on purpose
