"""Opening a vault with colleagues' shares: one is typed after the other, and the page says how many are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casevault.i18n import N_
from casevault.ui.messages import notice_of
from casevault.ui.theme import SPACE, Role, Style, theme
from casevault.ui.unlock import LEFT_ALONE, OPENING, UNLOCK
from casevault.ui.ways.share_entry import ShareEntry
from casevault.ui.widgets.basic import Button, row
from casevault.ui.words import Tone, Words, in_the_middle, relabel, scrolled

if TYPE_CHECKING:
    from casevault.i18n import Catalogue

WIDTH = 560
TITLE = N_("Open with colleagues' shares")
WHY = N_("Each person types the words of one sheet, in any order of people. Afterwards you set a new passphrase.")


class SharesPage(QWidget):
    """Asks for shares; whoever owns the page opens the vault and tells it how that went."""

    submitted = Signal(bytearray)  # the text of all shares; the receiver wipes it
    cancelled = Signal()
    left_alone = Signal()  # what was typed was followed by nothing for two minutes

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        text = catalogue.text
        column = QWidget()
        column.setFixedWidth(theme.pane(WIDTH))
        layout = QVBoxLayout(column)
        layout.setSpacing(SPACE.CARD)
        layout.addWidget(Words(text(TITLE), Style.DISPLAY, wrap=True))
        layout.addWidget(Words(text(WHY), role=Role.TEXT2, wrap=True))
        self.entry = ShareEntry(catalogue)
        layout.addWidget(self.entry)
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        self.back = Button(text(N_("Back")), "secondary")
        self.back.clicked.connect(self._on_back)
        foot.addWidget(self.back)
        self.button = Button(text(UNLOCK), "primary")
        self.button.setEnabled(False)
        self.button.clicked.connect(self._on_submit)
        foot.addWidget(self.button)
        layout.addLayout(foot)
        self._alone = QTimer(self, singleShot=True, interval=LEFT_ALONE)
        self._alone.timeout.connect(self.left_alone)
        self.entry.changed.connect(self.button.setEnabled)
        self.entry.field.textChanged.connect(self._alone.start)
        middle = QWidget()
        inner = QVBoxLayout(middle)
        inner.addStretch(2)
        inner.addLayout(in_the_middle(column))
        inner.addStretch(3)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(middle))

    def forget(self) -> None:
        """Let go of what was typed: the vault is open."""
        self.entry.clear()
        self._alone.stop()

    def show_problem(self, problem: BaseException) -> None:
        """Say why it did not open, and let the people try again."""
        self._busy(working=False)
        notice = notice_of(problem, self._catalogue)
        self.entry.message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)
        self.entry.field.setFocus()
        self._alone.start()

    def _on_submit(self) -> None:
        self._busy(working=True)
        self.submitted.emit(self.entry.secret())

    def _on_back(self) -> None:
        self.forget()
        self.cancelled.emit()

    def _busy(self, *, working: bool) -> None:
        self._alone.stop()
        self.entry.message.hide()
        relabel(self.button, self._catalogue.text(OPENING if working else UNLOCK))
        for widget in (self.entry, self.back, self.button):
            widget.setEnabled(not working)
