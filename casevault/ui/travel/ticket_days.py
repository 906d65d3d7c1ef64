"""For how many days a ticket is meant, in the box that makes one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from casevault.i18n import N_
from casevault.ui.bring_in.parts import Labelled
from casevault.ui.theme import CONTROL_HEIGHT, theme
from casevault.ui.widgets.basic import column
from casevault.vault.sealing import DAYS, MOST_DAYS

if TYPE_CHECKING:
    from casevault.ui.context import Context

FOR_DAYS = N_("Good for so many days (a reminder)")


class TicketDays(QWidget):
    """One field; `changed` carries the days."""

    changed = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.field = QLineEdit(str(DAYS))
        self.field.setObjectName("ticket.days")
        self.field.setValidator(QIntValidator(1, MOST_DAYS, self))
        self.field.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.field.textChanged.connect(self._on_changed)
        column(self).addWidget(Labelled(context.text(FOR_DAYS), self.field))

    @property
    def days(self) -> int:
        """Return the days; what is no number is left to the vault to refuse."""
        typed = self.field.text().strip()
        return int(typed) if typed.isascii() and typed.isdigit() else 0

    def _on_changed(self) -> None:
        self.changed.emit(self.days)
