"""The checklist of rights as one table: every right with its articles, a finding and a note; the keyboard does all of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from casevault.i18n import N_
from casevault.ui.editors.select import Select
from casevault.ui.theme import CONTROL_HEIGHT, MEDIUM, SPACE, Role, Style, theme
from casevault.ui.words import Words
from casevault.vault.rights import RATING, RIGHT, articles_of

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from casevault.domain.record import Value
    from casevault.domain.schema import Field
    from casevault.ui.editors.base import Surroundings

NOT_RATED = N_("Not rated")
HOW = N_("Keys: {ratings}. The arrow keys go up and down, N to the note.")
NOTE = N_("Note")


def is_checklist(table: Field) -> bool:
    """Say whether a table is a checklist of rights: a right and a finding in each row."""
    lists = {column.vocabulary for column in table.rows}
    return {RIGHT, RATING} <= lists


class RatingSelect(Select):
    """The finding of one right."""

    moved = Signal(int)
    note_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rate by number and go on; up and down go to the other rights; N to the note. Alt+Down opens the list."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        number = event.key() - Qt.Key.Key_0
        if plain and 0 <= number < self.count():
            self.setCurrentIndex(number)
            self.activated.emit(number)
            self.moved.emit(1)
        elif plain and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif plain and event.key() == Qt.Key.Key_N:
            self.note_wanted.emit()
        else:
            super().keyPressEvent(event)


@dataclass(slots=True)
class Line:
    """One right: its editors, the recorded row (None where there is none), and what they showed of it."""

    code: str
    rating: RatingSelect
    note: QLineEdit
    kept: dict[str, Value] | None = None
    shown: tuple[object, str] = (None, "")


class ChecklistEdit(QWidget):
    """All rights in one table. A right that nobody rated or noted is no row."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self._around = around
        look = around.look
        self._ratings = look.vocabularies.codes(RATING)
        self._held: list[dict[str, Value]] = []  # the rows as recorded: of rights this edition does not know, too
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE.NEAR)
        self.counts = Words(style=Style.SMALL, weight=MEDIUM, wrap=True)
        self.treaty = Words(style=Style.SMALL, role=Role.CAUTION, wrap=True)
        self.treaty.hide()
        numbered = look.catalogue.listed(
            f"{number} {look.vocabularies.label(RATING, one, look.catalogue)}" for number, one in enumerate(self._ratings, 1)
        )
        how = look.catalogue.text(HOW, ratings=numbered)
        for words in (self.counts, Words(how, Style.CAPTION, Role.TEXT3, wrap=True), self.treaty):
            layout.addWidget(words)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.CARD)
        grid.setVerticalSpacing(SPACE.NEAR)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(2, 4)
        layout.addLayout(grid)
        self.lines = [self._line(grid, number, code) for number, code in enumerate(look.vocabularies.codes(RIGHT))]
        self.setFocusProxy(self.lines[0].rating)
        self._count()

    def show_treaty(self, text: str) -> None:
        """Say how the state of the case stands to the ICCPR; "" = nothing."""
        self.treaty.setText(text)
        self.treaty.setVisible(bool(text))

    def get(self) -> object:
        """Return the rows as they were, but for what the person changed; a right rated for the first time follows them."""
        own = {id(line.kept): line for line in self.lines if line.kept is not None}
        rows = [self._row(own[id(row)]) if id(row) in own else row for row in self._held]
        rows += [self._row(line) for line in self.lines if line.kept is None]
        return [row for row in rows if row] or None

    def put(self, value: Value | None) -> None:
        """Show these rows; of a right that stands there twice the first."""
        self._held = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        for line in self.lines:
            line.kept = next((row for row in self._held if row.get("code") == line.code), None)
            rating, note = (line.kept or {}).get("rating"), (line.kept or {}).get("note")
            line.rating.setCurrentIndex(max(0, line.rating.findData(rating)) if isinstance(rating, str) else 0)
            line.note.setText(note if isinstance(note, str) else "")
            line.note.setCursorPosition(0)  # a long note shows how it begins
            line.shown = (line.rating.currentData(), line.note.text())
        self._count()

    def _row(self, line: Line) -> dict[str, Value]:
        """Return the row of a right, {} where nothing is left of it; as it was recorded where nothing was changed."""
        rating, note = line.rating.currentData(), line.note.text()
        if (rating, note) == line.shown:
            return line.kept or {}
        row: dict[str, Value] = {**(line.kept or {}), "code": line.code}
        for key, now, before in (("rating", rating, line.shown[0]), ("note", note.strip(), line.shown[1])):
            if now == before:
                continue
            row.pop(key, None)
            if now:
                row[key] = now
        return row if row.keys() - {"row", "code"} else {}

    def _line(self, grid: QGridLayout, number: int, code: str) -> Line:
        look = self._around.look
        label = look.vocabularies.label(RIGHT, code, look.catalogue)
        about = QVBoxLayout()
        about.setSpacing(0)
        called = Words(f"{code}  {label[:1].upper()}{label[1:]}", Style.SMALL, wrap=True)
        about.addWidget(called)
        about.addWidget(Words(articles_of(code, look.vocabularies), Style.CAPTION, Role.TEXT3, wrap=True))
        rating = RatingSelect()
        called.setBuddy(rating)
        rating.setObjectName(f"field.items.{code}")
        rating.setAccessibleName(f"{code} {label}")
        rating.addItem(look.catalogue.text(NOT_RATED), None)
        for one in self._ratings:
            rating.addItem(look.vocabularies.label(RATING, one, look.catalogue), one)
        note = QLineEdit()
        note.setAccessibleName(f"{code} {look.catalogue.text(NOTE)}")
        note.setPlaceholderText(look.catalogue.text(NOTE))
        note.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        note.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhSensitiveData)
        note.textEdited.connect(lambda _text: self._around.changed())
        rating.activated.connect(lambda _row: self._on_rated())
        rating.moved.connect(lambda by: self._go(number + by))
        rating.note_wanted.connect(note.setFocus)
        grid.addLayout(about, number, 0)
        grid.addWidget(rating, number, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(note, number, 2, Qt.AlignmentFlag.AlignTop)
        return Line(code, rating, note)

    def _go(self, number: int) -> None:
        if 0 <= number < len(self.lines):
            self.lines[number].rating.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_rated(self) -> None:
        self._count()
        self._around.changed()

    def _count(self) -> None:
        look = self._around.look
        counts = Counter(line.rating.currentData() for line in self.lines)
        parts = [f"{counts[one]} {look.vocabularies.label(RATING, one, look.catalogue)}" for one in self._ratings if counts[one]]
        if counts[None]:
            parts.append(f"{counts[None]} {look.catalogue.text(NOT_RATED).lower()}")
        self.counts.setText(" · ".join(parts))
