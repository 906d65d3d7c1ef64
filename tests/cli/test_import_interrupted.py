"""`Ctrl+C` in the midst of an import: nothing of it stays, and what is said is what was done."""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest
from interrupted import started

if TYPE_CHECKING:
    from pathlib import Path

    from lines import Line

ROWS = 4000
TELLS = """
from casevault.store import connection
real = connection.Database.write
def write(self, work, *, much=False):
    if much:
        print('begun', file=sys.stderr, flush=True)
    return real(self, work, much=much)
connection.Database.write = write
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another thing there")
@pytest.mark.parametrize("later", [0.05, 0.4])
def test_an_import_that_was_called_off_is_not_there(line: Line, tmp_path: Path, later: float) -> None:
    table = tmp_path / "people.csv"
    table.write_text("name\n" + "".join(f"Person Invented {number}\n" for number in range(ROWS)))
    secret = ("--passphrase-file", str(line.secret))
    with started("import", "--json", *secret, str(line.folder), str(table), before=TELLS) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "begun\n"
        time.sleep(later)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=180)
    assert process.returncode == 1
    assert '"cancelled"' in out
    assert line.ok("list", str(line.folder), "person")["records"] == []
    assert line.ok("check", str(line.folder))["problems"] == []
