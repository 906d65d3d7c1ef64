"""Step 1: which file, what opens it, and, of a sender nobody here knows, what was heard from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from casevault import files
from casevault.exchange.bundles import Accepted, Keys
from casevault.i18n import N_, isolated
from casevault.ui.bring_in.parts import Labelled
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.secret_field import SHOW_TYPED, SecretField
from casevault.ui.theme import CONTROL_HEIGHT, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, column, row
from casevault.ui.widgets.check import Check, Radio
from casevault.ui.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.ui.context import Context

COLUMN: Final = 620
MOST_KEY: Final = 64 << 10  # bytes of a key file
WHICH = N_("Which bundle is to be opened?")
KINDS = N_("Bundles end in .age, or are a page for a browser (.html). Nothing is taken in before you have seen it.")
CHOOSE = N_("Choose a bundle…")
HOW = N_("What opens it?")
OWN_KEY = N_("The key of this vault: it was sealed for us")
WORDS = N_("Seven words, given by another way")
THE_WORDS = N_("The seven words")
KEY_FILE = N_("A key file of the age program")
CHOOSE_KEY = N_("Choose the key file…")
HEARD = N_("The eight words, as the sender says them on the telephone or face to face")
HEARD_WHY = N_(
    "Ask the sender to read them out, by a way on which you know the voice or the face. Do not take them from the message that "
    "the bundle came with: whoever sent that could have made both."
)
UNSIGNED = N_("I know from elsewhere that it is what it says")


class OpeningPage(QWidget):
    """The questions; `wanted` says that a file was chosen."""

    wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.path: Path | None = None
        self._key_path: Path | None = None
        _ = context.text
        self._name = Words(_(WHICH), Style.SUBTITLE, wrap=True)
        self.choose = Button(_(CHOOSE), "secondary", "folder-open")
        self.choose.setObjectName("bundle.choose")
        self.choose.clicked.connect(lambda: ask_path(self, _(WHICH), Mode.ExistingFile, self.open))
        self.own = Radio(_(OWN_KEY))
        self.own.setChecked(True)
        self.by_words = Radio(_(WORDS))
        self.by_file = Radio(_(KEY_FILE))
        self.words = SecretField(_(THE_WORDS), _(SHOW_TYPED))
        self.key_file = Button(_(CHOOSE_KEY), "secondary")
        self.key_file.clicked.connect(lambda: ask_path(self, _(CHOOSE_KEY), Mode.ExistingFile, self.take_key))
        self.heard = QLineEdit()
        self.heard.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.heard.setObjectName("bundle.heard")
        self.unsigned = Check(_(UNSIGNED))
        self.unsigned.setObjectName("bundle.unsigned")
        self._sender = self._part(Words(_(HEARD_WHY), Style.SMALL, Role.TEXT2, wrap=True), Labelled(_(HEARD), self.heard))
        for radio in (self.own, self.by_words, self.by_file):
            radio.toggled.connect(lambda _on: self._fold())
        middle = QWidget()
        middle.setFixedWidth(COLUMN)
        inner = column(middle, spacing=SPACE.CARD)
        inner.addWidget(self._name)
        inner.addWidget(Words(_(KINDS), Style.BODY, Role.TEXT2, wrap=True))
        inner.addLayout(_beginning(self.choose))
        inner.addSpacing(SPACE.NEAR)
        self._how = self._part(Words(_(HOW), Style.SUBTITLE), self.own, self.by_words, self.words, self.by_file)
        self._key = QWidget()
        beside = row(self._key)
        beside.addWidget(self.key_file)
        beside.addStretch(1)
        for part in (self._how, self._key, self._sender, self.unsigned):
            inner.addWidget(part)
        inner.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE.PANE, SPACE.NEAR, SPACE.PANE, SPACE.GROUP)
        holder = row()
        holder.addWidget(middle)
        holder.addStretch(1)
        outer.addLayout(holder)
        self._sender.hide()
        self.unsigned.hide()
        self._fold()

    @property
    def first(self) -> QWidget:
        """Return where the keyboard begins."""
        if self.path is None:
            return self.choose
        return self.heard if self._sender.isVisibleTo(self) else self.words if self.by_words.isChecked() else self.own

    def open(self, path: Path) -> None:
        """Take the file at `path`, with what is usual."""
        self.path = path
        self._name.setText(isolated(path.name))
        self.heard.clear()
        self.unsigned.setChecked(False)
        self._sender.hide()
        self.unsigned.hide()
        self._fold()
        self.wanted.emit()

    def take_key(self, path: Path) -> None:
        """Open with the keys in the file at `path`."""
        self._key_path = path
        self.key_file.setText(isolated(path.name))

    def keys(self) -> Callable[[], Keys]:
        """Take what is chosen now, and return what makes keys of it: that reads the key file, on a thread of the pool."""
        words, path = self.words.text(), self._key_path
        if self.by_words.isChecked():
            return lambda: Keys(words=words)
        if self.by_file.isChecked() and path is not None:
            return lambda: _of_file(path)
        return Keys

    def accepted(self) -> Accepted:
        """Return what the person says of the sender."""
        return Accepted(words=self.heard.text(), unsigned=self.unsigned.isChecked())

    def ask_words(self) -> None:
        """Offer the words: the key of this vault does not open it."""
        self.by_words.setChecked(True)

    def ask_sender(self, *, signed: bool) -> None:
        """Ask what the person knows of a sender whom nobody here knows."""
        self._sender.setVisible(signed)
        self.unsigned.setVisible(not signed)

    def _fold(self) -> None:
        self._how.setVisible(self.path is not None)
        self.words.setVisible(self.by_words.isChecked())
        self._key.setVisible(self.path is not None and self.by_file.isChecked())

    def _part(self, *widgets: QWidget) -> QWidget:
        part = QWidget()
        layout = column(part, spacing=SPACE.NEAR)
        for widget in widgets:
            layout.addWidget(widget)
        return part


def _beginning(button: Button) -> QVBoxLayout:
    beside = row()
    beside.addWidget(button)
    beside.addStretch(1)
    layout = column()
    layout.addLayout(beside)
    return layout


def _of_file(path: Path) -> Keys:
    untrusted = files.read_limited(path, MOST_KEY)
    return Keys(untrusted_identities=untrusted.decode("utf-8", "replace"))
