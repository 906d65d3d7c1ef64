"""Vaults that lie where people keep them, found by looking: no list of them is kept, and so none can be read by others.

A folder is taken for a vault by its name and its header file; nothing in it is opened or read.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from casevault.vault.folder import DATABASE
from casevault.vault.header import COPIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SUFFIX: Final = ".casevault"
MOST_FOUND: Final = 20
MOST_ENTRIES: Final = 2_000  # of one folder
MOST_FOLDERS: Final = 300  # of one place


def vaults_in(places: Iterable[Path]) -> list[Path]:
    """Return the vaults in these folders and in the folders in them, the one used last first; links are not followed."""
    found: dict[Path, float] = {}
    for place in places:
        folders = [place, *(one for one in _folders(place) if one.suffix != SUFFIX)][:MOST_FOLDERS]
        for folder in folders:
            found |= {one: _used(one) for one in _folders(folder) if one.suffix == SUFFIX and is_vault(one)}
    return sorted(found, key=lambda one: (-found[one], str(one)))[:MOST_FOUND]


def _folders(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            for _number, entry in zip(range(MOST_ENTRIES), entries, strict=False):
                if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                    yield folder / entry.name
    except OSError:
        return


def is_vault(folder: Path) -> bool:
    """Say whether a header of a vault lies in `folder`, whole or not."""
    try:
        return any((folder / name).is_file() for name in COPIES)
    except OSError:
        return False


def _used(folder: Path) -> float:
    """Return when its records were last written, in seconds since 1970; 0 where that cannot be told."""
    try:
        return (folder / DATABASE).stat().st_mtime
    except OSError:
        return 0.0
