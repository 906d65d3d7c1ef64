from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from builders import make_vault, open_vault

from casevault.vault.check import check

KILLS = 100
KILLED = -9  # what the end of a process says that was killed
CANARY = "zebra-高瑜-canary"
WRITER = Path(__file__).with_name("writer.py")
ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_hundred_kills(tmp_path: Path) -> None:
    """Killed at random moments while it logs, again and again over one vault: nothing acknowledged is lost or half there."""
    folder = tmp_path / "v"
    vault, _ = make_vault(folder)
    with vault:
        vault.records.add("case", {"code": "K", "title": "T"}, strict=False)
    draw = random.Random(20150706)  # noqa: S311 - moments, not secrets
    acknowledged: dict[str, str] = {}
    for number in range(KILLS):
        acknowledged |= write_until_killed(folder, number, after=draw.randrange(12), moment=draw.uniform(0, 0.004))
        if number % 10 == 9:
            verify(folder, acknowledged)
    assert len(acknowledged) > 3 * KILLS
    forbidden = [CANARY.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    for path in tmp_path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(word in data for word in forbidden), path.name


def write_until_killed(folder: Path, number: int, *, after: int, moment: float) -> dict[str, str]:
    """Let a process log, kill it a `moment` (s) after its `after`th entry, and return what it acknowledged."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    command = [sys.executable, str(WRITER), str(folder), CANARY, str(number)]
    lines: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None
        lines += [process.stdout.readline() for _ in range(after)]
        time.sleep(moment)
        process.kill()
        lines += process.stdout.readlines()
        process.wait()
    assert process.returncode == KILLED
    return dict(line.split() for line in lines if line.endswith("\n"))


def verify(folder: Path, acknowledged: dict[str, str]) -> None:
    with open_vault(folder) as vault:
        report = check(vault, deep=True)
        assert report.problems == []
        found = vault.records.many(acknowledged)
        assert found.keys() == acknowledged.keys()
        for record_id, words in acknowledged.items():
            assert words in str(found[record_id].fields["narrative"])
        total = len(vault.records.ids("event"))
        assert len(acknowledged) <= total <= len(acknowledged) + KILLS  # the one under way when it was killed, at most
        vault.search.find("canary")
        assert vault.search.waiting() == 0
