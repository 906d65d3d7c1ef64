"""A row of the chronology: date, icon, two lines, source, certainty, class; opened, both accounts of a disputed value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from casevault.ui.draw import Align, Run, draw, draw_icon, flip, grown, rounded, width_of, wrapped
from casevault.ui.lists.row import paint_ground, paint_hairline
from casevault.ui.marks import LOOKS, Status, class_width, draw_class
from casevault.ui.theme import MEDIUM, SPACE, STRONG, Role, Style, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from casevault.ui.lists.row import RowState
    from casevault.ui.read.accounts import Account
    from casevault.ui.read.chronology import Entry

DATE_WIDTH = 102  # at 100 %, as all that follows
ICON_ROOM = 38  # between the date and the title
SOURCE, CERTAINTY, CLASS = 328, 194, 78  # where these columns begin, from the end of the row
SOURCE_WIDTH, CERTAINTY_WIDTH, CLASS_WIDTH = 124, 98, 54
WIDE = 760  # below this the source column gives way to the text
NARROW_END = 112  # certainty as an icon, and class
ACCOUNT_HEIGHT, ACCOUNT_STEP = 36, 42
VALUE_WIDTH, STATUS_WIDTH = 110, 100


def is_wide(width: float) -> bool:
    """Say whether rows of this width have a source column."""
    return width >= theme.scaled(WIDE)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry. Its accounts always stand open: a disputed fact shows both. A long date goes on below, never under the icon."""

    entry: Entry

    @property
    def id(self) -> str:
        """Return the record behind the row."""
        return self.entry.id

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        entry = self.entry
        parts = [
            entry.when,
            entry.when_detail,
            entry.title,
            entry.differ,
            entry.detail,
            entry.source,
            entry.certainty,
            entry.data_class.name,
        ]
        parts += [f"{a.status}: {a.value} {a.wording} {a.below}" for a in entry.accounts]
        return ", ".join(part for part in parts if part)

    def _date_lines(self) -> list[Run]:
        entry = self.entry
        lines = wrapped(entry.when, Style.SMALL, theme.scaled(DATE_WIDTH), MEDIUM, tabular=True) if entry.when else []
        runs = [Run(line, Style.SMALL, MEDIUM, Role.TEXT, tabular=True) for line in lines]
        if entry.when_detail:
            more = wrapped(entry.when_detail, Style.CAPTION, theme.scaled(DATE_WIDTH), tabular=True)
            runs += [Run(line, Style.CAPTION, 0, Role.TEXT3, tabular=True) for line in more]
        return runs

    def height(self, _width: int) -> int:
        """Return the height of the row."""
        dates = theme.scaled(18 + 20 * len(self._date_lines()))
        if not self.entry.accounts:
            return max(theme.scaled(58 + 21 * bool(self.entry.differ and self.entry.detail)), dates)
        text = 58 + 21 * bool(self.entry.differ) + (18 if self.entry.detail else 0) + ACCOUNT_STEP * len(self.entry.accounts) - 10
        return max(theme.scaled(text), dates)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        dates = theme.scaled(DATE_WIDTH)
        start = SPACE.PANE + dates + ICON_ROOM
        paint_ground(painter, rect, state, inset=12)
        if not state.selected:
            paint_hairline(painter, rect, start - 34, SPACE.PANE)
        entry, top, line = self.entry, rect.top() + theme.scaled(9), theme.scaled(20)
        wide, right = is_wide(rect.width()), rect.width()
        end = theme.scaled(SOURCE if wide else NARROW_END)

        def at(x: float, y: float, width: float) -> QRectF:
            return flip(rect, QRectF(rect.left() + x, y, width, line))

        for number, run in enumerate(self._date_lines()):
            draw(painter, at(SPACE.PANE, top + number * line, dates), [run], elide=False)
        draw_icon(painter, rect, grown(QRectF(rect.left() + start - 32, top + (line - 18) / 2, 18, 18)), entry.icon, Role.TEXT2)
        room = right - start - end
        draw(painter, at(start, top, room - 8), [Run(entry.title, Style.BODY, STRONG if state.selected else MEDIUM)])
        icon, role, _fill = LOOKS[Status(entry.tone.value)]
        below = top + theme.scaled(21)
        if entry.differ:
            draw(painter, at(start, below, right - start - SPACE.PANE), [Run(entry.differ, Style.SMALL, MEDIUM, role)])
            below += theme.scaled(21)
        draw(painter, at(start, below, right - start - SPACE.PANE), [Run(entry.detail, Style.SMALL, 0, Role.TEXT3)])
        sure = right - theme.scaled(CERTAINTY if wide else NARROW_END - 10)
        draw_icon(painter, rect, grown(QRectF(rect.left() + sure, top + (line - 14) / 2, 14, 14)), icon, role)
        if wide:
            draw(painter, at(right - end, top, theme.scaled(SOURCE_WIDTH)), [Run(entry.source, Style.SMALL, 0, Role.TEXT2)])
            draw(painter, at(sure + 18, top, theme.scaled(CERTAINTY_WIDTH)), [Run(entry.certainty, Style.SMALL, MEDIUM, role)])
        mark = class_width(entry.data_class)
        draw_class(painter, at(right - SPACE.PANE - mark, top, mark), entry.data_class)
        y = top + theme.scaled(32 + 21 * bool(entry.differ) + (18 if entry.detail else 0))
        for account in entry.accounts:
            self._account(painter, rect, start, y, account)
            y += theme.scaled(ACCOUNT_STEP)

    def _account(self, painter: QPainter, rect: QRectF, start: float, y: float, account: Account) -> None:
        height = theme.scaled(ACCOUNT_HEIGHT)
        box = flip(rect, QRectF(rect.left() + start, y, rect.width() - start - SPACE.PANE, height))
        rounded(painter, box, 5, Role.SURFACE, Role.ACCENT if account.preferred else Role.LINE)

        def at(x: float, width: float) -> QRectF:
            return flip(box, QRectF(box.left() + x, y, width, height))

        mark = "circle-dot" if account.preferred else "circle"
        place = QRectF(box.left() + 12, y + (height - 16) / 2, 16, 16)
        draw_icon(painter, box, place, mark, Role.ACCENT if account.preferred else Role.BORDER)
        status, source = theme.scaled(STATUS_WIDTH), theme.scaled(SOURCE_WIDTH) if is_wide(rect.width()) else 0
        value = [Run(account.value, Style.SMALL, STRONG, Role.TEXT, tabular=True)]
        room = box.width() - 38 - status - source - 24
        said = min(max(width_of(value) + 4, theme.scaled(VALUE_WIDTH)), room)
        draw(painter, at(38, said), value)
        more = [Run(account.wording or account.said, Style.SMALL, 0, Role.TEXT if account.wording else Role.TEXT3)]
        draw(painter, at(46 + said, room - said - 8), more)
        if source:
            place = at(box.width() - status - source - 12, source)
            draw(painter, place, [Run(account.source, Style.SMALL, 0, Role.TEXT3)])
        weight, role = (STRONG, Role.ACCENT) if account.preferred else (0, Role.TEXT3)
        draw(painter, at(box.width() - status - 12, status), [Run(account.status, Style.SMALL, weight, role)], Align.END)
