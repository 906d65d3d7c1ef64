"""Colleagues' shares, typed or pasted one after the other: each is looked at by its own checksum before the next is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from casevault.crypto import shares
from casevault.errors import CaseVaultError
from casevault.i18n import N_
from casevault.ui.messages import notice_of
from casevault.ui.theme import SPACE, Role, Style, font, theme
from casevault.ui.ways.new_passphrase import captioned
from casevault.ui.widgets.basic import Button, row
from casevault.ui.words import InlineMessage, Tone, Words

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from casevault.crypto.shares import Share
    from casevault.i18n import Catalogue

LINES = 5  # of the field: 33 words with their numbers
FIELD = N_("The words of one share, with or without their numbers")
TAKE = N_("Take this share")
NONE_YET = N_("None yet. The number of the set, and how many are needed, stand on each sheet.")
MISSING = N_("{given} of {needed} shares of set {set} are here and whole.")
ENOUGH = N_("All {needed} shares of set {set} are here and whole.")
TWICE = N_("This share is here already. The same one twice counts once.")
AGAIN = N_("Begin again")


class ShareEntry(QWidget):
    """A field for one share at a time, and what is here; `changed` says whether there are enough."""

    changed = Signal(bool)

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._taken: list[Share] = []
        text = catalogue.text
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(text(FIELD))
        self.field.setTabChangesFocus(True)
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.field.installEventFilter(self)
        self.take_button = Button(text(TAKE))
        self.take_button.setEnabled(False)
        self.take_button.clicked.connect(self.take)
        self.again_button = Button(text(AGAIN), "quiet", "rotate-ccw")
        self.again_button.clicked.connect(self._on_again)
        self.here = Words(text(NONE_YET), Style.SMALL, Role.TEXT2, wrap=True)
        self.message = InlineMessage()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE.NEAR)
        layout.addLayout(captioned(self.field))
        beside = row(spacing=SPACE.NEAR)
        beside.addWidget(self.take_button)
        beside.addWidget(self.again_button)
        beside.addStretch(1)
        layout.addLayout(beside)
        layout.addWidget(self.message)
        layout.addWidget(self.here)
        self.field.textChanged.connect(lambda: self.take_button.setEnabled(bool(self.field.toPlainText().strip())))
        theme.changed.connect(self._dress)
        self._dress()
        self._show()

    def secret(self) -> bytearray:
        """Return the shares that are here as the text that opens a vault; whoever asks wipes it."""
        return bytearray("\n\n".join(share.words for share in self._taken).encode("ascii"))

    def take(self) -> None:
        """Look at what stands in the field, and keep it if it is whole and of the same set."""
        # Read together with what is here, so that a sentence about "share 3" means the third one.
        known = "\n\n".join(share.words for share in self._taken)
        try:
            found = shares.parse(f"{known}\n\n{self.field.toPlainText()}")
            shares.same_set(found)
        except CaseVaultError as problem:
            notice = notice_of(problem, self._catalogue)
            self.message.show_message(Tone.CAUTION, notice.what, notice.hint)
            self.field.setFocus()
            return
        distinct = list({share.words: share for share in found}.values())
        if len(distinct) < len(found):
            self.message.show_message(Tone.CAUTION, self._catalogue.text(TWICE))
        else:
            self.message.hide()
        self._taken = distinct
        self._forget_field()
        self._show()
        self.field.setFocus()

    def clear(self) -> None:
        """Let go of every share."""
        self._taken = []
        self._forget_field()
        self.message.hide()
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the share on Enter; Shift+Enter begins a line."""
        if event.type() is QEvent.Type.KeyPress and self._is_enter(event):  # type: ignore[arg-type]  # a KeyPress is a QKeyEvent
            self.take_button.click()
            return True
        return super().eventFilter(watched, event)

    @staticmethod
    def _is_enter(event: QKeyEvent) -> bool:
        return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()

    def _on_again(self) -> None:
        self.clear()
        self.field.setFocus()

    def _forget_field(self) -> None:
        self.field.clear()  # leaves nothing to undo

    def _show(self) -> None:
        given, text = len(self._taken), self._catalogue.text
        enough = False
        if given:
            first = self._taken[0]
            enough = given >= first.needed
            words = text(ENOUGH if enough else MISSING, given=given, needed=first.needed, set=first.set)
            self.here.setText(words)
        else:
            self.here.setText(text(NONE_YET))
        self.here.set_role(Role.OK if enough else Role.TEXT2)
        self.again_button.setVisible(bool(given))
        self.changed.emit(enough)

    def _dress(self) -> None:
        self.field.setFont(font(Style.BODY))
        self.field.setFixedHeight(theme.scaled(20 * LINES) + 16)
