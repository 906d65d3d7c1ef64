"""A file taken out for oneself: a copy, sealed unless told otherwise, or a look in another program. Both ask again who it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from casevault.domain.record import Changes
from casevault.domain.text import legible
from casevault.i18n import N_, isolated
from casevault.ui.ask_secret import AskSecret
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.organisation import refuse_unsealed
from casevault.ui.theme import CONTROL_HEIGHT, MEDIUM, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, row
from casevault.ui.widgets.check import Check, Radio
from casevault.ui.words import FittingDialog, InlineMessage, Tone, Words
from casevault.vault import leaving, outside
from casevault.vault.leaving import KEEP_WORDS, PLAIN_DANGER, InWords, Plain, SavedCopy, ToOwnKey
from casevault.vault.left import Sealed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.i18n import Msg
    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.vault.attached import Attachment
    from casevault.vault.leaving import Seal

NAME = "copy"
WORDS_WIDTH = 520
SAVE_TITLE = N_("Save a copy for yourself")
SAVE_WHY = N_("Whoever takes something out shows again that the vault is theirs. That a copy was made is in the log.")
SAVE = N_("Save")
WHERE = N_("Where shall the copy be saved?")
WITH_WORDS = N_("Sealed with seven words, shown once")
WITH_KEY = N_("Sealed to your own age key")
KEY = N_("Your age key")
UNSEALED = N_("Not sealed")
SAVED = N_("The copy was saved as {name}.")
OPENS_WITH = N_("Saved as {name}. The free program “age” opens it on any computer; it asks for these words, with spaces between.")
OPENS_BY_KEY = N_("The copy was saved as {name}. The program “age” opens it with your key.")
WORDS_TITLE = N_("Seven words open this copy")
WRITTEN_DOWN = N_("I have written them down")
OUTSIDE_TITLE = N_("Open in another program")
OUTSIDE_WHY = N_(
    "The other program gets the file unsealed. It may keep a copy, a preview or its name in a list, and CaseVault cannot see or "
    "remove that. The copy made here is removed when you lock."
)
NO_MEMORY = N_(
    "This computer gives no folder in memory, so the copy would be written to the disk, where it may survive its removal."
)
ON_DISK = N_("Write it to the disk all the same")
OPEN = N_("Open outside")
NOTHING_OPENS = N_("No other program on this computer opens this kind of file.")


class SealChoice(QWidget):
    """How the copy is sealed: with words, to a key, or not, with the sentence that names the danger."""

    changed = Signal()

    def __init__(self, context: Context, danger: Msg = PLAIN_DANGER) -> None:
        super().__init__()
        text = context.text
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE.NEAR)
        self.words, self.to_key, self.plain = Radio(text(WITH_WORDS)), Radio(text(WITH_KEY)), Radio(text(UNSEALED))
        self.words.setChecked(True)
        refuse_unsealed(self.plain, context.vault.policy, context.catalogue)
        self.key = QLineEdit()
        self.key.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.key.setPlaceholderText("age1…")
        self.key.setAccessibleName(text(KEY))
        self.key.hide()
        self._danger = InlineMessage()
        for widget in (self.words, self.to_key, self.key, self.plain, self._danger):
            layout.addWidget(widget)
        for radio in (self.words, self.to_key, self.plain):
            radio.toggled.connect(lambda _on: self._on_changed(text(danger)))
        self.key.textChanged.connect(lambda _text: self.changed.emit())

    def _on_changed(self, danger: str) -> None:
        self.key.setVisible(self.to_key.isChecked())
        if self.plain.isChecked():
            self._danger.show_message(Tone.CAUTION, danger)
        else:
            self._danger.hide()
        self.changed.emit()

    @property
    def is_ready(self) -> bool:
        """Say whether what was chosen can be done."""
        return not self.to_key.isChecked() or bool(self.key.text().strip())

    @property
    def seal(self) -> Seal:
        """Return what was chosen."""
        if self.to_key.isChecked():
            return ToOwnKey(self.key.text())
        return Plain() if self.plain.isChecked() else InWords()


def ask_save(context: Context, parent: QWidget, file: Attachment) -> None:
    """Ask where to, how sealed and who, then save a copy. The file's own name is not offered: it may say who it is about."""
    name = f"{NAME}-{file.number}{outside.ending_of(file.name)}"
    ask_path(parent, context.text(WHERE), Mode.AnyFile, lambda path: ask_seal(context, parent, file, path), name=name)


def ask_seal(context: Context, parent: QWidget, file: Attachment, target: Path) -> AskSecret:
    """Ask how sealed and who, then save a copy at `target`."""
    choice = SealChoice(context)
    chosen: list[Seal] = [choice.seal]

    def act(secret: bytearray, keyfile: bytes | None, progress: Progress) -> SavedCopy:
        return leaving.save_copy(
            context.vault,
            secret,
            keyfile,
            evidence=file.evidence,
            target=target,
            number=file.number,
            seal=chosen[0],
            progress=progress,
        )

    def done(copy: SavedCopy) -> None:
        touched(context, file)
        if copy.passphrase:
            WordsBox(context, copy.passphrase, copy.target.name, parent).open()
        else:
            how = SAVED if copy.sealed is Sealed.NONE else OPENS_BY_KEY
            context.messages.say(how, name=isolated(legible(copy.target.name)))

    box = AskSecret(context, parent, title=SAVE_TITLE, why=SAVE_WHY, button=SAVE, act=act, done=done, body=choice)

    def on_changed() -> None:
        chosen[0] = choice.seal  # read here, in the window's thread
        box.set_ready(ready=choice.is_ready)
        box.adjustSize()

    choice.changed.connect(on_changed)
    box.open()
    return box


class WordsBox(FittingDialog):
    """The seven words, shown until they were written down. Esc does not close it: they are shown once."""

    def __init__(self, context: Context, passphrase: str, name: str, parent: QWidget) -> None:
        super().__init__(parent, WORDS_WIDTH)
        text = context.text
        self.setAccessibleName(text(WORDS_TITLE))
        self.setModal(True)
        layout = QVBoxLayout(self.inner)
        layout.setContentsMargins(SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP)
        layout.setSpacing(SPACE.CARD)
        layout.addWidget(Words(text(WORDS_TITLE), Style.TITLE, wrap=True))
        layout.addWidget(Words(text(KEEP_WORDS), role=Role.TEXT2, wrap=True))
        self.words = Words(passphrase, Style.SUBTITLE, weight=MEDIUM, wrap=True)
        self.words.setAccessibleName(passphrase)
        layout.addWidget(self.words)
        opens = text(OPENS_WITH, name=isolated(legible(name)))
        layout.addWidget(Words(opens, Style.SMALL, Role.TEXT2, wrap=True))
        self.written = Check(text(WRITTEN_DOWN))
        layout.addWidget(self.written)
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        self.button = Button(text(N_("Done")), "primary")
        self.button.setEnabled(False)
        self.written.toggled.connect(self.button.setEnabled)
        self.button.clicked.connect(self.accept)
        foot.addWidget(self.button)
        layout.addLayout(foot)

    def reject(self) -> None:
        """Stay, until they were written down."""
        if self.written.isChecked():
            super().reject()


def ask_outside(context: Context, parent: QWidget, file: Attachment, start: Callable[[Path], bool] | None = None) -> AskSecret:
    """Say what it means, ask who, then hand a copy to another program; `start` is an argument for tests."""
    memory = outside.memory_folder()
    base = memory or outside.disk_folder()
    agreed = None if memory is not None else Agreed(context)

    def act(secret: bytearray, keyfile: bytes | None, progress: Progress) -> Path:
        target = context.outside.place(base, file.name, context.vault.ambient)
        return leaving.open_outside(
            context.vault, secret, keyfile, evidence=file.evidence, number=file.number, target=target, progress=progress
        )

    def done(path: Path) -> None:
        touched(context, file)
        if not (start or _start)(path):
            context.messages.say(NOTHING_OPENS)

    box = AskSecret(
        context,
        parent,
        title=OUTSIDE_TITLE,
        why=OUTSIDE_WHY,
        button=OPEN,
        act=act,
        done=done,
        body=agreed,
        danger=agreed is not None,
    )
    if agreed is not None:
        check = agreed.check
        box.set_ready(ready=False)
        check.toggled.connect(lambda on: box.set_ready(ready=on))
    box.open()
    return box


class Agreed(QWidget):
    """What it means that a copy goes to the disk, and a box to say yes."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE.NEAR)
        message = InlineMessage()
        message.show_message(Tone.CAUTION, context.text(NO_MEMORY))
        layout.addWidget(message)
        self.check = Check(context.text(ON_DISK))
        layout.addWidget(self.check)


def _start(path: Path) -> bool:
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def touched(context: Context, file: Attachment) -> None:
    """Let whoever shows the file's custody, or what left, read it again."""
    record = frozenset({file.evidence})
    context.changes.happened.emit(Changes(records=record, attachments=record))
