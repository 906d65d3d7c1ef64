"""Find or do (Ctrl+K): actions by what they are called, records by any name; fuzzy, by keyboard alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from casevault.i18n import N_
from casevault.ui.also import OTHER_WORDS
from casevault.ui.commands import Command, Need, shown_keys
from casevault.ui.draw import EM_GAP, Run, draw, draw_icon, flip, grown, rounded
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.row import RowState, paint_ground
from casevault.ui.lists.view import RowList
from casevault.ui.marks import draw_key, key_width
from casevault.ui.read.reader import Name, sentence
from casevault.ui.theme import MEDIUM, SPACE, STRONG, Role, Style, font, theme
from casevault.ui.widgets.basic import Hairline, Line, column, frame_of, row
from casevault.ui.widgets.states import nothing_matches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from casevault.ui.commands import CommandTable
    from casevault.ui.context import Context

WIDTH, HEIGHT, TOP = 640, 440, 96
WAIT_MS = 90
MOST_ACTIONS, MOST_RECORDS = 6, 12
BY_OTHER_WORDS = 500  # less than a title that holds what was typed, more than letters that are scattered over one
FIRST_SAID = {
    Need.CASE: N_("First open a case; then this can be done."),
    Need.RECORD: N_("First choose a record in a list; then this can be done."),
}
FIRST = {Need.CASE: N_("first open a case"), Need.RECORD: N_("first choose a record")}


def fuzzy(needle: str, text: str) -> int:
    """Return how well `needle` fits `text`: 0 = not at all; letters in order, better at word starts and side by side."""
    wanted, found = needle.casefold(), text.casefold()
    if not wanted:
        return 1
    if wanted in found:
        start = found.index(wanted)
        return 1000 - start if start == 0 or not found[start - 1].isalnum() else 700 - start
    score, at, last = 0, -1, -2
    for character in wanted:
        if character.isspace():
            continue
        at = found.find(character, at + 1)
        if at < 0:
            return 0
        score += 8 if at == last + 1 else (6 if at == 0 or not found[at - 1].isalnum() else 1)
        last = at
    return score if score >= 3 * len(wanted) else 0


@dataclass(frozen=True, slots=True)
class PaletteRow:
    """An action with its keys, or a record with its type and code."""

    id: str
    icon: str
    name: Name
    detail: str
    keys: str = ""

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return ", ".join(part for part in (self.name.main, self.name.script, self.detail, self.keys) if part)

    def height(self, _width: int) -> int:
        """Return the height of the row."""
        return theme.scaled(38)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, RowState(state.selected, state.hovered))
        draw_icon(
            painter, rect, grown(QRectF(rect.left() + 22, rect.top() + (rect.height() - 16) / 2, 16, 16)), self.icon, Role.TEXT2
        )
        runs = [Run(self.name.main, Style.BODY, STRONG if self.detail else MEDIUM)]
        if self.name.script:
            runs.append(Run(EM_GAP + self.name.script, Style.BODY, 400))
        runs.append(Run(f"   {self.detail}" if self.detail else "", Style.SMALL, 0, Role.TEXT3))
        end = key_width(self.keys) + 30 if self.keys else 24
        draw(painter, flip(rect, QRectF(rect.left() + 50, rect.top(), rect.width() - 50 - end - 8, rect.height())), runs)
        if self.keys:
            width = key_width(self.keys)
            draw_key(
                painter, flip(rect, QRectF(rect.right() - 22 - width, rect.top(), width, rect.height())), self.keys, Role.TEXT2
            )


class Palette(QDialog):
    """The box over the window. Up and Down move, Enter does, Esc leaves."""

    def __init__(self, context: Context, table: CommandTable, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.FramelessWindowHint | Qt.WindowType.Dialog)
        self._context, self._table = context, table
        self._generation = 0
        self.setModal(True)
        self.setWindowTitle("CaseVault")
        self.setAccessibleName(context.text(N_("Find or do")))
        self.resize(WIDTH, HEIGHT)
        outer = column(self, (1, 1, 1, 1))
        head = row(None, (SPACE.ROOM, SPACE.ROOM, SPACE.ROOM, SPACE.CARD))
        self.field = QLineEdit()
        self.field.setPlaceholderText(context.text(N_("Find a name, a code, a word, or do something")))
        self.field.setAccessibleName(context.text(N_("Find or do")))
        self.field.setFont(font(Style.SUBTITLE, 400))
        self.field.setFixedHeight(theme.scaled(40))
        head.addWidget(self.field)
        outer.addLayout(head)
        outer.addWidget(Hairline())
        self._model = RowsModel(self)
        self.list = RowList(context.text(N_("What was found")), self._model)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(self.list, 1)
        self._nothing = nothing_matches(context)
        self._nothing.hide()
        outer.addWidget(self._nothing, 1)
        outer.addWidget(Hairline())
        foot = row(None, (SPACE.GROUP, SPACE.NEAR, SPACE.GROUP, SPACE.NEAR))
        hint = context.text(N_("↑ ↓ choose   ·   Enter open or do   ·   Esc close"))
        foot.addWidget(Line([Run(hint, Style.CAPTION, 0, Role.TEXT3)], 22))
        outer.addLayout(foot)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._find)
        self.field.textChanged.connect(self._on_text)
        self.list.clicked.connect(lambda _index: self._go())
        self._on_text("")
        self.finished.connect(self._on_finished)
        place = parent.mapToGlobal(parent.rect().topLeft())
        self.move(place.x() + (parent.width() - WIDTH) // 2, place.y() + TOP)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill the box and draw its edge."""
        painter = QPainter(self)
        rounded(painter, frame_of(self), 0, Role.SURFACE, Role.BORDER)
        painter.end()

    def _on_finished(self) -> None:
        self._generation += 1  # what is still being looked for has nowhere to go
        self._timer.stop()
        self.deleteLater()

    def _actions(self, needle: str) -> list[PaletteRow]:
        # What cannot be done here yet is found too: whoever looks for it learns what is needed first.
        offered = self._table.offered(now=not needle)
        commands = [command for command in offered if self._table.can(command) or command.needs in FIRST]
        scored = [(self._score(needle, command), command) for command in commands]
        best = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
        most = MOST_ACTIONS if needle else len(best)
        return [self._action_row(command) for _score, command in best[:most]]

    def _action_row(self, command: Command) -> PaletteRow:
        title = self._table.title(command)
        if not self._table.can(command):
            return PaletteRow(f"first:{command.needs}", command.icon, Name(title), self._context.text(FIRST[command.needs]))
        return PaletteRow(f"do:{command.id}", command.icon, Name(title), "", shown_keys(command))

    def _score(self, needle: str, command: Command) -> int:
        by_title = fuzzy(needle, self._table.title(command))
        also = OTHER_WORDS.get(command.id)
        if also is None or not needle:
            return by_title
        words = f" {self._context.text(also)}".casefold()
        return max(by_title, BY_OTHER_WORDS if f" {needle.casefold()}" in words else 0)

    def _on_text(self, text: str) -> None:
        self._generation += 1
        self._put(self._actions(text.strip()))
        if text.strip():
            self._timer.start()

    def _find(self) -> None:
        needle, generation = self.field.text().strip(), self._generation
        if needle:
            self._context.runner.start(
                lambda _progress: record_rows(self._context, needle),
                lambda rows: self._came(generation, needle, rows),
                urgent=True,
            )

    def _came(self, generation: int, needle: str, rows: list[PaletteRow]) -> None:
        if generation == self._generation:
            found = [*rows, *self._actions(needle)]
            self._put(found)
            self._nothing.setVisible(not found)
            self.list.setVisible(bool(found))

    def _put(self, rows: Sequence[PaletteRow]) -> None:
        self._nothing.hide()
        self.list.show()
        self._model.put(rows)
        self.list.select_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the list work while the keyboard is in the field."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.list.keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
        else:
            super().keyPressEvent(event)

    def _go(self) -> None:
        chosen = self.list.current_row()
        if chosen is None:
            return
        self.accept()
        if chosen.id.startswith("first:"):
            self._context.messages.say(FIRST_SAID[Need(chosen.id.removeprefix("first:"))])
        elif chosen.id.startswith("do:"):
            self._table.run(chosen.id.removeprefix("do:"))
        else:
            self._context.navigation.record_wanted.emit(chosen.id)


def record_rows(context: Context, needle: str) -> list[PaletteRow]:
    """Return the records found as rows; on a thread of the pool."""
    reader = context.reader
    hits = context.vault.search.find(needle, limit=MOST_RECORDS).hits
    known = reader.many([ref for hit in hits for ref in (hit.id, hit.case) if ref])
    rows = []
    for hit in hits:
        record = known.get(hit.id)
        if record is None:
            continue
        rt = reader.type_of(record)
        if record.type == "case":
            name = reader.case_name(record)
        else:
            name = reader.name(record) if record.type == "person" else Name(sentence(" ".join(reader.title(record).split())))
        code = str(known[hit.case].fields.get("code", "")) if hit.case in known else name.code
        detail = " · ".join(part for part in (context.text(rt.label), code) if part)
        rows.append(PaletteRow(record.id, rt.icon, name, detail))
    return rows
