"""A field for a passphrase: hidden until the eye is pressed, kept from input methods that learn."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

from casevault.i18n import N_
from casevault.ui.theme import CONTROL_HEIGHT, Role, icon, theme

SHOW_TYPED = N_("Show what is typed (Alt+V)")
HINTS: Final = Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText


class SecretField(QLineEdit):
    """One line that shows dots. Qt keeps copies of what was typed until the process ends: that is why a lock ends it."""

    def __init__(self, name: str, show_word: str) -> None:
        """`name` is what a screen reader says; `show_word` is `SHOW_TYPED` in the language of the window."""
        super().__init__()
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(HINTS)
        self.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self._eye = QAction(icon("eye", Role.TEXT2), show_word, self)
        self._eye.setCheckable(True)
        self._eye.setShortcut("Alt+V")
        self._eye.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._eye.toggled.connect(self._on_eye)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        theme.changed.connect(self._dress)

    def secret(self) -> bytearray:
        """Return what is typed as UTF-8; whoever asks wipes it."""
        return bytearray(self.text().encode("utf-8", "surrogatepass"))

    def show_typed(self, *, shown: bool) -> None:
        """Show the letters, or dots."""
        self._eye.setChecked(shown)

    def _on_eye(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        # An input method takes its hints from the echo mode, too: what is shown is still a secret.
        self.setInputMethodHints(HINTS)
        self._dress()

    def _dress(self) -> None:
        self._eye.setIcon(icon("eye-off" if self._eye.isChecked() else "eye", Role.TEXT2))
