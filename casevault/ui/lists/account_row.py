"""The accounts of one value under the row of the value: what each source says, how it stands, when it was said, both grades."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from casevault.ui.draw import Align, Run, draw, draw_icon, draw_paragraph, flip, rounded, width_of, wrapped
from casevault.ui.lists.row import paint_ground
from casevault.ui.lists.rows import ValueRow
from casevault.ui.theme import RADIUS, SPACE, STRONG, Role, Style, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from casevault.ui.lists.row import Row, RowState
    from casevault.ui.read.accounts import Account, Differing
    from casevault.ui.read.recorded import Recorded

TEXT_LEFT = 38  # pixels at 100 %, from the edge of the box to its words
PAD = 9
VALUE_LINE, SMALL_LINE = 20, 18


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account. The one in use has a filled dot, an accent line and the word for it; a rejected one stands in quiet words."""

    account: Account

    @property
    def id(self) -> str:
        """Return the claim behind the row."""
        return self.account.id

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return self.account.spoken

    def _lines(self, width: float) -> list[tuple[str, Style, Role]]:
        account = self.account
        room = width - 2 * SPACE.PANE - TEXT_LEFT - 12
        found: list[tuple[str, Style, Role]] = []
        if account.wording:
            found += [(line, Style.SMALL, Role.TEXT2) for line in wrapped(f"“{account.wording}”", Style.SMALL, room)]
        if account.below:
            found += [(line, Style.CAPTION, Role.TEXT3) for line in wrapped(account.below, Style.CAPTION, room)]
        if account.reason:
            found += [(line, Style.CAPTION, Role.TEXT2) for line in wrapped(account.reason, Style.CAPTION, room)]
        return found

    def _value_lines(self, width: float) -> list[str]:
        status = width_of([Run(self.account.status, Style.CAPTION, STRONG)])
        return wrapped(self.account.value, Style.SMALL, width - 2 * SPACE.PANE - TEXT_LEFT - 24 - status, STRONG)

    def height(self, width: int) -> int:
        """Return the height of the row."""
        inner = VALUE_LINE * len(self._value_lines(width)) + SMALL_LINE * len(self._lines(width))
        return theme.scaled(inner + 2 * PAD + 6)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state, inset=12)
        account, line = self.account, theme.scaled(VALUE_LINE)
        box = rect.adjusted(SPACE.PANE, 2, -SPACE.PANE, -4)
        rounded(painter, box, RADIUS.CONTROL, Role.SURFACE, Role.ACCENT if account.preferred else Role.LINE)
        top = box.top() + theme.scaled(PAD)
        mark = "circle-dot" if account.preferred else "ban" if account.rejected else "circle"
        place = QRectF(box.left() + 12, top + (line - 16) / 2, 16, 16)
        draw_icon(painter, rect, place, mark, Role.ACCENT if account.preferred else Role.TEXT3)
        weight, role = (STRONG, Role.ACCENT) if account.preferred else (0, Role.TEXT3)
        status = [Run(account.status, Style.CAPTION, weight, role)]
        wide = width_of(status) + 2
        draw(painter, flip(rect, QRectF(box.right() - 12 - wide, top, wide, line)), status, Align.END)
        room = box.width() - TEXT_LEFT - 12
        value = Run("", Style.SMALL, STRONG, Role.TEXT3 if account.rejected else Role.TEXT)
        body = flip(rect, QRectF(box.left() + TEXT_LEFT, top, room - wide - 12, line))
        top += draw_paragraph(painter, body, account.value, value, line=line)
        for text, style, tone in self._lines(rect.width()):
            at = flip(rect, QRectF(box.left() + TEXT_LEFT, top, room, theme.scaled(SMALL_LINE)))
            draw(painter, at, [Run(text, style, 0, tone)])
            top += theme.scaled(SMALL_LINE)


def value_rows(found: Recorded, *, row_id: str, nothing: str) -> list[Row]:
    """Return the values of a record as rows, each with its accounts below; a value that only accounts speak of has a row too.

    `row_id`: what a row of a value carries; `nothing`: the words where no value is in use.
    """
    by_key: dict[str, list[Differing]] = {}
    for differs in found.differing:
        by_key.setdefault(differs.path.partition("/")[0], []).append(differs)
    rows: list[Row] = []
    for line in found.values:
        about = by_key.pop(line.key, [])
        own = next((one for one in about if one.path == line.key), None)
        note = own.words if own is not None else ""
        old = found.stale.get(line.key, "")
        rows.append(ValueRow(row_id, line.label, line.value, line.data_class, note=note, stale=old, path=line.key))
        rows += [AccountRow(account) for account in (own.accounts if own else ())]
        for cell in about:
            if cell is not own:
                rows.append(ValueRow(row_id, cell.label, "", line.data_class, note=cell.words, path=cell.path))
                rows += [AccountRow(account) for account in cell.accounts]
    for about in by_key.values():
        for one in about:
            rows.append(ValueRow(row_id, one.label, nothing, one.data_class, note=one.words, path=one.path))
            rows += [AccountRow(account) for account in one.accounts]
    return rows
