"""What tests of evidence in the window do."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtWidgets import QDialog
from ui.hands import until

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.case_view import CaseView
    from casevault.ui.cases_page import CasesPage
    from casevault.ui.context import Context
    from casevault.ui.main_window import MainWindow

D = TypeVar("D", bound=QDialog)


def idle(qtbot: QtBot, context: Context) -> None:
    for _ in range(3):
        until(qtbot, lambda: context.runner.is_idle)
        qtbot.wait(20)


def view(window: MainWindow) -> CaseView:
    return cast("CasesPage", window.pages["cases"]).view


def box(window: MainWindow, kind: type[D]) -> D:
    (found,) = [made for made in window.findChildren(kind) if made.isVisible()]
    return found


def file(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def attached(context: Context, case: str, *paths: Path) -> str:
    done = context.vault.attachments.add(paths, about=[case], title="Notice")
    context.changes.happened.emit(done.changes)
    return done.evidence


def card(qtbot: QtBot, window: MainWindow, evidence: str) -> CaseView:
    shown = view(window)
    shown.tabs.show_tab("evidence")
    shown.open_card(evidence)
    idle(qtbot, window.context)
    return shown
