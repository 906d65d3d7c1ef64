"""What the known answers cost before the first unlock, each time in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from reliability.kills import environment
from reliability.table import Figure

if TYPE_CHECKING:
    from pathlib import Path

MOST_MS = 200.0
SCRIPT = (
    "import time; from casevault.crypto.selftest import run_selftest; "
    "began = time.perf_counter(); run_selftest(); print(1000 * (time.perf_counter() - began))"
)


def selftests(number: int, _scratch: Path) -> list[Figure]:
    """Run the self-test `number` times; a fault where it takes longer than what a person would notice."""
    figure = Figure("self-test before the first unlock")
    slowest = 0.0
    for _ in range(number):
        said = subprocess.run(
            [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, env=environment()
        ).stdout
        slowest = max(slowest, float(said))
        figure.tries += 1
    figure.count("ms at most", round(slowest + 0.5))
    if slowest > MOST_MS:
        figure.faults.append(f"{slowest:.0f} ms")
    return [figure.end()]
