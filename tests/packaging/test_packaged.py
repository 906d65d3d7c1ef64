"""The step that builds the package and tests it: passed over on another system, with a sentence, and red wherever it failed."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from build_tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the package is built on Linux")
DEBIAN_12 = 'ID=debian\nVERSION_ID="12"\n'
# In the place of make: notes the verb, and fails at the one in RED.
MAKE = '#!/bin/bash\nfor word; do case $word in package|e2e) echo $word >>"$LOG"; [ $word != "$RED" ] || exit 2 ;; esac; done\n'


def packaged(place: Path, system: str, red: str = "") -> tuple[int, str, list[str]]:
    (place / "packaging" / "linux").mkdir(parents=True)
    shutil.copy(ROOT / "packaging" / "linux" / "packaged.sh", place / "packaging" / "linux")
    (place / "make").write_text(MAKE, encoding="ascii")
    (place / "make").chmod(0o755)
    (place / "release").write_text(system, encoding="ascii")
    log = place / "log"
    log.write_bytes(b"")
    done = subprocess.run(
        ["bash", str(place / "packaging" / "linux" / "packaged.sh"), str(place / "release")],
        env={"PATH": f"{place}:{os.environ['PATH']}", "LOG": str(log), "RED": red},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout, log.read_text(encoding="ascii").split()


@pytest.mark.parametrize("system", ['ID=debian\nVERSION_ID="13"\n', "ID=fedora\nVERSION_ID=41\n", ""])
def test_another_system_is_named_and_nothing_is_built(tmp_path: Path, system: str) -> None:
    status, said, verbs = packaged(tmp_path, system)
    assert (status, verbs) == (0, [])
    assert "passed over, nothing was built or tested" in said


@pytest.mark.skipif(platform.machine() != "x86_64", reason="elsewhere it is passed over")
@pytest.mark.parametrize(
    ("red", "status", "verbs", "words"),
    [
        ("", 0, ["package", "e2e"], ""),
        ("package", 1, ["package"], "red: the package was not built"),
        ("e2e", 1, ["package", "e2e"], "red: a test failed against the package"),
    ],
)
def test_on_debian_12_what_fails_is_red(tmp_path: Path, red: str, status: int, verbs: list[str], words: str) -> None:
    answered = packaged(tmp_path, DEBIAN_12, red)
    assert (answered[0], answered[2]) == (status, verbs)
    assert words in answered[1]
