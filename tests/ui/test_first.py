"""The first page: what it tells, what it finds, in which language, and where it leads; and nothing is kept for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, FixedAmbient, make_vault
from PySide6.QtCore import QLocale, QPoint, Qt, QTranslator, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from ui.hands import english, focused, press, show, tab_to, until
from ui.test_gate_window import leave, unnamed

from casevault import paths
from casevault.i18n import Catalogue
from casevault.ui import first
from casevault.ui import run as session_of_window
from casevault.ui.gate_window import GateWindow
from casevault.ui.run import Session
from casevault.ui.settings import load
from casevault.ui.theme import MIN_HEIGHT, MIN_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.first import FirstPage


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "home"
    place.mkdir()
    monkeypatch.setattr(paths, "vault_home", lambda: place)
    return place


def begun(qtbot: QtBot, catalogue: Catalogue | None = None) -> GateWindow:
    made = GateWindow(catalogue or Catalogue(), FixedAmbient(), None, profile=CHEAPEST, bounds=CHEAP_BOUNDS)
    qtbot.addWidget(made)
    show(qtbot, made)
    return made


def page_of(gate: GateWindow) -> FirstPage:
    assert gate.first is not None
    return gate.first


def words(page: FirstPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def looked(qtbot: QtBot, page: FirstPage) -> None:
    until(qtbot, lambda: not page._looking._timer.isActive())


def test_it_says_what_is_protected_what_is_not_and_where_a_vault_should_lie(qtbot: QtBot, home: Path) -> None:
    (home / "Nextcloud").mkdir()
    (home / "OneDrive - Office").mkdir()
    gate = begun(qtbot)
    page = page_of(gate)
    looked(qtbot, page)
    told = words(page)
    for sentence in (*(point.title for point in first.POINTS), first.PROTECTS, first.WHERE, first.OWN_DISK, first.SYNCED):
        assert english(sentence) in told
    assert "Nextcloud, OneDrive" in told
    assert page.limits.isVisible()
    assert english(first.PORTABLE) not in told
    assert unnamed(page) == []


def test_all_of_it_is_in_sight_where_the_screen_has_room(qtbot: QtBot, home: Path) -> None:
    """Whoever does not scroll would not read where a vault should lie."""
    (home / "Nextcloud").mkdir()
    gate = begun(qtbot)
    looked(qtbot, page_of(gate))
    (area,) = page_of(gate).findChildren(QScrollArea)
    until(qtbot, lambda: area.verticalScrollBar().maximum() == 0)
    at = [one.mapTo(gate, one.rect().topLeft()).x() for one in (page_of(gate).limits, page_of(gate).make)]
    assert at[0] == at[1], "what is told and what to do stand in one column"
    gate.resize(gate.minimumSize())
    until(qtbot, lambda: gate.size() == gate.minimumSize() and area.viewport().height() < gate.minimumHeight())
    assert area.verticalScrollBar().maximum() < 100, "no more room above and below than is wanted"


def test_make_and_open_are_at_hand_by_keys_alone(qtbot: QtBot, home: Path) -> None:
    gate = begun(qtbot)
    page = page_of(gate)
    assert focused() is page.make
    asked: list[None] = []
    page.open_wanted.disconnect()
    page.open_wanted.connect(lambda: asked.append(None))
    tab_to(page.open)
    press(Qt.Key.Key_Return)
    assert asked == [None]
    tab_to(page.make)
    press(Qt.Key.Key_Return)
    assert gate.create_page is not None
    assert gate.create_page.folder.text() == str(home / "Vault.casevault")


def test_a_vault_that_is_there_comes_first_and_one_key_leads_to_its_passphrase(qtbot: QtBot, home: Path) -> None:
    make_vault(home / "Documents" / "Work.casevault")[0].close()
    gate = begun(qtbot)
    page = page_of(gate)
    looked(qtbot, page)
    assert [shown.text() for shown in page.rows] == ["Work"]
    assert focused() is page.rows[0]
    assert english(first.PROTECTS) not in words(page), "what was read once does not stand in the way"
    assert page.limits.isVisible()
    press(Qt.Key.Key_Space)
    assert gate.unlock is not None
    assert gate._folder == home / "Documents" / "Work.casevault"


def test_a_stick_says_that_it_is_one(qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "portable_folder", lambda: home / paths.PORTABLE_NAME)
    gate = begun(qtbot)
    assert english(first.PORTABLE) in words(page_of(gate))


@pytest.fixture
def session(qtbot: QtBot, qapp: QApplication, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path / "config")
    monkeypatch.setattr(session_of_window, "make_application", lambda _argv, _settings, **_said: qapp)
    assert home.is_dir()
    made = Session(Catalogue(), None)
    qtbot.addWidget(made.gate)
    show(qtbot, made.gate)
    yield made
    leave(made, qapp)
    made.speak("en")


def test_a_language_is_spoken_at_once_and_at_the_next_start(session: Session, qapp: QApplication, tmp_path: Path) -> None:
    page = page_of(session.gate)
    tab_to(page.languages)
    page.languages.setCurrentIndex(page.languages.findData("ug"))
    page.languages.activated.emit(page.languages.currentIndex())
    assert qapp.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert load(tmp_path / "config").language == "ug"
    page = page_of(session.gate)
    assert focused() is page.languages, "the keyboard stays where it was"
    session.gate.language_wanted.emit("nl")
    page = page_of(session.gate)
    assert page.languages.currentData() == "nl"
    assert page.make.text().strip() == "Een kluis maken"
    assert qapp.translate("QPlatformTheme", "Cancel") == "Annuleren"
    session.gate.language_wanted.emit("en")
    assert qapp.translate("QPlatformTheme", "Cancel") in {"Cancel", ""}, "the sentences of Qt go with the language"
    kept = json.loads((tmp_path / "config" / "window.json").read_bytes())
    assert "vault" not in json.dumps(kept), "nothing that is kept names a vault"
    assert len(qapp.findChildren(QTranslator)) <= len(QLocale("nl").uiLanguages())


def test_where_nothing_can_be_kept_the_language_is_spoken_all_the_same(session: Session, tmp_path: Path) -> None:
    (tmp_path / "config").write_bytes(b"a file stands in the way")
    session.gate.language_wanted.emit("nl")
    assert page_of(session.gate).languages.currentData() == "nl"


def test_a_vault_that_macos_hands_over_asks_for_its_passphrase(session: Session, qapp: QApplication, tmp_path: Path) -> None:
    qapp.installEventFilter(session.opened_by_system)
    try:
        qapp.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(tmp_path / "Work.casevault"))))
    finally:
        qapp.removeEventFilter(session.opened_by_system)
    assert session.gate.unlock is not None
    assert session.gate._folder == tmp_path / "Work.casevault"
    session.gate.unlock.new_vault_wanted.emit()
    session.gate.hide()
    session.opened_by_system.wanted.emit(tmp_path / "Other.casevault")
    assert session.gate.unlock is None, "what stands in the gate's place is left alone"


def test_in_the_smallest_window_everything_it_says_is_in_sight(qtbot: QtBot, home: Path) -> None:
    (home / "Nextcloud").mkdir()
    gate = begun(qtbot)
    page = page_of(gate)
    gate.resize(MIN_WIDTH, MIN_HEIGHT)
    looked(qtbot, page)
    QApplication.processEvents()
    (area,) = page.findChildren(QScrollArea)
    end = page.synced.mapTo(area.viewport(), page.synced.rect().bottomLeft()).y()
    assert end <= area.viewport().height()
    assert page.languages.mapTo(area.viewport(), QPoint()).y() >= 0
