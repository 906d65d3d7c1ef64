"""Reads ahead what every save goes through: the upper pages of each tree in the order of ids, and the newest end of each list.

Ids are random, so the first saves after an opening find nothing of these trees in memory: some twenty pages, each read and
decrypted, on a stick each as long as a save itself. Read once, in steps of about two milliseconds between which a save comes in,
it is out of the way while somebody still looks at Today. Half a megabyte for each tree is held, of the room of the connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casevault.store.connection import Connection

PLACES: Final = 128  # in each tree, evenly over all ids: all upper pages of fifty thousand records, a third of half a million
AT_ONCE: Final = 16

_BY_ID: Final = (
    "SELECT 1 FROM change INDEXED BY change_by_record WHERE record_id >= ? LIMIT 1",
    "SELECT 1 FROM record WHERE id >= ? LIMIT 1",
    "SELECT 1 FROM link WHERE record_id >= ? LIMIT 1",
    "SELECT 1 FROM link INDEXED BY link_by_target WHERE target >= ? LIMIT 1",
)
_NEWEST: Final = (
    "SELECT 1 FROM record INDEXED BY record_list WHERE deleted = 0 AND type = ? ORDER BY date_from DESC, id DESC LIMIT 1"
)


def steps(types: Iterable[str]) -> Iterator[list[tuple[str, str]]]:
    """Yield what is looked up at once: (statement, its value)."""
    yield [(_NEWEST, kind) for kind in types]
    ids = [f"{place * 256 // PLACES:02x}" for place in range(PLACES)]
    for start in range(0, PLACES, AT_ONCE):
        yield [(statement, place) for place in ids[start : start + AT_ONCE] for statement in _BY_ID]


def read(connection: Connection, step: Iterable[tuple[str, str]]) -> None:
    """Look everything of a step up, and forget it: what stays is in the connection's pages."""
    for statement, value in step:
        connection.execute(statement, (value,)).fetchone()
