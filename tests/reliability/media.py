"""Media that go, media that cannot be written, a clock set back, and two at once.

A stick is a file with a file system on a disk that is a file itself. Taking that outer disk away (its shutdown ioctl) is what
pulling out is: from one moment on nothing is written any more, and all that follows ends in EIO. Every second time the outer disk
forgets what was not flushed, as a stick with a write cache does.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import time
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from builders import CHEAP_BOUNDS, START, FixedAmbient, open_vault
from reliability.act import CODE_FILE, Act, unlock
from reliability.acts import ACTS
from reliability.full_disk import NotAllowed, mount
from reliability.kills import STDERR, arguments, environment, whole
from reliability.table import Figure

from casevault.domain.change import ClockFlag
from casevault.errors import CaseVaultError, Code
from casevault.store import changes
from casevault.vault.backup import back_up
from casevault.vault.cases import CLOCKS
from casevault.vault.check import check
from casevault.vault.recovery import recover
from casevault.vault.restore import restore
from casevault.vault.slots import SlotKind
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OUTER, INNER = 96 << 20, 48 << 20  # bytes
SHUT_DOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN: of any ext4, as root
KEEPS, FORGETS = 0, 2  # all that was written until now stays; what was not flushed goes
NAMES = ("log", "undo", "attach", "backup")
MOST = 12  # pieces of work before it is pulled out
PATIENCE = 30.0  # seconds
# One file system a row. On FAT the vault has another journal and no reading connections; where this system knows no FAT, that
# journal is pulled out of another file system.
KINDS = {"ext4": "ext4", "the journal of FAT": "ext4", "FAT": "vfat"}
WORKS = "import sys; from reliability.victim import main; main(*sys.argv[1:])"
AS_ON_FAT = f"from casevault import paths; paths.has_shared_memory = lambda _path: False; {WORKS}"
BY_CODE = partial(restore, kind=SlotKind.RECOVERY, bounds=CHEAP_BOUNDS, synced_folder_ok=True)


class Stick:
    """A stick of `kind` that can be put in and pulled out."""

    def __init__(self, place: Path, kind: str) -> None:
        place.mkdir(parents=True)
        self._image, self._disk, self.folder, self._kind = place / "disk.img", place / "disk", place / "stick", kind
        self._disk.mkdir()
        self.folder.mkdir()

    def make(self) -> None:
        """Make the file systems."""
        _blank(self._image, OUTER)
        _run("mkfs.ext4", "-q", str(self._image))
        self._outer_in()
        _blank(self._inner, INNER)
        _run(f"mkfs.{self._kind}", *(["-q"] if self._kind == "ext4" else []), str(self._inner))

    @property
    def _inner(self) -> Path:
        return self._disk / "stick.img"

    def _outer_in(self) -> None:
        if not mount("-o", "loop", str(self._image), str(self._disk)):
            raise NotAllowed

    def put_in(self, *, read_only: bool = False) -> None:
        """Put it in; `read_only` as with the little switch of an SD card."""
        if not os.path.ismount(self._disk):
            self._outer_in()
        options = f"loop{',ro' if read_only else ''}"
        if not mount("-t", self._kind, "-o", options, str(self._inner), str(self.folder)):
            raise NotAllowed

    def pull_out(self, how: int) -> None:
        """Take it away while it is in use."""
        if sys.platform == "linux":
            import fcntl  # noqa: PLC0415 - absent on Windows

            descriptor = os.open(self._disk, os.O_RDONLY)
            try:
                fcntl.ioctl(descriptor, SHUT_DOWN, how.to_bytes(4, sys.byteorder))
            finally:
                os.close(descriptor)
        else:
            raise NotAllowed

    def take_out(self) -> None:
        """Take it out in peace, or clear away what is left of one that was pulled out."""
        for place in (self.folder, self._disk):
            for _ in range(100):
                if (
                    not os.path.ismount(place)
                    or subprocess.run(["umount", str(place)], check=False, capture_output=True).returncode == 0
                ):
                    break
                time.sleep(0.05)


def _blank(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


def _run(*line: str) -> None:
    if shutil.which(line[0]) is None:
        raise NotAllowed
    subprocess.run(line, check=True, capture_output=True)


@contextlib.contextmanager
def stick(place: Path, kind: str) -> Iterator[Stick]:
    made = Stick(place, kind)
    try:
        made.make()
        made.put_in()
        yield made
    finally:
        made.take_out()
        shutil.rmtree(place, ignore_errors=True)


def pulled_out(number: int, scratch: Path) -> list[Figure]:
    """Pull a stick out `number` times for each kind, over each act in turn, and look at the vault when it is put in again."""
    figures = []
    for row, kind in KINDS.items():
        figure = Figure(f"pulled out: {row}")
        draw = random.Random(f"pulled/{row}")  # noqa: S311 - moments, not secrets
        try:
            for one in range(number):
                with stick(scratch / f"{kind}-{one}", kind) as made:
                    one_pull(
                        ACTS[NAMES[one % len(NAMES)]](), made, KEEPS if one % 2 else FORGETS, draw, figure, fat=row != "ext4"
                    )
        except NotAllowed:
            figure.count(f"no {kind} on this system, or not allowed to mount")
        figures.append(figure.end())
    return figures


def one_pull(act: Act, made: Stick, how: int, draw: random.Random, figure: Figure, *, fat: bool) -> None:
    figure.tries += 1
    folder = made.folder / "v"
    act.prepare(folder)
    _run("sync")  # the recovery code that lies beside the vault is the test's own file
    line = [sys.executable, "-c", AS_ON_FAT if fat else WORKS, *arguments(act, folder, 1)]
    lines: list[str] = []
    outside = made.folder.parent  # what it says of its end is not on the stick
    with (
        (outside / STDERR).open("w") as err,
        subprocess.Popen(line, stdout=subprocess.PIPE, stderr=err, env=environment(), text=True) as process,
    ):
        assert process.stdout is not None
        lines += [process.stdout.readline() for _ in range(draw.randrange(1, MOST))]
        time.sleep(draw.uniform(0, 4 * act.pause))
        made.pull_out(how)
        try:
            rest, _ = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            rest, _ = process.communicate()
            figure.faults.append(f"{act.name}: it hangs without its stick")
        lines += rest.splitlines(keepends=True)
    said = (outside / STDERR).read_text().splitlines()[-1:] or [""]
    figure.count(said[0].rpartition("Problem: ")[2].partition(":")[0] or "ended")
    if "Problem: " not in said[0]:
        figure.faults.append(f"{act.name}: ended with {process.returncode}: {said[0][:120]}")
    made.take_out()
    made.put_in()
    done = whole(lines)
    figure.count("acknowledged", len(done))
    begun = max((int(text.split()[0]) for text in done), default=0) + 1
    figure.faults += [f"{act.name}: {fault}" for fault in act.faults(folder, done, begun)]


def read_only(_number: int, scratch: Path) -> list[Figure]:
    """A medium that cannot be written: looked at and checked; every other act is refused by its name, with what to do."""
    figure = Figure("a medium that cannot be written")
    for kind in dict.fromkeys(KINDS.values()):
        try:
            with stick(scratch / kind, kind) as made:
                _fill(made.folder / "v", scratch / "original")
                made.take_out()
                made.put_in(read_only=True)
                _read_only(made.folder / "v", scratch, figure)
        except NotAllowed:
            figure.count(f"no {kind} on this system, or not allowed to mount")
    return [figure.end()]


def _fill(folder: Path, original: Path) -> None:
    original.parent.mkdir(parents=True, exist_ok=True)
    original.write_bytes(b"of a camera " * 9_000)
    act = ACTS["log"]()
    act.prepare(folder)
    with unlock(folder, seed=2) as vault:
        case = vault.records.ids("case")[0]
        vault.attachments.add([original], about=[case])
        back_up(vault, folder.parent / "backups")


def _read_only(folder: Path, scratch: Path, figure: Figure) -> None:
    code = (folder.parent / CODE_FILE).read_bytes()
    before = contents(folder)
    refusals: dict[str, Callable[[], object]] = {
        "open for work": lambda: unlock(folder, seed=3).close(),
        "a new passphrase": lambda: recover(folder, bytearray(code), bytearray(b"another one"), bounds=CHEAP_BOUNDS),
        "a vault made there": lambda: BY_CODE(folder.parent / "backups", folder.parent / "again", bytearray(code)),
    }
    for name, act in refusals.items():
        figure.tries += 1
        figure.faults += [f"{name}: {fault}" for fault in refused_as(act, {Code.READ_ONLY})]
    figure.tries += 2
    with Vault.open(folder, bytearray(code), kind=SlotKind.RECOVERY, bounds=CHEAP_BOUNDS, repair=False) as vault:
        figure.faults += [f"checked: {problem.where} {problem.detail}" for problem in check(vault, deep=True).problems]
        figure.count("checked deeply")
    again = scratch / "restored"
    BY_CODE(folder.parent / "backups", again, bytearray(code))
    shutil.rmtree(again)
    figure.count("restored from there")
    figure.count("read_only, and what to do", len(refusals))
    figure.faults += ["something was altered"] * (contents(folder) != before)


def refused_as(act: Callable[[], object], codes: set[Code]) -> list[str]:
    """Return what is wrong with how `act` was refused: not at all, by another name, without a sentence or what to do."""
    try:
        act()
    except CaseVaultError as problem:
        wrong = [f"refused as {problem.code}"] if problem.code not in codes else []
        return wrong + ["says nothing"] * (not problem.what) + ["says not what to do"] * (not problem.hint)
    return ["was not refused"]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def clock_back(_number: int, scratch: Path) -> list[Figure]:
    """A clock set back, by minutes to ten years: said, never a reason to refuse, and nothing changes its order."""
    figure = Figure("clock set back")
    for days in (1, 30, 365, 3_650):
        figure.tries += 1
        folder = scratch / f"clock-{days}" / "v"
        ACTS["log"]().prepare(folder)
        with open_vault(folder, ambient=FixedAmbient(seed=3)) as vault:
            first = vault.records.add("person", {"display_name": "First"}).id
        early = FixedAmbient(seed=4, start=START - timedelta(days=days))
        with open_vault(folder, ambient=early) as vault:
            vault.records.edit(first, {"display_name": "Second"})
            then = vault.records.add("person", {"display_name": "Then"}).id
            vault.records.undo()
            figure.faults += [] if vault.notices == [CLOCKS[ClockFlag.BACK]] else [f"{days} days: not said"]
            rows = [row for row in vault.db.read(lambda c: list(changes.forwards(c))) if row.record_id == first]
            figure.faults += [] if [row.at_utc for row in rows] != sorted(row.at_utc for row in rows) else ["the clock went on"]
            figure.faults += [] if [row.lamport for row in rows] == sorted(row.lamport for row in rows) else ["order lost"]
            figure.faults += [] if vault.records.get(first).fields["display_name"] == "Second" else ["the older value won"]
            figure.faults += [] if vault.records.get(then).deleted else ["the wrong act was undone"]
            figure.faults += [f"{problem.where} {problem.detail}" for problem in check(vault, deep=True).problems]
        figure.count("said, and work goes on")
    return [figure.end()]


def two_at_once(_number: int, scratch: Path) -> list[Figure]:
    """One has the vault open, another tries everything that opens it: in_use each time, and no byte differs."""
    figure = Figure("two at once")
    folder = scratch / "two" / "v"
    ACTS["log"]().prepare(folder)
    code = (folder.parent / CODE_FILE).read_bytes()
    with unlock(folder, seed=2) as vault:
        vault.records.add("person", {"display_name": "First"})
        before = contents(folder)
        tries: dict[str, Callable[[], object]] = {
            "by passphrase": lambda: open_vault(folder).close(),
            "by recovery code": lambda: unlock(folder, seed=3).close(),
            "to look": lambda: open_vault(folder, repair=False).close(),
            "a new passphrase": lambda: recover(folder, bytearray(code), bytearray(b"another"), bounds=CHEAP_BOUNDS),
            "by a wrong passphrase": lambda: open_vault(folder, "wrong").close(),
            "from another process": lambda: another_process(folder),
        }
        for name, act in tries.items():
            figure.tries += 1
            figure.faults += [f"{name}: {fault}" for fault in refused_as(act, {Code.IN_USE})]
        figure.count("in_use", len(tries))
        figure.faults += ["something was altered"] * (contents(folder) != before)
        vault.records.add("person", {"display_name": "Second"})
        figure.faults += [f"{problem.where} {problem.detail}" for problem in check(vault, deep=True).problems]
        figure.count("the first goes on")
    return [figure.end()]


def another_process(folder: Path) -> None:
    """Open the vault in a process of its own; raise what it was refused as."""
    script = "import sys; from pathlib import Path; from reliability.act import unlock; unlock(Path(sys.argv[1]), seed=9).close()"
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], env=environment(), capture_output=True, text=True, check=False
    )
    last = done.stderr.splitlines()[-1] if done.stderr else ""
    if f"Problem: {Code.IN_USE}" in last:
        open_vault(folder).close()  # to be refused here as well, with its sentences
    elif done.returncode:
        raise AssertionError(last)
