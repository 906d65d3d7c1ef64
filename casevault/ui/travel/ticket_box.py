"""A ticket that was made: its text and its picture, and its words apart, only after a click and never beside the ticket.

Who photographs the screen, or looks at it, gets one of the two. The words are kept nowhere: closed before they were handed over,
another ticket is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from casevault.domain.dates import in_words
from casevault.i18n import N_
from casevault.ui.clipboard import marked
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.travel.qr_view import QrView
from casevault.ui.widgets.basic import Button, column, row
from casevault.ui.words import FittingDialog, InlineMessage, Tone, Words, relabel
from casevault.vault.sealing import NO_CLOCK, NO_RECALL, TWO_WAYS

if TYPE_CHECKING:
    from casevault.ui.context import Context
    from casevault.vault.sealing import Made

WIDTH = 720
GROUPS_A_LINE = 4
WORDS_A_LINE = 2
TITLE = N_("Ticket, good until {day}")
PICTURE = N_("The ticket as a picture for a camera")
SHOW_WORDS = N_("Show the words")
SHOW_TICKET = N_("Show the ticket")
COPY = N_("Copy the ticket")
COPIED = N_("Copied. Send the words by another way.")
WORDS_TITLE = N_("The eight words")
BY_VOICE = N_("Read them out on the telephone or face to face. They are shown here and kept nowhere.")
NOT_SEEN = N_("The words were not shown. Without them this ticket opens nothing.")
NOT_SEEN_HINT = N_("Show them now, or close it and make another ticket later.")


class TicketBox(FittingDialog):
    """The ticket on one page, its words on the other."""

    def __init__(self, context: Context, made: Made, parent: QWidget) -> None:
        super().__init__(parent, WIDTH)
        self._context, self._made, self._warned = context, made, False
        self._seen = False  # the words stood on the screen once
        text = context.text
        title = text(TITLE, day=in_words(made.expires, context.catalogue))
        self.setAccessibleName(title)
        self.setModal(True)
        groups = made.text.split("-")
        self.groups = [Words(group, Style.BODY) for group in groups]
        self.picture = QrView(made.text, text(PICTURE))
        self.words = Words("", Style.TITLE)
        # No mouse takes them to the clipboard: whatever collects it would have both.
        for secret in (self.words, *self.groups):
            secret.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._ticket_page())
        self._pages.addWidget(self._words_page())
        self.message = InlineMessage()
        layout = column(self.inner, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP), SPACE.CARD)
        layout.addWidget(Words(title, Style.TITLE, wrap=True))
        layout.addWidget(self._pages)
        layout.addWidget(self.message)
        for told in (TWO_WAYS, NO_CLOCK, NO_RECALL):
            layout.addWidget(Words(text(told), Style.SMALL, Role.TEXT2, wrap=True))
        foot = row(spacing=SPACE.NEAR)
        self.copy = Button(text(COPY), "secondary", "copy")
        self.copy.clicked.connect(self._copy)
        self.turn = Button(text(SHOW_WORDS), "secondary", "eye")
        self.turn.setObjectName("ticket.turn")
        self.turn.clicked.connect(self._turn)
        self.away = Button(text(N_("Close")), "primary")
        self.away.clicked.connect(self.reject)
        foot.addWidget(self.copy)
        foot.addWidget(self.turn)
        foot.addStretch(1)
        foot.addWidget(self.away)
        layout.addLayout(foot)
        self.finished.connect(lambda _how: self._forget())
        self.turn.setFocus()

    def reject(self) -> None:
        """Close; the first time without the words having been shown, say what that means."""
        if self._warned or self._seen:
            super().reject()
            return
        self._warned = True
        text = self._context.text
        self.message.show_message(Tone.CAUTION, text(NOT_SEEN), text(NOT_SEEN_HINT))

    def _ticket_page(self) -> QWidget:
        made = QWidget()
        layout = row(made, spacing=SPACE.PANE)
        layout.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        beside = QWidget()
        beside.setAccessibleName(self._made.text)
        grid = QGridLayout(beside)
        grid.setContentsMargins(0, SPACE.ROOM, 0, 0)
        grid.setSpacing(SPACE.NEAR)
        for number, group in enumerate(self.groups):
            grid.addWidget(group, number // GROUPS_A_LINE, number % GROUPS_A_LINE)
        layout.addWidget(beside, 1, Qt.AlignmentFlag.AlignTop)
        return made

    def _words_page(self) -> QWidget:
        made = QWidget()
        layout = column(made, spacing=SPACE.CARD)
        layout.addWidget(Words(self._context.text(WORDS_TITLE), Style.SUBTITLE))
        layout.addWidget(self.words)
        layout.addWidget(Words(self._context.text(BY_VOICE), role=Role.TEXT2, wrap=True))
        layout.addStretch(1)
        return made

    def _turn(self) -> None:
        """Show the one in place of the other."""
        words, text = self._pages.currentIndex() == 0, self._context.text
        said = self._made.words.split()
        lines = ("   ".join(said[at : at + WORDS_A_LINE]) for at in range(0, len(said), WORDS_A_LINE))
        self.words.setText("\n".join(lines) if words else "")
        self.words.setAccessibleName(self._made.words if words else "")
        self._seen = self._seen or words
        self.message.hide()
        self._pages.setCurrentIndex(int(words))
        self.copy.setVisible(not words)
        relabel(self.turn, text(SHOW_TICKET if words else SHOW_WORDS))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setMimeData(marked(self._made.text))
        self._context.count_copied()
        self._context.messages.say(COPIED)

    def _forget(self) -> None:
        self.words.clear()
        for group in self.groups:
            group.clear()
        self.picture.clear()
