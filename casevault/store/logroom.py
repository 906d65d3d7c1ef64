"""Room in the write-ahead log before anything is saved, so that a save overwrites what lies there and the file does not grow.

Where a file grows, the file system has to find blocks for it and to write down that it did, with each sync. SQLite lets the log
keep its length when it begins anew after a thousand pages, so this is done once, after an opening.

Zeros behind the end of the log are nothing that anybody reads. Whoever looks for what a crash left reads frames from the start
as long as each names a page and carries the numbers that were drawn at random when this log began, and a sum over all before
it; zeros name no page. They are appended and synced while the writing connection is held: SQLite is not at the end of the file
at the same time, and as all that was committed is on the disk by then, a sync that fails has failed for zeros alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.progress import silent

if TYPE_CHECKING:
    from casevault.progress import Progress
    from casevault.store.connection import Database

ROOM: Final = 4 << 20  # bytes: the thousand pages after which SQLite brings the log in, with what is written about each
PLENTY: Final = 64 << 20  # bytes; on a disk that is nearly full the room is left to what is saved
AT_ONCE: Final = 128 << 10  # bytes; a save waits for no more than this


def prepare(database: Database, progress: Progress = silent) -> None:
    """Bring the log up to its room, in steps that let a save in between; refused where the disk is full, with nothing lost."""
    # A rollback journal is made and removed with each transaction.
    if not database.has_readers or files.free_bytes(database.path.parent) < PLENTY:
        return
    log = database.path.with_name(f"{database.path.name}-wal")
    while database.maintain(lambda _connection: files.lengthen(log, AT_ONCE, ROOM)):
        progress(0, 0)
