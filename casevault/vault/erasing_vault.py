"""Erasing a whole vault: its ways in first, then all that lies in its folder under a name of ours.

    mark     an empty file `erasing`: from here on nothing opens this folder, whatever else happens
    ways in  both copies of the header are written over in place with random bytes, each made durable: the master key is gone
    rest     database, attachments, unfinished parts; headers; mark; lock; the folder itself where nothing else is in it

Whatever is cut off after the mark leaves a folder that opens with nothing, and doing it again finishes it. In place, because a
file that is written anew under the same name leaves the blocks of the old one as they were. No passphrase is asked for: whoever
can write here can remove the folder, and who has forgotten a passphrase must still be able to erase.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.errors import CaseVaultError, Code, UserProblem
from casevault.i18n import N_
from casevault.progress import silent
from casevault.vault import folder as layout
from casevault.vault import header as headers
from casevault.vault.header import COPIES, HEADER_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.ambient import Ambient
    from casevault.progress import Progress

LONGEST: Final = 1 << 20  # bytes written over; a header has 16 KiB
_OURS: Final = re.compile(
    rf"{re.escape(layout.DATABASE)}(-wal|-shm|-journal|\.v[0-9]{{1,4}})?|\..{{1,80}}{re.escape(files.PART)}"
)
_ID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class VaultPlan:
    """What erasing a vault would remove: how many attachments and bytes; `begun`: an erasing of it was cut off before.

    `strangers`: how many things lie in the folder that are none of a vault's parts; they stay, and the folder with them.
    `beside`: the names of folders beside it in which a renewal of its keys left a whole vault.
    """

    folder: Path
    attachments: int
    size: int
    strangers: int
    begun: bool
    beside: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return what is to be typed: the folder's own name."""
        return self.folder.name


@dataclass(frozen=True, slots=True)
class VaultErased:
    """What there was. `written_over`: every copy of the header was; else it was only removed, and may be found on the disk."""

    plan: VaultPlan
    written_over: bool


def plan_vault(folder: Path) -> VaultPlan:
    """Say what erasing the vault in `folder` would remove; NOT_A_VAULT where there is none."""
    folder = _vault_at(folder)
    with files.refusals():
        ours = list(_parts(folder))
        blobs = [path for path in ours if _ID.fullmatch(path.name)]
        size = sum(path.lstat().st_size for path in ours)
        strangers = sum(1 for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()) - len(ours)
        beside = tuple(path.name for suffix in (layout.OLD, layout.NEW) if (path := layout.beside(folder, suffix)).is_dir())
    return VaultPlan(folder, len(blobs), size, strangers, (folder / headers.ERASING).exists(), beside)


def erase_vault(folder: Path, untrusted_name: str, ambient: Ambient, *, progress: Progress = silent) -> VaultErased:
    """Erase the vault in `folder` for good, and return what there was; done when this returns.

    `untrusted_name`: what the person typed, the folder's name. IN_USE where it is open anywhere: that one could go on writing.
    """
    found = plan_vault(folder)
    folder = found.folder
    if unicodedata.normalize("NFC", untrusted_name.strip()) != unicodedata.normalize("NFC", found.name):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("That is not the name of this vault's folder. Nothing was erased."),
            N_("Type the name of the folder as it is shown."),
        )
    with files.FolderLock(folder / layout.LOCK):
        with contextlib.suppress(CaseVaultError):  # a disk without room for a name keeps nobody from erasing
            files.write_private_file(folder / headers.ERASING, b"")
        # Every way in, parts of headers that were being written among them. Each copy alone would open the vault.
        missed = [path for path in _ways_in(folder) if not _write_over(path, ambient)]
        parts = [path for path in _parts(folder) if path.name not in {*COPIES, headers.ERASING, layout.LOCK}]
        for done, path in enumerate(parts):
            progress(done, len(parts))
            files.remove_file(path)
        for path in (*_shelves(folder), folder / layout.BLOBS, folder / layout.TMP):
            files.remove_empty(path)
        for name in (*COPIES, headers.ERASING):
            if _is_file(folder / name):
                files.remove_file(folder / name)
    if _is_file(folder / layout.LOCK):  # let go of before: Windows removes no file that is open
        files.remove_file(folder / layout.LOCK)
    files.remove_empty(folder)
    return VaultErased(found, not missed)


def _write_over(path: Path, ambient: Ambient) -> bool:
    """Write random bytes over a header; say whether the disk took them. A bad sector keeps the rest from nothing."""
    try:
        with files.refusals():
            size, names = path.stat().st_size, path.stat().st_nlink
        # Under a second name elsewhere it may be somebody's own file that was put here; a header of ours is one all the same.
        if names > 1 and not files.read_limited(path, HEADER_BYTES).startswith(headers.MAGIC):
            return True
        files.overwrite(path, ambient.random_bytes(min(max(size, HEADER_BYTES), LONGEST)))
    except CaseVaultError:
        return False
    return True


def _ways_in(folder: Path) -> list[Path]:
    return [path for path in _parts(folder) if path.name in COPIES or path.name.startswith(tuple(f".{name}." for name in COPIES))]


def _vault_at(folder: Path) -> Path:
    """Return the folder itself, not a link to it, where anything of a vault lies in it: half of one is enough."""
    folder = folder.resolve()
    names = {*COPIES, headers.ERASING}
    with files.refusals():
        begun = folder.is_dir() and (any(_is_file(folder / name) for name in names) or _lost_its_headers(folder))
        # Of one whose erasing was cut off at the very end there may be the lock alone.
        if not begun and not ((folder / layout.LOCK).exists() and layout.is_bare(folder)):
            raise headers.not_a_vault()
    return folder


def _lost_its_headers(folder: Path) -> bool:
    """Say whether a database lies here as it does in a vault: other programs call theirs so, too, but not beside our folders."""
    parts = (folder / layout.BLOBS, folder / layout.TMP)
    return _is_file(folder / layout.DATABASE) and all(part.is_dir() and files.is_own(part, folder=True) for part in parts)


def _parts(folder: Path) -> Iterator[Path]:
    """Yield the files of a vault in `folder`, links never: what they lead to is not ours, and they may be somebody's own."""
    known = {*COPIES, headers.ERASING, layout.LOCK}
    for path in sorted(folder.iterdir()):
        if (path.name in known or _OURS.fullmatch(path.name)) and _is_file(path):
            yield path
    for shelf in _shelves(folder):
        yield from (path for path in sorted(shelf.iterdir()) if _ID.fullmatch(path.name) and _is_file(path))
    unfinished = folder / layout.TMP
    if unfinished.is_dir() and files.is_own(unfinished, folder=True):
        yield from (path for path in sorted(unfinished.iterdir()) if path.name.endswith(files.PART) and _is_file(path))


def _shelves(folder: Path) -> list[Path]:
    blobs = folder / layout.BLOBS
    if not (blobs.is_dir() and files.is_own(blobs, folder=True)):
        return []
    return [
        path for path in sorted(blobs.iterdir()) if re.fullmatch(r"[0-9a-f]{2}", path.name) and files.is_own(path, folder=True)
    ]


def _is_file(path: Path) -> bool:
    return files.is_own(path) and path.is_file()
