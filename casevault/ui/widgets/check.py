"""A tick box and a radio button drawn in our roles: Qt's own edge disappears on a dark ground."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton

from casevault.ui.draw import Run, draw, flip, focus_ring, rounded, width_of
from casevault.ui.theme import RADIUS, SPACE, Role, Style, pixmap, theme

BOX = 16
HEIGHT = 28


def _size(button: QAbstractButton) -> QSize:
    return QSize(round(BOX + SPACE.NEAR + width_of([Run(button.text(), Style.BODY)]) + SPACE.NEAR), theme.scaled(HEIGHT))


def _paint(button: QAbstractButton, radius: float, mark: str) -> None:
    painter = QPainter(button)
    outer = QRectF(button.rect())
    if button.hasFocus():
        focus_ring(painter, outer.adjusted(0, 2, 0, -2), RADIUS.CHIP)
    box = flip(outer, QRectF(outer.left() + 4, outer.center().y() - BOX / 2, BOX, BOX))
    on, enabled = button.isChecked(), button.isEnabled()
    edge = Role.BORDER if enabled else Role.LINE
    rounded(painter, box, radius, Role.ACCENT if on else Role.SURFACE, None if on else edge)
    if on and mark:
        painter.drawPixmap(QPointF(box.left() + 1, box.top() + 1), pixmap(mark, Role.ON_ACCENT, BOX - 2))
    elif on:
        rounded(painter, box.adjusted(5, 5, -5, -5), radius, Role.ON_ACCENT)
    text = QRectF(outer.left() + 4 + BOX + SPACE.NEAR, outer.top(), outer.width(), outer.height())
    draw(painter, flip(outer, text), [Run(button.text(), Style.BODY, 0, Role.TEXT if enabled else Role.TEXT3)], elide=False)
    painter.end()


class Check(QCheckBox):
    """A tick box."""

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

    def sizeHint(self) -> QSize:
        """Return the room that disc and words need."""
        return _size(self)

    def hitButton(self, place: QPoint) -> bool:
        """Take a click anywhere on the words."""
        return self.rect().contains(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        _paint(self, BOX / 2, "")
