"""One moment in the list of a courtroom: its time, what it was, and the words with it. Read at arm's length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from casevault.ui.draw import Align, Run, draw, draw_icon, draw_paragraph, flip, focus_ring, grown, rounded, width_of, wrapped
from casevault.ui.lists.row import paint_hairline
from casevault.ui.marks import draw_key, key_width
from casevault.ui.theme import MEDIUM, RADIUS, REGULAR, SPACE, STRONG, Role, Style, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from casevault.ui.lists.row import RowState

TIME = 124  # width of a time with its room
ICON = 20
NARROW = 400  # pixels at 100 % below which a row tells what happened, and not how it is taken back
ICONS = {
    "opened": "door-open",
    "defendant_in": "user",
    "defendant_out": "log-out",
    "judge_in": "gavel",
    "prosecutor_speaks": "landmark",
    "charges_read": "file-text",
    "lawyer_speaks": "message-square",
    "lawyer_interrupted": "message-square-x",
    "lawyer_removed": "door-closed",
    "defendant_speaks": "message-square",
    "defendant_interrupted": "message-square-x",
    "witness": "eye",
    "witness_refused": "ban",
    "evidence_shown": "paperclip",
    "interpreter_problem": "languages",
    "recess": "clock",
    "resumed": "clock",
    "observers_admitted": "log-in",
    "observers_refused": "ban",
    "family_refused": "ban",
    "phone_taken": "phone",
    "removed": "door-closed",
    "closed": "lock",
    "verdict": "scale",
    "adjourned": "calendar-clock",
    "ended": "door-closed",
    "note": "pen-line",
    "mark": "star",
}
PLAIN = "circle-dot"


@dataclass(frozen=True, slots=True)
class MomentRow:
    """One moment. `id` is its row; `undo`: the words and the key that take it back, where it is the newest one."""

    id: str
    at: str
    code: str
    title: str
    note: str = ""
    undo: tuple[str, str] = ("", "")
    unsaved: str = ""  # said beside it as long as it is not in the vault

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return ", ".join(part for part in (self.at, self.title, self.note, self.unsaved) if part)

    def _note_width(self, width: int) -> float:
        return width - 2 * SPACE.PANE - theme.pane(TIME) - ICON - SPACE.CARD

    def height(self, width: int) -> int:
        """Return the height in pixels."""
        lines = len(wrapped(self.note, Style.SUBTITLE, self._note_width(width), REGULAR)) if self.note else 0
        return theme.scaled(46 + 24 * lines + (2 if lines else 0))

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row; the newest stands on a ground of its own."""
        newest = bool(self.undo[0])
        start = SPACE.PANE + theme.pane(TIME)
        if newest:
            rounded(painter, rect.adjusted(8, 1, -8, -1), RADIUS.CARD, Role.SELECTED)
        else:
            paint_hairline(painter, rect, start, SPACE.PANE)
        if state.focused:
            focus_ring(painter, rect.adjusted(8, 1, -8, -1), RADIUS.CARD)
        top, line = rect.top() + theme.scaled(9), theme.scaled(28)

        def at(x: float, width: float) -> QRectF:
            return flip(rect, QRectF(rect.left() + x, top, width, line))

        clock = Run(self.at, Style.COURT, STRONG if newest else REGULAR, Role.TEXT if newest else Role.TEXT2, tabular=True)
        draw(painter, at(SPACE.PANE, theme.pane(TIME)), [clock], elide=False)
        icon = grown(QRectF(rect.left() + start, top + (line - ICON) / 2, ICON, ICON))
        draw_icon(painter, rect, icon, ICONS.get(self.code, PLAIN), Role.ACCENT if newest else Role.TEXT2)
        text = start + ICON + SPACE.CARD
        end = self._end(painter, rect, top, line)
        draw(painter, at(text, rect.width() - text - end), [Run(self.title, Style.COURT, STRONG)])
        if self.note:
            box = QRectF(rect.left() + text, top + line, self._note_width(round(rect.width())), rect.height() - line)
            draw_paragraph(
                painter, flip(rect, box), self.note, Run("", Style.SUBTITLE, REGULAR, Role.TEXT2), line=theme.scaled(24)
            )

    def _end(self, painter: QPainter, rect: QRectF, top: float, line: float) -> float:
        """Draw what stands at the end of the first line, and return the room it took."""
        if self.unsaved:
            runs = [Run(self.unsaved, Style.SMALL, MEDIUM, Role.CRITICAL)]
            room = width_of(runs) + SPACE.PANE
            draw(painter, flip(rect, QRectF(rect.right() - room, top, width_of(runs) + 1, line)), runs, Align.START)
            return room + SPACE.CARD
        if not self.undo[0]:
            return SPACE.PANE
        word, keys = self.undo
        runs = [Run(word, Style.SMALL, 0, Role.TEXT2)]
        cap = key_width(keys)
        if rect.width() < theme.scaled(NARROW):  # the line at the foot tells the key as well
            return SPACE.PANE
        room = width_of(runs) + SPACE.NEAR + cap + SPACE.PANE
        draw(painter, flip(rect, QRectF(rect.right() - room, top, width_of(runs) + 1, line)), runs)
        draw_key(painter, flip(rect, QRectF(rect.right() - SPACE.PANE - cap, top, cap, line)), keys)
        return room + SPACE.CARD
