"""The folder of a vault: which files lie in it, how it is made, and what is cleared away when it is opened.

Name.casevault/ 0700    vault.a vault.b   header, two copies     main.db (-wal, -shm)   the encrypted database
                        blobs/            attachments            tmp/                   unfinished ciphertext only
                        lock              empty, held while the vault is open
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from casevault import files, synced
from casevault.errors import CaseVaultError, Code, MachineProblem, UserProblem
from casevault.i18n import N_
from casevault.vault.header import COPIES

if TYPE_CHECKING:
    from pathlib import Path

DATABASE: Final = "main.db"
BLOBS: Final = "blobs"
TMP: Final = "tmp"
LOCK: Final = "lock"
NEW: Final = ".new"  # after a vault's name: where its rotation builds
OLD: Final = ".old"  # where its rotation puts what it was
ROOM_TO_WORK: Final = 64 << 20  # bytes beside the size of the database: a day's entries, and the copy a new version makes of it


def beside(folder: Path, suffix: str) -> Path:
    """Return the place beside a vault where its rotation works."""
    return folder.with_name(folder.name + suffix)


def finish_swap(folder: Path) -> None:
    """Give a rotated vault its name where the rotation was cut off between its two renames; otherwise do nothing.

    The old vault is moved away only once the new one was opened and compared, so the new one is whole.
    """
    new, old = beside(folder, NEW), beside(folder, OLD)
    whole = all((place / name).exists() for place in (new, old) for name in (DATABASE, *COPIES))
    if whole and not folder.exists():
        files.move_folder(new, folder)


def refuse_synced(folder: Path) -> None:
    """Refuse a place that others copy or hold: a sync program saves half-written states and keeps old copies for ever."""
    place = synced.synced_place(folder)
    if place:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This folder is kept by a sync program or lies on a network disk ({place})."),
            N_("Choose a folder on this computer's own disk, or confirm that it shall be here (--synced-folder-ok)."),
            place=place,
        )


def make(folder: Path) -> files.FolderLock:
    """Make the folder with its parts and hold it; one that stands there must be empty, or left by a creation that was cut short.

    Whoever undoes this must hold the lock: without it, what lies there may be what another process is making.
    """
    stood = folder.exists()
    refuse_taken(folder)
    try:
        files.make_private_folder(folder, parents=True)
        files.tighten(folder)
        files.make_private_folder(folder / BLOBS)
        files.make_private_folder(folder / TMP)
        lock = files.FolderLock(folder / LOCK)
    except CaseVaultError as problem:
        if problem.code is not Code.IN_USE:
            for part in (folder / BLOBS, folder / TMP, *([] if stood else [folder])):
                with contextlib.suppress(OSError):
                    part.rmdir()  # empty ones only
        raise
    try:
        refuse_taken(folder)  # again: until now another process may have been making a vault here
    except CaseVaultError:
        lock.release()
        raise
    return lock


def refuse_taken(folder: Path) -> None:
    """Refuse a place where anything lies but the empty parts of a vault whose making was cut short."""
    with files.refusals():
        if folder.exists() and not is_bare(folder):
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("There is already something in that place."),
                N_("Choose a new or empty folder; nothing was changed."),
            )


def is_bare(folder: Path) -> bool:
    """Say whether a folder holds nothing but the empty parts of a vault."""
    return folder.is_dir() and all(_is_bare(path) for path in folder.iterdir())


def _is_bare(path: Path) -> bool:
    if path.name in {BLOBS, TMP}:
        return files.is_own(path, folder=True) and not any(path.iterdir())
    return path.name == LOCK and files.is_own(path) and path.stat().st_size == 0


def unmake(folder: Path, *, keep: bool) -> None:
    """Remove what a creation that did not end has made, and the folder itself unless it stood there before.

    The lock goes last, and stays where the system removes no file that is open: a creation may begin again over it.
    """
    with contextlib.suppress(OSError):
        for path in sorted(folder.iterdir(), key=lambda path: path.name == LOCK):
            with contextlib.suppress(CaseVaultError):
                files.remove_tree(path)
        if not keep:
            folder.rmdir()


def sweep(folder: Path) -> None:
    """Bring the folder into its state of rest: its parts are there, for this user alone, and nothing unfinished is left.

    A folder may come from a stranger's stick: what is a link is never followed, or its target's files would be cleared away.
    """
    if not files.is_own(folder / BLOBS, folder=True):
        raise not_our_attachments()
    if not files.is_own(folder / TMP, folder=True):
        files.remove_tree(folder / TMP)
    for part in (BLOBS, TMP):
        files.make_private_folder(folder / part)
    with files.refusals():
        leftovers = [
            *(folder / TMP).iterdir(),
            *(path for path in folder.iterdir() if path.name.startswith(".") and path.suffix == files.PART),
        ]
    for path in leftovers:
        files.remove_tree(path)
    files.tighten(folder.resolve())
    for name in (BLOBS, TMP, LOCK, DATABASE, *COPIES):
        files.tighten(folder / name)


def is_nearly_full(folder: Path) -> bool:
    """Say whether the disk has less room than a day's work may need; a disk that does not tell has enough."""
    with contextlib.suppress(OSError, CaseVaultError):
        return files.free_bytes(folder) < ROOM_TO_WORK + (folder / DATABASE).stat().st_size
    return False


def not_our_attachments() -> MachineProblem:
    """Return the refusal of a folder of attachments that is a link or no folder."""
    return MachineProblem(
        Code.BLOB_DAMAGED,
        N_("Where this vault keeps its attachments there is a link or a file instead of a folder. Nothing was changed."),
        N_("Put the vault's own folder blobs in its place, or restore the newest back-up."),
    )
