"""Copies that another program looks at: under a name that says nothing, in a folder of this user's, in memory where there is one.

They are removed at lock, and what a crash left is removed at the next start: each start has a folder of its own there and holds
its lock, so nobody removes what another window still shows.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from casevault import files, paths
from casevault.errors import CaseVaultError

if TYPE_CHECKING:
    from casevault.ambient import Ambient

FOLDER: Final = "casevault-outside"
LOCK: Final = "lock"
IN_MEMORY: Final = frozenset({"tmpfs", "ramfs"})
LONGEST_SUFFIX: Final = 6


def memory_folder() -> Path | None:
    """Return this user's folder that never reaches a disk (but through swap), or None where the system gives none."""
    named = os.environ.get("XDG_RUNTIME_DIR")
    if not named or not hasattr(os, "getuid"):
        return None
    folder = Path(named)
    try:
        found = folder.stat()
    except OSError:
        return None
    private = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
    return folder if folder.is_absolute() and private and paths.filesystem_of(folder) in IN_MEMORY else None


def disk_folder() -> Path:
    """Return where copies go if the person says that a disk is all right."""
    return paths.data_folder()


class OutsideCopies:
    """The copies of one start of the window. May be called from any thread."""

    def __init__(self) -> None:
        self._made: dict[Path, tuple[Path, files.FolderLock]] = {}

    def place(self, base: Path, name: str, ambient: Ambient) -> Path:
        """Return a path for a copy of the file called `name`, in a folder of this start below `base`; it names nobody."""
        if base not in self._made:
            folder = base / FOLDER / ambient.random_bytes(8).hex()
            files.make_private_folder(folder, parents=True)
            self._made[base] = folder, files.FolderLock(folder / LOCK)
        return self._made[base][0] / f"{ambient.random_bytes(4).hex()}{ending_of(name)}"

    def clear(self) -> None:
        """Remove them all; a program that still shows one keeps what it has read. Never fails: a lock waits for nothing."""
        while self._made:  # one by one: a copy may be on its way on another thread
            _, (folder, lock) = self._made.popitem()
            lock.release()
            with contextlib.suppress(CaseVaultError):
                files.remove_tree(folder)


def clear_left_over() -> None:
    """Remove what a start that was cut short left; at start, before a vault is open."""
    for base in (memory_folder(), disk_folder()):
        folder = None if base is None else base / FOLDER
        if folder is None or not folder.is_dir() or folder.is_symlink():
            continue
        with contextlib.suppress(OSError):
            for left in list(folder.iterdir()):
                _remove_unheld(left)


def _remove_unheld(folder: Path) -> None:
    with contextlib.suppress(CaseVaultError):
        if folder.is_dir() and not folder.is_symlink():
            files.FolderLock(folder / LOCK).release()  # refused where another window holds it
        files.remove_tree(folder)


def ending_of(name: str) -> str:
    """Return the ending by which another program knows the kind of the file, where it is one."""
    ending = name.rpartition(".")[2]
    return (
        f".{ending.lower()}" if ending.isascii() and ending.isalnum() and len(ending) <= LONGEST_SUFFIX and ending != name else ""
    )
