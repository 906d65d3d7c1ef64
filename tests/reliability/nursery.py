"""A process that has loaded the program and forks off one that works each time it is asked for: most of a short life is loading.

What is forked is killed like any other process. It begins with nothing opened: the nursery itself only imports. It speaks in
lines on its two streams: asked for "[module, out, err, waits, arguments]" it answers with a process id, asked "end" with how
that process ended. Until then nobody else gets that id, so a kill always meets the one it is meant for.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import subprocess
import sys
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KILL = 9  # by number: other systems have no name for it
ROOT = Path(__file__).parents[2]
ALONE = "TracerPid:\t0\n"  # what the kernel says of a process that nobody traces
LETS_TRACE, ANYBODY = 0x59616D61, -1  # PR_SET_PTRACER: who traces it is no parent of it, and some systems forbid that
FIFO = "told"
PATIENCE = 60.0  # seconds


@dataclass
class Victim:
    """A process that was forked off: what it says, line by line, until it is killed."""

    pid: int
    said: IO[str]
    status: int = field(default=0, init=False)

    def kill(self) -> None:
        """End it as `kill -9` does; one that has ended by itself stays as it was."""
        os.kill(self.pid, KILL)


class Nursery:
    """Started once for as many victims as are wanted, one after another."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._process = subprocess.Popen(
            [sys.executable, "-m", "reliability.nursery", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_what: object) -> None:
        self._process.communicate()

    @contextlib.contextmanager
    def victim(self, arguments: Sequence[str], place: Path, stderr: Path, tracer: Sequence[str] = ()) -> Iterator[Victim]:
        """Fork one off that runs `main` with `arguments`, once `tracer` has hold of it; `place` has room for a pipe."""
        pipe = place / FIFO
        os.mkfifo(pipe)  # type: ignore[attr-defined,unused-ignore] # not on Windows
        pid = int(self._ask(json.dumps([str(pipe), str(stderr), bool(tracer), *arguments])))
        watching = subprocess.Popen([*tracer, "-p", str(pid)]) if tracer else None
        with pipe.open(encoding="utf-8") as said:
            pipe.unlink()
            victim = Victim(pid, said)
            try:
                yield victim
            finally:
                victim.kill()
                victim.status = int(self._ask("end"))
                if watching is not None:
                    watching.wait()

    def _ask(self, what: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()


def serve(module: str) -> None:
    """Fork off whoever is asked for, and say how each ended."""
    work = importlib.import_module(module).main
    pid = 0
    for line in sys.stdin:
        if line == "end\n":
            print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
            continue
        pid = os.fork()  # type: ignore[attr-defined,unused-ignore] # the same
        if not pid:
            _live(work, *json.loads(line))
        print(pid, flush=True)


def _live(work: object, pipe: str, stderr: str, waits: bool, *arguments: str) -> None:
    """Do the work as a process started for it would, and end without anything of the nursery's."""
    assert callable(work)
    status = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(os.open(pipe, os.O_WRONLY), 1)
        os.dup2(os.open(stderr, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
        if waits:
            _wait_for_tracer()
        work(*arguments)
        status = 0
    except BaseException:  # noqa: BLE001 - said as any process says it
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _wait_for_tracer() -> None:
    ctypes.CDLL(None).prctl(LETS_TRACE, ctypes.c_ulong(ANYBODY), 0, 0, 0)
    end = time.monotonic() + PATIENCE
    while ALONE in Path("/proc/self/status").read_text(encoding="ascii"):
        assert time.monotonic() < end, "nobody traces it"
        time.sleep(0.001)


if __name__ == "__main__":
    serve(sys.argv[1])
