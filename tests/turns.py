"""Whose turn it is where tests run side by side: a test marked `alone` waits until no other runs, and the others wait for it.

That is for a bound on the clock of the wall that a busy machine would break. All else must be true in any company.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SIDE_BY_SIDE = "PYTEST_XDIST_WORKER" in os.environ
# Two files that every worker finds; only locks are laid on them. Whoever waits for the room holds the door, so nobody overtakes.
ROOM, DOOR = Path(__file__), Path(__file__).with_name("conftest.py")


@contextlib.contextmanager
def turn(*, alone: bool) -> Iterator[None]:
    """Hold the room as one of several, or `alone`; a worker that dies gives it up."""
    with contextlib.ExitStack() as held:
        if sys.platform != "win32":  # where there are no such locks, tests that are to be alone are run with `-n 0`
            import fcntl  # noqa: PLC0415 - absent on Windows

            if SIDE_BY_SIDE:
                door, room = (held.enter_context(place.open("rb")) for place in (DOOR, ROOM))
                fcntl.flock(door, fcntl.LOCK_EX)
                fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
                # Said, not left to closing: a test may have forked a process that has the files too.
                held.callback(fcntl.flock, room, fcntl.LOCK_UN)
                fcntl.flock(door, fcntl.LOCK_UN)
        yield
