"""A choice of one from a list, drawn like the other fields: the native combo box draws a bevel that nothing else here has."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from casevault.ui.draw import Run, draw, flip, rounded
from casevault.ui.theme import CONTROL_HEIGHT, RADIUS, Role, Style, pixmap, theme

PAD = 11
ARROW = 16


class Select(QComboBox):
    """A combo box with a flat face; its list, keys and accessibility are Qt's own."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)
        theme.changed.connect(self._on_theme)

    def _on_theme(self) -> None:
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the form scroll: a wheel over a field must not change a recorded value."""
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the field, the chosen label and the arrow."""
        painter = QPainter(self)
        outer = QRectF(self.rect())
        enabled = self.isEnabled()
        line, width = (Role.FOCUS, 2.0) if self.hasFocus() else (Role.BORDER if enabled else Role.LINE, 1.0)
        rounded(painter, outer, RADIUS.CONTROL, Role.SURFACE if enabled else Role.NEUTRAL_SOFT, line, width)
        text = outer.adjusted(PAD, 0, -(PAD + ARROW + 4), 0)
        role = Role.TEXT3 if self.currentData() is None or not enabled else Role.TEXT
        draw(painter, flip(outer, text), [Run(self.currentText(), Style.BODY, 0, role)])
        arrow = flip(outer, QRectF(outer.right() - PAD - ARROW, outer.center().y() - ARROW / 2, ARROW, ARROW))
        painter.drawPixmap(QPointF(arrow.left(), arrow.top()), pixmap("chevron-down", Role.TEXT2, ARROW))
        painter.end()
