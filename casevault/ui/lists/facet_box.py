"""The box that narrows a list: every facet with its codes, how many each would leave, and a tick at those that are chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame

from casevault.i18n import N_
from casevault.ui.draw import Align, Run, draw, draw_icon, flip, rounded
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.row import paint_ground
from casevault.ui.lists.view import RowList
from casevault.ui.theme import MEDIUM, RADIUS, SPACE, STRONG, Role, Style, theme
from casevault.ui.widgets.basic import PAINT, Line, column, frame_of, row
from casevault.ui.widgets.filter_field import FilterField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from casevault.ui.context import Context
    from casevault.ui.lists.row import RowState
    from casevault.ui.read.listed import Choices

WIDTH, HEIGHT = 320, 460  # pixels at 100 %
TICK = 16
BETWEEN = "\x1f"  # stands in no code
MOST_CODES = 60  # of one facet: the most frequent; typing finds the others


@dataclass(frozen=True, slots=True)
class FacetHead:
    """The name of a facet."""

    title: str
    id: str = ""

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return self.title

    def height(self, _width: int) -> int:
        """Return the height of the row."""
        return theme.scaled(32)

    def paint(self, painter: QPainter, rect: QRectF, _state: RowState) -> None:
        """Paint the row."""
        place = rect.adjusted(SPACE.ROOM, theme.scaled(8), -SPACE.ROOM, 0)
        draw(painter, place, [Run(self.title, Style.CAPTION, STRONG, Role.TEXT2)])


@dataclass(frozen=True, slots=True)
class FacetRow:
    """A code of a facet: tick, words, count. One that would leave nothing stays to be seen, quieter."""

    id: str
    facet: str
    label: str
    count: int
    chosen: bool
    states: tuple[str, str]  # what a screen reader calls chosen, and not

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return f"{self.facet}, {self.label}, {self.count}, {self.states[0] if self.chosen else self.states[1]}"

    def height(self, _width: int) -> int:
        """Return the height of the row."""
        return theme.scaled(28)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state, inset=6)
        box = flip(rect, QRectF(rect.left() + SPACE.ROOM, rect.center().y() - TICK / 2, TICK, TICK))
        rounded(painter, box, RADIUS.MARK, Role.ACCENT if self.chosen else Role.SURFACE, None if self.chosen else Role.BORDER)
        if self.chosen:
            draw_icon(painter, box, box.adjusted(1, 1, -1, -1), "check", Role.ON_ACCENT)
        quiet = Role.TEXT3 if not self.count and not self.chosen else Role.TEXT
        left = rect.left() + SPACE.ROOM + TICK + SPACE.NEAR
        count = theme.scaled(64)
        room = rect.width() - (left - rect.left()) - count - SPACE.ROOM
        words = Run(self.label, Style.BODY, MEDIUM if self.chosen else 0, quiet)
        draw(painter, flip(rect, QRectF(left, rect.top(), room, rect.height())), [words])
        place = QRectF(rect.right() - SPACE.ROOM - count, rect.top(), count, rect.height())
        draw(painter, flip(rect, place), [Run(f"{self.count:,}", Style.SMALL, 0, Role.TEXT3, tabular=True)], Align.END)


class FacetBox(QFrame):
    """Opens under its pill; typing narrows the codes, Enter and Space tick one, Esc closes. What is ticked counts at once."""

    ticked = Signal(str, str)  # facet, code

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        text = context.text
        self.setAccessibleName(text(N_("Narrow this list")))
        self._states = text(N_("chosen")), text(N_("not chosen"))
        self._found: tuple[list[Choices], list[Choices]] = ([], [])
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(QSize(theme.scaled(WIDTH), theme.scaled(HEIGHT)).boundedTo(self.screen().availableSize()))
        layout = column(self, (1, 1, 1, 1))
        head = row(None, (SPACE.CARD, SPACE.CARD, SPACE.CARD, SPACE.NEAR))
        self.field = FilterField(text(N_("Find a facet")))
        head.addWidget(self.field)
        layout.addLayout(head)
        self.model = RowsModel(self)
        self.list = RowList(text(N_("Narrow this list")), self.model)
        self.list.space_opens = True
        layout.addWidget(self.list, 1)
        self._hint = Line([Run(text(N_("Counting…")), Style.CAPTION, 0, Role.TEXT3)], 28)
        foot = row(None, (SPACE.ROOM, 0, SPACE.ROOM, SPACE.TIGHT))
        foot.addWidget(self._hint)
        layout.addLayout(foot)
        self.field.textChanged.connect(self._fill)
        self.field.left.connect(self._leave_field)
        self.list.clicked.connect(lambda _index: self._tick())
        self.list.opened.connect(lambda _row: self._tick())
        self.list.filter_wanted.connect(self._on_typed)

    def open_at(self, place: QPoint) -> None:
        """Open with its leading corner at `place`, in coordinates of the screen, and wholly on it."""
        room = self.screen().availableGeometry()
        self.move(
            max(room.left(), min(place.x(), room.right() - self.width())),
            max(room.top(), min(place.y(), room.bottom() - self.height())),
        )
        self.show()
        self.field.setFocus()

    def put(self, found: Sequence[Choices], *, slow: bool) -> None:
        """Show these facets; `slow`: those that take longer, which come behind the others."""
        self._found = (self._found[0], list(found)) if slow else (list(found), self._found[1])
        self._hint.setVisible(not slow and not self._found[1])
        self._fill()

    def _fill(self) -> None:
        needle = self.field.text().strip().casefold()
        here = self.list.current_row()
        rows: list[FacetHead | FacetRow] = []
        for found in (*self._found[0], *self._found[1]):
            codes = [one for one in found.codes if needle in one.label.casefold() or needle in found.label.casefold()]
            if codes:
                rows.append(FacetHead(found.label))
                rows += [
                    FacetRow(f"{found.facet}{BETWEEN}{one.code}", found.label, one.label, one.count, one.chosen, self._states)
                    for one in codes[:MOST_CODES]
                ]
        bar = self.list.verticalScrollBar().value()
        self.model.put(rows)
        if here is None or not self.list.go_to(here.id):
            self.list.select_first()
        self.list.verticalScrollBar().setValue(bar)

    def _tick(self) -> None:
        shown = self.list.current_row()
        if shown is not None and shown.id:
            facet, _, code = shown.id.partition(BETWEEN)
            self.ticked.emit(facet, code)

    def _leave_field(self) -> None:
        self.list.setFocus()

    def _on_typed(self, text: str) -> None:
        self.field.setFocus()
        self.field.setText(self.field.text() + text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill the box and draw its edge."""
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        rounded(painter, frame_of(self), 0, Role.SURFACE, Role.BORDER)
        painter.end()
