"""The box that opens a vault. It shows the folder's name and nothing of what is in it."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casevault import __version__
from casevault.errors import CaseVaultError, Code
from casevault.i18n import N_
from casevault.ui.draw import rounded
from casevault.ui.messages import notice_of
from casevault.ui.secret_field import SHOW_TYPED, SecretField
from casevault.ui.theme import MEDIUM, MIN_WIDTH, RADIUS, SPACE, Role, Style, pixmap, theme
from casevault.ui.widgets.basic import Button
from casevault.ui.words import InlineMessage, Tone, Words, in_the_middle, relabel, scrolled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from casevault.i18n import Catalogue

COLUMN = 420
TALL = 40  # height of the controls on this page
LONGEST_NAME = 28  # characters of a keyfile's name that are shown
LEFT_ALONE = 2 * 60 * 1000  # ms after a failed try until the process is replaced: what was typed goes with it

TITLE = N_("Unlock this vault")
TITLE_RECOVERY = N_("Open with the recovery code")
WHERE = N_("{name}, in {folder}")
PASSPHRASE = N_("Passphrase")
RECOVERY_CODE = N_("Recovery code, nine groups of four")
UNLOCK = N_("Unlock")
OPENING = N_("Opening…")
USE_CODE = N_("Use a recovery code")
USE_SHARES = N_("Use colleagues' shares")
USE_PASSPHRASE = N_("Use the passphrase")
USE_KEYFILE = N_("Use a keyfile")
WITH_KEYFILE = N_("With keyfile {name}")
OTHER_VAULT = N_("Open another vault or back-up")
NEW_VAULT = N_("Make a new vault")
ERASE_VAULT = N_("Erase this vault…")
KEYBOARD = N_("Keyboard: {layout}")
SLOW_ON_PURPOSE = N_("Opening takes about a second, on purpose: it slows anyone who guesses.")
VERSION = N_("Version {version}, no network")
LOCKED = N_("Locked. What you wrote in the vault is kept there.")


class SecretKind(Enum):
    """What is being typed."""

    PASSPHRASE = auto()
    RECOVERY_CODE = auto()


def shortened(name: str) -> str:
    """Return the name of a file with its middle left out where it would push the other buttons aside."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME // 2]}…{name[-LONGEST_NAME // 2 :]}"


class AppMark(QWidget):
    """The neutral mark of the program: a vault door in a square."""

    SIZE = 64

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(self.SIZE, self.SIZE)
        theme.changed.connect(self._on_theme)

    def _on_theme(self) -> None:
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the mark."""
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), RADIUS.APP, Role.ACCENT)
        inner = 32
        place = (self.SIZE - inner) // 2
        painter.drawPixmap(place, place, pixmap("vault", Role.ON_ACCENT, inner))
        painter.end()


class UnlockPage(QWidget):
    """Asks for a passphrase or a recovery code; whoever owns the page opens the vault and tells it how that went."""

    submitted = Signal(bytearray, object)  # the secret (the receiver wipes it), SecretKind
    other_vault_wanted = Signal()
    new_vault_wanted = Signal()
    keyfile_wanted = Signal()
    shares_wanted = Signal()
    erase_wanted = Signal()
    left_alone = Signal()  # a failed try was followed by nothing for two minutes

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._kind = SecretKind.PASSPHRASE
        self.keyfile: Path | None = None  # read when the vault is opened, and remembered nowhere
        _ = catalogue.text
        self._title = Words(style=Style.DISPLAY)
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        where = Words(
            _(WHERE, name=folder.name.removesuffix(".casevault"), folder=folder.parent.name or str(folder.parent)),
            role=Role.TEXT2,
        )
        where.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._label = Words(style=Style.SMALL, role=Role.TEXT2, weight=MEDIUM)
        self.secret = SecretField(_(PASSPHRASE), _(SHOW_TYPED))
        self.secret.setObjectName("unlock.secret")
        self.secret.setFixedHeight(theme.scaled(TALL))
        self._label.setBuddy(self.secret)
        self.button = Button(_(UNLOCK), "primary", height=TALL)
        self.button.setObjectName("unlock.button")
        self._keyboard = Words(style=Style.SMALL, role=Role.TEXT2)
        self.message = InlineMessage()
        self._switch = Button(_(USE_CODE), "quiet", "key-round")
        other = Button(_(OTHER_VAULT), "quiet", "folder-open")
        new = Button(_(NEW_VAULT), "quiet", "plus")
        self._keyfile_button = Button(_(USE_KEYFILE), "quiet", "file-text")
        self._keyfile_button.setObjectName("unlock.keyfile")
        self._shares = Button(_(USE_SHARES), "quiet", "users")
        erase = Button(_(ERASE_VAULT), "quiet")
        erase.setObjectName("unlock.erase")
        erase.clicked.connect(self.erase_wanted)
        self._lay_out(where, (self._switch, self._keyfile_button, self._shares), (other, new), (erase,))
        self._alone = QTimer(self, singleShot=True, interval=LEFT_ALONE)
        self._alone.timeout.connect(self.left_alone)
        self.secret.returnPressed.connect(self._on_submit)
        # Whatever was typed lives in this process until it ends: two minutes after the last key it does.
        self.secret.textEdited.connect(lambda _text: self._alone.start())
        self.button.clicked.connect(self._on_submit)
        self._switch.clicked.connect(self._on_switched)
        self._keyfile_button.clicked.connect(self._on_keyfile)
        self._shares.clicked.connect(self._on_shares)
        other.clicked.connect(self.other_vault_wanted)
        new.clicked.connect(self.new_vault_wanted)
        input_method = QGuiApplication.inputMethod()
        input_method.localeChanged.connect(self._show_keyboard)
        self._dress()
        self._show_keyboard()

    def use_keyfile(self, path: Path | None) -> None:
        """Open with the keyfile at `path` from now on, or without one."""
        self.keyfile = path
        _ = self._catalogue.text
        relabel(self._keyfile_button, _(USE_KEYFILE) if path is None else _(WITH_KEYFILE, name=shortened(path.name)))
        self.secret.setFocus()

    def say_locked(self) -> None:
        """Say that the vault was locked a moment ago, and that drafts are kept."""
        self.message.show_message(Tone.INFO, self._catalogue.text(LOCKED))

    def forget(self) -> None:
        """Let go of what was typed: the vault is open."""
        self._alone.stop()
        self.secret.clear()

    def show_busy(self) -> None:
        """Show that the vault is being opened."""
        self._alone.stop()
        self.message.hide()
        relabel(self.button, self._catalogue.text(OPENING))
        for widget in (self.secret, self.button, self._switch, self._keyfile_button, self._shares):
            widget.setEnabled(False)

    def show_again(self) -> None:
        """Let the person try again."""
        for widget in (self.secret, self.button, self._switch, self._keyfile_button, self._shares):
            widget.setEnabled(True)
        self._dress()

    def show_problem(self, problem: BaseException) -> None:
        """Show why it did not open, and let the person try again."""
        self.show_again()
        notice = notice_of(problem, self._catalogue)
        about_it = isinstance(problem, CaseVaultError) and problem.code is Code.WRONG_CREDENTIALS
        tone = Tone.CRITICAL if notice.grave else Tone.CAUTION
        self.message.show_message(tone, notice.what, notice.hint, icon_name="key-round" if about_it else "")
        self.secret.setFocus()
        self.secret.selectAll()
        self._alone.start()

    def _on_submit(self) -> None:
        if self.secret.text():
            self.submitted.emit(self.secret.secret(), self._kind)

    def _on_switched(self) -> None:
        self._kind = SecretKind.RECOVERY_CODE if self._kind is SecretKind.PASSPHRASE else SecretKind.PASSPHRASE
        self.secret.clear()
        self.message.hide()
        # A code is copied from paper: it is easier to get right when it can be seen.
        self.secret.show_typed(shown=self._kind is SecretKind.RECOVERY_CODE)
        self._dress()
        self.secret.setFocus()

    def _on_shares(self) -> None:
        self.forget()
        self.shares_wanted.emit()

    def _on_keyfile(self) -> None:
        """Ask for the keyfile, or go on without the one that was chosen."""
        if self.keyfile is None:
            self.keyfile_wanted.emit()
        else:
            self.use_keyfile(None)

    def _dress(self) -> None:
        _ = self._catalogue.text
        recovering = self._kind is SecretKind.RECOVERY_CODE
        self._keyfile_button.setVisible(not recovering)
        self._title.setText(_(TITLE_RECOVERY if recovering else TITLE))
        self._label.setText(_(RECOVERY_CODE if recovering else PASSPHRASE))
        self.secret.setAccessibleName(self._label.text())
        relabel(self._switch, _(USE_PASSPHRASE if recovering else USE_CODE))
        relabel(self.button, _(UNLOCK))

    def _show_keyboard(self) -> None:
        layout = QGuiApplication.inputMethod().locale()
        name = (
            f"{layout.nativeLanguageName()} ({layout.nativeTerritoryName()})" if layout.nativeTerritoryName() else layout.name()
        )
        self._keyboard.setVisible(layout.language() is not QLocale.Language.C)
        self._keyboard.setText(self._catalogue.text(KEYBOARD, layout=name))

    def _lay_out(self, where: Words, *links: tuple[Button, ...]) -> None:
        column = QVBoxLayout()
        column.setSpacing(SPACE.TIGHT)
        mark = QHBoxLayout()
        mark.addStretch(1)
        mark.addWidget(AppMark())
        mark.addStretch(1)
        column.addLayout(mark)
        column.addSpacing(SPACE.GROUP)
        column.addWidget(self._title)
        column.addWidget(where)
        column.addSpacing(SPACE.PANE + SPACE.ROOM)
        column.addWidget(self._label)
        row = QHBoxLayout()
        row.setSpacing(SPACE.NEAR)
        row.addWidget(self.secret, 1)
        row.addWidget(self.button)
        column.addLayout(row)
        column.addSpacing(SPACE.TIGHT)
        column.addWidget(self._keyboard)
        column.addSpacing(SPACE.ROOM)
        column.addWidget(self.message)
        column.addSpacing(SPACE.ROOM)
        middle = QWidget()
        middle.setFixedWidth(theme.pane(COLUMN))
        middle.setLayout(column)
        footer = QHBoxLayout()
        footer.addWidget(Words(self._catalogue.text(SLOW_ON_PURPOSE), Style.SMALL, Role.TEXT2))
        footer.addStretch(1)
        footer.addWidget(Words(self._catalogue.text(VERSION, version=__version__), Style.SMALL, Role.TEXT2))
        whole = QWidget()  # in a low window with large text it scrolls
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(whole))
        page = QVBoxLayout(whole)
        page.setContentsMargins(SPACE.PANE + SPACE.NEAR, SPACE.PANE, SPACE.PANE + SPACE.NEAR, SPACE.PANE)
        page.addStretch(2)
        page.addLayout(in_the_middle(middle))
        for together in _in_room(links):
            choices = QHBoxLayout()
            choices.setSpacing(SPACE.ROOM)
            choices.addStretch(1)
            for link in together:
                choices.addWidget(link)
            choices.addStretch(1)
            page.addLayout(choices)
        page.addStretch(3)
        page.addLayout(footer)
        self.setTabOrder(self.secret, self.button)


def _in_room(links: Sequence[tuple[Button, ...]]) -> list[tuple[Button, ...]]:
    """Return the rows of links, those that are too wide for the least window parted: in large text none is cut off."""
    room = MIN_WIDTH - 2 * (SPACE.PANE + SPACE.NEAR)
    found: list[tuple[Button, ...]] = []
    for together in links:
        line: tuple[Button, ...] = ()
        for link in together:
            if line and sum(one.sizeHint().width() + SPACE.ROOM for one in (*line, link)) > room:
                found.append(line)
                line = ()
            line = (*line, link)
        found.append(line)
    return found
