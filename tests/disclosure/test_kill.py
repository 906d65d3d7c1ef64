"""Killed at a random moment while it discloses: what stands under its name is in the register, always."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from builders import FixedAmbient, make_vault, open_vault
from disclosure_fakes import invented_case

from casevault.disclosure import register

KILLS = 40
WRITER = Path(__file__).with_name("discloser.py")
ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_no_kill_leaves_a_file_that_nobody_knows_of(tmp_path: Path) -> None:
    folder = tmp_path / "v"
    vault, _ = make_vault(folder, ambient=FixedAmbient())
    with vault:
        case = invented_case(vault)["case"]
    out = tmp_path / "out"
    out.mkdir()
    draw = random.Random(20150709)  # noqa: S311 - moments, not secrets
    kept = 0
    for number in range(KILLS):
        disclose_until_killed(folder, case, out, number, moment=draw.uniform(0, 0.25))
        with open_vault(folder) as vault:
            known = {entry.sha256 for entry in register.listing(vault)}
        found = [path for path in out.iterdir() if not path.name.startswith(".")]
        assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in found} <= known
        kept = max(kept, len(found))
        for path in out.iterdir():
            assert path.name.endswith((".pdf", ".part"))
    assert kept >= KILLS // 4, "too few reached the end for this to say much"


def disclose_until_killed(folder: Path, case: str, out: Path, number: int, *, moment: float) -> None:
    """Let a process write one file after another, and kill it a `moment` (s) after it said that it begins."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    command = [sys.executable, str(WRITER), str(folder), case, str(out), str(number)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begin\n"
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert process.returncode == -signal.SIGKILL
