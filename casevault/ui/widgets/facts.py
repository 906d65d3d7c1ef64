"""The fact strip in the header of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from casevault.ui.draw import Run, draw, draw_icon, flip, is_rtl, rounded
from casevault.ui.theme import RADIUS, STRONG, Role, Style, color, theme
from casevault.ui.widgets.basic import PAINT, frame_of, row
from casevault.ui.widgets.controls import PaintedButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from casevault.ui.read.cases import Fact


class FactCell(PaintedButton):
    """One fact of the strip; pressing it opens the tab that tells more."""

    pressed_for = Signal(str)

    def __init__(self) -> None:
        super().__init__("")
        self.clicked.connect(lambda _on=False: self.pressed_for.emit(self.fact.tab if self.fact is not None else ""))
        self.fact: Fact | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put(self, fact: Fact) -> None:
        """Show this fact."""
        self.fact = fact
        self.setText(fact.value)
        self.setAccessibleName(f"{fact.label}: {fact.value}, {fact.detail}")
        self.setToolTip(f"{fact.value}\n{fact.detail}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(160, theme.scaled(76))

    def minimumSizeHint(self) -> QSize:
        """Return the least room it needs."""
        return QSize(110, theme.scaled(76))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw all but the focus ring."""
        fact = self.fact
        if fact is None:
            return
        strong = {"overdue": Role.CAUTION, "review": Role.CAUTION, "ok": Role.OK}.get(fact.tone.value, Role.NEUTRAL)
        quiet = Role.CAUTION if strong is Role.CAUTION else Role.TEXT2
        if self.underMouse():
            rounded(painter, rect.adjusted(2, 2, -2, -2), RADIUS.CONTROL, Role.HOVER)
        draw_icon(painter, rect, QRectF(16, theme.scaled(11), 14, 14), fact.icon, strong)

        def at(x: float, y: float, height: float) -> QRectF:
            return flip(rect, QRectF(x, theme.scaled(y), rect.width() - x - 10, theme.scaled(height)))

        draw(painter, at(36, 8, 20), [Run(fact.label, Style.CAPTION, 0, Role.TEXT3)])
        draw(painter, at(16, 28, 22), [Run(fact.value, Style.BODY, STRONG, Role.TEXT, tabular=True)])
        draw(painter, at(16, 49, 18), [Run(fact.detail, Style.SMALL, 0, quiet, tabular=True)])


class FactStrip(QWidget):
    """The facts of a case in one card."""

    tab_wanted = Signal(str)

    def __init__(self, name: str, count: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFixedHeight(theme.scaled(76))
        layout = row(self)
        self._cells = [FactCell() for _ in range(count)]
        for cell in self._cells:
            layout.addWidget(cell, 1)
            cell.pressed_for.connect(self.tab_wanted)

    def put(self, facts: Sequence[Fact]) -> None:
        """Show these facts."""
        for cell, fact in zip(self._cells, facts, strict=False):
            cell.put(fact)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the card's height with the text size."""
        super().resizeEvent(event)
        self.setFixedHeight(theme.scaled(76))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card and the lines between its cells."""
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        rect = frame_of(self)
        rounded(painter, rect, RADIUS.CARD, Role.SUNKEN, Role.LINE)
        for cell in self._cells[1:]:
            x = cell.geometry().right() if is_rtl() else cell.geometry().left()
            painter.fillRect(QRectF(x, 14, 1, rect.height() - 28), color(Role.LINE))
        painter.end()
