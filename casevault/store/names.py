"""Who is called so: records found by the key of a name, whole or its beginning, from the derived table `name_key`."""

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

_BEGINNING: Final = (
    "SELECT n.record_id, n.key, r.type FROM name_key n CROSS JOIN record r ON r.id = n.record_id AND r.deleted = 0"  # noqa: S608 - a number
    " AND r.type IN ('person', 'organisation', 'facility', 'place')"
    f" WHERE n.key >= ? AND n.key < ? AND n.kind = 'name' ORDER BY n.key LIMIT {MOST}"
)
_AFTER: Final = "\U0010ffff"  # above every letter a key can hold

# Each name is kept with its first word last and with its last word first: a key that can be turned round at the end of a word has
# this word at its one end, and "li" is no part of "lin".
_PART: Final = (
    "SELECT DISTINCT n.record_id FROM name_key n CROSS JOIN record r ON r.id = n.record_id AND r.type = ? AND r.deleted = 0"
    " WHERE n.key > ? AND n.key < ? AND n.kind = 'name' AND EXISTS"
    " (SELECT 1 FROM name_key t WHERE t.record_id = n.record_id AND t.kind = 'name' AND t.key = substr(n.key, ?) || ?) LIMIT 2"
)
_HANZI: Final = (
    "SELECT n.key, n.record_id FROM name_key n CROSS JOIN record r ON r.id = n.record_id AND r.type = ? AND r.deleted = 0"
    " WHERE n.key >= '\u3400' AND n.kind = 'name' AND length(n.key) BETWEEN 3 AND 4"
)
_FAMILY: Final = (
    "SELECT DISTINCT n.record_id FROM name_key n CROSS JOIN record r ON r.id = n.record_id AND r.type = ? AND r.deleted = 0"
    " WHERE n.key > ? AND n.key < ? AND n.kind = 'name' AND length(n.key) <= 4 LIMIT 2"
)


def beginning(connection: Connection, key: str) -> list[tuple[str, str, str]]:
    """Return up to `MOST` (record, key of its name, type) of live people and things whose name begins with `key`."""
    return [(row[0], row[1], row[2]) for row in connection.execute(_BEGINNING, (key, key + _AFTER))]


def whole(connection: Connection, key: str, type_key: str) -> list[str]:
    """Return up to `MOST` live records of a type that have `key` as the joined key of a name as it is written."""
    return [row[0] for row in connection.execute(_WHOLE, (type_key, key))]


def with_word(connection: Connection, word: str, type_key: str) -> list[str]:
    """Return up to two live records of a type whose name has the folded `word` as its first or last word."""
    rows = connection.execute(_PART, (type_key, word, word + _AFTER, len(word) + 1, word))
    return [row[0] for row in rows]


def in_hanzi(connection: Connection, type_key: str) -> list[tuple[str, str]]:
    """Return (key, record) of each name of three or four characters of the live records of a type: all of them, in one walk."""
    return [(row[0], row[1]) for row in connection.execute(_HANZI, (type_key,))]


def with_family(connection: Connection, family: str, type_key: str) -> list[str]:
    """Return up to two live records of a type with a name in Hanzi that begins with `family`."""
    return [row[0] for row in connection.execute(_FAMILY, (type_key, family, family + _AFTER))]
