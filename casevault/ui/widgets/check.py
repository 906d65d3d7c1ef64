"""Tick boxes, alone and in the rows of a list, and radio buttons, drawn in our roles: Qt's own edge disappears in the dark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QCheckBox,
    QRadioButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from casevault.ui.draw import Run, draw, flip, focus_ring, rounded, width_of, wrapped
from casevault.ui.theme import RADIUS, SPACE, Role, Style, pixmap, theme

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtWidgets import QWidget

BOX = 16
HEIGHT = 28
LINE = 20
LEAST = 140  # pixels: narrower than this no words are wrapped


def _side() -> int:
    return theme.scaled(BOX)


def _size(button: QAbstractButton) -> QSize:
    return QSize(round(_side() + SPACE.NEAR + width_of([Run(button.text(), Style.BODY)]) + SPACE.NEAR), theme.scaled(HEIGHT))


def _lines(button: QAbstractButton, width: float) -> list[str]:
    """Return the words over as many lines as a width needs: what is agreed to is never cut."""
    if width >= _size(button).width():
        return [button.text()]
    return wrapped(button.text(), Style.BODY, width - 4 - _side() - SPACE.NEAR)


def _height(button: QAbstractButton, width: int) -> int:
    return theme.scaled(HEIGHT) + theme.scaled(LINE) * (len(_lines(button, width)) - 1)


def _may_wrap(button: QAbstractButton) -> None:
    policy = button.sizePolicy()
    policy.setHeightForWidth(True)
    button.setSizePolicy(policy)


def _paint_box(painter: QPainter, outer: QRectF, radius: float, mark: str, *, on: bool, enabled: bool) -> None:
    """Draw box or disc at the leading edge of `outer`."""
    side = _side()
    box = flip(outer, QRectF(outer.left() + 4, outer.center().y() - side / 2, side, side))
    edge = Role.BORDER if enabled else Role.LINE
    rounded(painter, box, radius, Role.ACCENT if on else Role.SURFACE, None if on else edge)
    if on and mark:
        painter.drawPixmap(QPointF(box.left() + 1, box.top() + 1), pixmap(mark, Role.ON_ACCENT, side - 2))
    elif on:
        inset = side * 5 / BOX
        rounded(painter, box.adjusted(inset, inset, -inset, -inset), radius, Role.ON_ACCENT)


def _paint(button: QAbstractButton, radius: float, mark: str) -> None:
    painter = QPainter(button)
    outer = QRectF(button.rect())
    if button.hasFocus():
        focus_ring(painter, outer.adjusted(0, 2, 0, -2), RADIUS.CHIP)
    on, enabled = button.isChecked(), button.isEnabled()
    line = theme.scaled(LINE)
    lines = _lines(button, outer.width())
    first = outer.adjusted(0, 0, 0, -line * (len(lines) - 1))
    _paint_box(painter, first, radius, mark, on=on, enabled=enabled)
    text = QRectF(outer.left() + 4 + _side() + SPACE.NEAR, outer.top(), outer.width(), first.height())
    for number, words in enumerate(lines):
        place = text.translated(0, number * line)
        draw(painter, flip(outer, place), [Run(words, Style.BODY, 0, Role.TEXT if enabled else Role.TEXT3)], elide=False)
    painter.end()


class Check(QCheckBox):
    """A tick box."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        _may_wrap(self)

    def minimumSizeHint(self) -> QSize:
        """Return that the words may go on below."""
        wanted = _size(self)
        return QSize(min(wanted.width(), theme.scaled(LEAST)), wanted.height())

    def hasHeightForWidth(self) -> bool:
        """Return that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width."""
        return _height(self, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep every line: a page that scrolls asks for the least height alone."""
        super().resizeEvent(event)
        self.setMinimumHeight(_height(self, self.width()))

    def sizeHint(self) -> QSize:
        """Return the room that box and words need."""
        return _size(self)

    def hitButton(self, place: QPoint) -> bool:
        """Take a click anywhere on the words."""
        return self.rect().contains(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        _paint(self, RADIUS.MARK, "check")


class Radio(QRadioButton):
    """One of several."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        _may_wrap(self)

    def minimumSizeHint(self) -> QSize:
        """Return that the words may go on below."""
        wanted = _size(self)
        return QSize(min(wanted.width(), theme.scaled(LEAST)), wanted.height())

    def hasHeightForWidth(self) -> bool:
        """Return that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width."""
        return _height(self, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep every line: a page that scrolls asks for the least height alone."""
        super().resizeEvent(event)
        self.setMinimumHeight(_height(self, self.width()))

    def sizeHint(self) -> QSize:
        """Return the room that disc and words need."""
        return _size(self)

    def hitButton(self, place: QPoint) -> bool:
        """Take a click anywhere on the words."""
        return self.rect().contains(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        _paint(self, _side() / 2, "")


class TickDelegate(QStyledItemDelegate):
    """The rows of a list of tick boxes. A click anywhere on a row ticks it, and so does the space bar."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of a row."""
        return QSize(10, theme.scaled(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Draw box and words; a ring where the keyboard is."""
        flags: Any = option
        view, outer = self.parent(), QRectF(flags.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if flags.state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, outer, RADIUS.CHIP, Role.HOVER)
        if isinstance(view, QAbstractItemView) and view.hasFocus() and view.currentIndex() == index:
            focus_ring(painter, outer, RADIUS.CHIP)
        on = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) is Qt.CheckState.Checked
        _paint_box(painter, outer, RADIUS.MARK, "check", on=on, enabled=True)
        start = 4 + _side() + SPACE.NEAR
        text = QRectF(outer.left() + start, outer.top(), outer.width() - 4 - start, outer.height())
        draw(painter, flip(outer, text), [Run(str(index.data()))])
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Tick a row or take the tick away."""
        flags: Any = option
        pressed = isinstance(event, QKeyEvent) and event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Select}
        clicked = (
            isinstance(event, QMouseEvent)
            and event.type() is QEvent.Type.MouseButtonRelease
            and event.button() is Qt.MouseButton.LeftButton
            and flags.rect.contains(event.position().toPoint())
        )
        if not pressed and not clicked:
            return False
        on = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) is Qt.CheckState.Checked
        state = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
        return model.setData(index, state.value, Qt.ItemDataRole.CheckStateRole)
