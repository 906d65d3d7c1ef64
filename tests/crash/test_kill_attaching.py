from __future__ import annotations

import random
import sys
import time
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from builders import make_vault, open_vault
from reliability.nursery import Nursery

from casevault.vault.check import check

if TYPE_CHECKING:
    from pathlib import Path

KILLS = 40
KILLED = -9  # what the end of a process says that was killed
CANARY = "zebra-高瑜-canary"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")


@pytest.mark.slow
def test_a_file_that_was_acknowledged_survives_being_killed_while_others_come_in(tmp_path: Path) -> None:
    """Killed at random moments of an import, over one vault: each acknowledged file is whole, and no row is without its file."""
    folder, originals = tmp_path / "v", tmp_path / "originals"
    originals.mkdir()
    vault, _ = make_vault(folder)
    with vault:
        vault.records.add("case", {"code": "K", "title": "T"}, strict=False)
    draw = random.Random(20150706)  # noqa: S311 - moments, not secrets
    acknowledged: dict[str, tuple[str, str]] = {}
    with Nursery("crash.attacher") as nursery:
        for number in range(KILLS):
            given = [str(folder), str(originals), CANARY, str(number)]
            acknowledged |= until_killed(nursery, given, tmp_path, after=draw.randrange(8), moment=draw.uniform(0, 0.03))
            if number % 10 == 9:
                verify(folder, acknowledged)
    assert len(acknowledged) > KILLS
    forbidden = [CANARY.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(word in data for word in forbidden), path.name


def until_killed(nursery: Nursery, given: list[str], place: Path, *, after: int, moment: float) -> dict[str, tuple[str, str]]:
    """Let a process attach, kill it a `moment` (s) after its `after`th file, and return what it acknowledged."""
    with nursery.victim(given, place, place / "stderr") as victim:
        lines = [victim.said.readline() for _ in range(after)]
        time.sleep(moment)
        victim.kill()
        lines += victim.said.readlines()
    assert victim.status == KILLED, (place / "stderr").read_text()
    told = [line.split() for line in lines if line.endswith("\n")]
    return {evidence: (name, digest) for evidence, name, digest in told}


def verify(folder: Path, acknowledged: dict[str, tuple[str, str]]) -> None:
    with open_vault(folder) as vault:
        report = check(vault, deep=True)
        assert report.problems == []
        assert list((folder / "tmp").iterdir()) == []
        for evidence, (name, digest) in acknowledged.items():
            (file,) = vault.attachments.listed(evidence)
            assert (file.name, file.sha256, file.stored) == (name, digest, True)
            with vault.attachments.open_blob(file.blob) as opened:
                assert sha256(opened.read(0, opened.length)).hexdigest() == digest
        # The one that was under way when it was killed, at most, has left its evidence or a file that no row knows.
        total = len(vault.records.ids("evidence"))
        assert len(acknowledged) <= total <= len(acknowledged) + KILLS
        assert report.orphans <= KILLS
