"""The stamp pad: groups of keys, each with its letter, its words and how often it was used. It stamps when a key goes down."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from casevault.i18n import N_
from casevault.ui.draw import Align, Run, draw, draw_paragraph, flip, rounded, width_of, wrapped
from casevault.ui.read.reader import sentence
from casevault.ui.theme import MEDIUM, RADIUS, SPACE, STRONG, TYPES, Role, Style, theme
from casevault.ui.widgets.basic import Line
from casevault.ui.widgets.controls import PaintedButton
from casevault.vault.pad import GROUPS

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter, QResizeEvent

    from casevault.i18n import Catalogue
    from casevault.ui.context import Context
    from casevault.vault.pad import PadKey
    from casevault.vault.vault import Vault

HIGHEST, LOWEST = 52, 34  # pixels of a key
CAP = 26
COLUMNS = 2
RESTS = N_("Stamp keys rest while you write")
PAD = N_("Stamp keys")
HOW = N_("Letters stamp what happens. Enter writes a note, Space marks this moment, Backspace takes the last one back.")


def words_of_key(key: PadKey, vault: Vault, catalogue: Catalogue) -> str:
    """Return what a key is called: its own words, else those of what it stamps."""
    return key.words or sentence(vault.schema.vocabularies.label("stamp", key.code, catalogue))


def _before_words() -> int:
    """Return where the words of a key begin, in pixels: behind its letter."""
    return SPACE.NEAR + theme.scaled(CAP) + SPACE.CARD


class KeyButton(PaintedButton):
    """One key of the pad."""

    def __init__(self, key: PadKey, words: str) -> None:
        super().__init__(words, f"{key.letter}: {words}")
        self.pad_key = key
        self._count = 0
        self._rests = False
        self.large = True
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its letter presses it from anywhere; Space and Enter mean something else
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setToolTip(words)

    def put(self, count: int, *, rests: bool) -> None:
        """Show how often it was used, and whether the keys rest."""
        if (count, rests) != (self._count, self._rests):
            self._count, self._rests = count, rests
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(120, theme.scaled(HIGHEST))

    def minimumSizeHint(self) -> QSize:
        """Return the least a finger or an eye can use."""
        return QSize(96, theme.scaled(LOWEST))

    def _counted(self) -> tuple[list[Run], float]:
        """Return how often it was used, and the room that takes."""
        count = [Run(f"×{self._count}", Style.SMALL, 0, Role.TEXT3, tabular=True)] if self._count else []
        return count, width_of(count) + SPACE.CARD if count else float(SPACE.NEAR)

    @property
    def fits(self) -> bool:
        """Say whether its words fit in large letters."""
        return width_of([Run(self.text(), Style.SUBTITLE, MEDIUM)]) <= self.width() - _before_words() - self._counted()[1]

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the key, its cap, its words and its count."""
        hover = self.underMouse() and not self._rests
        rounded(painter, rect, RADIUS.CARD, Role.HOVER if hover else Role.SUNKEN, Role.LINE)
        side = theme.scaled(CAP)
        cap = flip(rect, QRectF(rect.left() + SPACE.NEAR, rect.center().y() - side / 2, side, side))
        tone = Role.TEXT3 if self._rests else Role.TEXT
        rounded(painter, cap, RADIUS.CONTROL, None, Role.LINE if self._rests else Role.BORDER)
        draw(painter, cap, [Run(self.pad_key.letter, Style.BODY, STRONG, tone)], Align.CENTER, elide=False)
        count, room = self._counted()
        before = _before_words()
        words = QRectF(rect.left() + before, rect.top(), rect.width() - before - room, rect.height())
        run = Run(self.text(), Style.SUBTITLE if self.large else Style.BODY, MEDIUM, tone)
        if width_of([run]) <= words.width():
            draw(painter, flip(rect, words), [run])
        else:  # nobody looks for a tooltip in a courtroom: smaller, on two lines, and whole
            small = replace(run, style=Style.SMALL)
            each = theme.scaled(TYPES[Style.SMALL].line - 2)
            high = each * min(2, len(wrapped(small.text, small.style, words.width(), small.weight)))
            place = flip(rect, QRectF(words.left(), words.center().y() - high / 2, words.width(), high))
            draw_paragraph(painter, place, small.text, small, line=each, most=2)
        if count:
            draw(painter, flip(rect, QRectF(rect.right() - room, rect.top(), room, rect.height())), count)


class PadView(QWidget):
    """The keys of one hearing in their groups; it holds the keyboard, and no input method stands between."""

    pressed = Signal(object)  # PadKey

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._buttons: list[KeyButton] = []
        self._rests = False
        self._columns = COLUMNS
        self._keys: Sequence[PadKey] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setAccessibleName(context.text(PAD))
        self.setAccessibleDescription(context.text(HOW))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD)
        self._grid.setHorizontalSpacing(SPACE.CARD)
        self._grid.setVerticalSpacing(SPACE.TIGHT + 2)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._rest = Line(align=Align.END)
        self._rest.hide()  # nothing to read, until it says something

    def arrange(self, columns: int) -> None:
        """Show the keys in one or two columns."""
        if columns != self._columns:
            self._columns = columns
            self._grid.setColumnStretch(1, 1 if columns > 1 else 0)
            self.put(self._keys)

    def put(self, keys: Sequence[PadKey]) -> None:
        """Show these keys: a group with its heading, its keys in their order."""
        self._keys = keys
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self._rest:
                widget.deleteLater()
        self._buttons.clear()
        line = 0
        for group, title in GROUPS.items():
            members = [key for key in keys if key.group == group]
            if not members:
                continue
            if line == 0 and self._columns == 1:
                self._grid.addWidget(self._rest, 0, 0)
                line = 1
            heading = Line([Run(self._context.text(title), Style.SMALL, STRONG, Role.TEXT2)], height=22)
            self._grid.addWidget(heading, line, 0, 1, 1 if line == 0 else self._columns)
            if line == 0:
                self._grid.addWidget(self._rest, 0, 1)
            line += 1
            for number, key in enumerate(members):
                button = KeyButton(key, words_of_key(key, self._context.vault, self._context.catalogue))
                button.pressed.connect(lambda key=key: self.pressed.emit(key))
                button.setMaximumHeight(theme.scaled(HIGHEST))
                self._buttons.append(button)
                self._grid.addWidget(button, line + number // self._columns, number % self._columns)
            line += -(-len(members) // self._columns)
        for spare in range(self._grid.rowCount()):
            self._grid.setRowStretch(spare, 0)
        self._grid.setRowStretch(line, 1)

    def count(self, used: Counter[tuple[str, str]]) -> None:
        """Show how often each key was used: {(code, words of its own): times}."""
        for button in self._buttons:
            button.put(used[button.pad_key.code, button.pad_key.words], rests=self._rests)
        self._size()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the size of letters that fits now."""
        super().resizeEvent(event)
        self._grid.activate()
        self._size()

    def _size(self) -> None:
        """Write all keys in letters of one size: large ones where the longest words fit."""
        large = all(button.fits for button in self._buttons)
        for button in self._buttons:
            if button.large != large:
                button.large = large
                button.update()

    def rest(self, *, on: bool) -> None:
        """Dim the letters while a note is written, and say so."""
        self._rests = on
        self._rest.put([Run(self._context.text(RESTS), Style.SMALL, 0, Role.TEXT2)] if on else [])
        self._rest.setVisible(on)
        for button in self._buttons:
            button.put(button._count, rests=on)  # noqa: SLF001 - its own file
