"""A vault whose folder goes away is noticed, once; one that stays is left in peace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ui.hands import until

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
