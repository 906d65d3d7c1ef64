"""One replacement at a time beside the preview: what stands in the text, what is read instead, why, and which of how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casevault.i18n import N_, isolated
from casevault.ui.draw import is_rtl, rounded
from casevault.ui.theme import MEDIUM, RADIUS, SPACE, Role, Style
from casevault.ui.widgets.basic import Button
from casevault.ui.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.disclosure.request import Swap
    from casevault.i18n import Catalogue, Msg

REPLACED = N_("Replaced in texts")
OF = N_("{number} of {count}")
PREVIOUS = N_("Previous")
NEXT = N_("Next place")
KEYS = N_("N and P go from place to place, arrows between replacements. R replaces, K keeps with a reason.")
_RECORDED = N_("Recorded in this vault; it may not leave here.")
_LOOKS = N_("Nobody recorded it; it looks like something that tells who or where someone is.")
WHY: Mapping[str, Msg] = {
    "name": N_("A recorded name that may not be read here."),
    "mention": N_("A person or thing mentioned here, said as its record may be."),
    "day": N_("The dates of this case are told no more exactly."),
    "place": N_("The places of this case are told no more exactly."),
    "job": N_("Work is told by its class alone."),
}
_TERMS = frozenset({"identifier", "number", "address", "handle", "file_name", "code_word", "words"})


def why_of(swap: Swap) -> Msg:
    """Return the sentence for why something was replaced."""
    return WHY.get(swap.why) or (_RECORDED if swap.why in _TERMS else _LOOKS)


class SwapCard(QWidget):
    """The replacement that is looked at. `moved` carries it, so that its row is shown beside."""

    moved = Signal(object)

    def __init__(self, swaps: Sequence[Swap], catalogue: Catalogue) -> None:
        super().__init__()
        self._swaps, self._catalogue, self.at = tuple(swaps), catalogue, -1
        self._before = Words(wrap=True)
        self._after = Words(weight=MEDIUM, wrap=True)
        self._why = Words(style=Style.SMALL, role=Role.TEXT2, wrap=True)
        self._number = Words(style=Style.SMALL, role=Role.TEXT2)
        self.previous = Button(catalogue.text(PREVIOUS))
        self.next = Button(catalogue.text(NEXT))
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        for button in (self.previous, self.next):
            button.installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE.CARD, SPACE.CARD, SPACE.CARD, SPACE.CARD)
        layout.setSpacing(SPACE.NEAR)
        for words in (self._before, self._after, self._why):
            layout.addWidget(words)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE.NEAR)
        foot.addWidget(self._number, 1)
        foot.addWidget(self.previous)
        foot.addWidget(self.next)
        layout.addLayout(foot)
        self._show(0)

    @property
    def swap(self) -> Swap:
        """The replacement that is shown."""
        return self._swaps[self.at]

    @property
    def count(self) -> int:
        """How many replacements there are."""
        return len(self._swaps)

    def start(self, *, last: bool) -> None:
        """Show the first replacement, or the last, and say so."""
        self._show(self.count - 1 if last else 0)
        self.moved.emit(self.swap)

    def step(self, by: int) -> None:
        """Go `by` replacements on, round at the ends, and say so."""
        self._show((self.at + by) % len(self._swaps))
        self.moved.emit(self.swap)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from replacement to replacement by the arrow keys: on a button they would only move the keyboard elsewhere."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and watched in (self.previous, self.next):
            on = Qt.Key.Key_Left if is_rtl() else Qt.Key.Key_Right
            by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: -1, on: 1}
            step = by.get(Qt.Key(event.key()), 0)
            if step:
                self.step(step)
                return True
        return super().eventFilter(watched, event)

    def _show(self, at: int) -> None:
        self.at = at
        text = self._catalogue.text
        self._before.setText(self.swap.before)
        self._after.setText(f"\u200f\u2190 {isolated(self.swap.after)}" if is_rtl() else f"\u2192 {self.swap.after}")
        self._why.setText(text(why_of(self.swap)))
        self._number.setText(text(OF, number=at + 1, count=len(self._swaps)))
        self.setAccessibleName(f"{self.swap.before}: {self.swap.after}. {text(why_of(self.swap))}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card."""
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS.CARD, Role.SURFACE, Role.LINE)
        painter.end()
