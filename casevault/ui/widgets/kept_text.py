"""Text over several lines that can be copied, which is counted and marked, and not pulled into another program with the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent


class KeptText(QPlainTextEdit):
    """Qt begins to drag where a selection is pressed on, so a selection ends there; a drop into another window is no copy."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let go of a selection before Qt takes hold of it; a right click leaves it, to be copied."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        cursor = self.textCursor()
        extends = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        pressed = self.cursorForPosition(event.position().toPoint()).position()
        if cursor.hasSelection() and not extends and cursor.selectionStart() <= pressed <= cursor.selectionEnd():
            cursor.clearSelection()
            self.setTextCursor(cursor)
        super().mousePressEvent(event)
