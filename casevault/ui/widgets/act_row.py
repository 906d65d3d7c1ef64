"""A row that does something: icon, what it does, and a sentence on what that means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtWidgets import QSizePolicy

from casevault.ui.draw import Run, draw_icon, draw_paragraph, flip, rounded, wrapped
from casevault.ui.theme import MEDIUM, RADIUS, Role, Style, theme
from casevault.ui.widgets.controls import PaintedButton

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

TEXT_AT, END, EDGE = 48, 12, 8  # pixels
ICON, MOST_ICON = 18, 30  # at 100 %, and pixels that stay clear of the words at any text size
LINE, SMALL_LINE = 20, 18  # at 100 %


class ActRow(PaintedButton):
    """One act, over the whole width; as high as its sentence needs."""

    def __init__(self, icon_name: str, title: str, sentence: str) -> None:
        super().__init__(title, f"{title}. {sentence}")
        self._icon_name, self._sentence = icon_name, sentence
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Return that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width."""
        lines = len(wrapped(self._sentence, Style.SMALL, width - TEXT_AT - END))
        return 2 * EDGE + self._title_lines(width) * theme.scaled(LINE) + lines * theme.scaled(SMALL_LINE)

    def _title_lines(self, width: float) -> int:
        return len(wrapped(self.text(), Style.BODY, width - TEXT_AT - END, MEDIUM))

    def sizeHint(self) -> QSize:
        """Return a middling width and its height."""
        return QSize(280, self.heightForWidth(max(self.width(), 280)))

    def minimumSizeHint(self) -> QSize:
        """Return that it may be narrow."""
        return QSize(160, 2 * EDGE + theme.scaled(LINE + SMALL_LINE))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw all but the focus ring."""
        if self.underMouse() and self.isEnabled():
            rounded(painter, rect, RADIUS.CONTROL, Role.HOVER)
        line = theme.scaled(LINE)
        side = min(theme.scaled(ICON), MOST_ICON)
        draw_icon(
            painter,
            rect,
            QRectF(rect.left() + 25 - side / 2, rect.top() + EDGE + (line - side) / 2, side, side),
            self._icon_name,
            Role.ACCENT,
        )
        room = rect.width() - TEXT_AT - END
        first = QRectF(rect.left() + TEXT_AT, rect.top() + EDGE, room, line * self._title_lines(rect.width()))
        draw_paragraph(painter, flip(rect, first), self.text(), Run("", Style.BODY, MEDIUM), line=line)
        body = flip(rect, QRectF(first.left(), first.bottom(), room, rect.height()))
        draw_paragraph(painter, body, self._sentence, Run("", Style.SMALL, 0, Role.TEXT2), line=theme.scaled(SMALL_LINE))
