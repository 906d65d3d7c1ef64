"""A row for one legal limit: the rule in words, where it stands in the law, and a box for each account of the start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from casevault.domain.procedure.facts import Status as Answer
from casevault.ui.draw import Run, draw, draw_icon, draw_paragraph, flip, grown, rounded, width_of, wrapped
from casevault.ui.lists.row import paint_ground, paint_hairline
from casevault.ui.marks import LOOKS, Status, draw_status, status_width
from casevault.ui.theme import MEDIUM, RADIUS, SPACE, STRONG, Role, Style, color, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from casevault.ui.lists.row import RowState
    from casevault.ui.read.clocks import AccountLine, ClockLine

MARKS = {
    Answer.RUNNING: Status.RUNNING,
    Answer.MET: Status.OK,
    Answer.BREACHED_BASIC_ONLY: Status.OVERDUE,
    Answer.BREACHED_MAX: Status.EXCEEDED,
    Answer.EXCUSED: Status.STOPPED,
    Answer.NOT_APPLICABLE: Status.STOPPED,
    Answer.UNKNOWABLE: Status.UNKNOWN,
}
TOP, HEAD = 10, 46  # pixels at 100 %: above the first line, and the two lines of the rule
LINE = 20
GAP = 6  # between boxes
PAD = 9
TRACK_WIDTH, TRACK_ROOM = 132, 620  # the line of a limit is drawn where a box is at least this wide
BASIC_TICK, MAX_TICK = 8, 14


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One limit. Every account of the start stands open, with its own answer: nothing is averaged."""

    line: ClockLine

    @property
    def id(self) -> str:
        """Return the record that started the limit."""
        return self.line.about

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        line = self.line
        parts = [line.title, line.person, line.cite, line.word]
        parts += [f"{a.start} {a.source}: {a.limits}. {a.word}. {a.reason}" for a in line.accounts]
        return ", ".join(part for part in parts if part)

    def height(self, width: int) -> int:
        """Return the height of the row."""
        boxes = sum(self._box_height(account, width) + theme.scaled(GAP) for account in self.line.accounts)
        return theme.scaled(TOP + HEAD + 4) + boxes

    def _box_height(self, account: AccountLine, width: float) -> int:
        reason = wrapped(account.reason, Style.SMALL, self._inside(width)) if account.reason else []
        return theme.scaled(2 * PAD + LINE * (2 if account.limits else 1) + LINE * len(reason))

    def _inside(self, width: float) -> float:
        return max(width - 2 * SPACE.PANE - 2 * theme.scaled(12), 80.0)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state, inset=12)
        if not state.selected:
            paint_hairline(painter, rect, SPACE.PANE, SPACE.PANE)
        line, top, high = self.line, rect.top() + theme.scaled(TOP), theme.scaled(LINE)
        width = rect.width() - 2 * SPACE.PANE
        chip = status_width(line.word, MARKS[line.status])
        place = flip(rect, QRectF(rect.right() - SPACE.PANE - chip, top, chip, high))
        draw_status(painter, place, line.word, MARKS[line.status])
        title = [Run(line.title, Style.BODY, STRONG if state.selected else MEDIUM)]
        title += [Run(f"   {line.person}", Style.SMALL, 0, Role.TEXT2)] if line.person else []
        draw(painter, flip(rect, QRectF(rect.left() + SPACE.PANE, top, width - chip - 12, high)), title)
        second = QRectF(rect.left() + SPACE.PANE, top + theme.scaled(21), width, high)
        draw(painter, flip(rect, second), [Run(line.cite, Style.SMALL, 0, Role.TEXT3, tabular=True)])
        y = top + theme.scaled(HEAD)
        for account in line.accounts:
            height = self._box_height(account, rect.width())
            self._account(painter, rect, QRectF(rect.left() + SPACE.PANE, y, width, height), account)
            y += height + theme.scaled(GAP)

    def _account(self, painter: QPainter, rect: QRectF, box: QRectF, account: AccountLine) -> None:
        rounded(painter, flip(rect, box), RADIUS.CONTROL, Role.SURFACE, Role.LINE)
        inside = box.adjusted(theme.scaled(12), theme.scaled(PAD), -theme.scaled(12), -theme.scaled(PAD))
        high, y = theme.scaled(LINE), inside.top()
        icon, role, _fill = LOOKS[MARKS[account.status]]
        end = 0.0
        if len(self.line.accounts) > 1:  # a single account says what the chip of the row says
            word = [Run(account.word, Style.SMALL, MEDIUM, role)]
            end = width_of(word) + 20
            draw_icon(painter, rect, grown(QRectF(inside.right() - end, y + (high - 14) / 2, 14, 14)), icon, role)
            draw(painter, flip(rect, QRectF(inside.right() - end + 18, y, end, high)), word)
        start = [Run(account.start, Style.SMALL, STRONG, Role.TEXT, tabular=True)]
        start += [Run(f"   {account.source}", Style.SMALL, 0, Role.TEXT3)] if account.source else []
        draw(painter, flip(rect, QRectF(inside.left(), y, inside.width() - end - 12, high)), start)
        y += high
        if account.limits:
            room = inside.width()
            if account.track is not None and box.width() >= theme.scaled(TRACK_ROOM):
                track = theme.scaled(TRACK_WIDTH)
                self._track(painter, rect, QRectF(inside.right() - track, y, track, high), account)
                room -= track + 16
            draw(
                painter,
                flip(rect, QRectF(inside.left(), y, room, high)),
                [Run(account.limits, Style.SMALL, 0, Role.TEXT, tabular=True)],
            )
            y += high
        if account.reason:
            place = flip(rect, QRectF(inside.left(), y, inside.width(), inside.bottom() - y))
            draw_paragraph(painter, place, account.reason, Run(account.reason, Style.SMALL, 0, Role.TEXT2), line=high)

    def _track(self, painter: QPainter, rect: QRectF, place: QRectF, account: AccountLine) -> None:
        """Draw the line from the start: a short tick for the basic limit, a tall one for the maximum, a dot where it stands."""
        marks = account.track
        if marks is None:
            return
        _icon, role, _fill = LOOKS[MARKS[account.status]]
        middle, reach = place.center().y(), place.width() - 8

        def bar(x: float, width: float, height: float, tone: Role) -> None:
            part = QRectF(place.left() + 4 + x, middle - height / 2, max(width, 1.5), height)
            painter.fillRect(flip(rect, part), color(tone))

        bar(0, reach, 2, Role.LINE)
        bar(0, reach * marks.now, 2, role)
        bar(reach * marks.basic - 0.75, 1.5, BASIC_TICK, Role.TEXT2)
        if marks.most > marks.basic:
            bar(reach * marks.most - 1, 2.5, MAX_TICK, Role.TEXT)
        dot = flip(rect, QRectF(place.left() + reach * marks.now, middle - 4, 8, 8))
        rounded(painter, dot, 4, role)
