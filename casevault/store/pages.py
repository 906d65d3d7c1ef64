"""Is every page of the database what was written, and do the pages fit together? Both can be cancelled within a moment.

SQLCipher's own `cipher_integrity_check` is one call that no interrupt reaches: half a second for 160 MB, during which the one
connection of a vault on FAT saves nothing. The MACs of the pages are therefore compared here, on the file itself, in short reads.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.crypto.pagemac import PAGE, SALT_BYTES, PageMac
from casevault.progress import silent

if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path

    from casevault.progress import Progress
    from casevault.store.connection import Connection

SLICE: Final = 256  # pages read between two safe points: a mebibyte, some milliseconds
# SQLite never writes the page in which the byte lies that processes lock.
LOCK_PAGE: Final = 0x4000_0000 // PAGE + 1
TRIES: Final = 20  # a page that is being written while it is read is whole a moment later
PAUSE: Final = 0.005  # s
MANY: Final = 1_000  # pages that are wrong at once are not being written


def damaged(path: Path, key: bytearray, progress: Progress = silent) -> list[str]:
    """Return which pages of the file are not what was written under `key`; what waits in a write-ahead log is not looked at.

    Takes no lock. Others may write meanwhile: a page counts as damaged only if it stays so. Closing a file drops the locks that
    this process has on it, SQLite's too: they only keep other processes out, and those the vault's own lock has kept out already.
    """
    with files.refusals(), files.open_file(path, follow=False) as file:
        size = os.fstat(file.fileno()).st_size
        macs = PageMac(key, file.read(SALT_BYTES))
        suspect: list[int] = []
        for first in range(0, size // PAGE, SLICE):
            progress(0, 0)
            file.seek(first * PAGE)
            data = memoryview(file.read(min(SLICE * PAGE, size - first * PAGE)))
            pages = ((first + at // PAGE + 1, data[at : at + PAGE]) for at in range(0, len(data), PAGE))
            suspect += [number for number, page in pages if number != LOCK_PAGE and not macs.holds(page, number)]
        for _ in range(TRIES if len(suspect) < MANY else 1):
            if not suspect:
                break
            progress(0, 0)
            time.sleep(PAUSE)
            suspect = [number for number in suspect if not _settled(file, macs, number)]
    cut = [f"page {size // PAGE + 1} has {size % PAGE} bytes"] if size % PAGE else []
    return [f"HMAC verification failed for page {number}" for number in suspect] + cut


def structure_of(connection: Connection) -> list[str]:
    """Return what SQLite finds wrong across tables, indexes and the search index; on `maintain`. An interrupt ends it at once."""
    return [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]


def _settled(file: BufferedReader, macs: PageMac, number: int) -> bool:
    """Say whether a page has turned out to be whole, or is gone because the file was made shorter."""
    if os.fstat(file.fileno()).st_size < number * PAGE:
        return True
    file.seek((number - 1) * PAGE)
    return macs.holds(file.read(PAGE), number)
