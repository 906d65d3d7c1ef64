"""What was acknowledged survives `kill -9`; `make reliability` does the same a thousand times."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from reliability.acts import ACTS, KILLED_OVER
from reliability.kills import kills
from tools import need

if TYPE_CHECKING:
    from pathlib import Path

    from reliability.act import Act

KILLS = 8  # over each act

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")


@pytest.mark.slow
@pytest.mark.parametrize("act", [act.name for act in KILLED_OVER])
def test_what_was_acknowledged_survives_kills(tmp_path: Path, act: str) -> None:
    """Killed at random moments, calls and system calls, again and again over one vault: nothing is lost or half there."""
    if sys.platform == "linux":
        need("strace")  # for the kills after system calls
    figure = kills(act, KILLS, tmp_path)
    assert figure.faults == []
    assert figure.tries == KILLS
    assert figure.counts["acknowledged"] >= KILLS // 3  # a long act on a busy machine is not often done before it is killed


@pytest.mark.parametrize("act", [act.name for act in KILLED_OVER if act.name != "migrate"])
def test_the_look_afterwards_sees_what_is_missing(tmp_path: Path, act: str) -> None:
    """The line of something that was never done is reported as lost."""
    made = prepared(act, tmp_path)
    done = next(made.work(tmp_path / "v", 1))
    assert made.faults(tmp_path / "v", [done], 1) == []
    never = "7" if done.isdigit() else f"7 {'0' * 32}" + f":{'1' * 32}" * (":" in done)
    assert made.faults(tmp_path / "v", [done, never], 7)


def test_the_look_afterwards_sees_tables_that_were_left_old(tmp_path: Path) -> None:
    made = prepared("migrate", tmp_path)
    assert made.faults(tmp_path / "v", ["1 copy-0"], 1) == ["copy-0 is not the newest"]


def prepared(act: str, place: Path) -> Act:
    made = ACTS[act]()
    made.prepare(place / "v")
    return made
