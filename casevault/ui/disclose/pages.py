"""Steps 2 and 3: the consents it rests on, and both sides of what would leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casevault.i18n import N_
from casevault.ui.disclose.hiding import HIDES
from casevault.ui.disclose.rail import LEAVES, ConsentLine
from casevault.ui.disclose.sides import MIDDLE, SidesView, entries_of
from casevault.ui.theme import SPACE, STRONG, Role, Style
from casevault.ui.widgets.basic import Button
from casevault.ui.widgets.check import Check
from casevault.ui.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.disclosure.request import Row
    from casevault.ui.context import Context

IN_VAULT = N_("In the vault")
ONLY_CHANGES = N_("Only changes")


class ConsentPage(QWidget):
    """On what it rests, in a sentence, and each consent."""

    def __init__(self) -> None:
        super().__init__()
        self.ground = Words(style=Style.BODY, wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(SPACE.NEAR)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP)
        column.setSpacing(SPACE.CARD)
        column.addWidget(self.ground)
        column.addLayout(self._lines)
        column.addStretch(1)

    def fill(self, ground: str, titles: Sequence[str]) -> None:
        """Show on what it rests, and the `titles` of the consents."""
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.ground.setText(ground)
        for title in titles:
            self._lines.addWidget(ConsentLine(title))


class PreviewPage(QWidget):
    """Left what is in the vault, right what is read; `only` leaves out what leaves as it is.

    Where there is no room beside them, the rail takes their place: `turned` when the person asks for it or for them.
    """

    turned = Signal()

    def __init__(self, context: Context, reads: str) -> None:
        super().__init__()
        self._context = context
        self._shown: Sequence[Row] = ()
        self.sides = SidesView(context.catalogue)
        self.sides.setAccessibleName(reads)
        self.only = Check(context.text(ONLY_CHANGES))
        self.only.toggled.connect(lambda _on: self.fill(self._shown))
        self.rail_button = Button(context.text(LEAVES), "quiet")
        self.rail_button.setCheckable(True)
        self.rail_button.hide()
        self.rail_button.toggled.connect(lambda _on: self._turn())
        self._heads = QWidget()
        heads = QHBoxLayout(self._heads)
        heads.setContentsMargins(SPACE.PANE, SPACE.NEAR, SPACE.PANE, SPACE.NEAR)
        heads.setSpacing(0)
        heads.addWidget(Words(context.text(IN_VAULT), weight=STRONG), 1)
        heads.addSpacing(MIDDLE)
        self._reading = reading = QHBoxLayout()
        reading.setSpacing(SPACE.ROOM)
        reading.addWidget(Words(reads, weight=STRONG), 1)
        reading.addWidget(self.only)
        heads.addLayout(reading, 1)
        self.hides = Words(context.text(HIDES), Style.SMALL, Role.TEXT2, wrap=True)
        self.hides.setContentsMargins(SPACE.PANE, 0, SPACE.PANE, 0)
        self.hides.hide()
        self._above = QHBoxLayout()
        self._above.setContentsMargins(SPACE.PANE, 0, SPACE.PANE, 0)
        self._above.addWidget(self.rail_button)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._above)
        column.addWidget(self.hides)
        column.addWidget(self._heads)
        column.addWidget(self.sides, 1)

    @property
    def shows_rail(self) -> bool:
        """Say whether the rail stands in place of the two sides."""
        return self.rail_button.isChecked() and not self.rail_button.isHidden()

    def show_rail(self, *, on: bool) -> None:
        """Show the rail, or the two sides, where there is room for one of them."""
        self.rail_button.setChecked(on)

    def take_in(self, rail: QWidget) -> None:
        """Give the rail its place here."""
        self._column.addWidget(rail, 1)

    def fold(self, *, on: bool) -> None:
        """Show the two sides or the rail, not both."""
        self.rail_button.setVisible(on)
        (self._above if on else self._reading).addWidget(self.only)
        self._turn()

    def _turn(self) -> None:
        for part in (self._heads, self.sides):
            part.setVisible(not self.shows_rail)
        self.only.setVisible(not self.shows_rail)
        self.turned.emit()

    def fill(self, rows: Sequence[Row]) -> None:
        """Show these values."""
        self._shown = rows
        context = self._context
        self.hides.setVisible(context.reader.discreet)
        self.sides.rows.fill(entries_of(rows, context.reader, only_changes=self.only.isChecked()))
