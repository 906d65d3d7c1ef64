"""The list view all screens share: rows paint themselves, the keyboard does everything, a screen reader hears each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from casevault.ui.lists.even import EvenList
from casevault.ui.lists.row import RowState
from casevault.ui.theme import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel, QItemSelectionRange, QObject
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent

    from casevault.ui.lists.row import Row

ROW = Qt.ItemDataRole.UserRole
WAITING_HEIGHT = 58


class RowDelegate(QStyledItemDelegate):
    """Paints a row by asking it to."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Paint the row at `index`; a row whose page has not come yet stays empty."""
        row: Row | None = index.data(ROW)
        if row is None:
            return
        view = self.parent()
        has_keyboard = isinstance(view, QWidget) and view.hasFocus()
        flags: Any = option
        selected = bool(flags.state & QStyle.StateFlag.State_Selected)
        current = isinstance(view, QAbstractItemView) and view.currentIndex() == index
        state = RowState(
            selected=selected and bool(row.id),
            hovered=bool(flags.state & QStyle.StateFlag.State_MouseOver) and bool(row.id),
            focused=has_keyboard and current,
        )
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        row.paint(painter, QRectF(flags.rect), state)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height the row wants at the width of the list."""
        view = self.parent()
        if isinstance(view, RowList) and view.row_height:
            # Of rows that come by page none is asked for its height: asking all would read them all.
            return QSize(10, theme.scaled(view.row_height))
        row: Row | None = index.data(ROW)
        width = view.viewport().width() if isinstance(view, QListView) else 0
        return QSize(10, row.height(width) if row is not None else theme.scaled(WAITING_HEIGHT))


class RowList(EvenList):
    """A list of rows. `opened` = Enter or double click; `chosen` = the current row moved; both carry the row."""

    opened = Signal(object)
    chosen = Signal(object)
    acts_wanted = Signal(object)  # the menu key, the other mouse button or Ctrl+.: what can be done with this row
    laid_out = Signal()  # the width of the rows may have changed
    filter_wanted = Signal(str)  # "/" or a letter was typed
    many_changed = Signal(int)  # how many rows are selected, where several can be

    def __init__(self, name: str, model: QAbstractItemModel, parent: QWidget | None = None, *, row_height: int = 0) -> None:
        """Show `model`; `row_height`: the height at 100 % where all rows have the same, 0 where each has its own."""
        super().__init__(parent)
        self.row_height = row_height
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(RowDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        # Single letters are ours here, and an input method must not take them: there is nothing to compose in a list.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().installEventFilter(self)
        self.activated.connect(lambda index: self._tell(self.opened, index))
        self._untold = False  # the row that is current has not come yet
        self.space_opens = False  # the space bar does what Enter does
        model.dataChanged.connect(self._on_came)
        theme.changed.connect(self._on_theme)

    def _on_theme(self) -> None:
        self.scheduleDelayedItemsLayout()

    def take_keyboard(self) -> None:
        """Have what is typed go here: for a signal, which leaves something behind where it is connected to `setFocus`."""
        self.setFocus()

    def draw_again(self) -> None:
        """Draw the rows again: what they show came meanwhile."""
        self.viewport().update()

    def allow_many(self) -> None:
        """Let several rows be selected: with Shift and Ctrl, and all by Ctrl+A."""
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.selectionModel().selectionChanged.connect(lambda _now, _before: self.many_changed.emit(self.count_selected()))
        self.model().modelReset.connect(lambda: self.many_changed.emit(0))

    def setCurrentIndex(self, index: QModelIndex | QPersistentModelIndex) -> None:
        """Go to a row, and mark that one alone.

        Qt asks which keys are held; Ctrl, still held from Ctrl+Enter or Ctrl+2, would leave the row before marked beside it, or
        take the mark off the row itself: what is done next would be done to others.
        """
        if self.selectionMode() is QAbstractItemView.SelectionMode.ExtendedSelection:
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        else:
            super().setCurrentIndex(index)

    def _parts(self) -> list[QItemSelectionRange]:
        selection = self.selectionModel().selection()
        return [selection.at(number) for number in range(selection.count())]

    def count_selected(self) -> int:
        """Return how many rows are selected."""
        return sum(part.height() for part in self._parts())

    def selected_rows(self) -> list[int]:
        """Return the numbers of the selected rows, in order. By ranges: a hundred thousand rows are one."""
        found: list[int] = []
        for part in self._parts():
            found.extend(range(part.top(), part.bottom() + 1))
        return sorted(found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell the head over the list when the scroll bar comes or goes."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self.laid_out.emit()
        return super().eventFilter(watched, event)

    @property
    def rows_width(self) -> int:
        """Return how wide the rows are: the list without its scroll bar."""
        bar = self.verticalScrollBar()
        return self.width() - (bar.sizeHint().width() if bar.isVisible() else 0)

    def current_row(self) -> Row | None:
        """Return the row the keyboard is on, or None."""
        row: Row | None = self.currentIndex().data(ROW) if self.currentIndex().isValid() else None
        return row

    def go_to(self, record_id: str) -> bool:
        """Move to the row of a record, if it is in the list; say whether it is."""
        model = self.model()
        find = getattr(model, "row_of", None)
        number = find(record_id) if find is not None else -1
        if number < 0:
            return False
        self.setCurrentIndex(model.index(number, 0))
        return True

    def currentChanged(self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex) -> None:
        """Tell which row is current now."""
        super().currentChanged(current, previous)
        self._untold = current.isValid() and current.data(ROW) is None
        self._tell(self.chosen, current)

    def _on_came(self, first: QModelIndex, last: QModelIndex) -> None:
        # Without this, what stands beside the list would go on showing another record than the one that is marked here.
        if self._untold and first.row() <= self.currentIndex().row() <= last.row():
            self._untold = False
            self._tell(self.chosen, self.currentIndex())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the rows out again: heights depend on the width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        self.laid_out.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the keyboard: the first row that leads somewhere becomes current where none is."""
        had = self.currentIndex().isValid()
        super().focusInEvent(event)
        # Qt makes the first row current without selecting it, and may choose a heading.
        if not had:
            self.select_first()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Give the keyboard away: the ring goes."""
        super().focusOutEvent(event)
        self.viewport().update()

    def select_first(self) -> None:
        """Make the first row that leads somewhere current."""
        model = self.model()
        for number in range(min(model.rowCount(), 50)):
            index = model.index(number, 0)
            row: Row | None = index.data(ROW)
            if row is None or row.id:
                self.setCurrentIndex(index)
                return

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask what can be done with the row under the pointer, or the one the keyboard is on."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            if index.isValid():
                self.setCurrentIndex(index)
        self.want_acts()
        event.accept()

    def want_acts(self) -> None:
        """Ask what can be done with the row the keyboard is on."""
        self._tell(self.acts_wanted, self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, "/" and letters go to the filter; all other keys as in any list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell(self.opened, self.currentIndex())
            return
        if event.key() == Qt.Key.Key_Space and self.space_opens:
            self._tell(self.opened, self.currentIndex())
            return
        text = event.text()
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if plain and text and (text in {"/", "、"} or text.isalnum()):
            self.filter_wanted.emit("" if text in "/、" else text)
            return
        super().keyPressEvent(event)

    def _tell(self, signal: Any, index: QModelIndex | QPersistentModelIndex) -> None:
        row: Row | None = index.data(ROW) if index.isValid() else None
        if row is not None and row.id:
            signal.emit(row)
