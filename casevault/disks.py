"""What a disk gives to whoever takes it: whether the place under a path, and what memory is swapped to, is encrypted.

Asked of Linux, which says it to every user. Of Windows and macOS nothing can be seen from a program without their services, and a
guess would be worse than to say so. Looks only; writes nothing, starts nothing.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_DEEP: Final = 8  # layers of block devices, one upon the other
LONGEST: Final = 1 << 20  # characters of a table of the system
ROOT: Final = Path("/")
_TOLD: Final[bool] = sys.platform == "linux"
_IN_MEMORY: Final = frozenset({"tmpfs", "ramfs", "ramdisk"})
_ENCRYPTING: Final = frozenset({"ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs"})
_CRYPT: Final = "CRYPT-"  # how the kernel's name for an encrypted mapping begins


class Cover(StrEnum):
    """What covers what lies there. UNSEEN: it cannot be told from here, which is not the same as plain."""

    ENCRYPTED = "encrypted"
    PLAIN = "plain"
    MEMORY = "memory"  # gone when the power is
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Swap:
    """One place that memory is written to."""

    name: str
    cover: Cover


def cover_of(path: Path, *, root: Path = ROOT, number_of: Callable[[Path], str] | None = None) -> Cover:
    """Return what covers the disk under a path that exists; `root` and `number_of` are arguments for tests."""
    if not _TOLD:
        return Cover.UNSEEN
    mounted = _mounted(_text(root / "proc/self/mountinfo"), path.resolve())
    if mounted is None:
        return Cover.UNSEEN
    number, kind, source = mounted
    if kind in _IN_MEMORY or kind in _ENCRYPTING:
        return Cover.MEMORY if kind in _IN_MEMORY else Cover.ENCRYPTED
    return _of_block(root, number, source, number_of or _number_of)


def swaps(*, root: Path = ROOT, number_of: Callable[[Path], str] | None = None) -> list[Swap] | None:
    """Return where memory is swapped to, None where that cannot be seen from here."""
    table = _text(root / "proc/swaps") if _TOLD else ""
    if not table.startswith("Filename"):
        return None
    found = []
    for line in table.splitlines()[1:]:
        words = line.split()
        if len(words) < 2:  # noqa: PLR2004 - name and kind
            continue
        place = Path(_unescaped(words[0]))
        if place.name.startswith("zram"):
            cover = Cover.MEMORY
        elif words[1] == "partition":
            cover = _of_block(root, "", str(place), number_of or _number_of)
        else:
            cover = cover_of(place.parent, root=root, number_of=number_of)
        found.append(Swap(str(place), cover))
    return found


def _mounted(table: str, path: Path) -> tuple[str, str, str] | None:
    """Return (device as "major:minor", type, source) of the mount point that holds a path, the deepest and the last of them."""
    best, found = -1, None
    for line in table.splitlines():
        left, _, right = line.partition(" - ")
        before, after = left.split(), right.split()
        if len(before) < 5 or len(after) < 2:  # noqa: PLR2004 - the columns that are read
            continue
        point = Path(_unescaped(before[4]))
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, found = len(point.parts), (before[2], after[0].lower(), _unescaped(after[1]))
    return found


def _of_block(root: Path, number: str, source: str, number_of: Callable[[Path], str]) -> Cover:
    """Return what covers a block device, by its number, or by what was mounted where the file system has a number of its own."""
    folder = root / "sys/dev/block" / number
    if (not number or not folder.is_dir()) and source.startswith("/dev/"):
        try:
            folder = root / "sys/dev/block" / number_of(Path(source))
        except OSError:
            return Cover.UNSEEN
    return _of_folder(folder, 0) if folder.is_dir() and folder.name != "block" else Cover.UNSEEN


def _of_folder(folder: Path, deep: int) -> Cover:
    if _text(folder / "dm/uuid").startswith(_CRYPT):
        return Cover.ENCRYPTED
    try:
        below = sorted((folder / "slaves").iterdir()) if (folder / "slaves").is_dir() else []
    except OSError:
        return Cover.UNSEEN
    if deep >= MOST_DEEP:
        return Cover.UNSEEN
    covers = {_of_folder(one, deep + 1) for one in below}
    if not covers:
        return Cover.PLAIN
    return next(one for one in (Cover.PLAIN, Cover.UNSEEN, Cover.MEMORY, Cover.ENCRYPTED) if one in covers)


def _number_of(device: Path) -> str:
    if sys.platform != "win32":
        told = device.stat().st_rdev
        return f"{os.major(told)}:{os.minor(told)}"
    raise FileNotFoundError


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="surrogateescape") as stream:
            return stream.read(LONGEST)
    except OSError:
        return ""


def _unescaped(name: str) -> str:
    for octal, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        name = name.replace(octal, sign)
    return name
