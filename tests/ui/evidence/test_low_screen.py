"""In large text, in the least window: neither the viewer nor the drawing of boxes is larger than it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication
from redacting import text_pdf
from ui.evidence.evidence_hands import attached, file, idle

from casevault.ui.evidence.redact import RedactBox
from casevault.ui.evidence.viewer import ViewerBox
from casevault.ui.theme import MIN_HEIGHT, MIN_WIDTH, Choice, theme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.main_window import MainWindow


@pytest.fixture
def _large(window: MainWindow) -> Iterator[None]:
    theme.choose(Choice.LIGHT, 200)
    window.resize(MIN_WIDTH, MIN_HEIGHT)
    yield
    theme.choose(Choice.LIGHT, 100)


@pytest.mark.usefixtures("_large")
@pytest.mark.parametrize("box", [ViewerBox, RedactBox])
def test_it_fits_the_least_window(
    qtbot: QtBot,
    window: MainWindow,
    case: str,
    tmp_path: Path,
    box: type[ViewerBox | RedactBox],
) -> None:
    context = window.context
    evidence = attached(context, case, file(tmp_path, "notice.pdf", text_pdf(["the name", "the rest"], pages=2)))
    shown = box(context, context.vault.attachments.file(evidence), window)
    qtbot.addWidget(shown)
    shown.show()
    idle(qtbot, context)
    QApplication.processEvents()
    assert shown.width() < MIN_WIDTH
    assert shown.height() < MIN_HEIGHT
    shown.reject()
