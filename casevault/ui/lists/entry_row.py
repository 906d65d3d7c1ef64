"""A row of the chronology: date, icon, two lines, source, certainty, class; opened, both accounts of a disputed value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from casevault.ui.draw import Align, Run, draw, draw_icon, flip, rounded
from casevault.ui.lists.row import paint_ground, paint_hairline
from casevault.ui.marks import LOOKS, Status, class_width, draw_class
from casevault.ui.theme import MEDIUM, SPACE, STRONG, Role, Style, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from casevault.ui.lists.row import RowState
    from casevault.ui.read.chronology import Account, Entry

TEXT_START = 164  # where the title begins, after date and icon
END_COLUMNS = 308  # source, certainty and class
SOURCE_WIDTH = 124
WIDE = 760  # below this the source column gives way to the text
NARROW_END = 112  # certainty as an icon, and class
ACCOUNT_HEIGHT, ACCOUNT_STEP = 36, 42


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry. Its accounts always stand open: a disputed fact shows both."""

    entry: Entry

    @property
    def id(self) -> str:
        """Return the record behind the row."""
        return self.entry.id

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        entry = self.entry
        parts = [entry.when, entry.when_detail, entry.title, entry.detail, entry.source, entry.certainty, entry.data_class.name]
        parts += [f"{a.status}: {a.value} {a.wording} {a.source}" for a in entry.accounts]
        return ", ".join(part for part in parts if part)

    def height(self, _width: int) -> int:
        """Return the height of the row."""
        if not self.entry.accounts:
            return theme.scaled(58)
        return theme.scaled(58 + (18 if self.entry.detail else 0) + ACCOUNT_STEP * len(self.entry.accounts) - 10)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state, inset=12)
        if not state.selected:
            paint_hairline(painter, rect, 130, SPACE.PANE)
        entry, top, line = self.entry, rect.top() + theme.scaled(9), theme.scaled(20)
        wide = rect.width() >= WIDE

        def at(x: float, y: float, width: float) -> QRectF:
            return flip(rect, QRectF(rect.left() + x, y, width, line))

        draw(painter, at(24, top, 102), [Run(entry.when, Style.SMALL, MEDIUM, Role.TEXT, tabular=True)], elide=False)
        draw(painter, at(24, top + line, 102), [Run(entry.when_detail, Style.CAPTION, 0, Role.TEXT3, tabular=True)])
        draw_icon(painter, rect, QRectF(rect.left() + 132, top + 1, 18, 18), entry.icon, Role.TEXT2)
        room = rect.width() - TEXT_START - (END_COLUMNS if wide else NARROW_END)
        weight = STRONG if state.selected else MEDIUM
        draw(painter, at(TEXT_START, top, room - 8), [Run(entry.title, Style.BODY, weight)])
        draw(painter, at(TEXT_START, top + theme.scaled(21), room + 40), [Run(entry.detail, Style.SMALL, 0, Role.TEXT3)])
        icon, role, _fill = LOOKS[Status(entry.tone.value)]
        right = rect.width()
        if wide:
            draw(painter, at(right - END_COLUMNS, top, SOURCE_WIDTH), [Run(entry.source, Style.SMALL, 0, Role.TEXT2)])
            draw_icon(painter, rect, QRectF(rect.left() + right - 174, top + 3, 14, 14), icon, role)
            draw(painter, at(right - 156, top, 80), [Run(entry.certainty, Style.SMALL, MEDIUM, role)])
        else:
            draw_icon(painter, rect, QRectF(rect.left() + right - 102, top + 3, 14, 14), icon, role)
        mark = class_width(entry.data_class)
        draw_class(painter, at(right - SPACE.PANE - mark, top, mark), entry.data_class)
        y = top + theme.scaled(32 + (18 if entry.detail else 0))
        for account in entry.accounts:
            self._account(painter, rect, y, account, wide=wide)
            y += theme.scaled(ACCOUNT_STEP)

    def _account(self, painter: QPainter, rect: QRectF, y: float, account: Account, *, wide: bool) -> None:
        height = theme.scaled(ACCOUNT_HEIGHT)
        box = flip(rect, QRectF(rect.left() + TEXT_START, y, rect.width() - TEXT_START - SPACE.PANE, height))
        rounded(painter, box, 5, Role.SURFACE, Role.ACCENT if account.preferred else Role.LINE)

        def at(x: float, width: float) -> QRectF:
            return flip(box, QRectF(box.left() + x, y, width, height))

        mark = "circle-dot" if account.preferred else "circle"
        place = QRectF(box.left() + 12, y + (height - 16) / 2, 16, 16)
        draw_icon(painter, box, place, mark, Role.ACCENT if account.preferred else Role.BORDER)
        end = 240 if wide else 110
        draw(painter, at(38, 110), [Run(account.value, Style.SMALL, STRONG, Role.TEXT, tabular=True)], elide=False)
        draw(painter, at(152, box.width() - 152 - end - 10), [Run(account.wording, Style.SMALL)])
        if wide:
            draw(painter, at(box.width() - 240, 130), [Run(account.source, Style.SMALL, 0, Role.TEXT3)])
        run = Run(
            account.status, Style.SMALL, STRONG if account.preferred else 0, Role.ACCENT if account.preferred else Role.TEXT3
        )
        draw(painter, at(box.width() - 102, 90), [run], Align.END)
