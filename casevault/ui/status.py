"""The saved state: a quiet word at the foot of the navigator, and the one message that stays when saving failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from casevault.i18n import N_
from casevault.ui.draw import Run, draw, draw_icon, flip, grown, wrapped
from casevault.ui.theme import Role, Style, theme
from casevault.ui.widgets.basic import PAINT, frame_of

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from casevault.ui.context import Context

ONE_LINE, LINE = 28, 18  # pixels at 100 %: alone, and each that follows
WORDS_AT, WORDS_END = 38, 2  # pixels before the words, behind the mark, and after them
SAID_MS = 20_000  # that what was done stands there: long enough to be read and heard, then the state is said again
LEAST_ROOM = 60  # pixels at 100 %: narrower, the navigator shows signs alone


class SavedState(QWidget):
    """What was saved when ("Saved 09:12"), or since when nothing is."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._text = ""
        self._failed = False
        self._state = context.text(N_("Everything is saved"))
        self._again = QTimer(self, singleShot=True, interval=SAID_MS)
        self._again.timeout.connect(lambda: self.say(self._state))
        context.saving.worked.connect(self.saved)
        context.saving.failed.connect(lambda notice: self.failed(context.saving.short, f"{notice.what} {notice.hint}".strip()))
        context.messages.said.connect(self.repeat)
        theme.changed.connect(self._measure)
        self.say(self._state)

    def saved(self, at: datetime) -> None:
        """Say that all was saved, and when."""
        self._failed = False
        self._state = self._context.text(N_("Saved {time}"), time=f"{at:%H:%M}")
        self.say(self._state)

    def repeat(self, text: str) -> None:
        """Say for a while what was done, as the toast does; then again what is saved."""
        self.say(text)
        if not self._failed:
            self._again.start()

    def failed(self, text: str, whole: str) -> None:
        """Say that saving failed: `text` is drawn, `whole` is spoken; nothing but `saved` takes it away."""
        self._failed = False
        self.say(text, whole)
        self._failed = True

    def say(self, text: str, whole: str = "") -> None:
        """Say one quiet line, unless something could not be saved: that stays."""
        if self._failed:
            return
        self._again.stop()
        self._text = text
        self.setAccessibleName(whole or text)
        self.setToolTip(whole or text)
        self._measure()
        self.update()

    def _lines(self) -> list[str]:
        """Return what is said as it is drawn: whole, over as many lines as that takes; nothing where only signs have room."""
        room = self.width() - WORDS_AT - WORDS_END
        return wrapped(self._text, Style.SMALL, room, tabular=True) if room > theme.scaled(LEAST_ROOM) else [""]

    def _measure(self) -> None:
        self.setFixedHeight(theme.scaled(ONE_LINE + LINE * (len(self._lines()) - 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the lines of what is said."""
        super().resizeEvent(event)
        self._measure()

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(160, theme.scaled(ONE_LINE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the mark and the word."""
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        rect = frame_of(self)
        name, role = ("octagon-alert", Role.CRITICAL) if self._failed else ("check", Role.OK)
        left = min(11.0, (rect.width() - 14) / 2)
        first = theme.scaled(ONE_LINE)
        draw_icon(painter, rect, grown(QRectF(left, (first - 14) / 2, 14, 14)), name, role)
        words = Role.CRITICAL if self._failed else Role.TEXT3
        for number, said in enumerate(self._lines()):
            place = QRectF(WORDS_AT, number * theme.scaled(LINE), rect.width() - WORDS_AT - WORDS_END, first)
            draw(painter, flip(rect, place), [Run(said, Style.SMALL, 0, words, tabular=True)])
        painter.end()
