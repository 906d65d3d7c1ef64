"""What a process holds: memory, objects of Qt, references, files, threads. Looked at between rounds of a soak (Linux)."""

from __future__ import annotations

import ctypes
import gc
import mmap
import sys
from dataclasses import dataclass
from functools import partial
from operator import is_
from pathlib import Path

from shiboken6 import getAllValidWrappers

SELF = Path("/proc/self")
# What may differ between two looks however little is held: the heap breathes, tables find their size, a child is still ending.
SLACK_BYTES, SLACK_BLOCKS, SLACK_ENDING = 24 << 20, 4_000, 4
AT_ONCE = 10_000  # objects whose references are asked for at a time: the list of all of them would be memory of its own


class _Heap(ctypes.Structure):
    """What glibc says of its heap (mallinfo2), in bytes."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            "arena",
            "ordblks",
            "smblks",
            "hblks",
            "hblkhd",
            "usmblks",
            "fsmblks",
            "uordblks",
            "fordblks",
            "keepcost",
        )
    )


@dataclass(frozen=True)
class Held:
    """One look. `resident` is after free pages were given back, so that growth is told from a heap full of holes."""

    resident: int  # bytes
    asked: int  # bytes that are given out by the heap of C and C++
    blocks: int  # that are given out by Python's own
    wrappers: int  # objects of Qt that Python knows, without the icons that are kept
    nones: int  # references to None
    owned: int  # of them, those that an object of Python holds
    files: int
    threads: int

    def line(self, done: int) -> str:
        """Return the look as one line of a run's account."""
        return (
            f"{done:>7,} done: {self.resident / 2**20:6.1f} MiB resident, {self.asked / 2**20:6.1f} MiB asked for, "
            f"{self.blocks:,} blocks of Python, {self.wrappers:,} objects of Qt, {self.nones:,} references to None, "
            f"{self.owned:,} of them held by something, "
            f"{self.files} files, {self.threads} threads"
        )


def look() -> Held:
    """Return what this process holds now, after all that is rubbish was thrown away."""
    for _ in range(3):  # what one round frees may be what held the next
        gc.collect()
    heap = ctypes.CDLL(None)
    heap.malloc_trim(0)
    heap.mallinfo2.restype = _Heap
    told = heap.mallinfo2()
    blocks, nones = sys.getallocatedblocks(), sys.getrefcount(None)
    pages = int((SELF / "statm").read_text(encoding="ascii").split()[1])
    return Held(
        resident=pages * mmap.PAGESIZE,
        asked=told.uordblks + told.hblkhd,
        blocks=blocks,
        wrappers=len(getAllValidWrappers()) - _icons(),
        nones=nones,
        owned=_owned_nones(),
        files=sum(1 for _ in (SELF / "fd").iterdir()),
        threads=sum(1 for _ in (SELF / "task").iterdir()),
    )


def _icons() -> int:
    """Return how many icons were drawn and are kept: each once, when it is first seen, which may be in any round."""
    from casevault.ui.theme import theme  # noqa: PLC0415 - nothing of the window before its application is made

    return len(theme._pixmaps)


def _owned_nones() -> int:
    """Return how many references to None objects of Python hold; what the count has beyond that, nobody holds."""
    found, known = 0, gc.get_objects()
    for start in range(0, len(known), AT_ONCE):
        found += sum(
            map(partial(is_, None), gc.get_referents(*known[start : start + AT_ONCE]))
        )  # `count` would ask strangers for ==
    return found


@dataclass(frozen=True)
class Bound:
    """How much each try may leave behind, on average, once what is made only once was made."""

    resident: int  # bytes
    blocks: float


A_BOX, A_PAPER, A_LOCK = Bound(6 << 10, 2.0), Bound(12 << 10, 8.0), Bound(32 << 10, 32.0)


def faults(before: Held, after: Held, tries: int, bound: Bound) -> list[str]:
    """Return what grew that must not, over `tries`."""
    found = []
    if after.resident - before.resident > SLACK_BYTES + bound.resident * tries:
        found.append(f"{(after.resident - before.resident) / tries:,.0f} bytes stay behind each time")
    if after.blocks - before.blocks > SLACK_BLOCKS + bound.blocks * tries:
        found.append(f"{(after.blocks - before.blocks) / tries:,.1f} blocks of Python stay behind each time")
    if after.wrappers > before.wrappers:
        found.append(f"{after.wrappers - before.wrappers:,} objects of Qt stay behind")
    if after.files > before.files + SLACK_ENDING:
        found.append(f"{after.files - before.files} files stay open")
    if after.threads > before.threads + SLACK_ENDING:
        found.append(f"{after.threads - before.threads} threads stay")
    if after.owned - before.owned > SLACK_BLOCKS + bound.blocks * tries:
        found.append(f"{(after.owned - before.owned) / tries:,.1f} references to None are held more each time")
    # The count itself rises, by what PySide6 drops without giving it back and nobody holds (docs/reliability.md). Where it falls,
    # the process ends once it is used up.
    if after.nones < before.nones:
        found.append(f"None lost {before.nones - after.nones:,} references")
    return found
