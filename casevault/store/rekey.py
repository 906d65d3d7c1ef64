"""A database written anew under another key, and what shows that both hold the same.

SQLCipher copies every table, known to this program or not, into an empty file; nothing of the old key or of what was deleted
reaches it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault import files
from casevault.store import keyed

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.store.connection import Connection, Database


def export(db: Database, path: Path, key: bytearray) -> None:
    """Write the whole of `db` as the new file `path`, encrypted under `key` (32 raw bytes, used for this file alone)."""
    files.make_private_file(path)
    quoted = keyed.raw_key(key)
    try:
        db.maintain(lambda c: _export(c, path, quoted))
    finally:
        quoted[:] = bytes(len(quoted))


def _export(connection: Connection, path: Path, quoted: bytearray) -> None:
    connection.execute("ATTACH DATABASE ? AS fresh KEY ?", (str(path), quoted))
    try:
        # What SQLCipher does not copy of itself: the version of the tables and whose file it is.
        version = int(connection.execute("PRAGMA main.user_version").fetchone()[0])
        connection.execute("SELECT sqlcipher_export('fresh')").fetchall()
        connection.execute(f"PRAGMA fresh.user_version={version}")
        connection.execute(f"PRAGMA fresh.application_id={keyed.APPLICATION_ID}")
    finally:
        connection.execute("DETACH DATABASE fresh")


def contents(connection: Connection) -> dict[str, int]:
    """Return how many rows each table holds, those of the search index and of later programs included."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite_%'"
    )
    quoted = {str(name): str(name).replace('"', '""') for (name,) in tables.fetchall()}
    return {
        name: int(connection.execute(f'SELECT count(*) FROM "{spelt}"').fetchone()[0])  # noqa: S608 - a quoted name
        for name, spelt in quoted.items()
    }


def digests(connection: Connection) -> list[bytes]:
    """Return the digest of every row of the log, in its order: equal in two vaults that hold the same rows."""
    return [bytes(row[0]) for row in connection.execute("SELECT digest FROM change ORDER BY seq")]
