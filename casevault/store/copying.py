"""A copy of the whole database in one consistent picture, under the same key, while people go on working."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.progress import silent
from casevault.store import keyed

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.progress import Progress

STEP: Final = 2_048  # pages at a time: 8 MiB, between which the copy can be cancelled


def copy_database(source: Path, target: Path, key: bytearray, *, wal: bool, progress: Progress = silent) -> None:
    """Copy `source` to the new file `target` through SQLite's own copying; `wal`: how `source` keeps its journal.

    Pages are decrypted and encrypted again with fresh IVs, so a damaged one ends the copy instead of being handed on. The copy
    is one file: it keeps a rollback journal, and none is left beside it.
    """
    keyed.make(target, key)
    with keyed.refusals():
        # In write-ahead mode a reader of its own holds its picture to the end. Without, whoever reads keeps others from writing:
        # the file is let go after each step, and SQLite begins anew where a write came in between.
        reading = keyed.connect_reader(source, key) if wal else keyed.connect(source, key, wal=False, read_only=False)
        try:
            writing = keyed.connect(target, key, wal=False, read_only=False)
            try:
                if wal:
                    reading.execute("BEGIN")
                    reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
                reading.backup(writing, pages=STEP, progress=lambda _status, left, total: progress(total - left, total))
                reading.rollback()
                writing.set_authorizer(None)
                writing.execute("PRAGMA journal_mode=DELETE").fetchall()
            finally:
                writing.close()
        finally:
            reading.close()
