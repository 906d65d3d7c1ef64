"""What stands on top of the page until it is settled: a problem that can be closed, and a failure to save that cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from casevault.i18n import N_
from casevault.ui.theme import SPACE
from casevault.ui.widgets.basic import column
from casevault.ui.words import InlineMessage

if TYPE_CHECKING:
    from casevault.ui.context import Context
    from casevault.ui.messages import Notice


class MessageBar(QWidget):
    """The messages of one window; it takes no room while there is none."""

    command_wanted = Signal(str)  # the id of the command that settles a problem

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        layout = column(self, (SPACE.PANE, SPACE.CARD, SPACE.PANE, 0), SPACE.NEAR)
        self.unsaved = InlineMessage()
        self.message = InlineMessage(context.text(N_("Close this message")))
        layout.addWidget(self.unsaved)
        layout.addWidget(self.message)
        self._notice: Notice | None = None
        self.message.acted.connect(self._on_acted)
        self.message.closed.connect(self._fit)
        context.messages.noticed.connect(self._on_notice)
        context.saving.failed.connect(self._on_not_saved)
        context.saving.worked.connect(lambda _at: self._on_saved())
        self.hide()

    def press(self, notice: Notice) -> None:
        """Do what the button of a message says."""
        if notice.report:
            QGuiApplication.clipboard().setText(notice.report)
            self._context.messages.say(N_("The report was copied. It holds no case data."))
        elif notice.command:
            self.command_wanted.emit(notice.command)
        self.message.clear()

    def _on_acted(self) -> None:
        if self._notice is not None:
            self.press(self._notice)

    def _on_notice(self, notice: Notice) -> None:
        self._notice = notice
        self.message.put(notice)
        self._fit()

    def _on_not_saved(self, notice: Notice) -> None:
        self.unsaved.put(notice)
        self._fit()

    def _on_saved(self) -> None:
        self.unsaved.hide()
        self._fit()

    def _fit(self) -> None:
        self.setVisible(not (self.message.isHidden() and self.unsaved.isHidden()))
