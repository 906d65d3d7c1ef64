"""A recovery code that is shown once, and typed back whole from the paper before it counts as written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from casevault.crypto.recovery_code import GROUP_LENGTH, first_difference
from casevault.i18n import N_
from casevault.ui.theme import CONTROL_HEIGHT, SPACE, Role, Style, theme
from casevault.ui.ways.code_words import CodeWords
from casevault.ui.ways.new_passphrase import captioned
from casevault.ui.widgets.basic import Button, row
from casevault.ui.words import FittingDialog, InlineMessage, Tone, Words

if TYPE_CHECKING:
    from casevault.i18n import Catalogue

WIDTH = 480
GROUPS_A_LINE = 3  # as one writes it down
WRITE_DOWN = N_("Write this code on paper. It opens the vault without the passphrase, and it is shown once.")
TYPE_BACK = N_("Now type it back whole, from your paper")
GROUP_WRONG = N_("Group {group} does not match. Look at your paper: is it a B or an 8?")
TITLE = N_("Your new recovery code")
OLD_PAPER = N_(
    "Destroy the paper with the old code, which opens this vault no more. Copies and back-ups made earlier still open with it."
)
NOT_YET = N_("The code was not typed back. If you close this now, nobody has a recovery code for this vault.")
NOT_YET_HINT = N_("Close it all the same, and make another code later.")
WRITTEN = N_("It is on paper")


class CodeSheet(QWidget):
    """The code in three lines, and the field in which it is typed back; `matched` says whether it now is."""

    matched = Signal(bool)

    def __init__(self, catalogue: Catalogue, code: str) -> None:
        super().__init__()
        self._catalogue, self._code = catalogue, code
        text = catalogue.text
        self.shown = CodeWords()
        self.shown.put(code, GROUPS_A_LINE)
        self.typed = QLineEdit()
        self.typed.setAccessibleName(text(TYPE_BACK))
        self.typed.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.typed.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.typed.textChanged.connect(lambda _text: self._compare())
        self._message = InlineMessage()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE.CARD)
        layout.addWidget(Words(text(WRITE_DOWN), wrap=True))
        layout.addWidget(self.shown)
        layout.addLayout(captioned(self.typed))
        layout.addWidget(self._message)

    def clear(self) -> None:
        """Let go of the code and of what was typed."""
        self._code = ""
        self.shown.clear()
        self.typed.clear()

    def _compare(self) -> None:
        """Name the first group that differs as soon as it is whole."""
        typed = self.typed.text()
        wrong = first_difference(self._code, typed)
        letters = sum(1 for letter in typed if letter.isalnum())
        if wrong and letters >= wrong * GROUP_LENGTH:
            self._message.show_message(Tone.CAUTION, self._catalogue.text(GROUP_WRONG, group=wrong))
        else:
            self._message.hide()
        self.matched.emit(not wrong and bool(self._code))


class NewCodeBox(FittingDialog):
    """Shows a code that is in force already; it closes when it was typed back, or when somebody says twice that it shall."""

    def __init__(self, catalogue: Catalogue, code: str, parent: QWidget) -> None:
        super().__init__(parent, WIDTH)
        self._catalogue, self._warned, self._matched = catalogue, False, False
        text = catalogue.text
        self.setAccessibleName(text(TITLE))
        self.setModal(True)
        self.sheet = CodeSheet(catalogue, code)
        self.sheet.matched.connect(self._on_matched)
        self.message = InlineMessage()
        layout = QVBoxLayout(self.inner)
        layout.setContentsMargins(SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP)
        layout.setSpacing(SPACE.CARD)
        layout.addWidget(Words(text(TITLE), Style.TITLE, wrap=True))
        layout.addWidget(self.sheet)
        layout.addWidget(Words(text(OLD_PAPER), Style.SMALL, Role.TEXT2, wrap=True))
        layout.addWidget(self.message)
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        self.button = Button(text(WRITTEN), "primary")
        self.button.setEnabled(False)
        self.button.clicked.connect(self.accept)
        foot.addWidget(self.button)
        layout.addLayout(foot)
        self.sheet.typed.returnPressed.connect(self.button.click)
        self.finished.connect(self.sheet.clear)
        self.sheet.typed.setFocus()

    def reject(self) -> None:
        """Say what closing now means; the second time, close."""
        if self._warned:
            super().reject()
            return
        self._warned = True
        text = self._catalogue.text
        self.message.show_message(Tone.CAUTION, text(NOT_YET), text(NOT_YET_HINT))

    def _on_matched(self, matched: bool) -> None:
        self.button.setEnabled(matched)
        if matched:
            self.message.hide()
