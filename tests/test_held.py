"""What tests say of a process's memory is that process's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PARENT = 300  # MiB
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="what a process held is asked as on Unix")
CHILD = """
import subprocess, sys
from held import most, most_of_children
before = most()
subprocess.run([sys.executable, "-c", "x = bytearray(b'x') * (90 << 20)"], check=True)
between = most_of_children()
x = bytearray(b"x") * (60 << 20)
print(before >> 10, between >> 10, most() >> 10)
"""


def test_what_a_process_held_is_its_own_and_not_its_parents() -> None:
    parent = (
        "import subprocess, sys\n"
        f"held = bytearray(b'x') * ({PARENT} << 20)\n"
        f"sys.exit(subprocess.run([sys.executable, '-c', sys.argv[1]], check=False).returncode)"
    )
    environment = os.environ | {"PYTHONPATH": str(TESTS)}
    done = subprocess.run([sys.executable, "-c", parent, CHILD], env=environment, capture_output=True, text=True, check=True)
    before, child, after = map(int, done.stdout.split())
    assert before < 60 < after < 140
    assert 90 < child < 140
