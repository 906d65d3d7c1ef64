"""The MACs of all pages, computed by us: what SQLCipher finds is found, and it can be stopped at any mebibyte."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING

import pytest

from casevault.crypto.pagemac import PAGE
from casevault.errors import CaseVaultError
from casevault.progress import Cancelled
from casevault.store import pages
from casevault.store.connection import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = bytearray(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "main.db"
    db = Database.create(path, KEY)
    db.write(lambda c: c.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, words TEXT)"))
    db.write(lambda c: c.executemany("INSERT INTO t (words) VALUES (?)", [(f"{n} " * 200,) for n in range(4_000)]))
    db.write(lambda c: c.execute("DELETE FROM t WHERE id % 3 = 0"))  # pages that hold nothing any more count too
    db.close()
    return path


def by_sqlcipher(path: Path) -> set[str]:
    db = Database.open(path, KEY, read_only=True)
    try:
        return set(db.maintain(lambda c: [row[0] for row in c.execute("PRAGMA cipher_integrity_check")]))
    finally:
        db.close()


def test_a_sound_file_has_no_findings(path: Path) -> None:
    assert path.stat().st_size > 2 * pages.SLICE * PAGE
    assert pages.damaged(path, KEY) == []
    assert len(pages.damaged(path, bytearray(32))) == path.stat().st_size // PAGE, "under another key nothing holds"


@pytest.mark.slow
def test_every_flip_is_found_where_sqlcipher_finds_it(path: Path) -> None:
    data = path.read_bytes()
    draw = random.Random(20150709)  # noqa: S311 - places, not secrets
    for turn in range(15):
        place = draw.randrange(PAGE, len(data)) if turn else len(data) - 1
        path.write_bytes(data[:place] + bytes([data[place] ^ (1 << draw.randrange(8))]) + data[place + 1 :])
        assert pages.damaged(path, KEY) == [f"HMAC verification failed for page {place // PAGE + 1}"]
        assert by_sqlcipher(path) == set(pages.damaged(path, KEY))


def test_two_pages_exchanged_and_a_file_cut_in_a_page_are_found(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:PAGE] + data[2 * PAGE : 3 * PAGE] + data[PAGE : 2 * PAGE] + data[3 * PAGE :])
    assert pages.damaged(path, KEY) == [f"HMAC verification failed for page {number}" for number in (2, 3)]
    path.write_bytes(data[:-100])
    assert pages.damaged(path, KEY) == [f"page {len(data) // PAGE} has {PAGE - 100} bytes"]


def test_it_stops_where_it_is_told_to(path: Path) -> None:
    asked = 0

    def stop(_done: int, _total: int, /) -> None:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        pages.damaged(path, KEY, stop)
    assert asked == 2


def test_a_file_that_is_gone_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(CaseVaultError):
        pages.damaged(tmp_path / "none", KEY)


@pytest.mark.parametrize("wal", [True, False])
def test_what_is_written_meanwhile_is_no_damage(path: Path, *, wal: bool) -> None:
    db = Database.open(path, KEY, wal=wal)
    ended = threading.Event()

    def write() -> Iterator[None]:
        number = 0
        while not ended.is_set():
            number += 1
            db.write(lambda c, n=number: c.execute("UPDATE t SET words = ? WHERE id % 7 = ?", (f"{n} " * 210, n % 7)))  # type: ignore[misc] # bound
            if wal:
                db.checkpoint()
            yield

    turns = 0

    def run() -> None:
        nonlocal turns
        for _ in write():
            turns += 1

    writing = threading.Thread(target=run)
    writing.start()
    try:
        assert [pages.damaged(path, KEY) for _ in range(25)] == [[]] * 25
    finally:
        ended.set()
        writing.join()
        db.close()
    assert turns > 1
    assert pages.damaged(path, KEY) == []
