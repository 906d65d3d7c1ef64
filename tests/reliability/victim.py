"""A process that does one act until it is killed: one line on stdout for each piece of work that was acknowledged.

victim.py ACT FOLDER START [EVENT]      with EVENT it kills itself there: the so-manieth call into the system or the database
"""

from __future__ import annotations

import os
import sys
import threading
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reliability.acts import ACTS

if TYPE_CHECKING:
    from types import FrameType

KILL = 9  # the signal
# Calls after or before which a kill may leave something half done.
TELLING = frozenset(
    {"open", "write", "fsync", "close", "replace", "rename", "unlink", "mkdir", "execute", "executemany", "set_authorizer"}
)


def kill_at(event: int) -> None:
    """End this process as `kill -9` does at the `event`th telling call or return of one, in whatever thread it falls."""
    events = count()

    def seen(_frame: FrameType, kind: str, called: Any) -> None:
        if kind in {"c_call", "c_return"} and called.__name__ in TELLING and next(events) == event:
            os.kill(os.getpid(), KILL)

    threading.setprofile(seen)
    sys.setprofile(seen)


def main(act: str, folder: str, start: str, event: str = "") -> None:
    if event:
        kill_at(int(event))
    for line in ACTS[act]().work(Path(folder), int(start)):
        # One write: the line is out as a whole or not at all, and only after the work is durable.
        os.write(1, f"{line}\n".encode())
    os.kill(os.getpid(), KILL)  # work that has an end is cut off there


if __name__ == "__main__":
    main(*sys.argv[1:])
