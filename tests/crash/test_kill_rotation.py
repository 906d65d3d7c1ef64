from __future__ import annotations

import random
import shutil
import sys
import time
from typing import TYPE_CHECKING

import pytest
from builders import FixedAmbient, make_vault, open_vault
from reliability.nursery import Nursery

from casevault.vault import folder as layout
from casevault.vault.check import check

if TYPE_CHECKING:
    from pathlib import Path

KILLS = 25


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_rotation_that_is_killed_leaves_a_whole_vault(tmp_path: Path) -> None:
    """Killed at random moments, again and again over one vault: it opens as it was or as it will be, with every record."""
    folder = tmp_path / "v"
    vault, _ = make_vault(folder)
    with vault:
        for number in range(60):
            vault.records.add("person", {"display_name": f"Person {number}"})
        vault.search.drain()
    draw = random.Random(20150706)  # noqa: S311 - moments, not secrets
    done = 0
    with Nursery("crash.rotator") as nursery:
        for number in range(KILLS):
            with nursery.victim([str(folder), str(number)], tmp_path, tmp_path / "stderr") as victim:
                assert victim.said.readline() == "begun\n"
                time.sleep(draw.uniform(0.05, 1.0))
                victim.kill()
                done += victim.said.read() == "done\n"
            assert not (tmp_path / "stderr").read_text()
            with open_vault(folder, ambient=FixedAmbient(seed=200 + number)) as vault:
                assert check(vault, deep=True).problems == []
                assert len(vault.records.ids("person")) == 60
            shutil.rmtree(layout.beside(folder, layout.OLD), ignore_errors=True)  # as the notice asks
    assert done < KILLS
