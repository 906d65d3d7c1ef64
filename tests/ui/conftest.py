"""One application for all screens, dressed as the program dresses it, and a window over the vault in memory."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from builders import make_vault
from PySide6.QtCore import QEvent, Qt
from ui.driving import Calls, settle
from ui.fakes import invented_vault
from ui.ways_hands import Hands

from casevault.i18n import Catalogue
from casevault.ui.application import make_application
from casevault.ui.context import Context
from casevault.ui.main_window import MainWindow
from casevault.ui.settings import Settings
from casevault.ui.theme import Choice, theme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The program's own application in place of a bare one."""
    return make_application(["casevault"], Settings(theme=Choice.LIGHT.value))


@pytest.fixture(autouse=True)
def same_look(qapp: QApplication) -> Iterator[None]:
    """Every test begins and ends in light, left to right, at 100 %, with nothing copied, swept by the window's thread alone."""
    gc.disable()
    yield
    qapp.clipboard().clear()
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    if theme.is_dark:
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # windows that were closed: no need to dress them anew first
    theme.choose(Choice.LIGHT, 100)


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
def window(qtbot: QtBot, calls: Calls) -> Iterator[MainWindow]:
    """The main window over the demo and some invented cases, shown and read to the end."""
    context = Context(invented_vault(), Catalogue(), Settings(theme=Choice.LIGHT.value), doors=calls.doors())
    made = MainWindow(context)
    qtbot.addWidget(made)
    made.show()
    settle(qtbot, made)
    yield made
    context.runner.stop()


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    vault, code = make_vault(tmp_path / "Work.casevault")
    made = Hands(qtbot, vault, code, Catalogue())
    yield made
    made.context.runner.stop()
    vault.close()
