"""A page with its boxes, drawn on with the mouse or the keyboard. What is shown black is what leaves black."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from casevault.media.boxes import WHOLE, Area
from casevault.ui.draw import focus_ring, rounded
from casevault.ui.evidence.drawing import FIRST, STEP, Drawing, fitted
from casevault.ui.theme import RADIUS, SPACE, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
TOO_SMALL = 4  # pixels: a click, no box


class PageCanvas(QWidget):
    """One page. Drag draws a box, a drag on a box moves it; B draws one, arrows move it, Shift with arrows makes it larger."""

    changed = Signal()
    turned = Signal(int)
    zoomed = Signal(int)

    def __init__(self, drawing: Drawing, name: str) -> None:
        super().__init__()
        self._drawing = drawing
        self._page = 1
        self._pixels = QPixmap()
        self.lines: Sequence[Area] = ()
        self._from: QPointF | None = None
        self._to: QPointF | None = None
        self._moving: Area | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setMinimumSize(200, 200)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def put(self, page: int, pixels: QPixmap) -> None:
        """Show the pixels of a page (from 1)."""
        self._page, self._pixels = page, pixels
        self.update()

    @property
    def is_shown(self) -> bool:
        """Say whether the page is there to be looked at."""
        return not self._pixels.isNull()

    def room(self) -> QSize:
        """Return the size a page is drawn in."""
        return self.size() - QSize(2 * SPACE.ROOM, 2 * SPACE.ROOM)

    def chosen_place(self) -> QRect | None:
        """Return where the box the keyboard is on, None where it is not on this page."""
        chosen = self._drawing.chosen
        if self._pixels.isNull() or chosen not in self._drawing.on(self._page):
            return None
        return _on_sheet(self._drawing.boxes[chosen].area, self._sheet()).toRect()

    def _sheet(self) -> QRectF:
        """Return where the page stands."""
        ratio = self._pixels.devicePixelRatio()
        size = QSize(round(self._pixels.width() / ratio), round(self._pixels.height() / ratio))
        size = size.scaled(self.room(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        return QRectF(round(left), round(top), size.width(), size.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the page, its boxes solid black, and a ring round the one the keyboard is on."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().window())
        if not self._pixels.isNull():
            sheet = self._sheet()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(sheet, self._pixels, QRectF(self._pixels.rect()))
            for place in self._drawing.on(self._page):
                over = _on_sheet(self._drawing.boxes[place].area, sheet)
                painter.fillRect(over, Qt.GlobalColor.black)
                if place == self._drawing.chosen:
                    focus_ring(painter, over.adjusted(-4, -4, 4, 4), RADIUS.CHIP)
            if self._from is not None and self._to is not None and self._moving is None:
                rounded(painter, QRectF(self._from, self._to).normalized(), 0, Role.ACCENT_SOFT, Role.ACCENT)
            rounded(painter, sheet, 0, None, Role.BORDER)
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), RADIUS.CONTROL)
        painter.end()

    # --- mouse ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take up the box under the pointer, or begin a new one."""
        if event.button() is not Qt.MouseButton.LeftButton or self._pixels.isNull():
            return
        self.setFocus()
        self._from = self._to = event.position()
        under = [
            p for p in self._drawing.on(self._page) if _on_sheet(self._drawing.boxes[p].area, self._sheet()).contains(self._from)
        ]
        self._drawing.chosen = under[-1] if under else -1
        self._moving = self._drawing.boxes[under[-1]].area if under else None
        self.changed.emit()
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self._from is not None:
            self._to = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Draw the box, or put the one that was taken up where it was let go."""
        begun, moving, sheet = self._from, self._moving, self._sheet()
        self._from = self._to = self._moving = None
        if begun is None:
            return
        end = event.position()
        if abs(end.x() - begun.x()) + abs(end.y() - begun.y()) >= TOO_SMALL:
            if moving is not None:
                by = end - begun
                self._drawing.move(round(by.x() / sheet.width() * WHOLE), round(by.y() / sheet.height() * WHOLE))
            else:
                self._drawing.add(self._page, _on_page(QRectF(begun, end).normalized(), sheet), self.lines)
            self.changed.emit()
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl and the wheel; without it the page scrolls."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self.zoomed.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    # --- keyboard ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, with Shift make larger or smaller; B draws; Delete removes; the page keys turn."""
        key, drawing = Qt.Key(event.key()), self._drawing
        if key in ARROWS and drawing.chosen >= 0:
            across, down = (step * STEP for step in ARROWS[key])
            drawing.move(across, down, size=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key is Qt.Key.Key_B and not event.modifiers() and not self._pixels.isNull():
            drawing.add(self._page, FIRST, self.lines)
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and drawing.chosen >= 0:
            drawing.remove()
        elif key in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
            self.turned.emit(1 if key is Qt.Key.Key_PageDown else -1)
            return
        else:
            super().keyPressEvent(event)
            return
        self.changed.emit()
        self.update()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go from box to box; behind the last one, on to what comes next."""
        here = self._drawing.on(self._page)
        order = here if forward else here[::-1]
        at = order.index(self._drawing.chosen) + 1 if self._drawing.chosen in order else 0
        if at < len(order):
            self._drawing.chosen = order[at]
            self.changed.emit()
            self.update()
            return True
        self._drawing.chosen = -1
        self.changed.emit()
        self.update()
        return super().focusNextPrevChild(forward)


def _on_sheet(area: Area, sheet: QRectF) -> QRectF:
    return QRectF(
        sheet.left() + area.x / WHOLE * sheet.width(),
        sheet.top() + area.y / WHOLE * sheet.height(),
        area.w / WHOLE * sheet.width(),
        area.h / WHOLE * sheet.height(),
    )


def _on_page(drawn: QRectF, sheet: QRectF) -> Area:
    drawn = drawn.intersected(sheet)
    return fitted(
        Area(
            round((drawn.left() - sheet.left()) / sheet.width() * WHOLE),
            round((drawn.top() - sheet.top()) / sheet.height() * WHOLE),
            round(drawn.width() / sheet.width() * WHOLE),
            round(drawn.height() / sheet.height() * WHOLE),
        )
    )
