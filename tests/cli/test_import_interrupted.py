"""`Ctrl+C` in the midst of an import: nothing of it stays, and what is said is what was done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lines import Line

ROOT = Path(__file__).resolve().parents[2]
ROWS = 4000
PROGRAM = (
    "import signal, sys\n"
    # Whoever runs the tests in the background has the interrupt ignored, and every process below with it.
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from builders import CHEAP_BOUNDS\n"
    "from casevault.cli.context import Context\n"
    "from casevault.cli.main import main\n"
    "from casevault.i18n import Catalogue\n"
    "from casevault.store import connection\n"
    "real = connection.Database.write\n"
    "def write(self, work, *, much=False):\n"
    "    if much:\n"
    "        print('begun', file=sys.stderr, flush=True)\n"
    "    return real(self, work, much=much)\n"
    "connection.Database.write = write\n"
    "sys.exit(main(sys.argv[1:], context=Context(Catalogue(), bounds=CHEAP_BOUNDS)))\n"
)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another thing there")
@pytest.mark.parametrize("later", [0.05, 0.4])
def test_an_import_that_was_called_off_is_not_there(line: Line, tmp_path: Path, later: float) -> None:
    table = tmp_path / "people.csv"
    table.write_text("name\n" + "".join(f"Person Invented {number}\n" for number in range(ROWS)))
    command = [
        sys.executable,
        "-c",
        PROGRAM,
        "import",
        "--json",
        "--passphrase-file",
        str(line.secret),
        str(line.folder),
        str(table),
    ]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "env": environment}
    with subprocess.Popen(command, **pipes) as process:  # type: ignore[call-overload] # our own program
        assert process.stderr.readline() == "begun\n"
        time.sleep(later)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=180)
    assert process.returncode == 1
    assert '"cancelled"' in out
    assert line.ok("list", str(line.folder), "person")["records"] == []
    assert line.ok("check", str(line.folder))["problems"] == []
