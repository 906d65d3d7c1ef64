"""Anything in place of anything: each file of the folder replaced by each odd thing, and the vault opened to look and to work.

Whatever comes of it has a code that fits, alters nothing but what it mends, and follows no link out of the folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from builders import FixedAmbient, make_vault, open_vault
from reliability.table import Figure

from casevault.errors import CaseVaultError, Code
from casevault.vault.check import check
from casevault.vault.header import COPIES

if TYPE_CHECKING:
    from collections.abc import Callable

OPENED = "opened"
Outcomes = frozenset[str]
HEADER: Outcomes = frozenset({OPENED, Code.HEADER_TAMPERED, Code.IO_ERROR})
DATABASE: Outcomes = frozenset({Code.DB_DAMAGED})
BESIDE: Outcomes = frozenset({OPENED, Code.DB_DAMAGED})

# What stands in a vault's folder, or may be put there: which outcomes fit when it is something else. To join: one line.
NAMES: dict[str, Outcomes] = {
    **dict.fromkeys(COPIES, HEADER),
    "main.db": DATABASE,
    "main.db-wal": BESIDE,
    "main.db-shm": BESIDE,
    "main.db-journal": BESIDE,
    "main.db.v1": frozenset({OPENED}),
    "lock": frozenset({OPENED, Code.IO_ERROR, Code.NOT_FOUND}),
    "blobs": frozenset({OPENED, Code.BLOB_DAMAGED}),
    "tmp": frozenset({OPENED}),
    "notes.txt": frozenset({OPENED}),
}
# What work mends by itself, beside the thing that was replaced: nothing else may change.
LOCK = "lock"  # made, empty, by whoever comes: without it nobody could be kept out
SWEPT = frozenset({"tmp", "blobs"})


def nothing(place: Path, _outside: Path, _other: Path) -> None:
    """Nothing stands there."""
    assert not place.exists()


def empty(place: Path, _outside: Path, _other: Path) -> None:
    place.write_bytes(b"")


def text(place: Path, _outside: Path, _other: Path) -> None:
    place.write_text("a letter\n" * 3_000)


def of_another_vault(place: Path, _outside: Path, other: Path) -> None:
    theirs = other / place.name
    if theirs.is_dir():
        shutil.copytree(theirs, place)
    elif theirs.exists():
        shutil.copy(theirs, place)
    else:
        shutil.copy(other / "main.db", place)


def link_to_file(place: Path, outside: Path, _other: Path) -> None:
    place.symlink_to(outside / "letter")


def link_to_folder(place: Path, outside: Path, _other: Path) -> None:
    place.symlink_to(outside)


def link_to_the_same_in_another_vault(place: Path, _outside: Path, other: Path) -> None:
    place.symlink_to(other / place.name)


def link_to_nothing(place: Path, outside: Path, _other: Path) -> None:
    place.symlink_to(outside / "absent")


def folder(place: Path, _outside: Path, _other: Path) -> None:
    place.mkdir()


def full_folder(place: Path, _outside: Path, _other: Path) -> None:
    place.mkdir()
    (place / "letter").write_text("in a folder")


def pipe(place: Path, _outside: Path, _other: Path) -> None:
    if sys.platform != "win32":
        os.mkfifo(place)


REPLACEMENTS: tuple[Callable[[Path, Path, Path], None], ...] = (
    nothing, empty, text, of_another_vault, link_to_file, link_to_folder, link_to_the_same_in_another_vault, link_to_nothing,
    folder, full_folder, pipe,
)  # fmt: skip


def replaced(scratch: Path) -> list[Figure]:
    """Try every replacement of every name, opened both ways."""
    figure = Figure("anything in place of anything")
    kept, place, outside, other = (scratch / name for name in ("kept", "v", "outside", "other"))
    outside.mkdir(parents=True)
    (outside / "letter").write_text("mine")
    make_vault(other, ambient=FixedAmbient(7))[0].close()
    vault, _ = make_vault(place)
    with vault:
        vault.records.add("person", {"display_name": "Lin Zhaowen"})
        vault.search.drain()
    shutil.copytree(place, kept)
    for name, right in NAMES.items():
        for put in REPLACEMENTS:
            for way, repair in (("look", False), ("work", True)):
                shutil.rmtree(place)
                shutil.copytree(kept, place)
                clear(place / name)
                put(place / name, outside, other)
                one(
                    place,
                    name,
                    repair=repair,
                    figure=figure,
                    right=right,
                    what=f"{name}, {put.__name__}, {way}",
                    around=(outside, other),
                )
    shutil.rmtree(scratch)
    return [figure.end()]


def one(place: Path, name: str, *, repair: bool, figure: Figure, right: Outcomes, what: str, around: tuple[Path, Path]) -> None:
    figure.tries += 1
    before = [marks(path) for path in (place, *around)]
    code = outcome(place, repair=repair)
    after = [marks(path) for path in (place, *around)]
    figure.count(code)
    if code not in right:
        figure.faults.append(f"{what}: {code}")
    if before[1:] != after[1:]:
        figure.faults.append(f"{what}: something outside the vault was altered")
    for changed in sorted(key for key in before[0].keys() | after[0].keys() if before[0].get(key) != after[0].get(key)):
        mended = repair and Path(changed).parts[:1] in {(name,), *((part,) for part in SWEPT)}
        if not mended and changed != LOCK:
            figure.faults.append(f"{what}: {changed} was altered")


def outcome(place: Path, *, repair: bool) -> str:
    try:
        with open_vault(place, repair=repair) as vault:
            report = check(vault, deep=True)
            found = sorted({problem.code.value for problem in report.problems})
            return found[0] if len(found) == 1 else f"opened with {found}" if found else OPENED
    except CaseVaultError as problem:
        return problem.code.value


def marks(place: Path) -> dict[str, str]:
    """Return what each thing in a folder is: its kind, mode and content; a link by where it leads, never followed."""
    found = {}
    for path in [place, *place.rglob("*")]:
        status = path.lstat()
        content = ""
        if stat.S_ISLNK(status.st_mode):
            content = str(path.readlink())
        elif stat.S_ISREG(status.st_mode):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        found[str(path.relative_to(place))] = f"{stat.filemode(status.st_mode)} {content}"
    return found


def clear(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
