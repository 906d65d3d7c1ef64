"""Reads ahead what a save or a search goes through: trees as far as they find room in memory, the file for the system to hold.

`steps` and `read`: the upper pages of each tree in the order of ids, and the newest end of each list. Ids are random, so the
first saves after an opening find nothing of these trees in memory: some twenty pages, each read and decrypted, on a stick each
as long as a save itself. Read once, in steps of about two milliseconds between which a save comes in, it is out of the way
while somebody still looks at Today. Two megabytes for each tree are held, of the room of the connection; in a vault of half a
million records four.

`bring_near`: the leaves are too many for that, and each is somewhere else in the file. Where the system has none of it in
memory, the four that a save reads take as long as all the rest of it. Read through once, from end to end, the system keeps what
it has room for, and gives that up to whoever needs it more.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from casevault.progress import Progress
    from casevault.store.connection import Connection

PLACES: Final = (128, 1_024)  # looked up in each tree, evenly over all ids: at least, and at most
PAGES_A_PLACE: Final = 80  # of the whole database: no upper page of a tree is left out, and half of the leaves of an index of ids
AT_ONCE: Final = 16
PIECE: Final = 1 << 20  # bytes
MOST: Final = 2 << 30  # bytes: more would push out of memory what other programs hold
AT_HAND: Final = 0.002  # s for a piece; where it takes longer it came from the disk
PAUSE: Final = 0.1  # s at most: a disk that hangs is not waited for twice
WHILE: Final = 1.0  # s

_BY_ID: Final = (
    "SELECT 1 FROM change INDEXED BY change_by_record WHERE record_id >= ? LIMIT 1",
    "SELECT 1 FROM record WHERE id >= ? LIMIT 1",
    "SELECT 1 FROM link WHERE record_id >= ? LIMIT 1",
    "SELECT 1 FROM link INDEXED BY link_by_target WHERE target >= ? LIMIT 1",
)
_NEWEST: Final = (
    "SELECT 1 FROM record INDEXED BY record_list WHERE deleted = 0 AND type = ? ORDER BY date_from DESC, id DESC LIMIT 1"
)


def steps(types: Iterable[str], pages: int) -> Iterator[list[tuple[str, str]]]:
    """Yield what is looked up at once in a database of so many pages: (statement, its value)."""
    yield [(_NEWEST, kind) for kind in types]
    places = max(PLACES[0], min(pages // PAGES_A_PLACE, PLACES[1]))
    ids = [f"{place * 4_096 // places:03x}" for place in range(places)]
    for start in range(0, places, AT_ONCE):
        yield [(statement, place) for place in ids[start : start + AT_ONCE] for statement in _BY_ID]


def pages_of(connection: Connection) -> int:
    """Return how many pages the database has, with what waits in the log; on `maintain`."""
    return int(connection.execute("PRAGMA page_count").fetchone()[0])


def read(connection: Connection, step: Iterable[tuple[str, str]]) -> None:
    """Look everything of a step up, and forget it: what stays is in the connection's pages."""
    for statement, value in step:
        connection.execute(statement, (value,)).fetchone()


def bring_near(path: Path, start: int, progress: Progress = silent) -> int:
    """Read the file from byte `start` on and forget it, so that the system has it in memory; return where to go on, 0 at the end.

    No longer than `WHILE`, for others wait in the same row, and after each piece that came from the disk the disk is left to
    others for as long. Nothing is looked at, so that what is written meanwhile does no harm; closing the file drops SQLite's
    locks, which `pages` says why nobody needs.
    """
    with files.refusals(), files.open_file(path, follow=False) as file:
        room, at, end = bytearray(PIECE), start, time.monotonic() + WHILE
        file.seek(start)
        while at < MOST:
            progress(0, 0)
            begun = time.monotonic()
            if begun >= end:
                return at
            count = file.readinto(room)
            if not count:
                return 0
            at += count
            taken = time.monotonic() - begun
            if taken > AT_HAND:
                time.sleep(min(taken, PAUSE))
    return 0
