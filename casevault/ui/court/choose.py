"""Which hearing, where no case is at hand: those of today, and a new one in a case that was worked on lately."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from casevault.i18n import N_
from casevault.ui.theme import SPACE, Role, Style, theme
from casevault.ui.words import FittingDialog, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from casevault.ui.context import Context

WIDTH = 560
ROW = 32
TITLE = N_("Which hearing?")
HOW = N_("Enter sits in it. A case that is open when you press F9 is chosen by itself.")


@dataclass(frozen=True, slots=True)
class Offer:
    """A hearing, or a case in which one begins."""

    title: str
    detail: str = ""
    hearing: str = ""
    case: str = ""


class Offers(QListWidget):
    """The offers; Enter takes one."""

    taken = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the one the keyboard is on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit(self.currentRow())
            return
        super().keyPressEvent(event)


class ChooseHearing(FittingDialog):
    """A list before the courtroom, never in it."""

    chosen = Signal(object)  # Offer

    def __init__(self, context: Context, offers: Sequence[Offer], parent: QWidget) -> None:
        super().__init__(parent, WIDTH)
        self.setAccessibleName(context.text(TITLE))
        self._offers = offers
        self.list = Offers()
        self.list.setAccessibleName(context.text(TITLE))
        for offer in offers:
            item = QListWidgetItem(f"{offer.title}   {offer.detail}".strip(), self.list)
            item.setSizeHint(QSize(0, theme.scaled(ROW)))
        self.list.setMinimumHeight(theme.scaled(ROW) * min(len(offers), 10) + SPACE.CARD)
        self.list.setCurrentRow(0)
        self.list.taken.connect(self._on_taken)
        self.list.itemDoubleClicked.connect(lambda _item: self._on_taken(self.list.currentRow()))
        layout = QVBoxLayout(self.inner)
        layout.setContentsMargins(SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP)
        layout.setSpacing(SPACE.CARD)
        layout.addWidget(Words(context.text(TITLE), Style.TITLE))
        layout.addWidget(Words(context.text(HOW), role=Role.TEXT2, wrap=True))
        layout.addWidget(self.list)
        self.list.setFocus()

    def _on_taken(self, number: int) -> None:
        if 0 <= number < len(self._offers):
            self.accept()
            self.chosen.emit(self._offers[number])
