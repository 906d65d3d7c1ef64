"""Tests run side by side, and one that must be alone is alone."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="one after the other there")
ONE = """
import pathlib, sys, turns
turns.SIDE_BY_SIDE = True
turns.ROOM = pathlib.Path(sys.argv[1]) / "room"
turns.DOOR = turns.ROOM.with_name("door")
with turns.turn(alone="alone" in sys.argv):
    print("in", flush=True)
    sys.stdin.readline()
"""


class Worker:
    """A process that runs one test, and ends it when it is told to."""

    def __init__(self, place: Path, *how: str) -> None:
        command = [sys.executable, "-c", ONE, str(place), *how]
        environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True)

    def is_in(self, *, within: float) -> bool:
        assert self.process.stdout is not None
        return bool(select.select([self.process.stdout], [], [], within)[0])

    def end(self) -> None:
        self.process.communicate("\n", timeout=30)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "room").touch()
    (tmp_path / "door").touch()
    return tmp_path


def test_the_one_that_must_be_alone_waits_for_the_others_and_they_for_it(place: Path) -> None:
    others = [Worker(place), Worker(place)]
    assert all(other.is_in(within=30) for other in others)
    alone = Worker(place, "alone")
    assert not alone.is_in(within=1)
    others[0].end()
    assert not alone.is_in(within=0.2)
    others[1].end()
    assert alone.is_in(within=30)
    late = Worker(place)
    assert not late.is_in(within=1)
    alone.end()
    assert late.is_in(within=30)
    late.end()


def test_whoever_dies_holds_nobody_up(place: Path) -> None:
    alone = Worker(place, "alone")
    assert alone.is_in(within=30)
    alone.process.kill()
    other = Worker(place)
    assert other.is_in(within=30)
    other.end()
    alone.process.communicate()
