from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from builders import FixedAmbient, make_vault, open_vault

from casevault.vault import folder as layout
from casevault.vault.check import check

KILLS = 25
ROTATOR = Path(__file__).with_name("rotator.py")
ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_a_rotation_that_is_killed_leaves_a_whole_vault(tmp_path: Path) -> None:
    """Killed at random moments, again and again over one vault: it opens as it was or as it will be, with every record."""
    folder = tmp_path / "v"
    vault, _ = make_vault(folder)
    with vault:
        for number in range(60):
            vault.records.add("person", {"display_name": f"Person {number}"})
        vault.search.drain()
    draw = random.Random(20150706)  # noqa: S311 - moments, not secrets
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    done = 0
    for number in range(KILLS):
        command = [sys.executable, str(ROTATOR), str(folder), str(number)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            time.sleep(draw.uniform(0.05, 1.0))
            process.kill()
            done += process.stdout.read() == "done\n"
        with open_vault(folder, ambient=FixedAmbient(seed=200 + number)) as vault:
            assert check(vault, deep=True).problems == []
            assert len(vault.records.ids("person")) == 60
        shutil.rmtree(layout.beside(folder, layout.OLD), ignore_errors=True)  # as the notice asks
    assert done < KILLS
