"""A sealed copy at the gate: what is true of it, to be shown at a border; and, later, ticket, words and a new passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from casevault.crypto.keywrap import wipe
from casevault.crypto.ticket import TEXT_LIMIT
from casevault.i18n import N_, isolated
from casevault.ui.messages import notice_of
from casevault.ui.secret_field import SHOW_TYPED, SecretField
from casevault.ui.theme import SPACE, Role, Style, theme
from casevault.ui.unlock import ERASE_VAULT, LEFT_ALONE, OTHER_VAULT, WHERE
from casevault.ui.ways.new_passphrase import NewPassphrase, captioned
from casevault.ui.widgets.basic import Button, row
from casevault.ui.words import InlineMessage, Tone, Words, in_the_middle, relabel, scrolled
from casevault.vault import policy_file, sealing
from casevault.vault.travelling import AT_A_BORDER, UNOPENED

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.ambient import Ambient
    from casevault.crypto.kdf import Bounds, KdfProfile
    from casevault.i18n import Catalogue
    from casevault.ui.jobs import Runner

WIDTH = 560
TICKET_LINES = 5
IN_ONE_ROW = 130  # percent of text size up to which the links have room beside each other
TITLE = N_("This copy is sealed")
ARRIVED = N_("I have arrived, and have a ticket")
TICKET = N_("The ticket, all 32 groups; spaces and line breaks do not matter")
WORDS = N_("The eight words that the office told you by another way")
THREE = N_(
    "Whoever has ticket, words and a copy of this sealed vault can open it, too. The day of the ticket is a reminder, and a "
    "ticket cannot be taken back."
)
UNSEAL = N_("Unseal it")
UNSEALING = N_("Unsealing…")


class UnsealPage(QWidget):
    """Shows the paragraph; the fields come when they are asked for. `unsealed` says that a passphrase opens it now."""

    unsealed = Signal()
    other_vault_wanted = Signal()
    erase_wanted = Signal()
    left_alone = Signal()  # what was typed was followed by nothing for two minutes

    def __init__(
        self,
        folder: Path,
        catalogue: Catalogue,
        runner: Runner,
        ambient: Ambient,
        bounds: Bounds,
        *,
        profile: KdfProfile | None = None,
    ) -> None:
        """`profile` is an argument for tests."""
        super().__init__()
        self._folder, self._catalogue, self._runner = folder, catalogue, runner
        self._ambient, self._bounds, self._profile = ambient, bounds, profile
        text = catalogue.text
        self.paragraph = Words(text(AT_A_BORDER), Style.SUBTITLE, wrap=True)
        # Nothing here can tell a copy that was sealed again from one that never opened: whoever carries it can.
        self.unopened = Words(text(UNOPENED), Style.SMALL, Role.TEXT2, wrap=True)
        self.arrived = Button(text(ARRIVED), "secondary", "key-round")
        self.arrived.setObjectName("unseal.arrived")
        self.arrived.clicked.connect(self.open_fields)
        self.ticket = QPlainTextEdit()
        self.ticket.setObjectName("unseal.ticket")
        self.ticket.setAccessibleName(text(TICKET))
        self.ticket.setTabChangesFocus(True)
        self.ticket.setFixedHeight(self.ticket.fontMetrics().lineSpacing() * TICKET_LINES + SPACE.PANE)
        self.words = SecretField(text(WORDS), text(SHOW_TYPED))
        self.words.setObjectName("unseal.words")
        self.words.show_typed(shown=True)  # copied from paper, or typed as they are heard
        self.new = NewPassphrase(catalogue, ambient, folder.name)
        self.message = InlineMessage()
        self.other = Button(text(OTHER_VAULT), "quiet", "folder-open")
        self.other.clicked.connect(self._on_other)
        self.erase = Button(text(ERASE_VAULT), "quiet")
        self.erase.clicked.connect(self.erase_wanted)
        self.button = Button(text(UNSEAL), "primary")
        self.button.setObjectName("unseal.button")
        self.button.clicked.connect(self.unseal)
        self._fields = self._asked()
        self._lay_out()
        self._fields.hide()
        self.button.hide()
        self._alone = QTimer(self, singleShot=True, interval=LEFT_ALONE)
        self._alone.timeout.connect(self.left_alone)
        self.ticket.textChanged.connect(self._on_typed)
        self.words.textChanged.connect(self._on_typed)
        self.new.changed.connect(self._on_typed)
        self.new.again.returnPressed.connect(self.button.click)

    def _asked(self) -> QWidget:
        made = QWidget()
        inner = QVBoxLayout(made)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(SPACE.CARD)
        inner.addLayout(captioned(self.ticket))
        inner.addLayout(captioned(self.words))
        inner.addWidget(self.new)
        inner.addWidget(Words(self._catalogue.text(THREE), Style.SMALL, Role.TEXT2, wrap=True))
        return made

    def _lay_out(self) -> None:
        text, folder = self._catalogue.text, self._folder
        where = folder.parent.name or str(folder.parent)
        name = isolated(folder.name.removesuffix(".casevault"))
        middle = QWidget()
        middle.setFixedWidth(theme.pane(WIDTH))
        layout = QVBoxLayout(middle)
        layout.setSpacing(SPACE.CARD)
        layout.addWidget(Words(text(TITLE), Style.DISPLAY, wrap=True))
        layout.addWidget(Words(text(WHERE, name=name, folder=isolated(where)), role=Role.TEXT2, wrap=True))
        for widget in (self.paragraph, self.unopened, self._fields, self.message):
            layout.addWidget(widget)
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        foot.addWidget(self.arrived)
        foot.addWidget(self.button)
        layout.addLayout(foot)
        links = row(spacing=SPACE.ROOM)
        if theme.scaled(100) > IN_ONE_ROW:
            links.setDirection(QVBoxLayout.Direction.TopToBottom)
        links.addStretch(1)
        links.addWidget(self.other)
        links.addWidget(self.erase)
        links.addStretch(1)
        layout.addSpacing(SPACE.GROUP)
        layout.addLayout(links)
        whole = QWidget()
        page = QVBoxLayout(whole)
        page.addStretch(2)
        page.addLayout(in_the_middle(middle))
        page.addStretch(3)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(whole))

    def open_fields(self) -> None:
        """Show the fields: at a border nobody need see that there are any."""
        self.unopened.hide()
        self.paragraph.hide()  # with a ticket in the hand it is true no more
        self._fields.show()
        self.button.show()
        self.arrived.hide()
        self.ticket.setFocus()
        self._on_typed()

    def forget(self) -> None:
        """Let go of what was typed."""
        self._alone.stop()
        self.ticket.clear()
        self.words.clear()
        self.new.clear()
        self._alone.stop()

    def unseal(self) -> None:
        """Try ticket and words, and set the passphrase that was typed twice."""
        if not self.button.isEnabled():
            return
        folder, ambient, bounds, profile = self._folder, self._ambient, self._bounds, self._profile
        untrusted_ticket = self.ticket.toPlainText()[: TEXT_LIMIT + 1]
        untrusted_words, chosen = self.words.text(), self.new.typed.copy()

        def work(_progress: object) -> None:
            try:
                sealing.unseal(
                    folder,
                    untrusted_ticket,
                    untrusted_words,
                    chosen,
                    profile=profile,
                    ambient=ambient,
                    bounds=bounds,
                    policy=policy_file.of_machine().policy,
                )
            finally:
                wipe(chosen)

        self._busy(working=True)
        self._runner.start(work, self._on_unsealed, failed=self._on_failed)

    def _on_unsealed(self, _none: object) -> None:
        self.forget()
        self.unsealed.emit()

    def _on_failed(self, problem: BaseException) -> None:
        self._busy(working=False)
        notice = notice_of(problem, self._catalogue)
        self.message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)
        self.words.setFocus()
        self._alone.start()

    def _on_typed(self) -> None:
        if self._fields.isVisibleTo(self):
            self._alone.start()
        whole = bool(self.ticket.toPlainText().strip()) and bool(self.words.text().strip()) and bool(self.new.typed)
        self.button.setEnabled(whole)

    def _on_other(self) -> None:
        self.forget()
        self.other_vault_wanted.emit()

    def _busy(self, *, working: bool) -> None:
        self._alone.stop()
        self.message.hide()
        relabel(self.button, self._catalogue.text(UNSEALING if working else UNSEAL))
        for widget in (self._fields, self.other, self.erase, self.button):
            widget.setEnabled(not working)
