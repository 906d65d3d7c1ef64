"""One report as a picture: lying bars for lists, columns or a line over time. The table beside it says the same exactly.

What tells columns apart is a pattern and a place, and a word in the legend: never a colour alone. A screen reader is sent to the
table: the chart says what it is and how many lines it has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from casevault.ui.draw import Align, Run, draw, hatch, is_rtl, rounded, width_of
from casevault.ui.reports import geometry
from casevault.ui.reports.geometry import Box
from casevault.ui.theme import SPACE, STRONG, Role, Style, color, theme
from casevault.ui.widgets.basic import PAINT

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

ROW, WORDS, BAR = 44, 20, 12  # pixels at 100 %: a line, its words, its bar
LEGEND = 28
HIGH, LOW = 300, 130  # of a chart over time, with all the room it wants and with little
AXIS, SCALE = 24, 16  # below the columns, and between the scale's numbers and the first of them
SWATCH = 14


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of a chart: its words, its counts by column (one where there are no columns)."""

    words: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """What a chart shows; `columns` are the words of the legend, none for a single count."""

    title: str
    marks: tuple[Mark, ...] = ()
    columns: tuple[str, ...] = ()
    over_time: bool = False


class Chart(QWidget):
    """Paints a picture; a click on a line chooses it."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._picture = Picture("")
        self._current = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        theme.changed.connect(self._on_theme)

    def _on_theme(self) -> None:
        self.updateGeometry()

    def put(self, picture: Picture) -> None:
        """Show a picture."""
        self._picture, self._current = picture, -1
        self.setAccessibleName(picture.title)
        self.updateGeometry()
        self.update()

    def mark(self, number: int) -> None:
        """Show which line the keyboard is on in the table, -1 for none."""
        if number != self._current:
            self._current = number
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room it wants: so many lines, or the height of a chart over time."""
        shown = self._picture
        high = theme.scaled(HIGH) if shown.over_time else theme.scaled(ROW) * len(shown.marks)
        return QSize(320, high + self._legend() + SPACE.ROOM)

    def minimumSizeHint(self) -> QSize:
        """Return that it may be narrow, and lower only where its columns follow its height: bars of a line each do not."""
        high = theme.scaled(LOW) + self._legend() if self._picture.over_time else self.sizeHint().height()
        return QSize(160, high)

    def _legend(self) -> int:
        return theme.scaled(LEGEND) if len(self._picture.columns) > 1 and not self._is_line else 0

    @property
    def _is_line(self) -> bool:
        """Say whether it is one line of totals, because columns would be too narrow to be told apart."""
        return self._picture.over_time and len(self._picture.marks) > geometry.MOST_COLUMNS

    # Where it lies

    def _body(self) -> Box:
        """Return the room of bars or columns, from the left."""
        margin = float(SPACE.PANE)
        top = float(self._legend())
        if not self._picture.over_time:
            return Box(margin, top, max(1.0, self.width() - 2 * margin), self.height() - top)
        numbers = self._scale_width()
        high = self.height() - top - theme.scaled(AXIS) - SPACE.ROOM
        return Box(margin + numbers, top + SPACE.NEAR, max(1.0, self.width() - 2 * margin - numbers), max(1.0, high))

    def _scale_width(self) -> float:
        most = geometry.scale(max((sum(mark.counts) for mark in self._picture.marks), default=0))[-1]
        return width_of([Run(str(most), Style.CAPTION, 0, Role.TEXT3, tabular=True)]) + theme.scaled(SCALE) / 2

    def _rect(self, box: Box) -> QRectF:
        placed = geometry.mirrored(box, self.width()) if is_rtl() else box
        return QRectF(placed.x, placed.y, placed.width, placed.height)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the line under the pointer."""
        x = self.width() - event.position().x() if is_rtl() else event.position().x()
        body, count = self._body(), len(self._picture.marks)
        if self._picture.over_time:
            number = geometry.place_at(x, count, body)
        else:
            number = int((event.position().y() - body.y) // theme.scaled(ROW))
        if 0 <= number < count:
            self.chosen.emit(number)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the legend, then bars, columns or a line."""
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        if self._picture.marks:
            if self._legend():
                self._paint_legend(painter)
            if self._picture.over_time:
                self._paint_time(painter)
            else:
                self._paint_bars(painter)
        painter.end()

    def _paint_legend(self, painter: QPainter) -> None:
        x, high = float(SPACE.PANE), float(self._legend())
        for number, words in enumerate(self._picture.columns):
            run = [Run(words, Style.CAPTION, 0, Role.TEXT2)]
            paint_part(painter, self._rect(Box(x, (high - SWATCH) / 2, SWATCH, SWATCH)), number)
            wide = width_of(run) + 2
            draw(painter, self._rect(Box(x + SWATCH + 6, 0, wide, high)), run)
            x += SWATCH + 6 + wide + SPACE.GROUP

    def _paint_bars(self, painter: QPainter) -> None:
        body, row = self._body(), float(theme.scaled(ROW))
        counts = [mark.counts for mark in self._picture.marks]
        found = geometry.bars(counts, body.width, row, theme.scaled(BAR), theme.scaled(WORDS) + 4)
        for number, (mark, parts) in enumerate(zip(self._picture.marks, found, strict=True)):
            line = Box(0, body.y + number * row, self.width(), row)
            if number == self._current:
                self._paint_ground(painter, line)
            total = [Run(str(sum(mark.counts)), Style.SMALL, STRONG, Role.TEXT, tabular=True)]
            wide = width_of(total) + 2
            top = line.y + 3
            draw(painter, self._rect(Box(body.x, top, body.width - wide - SPACE.NEAR, theme.scaled(WORDS))), [_words(mark.words)])
            draw(painter, self._rect(Box(body.x + body.width - wide, top, wide, theme.scaled(WORDS))), total, Align.END)
            for part in parts:
                box = Box(body.x + part.box.x, body.y + part.box.y, part.box.width, part.box.height)
                paint_part(painter, self._rect(box), part.column)

    def _paint_time(self, painter: QPainter) -> None:
        body, marks = self._body(), self._picture.marks
        ticks = geometry.scale(max(sum(mark.counts) for mark in marks))
        half = theme.scaled(WORDS) / 2
        for tick in ticks:
            y = body.y + body.height - body.height * tick / ticks[-1]
            painter.fillRect(self._rect(Box(body.x, round(y), body.width, 1)), color(Role.BORDER if tick == 0 else Role.LINE))
            number = Run(str(tick), Style.CAPTION, 0, Role.TEXT3, tabular=True)
            spot = Box(SPACE.PANE, y - half, body.x - SPACE.PANE - SPACE.NEAR, 2 * half)
            draw(painter, self._rect(spot), [number], Align.END)
        place = body.width / len(marks)
        if self._current >= 0:
            self._paint_ground(painter, Box(body.x + place * self._current, body.y, place, body.height))
        if self._is_line:
            self._paint_line(painter, body)
        else:
            for parts in geometry.columns([mark.counts for mark in marks], body):
                for part in parts:
                    paint_part(painter, self._rect(part.box), part.column)
        self._paint_words(painter, body)

    def _paint_words(self, painter: QPainter, body: Box) -> None:
        """Name as many periods as there is room for."""
        marks = self._picture.marks
        place = body.width / len(marks)
        runs = [[Run(mark.words, Style.CAPTION, 0, Role.TEXT2, tabular=True)] for mark in marks]
        widest = max(width_of(run) for run in runs) + SPACE.CARD
        wide, end = max(place, widest), -float(SPACE.PANE)
        for number in geometry.labelled(len(marks), body.width, widest):
            left = min(body.x + place * (number + 0.5) - wide / 2, body.x + body.width - wide)
            left = max(body.x - SPACE.NEAR, left)
            if left < end:  # the first and the last are moved into the room: there may be none left for their neighbours
                continue
            end = left + wide
            box = Box(left, body.y + body.height + 4, wide, theme.scaled(WORDS))
            draw(painter, self._rect(box), runs[number], Align.CENTER)

    def _paint_line(self, painter: QPainter, body: Box) -> None:
        found = geometry.points([sum(mark.counts) for mark in self._picture.marks], body)
        points = [QPointF(self.width() - x if is_rtl() else x, y) for x, y in found]
        painter.setPen(QPen(color(Role.BAR_CUSTODY), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(color(Role.BAR_CUSTODY))
        for mark, point in zip(self._picture.marks, points, strict=True):
            if sum(mark.counts):
                painter.drawEllipse(point, 2.5, 2.5)

    def _paint_ground(self, painter: QPainter, box: Box) -> None:
        """Mark the line that the keyboard is on in the table: a fill and a bar at its start, as in lists."""
        rect = self._rect(box).adjusted(SPACE.NEAR, 0, -SPACE.NEAR, 0) if not self._picture.over_time else self._rect(box)
        rounded(painter, rect, 4, Role.SELECTED)
        if not self._picture.over_time:
            bar = Box(box.x + SPACE.NEAR, box.y + 8, 3, box.height - 16)
            rounded(painter, self._rect(bar), 1.5, Role.ACCENT)


PLAIN, HATCHED, OUTLINED = range(3)
PATTERNS: Final = (PLAIN, HATCHED, OUTLINED)


def paint_part(painter: QPainter, rect: QRectF, column: int) -> None:
    """Paint a piece of a bar in the pattern of its column: full, hatched, outlined, and again with a finer hatch."""
    pattern = PATTERNS[column % len(PATTERNS)]
    radius = min(2.0, rect.width() / 2, rect.height() / 2)
    if pattern == PLAIN:
        rounded(painter, rect, radius, Role.BAR_CUSTODY)
    if pattern == HATCHED or column >= len(PATTERNS):
        rounded(painter, rect, radius, Role.SURFACE if column < len(PATTERNS) else None, Role.BAR_CUSTODY)
        step = 5 if column < len(PATTERNS) else 3
        step = 5 if column < len(PATTERNS) else 3
        hatch(painter, rect, Role.BAR_CUSTODY if pattern else Role.ON_BAR_CUSTODY, step=step, radius=radius)
    elif pattern == OUTLINED:
        rounded(painter, rect, radius, Role.BAR_PROCESS, Role.BAR_CUSTODY)


def _words(words: str) -> Run:
    return Run(words, Style.SMALL, 0, Role.TEXT)
