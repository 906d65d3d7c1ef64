"""The command line in a process of its own that can be interrupted, as `Ctrl+C` does it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent
PROGRAM = """
import signal, sys
# Whoever runs the tests in the background has the interrupt ignored, and every process below with it.
signal.signal(signal.SIGINT, signal.default_int_handler)
from builders import CHEAP_BOUNDS
from casevault.cli.context import Context
from casevault.cli.main import main
from casevault.i18n import Catalogue
{before}
sys.exit(main(sys.argv[1:], context=Context(Catalogue(), bounds=CHEAP_BOUNDS)))
"""


def started(*arguments: str, before: str = "") -> subprocess.Popen[str]:
    """Start one command in its own process; `before`: statements that run in it first."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(before=before), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS}"},
        text=True,
    )
