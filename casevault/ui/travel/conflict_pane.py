"""One value that waits: the columns side by side, one is chosen or another typed, and nothing is chosen beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QVBoxLayout, QWidget

from casevault.i18n import N_, isolated
from casevault.ui.draw import Run
from casevault.ui.editors import make_editor
from casevault.ui.editors.surroundings import VaultSurroundings
from casevault.ui.theme import MEDIUM, RAIL_WIDTH, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, Hairline, Line, Panel, column, row
from casevault.ui.widgets.check import Radio
from casevault.ui.words import InlineMessage, Words, scrolled

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from casevault.domain.record import Value
    from casevault.ui.context import Context
    from casevault.ui.editors.base import Editor
    from casevault.ui.travel.standing_words import Beside, Column

ANOTHER = N_("Another value")
TAKE = N_("Take what is chosen")
BOTH = N_("Keep both")
LATER = N_("Decide later")
OPEN = N_("Open the record")
KEYS = N_("1 to 9 choose, Enter takes it, B keeps both where both fit, L decides later, N goes to the next.")
IN_ONE_ROW = 130  # percent of text size up to which the buttons have room beside each other
CHOICE = N_("{number}. {caption}")


class SideCard(Panel):
    """One column: what was said, by whom and when, under the button that chooses it."""

    def __init__(self, number: int, words: Column, context: Context) -> None:
        super().__init__(Role.SUNKEN)
        self.value: Value | None = words.value
        self.radio = Radio(context.text(CHOICE, number=number, caption=words.caption))
        self.radio.setAccessibleName(", ".join(part for part in (self.radio.text(), words.detail, words.words) if part))
        self.radio.setAutoExclusive(False)  # the group of the pane is what makes them one of several
        layout = column(self, (SPACE.CARD, SPACE.CARD, SPACE.CARD, SPACE.ROOM), SPACE.TIGHT)
        layout.addWidget(self.radio)
        layout.addWidget(Words(words.detail, Style.SMALL, Role.TEXT2, wrap=True))
        shown = Words(isolated(words.words), Style.BODY, weight=MEDIUM, wrap=True)
        layout.addWidget(shown)
        layout.addStretch(1)


class ConflictPane(QWidget):
    """`decided` carries what to settle the unit with, and rows that join its table; `next_wanted` leaves it as it is."""

    decided = Signal(object, object)
    next_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._shown: Beside | None = None
        self._cards: list[SideCard] = []
        self._editor: Editor | None = None
        self._group: QButtonGroup | None = None
        text = context.text
        self._title = Line([], 34)
        self._label = Words("", Style.SUBTITLE, wrap=True)
        self.message = InlineMessage()
        self._sides = QWidget()
        self._beside: QBoxLayout = row(self._sides, spacing=SPACE.CARD)
        self._typed = QWidget()
        self._typed_layout: QVBoxLayout = column(self._typed, spacing=SPACE.TIGHT)
        self.another = Radio(text(ANOTHER))
        self.another.setObjectName("conflict.another")
        self.another.toggled.connect(self._on_chosen)
        self.take = Button(text(TAKE), "primary", "check")
        self.take.setObjectName("conflict.take")
        self.take.clicked.connect(self._on_take)
        self.both = Button(text(BOTH), "secondary")
        self.both.clicked.connect(self._on_both)
        self.later = Button(text(LATER), "secondary")
        self.later.clicked.connect(self._on_later)
        self.open = Button(text(OPEN), "quiet", "arrow-right")
        self.open.clicked.connect(self._on_open)
        inner = QWidget()
        layout = column(inner, (SPACE.PANE, SPACE.ROOM, SPACE.PANE, SPACE.GROUP), SPACE.CARD)
        layout.addWidget(self._title)
        about = row(spacing=SPACE.NEAR)
        about.addWidget(self._label, 1)
        about.addWidget(self.open)
        layout.addLayout(about)
        layout.addWidget(self.message)
        layout.addWidget(self._sides)
        layout.addWidget(self.another, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addWidget(self._typed)
        layout.addStretch(1)
        outer = column(self)
        outer.addWidget(scrolled(inner), 1)
        outer.addWidget(Hairline())
        outer.addLayout(self._foot())

    def _foot(self) -> QVBoxLayout:
        """Return what can be done with what is shown."""
        foot = column(None, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD), SPACE.NEAR)
        keys = Words(self._context.text(KEYS), Style.SMALL, Role.TEXT2, wrap=True)
        foot.addWidget(keys)
        buttons, away = row(spacing=SPACE.NEAR), row(spacing=SPACE.NEAR)
        away.addStretch(1)
        for button in (self.later, self.both):
            away.addWidget(button)
        buttons.addLayout(away, 1)
        buttons.addWidget(self.take)
        if theme.scaled(100) > IN_ONE_ROW:
            buttons.setDirection(QBoxLayout.Direction.TopToBottom)
            keys.hide()  # they would take the room of what is to be compared; the handbook has them
        foot.addLayout(buttons)
        return foot

    @property
    def unit(self) -> tuple[str, str]:
        """Return the record and the unit that are shown, "" twice for none."""
        return ("", "") if self._shown is None else (self._shown.record, self._shown.unit)

    def put(self, beside: Beside) -> None:
        """Show a unit with its columns; nothing is chosen."""
        self._forget()
        self._shown = beside
        self.message.hide()
        self._title.put([Run(isolated(beside.title), Style.TITLE)])
        self._label.setText(beside.label)
        self._group = QButtonGroup(self)
        for number, words in enumerate(beside.columns, 1):
            card = SideCard(number, words, self._context)
            card.radio.toggled.connect(self._on_chosen)
            self._group.addButton(card.radio)
            self._cards.append(card)
            self._beside.addWidget(card, 1)
        self._group.addButton(self.another)
        self.another.setVisible(beside.field is not None)
        if beside.field is not None:
            around = VaultSurroundings(self._context, self._on_typed, self._context.messages.show)
            self._editor = make_editor(beside.field, around)
            self._editor.name(beside.label)
            self._editor.widget.setObjectName("conflict.typed")
            self._typed_layout.addWidget(self._editor.widget)
        self._typed.hide()
        self.both.setVisible(beside.both is not None)
        self._on_chosen()
        self._fit()

    def choose(self, number: int) -> None:
        """Choose the column of a number from 1, or another value behind the last."""
        if 1 <= number <= len(self._cards):
            self._cards[number - 1].radio.setChecked(True)
            self._cards[number - 1].radio.setFocus()
        elif number == len(self._cards) + 1 and self.another.isVisibleTo(self):
            self.another.setChecked(True)

    def begin(self) -> None:
        """Put the keyboard on the first column, which is not chosen by that."""
        if self._cards:
            self._cards[0].radio.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_chosen(self, _on: object = None) -> None:
        other = self.another.isChecked() and self._editor is not None
        begins = other and self._typed.isHidden()
        self._typed.setVisible(other)
        if begins and self._editor is not None:
            self._editor.widget.setFocus(Qt.FocusReason.TabFocusReason)
        self.take.setEnabled(other or any(card.radio.isChecked() for card in self._cards))

    def _on_typed(self) -> None:
        self.another.setChecked(True)

    def _on_take(self) -> None:
        if not self.take.isEnabled() or self._shown is None:
            return
        chosen = next((card for card in self._cards if card.radio.isChecked()), None)
        if chosen is not None:
            self.decided.emit(chosen.value, ())
        elif self._editor is not None:
            self.decided.emit(self._of_row(self._editor.get()), ())

    def _of_row(self, typed: object) -> object:
        """Return what was typed; of a table the one row that waits, under its own id."""
        if self._shown is None or "/" not in self._shown.unit:
            return typed
        rows = [one for one in typed if isinstance(one, dict)] if isinstance(typed, list) else []
        return {**rows[0], "row": self._shown.unit.partition("/")[2]} if rows else None

    def _on_both(self) -> None:
        both = None if self._shown is None else self._shown.both
        if both is not None:
            self.decided.emit(both.value, both.more)

    def _on_later(self) -> None:
        self.next_wanted.emit()

    def _on_open(self) -> None:
        if self._shown is not None:
            self._context.navigation.record_wanted.emit(self._shown.record)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by number, take by Enter, keep both by B, go on by N or L; while something is typed no letter is a command."""
        text = event.text().casefold()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_take()
        elif text.isdigit() and text.isascii():
            self.choose(int(text))
        elif text == "b" and self.both.isVisibleTo(self):
            self._on_both()
        elif text in {"n", "l"}:
            self._on_later()
        else:
            super().keyPressEvent(event)

    def _forget(self) -> None:
        if self._group is not None:
            self._group.deleteLater()
        for card in self._cards:
            card.hide()
            card.deleteLater()
        if self._editor is not None:
            self._editor.widget.hide()
            self._editor.widget.deleteLater()
        self._cards, self._editor, self._group = [], None, None
        self.another.setChecked(False)

    def _fit(self) -> None:
        """Stand side by side where there is room for it."""
        wide = self.width() >= max(2, len(self._cards)) * theme.pane(RAIL_WIDTH) * 2 // 3
        self._beside.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand side by side, or one under the other."""
        super().resizeEvent(event)
        self._fit()
