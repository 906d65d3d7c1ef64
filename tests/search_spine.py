"""The tables that the search index reads and writes, without the rest of the store: records are entered as they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from casevault.store import meta, texts
from casevault.store.search import SECURE_DELETE, TABLE, drain_lot
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.record import Value
    from casevault.store.connection import Connection

TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB)",
    "CREATE TABLE record (id PRIMARY KEY, type TEXT, type_version INTEGER, title TEXT, payload TEXT, deleted INT, changed INT)",
    "CREATE TABLE case_record (case_id TEXT, record_id TEXT, place INTEGER)",
    "CREATE VIEW index_todo AS SELECT substr(key, 6) AS record_id FROM meta WHERE key >= 'todo/' AND key < 'todo0'",
    "CREATE TABLE search_row (seq INTEGER PRIMARY KEY, record_id TEXT NOT NULL UNIQUE)",
    TABLE,
    SECURE_DELETE,
    "CREATE TABLE blob (id TEXT PRIMARY KEY, length INTEGER)",
    "CREATE TABLE attached (blob TEXT, record_id TEXT, place INTEGER, mime TEXT, PRIMARY KEY (blob, record_id, place))",
    "CREATE TABLE file_text (blob TEXT PRIMARY KEY, extractor TEXT, state TEXT, words TEXT, text BLOB)",
    "CREATE TABLE file_part (seq INTEGER PRIMARY KEY, blob TEXT)",
    texts.TABLE,
    texts.SECURE_DELETE,
)


def make_tables(connection: Connection) -> None:
    for table in TABLES:
        connection.execute(table)


def save(connection: Connection, record_id: str, type_key: str, fields: Mapping[str, Value], *, case: str = "") -> None:
    """Enter a record, or a later state of it, as saving does: record, change, queue."""
    rt = load_schema().type(type_key)
    title = " · ".join(str(fields[key]) for key in rt.title if key in fields)
    payload = json.dumps(fields, ensure_ascii=False)
    (changed,) = connection.execute("SELECT coalesce(max(changed), 0) + 1 FROM record").fetchone()
    connection.execute(
        "INSERT OR REPLACE INTO record VALUES (?, ?, 1, ?, ?, 0, ?)", (record_id, type_key, title, payload, changed)
    )
    meta.enqueue(connection, [record_id])
    if case:
        connection.execute("INSERT INTO case_record VALUES (?, ?, 0)", (case, record_id))


def remove(connection: Connection, record_id: str) -> None:
    """Delete a record as the store does: marked, and entered into the queue."""
    connection.execute("UPDATE record SET deleted = 1 WHERE id = ?", (record_id,))
    meta.enqueue(connection, [record_id])


def drain(connection: Connection) -> None:
    while drain_lot(connection, load_schema().types):
        pass
