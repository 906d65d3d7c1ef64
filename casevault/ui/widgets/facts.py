"""The fact strip in the header of a case: side by side, or two under two where a date or a limit would be cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from casevault.ui.draw import Run, draw, draw_icon, flip, is_rtl, rounded, width_of
from casevault.ui.theme import RADIUS, STRONG, Role, Style, color, theme
from casevault.ui.widgets.basic import PAINT, frame_of
from casevault.ui.widgets.controls import PaintedButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from casevault.ui.read.cases import Fact


HEIGHT, LOW = 76, 36
MOST = 0.75  # of a low cell that its detail may take
LEADING, TRAILING = 16, 10
ICON = 14
ROLES = {"overdue": Role.CAUTION, "review": Role.CAUTION, "disputed": Role.CAUTION, "ok": Role.OK}


class FactCell(PaintedButton):
    """One fact of the strip; pressing it opens the tab that tells more."""

    pressed_for = Signal(str)

    def __init__(self) -> None:
        super().__init__("")
        self.clicked.connect(lambda _on=False: self.pressed_for.emit(self.fact.tab if self.fact is not None else ""))
        self.fact: Fact | None = None
        self.low = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def compress(self, *, on: bool) -> None:
        """Say value and detail in one line; the label is left to the icon, the tooltip and the screen reader."""
        self.low = on
        self.updateGeometry()

    def put(self, fact: Fact) -> None:
        """Show this fact."""
        self.fact = fact
        self.setText(fact.value)
        lines = [part for part in (fact.value, fact.detail, fact.more) if part]
        self.setAccessibleName(f"{fact.label}: {', '.join(lines)}".replace("\n", "; "))
        self.setToolTip("\n".join(lines))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(160, theme.scaled(LOW if self.low else HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return the least room it needs."""
        return QSize(110, theme.scaled(LOW if self.low else HEIGHT))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw all but the focus ring."""
        fact = self.fact
        if fact is None:
            return
        strong = ROLES.get(fact.tone.value, Role.NEUTRAL)
        quiet = Role.CAUTION if strong is Role.CAUTION else Role.TEXT2
        if self.underMouse():
            rounded(painter, rect.adjusted(2, 2, -2, -2), RADIUS.CONTROL, Role.HOVER)
        icon = theme.scaled(ICON)
        if self.low:
            draw_icon(painter, rect, QRectF(TRAILING, (rect.height() - icon) / 2, icon, icon), fact.icon, strong)
            place = QRectF(TRAILING + icon + 6, 0, rect.width() - TRAILING - icon - 12, rect.height())
            last = [_detail(fact, quiet, Style.CAPTION)]
            whole = min(width_of(last), place.width() * MOST)  # the detail is a date, a limit or a count of days
            used = draw(painter, flip(rect, place.adjusted(0, 0, -whole - 6, 0)), [_value(fact, Style.SMALL)])
            draw(painter, flip(rect, place.adjusted(used + 6, 0, 0, 0)), last)
            return
        draw_icon(painter, rect, QRectF(LEADING, theme.scaled(11), icon, icon), fact.icon, strong)

        def at(x: float, y: float, height: float) -> QRectF:
            return flip(rect, QRectF(x, theme.scaled(y), rect.width() - x - TRAILING, theme.scaled(height)))

        draw(painter, at(LEADING + icon + 6, 8, 20), [Run(fact.label, Style.CAPTION, 0, Role.TEXT3)])
        draw(painter, at(LEADING, 28, 22), [_value(fact)])
        draw(painter, at(LEADING, 49, 18), [_detail(fact, quiet)])


def _value(fact: Fact, style: Style = Style.BODY) -> Run:
    """Return the strong line."""
    return Run(fact.value, style, STRONG, Role.TEXT, tabular=True)


def _detail(fact: Fact, role: Role = Role.TEXT2, style: Style = Style.SMALL) -> Run:
    """Return the second line, which holds what must not be cut: a date, a limit, a count of days."""
    return Run(fact.detail, style, 0, role, tabular=True)


class FactStrip(QWidget):
    """The facts of a case in one card."""

    tab_wanted = Signal(str)

    def __init__(self, name: str, count: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._columns = count
        self._low = False
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._cells = [FactCell() for _ in range(count)]
        for cell in self._cells:
            cell.setAccessibleName(name)  # until it is read what each says
            cell.pressed_for.connect(self.tab_wanted)
        self._arrange(count)

    def compress(self, *, on: bool) -> None:
        """Show each fact in one line, or in three."""
        if on != self._low:
            self._low = on
            for cell in self._cells:
                cell.compress(on=on)
            self._fit()

    def put(self, facts: Sequence[Fact]) -> None:
        """Show these facts."""
        for cell, fact in zip(self._cells, facts, strict=False):
            cell.put(fact)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the card's height with the text size, and every second line whole."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        whole, around = len(self._cells), LEADING + TRAILING
        details = [width_of([_detail(cell.fact)]) + around if cell.fact is not None else 0.0 for cell in self._cells]
        values = [width_of([_value(cell.fact)]) + around if cell.fact is not None else 0.0 for cell in self._cells]
        whole_lines = [max(pair) for pair in zip(details, values, strict=True)]
        if self._low:
            beside = theme.scaled(ICON) + 20 - around
            whole_lines = [detail + value + beside for detail, value in zip(details, values, strict=True)]
            details = whole_lines
        # Each column as wide as its words where all fit beside each other; else equal ones, where the second line fits whole.
        fits = sum(whole_lines) <= self.width()
        self._arrange(whole if fits or max(details) <= self.width() / whole else (whole + 1) // 2)
        for number, wide in enumerate(whole_lines):
            self._layout.setColumnMinimumWidth(number, int(wide) if fits else 0)

    def _arrange(self, columns: int) -> None:
        if columns != self._columns or not self._layout.count():
            self._columns = columns
            for number, cell in enumerate(self._cells):
                self._layout.addWidget(cell, *divmod(number, columns))
            for number in range(len(self._cells)):
                self._layout.setColumnStretch(number, 1 if number < columns else 0)
        rows = -(-len(self._cells) // columns)
        self.setFixedHeight(rows * theme.scaled(LOW if self._low else HEIGHT))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card and the lines between its cells."""
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        rect = frame_of(self)
        rounded(painter, rect, RADIUS.CARD, Role.SUNKEN, Role.LINE)
        for number, cell in enumerate(self._cells):
            place = QRectF(cell.geometry())
            if number % self._columns:
                x = place.right() if is_rtl() else place.left()
                painter.fillRect(QRectF(x, place.top() + 14, 1, max(place.height() - 28, 4)), color(Role.LINE))
            elif number:
                painter.fillRect(QRectF(rect.left() + LEADING, place.top(), rect.width() - 2 * LEADING, 1), color(Role.LINE))
        painter.end()
