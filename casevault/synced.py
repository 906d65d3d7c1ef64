"""Folders that somebody else holds a copy of: those of a sync program, and disks of another computer.

A sync program copies half-written states and keeps old ones for ever, on servers of others. What it is told by: the name that it
gives its folder, or the files it keeps in it (then it may be called anything).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from casevault import paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The beginning of a folder's name, in lower case, and what the program is called. "OneDrive - Office" is one too.
_NAMES: Final = {
    "dropbox": "Dropbox", "onedrive": "OneDrive", "skydrive": "OneDrive", "google drive": "Google Drive",
    "googledrive": "Google Drive", "my drive": "Google Drive", "mobile documents": "iCloud", "clouddocs": "iCloud",
    "icloud": "iCloud", "icloud drive": "iCloud", "iclouddrive": "iCloud", "cloudstorage": "CloudStorage",
    "nextcloud": "Nextcloud", "owncloud": "ownCloud", "megasync": "MEGA", "pcloud": "pCloud",
    "pclouddrive": "pCloud", "seafile": "Seafile", "tresorit": "Tresorit", "yandex.disk": "Yandex.Disk", "box sync": "Box",
    "sync.com": "Sync.com", "syncthing": "Syncthing", "proton drive": "Proton Drive", "kdrive": "kDrive",
    "baidunetdisk": "Baidu Netdisk", "nutstore": "Nutstore", "坚果云": "Nutstore", "百度网盘": "Baidu Netdisk",
}  # fmt: skip
# What a program keeps in the folder that it copies; "*" = anything.
_FILES: Final = (
    (".stfolder", "Syncthing"),
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".sync_*.db", "Nextcloud"),
    ("._sync_*.db", "Nextcloud"),
    (".tmp.driveupload", "Google Drive"),
    (".tmp.drivedownload", "Google Drive"),
)
# Where Windows says that a folder of any name is OneDrive's.
_VARIABLES: Final = (("OneDrive", "OneDrive"), ("OneDriveConsumer", "OneDrive"), ("OneDriveCommercial", "OneDrive"))
MOST_LOOKED_AT: Final = 1_000  # entries of a folder


def synced_place(path: Path) -> str:
    """Return what program or kind of network disk holds a copy of what lies at `path`; "" if it looks like a disk of one's own.

    Never a folder's own name, which could be that of a person. `path` need not exist.
    """
    found = next((mark for folder in (path, *path.parents) if (mark := _mark(folder))), "")
    if found:
        return found
    nearest = next((folder for folder in (path, *path.parents) if folder.exists()), path)
    kind = paths.filesystem_of(nearest)
    return kind if paths.is_network(kind) else ""


def synced_below(folder: Path) -> tuple[str, ...]:
    """Return the programs whose folders lie in `folder`, sorted; for a sentence that names them."""
    return tuple(sorted({mark for place in _folders(folder) if (mark := _mark(place))}))


def _mark(folder: Path) -> str:
    name = folder.name.lower()
    for begin, program in _NAMES.items():
        if name == begin or name.startswith((f"{begin} ", f"{begin}-")):
            return program
    for pattern, program in _FILES:
        if _holds(folder, pattern):
            return program
    for variable, program in _VARIABLES:
        told = os.environ.get(variable)
        if told and os.path.normcase(folder) == os.path.normcase(told):
            return program
    return ""


def _holds(folder: Path, pattern: str) -> bool:
    try:
        if "*" in pattern:
            return any(folder.glob(pattern))
        # In the home of whoever uses Dropbox lies a folder of this name, with its settings: that copies nothing.
        return (folder / pattern).is_file() if pattern == ".dropbox" else (folder / pattern).exists()
    except OSError:
        return False


def _folders(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            for _number, entry in zip(range(MOST_LOOKED_AT), entries, strict=False):
                if entry.is_dir(follow_symlinks=False):
                    yield folder / entry.name
    except OSError:
        return
