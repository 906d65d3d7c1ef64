"""A vault whose folder goes away is noticed, once; one that stays is left in peace."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest
from ui.hands import until

from casevault.ui import stick
from casevault.ui.stick import Presence

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

SOON = 10  # ms


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "v"
    made.mkdir()
    return made


def watched(folder: Path) -> tuple[Presence, list[None]]:
    heard: list[None] = []
    presence = Presence(folder, interval=SOON)
    presence.gone.connect(lambda: heard.append(None))
    return presence, heard


def test_a_folder_that_goes_is_noticed_once(qtbot: QtBot, folder: Path) -> None:
    presence, heard = watched(folder)
    folder.rename(folder.with_name("elsewhere"))
    until(qtbot, lambda: bool(heard))
    qtbot.wait(10 * SOON)
    assert len(heard) == 1
    presence.deleteLater()


def test_another_folder_in_its_place_counts_as_gone(qtbot: QtBot, folder: Path) -> None:
    presence, heard = watched(folder)
    folder.rename(folder.with_name("elsewhere"))
    folder.mkdir()
    until(qtbot, lambda: bool(heard))
    presence.deleteLater()


def test_a_folder_that_is_written_to_is_left_in_peace(qtbot: QtBot, folder: Path) -> None:
    presence, heard = watched(folder)
    for number in range(5):
        (folder / str(number)).write_text("x")
        qtbot.wait(2 * SOON)
    assert not heard
    presence.deleteLater()


def test_a_disk_that_hangs_keeps_the_window_waiting_for_nothing(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    presence, heard = watched(folder)
    asked, answered = threading.Event(), threading.Event()

    def hangs(_folder: Path) -> None:
        asked.set()
        answered.wait(10)

    monkeypatch.setattr(stick, "_mark", hangs)
    until(qtbot, asked.is_set)
    turns = 0
    began = time.monotonic()
    while time.monotonic() - began < 0.2:
        qtbot.wait(1)
        turns += 1
    assert turns > 20, "the window goes on"
    assert not heard, "what does not answer is not gone"
    answered.set()
    until(qtbot, lambda: bool(heard))
    presence.deleteLater()


def test_nobody_looks_any_more_once_the_window_is_gone(qtbot: QtBot, folder: Path) -> None:
    before = set(threading.enumerate())
    presence, _heard = watched(folder)
    (thread,) = set(threading.enumerate()) - before
    presence.deleteLater()
    until(qtbot, lambda: not thread.is_alive())
