"""Finding in the file that is shown: a field, which hit it is, and the way to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from casevault.i18n import N_
from casevault.ui.theme import CONTROL_HEIGHT, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, row
from casevault.ui.words import Words

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from casevault.ui.context import Context
    from casevault.ui.evidence.looks import Look

WIDTH = 260
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
WAIT_MS = 250  # after the last key
FIND = N_("Find in this file (Ctrl+F)")
NONE = N_("Nothing found")
WHICH = N_("{number} of {count}")


class FindBar(QWidget):
    """A field over a look; Enter and F3 go on, Shift+Enter back."""

    def __init__(self, context: Context, look: Look) -> None:
        super().__init__()
        self._context, self._look = context, look
        self._settle = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._settle.timeout.connect(self.again)
        text = context.text
        layout = row(self, (SPACE.PANE, SPACE.TIGHT, SPACE.PANE, SPACE.TIGHT), SPACE.TIGHT)
        self.field = QLineEdit()
        self.field.setPlaceholderText(text(FIND))
        self.field.setAccessibleName(text(FIND))
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(lambda _text: self._settle.start())
        layout.addWidget(self.field)
        self.before = Button("", "quiet", "chevron-up", name=text(N_("Previous hit")))
        self.before.clicked.connect(lambda _on=False: self.go(-1))
        self.after = Button("", "quiet", "chevron-down", name=text(N_("Next hit")))
        self.after.clicked.connect(lambda _on=False: self.go(1))
        self.which = Words("", Style.SMALL, Role.TEXT2)
        for widget in (self.before, self.after, self.which):
            layout.addWidget(widget)
        layout.addStretch(1)
        look.hits.connect(self._on_hits)
        theme.changed.connect(self._fit)
        self._fit()
        self._on_hits(0, 0)

    def _fit(self) -> None:
        self.field.setFixedSize(theme.scaled(WIDTH), theme.scaled(CONTROL_HEIGHT))

    @property
    def has_keyboard(self) -> bool:
        """Say whether something is being typed here."""
        return self.field.hasFocus()

    def begin(self) -> None:
        """Put the keyboard in the field."""
        self.field.setFocus()
        self.field.selectAll()

    def end(self) -> None:
        """Give the keyboard back; what was found stays marked."""
        self._look.keyboard.setFocus()

    def again(self) -> None:
        """Look for what stands in the field."""
        self._settle.stop()
        self._look.look_for(self.field.text())

    def go(self, by: int) -> None:
        """Go to the next hit, or the one before; what was typed a moment ago is looked for first."""
        if self._settle.isActive():
            self.again()
        else:
            self._look.step(by)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on, Shift+Enter back; neither presses a button of the box."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in ENTER:
            self.go(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return True
        return super().eventFilter(watched, event)

    def _on_hits(self, number: int, count: int) -> None:
        text = self._context.text
        searched = bool(self.field.text().strip())
        self.which.setText((text(WHICH, number=number, count=count) if count else text(NONE)) if searched else "")
        for button in (self.before, self.after):
            button.setEnabled(count > 0)
