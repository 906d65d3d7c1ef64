"""Out of pictures, under a cover, out of sight, locked from anywhere, and nothing for keyboards to learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QPlainTextEdit, QVBoxLayout, QWidget

from casevault.i18n import Catalogue
from casevault.ui import onlookers as eyes
from casevault.ui.held_keys import HIDE_KEYS, LOCK_KEYS, HeldKeys
from casevault.ui.onlookers import UNLEARNED, Cover, Onlookers
from casevault.ui.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QObject
    from pytestqt.qtbot import QtBot

AWAY, BACK = Qt.ApplicationState.ApplicationInactive, Qt.ApplicationState.ApplicationActive
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
ASKED = Settings(cover_when_away=True)


@pytest.fixture
def filters(qapp: QApplication) -> Iterator[list[QObject]]:
    installed: list[QObject] = []
    yield installed
    for one in installed:
        qapp.removeEventFilter(one)


@pytest.fixture
def marks(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, bool]]:
    found: list[tuple[int, bool]] = []
    monkeypatch.setattr(eyes, "leave_out", lambda window, *, on: found.append((window, on)))
    return found


def watching(qapp: QApplication, filters: list[QObject], settings: Settings) -> Onlookers:
    made = Onlookers(settings, Catalogue())
    qapp.installEventFilter(made)
    filters.append(made)
    return made


def shown(qtbot: QtBot) -> tuple[QWidget, QLineEdit]:
    window = QWidget()
    qtbot.addWidget(window)
    line = QLineEdit(window)
    QVBoxLayout(window).addWidget(line)
    window.resize(300, 200)
    window.show()
    line.setFocus()
    return window, line


def covers(window: QWidget) -> list[Cover]:
    return [
        cover for cover in window.findChildren(Cover, options=Qt.FindChildOption.FindDirectChildrenOnly) if not cover.isHidden()
    ]


@pytest.mark.usefixtures("marks")
def test_every_window_is_marked_before_it_is_seen_boxes_and_menus_too(
    qtbot: QtBot, qapp: QApplication, filters: list[QObject], marks: list[tuple[int, bool]]
) -> None:
    watcher = watching(qapp, filters, Settings())
    window, _ = shown(qtbot)
    box, menu = QDialog(window), QMenu(window)
    box.open()
    menu.addAction("x")
    menu.popup(window.pos())
    assert {(int(one.winId()), True) for one in (window, box, menu)} <= set(marks)
    menu.close()
    marks.clear()
    watcher.use(Settings(hide_from_pictures=False))
    assert (int(window.winId()), False) in marks
    assert (int(box.winId()), False) in marks


def test_away_covers_every_window_and_back_gives_the_keyboard_back(
    qtbot: QtBot, qapp: QApplication, filters: list[QObject]
) -> None:
    watcher = watching(qapp, filters, ASKED)
    window, line = shown(qtbot)
    box = QDialog(window)
    box.resize(200, 100)
    box.show()
    watcher.on_state(AWAY)
    for one in (window, box):
        (cover,) = covers(one)
        assert cover.geometry() == one.rect()
    window.resize(500, 400)
    assert covers(window)[0].size() == window.size()
    later = QDialog(window)
    later.show()
    assert covers(later), "what appears meanwhile is covered too"
    watcher.on_state(BACK)
    assert not covers(window)
    assert not covers(box)
    assert not covers(later)
    assert window.focusWidget() is line


def test_nothing_is_covered_unless_asked_for(qtbot: QtBot, qapp: QApplication, filters: list[QObject]) -> None:
    watcher = watching(qapp, filters, Settings())
    window, _ = shown(qtbot)
    watcher.on_state(AWAY)
    assert not covers(window)


def test_a_key_on_a_cover_lifts_it_and_types_nothing(qtbot: QtBot, qapp: QApplication, filters: list[QObject]) -> None:
    watcher = watching(qapp, filters, ASKED)
    window, line = shown(qtbot)
    watcher.cover()
    (cover,) = covers(window)
    QTest.keyClick(cover, Qt.Key.Key_Shift)
    assert covers(window)
    QTest.keyClick(cover, Qt.Key.Key_A)
    assert not covers(window)
    assert not line.text()
    watcher.cover()
    QTest.mouseClick(covers(window)[0], Qt.MouseButton.LeftButton)
    assert not covers(window)


def test_a_window_that_goes_while_covered_is_no_trouble(qtbot: QtBot, qapp: QApplication, filters: list[QObject]) -> None:
    watcher = watching(qapp, filters, ASKED)
    window, _ = shown(qtbot)
    box = QDialog(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.show()
    watcher.cover()
    box.close()
    qtbot.wait(20)
    watcher.lift()
    assert not covers(window)


def test_out_of_sight_covers_closes_menus_and_minimises(qtbot: QtBot, qapp: QApplication, filters: list[QObject]) -> None:
    watcher = watching(qapp, filters, Settings())
    window, _ = shown(qtbot)
    menu = QMenu(window)
    menu.addAction("x")
    menu.popup(window.pos())
    watcher.hide_now()
    assert QApplication.activePopupWidget() is None
    assert window.isMinimized()
    assert covers(window)


@pytest.mark.parametrize("pressed", [(Qt.Key.Key_L, "lock"), (Qt.Key.Key_M, "hide")])
@pytest.mark.parametrize("where", ["window", "modal box", "prose in a box"])
def test_the_two_keys_work_wherever_the_keyboard_is(
    qtbot: QtBot, qapp: QApplication, filters: list[QObject], pressed: tuple[Qt.Key, str], where: str
) -> None:
    done: list[str] = []
    held = HeldKeys({LOCK_KEYS: lambda: done.append("lock"), HIDE_KEYS: lambda: done.append("hide")})
    qapp.installEventFilter(held)
    filters.append(held)
    window, line = shown(qtbot)
    target: QWidget = line
    if where != "window":
        box = QDialog(window)
        target = QPlainTextEdit(box) if where.startswith("prose") else QLineEdit(box)
        box.setModal(True)
        box.open()
        target.setFocus()
    key, expected = pressed
    QTest.keyClick(target, key, BOTH)
    QTest.keyClick(target, Qt.Key.Key_L)
    QTest.keyClick(target, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert done == [expected]


def test_no_field_lets_a_keyboard_learn(qtbot: QtBot, qapp: QApplication, filters: list[QObject]) -> None:
    watching(qapp, filters, Settings())
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    fields = [QLineEdit(), QPlainTextEdit(), QLineEdit()]
    fields[2].setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
    for one in fields:
        layout.addWidget(one)
    window.show()
    assert all(one.inputMethodHints() & UNLEARNED == UNLEARNED for one in fields)
    assert fields[2].inputMethodHints() & Qt.InputMethodHint.ImhDigitsOnly
