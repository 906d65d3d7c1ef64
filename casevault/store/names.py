"""Who is called so: people found by the key of a whole name, from the derived table `name_key`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from casevault.store.connection import Connection

MOST: Final = 5  # namesakes told of one name

# The limit stands in the statement: SQLite prepares one with a bound limit anew each time it is run.
_WHOLE: Final = (
    "SELECT n.record_id FROM name_key n CROSS JOIN record r ON r.id = n.record_id AND r.type = ? AND r.deleted = 0"  # noqa: S608 - a number
    f" WHERE n.key = ? AND n.kind = 'name' ORDER BY r.changed LIMIT {MOST}"
)


def whole(connection: Connection, key: str, type_key: str) -> list[str]:
    """Return up to `MOST` live records of a type that have `key` as the joined key of a name as it is written."""
    return [row[0] for row in connection.execute(_WHOLE, (type_key, key))]
