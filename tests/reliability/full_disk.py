"""A real small disk that is full: what cannot be done is refused by its name, what was acknowledged is there, work goes on."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from itertools import islice
from typing import TYPE_CHECKING

from builders import CHEAP_BOUNDS
from reliability.act import CODE_FILE, Act, unlock
from reliability.acts import ACTS
from reliability.table import Figure

from casevault.errors import CaseVaultError, Code
from casevault.vault.check import check
from casevault.vault.slots import SlotKind
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIZE = 16 << 20
ROOMS = tuple(kib << 10 for kib in (0, 4, 8, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 192, 256, 384, 512, 768, 1_024))
PIECES = 40  # of work at most, before a disk with some room left counts as one with enough
BALLAST = "ballast"


class NotAllowed(Exception):  # noqa: N818 - says what this process may not do
    """This process may not mount anything."""


def mount(*arguments: str) -> bool:
    return (
        shutil.which("mount") is not None
        and subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0
    )


@contextlib.contextmanager
def small_disk(place: Path, size: int) -> Iterator[Path]:
    """Mount an empty disk of `size` bytes at `place` for the time being."""
    place.mkdir(parents=True)
    if not mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)):
        raise NotAllowed
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def full_disk(number: int, scratch: Path) -> list[Figure]:
    """Try every act with each of the first `number` sizes of room that is left."""
    figures = []
    for name in ACTS:
        figure = Figure(f"full disk: {name}")
        for room in ROOMS[:number]:
            place = scratch / f"{name}-{room}"
            try:
                with small_disk(place, SIZE) as disk:
                    one_room(ACTS[name](), disk, room, figure)
            except NotAllowed:
                figure.count("not allowed to mount here")
            place.rmdir()
        figures.append(figure.end())
    return figures


def one_room(act: Act, disk: Path, room: int, figure: Figure) -> None:
    figure.tries += 1
    folder = disk / "v"
    act.prepare(folder)
    lines: list[str] = []
    before = len(figure.faults)
    if act.alone:
        fill_up(disk, room)
        code = refused(islice(act.work(folder, 1), PIECES), lines)
        (disk / BALLAST).unlink()
    else:
        with unlock(folder, seed=3) as vault:
            lines.append(act.once(vault, 1))
            fill_up(disk, room)
            numbers = (act.once(vault, number) for number in range(2, PIECES))
            code = refused(numbers, lines)
            figure.faults += [f"{room}: the full vault: {problem}" for problem in check(vault, deep=True).problems]
        figure.faults += read_while_full(folder, room)
        with contextlib.suppress(CaseVaultError), unlock(folder, seed=4) as vault:
            figure.count("opened for work while full")
        (disk / BALLAST).unlink()
        with unlock(folder, seed=5) as vault:
            try:
                lines.append(act.once(vault, 1_000))
            except CaseVaultError as problem:
                figure.faults.append(f"{room}: does not go on: {problem}")
    figure.count(str(code or "done"))
    figure.faults += [] if code in {None, Code.DISK_FULL} else [f"{room}: refused as {code}"]
    figure.faults += [f"{room}: {fault}" for fault in act.faults(folder, lines, 1_000)]
    figure.faults += [f"{room}: {path.name} was left" for path in disk.rglob(".*") if path.suffix == ".part"]
    if len(figure.faults) == before:
        figure.count("whole, and goes on")


def refused(work: Iterator[str], lines: list[str]) -> Code | None:
    """Work until it is refused; `lines` gets what was acknowledged."""
    try:
        lines.extend(work)  # keeps what came before the refusal
    except CaseVaultError as problem:
        return problem.code
    return None


def read_while_full(folder: Path, room: int) -> list[str]:
    code = bytearray((folder.parent / CODE_FILE).read_bytes())
    with Vault.open(folder, code, kind=SlotKind.RECOVERY, bounds=CHEAP_BOUNDS, repair=False) as vault:
        return [f"{room}: read while full: {problem}" for problem in check(vault).problems]


def fill_up(disk: Path, room: int) -> None:
    """Leave about `room` bytes, rounded up to whole pages of the disk."""
    with contextlib.suppress(OSError), (disk / BALLAST).open("wb", buffering=0) as file:
        left = shutil.disk_usage(disk).free - room
        while left > 0:
            left -= file.write(bytes(min(left, 1 << 20)))
