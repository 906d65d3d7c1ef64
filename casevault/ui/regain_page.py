"""After the recovery code or shares opened a vault: a new passphrase, before the open vault is handed to anybody.

Setting it is part of the act that opened the vault, as on the command line: the code or the shares were typed a moment ago, and
there is no passphrase to ask for. So it happens here, where the vault is held by the gate alone, and never in an open window,
which is no proof of who sits before it. Whoever puts it off types the code or the shares once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casevault.crypto.keywrap import wipe
from casevault.i18n import N_, isolated
from casevault.ui.messages import notice_of
from casevault.ui.theme import SPACE, Role, Style, theme
from casevault.ui.unlock import LEFT_ALONE
from casevault.ui.ways.new_passphrase import NewPassphrase
from casevault.ui.widgets.basic import Button, row
from casevault.ui.words import InlineMessage, Tone, Words, in_the_middle, relabel, scrolled
from casevault.vault.slots import SlotKind
from casevault.vault.ways import regain_passphrase

if TYPE_CHECKING:
    from casevault.crypto.kdf import KdfProfile
    from casevault.i18n import Catalogue
    from casevault.ui.jobs import Runner
    from casevault.vault.vault import Vault

WIDTH = 520
TITLE = N_("Set a new passphrase")
OPENED_BY_CODE = N_("The recovery code opened the vault, and still does. Set a passphrase for every day now.")
OPENED_BY_SHARES = N_(
    "The shares opened the vault, and still do. These people have seen each other's words: set a passphrase now, then make new "
    "shares and remove the old set."
)
WHOSE = N_("It takes the place of the passphrase of {name}; copies made earlier still open with that one.")
SET = N_("Set it and open the vault")
SETTING = N_("Setting it…")
LATER = N_("Not now")


class RegainPage(QWidget):
    """Holds an open vault until a passphrase was set or put off; `finished` hands it over."""

    finished = Signal(object)  # Vault
    left_alone = Signal()  # nothing was typed for two minutes: the vault is closed already

    def __init__(self, vault: Vault, catalogue: Catalogue, runner: Runner, *, profile: KdfProfile | None = None) -> None:
        """`profile` is an argument for tests."""
        super().__init__()
        self._vault: Vault | None = vault
        self._catalogue, self._runner, self._profile = catalogue, runner, profile
        text = catalogue.text
        column = QWidget()
        column.setFixedWidth(theme.pane(WIDTH))
        layout = QVBoxLayout(column)
        layout.setSpacing(SPACE.CARD)
        layout.addWidget(Words(text(TITLE), Style.DISPLAY, wrap=True))
        by_shares = vault.slot.kind is SlotKind.SHARES
        layout.addWidget(Words(text(OPENED_BY_SHARES if by_shares else OPENED_BY_CODE), role=Role.TEXT2, wrap=True))
        self._whose = Words("", Style.SMALL, Role.TEXT2, wrap=True)
        layout.addWidget(self._whose)
        self.new = NewPassphrase(catalogue, vault.ambient)
        layout.addWidget(self.new)
        self.message = InlineMessage()
        layout.addWidget(self.message)
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        self.later = Button(text(LATER), "secondary")
        self.later.clicked.connect(self._hand_over)
        foot.addWidget(self.later)
        self.button = Button(text(SET), "primary")
        self.button.setEnabled(False)
        self.button.clicked.connect(self.set)
        foot.addWidget(self.button)
        layout.addLayout(foot)
        self._alone = QTimer(self, singleShot=True, interval=LEFT_ALONE)
        self._alone.timeout.connect(self._on_left_alone)
        self._alone.start()
        self.new.changed.connect(self._on_typed)
        self.new.again.returnPressed.connect(self.button.click)
        middle = QWidget()
        inner = QVBoxLayout(middle)
        inner.addStretch(2)
        inner.addLayout(in_the_middle(column))
        inner.addStretch(3)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(middle))
        actor = vault.actor
        runner.start(
            lambda _progress: vault.records.many([actor]), lambda found: self._name({k: v.title for k, v in found.items()})
        )

    def set(self) -> None:
        """Set what was typed twice, and hand the vault over."""
        vault, profile, chosen = self._vault, self._profile, self.new.typed.copy()
        if vault is None or not chosen:
            return

        def work(_progress: object) -> None:
            try:
                regain_passphrase(vault, chosen, profile=profile)
            finally:
                wipe(chosen)

        self._busy(working=True)
        self._runner.start(work, lambda _none: self._hand_over(), failed=self._on_failed)

    def close_vault(self) -> None:
        """Close a vault that was not handed over: the window is going."""
        vault, self._vault = self._vault, None
        self.new.clear()
        if vault is not None:
            vault.close()

    def _name(self, titles: dict[str, str]) -> None:
        for title in titles.values():
            self._whose.setText(self._catalogue.text(WHOSE, name=isolated(title)))

    def _hand_over(self) -> None:
        vault, self._vault = self._vault, None
        self._alone.stop()
        self.new.clear()
        if vault is not None:
            self.finished.emit(vault)

    def _on_typed(self) -> None:
        self._alone.start()
        self.button.setEnabled(bool(self.new.typed))

    def _on_failed(self, problem: BaseException) -> None:
        self._busy(working=False)
        notice = notice_of(problem, self._catalogue)
        self.message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)

    def _busy(self, *, working: bool) -> None:
        self._alone.stop()
        self.message.hide()
        relabel(self.button, self._catalogue.text(SETTING if working else SET))
        for widget in (self.new, self.later, self.button):
            widget.setEnabled(not working)
        if not working:
            self._alone.start()

    def _on_left_alone(self) -> None:
        self.close_vault()
        self.left_alone.emit()
