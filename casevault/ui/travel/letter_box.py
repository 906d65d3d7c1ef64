"""A drafted letter to one person who was in what was lost: to be changed, copied, or printed; nothing sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from casevault.i18n import N_, isolated
from casevault.ui.clipboard import marked
from casevault.ui.draw import Run
from casevault.ui.organisation import is_refused
from casevault.ui.printing.box import PRINT, PRINTED, WHY, PrintBox, PrinterChoice, hand_over, known_printers
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.travel.border import text_paper
from casevault.ui.widgets.basic import Button, Line, Paragraph, column, row
from casevault.ui.words import SurfaceDialog
from casevault.vault import leaving

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.progress import Progress
    from casevault.ui.ask_secret import AskSecret
    from casevault.ui.context import Context
    from casevault.ui.printing.paper import Paper
    from casevault.vault.losing import Letter

TITLE = N_("A letter to {name}")
HOW = N_(
    "A draft: change what does not fit, and bring it by a way that was not recorded. It says how much was known, never what."
)
COPY = N_("Copy the letter")
COPIED = N_("Copied. It counts as text that left, and the clipboard is emptied after a while.")
PRINT_IT = N_("Print it…")


class LetterBox(SurfaceDialog):
    """The draft; it is kept nowhere."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        one: Letter,
        *,
        printers: Callable[[], list[str]] = known_printers,
        hand: Callable[[Paper, str], None] = hand_over,
    ) -> None:
        """`printers` and `hand` are arguments for tests."""
        super().__init__(parent)
        self._context, self._one, self._printers, self._hand = context, one, printers, hand
        text = context.text
        name = context.reader.called(one.person) if context.reader.discreet else one.title
        title = text(TITLE, name=isolated(name))
        self.setAccessibleName(title)
        self.setModal(True)
        self.resize(640, 640)
        layout = column(self, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP), SPACE.CARD)
        layout.addWidget(Line([Run(title, Style.TITLE)]))
        layout.addWidget(Paragraph(text(HOW), Style.SMALL, Role.TEXT2))
        self.draft = QPlainTextEdit(one.text.replace(one.called, name) if context.reader.discreet else one.text)
        self.draft.setObjectName("letter.draft")
        self.draft.setAccessibleName(title)
        self.draft.setTabChangesFocus(True)
        layout.addWidget(self.draft, 1)
        foot = row(spacing=SPACE.NEAR)
        self.copy = Button(text(COPY), "secondary", "copy")
        self.copy.setObjectName("letter.copy")
        self.copy.clicked.connect(self._copy)
        self.print = Button(text(PRINT_IT), "secondary", "printer")
        self.print.setObjectName("letter.print")
        self.print.clicked.connect(self._ask_printer)
        foot.addWidget(self.copy)
        foot.addWidget(self.print)
        foot.addStretch(1)
        close = Button(text(N_("Close")), "primary")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        layout.addLayout(foot)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setMimeData(marked(self.draft.toPlainText()))
        self._context.count_copied()
        self._context.messages.say(COPIED)

    def _ask_printer(self) -> None:
        context = self._context
        if not is_refused(context, context.vault.policy.refuse_plain):
            known = self._printers
            context.runner.start(lambda _progress: known(), self._print, urgent=True)

    def _print(self, names: list[str]) -> AskSecret:
        """Ask which printer and who; it stands in the log as a page about that person before the printer has a byte."""
        context, person, hand = self._context, self._one.person, self._hand
        choice = PrinterChoice(context, names)
        chosen = names[:1]
        paper = text_paper(self.draft.toPlainText(), Style.BODY)

        def act(secret: bytearray, keyfile: bytes | None, progress: Progress) -> str:
            leaving.print_out(
                context.vault, secret, keyfile, record=person, count=1, send=lambda: hand(paper, chosen[0]), progress=progress
            )
            return chosen[0]

        def done(printer: str) -> None:
            context.messages.say(PRINTED, printer=isolated(printer))

        def on_chosen(name: str) -> None:
            chosen[:] = [name]  # read here, in the window's thread

        box = PrintBox(context, self, title=PRINT_IT, why=WHY, button=PRINT, act=act, done=done, body=choice)
        box.set_ready(ready=bool(names))
        choice.names.currentTextChanged.connect(on_chosen)
        box.open()
        return box
