"""The folder `blobs/`: where an attachment lies, what else lies there, and what is missing. A link is never followed.

blobs/3f/3f9c…   one file each, named by its random id, written once, with a time that tells nothing
"""

from __future__ import annotations

import contextlib
import os
import re
import threading
from typing import TYPE_CHECKING, Final, Self

from casevault import files
from casevault.crypto.blob import BlobDamaged, sealed_length
from casevault.errors import CaseVaultError
from casevault.i18n import N_, NO_TEXT
from casevault.vault import folder as layout

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from io import BufferedReader
    from pathlib import Path
    from types import TracebackType

    from casevault.i18n import Msg
    from casevault.store.blobs import BlobRow

STILL: Final = 315_619_200  # s since 1970: 2 January 1980, which every file system and time zone can show
ORPHAN_AGE_US: Final = 24 * 3_600 * 1_000_000

_ID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)


class BlobFolder:
    """The stored files of one vault, by id."""

    def __init__(self, vault_folder: Path) -> None:
        self._folder = vault_folder / layout.BLOBS
        self.tmp = vault_folder / layout.TMP

    def path(self, blob_id: str) -> Path:
        """Return where an attachment lies; an id that is none never becomes part of a path."""
        if not _ID.fullmatch(blob_id):
            raise BlobDamaged
        return self._folder / blob_id[:2] / blob_id

    def make_place(self, blob_id: str) -> None:
        """Make the folder in which a new attachment will lie; refused where a link or a file stands for it."""
        parent = self.path(blob_id).parent
        if not files.is_own(parent, folder=True):
            raise layout.not_our_attachments()
        files.make_private_folder(parent)

    def fault(self, row: BlobRow) -> Msg:
        """Say what can be seen of a stored file without its key: nothing where it has the length it must have."""
        try:
            path = self.path(row.id)
            if not (files.is_own(path.parent, folder=True) and files.is_own(path)):
                return N_("is a link or something else that is no file")
            with files.refusals():
                size = path.lstat().st_size
        except BlobDamaged:
            return N_("has no id that CaseVault gives")
        except CaseVaultError:
            return N_("has no file, or one that cannot be read")
        whole = row.padded >= 0 and size == sealed_length(row.padded)
        return NO_TEXT if whole else N_("has a file of another length than was written")

    def open(self, row: BlobRow) -> StoredFile:
        """Open what is stored; `BlobDamaged` where nothing of the right length stands there."""
        if self.fault(row):
            raise BlobDamaged
        with files.refusals():
            return StoredFile(files.open_file(self.path(row.id), follow=False))

    def listed(self) -> Iterator[os.DirEntry[str]]:
        """Yield each file that stands where an attachment does; its name is the id."""
        if not files.is_own(self._folder, folder=True):
            raise layout.not_our_attachments()
        for part in _entries(self._folder) if self._folder.exists() else ():
            if not part.is_dir(follow_symlinks=False):
                continue
            for entry in _entries(part.path):
                if _ID.fullmatch(entry.name) and entry.name[:2] == part.name and entry.is_file(follow_symlinks=False):
                    yield entry

    def settle(self, known: Collection[str], *, now_us: int, last_row_us: int) -> int:
        """Remove files that no row knows, older than a day and than the newest row; return how many attachments have no file.

        Such a file is what an import left that was cut short after its last byte and before its row. The key was in the row that
        was never written, so nobody will read it again. A file newer than the newest row may be known to a database that was put
        aside for this older one: it stays until the log has gone on past it.
        """
        there: set[str] = set()
        with files.refusals():
            for entry in self.listed():
                if entry.name in known:
                    there.add(entry.name)
                elif _since_us(entry) < min(now_us - ORPHAN_AGE_US, last_row_us):
                    with contextlib.suppress(CaseVaultError):
                        files.remove_file(self.path(entry.name))
        return len(known) - len(there)

    def orphans(self, known: Collection[str]) -> int:
        """Return how many files no row knows."""
        with files.refusals():
            return sum(entry.name not in known for entry in self.listed())


class StoredFile:
    """A stored file that is open for reading, from any thread."""

    def __init__(self, stream: BufferedReader) -> None:
        self._stream = stream
        self._guard = threading.Lock()

    def read_into(self, buffer: memoryview) -> int:
        """Put the next bytes into `buffer` and say how many, 0 at the end."""
        with files.refusals():
            return self._stream.readinto(buffer)

    def read_at(self, offset: int, count: int) -> bytes:
        """Return `count` bytes from `offset`, fewer at the end."""
        with self._guard, files.refusals():
            self._stream.seek(offset)
            return self._stream.read(count)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _since_us(entry: os.DirEntry[str]) -> int:
    """Return when a file came to stand here, by the time that the file system keeps of its own: the other is the same for all."""
    return entry.stat(follow_symlinks=False).st_ctime_ns // 1000


def _entries(path: Path | str) -> list[os.DirEntry[str]]:
    with os.scandir(path) as entries:
        return sorted(entries, key=lambda entry: entry.name)
