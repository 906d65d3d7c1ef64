"""A window over a real vault, with the doors of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import make_vault
from PySide6.QtWidgets import QApplication

from casevault.i18n import Catalogue
from casevault.ui.context import Context
from casevault.ui.doors_made import DoorKeeper
from casevault.ui.evidence.viewer import ViewerBox
from casevault.ui.main_window import MainWindow
from casevault.vault import outside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


from ui.evidence.evidence_hands import idle, view


@pytest.fixture
def context(tmp_path: Path, qapp: object) -> Iterator[Context]:
    assert qapp
    vault, _ = make_vault(tmp_path / "v")
    made = Context(vault, Catalogue())
    yield made
    for shown in QApplication.topLevelWidgets():
        if isinstance(shown, ViewerBox):
            shown.reject()
    made.viewing.close()
    made.runner.stop()
    made.outside.clear()
    vault.close()


@pytest.fixture
def window(qtbot: QtBot, context: Context) -> MainWindow:
    keeper = DoorKeeper(lambda: None)
    context.doors = keeper.doors
    made = MainWindow(context)
    keeper.serve(context, made)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def case(context: Context, window: MainWindow, qtbot: QtBot) -> str:
    made = context.vault.records.add("case", {"code": "HERON", "title": "T"}, strict=False)
    context.changes.happened.emit(made)
    window.go("cases")
    idle(qtbot, context)
    view(window).show_case(made.id)
    idle(qtbot, context)
    return made.id


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is taken for one in memory."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    monkeypatch.setattr(outside, "memory_folder", lambda: folder)
    return folder
