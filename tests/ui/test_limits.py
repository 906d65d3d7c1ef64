"""What is not protected: the same text in the window as in the handbook, in each language, within reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, FixedAmbient
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui.hands import part

from casevault import paths
from casevault.i18n import Catalogue
from casevault.ui.gate_window import GateWindow
from casevault.ui.limits import TITLE, LimitsDialog, blocks, text_of
from casevault.ui.settings import LANGUAGES, PARTLY
from casevault.ui.settings_view import SettingsDialog
from casevault.ui.widgets.basic import Button, Line, Paragraph

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from casevault.ui.main_window import MainWindow

DURESS = (
    "CaseVault does not hide that you use it. If someone can force you to type your passphrase, they will see what is in this"
    " vault. Carry only what the journey needs."
)


def box_over(window: QWidget) -> LimitsDialog:
    (found,) = [box for box in window.findChildren(LimitsDialog) if box.isVisible()]
    return found


def test_every_language_says_as_much_in_the_same_order() -> None:
    english = [mark for mark, _words in blocks(text_of("en"))]
    assert english[0] == "# "
    for language in LANGUAGES:
        # Of a language that is translated in part this is said in English, whole.
        assert (paths.resource_path("limits") / f"{language}.md").is_file() or language in PARTLY
        assert [mark for mark, _words in blocks(text_of(language))] == english
    assert text_of("xx") == text_of("en")


def test_under_duress_the_words_are_these() -> None:
    assert ("", DURESS) in blocks(text_of("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_box_shows_every_line_and_a_screen_reader_says_it(qtbot: QtBot, window: MainWindow, language: str) -> None:
    box = LimitsDialog(Catalogue(language, paths.resource_path("locale")), window)
    qtbot.addWidget(box)
    box.show()
    spoken = {part.accessibleName() for kind in (Line, Paragraph) for part in box.findChildren(kind)}
    assert {words for _mark, words in blocks(text_of(language))} <= spoken
    bar = box.text.verticalScrollBar()
    QTest.keyClick(box, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    for _ in range(20):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert bar.value() > 100
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert not box.isVisible()


def test_it_is_reached_from_palette_and_menu_from_settings_and_before_a_vault_is_made(qtbot: QtBot, window: MainWindow) -> None:
    assert "limits" in {command.id for command in window.commands.offered()}
    window.commands.run("limits")
    box_over(window).reject()
    window.show_settings()
    settings = window.findChildren(SettingsDialog)[0]
    part(settings, Button, TITLE.text).click()
    box_over(settings).reject()
    settings.reject()
    gate = GateWindow(Catalogue(), FixedAmbient(), None, profile=CHEAPEST, bounds=CHEAP_BOUNDS)
    qtbot.addWidget(gate)
    gate.show()
    assert gate.first is not None
    gate.first.limits.click()
    box_over(gate).reject()
    gate.first.make.click()
    part(gate, Button, TITLE.text).click()
    box_over(gate).reject()
