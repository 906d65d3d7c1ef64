"""The fact strip in the header of a case: side by side, or two under two where a date or a limit would be cut.

In a low window each fact stands in one line, and goes on below where one line would cut it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from casevault.ui.draw import Run, draw, draw_icon, flip, is_rtl, rounded, width_of, wrapped
from casevault.ui.theme import RADIUS, SPACE, STRONG, Role, Style, color, theme
from casevault.ui.widgets.basic import PAINT, frame_of
from casevault.ui.widgets.controls import PaintedButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from casevault.ui.read.cases import Fact


HEIGHT, LOW = 76, 36
LINE, MOST_LINES = 20, 2  # of a low cell: the height of one more, and how many its value may take
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
        return QSize(160, self.tall(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Return the least room it needs."""
        return QSize(110, self.tall(self.width()))

    def tall(self, width: float) -> int:
        """Return the height at which nothing is cut at this width."""
        if not self.low:
            return theme.scaled(HEIGHT)
        return theme.scaled(LOW + LINE * (len(self._lines(width)) - 1))

    def _lines(self, width: float) -> list[list[Run]]:
        """Return what a low cell says at a width: one line, or the value in its own and the detail below it."""
        fact = self.fact
        if fact is None:
            return [[]]
        quiet = Role.CAUTION if ROLES.get(fact.tone.value) is Role.CAUTION else Role.TEXT2
        value, detail = _value(fact, Style.SMALL), _detail(fact, quiet, Style.CAPTION)
        place = self._place(width)
        if width_of([value]) + SPACE.NEAR + width_of([detail]) <= place:
            return [[value, detail]]
        lines = wrapped(fact.value, value.style, place, value.weight)
        lines = [*lines[: MOST_LINES - 1], " ".join(lines[MOST_LINES - 1 :])] if len(lines) > MOST_LINES else lines
        below = [[detail]] if fact.detail else []
        return [*([replace(value, text=line)] for line in lines), *below]

    def _place(self, width: float) -> float:
        return width - TRAILING - theme.scaled(ICON) - 12

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
            self._draw_low(painter, rect, fact.icon, strong)
            return
        draw_icon(painter, rect, QRectF(LEADING, theme.scaled(11), icon, icon), fact.icon, strong)

        def at(x: float, y: float, height: float) -> QRectF:
            return flip(rect, QRectF(x, theme.scaled(y), rect.width() - x - TRAILING, theme.scaled(height)))

        draw(painter, at(LEADING + icon + 6, 8, 20), [Run(fact.label, Style.CAPTION, 0, Role.TEXT3)])
        draw(painter, at(LEADING, 28, 22), [_value(fact)])
        draw(painter, at(LEADING, 49, 18), [_detail(fact, quiet)])

    def _draw_low(self, painter: QPainter, rect: QRectF, name: str, strong: Role) -> None:
        lines, icon, line = self._lines(rect.width()), theme.scaled(ICON), theme.scaled(LINE)
        top = (rect.height() - line * len(lines)) / 2
        draw_icon(painter, rect, QRectF(TRAILING, top + (line - icon) / 2, icon, icon), name, strong)
        for number, runs in enumerate(lines):
            place = QRectF(TRAILING + icon + 6, top + number * line, self._place(rect.width()), line)
            for run in runs:  # beside each other, each of its own size: a gap, no space of one of the two
                place.setLeft(place.left() + draw(painter, flip(rect, place), [run]) + SPACE.NEAR)


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
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.updateGeometry)
        self._arrange(count)
        self._heighten(0)

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
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        whole, around = len(self._cells), LEADING + TRAILING
        facts = [cell.fact for cell in self._cells if cell.fact is not None]
        if not facts:
            self._heighten(0)
            return
        details = [width_of([_detail(fact)]) + around for fact in facts]
        whole_lines = [max(width_of([_value(fact)]) + around, detail) for fact, detail in zip(facts, details, strict=True)]
        if self._low:
            beside = TRAILING + theme.scaled(ICON) + 12 + SPACE.NEAR + 1
            whole_lines = details = [
                width_of([_value(fact, Style.SMALL)]) + width_of([_detail(fact, style=Style.CAPTION)]) + beside for fact in facts
            ]
        # Each column as wide as its words where all fit beside each other; else equal ones, where the second line fits whole.
        fits = sum(whole_lines) <= self.width()
        columns = whole if fits or max(details) <= self.width() / whole else (whole + 1) // 2
        self._arrange(columns)
        for number, wide in enumerate(whole_lines):
            self._layout.setColumnMinimumWidth(number, int(wide) if fits else 0)
        self._heighten(0 if fits else self.width() // columns)

    def _heighten(self, width: int) -> None:
        """Make each row as high as the highest of its facts at this width of a column; 0: each fits as it is."""
        least = theme.scaled(LOW if self._low else HEIGHT)
        rows = [self._cells[first : first + self._columns] for first in range(0, len(self._cells), self._columns)]
        tallest = [max(cell.tall(width) if width else least for cell in cells) for cells in rows]
        for cells, high in zip(rows, tallest, strict=True):
            for cell in cells:
                cell.setFixedHeight(high)
        if sum(tallest) != self.minimumHeight():
            self.setFixedHeight(sum(tallest))
            self._soon.start()  # a layout that is at work forgets what it is asked for meanwhile

    def _arrange(self, columns: int) -> None:
        if columns != self._columns or not self._layout.count():
            self._columns = columns
            for number, cell in enumerate(self._cells):
                self._layout.addWidget(cell, *divmod(number, columns))
            for number in range(len(self._cells)):
                self._layout.setColumnStretch(number, 1 if number < columns else 0)
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
