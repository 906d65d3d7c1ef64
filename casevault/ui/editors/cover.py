"""While names are hidden, a line or text of a form shows codes in place of whoever it names, until somebody writes in it.

A form opens with the keyboard in its first field, which is often the name: the keyboard alone uncovers nothing. A click does, or
a key that writes or moves in the text. What is typed stands below untouched: only what is drawn is another text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from casevault.ui.theme import theme

if TYPE_CHECKING:
    from casevault.ui.editors.base import Surroundings

# Keys with which somebody goes through a form, or does something to it, and writes nothing.
_PASSING = frozenset({
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta,
    Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_CapsLock, *range(Qt.Key.Key_F1, Qt.Key.Key_F12 + 1),
})  # fmt: skip
INSET = 10  # pixels from the edge of a line to its text


class Cover(QWidget):
    """Lies over the text of one field; clicks and keys go through it."""

    def __init__(self, edit: QLineEdit | QPlainTextEdit, around: Surroundings) -> None:
        super().__init__(edit)
        self._edit, self._around = edit, around
        self._told = self._told_of = ""
        self._woken = False  # somebody writes here
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        edit.installEventFilter(self)
        edit.textChanged.connect(self.draw_anew)
        theme.changed.connect(self.draw_anew)
        self.hide()

    @property
    def told(self) -> str:
        """Return what is shown in place of the text, "" while the text itself is seen."""
        return self._told if self.isVisibleTo(self._edit) else ""

    def draw_anew(self) -> None:
        """Cover the text if it names somebody while names are hidden, or show it again."""
        look = self._around.look
        if not look.hides or (self._woken and self._edit.hasFocus()):
            self._told_of = ""
            self.hide()
            return
        text = self._text()
        if self._told_of != text:
            self._told, self._told_of = "", text  # nothing is seen until it is known whom it names
            self._around.read(lambda found: found.told(text), lambda told: self._put(text, told))
        self.setVisible(self._told != text)
        self._fit()
        self.update()

    def _put(self, text: str, told: str) -> None:
        if isValid(self) and text == self._told_of:
            self._told = told
            self.draw_anew()

    def _text(self) -> str:
        return self._edit.text() if isinstance(self._edit, QLineEdit) else self._edit.toPlainText()

    def _fit(self) -> None:
        edit = self._edit
        if isinstance(edit, QLineEdit):
            self.setGeometry(edit.rect().adjusted(INSET, 2, -INSET, -2))
        else:
            self.setGeometry(edit.viewport().geometry())
        self.raise_()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Show the text while somebody writes in it; stay as large as it."""
        if event.type() == QEvent.Type.FocusOut:
            self._woken = False
        elif isinstance(event, QMouseEvent) or (isinstance(event, QKeyEvent) and self._writes(event)):
            if event.type() in {QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress} and not self._woken:
                self._woken = True
                self.draw_anew()
        elif event.type() == QEvent.Type.InputMethod and not self._woken:
            self._woken = True
            self.draw_anew()
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.Show}:
            self.draw_anew()
        elif event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    @staticmethod
    def _writes(event: QKeyEvent) -> bool:
        return event.key() not in _PASSING

    def paintEvent(self, _event: object) -> None:
        """Draw the ground of the field and the text that hides its names."""
        painter = QPainter(self)
        palette = self._edit.palette()
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        painter.setFont(self._edit.font())
        one_line = isinstance(self._edit, QLineEdit)
        flags = Qt.AlignmentFlag.AlignVCenter if one_line else Qt.AlignmentFlag.AlignTop
        start = Qt.AlignmentFlag.AlignRight if self._edit.layoutDirection() is Qt.LayoutDirection.RightToLeft else flags
        margin = 0 if isinstance(self._edit, QLineEdit) else int(self._edit.document().documentMargin())
        room = self.rect().adjusted(margin, margin, -margin, -margin)
        wrap = Qt.TextFlag.TextSingleLine if one_line else Qt.TextFlag.TextWordWrap
        painter.drawText(QRect(room), int(flags | start) | int(wrap), self._told)
        painter.end()
