"""Printers that the system knows, and a paper handed to one of them: through a pipe, so that no file of ours is written.

What the system's own queue keeps is out of reach, and is said before anything is printed. A paper has no title of its own there.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from casevault.errors import Code, MachineProblem
from casevault.i18n import N_

LIST: Final = Path("/usr/bin/lpstat")
PRINT: Final = Path("/usr/bin/lp")
JOB: Final = "document"  # what the queue, its log and the printer's panel may show
SECONDS: Final = 20
MOST: Final = 100
BY_PIPE: Final = sys.platform != "win32"


def printers(program: Path = LIST) -> list[str]:
    """Return the names of the system's printers; none where it has no printing system."""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program without a word from outside
            [str(program), "-e"], stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    lines = done.stdout.decode("utf-8", "replace").splitlines() if done.returncode == 0 else []
    return [line.strip() for line in lines if line.strip()][:MOST]


def send(pdf: bytes, untrusted_printer: str, program: Path = PRINT) -> None:
    """Hand a paper to a printer of `printers`; IO_ERROR where the system does not take it."""
    line = [str(program), "-d", untrusted_printer, "-t", JOB, "-"]  # `-`: read from the pipe
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; the name is one argument, and never read by a shell
            line, input=pdf, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        raise not_taken() from None
    if done.returncode != 0:
        raise not_taken()


def not_taken() -> MachineProblem:
    """Return the refusal for a printer that takes nothing."""
    return MachineProblem(
        Code.IO_ERROR,
        N_("The system did not take the paper for this printer."),
        N_("Look whether the printer is on and its queue is open. The log says that it was printed, which is one too many."),
    )
