"""The rows of the lists: heading, hint, two lines, due, value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from casevault.ui.draw import EM_GAP, Align, Run, draw, draw_icon, draw_paragraph, flip, grown, width_of, wrapped
from casevault.ui.lists.row import paint_ground, paint_hairline
from casevault.ui.marks import LOOKS, Status, class_width, draw_class, draw_status, status_width
from casevault.ui.theme import MEDIUM, SPACE, STRONG, Role, Style, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from casevault.domain.schema import DataClass
    from casevault.ui.lists.row import RowState
    from casevault.ui.read.reader import Name

GAP = "   "
NOTE_LEFT = 20  # pixels from the icon of a note to its words
CHIP_ROOM = 208.0  # pixels from the end of a row in which a chip of ordinary length stands: the days before it stay in one column
TWO_LINES = 58  # pixels at 100 %


def name_runs(name: Name, style: Style = Style.BODY, role: Role = Role.TEXT) -> list[Run]:
    """Return a name as it stands in a row: what is recorded first semi-bold, its original script regular beside it."""
    runs = [Run(name.main, style, STRONG, role)]
    if name.script:
        runs.append(Run(EM_GAP + name.script, style, 400, role))
    return runs


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """A group's name with how many follow."""

    title: str
    count: int
    id: str = ""

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return f"{self.title}, {self.count}"

    def height(self, _width: int) -> int:
        """Return the height of the row."""
        return theme.scaled(40)

    def paint(self, painter: QPainter, rect: QRectF, _state: RowState) -> None:
        """Paint the row."""
        place = rect.adjusted(SPACE.PANE, 12, -SPACE.PANE, 0)
        runs = [
            Run(self.title, Style.SMALL, STRONG, Role.TEXT2),
            Run(f"  {self.count}", Style.SMALL, 0, Role.TEXT3, tabular=True),
        ]
        draw(painter, place, runs)


@dataclass(frozen=True, slots=True)
class HintRow:
    """Why there is nothing under a heading."""

    text: str
    id: str = ""

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return self.text

    def height(self, width: int) -> int:
        """Return the height of the row."""
        return theme.scaled(8) + theme.scaled(20) * len(wrapped(self.text, Style.SMALL, width - 2 * SPACE.PANE))

    def paint(self, painter: QPainter, rect: QRectF, _state: RowState) -> None:
        """Paint the row."""
        line = theme.scaled(20)
        place = rect.adjusted(SPACE.PANE, theme.scaled(4), -SPACE.PANE, 0)
        draw_paragraph(painter, place, self.text, Run("", Style.SMALL, 0, Role.TEXT3), line=line)


@dataclass(frozen=True, slots=True)
class TwoLineRow:
    """A case or person in a list pane: name over code and stage, one status icon at the end."""

    id: str
    name: Name
    code: str
    detail: str
    status: Status
    status_word: str
    since: str = ""  # follows the detail and is never cut
    why: str = ""  # what made it a hit, where that is not to be seen in the row

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        parts = (self.name.main, self.name.script, self.code, self.detail, self.since, self.status_word, self.why)
        return ", ".join(part for part in parts if part)

    def height(self, _width: int) -> int:
        """Return the height of the row."""
        return theme.scaled(TWO_LINES)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state)
        room = rect.width() - 2 * SPACE.GROUP
        first = QRectF(rect.left() + SPACE.GROUP, rect.top() + theme.scaled(8), room - 26, theme.scaled(22))
        second = QRectF(rect.left() + SPACE.GROUP, rect.top() + theme.scaled(31), room, theme.scaled(18))
        told = [Run(self.why, Style.CAPTION, 0, Role.ACCENT)] if self.why else []
        ends = width_of(told) + SPACE.NEAR if told else 0.0
        if told:
            place = QRectF(first.right() - ends + SPACE.NEAR - 4, first.top(), ends - SPACE.NEAR + 1, first.height())
            draw(painter, flip(rect, place), told, elide=False)
        draw(painter, flip(rect, first.adjusted(0, 0, -ends, 0)), name_runs(self.name))
        runs = [
            Run(self.code + (GAP if self.code else ""), Style.MARK, STRONG, Role.TEXT2),
            Run(self.detail, Style.SMALL, 0, Role.TEXT3),
        ]
        since = [Run(GAP + self.since if self.detail else self.since, Style.SMALL, 0, Role.TEXT3, tabular=True)]
        last = width_of(since) if self.since else 0.0
        used = draw(painter, flip(rect, second.adjusted(0, 0, -last, 0)), runs)
        if self.since:
            draw(painter, flip(rect, QRectF(second.left() + used, second.top(), last + 1, second.height())), since, elide=False)
        icon, role, _fill = LOOKS[self.status]
        draw_icon(painter, rect, grown(QRectF(rect.right() - SPACE.GROUP - 16, rect.top() + 11, 16, 16)), icon, role)


@dataclass(frozen=True, slots=True)
class DueRow:
    """Something that is due, or was logged: icon, what and who, when and how far, one chip."""

    id: str
    icon: str
    title: str
    code: str
    name: Name
    detail: str
    when: str
    distance: str
    status: Status | None
    status_word: str
    case: str = ""
    kind: str = ""

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        parts = (self.title, self.code, self.name.main, self.name.script, self.detail, self.when, self.distance, self.status_word)
        return ", ".join(part for part in parts if part)

    def height(self, _width: int) -> int:
        """Return the height of the row."""
        return theme.scaled(56)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state, inset=12)
        if not state.selected:
            paint_hairline(painter, rect, 60, SPACE.PANE)
        draw_icon(
            painter, rect, grown(QRectF(rect.left() + 28, rect.top() + (rect.height() - 18) / 2, 18, 18)), self.icon, Role.TEXT2
        )
        chip = status_width(self.status_word, self.status) if self.status is not None else 0.0
        end = max(CHIP_ROOM, chip + SPACE.PANE + 16) if self.status is not None else float(SPACE.PANE)
        wide = max(106.0, width_of([Run(self.distance, Style.SMALL)]) + 2, width_of([Run(self.when, Style.BODY, STRONG)]) + 2)
        if not self.when and not self.distance:
            wide = 0.0  # no room is kept for a day where there is none
        when = QRectF(rect.right() - end - 12 - wide, rect.top() + theme.scaled(8), wide, theme.scaled(20))
        room = when.left() - rect.left() - 60 - 12
        first = QRectF(rect.left() + 60, rect.top() + theme.scaled(8), room, theme.scaled(20))
        draw(painter, flip(rect, first), [Run(self.title, Style.BODY, STRONG)])
        runs = [
            Run(self.code + (GAP if self.code else ""), Style.CAPTION, STRONG, Role.TEXT2),
            Run(self.name.main, Style.SMALL, 0, Role.TEXT2),
            Run(EM_GAP + self.name.script if self.name.script else "", Style.SMALL, 0, Role.TEXT2),
            Run(GAP + self.detail if self.detail else "", Style.SMALL, 0, Role.TEXT3),
        ]
        draw(painter, flip(rect, first.translated(0, theme.scaled(21))), runs)
        draw(painter, flip(rect, when), [Run(self.when, Style.BODY, STRONG, Role.TEXT, tabular=True)], Align.END)
        second = flip(rect, when.translated(0, theme.scaled(21)))
        draw(painter, second, [Run(self.distance, Style.SMALL, 0, Role.TEXT3, tabular=True)], Align.END)
        if self.status is not None:
            draw_status(
                painter,
                flip(rect, QRectF(rect.right() - end + 12, rect.top(), chip, rect.height())),
                self.status_word,
                self.status,
            )


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One value of a record on its card: label, value over as many lines as it needs, and its data class."""

    id: str
    label: str
    value: str
    data_class: DataClass
    note: str = ""  # how accounts of it differ, in words
    stale: str = ""  # how long nobody confirmed it, where that is too long
    path: str = ""  # where the value stands in its record

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        said = f"{self.label}: {self.value}, {self.data_class.name}"
        return ", ".join(part for part in (said, self.note, self.stale) if part)

    def _notes(self, width: float) -> list[tuple[Status, list[str]]]:
        room = width - 2 * SPACE.PANE - NOTE_LEFT
        notes = ((Status.DISPUTED, self.note), (Status.REVIEW, self.stale))
        return [(status, wrapped(text, Style.SMALL, room, MEDIUM)) for status, text in notes if text]

    def height(self, width: int) -> int:
        """Return the height of the row."""
        lines = wrapped(self.value, Style.BODY, width - 2 * SPACE.PANE) if self.value else []
        return theme.scaled(8 + 20 + 2 + 20 * len(lines) + 20 * sum(len(found) for _, found in self._notes(width)) + 10)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state, inset=12)
        room = rect.width() - 2 * SPACE.PANE
        mark = class_width(self.data_class)
        label = QRectF(rect.left() + SPACE.PANE, rect.top() + theme.scaled(8), room - mark - 8, theme.scaled(20))
        draw(painter, flip(rect, label), [Run(self.label, Style.CAPTION, 0, Role.TEXT3)])
        place = flip(rect, QRectF(rect.right() - SPACE.PANE - mark, label.top(), mark, label.height()))
        draw_class(painter, place, self.data_class)
        body = QRectF(rect.left() + SPACE.PANE, label.bottom() + 2, room, rect.height())
        line = theme.scaled(20)
        if self.value:
            body.moveTop(body.top() + draw_paragraph(painter, flip(rect, body), self.value, Run("", Style.BODY), line=line))
        for status, lines in self._notes(rect.width()):
            icon, role, _fill = LOOKS[status]
            draw_icon(painter, rect, grown(QRectF(body.left(), body.top() + (line - 14) / 2, 14, 14)), icon, role)
            words = body.adjusted(NOTE_LEFT, 0, 0, 0)
            draw_paragraph(painter, flip(rect, words), "\n".join(lines), Run("", Style.SMALL, MEDIUM, role), line=line)
            body.moveTop(body.top() + line * len(lines))
        if not state.selected:
            paint_hairline(painter, rect, SPACE.PANE, SPACE.PANE)
