"""A ticket that was made: its text and its picture, and its words apart, only after a click and never beside the ticket.

Who photographs the screen, or looks at it, gets one of the two. The words are kept nowhere: closed before they were handed over,
another ticket is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QStackedWidget, QWidget

from casevault.domain.dates import in_words
from casevault.i18n import N_, isolated
from casevault.ui.clipboard import marked
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.messages import notice_of
from casevault.ui.printing.box import hand_over, known_printers
from casevault.ui.theme import SPACE, Role, Style, theme
from casevault.ui.travel.border import ask_print_words, text_paper
from casevault.ui.travel.qr_view import QrView
from casevault.ui.widgets.basic import Button, column, row
from casevault.ui.words import FittingDialog, InlineMessage, Tone, Words, relabel
from casevault.vault import sealing
from casevault.vault.sealing import NO_CLOCK, NO_RECALL, TWO_WAYS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.printing.paper import Paper
    from casevault.vault.sealing import Made

WIDTH = 720
GROUPS_A_LINE = 4
BESIDE = 130  # percent of text size up to which the groups have room beside the picture
WORDS_A_LINE = 2
TITLE = N_("Ticket, good until {day}")
PICTURE = N_("The ticket as a picture for a camera")
SHOW_WORDS = N_("Show the words")
SHOW_TICKET = N_("Show the ticket")
COPY = N_("Copy the ticket")
PRINT = N_("Print the ticket…")
SAVE = N_("Save the ticket…")
WHERE = N_("Where shall the ticket be saved? Its words stay out of the file: send them by another way.")
NAME = "ticket.txt"
SAVED = N_("The ticket was saved as {name}, without its words. It stands under Disclosures, “To myself”.")
ON_PAPER = N_("The eight words are not on this paper. They come by another way.")
COPIED = N_("Copied. Send the words by another way.")
WORDS_TITLE = N_("The eight words")
BY_VOICE = N_("Read them out on the telephone or face to face. They are shown here and kept nowhere.")
NOT_SEEN = N_("The words were not shown. Without them this ticket opens nothing.")
NOT_SEEN_HINT = N_("Show them now, or close it and make another ticket later.")


class TicketBox(FittingDialog):
    """The ticket on one page, its words on the other."""

    def __init__(
        self,
        context: Context,
        made: Made,
        parent: QWidget,
        *,
        printers: Callable[[], list[str]] = known_printers,
        hand: Callable[[Paper, str], None] = hand_over,
    ) -> None:
        """`printers` and `hand` are arguments for tests."""
        super().__init__(parent, WIDTH)
        self._context, self._made, self._warned = context, made, False
        self._printers, self._hand = printers, hand
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
        self.copy = self._act(COPY, "copy", self._copy)
        self.print = self._act(PRINT, "printer", self._print)
        self.save = self._act(SAVE, "save", lambda: ask_path(self, text(WHERE), Mode.AnyFile, self.save_to, name=NAME))
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
        self.turn = Button(text(SHOW_WORDS), "secondary", "eye")
        self.turn.setObjectName("ticket.turn")
        self.turn.clicked.connect(self._turn)
        self.away = Button(text(N_("Close")), "primary")
        self.away.clicked.connect(self.reject)
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
        if theme.scaled(100) > BESIDE:
            layout.setDirection(QBoxLayout.Direction.TopToBottom)
        layout.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        beside = QWidget()
        beside.setAccessibleName(self._made.text)
        # Its groups follow each other as Latin letters do, also where the window runs from right to left: read the other way
        # round it is another text, which opens nothing.
        beside.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        grid = QGridLayout(beside)
        grid.setContentsMargins(0, SPACE.ROOM, 0, 0)
        grid.setSpacing(SPACE.NEAR)
        for number, group in enumerate(self.groups):
            grid.addWidget(group, number // GROUPS_A_LINE, number % GROUPS_A_LINE)
        acts = column(spacing=SPACE.TIGHT)
        acts.addWidget(beside)
        acts.addSpacing(SPACE.NEAR)
        for button in (self.copy, self.print, self.save):
            acts.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        acts.addStretch(1)
        layout.addLayout(acts, 1)
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
        relabel(self.turn, text(SHOW_TICKET if words else SHOW_WORDS))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setMimeData(marked(self._made.text))
        self._context.count_copied()
        self._context.messages.say(COPIED)

    def _act(self, title: Msg, icon: str, do: Callable[[], object]) -> Button:
        made = Button(self._context.text(title), "quiet", icon)
        made.clicked.connect(lambda _on=False: do())
        return made

    def _print(self) -> None:
        vault, made, hand = self._context.vault, self._made, self._hand
        paper = text_paper(self.accessibleName())
        groups = made.text.split("-")
        lines = ("   ".join(groups[at : at + GROUPS_A_LINE]) for at in range(0, len(groups), GROUPS_A_LINE))
        paper.lines += [(Style.BODY, line) for line in lines]
        paper.lines.append((Style.SMALL, self._context.text(ON_PAPER)))
        paper.qr = made.text

        def send(given: Paper, printer: str) -> None:
            sealing.print_ticket(vault, made, lambda: hand(given, printer))

        ask_print_words(self._context, self, paper, known=self._printers, hand=send, title=PRINT)

    def save_to(self, target: Path) -> None:
        """Save the ticket, without its words, as a file."""
        vault, made = self._context.vault, self._made
        self._context.runner.start_file(
            lambda _progress: sealing.save_ticket(vault, made, target),
            lambda _none: self._on_saved(target),
            failed=self._on_failed,
        )

    def _on_saved(self, target: Path) -> None:
        said = self._context.text(SAVED, name=isolated(target.name))
        self.message.show_message(Tone.INFO, said, icon_name="check")

    def _on_failed(self, problem: BaseException) -> None:
        self.message.put(notice_of(problem, self._context.catalogue))

    def _forget(self) -> None:
        self.words.clear()
        for group in self.groups:
            group.clear()
        self.picture.clear()
