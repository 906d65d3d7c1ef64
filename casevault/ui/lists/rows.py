"""The rows of the lists: heading, two lines, due, value, table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from casevault.ui.draw import EM_GAP, Align, Run, draw, draw_icon, draw_lines, draw_paragraph, flip, grown, width_of, wrapped
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
TWO_LINES, TABLE_LINE, MORE_LINE = 58, 40, 20  # pixels at 100 %; the last is each further line of a cell that goes on below


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


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, its share of the width, whether it holds dates or counts."""

    title: str
    share: float
    tabular: bool = False
    end: bool = False
    key: str = ""  # what it is sorted and chosen by; "" where it is neither
    sorts: bool = False
    hidden: bool = False  # until the person chooses to see it
    least: float = 0.0  # pixels it keeps where columns give way; 0: by its kind


STATUS_SHARE = 0.2
# Below this width, at 100 %, columns give way to each other: a date, a code or a count that is cut says less than none.
ROOMY = 720
LEAST_SHORT, LEAST_TEXT, LEAST_LAST = 84, 120, 140  # pixels at 100 % that a column keeps, or it is left out
SHORT = 0.1  # share of a column that holds a code, a count or a day


def column_widths(columns: tuple[Column, ...], room: float) -> list[float]:
    """Return how wide each column is: by its share; in a narrow table those that matter least are left out, from the end.

    The first and the last always stay, codes and counts before texts. What is left out is on the card of the record, and is told
    to a screen reader.
    """
    whole = sum(column.share for column in columns)
    if room >= theme.scaled(ROOMY) or len(columns) <= 2:  # noqa: PLR2004 - the first and the last
        return [room * column.share / whole for column in columns]
    last = len(columns) - 1
    usual = [float(theme.scaled(_least(column, is_last=at == last))) for at, column in enumerate(columns)]
    least = [column.least or usual[at] for at, column in enumerate(columns)]
    kept = {0, last}
    short = [at for at in range(1, last) if usual[at] == theme.scaled(LEAST_SHORT)]
    for at in [1, *short, *(at for at in range(1, last) if at not in short)]:
        if sum(least[n] for n in kept | {at}) <= room:
            kept.add(at)
    # A column of numbers needs no more than its share: what is over goes to the words, which are cut first.
    numbers = {n for n in kept if columns[n].tabular and columns[n].end}
    wanted = least.copy()
    for at in numbers:
        wanted[at] = max(least[at], room * columns[at].share / whole)
    if numbers == kept or sum(wanted[n] for n in kept) > room:
        numbers, wanted = set(), least
    rest = max(room - sum(wanted[n] for n in kept), 0.0)
    shares = sum(columns[n].share for n in kept - numbers)
    grows = [rest * column.share / shares if at not in numbers else 0.0 for at, column in enumerate(columns)]
    return [wanted[n] + grows[n] if n in kept else 0.0 for n in range(len(columns))]


def _least(column: Column, *, is_last: bool) -> int:
    if is_last and not (column.tabular and column.end):  # a last column of numbers holds no chip
        return LEAST_LAST
    return LEAST_SHORT if column.tabular or column.share < SHORT else LEAST_TEXT


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table, with a status chip in the last column."""

    id: str
    columns: tuple[Column, ...]
    cells: tuple[str, ...]
    status_word: str = ""
    status: Status = Status.NONE
    strong: int = 0
    why: str = ""  # what made it a hit, where that is not to be seen in the row
    goes_on: bool = False  # more about the same thing stands in the rows below, and the line is theirs
    whole: bool = False  # its first cell goes on below and is never cut: for a list whose rows have heights of their own

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        heads = zip(self.columns, (*self.cells, self.status_word), strict=False)
        said = [f"{column.title} {cell}" for column, cell in heads if cell]
        return ", ".join([*said, self.why] if self.why else said)

    def height(self, width: int) -> int:
        """Return the height of the row."""
        if not self.whole:
            return theme.scaled(TABLE_LINE)
        lines = self._first(column_places(self.columns, QRectF(0, 0, width, 0))[0].width())
        return theme.scaled(TABLE_LINE + (len(lines) - 1) * MORE_LINE)

    def _first(self, width: float) -> list[str]:
        return wrapped(self.cells[0], Style.BODY, width, MEDIUM)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state, inset=12)
        if not state.selected and not self.goes_on:
            paint_hairline(painter, rect, SPACE.PANE, SPACE.PANE)
        for number, (cell, place) in enumerate(zip(self.cells, column_places(self.columns, rect), strict=False)):
            strong = number == self.strong
            column = self.columns[number]
            if self.whole and not number:
                lines, line = self._first(place.width()), theme.scaled(MORE_LINE)
                body = place.adjusted(0, (place.height() - len(lines) * line) / 2, 0, 0)
                draw_lines(painter, flip(rect, body), lines, Run("", Style.BODY, MEDIUM), line=line)
                continue
            run = Run(
                cell,
                Style.BODY if strong else Style.SMALL,
                MEDIUM if strong else 0,
                Role.TEXT if strong else Role.TEXT2,
                column.tabular,
            )
            runs = [run, Run(f"{GAP}{self.why}", Style.CAPTION, 0, Role.ACCENT)] if strong and self.why else [run]
            draw(painter, flip(rect, place), runs, Align.END if column.end else Align.START)
        if self.status_word:
            place = column_places(self.columns, rect)[-1]
            room = rect.right() - SPACE.PANE - place.left()
            width = min(status_width(self.status_word, self.status), room)
            chip = QRectF(place.left(), place.top(), width, place.height())
            draw_status(painter, flip(rect, chip), self.status_word, self.status, most=room)


def column_places(columns: tuple[Column, ...], rect: QRectF) -> list[QRectF]:
    """Return where each column lies in a row or head of this rectangle (not yet mirrored); in a narrow one some have no width."""
    room = rect.width() - 2 * SPACE.PANE
    widths = column_widths(columns, room)
    places, x = [], rect.left() + SPACE.PANE
    for width in widths:
        places.append(QRectF(x, rect.top(), width - SPACE.CARD, rect.height()))
        x += width
    return places
