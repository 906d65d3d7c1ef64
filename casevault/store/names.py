"""Who is called so: people found by the key of a whole name, from the derived table `name_key`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from casevault.store.connection import Connection

MOST: Final = 5  # namesakes told of one name


def whole(connection: Connection, key: str, type_key: str) -> list[str]:
    """Return up to `MOST` live records of a type that have `key` as the joined key of a name as it is written."""
    rows = connection.execute(
        "SELECT n.record_id FROM name_key n CROSS JOIN record r ON r.id = n.record_id AND r.type = ? AND r.deleted = 0"
        " WHERE n.key = ? AND n.kind = 'name' ORDER BY r.changed LIMIT ?",
        (type_key, key, MOST),
    )
    return [row[0] for row in rows]
