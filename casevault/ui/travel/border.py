"""The paragraph for a border: what is true of the copy, to be read, shown, and printed. It names nobody and no case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from casevault.i18n import N_, isolated
from casevault.ui.messages import notice_of
from casevault.ui.printing.box import PRINT, PRINTER, PrinterChoice, hand_over, known_printers
from casevault.ui.printing.paper import Paper
from casevault.ui.theme import SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, column, row
from casevault.ui.words import FittingDialog, InlineMessage, Tone, Words
from casevault.vault.travelling import AT_A_BORDER, OPENS, UNOPENED

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.i18n import Msg
    from casevault.ui.context import Context

COLUMN = 620
TITLE = N_("What you can truthfully say at a border")
OPENS_TITLE = N_("What you should know at a border")
OPENS_HOW = N_("CaseVault does not hide that you use it.")
ACT = N_("Print the paragraph…")
HANDED = N_("Handed to {printer}.")


class BorderWords(QWidget):
    """The paragraph, large enough to be read across a counter, and its button."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._msg: Msg = AT_A_BORDER
        self.title = Words("", Style.SUBTITLE, wrap=True)
        self.words = Words("", Style.TITLE, wrap=True)
        self.how = Words("", Style.SMALL, Role.TEXT2, wrap=True)
        self.print = Button(context.text(ACT), "secondary", "printer")
        self.print.setObjectName("border.print")
        self.print.clicked.connect(self._on_print)
        middle = QWidget()
        middle.setMaximumWidth(theme.pane(COLUMN))  # and less, where what stands beside it takes the room
        inner = column(middle, spacing=SPACE.CARD)
        for widget in (self.title, self.words, self.how):
            inner.addWidget(widget)
        beside = row()
        beside.addWidget(self.print)
        beside.addStretch(1)
        inner.addLayout(beside)
        inner.addStretch(1)
        outer = row(self, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.GROUP))
        outer.addWidget(middle, 1000)
        outer.addStretch(1)
        self.fill(sealed=True)

    def fill(self, *, sealed: bool) -> None:
        """Show the paragraph that is true of a copy that is sealed, or of one that opens."""
        text = self._context.text
        self._msg = AT_A_BORDER if sealed else OPENS
        self.title.setText(text(TITLE if sealed else OPENS_TITLE))
        self.words.setText(text(self._msg))
        self.how.setText(text(UNOPENED if sealed else OPENS_HOW))
        self.print.setVisible(sealed)  # what is to be known is not to be handed over

    def _on_print(self) -> None:
        ask_print_words(self._context, self, text_paper(self._context.text(self._msg)))


def text_paper(text: str, style: Style = Style.TITLE) -> Paper:
    """Return a paper with one text on it."""
    paper = Paper()
    paper.lines = [(style, line) for line in text.splitlines() if line]
    return paper


class PrintWords(FittingDialog):
    """Asks on which printer, and for no passphrase: on the paper is the paragraph, which says nothing of the vault, or a ticket.

    The paragraph leaves no row in the log; whoever hands over a ticket sees to its row (`vault/sealing.py`).
    """

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        paper: Paper,
        names: list[str],
        hand: Callable[[Paper, str], None],
        *,
        title: Msg = ACT,
    ) -> None:
        super().__init__(parent, 480)
        self._context, self._paper, self._hand = context, paper, hand
        text = context.text
        self.setAccessibleName(text(title))
        self.setModal(True)
        self.choice = PrinterChoice(context, names)
        self.message = InlineMessage()
        layout = column(self.inner, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP), SPACE.CARD)
        layout.addWidget(Words(text(title), Style.TITLE, wrap=True))
        layout.addWidget(self.choice)
        layout.addWidget(self.message)
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        away = Button(text(N_("Cancel")))
        away.clicked.connect(self.reject)
        self.button = Button(text(PRINT), "primary")
        self.button.setEnabled(bool(names))
        self.button.clicked.connect(self._print)
        foot.addWidget(away)
        foot.addWidget(self.button)
        layout.addLayout(foot)
        self.choice.names.setAccessibleName(text(PRINTER))

    def _print(self) -> None:
        printer, paper, hand = self.choice.names.currentText(), self._paper, self._hand
        self.button.setEnabled(False)
        self._context.runner.start(
            lambda _progress: hand(paper, printer), lambda _none: self._on_handed(printer), failed=self._on_failed
        )

    def _on_handed(self, printer: str) -> None:
        self._context.messages.say(HANDED, printer=isolated(printer))
        self.accept()

    def _on_failed(self, problem: BaseException) -> None:
        self.button.setEnabled(True)
        notice = notice_of(problem, self._context.catalogue)
        self.message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)


def ask_print_words(
    context: Context,
    parent: QWidget,
    paper: Paper,
    *,
    known: Callable[[], list[str]] = known_printers,
    hand: Callable[[Paper, str], None] = hand_over,
    title: Msg = ACT,
) -> None:
    """Ask which printer, then print a text that holds nothing of the vault; `known` and `hand` are arguments for tests."""
    context.runner.start(
        lambda _progress: known(), lambda names: PrintWords(context, parent, paper, names, hand, title=title).open(), urgent=True
    )
