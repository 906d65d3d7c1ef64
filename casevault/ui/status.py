"""The saved state: a quiet word at the foot of the navigator, and the one message that stays when saving failed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from casevault.i18n import N_
from casevault.ui.draw import Run, draw, draw_icon, flip
from casevault.ui.theme import Role, Style, theme
from casevault.ui.widgets.basic import PAINT, frame_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from casevault.ui.context import Context


class SavedState(QWidget):
    """What was saved when ("Saved 09:12"), or since when nothing is."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._text = ""
        self._failed = False
        context.changes.happened.connect(lambda _changes: self.saved())
        context.messages.said.connect(self.say)
        self.setFixedHeight(theme.scaled(28))
        self.say(context.text(N_("Everything is saved")))

    def saved(self, at: datetime | None = None) -> None:
        """Say that all was saved, now or at a given time."""
        moment = at or datetime.now().astimezone()
        self._failed = False
        self.say(self._context.text(N_("Saved {time}"), time=f"{moment:%H:%M}"))

    def failed(self, text: str) -> None:
        """Say that saving failed; stays until something is saved."""
        self._failed = True
        self.say(text)

    def say(self, text: str) -> None:
        """Say one quiet line."""
        self._text = text
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(160, theme.scaled(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the mark and the word."""
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        rect = frame_of(self)
        name, role = ("octagon-alert", Role.CRITICAL) if self._failed else ("check", Role.OK)
        draw_icon(painter, rect, QRectF(11, (rect.height() - 14) / 2, 14, 14), name, role)
        run = Run(self._text, Style.SMALL, 0, Role.CRITICAL if self._failed else Role.TEXT3, tabular=True)
        draw(painter, flip(rect, QRectF(38, 0, rect.width() - 40, rect.height())), [run])
        painter.end()
