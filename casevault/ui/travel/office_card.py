"""What is typed to take in another office: its card, the words that were heard, and what it is called here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from casevault.i18n import N_
from casevault.ui.bring_in.parts import Labelled
from casevault.ui.theme import CONTROL_HEIGHT, SPACE, theme
from casevault.ui.widgets.basic import column
from casevault.vault.offices import LONGEST_CARD

if TYPE_CHECKING:
    from casevault.ui.context import Context

LINES = 4
CARD = N_("The card of the other office")
WORDS = N_("Its eight words, as you heard them on the telephone or face to face")
NAMED = N_("What it is called here")


class OfficeCard(QWidget):
    """Three fields; `changed` when one was typed in. Nothing of it is believed here."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        text = context.text
        self.card = QPlainTextEdit()
        self.card.setObjectName("office.card")
        self.card.setTabChangesFocus(True)
        self.card.setFixedHeight(self.card.fontMetrics().lineSpacing() * LINES + SPACE.PANE)
        self.words, self.called = QLineEdit(), QLineEdit()
        self.words.setObjectName("office.words")
        self.called.setObjectName("office.name")
        layout = column(self, spacing=SPACE.CARD)
        for said, field in ((CARD, self.card), (WORDS, self.words), (NAMED, self.called)):
            if isinstance(field, QLineEdit):
                field.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
            field.textChanged.connect(lambda *_text: self.changed.emit())
            layout.addWidget(Labelled(text(said), field))

    @property
    def given(self) -> tuple[str, str, str]:
        """Return card, words and name as they were typed; of a card no more than one can hold."""
        return self.card.toPlainText()[: LONGEST_CARD + 1].strip(), self.words.text().strip(), self.called.text().strip()
