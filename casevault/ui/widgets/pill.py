"""Pills over a list: what narrows it, with a cross to take it away, and what opens a choice. They flow over several lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from casevault.ui.draw import Run, draw, draw_icon, flip, is_rtl, rounded, width_of
from casevault.ui.theme import MEDIUM, SPACE, Role, Style, theme
from casevault.ui.widgets.controls import PaintedButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent

PILL, SIDE, ICON, GAP = 24, 10, 12, 6  # pixels at 100 %
WIDEST = 216.0  # of a pill: a longer word is cut at its end and stands in the tooltip


class Pill(PaintedButton):
    """A pill. `chosen` is filled and has a cross; others are outlined and end with what they do: a plus, a chevron."""

    def __init__(self, text: str, icon: str, *, name: str = "", chosen: bool = False) -> None:
        super().__init__(text, name)
        self._icon, self._chosen = icon, chosen
        self.setToolTip(name or text)

    def say(self, text: str, name: str = "") -> None:
        """Show other words."""
        self.setText(text)
        self.setAccessibleName(name or text)
        self.setToolTip(name or text)
        self.updateGeometry()
        self.update()

    def _run(self) -> Run:
        return Run(self.text(), Style.SMALL, MEDIUM, Role.ACCENT if self._chosen else Role.TEXT2)

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(round(min(width_of([self._run()]), WIDEST)) + 2 * SIDE + ICON + 5, theme.scaled(PILL))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw all but the focus ring."""
        fill = Role.ACCENT_SOFT if self._chosen else Role.HOVER if self.underMouse() else None
        edge = Role.ACCENT if self._chosen and self.underMouse() else None if self._chosen else Role.BORDER
        rounded(painter, rect, rect.height() / 2, fill, edge)
        room = rect.width() - 2 * SIDE - ICON - 4
        draw(painter, flip(rect, QRectF(SIDE, 0, room, rect.height())), [self._run()], elide=width_of([self._run()]) > room + 1)
        place = QRectF(rect.width() - SIDE - ICON + 1, (rect.height() - ICON) / 2, ICON, ICON)
        draw_icon(painter, rect, place, self._icon, Role.ACCENT if self._chosen else Role.TEXT3)


class Flow(QWidget):
    """Widgets side by side, on a new line where they would not fit; mirrored with the window. Arrow keys move between them."""

    def __init__(self, margin: int = 0) -> None:
        super().__init__()
        self._margin = margin
        self._parts: list[QWidget] = []
        self.above = 0  # pixels over the first line
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._lay_out)

    def put(self, parts: Sequence[QWidget]) -> None:
        """Show these, in place of those before; a part that is no longer shown is let go."""
        for part in self._parts:
            if part not in parts:
                part.hide()
                part.deleteLater()
        before: QWidget | None = None
        for part in parts:
            part.setParent(self)
            part.show()
            part.installEventFilter(self)
            if before is not None:
                self.setTabOrder(before, part)
            before = part
        self._parts = list(parts)
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew at another width."""
        super().resizeEvent(event)
        self._lay_out()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Lay out anew when a part wants other room; move between the parts by the arrow keys."""
        if event.type() is QEvent.Type.LayoutRequest or (
            event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent) and watched in self._parts
        ):
            self._lay_out()
        return False

    def event(self, event: QEvent) -> bool:
        """Lay out anew when a part says that it wants other room."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._lay_out()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys, in reading direction."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        shown = [part for part in self._parts if part.isVisible()]
        focused = self.focusWidget()
        if not step or focused not in shown:
            super().keyPressEvent(event)
            return
        at = shown.index(focused) + (-step if is_rtl() else step)
        shown[at % len(shown)].setFocus(Qt.FocusReason.TabFocusReason)

    def _lay_out(self) -> None:
        room, gap = self.width() - 2 * self._margin, theme.scaled(GAP)
        x, y, tall = 0, self.above, 0
        for part in self._parts:
            if part.isHidden():
                continue
            size = part.sizeHint().expandedTo(part.minimumSize())
            width = min(size.width(), max(room, 1))
            if x and x + width > room:
                x, y, tall = 0, y + tall + gap, 0
            left = self._margin + x
            place = QRect(self.width() - left - width if is_rtl() else left, y, width, size.height())
            part.setGeometry(place)
            x, tall = x + width + gap, max(tall, size.height())
        self.setFixedHeight(y + tall + SPACE.NEAR if tall else 0)
