"""Killed at a random moment while it discloses: what stands under its name is in the register, always."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from builders import FixedAmbient, make_vault, open_vault
from disclosure_fakes import invented_case

from casevault.disclosure import register

KILLS = 30
KILLED = -9  # what the end of a process says that was killed
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
    # How long one file takes depends on the machine and on what else runs: measured, so that kills fall before and after its end.
    whole = seconds_for_one(folder, case, out)
    for number in range(KILLS):
        disclose_until_killed(folder, case, out, number, moment=draw.uniform(0, 3 * whole))
        with open_vault(folder) as vault:
            known = {entry.sha256 for entry in register.listing(vault)}
        found = [path for path in out.iterdir() if not path.name.startswith(".")]
        assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in found} <= known
        kept = max(kept, len(found))
        for path in out.iterdir():
            assert path.name.endswith((".pdf", ".part"))
    assert kept >= KILLS // 5, "too few reached the end for this to say much"


def seconds_for_one(folder: Path, case: str, out: Path) -> float:
    """Return how long a process took from its beginning to its first file, and end it."""
    with subprocess.Popen(
        command(folder, case, out, str(KILLS)), stdout=subprocess.PIPE, env=environment(), text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begin\n"
        began = time.monotonic()
        while not list(out.glob("*.pdf")):
            assert time.monotonic() - began < 60
            time.sleep(0.01)
        took = time.monotonic() - began
        process.kill()
        process.wait()
    return took


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}


def command(folder: Path, case: str, out: Path, number: str) -> list[str]:
    return [sys.executable, str(WRITER), str(folder), case, str(out), number]


def disclose_until_killed(folder: Path, case: str, out: Path, number: int, *, moment: float) -> None:
    """Let a process write one file after another, and kill it a `moment` (s) after it said that it begins."""
    line = command(folder, case, out, str(number))
    with subprocess.Popen(line, stdout=subprocess.PIPE, env=environment(), text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begin\n"
        time.sleep(moment)
        process.kill()
        process.wait()
    assert process.returncode == KILLED
