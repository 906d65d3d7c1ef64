"""The quick filter over a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit

from casevault.ui.draw import draw_icon, flip, grown
from casevault.ui.marks import draw_key, key_width
from casevault.ui.theme import CONTROL_HEIGHT, Role, Style, font, theme
from casevault.ui.widgets.basic import PAINT, frame_of

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent


class FilterField(QLineEdit):
    """Narrows the list below it; Esc empties it and goes back to the list."""

    left = Signal()
    emptied = Signal()  # Backspace was pressed with nothing left to take away

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self._dress()
        theme.changed.connect(self._dress)

    def _dress(self) -> None:
        self.setFont(font(Style.BODY))
        self.setFixedHeight(theme.scaled(CONTROL_HEIGHT))
        self.setTextMargins(22, 0, 22, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, its mark, and the key that leads here."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        rect = frame_of(self)
        draw_icon(painter, rect, grown(QRectF(9, (rect.height() - 16) / 2, 16, 16)), "list-filter", Role.TEXT3)
        if not self.text() and not self.hasFocus():
            width = key_width("/")
            draw_key(painter, flip(rect, QRectF(rect.right() - 8 - width, 0, width, rect.height())), "/")
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the field and goes back; Down and Enter go back with the filter kept."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.emptied.emit()
        else:
            super().keyPressEvent(event)
