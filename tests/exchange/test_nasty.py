"""Every file of the suites for texts through the opener, in a process with little memory: a result or a clear refusal."""

from __future__ import annotations

import subprocess
import sys

import pytest
from exchange.material import found

MEMORY = 400 << 20  # bytes of addresses, the program itself among them
SECONDS = 10  # for each file

READ = """
import resource, signal, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
from casevault.errors import CaseVaultError
from casevault.exchange.opening import open_source
for path in sys.stdin.read().splitlines():
    signal.alarm({seconds})
    try:
        with open_source(Path(path)) as source:
            print("read", source.format, sum(1 for row in source.sheet.rows))
    except CaseVaultError as refusal:
        print("refused", refusal.code, bool(refusal.what and refusal.hint))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are set as on Unix")
@pytest.mark.slow
@pytest.mark.parametrize("folder", ["csv", "json", "encodings", "strings"])
def test_a_result_or_a_clear_refusal(folder: str) -> None:
    paths = [str(path) for path in sorted(found("nasty", folder).rglob("*")) if path.is_file()]
    done = subprocess.run(
        [sys.executable, "-c", READ.format(memory=MEMORY, seconds=SECONDS)],
        input="\n".join(paths),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    answers = done.stdout.splitlines()
    assert len(answers) == len(paths)
    assert not [answer for answer in answers if answer.endswith("False")]
    assert any(answer.startswith("read") for answer in answers)
