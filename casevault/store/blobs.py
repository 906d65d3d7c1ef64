"""The table of attachments: how each is stored. What a file is and whom it is about stands in evidence records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault.crypto.blob import BlobDamaged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.store.connection import Connection

_COLUMNS: Final = "id, wrapped_key, dedup, length, padded"


@dataclass(frozen=True, slots=True)
class BlobRow:
    """How one attachment is stored; docs/formats/attachments.md. `length` and `padded` in bytes."""

    id: str
    wrapped_key: bytes
    dedup: bytes
    length: int
    padded: int


def put(connection: Connection, row: BlobRow) -> None:
    """Add a row; none is altered while the vault keeps its keys."""
    connection.execute(
        f"INSERT INTO blob ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - names of columns
        (row.id, row.wrapped_key, row.dedup, row.length, row.padded),
    )


def drop(connection: Connection, blob_id: str) -> None:
    """Remove a row, and with it the only key of its file."""
    connection.execute("DELETE FROM blob WHERE id = ?", (blob_id,))


def renew(connection: Connection, blob_id: str, wrapped_key: bytes, dedup: bytes) -> None:
    """Give a row the key and mark under new keys of the vault: in a database that is being made, never in one that is in use."""
    connection.execute("UPDATE blob SET wrapped_key = ?, dedup = ?, ct_sha256 = NULL WHERE id = ?", (wrapped_key, dedup, blob_id))


def get(connection: Connection, blob_id: str) -> BlobRow | None:
    """Return the row of an attachment, or None."""
    found = _read(connection, "WHERE id = ?", blob_id)
    return found[0] if found else None


def some(connection: Connection, blob_ids: Sequence[str]) -> list[BlobRow]:
    """Return the rows of these attachments that there are; a few hundred ids at the most."""
    return _read(connection, f"WHERE id IN ({','.join('?' * len(blob_ids))})", *blob_ids) if blob_ids else []


def equal_to(connection: Connection, dedup: bytes) -> list[BlobRow]:
    """Return the attachments whose content has this mark; more than one where the first was damaged when it came again."""
    return _read(connection, "WHERE dedup = ? ORDER BY id", dedup)


def everything(connection: Connection) -> list[BlobRow]:
    """Return every row, by id."""
    return _read(connection, "ORDER BY id")


def ids(connection: Connection) -> frozenset[str]:
    """Return the id of every attachment."""
    return frozenset(str(row[0]) for row in connection.execute("SELECT id FROM blob"))


def count(connection: Connection) -> int:
    """Return how many attachments are stored."""
    return int(connection.execute("SELECT count(*) FROM blob").fetchone()[0])


def size(connection: Connection) -> int:
    """Return how many bytes the originals of all attachments have together."""
    return int(connection.execute("SELECT coalesce(sum(length), 0) FROM blob").fetchone()[0])


def _read(connection: Connection, where: str, *values: object) -> list[BlobRow]:
    rows: Sequence[Sequence[object]] = connection.execute(f"SELECT {_COLUMNS} FROM blob {where}", values).fetchall()  # noqa: S608 - clauses of this module alone
    return [_row(row) for row in rows]


def _row(row: Sequence[object]) -> BlobRow:
    blob_id, wrapped_key, dedup, length, padded = row
    if not (isinstance(wrapped_key, bytes) and isinstance(dedup, bytes) and isinstance(length, int) and isinstance(padded, int)):
        raise BlobDamaged  # SQLite takes any type in any column
    return BlobRow(str(blob_id), wrapped_key, dedup, length, padded)
