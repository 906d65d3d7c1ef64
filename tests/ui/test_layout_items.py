"""Nothing of Python stands for a place in a layout that was added to another: Qt takes places away and tells nobody."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget
from ui.driving import places_held, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from casevault.ui.main_window import MainWindow


def _filled() -> QBoxLayout:
    row = QHBoxLayout()
    row.addWidget(QLabel("a"))
    row.addStretch(1)
    return row


def _below(body: QWidget) -> QLayout:
    column = QVBoxLayout(body)
    column.addLayout(row := _filled())
    return row


def _before(body: QWidget) -> QLayout:
    column = QVBoxLayout(body)
    column.insertLayout(0, row := _filled())
    return row


def _named(body: QWidget) -> QLayout:
    column = QVBoxLayout(body)
    column.addLayout(row := _filled(), stretch=1)
    return row


def _in_a_grid(body: QWidget) -> QLayout:
    grid = QGridLayout(body)
    grid.addLayout(row := _filled(), 0, 0, 1, 2)
    return row


def _deeper(body: QWidget) -> QLayout:
    between = QVBoxLayout()
    between.addLayout(row := _filled())
    column = QVBoxLayout(body)
    column.addLayout(between)
    return row


def _set_later(body: QWidget) -> QLayout:
    column = QVBoxLayout()
    column.addLayout(row := _filled())
    body.setLayout(column)
    return row


@pytest.mark.parametrize("put", [_below, _before, _named, _in_a_grid, _deeper, _set_later])
def test_a_layout_in_another_keeps_its_widgets_and_leaves_no_place_behind(
    qtbot: QtBot, put: Callable[[QWidget], QLayout]
) -> None:
    body, before = QWidget(), places_held()
    qtbot.addWidget(body)
    row = put(body)
    assert places_held() == before
    assert [label.text() for label in body.findChildren(QLabel)] == ["a"]
    assert row.count() == 2
    taken = row.takeAt(0)
    assert taken is not None
    assert isinstance(taken.widget(), QLabel)
    del taken
    for label in body.findChildren(QLabel):
        label.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert body.findChildren(QLabel) == []
    assert row.count() == 1
    assert places_held() == before


def test_no_page_holds_a_place_in_a_layout(qtbot: QtBot, window: MainWindow) -> None:
    for key in window.pages:
        window.go(key)
        settle(qtbot, window)
    assert places_held() == []


# What lay in the layout is gone, and what is made next stands where it stood.
GOES_ON = """
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from casevault.ui.application import make_application
from casevault.ui.settings import Settings

class Small(QObject):
    pass

def delete(ones):
    while ones:
        ones.pop().deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

application = make_application(["casevault"], Settings())
window, row = QWidget(), QHBoxLayout()
column = QVBoxLayout(window)
for _ in range(3000):
    row.addWidget(QLabel("a"))
column.addLayout(row)
delete(window.findChildren(QLabel))
for _ in range(3):
    delete([Small(window) for _ in range(4000)])
print("went on")
"""


def test_what_is_made_where_a_place_was_does_not_end_the_process() -> None:
    done = subprocess.run([sys.executable, "-c", GOES_ON], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "went on\n"), done.stderr
