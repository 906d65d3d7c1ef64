"""The saved state: a quiet word at the foot of the navigator, and the one message that stays when saving failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from casevault.i18n import N_
from casevault.ui.draw import Run, draw, draw_icon, flip, grown
from casevault.ui.theme import Role, Style, theme
from casevault.ui.widgets.basic import PAINT, frame_of

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent

    from casevault.ui.context import Context


class SavedState(QWidget):
    """What was saved when ("Saved 09:12"), or since when nothing is."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._text = ""
        self._failed = False
        context.saving.worked.connect(self.saved)
        context.saving.failed.connect(lambda notice: self.failed(context.saving.short, f"{notice.what} {notice.hint}".strip()))
        context.messages.said.connect(self.say)
        self.setFixedHeight(theme.scaled(28))
        self.say(context.text(N_("Everything is saved")))

    def saved(self, at: datetime) -> None:
        """Say that all was saved, and when."""
        self._failed = False
        self.say(self._context.text(N_("Saved {time}"), time=f"{at:%H:%M}"))

    def failed(self, text: str, whole: str) -> None:
        """Say that saving failed: `text` is drawn, `whole` is spoken; nothing but `saved` takes it away."""
        self._failed = False
        self.say(text, whole)
        self._failed = True

    def say(self, text: str, whole: str = "") -> None:
        """Say one quiet line, unless something could not be saved: that stays."""
        if self._failed:
            return
        self._text = text
        self.setAccessibleName(whole or text)
        self.setToolTip(whole or text)
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
        left = min(11.0, (rect.width() - 14) / 2)
        draw_icon(painter, rect, grown(QRectF(left, (rect.height() - 14) / 2, 14, 14)), name, role)
        run = Run(self._text, Style.SMALL, 0, Role.CRITICAL if self._failed else Role.TEXT3, tabular=True)
        draw(painter, flip(rect, QRectF(38, 0, rect.width() - 40, rect.height())), [run])
        painter.end()
