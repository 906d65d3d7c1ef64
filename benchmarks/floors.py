"""What each figure is compared with: the least that the same machine needs for the same bytes in the same encrypted file."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from casevault.store import keyed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from casevault.store.connection import Connection


@contextlib.contextmanager
def bare(path: Path, key: bytearray) -> Iterator[Connection]:
    """A connection to an encrypted file with the vault's own settings and nothing around it."""
    connection = keyed.connect(path, key, wal=True, read_only=False)
    try:
        yield connection
    finally:
        connection.close()


@contextlib.contextmanager
def bare_commit(folder: Path) -> Iterator[Callable[[str], None]]:
    """One bare durable commit of a payload into a table of its own, as often as wanted."""
    path, key = folder / "floor.db", bytearray(32)
    keyed.make(path, key)
    with bare(path, key) as connection:
        connection.execute("CREATE TABLE record (id INTEGER PRIMARY KEY, payload TEXT)")

        def commit(payload: str) -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO record (payload) VALUES (?)", (payload,))
            connection.execute("COMMIT")

        yield commit


def open_and_select(path: Path, key: bytearray) -> None:
    """Open the vault's own database file and read the first rows of a list."""
    with bare(path, key) as connection:
        connection.execute(
            "SELECT id, title FROM record WHERE deleted = 0 AND type = 'case' ORDER BY substr(title, 1, 32) LIMIT 128"
        ).fetchall()


def select_list(connection: Connection) -> None:
    """Read what a list needs: every id in order, and the rows of the first page."""
    ids = connection.execute(
        "SELECT id FROM record WHERE deleted = 0 AND type = 'person' ORDER BY substr(title, 1, 32) COLLATE NOCASE, id"
    ).fetchall()
    first = [row[0] for row in ids[:128]]
    marks = ",".join("?" * len(first))
    connection.execute(f"SELECT id, title, payload FROM record WHERE id IN ({marks})", first).fetchall()  # noqa: S608 - marks only


def raw_match(connection: Connection, match: str) -> None:
    """Run the same tokens through FTS5, every hit, unranked."""
    if match:
        connection.execute("SELECT rowid FROM search_text WHERE search_text MATCH ?", (match,)).fetchall()
