"""Painting a timeline: limits as zones behind, bars and discs on them, today, and the flags of the limits on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from casevault.ui.draw import Align, Run, draw, flip, hatch, rounded, width_of
from casevault.ui.marks import draw_chip
from casevault.ui.theme import RADIUS, SPACE, STRONG, Role, Style, color, pixmap, theme
from casevault.ui.timeline.geometry import BarKind, Lane
from casevault.ui.timeline.picture import AXIS, LABEL_SHARE, LABELS, with_more

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from casevault.ui.timeline.geometry import Bar, Mark, Zone
    from casevault.ui.timeline.picture import Picture, Piece

WORDS_PAD: Final = 10  # pixels between the end of a bar and its words
LEAST_WORDS: Final = 72  # pixels at 100 % in which a title may be cut short
SOFT: Final = 150  # of 255: what stands on a zone is to be read
LOOKS: Final = {
    BarKind.CUSTODY: (Role.BAR_CUSTODY, None, Role.ON_BAR_CUSTODY),
    BarKind.RESTRICTED: (Role.SURFACE, Role.BORDER, Role.TEXT),
    BarKind.LIGHT: (Role.BAR_PROCESS, Role.LINE, Role.ON_BAR_PROCESS),
}


def paint(painter: QPainter, picture: Picture, current: str) -> None:
    """Paint a picture; `current`: the id of what is selected, or ""."""
    _Painting(painter, picture).all(current)


class _Painting:
    """One painting; `at` says where everything is."""

    def __init__(self, painter: QPainter, picture: Picture) -> None:
        self.painter, self.at = painter, picture

    def all(self, current: str) -> None:
        """Paint from the back to the front."""
        self._ground()
        plot = self.at.plot
        self.painter.save()
        self.painter.setClipRect(QRectF(plot.left() - 12, 0, plot.width() + 24, self.at.frame.height()))
        for zone in self.at.timeline.zones:
            self._zone(zone, selected=zone.id == current)
        for bar in self.at.bars:
            self._bar(bar, current)
        # The lines of all first: drawn with its disc, one would strike out the number or the mark of the disc beside it.
        for disc in self.at.discs:
            self._range(disc)
        for disc in self.at.discs:
            self._disc(disc, current)
        self._today()
        for flag in self.at.flags:
            self._flag(flag, current)
        self.painter.restore()

    def _ground(self) -> None:
        for x, words in self.at.ticks:
            self.painter.fillRect(QRectF(x, self.at.top - 4, 1, self.at.bottom - self.at.top + 6), color(Role.LINE))
            run = [Run(words, Style.CAPTION, 0, Role.TEXT2, tabular=True)]
            wide = width_of(run) + 2
            left = min(max(x - wide / 2, self.at.plot.left() - 16), self.at.plot.right() + 16 - wide)
            place = QRectF(left, self.at.bottom + 2, wide, theme.scaled(AXIS) - 4)
            if self.at.today_box is None or not self.at.today_box.intersects(place):
                draw(self.painter, place, run, Align.CENTER)
        label = theme.scaled(LABELS)
        with_labels = self.at.frame.width() > LABEL_SHARE * label

        def say(words: str, top: float, height: float, role: Role = Role.TEXT2) -> None:
            place = flip(self.at.frame, QRectF(SPACE.PANE, top, label - 8, height))
            if with_labels:
                draw(self.painter, place, [Run(words, Style.CAPTION, 0, role, tabular=True)])

        if self.at.bars:
            say(self.at.words[Lane.STAGE], self.at.top, self.at.stage)
        y = self.at.top + self.at.stage
        for lane in self.at.lanes:
            self.painter.fillRect(QRectF(self.at.plot.left(), y, self.at.plot.width(), 1), color(Role.LINE))
            say(self.at.words[lane], y, self.at.lane)
            y += self.at.lane
        self.painter.fillRect(QRectF(self.at.plot.left(), y, self.at.plot.width(), 1), color(Role.LINE))
        say(self.at.undated, y, theme.scaled(AXIS), Role.TEXT3)

    def _zone(self, zone: Zone, *, selected: bool) -> None:
        role, fill = (Role.CRITICAL, Role.CRITICAL_SOFT) if zone.is_max else (Role.CAUTION, Role.CAUTION_SOFT)
        place = self.at.across(zone.first, zone.last + 1, self.at.top - 6, self.at.bottom - self.at.top + 6)
        if place.width() <= 0 or place.right() < self.at.plot.left() or place.left() > self.at.plot.right():
            return
        self.painter.fillRect(place, color(fill, 255 if selected else SOFT))
        pen = QPen(color(role), 2.0 if selected else 1.5)
        if not zone.is_max:
            pen.setDashPattern([4, 2])
        self.painter.setPen(pen)
        for x in (place.left(), place.right()):
            self.painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))

    def _bar(self, piece: Piece[Bar], current: str) -> None:
        (bar,) = piece.items
        rect = piece.rect
        if rect.right() < self.at.plot.left() or rect.left() > self.at.plot.right():
            return
        fill, line, words = LOOKS[bar.kind]
        self._doubt(bar, rect)
        solid = self._solid(bar, rect)
        rounded(self.painter, solid, RADIUS.CHIP, fill, line)
        room = QRectF(max(solid.left(), self.at.plot.left()) + WORDS_PAD, solid.top(), 0, solid.height())
        room.setRight(min(solid.right(), self.at.plot.right()) - WORDS_PAD)
        runs = [Run(bar.title, Style.CAPTION, STRONG, words)]
        if bar.detail:
            runs.append(Run(f"   {bar.detail}", Style.CAPTION, 0, words))
        # Half a word says nothing: what is short is told by the tooltip and the line below.
        fits = width_of(runs[:1]) <= room.width() + 1 or room.width() >= theme.scaled(LEAST_WORDS)
        if fits and rect.height() >= theme.scaled(14):
            draw(self.painter, room, runs)
        if bar.id == current:
            rounded(self.painter, rect.adjusted(-3, -3, 3, 3), RADIUS.CONTROL, None, Role.ACCENT, 2.0)
        elif bar.disputed:
            rounded(self.painter, rect.adjusted(-1, -1, 1, 1), RADIUS.CHIP, None, Role.CAUTION, 1.5)

    def _solid(self, bar: Bar, rect: QRectF) -> QRectF:
        """Return the part of a bar that no account doubts."""
        if bar.first == bar.sure_from and bar.sure_to == bar.last:
            return rect
        first = max(bar.first, bar.sure_from)
        last = bar.sure_to if bar.sure_to < bar.last else self.at.end(bar)
        found = self.at.across(first, max(last, first + 0.01), rect.top(), rect.height())
        return found if found.width() >= 2 else QRectF(found.left(), rect.top(), 2, rect.height())  # noqa: PLR2004 - a line is seen

    def _doubt(self, bar: Bar, rect: QRectF) -> None:
        """Hatch the days of which it is not known whether the stage covers them; dash the days it may still last."""
        parts = []
        if bar.first < bar.sure_from:
            parts.append(self.at.across(bar.first, bar.sure_from, rect.top(), rect.height()))
        if bar.sure_to < bar.last:
            parts.append(self.at.across(bar.sure_to, bar.last + 1, rect.top(), rect.height()))
        for part in parts:
            rounded(self.painter, part, RADIUS.CHIP, Role.SURFACE, Role.BAR_CUSTODY)
            hatch(self.painter, part, Role.BAR_CUSTODY, step=5)
        if bar.ahead:
            part = self.at.across(self.at.end(bar), bar.ahead + 1, rect.top(), rect.height())
            pen = QPen(color(Role.BAR_CUSTODY), 1)
            pen.setDashPattern([4, 3])
            self.painter.setPen(pen)
            self.painter.setBrush(Qt.BrushStyle.NoBrush)
            self.painter.drawRoundedRect(part.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS.CHIP, RADIUS.CHIP)

    def _disc(self, piece: Piece[Mark], current: str) -> None:
        rect, marks = piece.rect, piece.items
        if rect.right() < self.at.plot.left() - 2 or rect.left() > self.at.plot.right() + 2:
            return
        chosen = any(mark.id == current for mark in marks)
        mark = marks[0]
        disputed = any(mark.disputed for mark in marks)
        line, width = (Role.ACCENT, 2.0) if chosen else (Role.CAUTION, 1.5) if disputed else (Role.BORDER, 1.0)
        rounded(self.painter, rect, rect.height() / 2, Role.ACCENT_SOFT if chosen else Role.SURFACE, line, width)
        role = Role.ACCENT if chosen else Role.TEXT2
        if len(marks) > 1:
            draw(self.painter, rect, [Run(str(len(marks)), Style.CAPTION, STRONG, role, tabular=True)], Align.CENTER)
        else:
            size = theme.scaled(13)
            place = QPointF(rect.center().x() - size / 2, rect.center().y() - size / 2)
            self.painter.drawPixmap(place, pixmap(mark.icon, role, size))

    def _range(self, piece: Piece[Mark]) -> None:
        """Draw the days on which it can have been as a line with ends; dashed where the date is said with a doubt."""
        mark = piece.items[0]
        beside = piece.rect.right() < self.at.plot.left() - 2 or piece.rect.left() > self.at.plot.right() + 2
        if beside or len(piece.items) > 1 or not (mark.last > mark.first or mark.uncertain):
            return
        middle = piece.rect.center().y()
        near, far = sorted((self.at.x(mark.first), self.at.x(mark.last + 1)))
        pen = QPen(color(Role.BORDER), 1.5)
        if mark.uncertain:
            pen.setDashPattern([2, 2])
        self.painter.setPen(pen)
        self.painter.drawLine(
            QPointF(max(near, self.at.plot.left() - 16), middle), QPointF(min(far, self.at.plot.right() + 20), middle)
        )
        self.painter.setPen(QPen(color(Role.BORDER), 1.5))
        for x in (near, far):
            self.painter.drawLine(QPointF(x, middle - 4), QPointF(x, middle + 4))

    def _today(self) -> None:
        box = self.at.today_box
        if box is None:
            return
        x = self.at.x(self.at.timeline.today + 0.5)
        top = box.top() + 4 if box.top() < self.at.top else self.at.top - 6
        self.painter.fillRect(QRectF(x - 1, top, 2, self.at.bottom + 2 - top), color(Role.ACCENT))
        rounded(self.painter, box, RADIUS.CHIP, Role.ACCENT)
        draw(self.painter, box, [Run(self.at.today, Style.CAPTION, STRONG, Role.ON_ACCENT)], Align.CENTER)

    def _flag(self, piece: Piece[Zone], current: str) -> None:
        zones = piece.items
        is_max = any(zone.is_max for zone in zones)
        role, fill = (Role.CRITICAL, Role.CRITICAL_SOFT) if is_max else (Role.CAUTION, Role.CAUTION_SOFT)
        words = with_more(zones[0].flag, len(zones) - 1)
        icon = "octagon-alert" if is_max else "hourglass"
        draw_chip(self.painter, piece.rect, words, role=role, fill=fill, icon=icon, weight=STRONG)
        if any(zone.id == current for zone in zones):
            rounded(self.painter, piece.rect, RADIUS.CHIP, None, role, 2.0)
