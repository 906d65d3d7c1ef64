"""Rows of one height are laid out by arithmetic: as Qt's own list does it, and as quickly whatever their number is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractListModel, QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView
from ui.driving import press

from casevault.ui.list_model import RowsModel
from casevault.ui.lists.view import RowList

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter
    from pytestqt.qtbot import QtBot

    from casevault.ui.list_model import Index
    from casevault.ui.lists.row import RowState

HEIGHT = 20


@dataclass
class Plain:
    id: str
    painted: int = 0

    @property
    def spoken(self) -> str:
        return self.id

    def height(self, _width: int) -> int:
        return HEIGHT

    def paint(self, _painter: QPainter, _rect: QRectF, state: RowState) -> None:
        self.painted += 1
        self.selected = state.selected


@pytest.fixture
def rows() -> list[Plain]:
    return [Plain(f"{number:04}") for number in range(500)]


@pytest.fixture
def views(qtbot: QtBot, rows: list[Plain]) -> tuple[RowList, RowList]:
    """The list by arithmetic and the one by Qt, over the same rows."""
    made = []
    for height in (HEIGHT, 0):
        model = RowsModel()
        model.put(rows)
        view = RowList("rows", model, row_height=height)
        model.setParent(view)
        view.allow_many()
        qtbot.addWidget(view)
        view.resize(200, 210)
        view.show()
        made.append(view)
    qtbot.wait(20)
    return made[0], made[1]


def test_places_are_those_of_qts_own_list(views: tuple[RowList, RowList]) -> None:
    ours, theirs = views
    for number in (0, 3, 250, 499, 7):
        for view in views:
            view.setCurrentIndex(view.model().index(number, 0))
        assert ours.verticalScrollBar().value() == theirs.verticalScrollBar().value()
        assert ours.verticalScrollBar().maximum() == theirs.verticalScrollBar().maximum()
        index, other = ours.model().index(number, 0), theirs.model().index(number, 0)
        assert ours.visualRect(index) == theirs.visualRect(other)
        for y in (0, 1, 100, 209, 5000):
            assert ours.indexAt(QPoint(5, y)).row() == theirs.indexAt(QPoint(5, y)).row()


@pytest.mark.parametrize("hint", list(QAbstractItemView.ScrollHint))
def test_scrolling_to_a_row_ends_where_qts_own_ends(views: tuple[RowList, RowList], hint: QAbstractItemView.ScrollHint) -> None:
    for number in (40, 200, 0, 499):
        for view in views:
            view.scrollTo(view.model().index(number, 0), hint)
        assert abs(views[0].verticalScrollBar().value() - views[1].verticalScrollBar().value()) <= HEIGHT // 2


def test_keys_move_and_select(views: tuple[RowList, RowList]) -> None:
    ours, _ = views
    ours.setFocus()
    ours.setCurrentIndex(ours.model().index(0, 0))
    for key, row in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_End, 499), (Qt.Key.Key_Up, 498), (Qt.Key.Key_Home, 0)):
        press(ours, key)
        assert ours.currentIndex().row() == row
    press(ours, Qt.Key.Key_PageDown)
    here = ours.currentIndex().row()
    assert 5 <= here <= 10
    press(ours, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(ours, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert ours.selected_rows() == [here, here + 1, here + 2]
    press(ours, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert ours.selected_rows() == list(range(here, 500))
    press(ours, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert ours.count_selected() == 500
    press(ours, Qt.Key.Key_PageUp)
    assert ours.count_selected() == 1


def test_a_click_selects_what_is_under_it_and_only_what_is_seen_is_painted(
    qtbot: QtBot, views: tuple[RowList, RowList], rows: list[Plain]
) -> None:
    ours, theirs = views
    theirs.hide()
    ours.setCurrentIndex(ours.model().index(300, 0))
    for row in rows:
        row.painted = 0
    ours.viewport().repaint()
    assert sum(bool(row.painted) for row in rows) <= 12
    assert rows[300].selected
    qtbot.mouseClick(ours.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 5))
    first = ours.indexAt(QPoint(20, 5)).row()
    assert ours.selected_rows() == [first]
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    qtbot.mouseClick(ours.viewport(), Qt.MouseButton.LeftButton, control, QPoint(20, 65))
    assert ours.selected_rows() == [first, first + 3]
    qtbot.mouseClick(ours.viewport(), Qt.MouseButton.LeftButton, shift, QPoint(20, 105))
    assert ours.selected_rows() == [first, first + 3, first + 4, first + 5]
    assert not ours.visualRegionForSelection(ours.selectionModel().selection()).isEmpty()


def test_a_list_asks_nothing_about_rows_that_are_not_seen(qtbot: QtBot) -> None:
    class Counted(QAbstractListModel):
        asked = 0

        def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's own name
            self.asked += 1
            return 0 if parent is not None and parent.isValid() else 1_000_000

        def data(self, _index: Index, _role: int = 0) -> None:
            return None

    model = Counted()
    view = RowList("rows", model, row_height=HEIGHT)
    qtbot.addWidget(view)
    view.resize(200, 400)
    view.show()
    qtbot.wait(20)
    view.resize(260, 500)
    view.setCurrentIndex(model.index(999_999, 0))
    qtbot.wait(20)
    assert view.visualRect(model.index(999_999, 0)).bottom() <= view.viewport().height()
    assert model.asked < 2_000
    model.setParent(view)


def test_a_list_of_nothing_has_no_places(qtbot: QtBot) -> None:
    model = RowsModel()
    view = RowList("rows", model, row_height=HEIGHT)
    model.setParent(view)
    view.allow_many()
    qtbot.addWidget(view)
    view.show()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_PageDown):
        press(view, key)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not view.currentIndex().isValid()
    assert view.count_selected() == 0
    assert view.verticalScrollBar().maximum() == 0
