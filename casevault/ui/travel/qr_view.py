"""A text as a QR picture on the screen: dark on light in every theme, with the quiet ground that a reader needs around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from casevault.domain import qr
from casevault.ui.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

SIDE = 292  # pixels at 100 %: four for each square of the largest


class QrView(QWidget):
    """The picture; `name` is what a screen reader says of it."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__()
        self._squares = qr.squares(text.encode())
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def clear(self) -> None:
        """Let go of what is shown."""
        self._squares = []
        self.update()

    def sizeHint(self) -> QSize:
        """Return a whole number of pixels for each square."""
        count = len(self._squares) + 2 * qr.QUIET
        side = count * max(2, theme.scaled(SIDE) // count)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the squares, sharp; a reader wants black on white whatever the theme is."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        step = self.width() // (len(self._squares) + 2 * qr.QUIET)
        for y, line in enumerate(self._squares):
            for x, dark in enumerate(line):
                if dark:
                    place = QRect((x + qr.QUIET) * step, (y + qr.QUIET) * step, step, step)
                    painter.fillRect(place, Qt.GlobalColor.black)
        painter.end()
