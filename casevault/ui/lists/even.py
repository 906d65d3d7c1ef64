"""A list view whose rows may all have one height: then where a row lies is arithmetic, and no row is asked for anything unseen.

Qt's own list asks the model about every row whenever a row changes or the window is resized. At a hundred thousand rows that
stops the window for a second each time; here it costs the same as at ten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QCursor, QPainter, QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem

from casevault.ui.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    Index = QModelIndex | QPersistentModelIndex

Move = QAbstractItemView.CursorAction
Hint = QAbstractItemView.ScrollHint


class EvenList(QListView):
    """`row_height`: pixels at 100 % of every row; 0 where each has its own, and then this is Qt's list."""

    row_height = 0

    @property
    def _step(self) -> int:
        return theme.scaled(self.row_height)

    def _count(self) -> int:
        count = getattr(self.model(), "rowCount", None)  # when a window goes, its list may outlive the model for a moment
        return int(count()) if count is not None else 0

    def _row_at(self, y: int) -> int:
        """Return the row at a height of the viewport, which may lie outside of it; beyond the ends the first or last one."""
        return max(0, min((y + self.verticalOffset()) // self._step, self._count() - 1))

    def doItemsLayout(self) -> None:
        """Lay out: nothing has to be asked where all rows are alike."""
        if not self.row_height:
            super().doItemsLayout()
            return
        QAbstractItemView.doItemsLayout(self)
        self.updateGeometries()
        self.viewport().update()

    def updateGeometries(self) -> None:
        """Tell the scroll bar how long the list is."""
        if not self.row_height:
            super().updateGeometries()
            return
        bar, page = self.verticalScrollBar(), self.viewport().height()
        bar.setSingleStep(self._step)
        bar.setPageStep(page)
        bar.setRange(0, max(0, self._count() * self._step - page))

    def verticalOffset(self) -> int:
        """Return how far the list is scrolled."""
        return self.verticalScrollBar().value() if self.row_height else super().verticalOffset()

    def visualRect(self, index: Index) -> QRect:
        """Return where a row lies in the viewport."""
        if not self.row_height:
            return super().visualRect(index)
        if not index.isValid():
            return QRect()
        return QRect(0, index.row() * self._step - self.verticalOffset(), self.viewport().width(), self._step)

    def indexAt(self, place: QPoint) -> QModelIndex:
        """Return the row at a place of the viewport, none below the last."""
        if not self.row_height:
            return super().indexAt(place)
        row = (place.y() + self.verticalOffset()) // self._step
        inside = 0 <= row < self._count() and 0 <= place.x() < self.viewport().width()
        return self.model().index(row, 0) if inside else QModelIndex()

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = Hint.EnsureVisible) -> None:
        """Scroll as little as shows a row whole, or as `hint` says."""
        if not self.row_height:
            super().scrollTo(index, hint)
            return
        if not index.isValid():
            return
        self.updateGeometries()  # the model may have grown since it was laid out
        bar, page, top = self.verticalScrollBar(), self.viewport().height(), index.row() * self._step
        if hint is Hint.PositionAtCenter:
            bar.setValue(top - (page - self._step) // 2)
        elif hint is Hint.PositionAtBottom or (hint is Hint.EnsureVisible and top + self._step > bar.value() + page):
            bar.setValue(max(top + self._step - page, 0))
        if hint is Hint.PositionAtTop or (hint is Hint.EnsureVisible and top < bar.value()):
            bar.setValue(top)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Return where a key leads."""
        if not self.row_height:
            return super().moveCursor(action, modifiers)
        last, here = self._count() - 1, self.currentIndex().row()
        if last < 0:
            return QModelIndex()
        page = max(1, self.viewport().height() // self._step - 1)
        steps = {Move.MoveUp: -1, Move.MoveDown: 1, Move.MovePageUp: -page, Move.MovePageDown: page}
        steps |= {Move.MovePrevious: -1, Move.MoveNext: 1}
        if action is Move.MoveHome:
            row = 0
        elif action is Move.MoveEnd:
            row = last
        else:
            row = max(0, min(here + steps.get(action, 0), last)) if here >= 0 else 0
        return self.model().index(row, 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select the rows between two places: one range, however many they are."""
        if not self.row_height:
            super().setSelection(rect, command)
            return
        if not self._count():
            return
        first, last = sorted((self._row_at(rect.top()), self._row_at(rect.bottom())))
        model = self.model()
        self.selectionModel().select(QItemSelection(model.index(first, 0), model.index(last, 0)), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Return what of a selection is seen."""
        if not self.row_height:
            return super().visualRegionForSelection(selection)
        found, seen = QRegion(), self.viewport().rect()
        for part in (selection.at(number) for number in range(selection.count())):
            top = part.top() * self._step - self.verticalOffset()
            whole = QRect(0, top, seen.width(), min(part.height() * self._step, 1 << 24))
            found += QRegion(whole.intersected(seen))
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that are seen."""
        if not self.row_height:
            super().paintEvent(event)
            return
        painter = QPainter(self.viewport())
        part, model, step = event.rect(), self.model(), self._step
        chosen, delegate = self.selectionModel(), self.itemDelegate()
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state & ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver)
        under = self.viewport().mapFromGlobal(QCursor.pos()) if self.viewport().underMouse() else QPoint(-1, -1)
        if self._count():
            for row in range(self._row_at(part.top()), self._row_at(part.bottom()) + 1):
                index = model.index(row, 0)
                place = QRect(0, row * step - self.verticalOffset(), self.viewport().width(), step)
                state = plain | QStyle.StateFlag.State_Selected if chosen.isSelected(index) else plain
                state = state | QStyle.StateFlag.State_MouseOver if place.contains(under) else state
                option.rect, option.state = place, state
                delegate.paint(painter, option, index)
        painter.end()
