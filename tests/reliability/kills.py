"""kill -9, many times over: at random moments, at calls of our own code, and after system calls of the database's own code."""

from __future__ import annotations

import os
import random
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from reliability.act import CANARY, Act
from reliability.acts import ACTS
from reliability.nursery import Nursery
from reliability.table import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

KILLED = -9  # what the end of a process says that was killed
ROOT = Path(__file__).parents[2]
LIVES = 40  # kills over one vault, before the next begins with a new one: a large vault would only be slower to look at
FORBIDDEN = [CANARY.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
# SQLite's writes go past Python; strace ends the process right after the so-manieth of them.
WRITES = "pwrite64,write,fsync,fdatasync,ftruncate,rename,unlink,unlinkat,openat"
STDERR = "stderr"
ENOUGH = 60  # pieces of work
STRACE = ("strace", "-f", "-qqq", "-o", os.devnull, "-e", f"trace={WRITES}", "-e")


def kills(name: str, number: int, scratch: Path, *, seed: int = 20150706) -> Figure:
    """Kill a process over one act `number` times and look at the vault after each."""
    figure = Figure(f"kill -9: {name}")
    draw = random.Random(f"{seed}/{name}")  # noqa: S311 - moments, not secrets
    for life in range(0, number, LIVES):
        place = scratch / f"{name}-{life}"
        place.mkdir(parents=True)
        one_life(ACTS[name](), place, min(LIVES, number - life), draw, figure)
        shutil.rmtree(place)
    return figure.end()


def one_life(act: Act, place: Path, number: int, draw: random.Random, figure: Figure) -> None:
    folder = place / "v"
    act.prepare(folder)
    lines: list[str] = []
    begun = 0
    with Nursery("reliability.victim") as nursery:
        for kill in range(number):
            way = WAYS[kill % len(WAYS)]
            found, status = way(nursery, act, folder, begun + 1, draw)
            lines += found
            begun = max(begun, int(found[-1].split()[0]) if found else 0) + 1
            figure.tries += 1
            figure.count(way.__name__.replace("_", " "))
            figure.count("acknowledged", len(found))
            if status != KILLED:
                said = (place / STDERR).read_text().splitlines()[-1:]
                figure.faults.append(f"the process ended by itself with {status}: {said}")
            figure.faults += act.faults(folder, lines, begun)
    for path in place.rglob("*"):
        if path.is_file() and path.suffix != ".pdf" and any(word in path.read_bytes() for word in FORBIDDEN):
            figure.faults.append(f"{path.name} holds what was recorded")


def at_a_moment(nursery: Nursery, act: Act, folder: Path, start: int, draw: random.Random) -> tuple[list[str], int]:
    """Kill a moment after some pieces of work were acknowledged; nobody knows where that falls."""
    after, moment = draw.randrange(act.most), draw.uniform(0, act.pause)
    lines: list[str] = []
    with nursery.victim(arguments(act, folder, start), folder.parent, folder.parent / STDERR) as victim:
        lines += [victim.said.readline() for _ in range(after)]
        time.sleep(moment)
        victim.kill()
        lines += victim.said.readlines()
    return whole(lines), victim.status


def at_a_call(nursery: Nursery, act: Act, folder: Path, start: int, draw: random.Random) -> tuple[list[str], int]:
    """Let the process kill itself before or after a call into the system or the database."""
    return ended(nursery, folder, [*arguments(act, folder, start), str(draw.randrange(act.calls))])


def after_a_system_call(nursery: Nursery, act: Act, folder: Path, start: int, draw: random.Random) -> tuple[list[str], int]:
    """Kill right after a system call that writes, most of them SQLite's."""
    names, most = draw.choice(act.writes)
    kill = f"inject={names}:signal=KILL:when={draw.randrange(most) + 1}"
    return ended(nursery, folder, arguments(act, folder, start), [*STRACE, kill])


def ended(nursery: Nursery, folder: Path, given: Sequence[str], tracer: Sequence[str] = ()) -> tuple[list[str], int]:
    """Let a process work that will be killed from within; one that outlives its bounds is killed here."""
    lines: list[str] = []
    with nursery.victim(given, folder.parent, folder.parent / STDERR, tracer) as victim:
        for text in victim.said:
            lines.append(text)
            if len(lines) == ENOUGH:
                victim.kill()
    return whole(lines), victim.status


def whole(lines: Sequence[str]) -> list[str]:
    """Return the lines that came out to their end: only those were acknowledged."""
    return [line.rstrip("\n") for line in lines if line.endswith("\n")]


def arguments(act: Act, folder: Path, start: int) -> list[str]:
    return [act.name, str(folder), str(start)]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}


WAYS = (at_a_moment, at_a_call, *([after_a_system_call] if shutil.which("strace") else []))
