"""A rehearsal: colleagues type their shares and see that they open the vault, before the day it is needed. Nothing is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from casevault.crypto.keywrap import wipe
from casevault.i18n import N_
from casevault.ui.messages import notice_of
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.ways.share_entry import ShareEntry
from casevault.ui.widgets.basic import Button, row
from casevault.ui.words import FittingDialog, Tone, Words
from casevault.vault import ways

if TYPE_CHECKING:
    from casevault.ui.context import Context
    from casevault.vault.slots import Sharing

WIDTH = 560
TITLE = N_("Rehearse with shares")
WHY = N_("Each person types the words of one sheet. It is only compared: nothing is opened, written or kept.")
COMPARE = N_("Compare")
OPENS = N_("These shares of set {set} open this vault. Nothing was opened.")


class RehearseBox(FittingDialog):
    """Takes shares one by one and compares them with the vault that stands open."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent, WIDTH)
        self._context = context
        text = context.text
        self.setAccessibleName(text(TITLE))
        self.setModal(True)
        self.entry = ShareEntry(context.catalogue)
        layout = QVBoxLayout(self.inner)
        layout.setContentsMargins(SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP)
        layout.setSpacing(SPACE.CARD)
        layout.addWidget(Words(text(TITLE), Style.TITLE, wrap=True))
        layout.addWidget(Words(text(WHY), role=Role.TEXT2, wrap=True))
        layout.addWidget(self.entry)
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        self.away = Button(text(N_("Close")))
        self.away.clicked.connect(self.reject)
        foot.addWidget(self.away)
        self.button = Button(text(COMPARE), "primary")
        self.button.setEnabled(False)
        self.button.clicked.connect(self.compare)
        foot.addWidget(self.button)
        layout.addLayout(foot)
        self.entry.changed.connect(self.button.setEnabled)
        self.finished.connect(self.entry.clear)
        self.entry.field.setFocus()

    def compare(self) -> None:
        """Say whether the shares open the vault."""
        header, given = self._context.vault.header, self.entry.secret()

        def work(_progress: object) -> Sharing:
            try:
                return ways.rehearse(header, given)
            finally:
                wipe(given)

        self.button.setEnabled(False)
        self._context.runner.start(work, self._on_compared, failed=self._on_failed, urgent=True)

    def _on_compared(self, sharing: Sharing) -> None:
        self.entry.clear()
        self.entry.message.show_message(Tone.INFO, self._context.text(OPENS, set=sharing.set), icon_name="check")
        self.away.setFocus()

    def _on_failed(self, problem: BaseException) -> None:
        self.button.setEnabled(True)
        notice = notice_of(problem, self._context.catalogue)
        self.entry.message.show_message(Tone.CAUTION, notice.what, notice.hint)
