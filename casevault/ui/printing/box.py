"""Printing for oneself: said to leave the vault, asked for by the passphrase, in the log before the printer has a byte of it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from casevault.i18n import N_, isolated
from casevault.ui.ask_secret import AskSecret
from casevault.ui.editors.select import Select
from casevault.ui.organisation import is_refused
from casevault.ui.printing.paper import as_pdf, paper_of
from casevault.ui.theme import MEDIUM, SPACE, Role, Style
from casevault.ui.words import InlineMessage, Tone, Words
from casevault.vault import leaving, printers

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from casevault.i18n import Msg
    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.ui.printing.paper import Paper

TITLE = N_("Print for yourself")
WHY = N_(
    "What is printed leaves the vault: paper is found, copied and kept, and the printer, its queue and a print server may keep "
    "it too. CaseVault cannot remove any of that. It is in the log. For another person, prepare a dossier."
)
PRINT = N_("Print")
PRINTER = N_("Printer")
NO_PRINTER = N_("This computer knows no printer. Set one up in the system's own settings, then open this again.")
PRINTED = N_("Handed to {printer}. It stands under Disclosures, “To myself”.")
NOTHING = N_("Put the keyboard on a record, or open a case: that is printed.")
SEAL_FIRST = N_(
    "What goes to another person is sealed and registered first. The finished file can then be printed: it is a disclosure."
)


class PrinterChoice(QWidget):
    """Which printer; and that there is none."""

    def __init__(self, context: Context, names: list[str]) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE.TIGHT)
        self.names = Select()
        self.names.setObjectName("print.printer")
        self.names.setAccessibleName(context.text(PRINTER))
        self.names.addItems(names)
        self.message = InlineMessage()
        label = Words(context.text(PRINTER), Style.SMALL, Role.TEXT2, weight=MEDIUM)
        label.setBuddy(self.names)
        for widget in (label, self.names, self.message):
            layout.addWidget(widget)
        if not names:
            label.hide()
            self.names.hide()
            self.message.show_message(Tone.CAUTION, context.text(NO_PRINTER))


class PrintBox(AskSecret):
    """Asks who prints, on which printer: a box of its own, so that the handbook has a page for it."""


def known_printers() -> list[str]:
    """Return the printers of this system."""
    return printers.printers() if printers.BY_PIPE else by_windows().known()


def hand_over(paper: Paper, printer: str) -> None:
    """Give a paper to a printer, through nothing that we write ourselves."""
    if printers.BY_PIPE:
        printers.send(as_pdf(paper), printer)
    else:
        by_windows().hand_over(paper, printer)


def by_windows() -> ModuleType:
    """Return what knows the printers of Windows; what it stands on is in no package of another system."""
    return import_module("casevault.ui.printing.by_windows")


def ask_print(
    context: Context,
    parent: QWidget,
    record_id: str,
    *,
    known: Callable[[], list[str]] = known_printers,
    hand: Callable[[Paper, str], None] = hand_over,
) -> None:
    """Ask which printer and who, then print a record or a case for oneself; `known` and `hand` are arguments for tests."""
    if is_refused(context, context.vault.policy.refuse_plain):
        return
    context.runner.start(lambda _progress: known(), lambda names: _ask(context, parent, record_id, names, hand), urgent=True)


def _ask(context: Context, parent: QWidget, record_id: str, names: list[str], hand: Callable[[Paper, str], None]) -> None:
    choice = PrinterChoice(context, names)
    chosen = names[:1]

    def act(secret: bytearray, keyfile: bytes | None, progress: Progress) -> str:
        paper = paper_of(context.reader, record_id)  # before anything is asked of the log: a refusal leaves no row
        leaving.print_out(
            context.vault,
            secret,
            keyfile,
            record=record_id,
            count=paper.values,
            send=lambda: hand(paper, chosen[0]),
            progress=progress,
        )
        return chosen[0]

    def done(printer: str) -> None:
        context.messages.say(PRINTED, printer=isolated(printer))

    box = PrintBox(context, parent, title=TITLE, why=WHY, button=PRINT, act=act, done=done, body=choice)
    box.set_ready(ready=bool(names))

    def on_chosen(name: str) -> None:
        chosen[:] = [name]  # read here, in the window's thread

    choice.names.currentTextChanged.connect(on_chosen)
    box.open()


def refusal(*, walking: bool) -> Msg:
    """Return what is said where nothing can be printed; `walking`: a document for somebody else is being made."""
    return SEAL_FIRST if walking else NOTHING
