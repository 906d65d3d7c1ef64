"""How much memory a process ever held: its own, and of no process before it.

Linux hands ru_maxrss on over fork and exec, so that a process begins with what its parent held; /proc counts the program's own.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def most() -> int:
    """Return the most memory this process ever held at once since it began its program, in KiB (not on Windows)."""
    if sys.platform == "linux":
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        held = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    else:
        held = _told("RUSAGE_SELF")
    return held


def most_of_children() -> int:
    """Return the most a child that was waited for ever held, in KiB; on Linux no less than this process held when it began it."""
    return _told("RUSAGE_CHILDREN")


def _told(who: str) -> int:
    resource = importlib.import_module("resource")  # Unix has it
    held: int = resource.getrusage(getattr(resource, who)).ru_maxrss
    return held >> 10 if sys.platform == "darwin" else held  # bytes there, KiB elsewhere
