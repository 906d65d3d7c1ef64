"""What is typed and not saved yet: one row a form, outside the log, encrypted like everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casevault.store.connection import Connection


def put(connection: Connection, key: str, payload: str, at_utc: int) -> None:
    """Keep `payload` (JSON) under `key`; what was there before is overwritten in its page."""
    connection.execute(
        "INSERT INTO draft (key, payload, at_utc) VALUES (?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET payload = excluded.payload, at_utc = excluded.at_utc",
        (key, payload, at_utc),
    )


def get(connection: Connection, key: str) -> str | None:
    """Return what is kept under `key`, or None."""
    row = connection.execute("SELECT payload FROM draft WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def drop(connection: Connection, key: str) -> None:
    """Forget what is kept under `key`."""
    connection.execute("DELETE FROM draft WHERE key = ?", (key,))


def drop_of(connection: Connection, record_id: str) -> None:
    """Forget what was being typed into a record: its form keeps that under a key that ends in the record's id."""
    connection.execute("DELETE FROM draft WHERE key LIKE '%' || ?", (record_id,))


def everything(connection: Connection) -> dict[str, str]:
    """Return every draft, the newest first."""
    return dict(connection.execute("SELECT key, payload FROM draft ORDER BY at_utc DESC, key").fetchall())
