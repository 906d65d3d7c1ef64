"""The timeline of a case: one painted widget, for the keyboard, the pointer and a screen reader.

Its list below shows the same entries and keeps the same selection; what is selected is also said in words under the picture.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleValueChangeEvent, QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from casevault.i18n import N_
from casevault.ui.draw import focus_ring, is_rtl
from casevault.ui.read.timeline import BEFORE
from casevault.ui.theme import RADIUS, theme
from casevault.ui.timeline.geometry import Bar, Lane, Mark, Timeline, Zone, in_time, nearest, neighbour
from casevault.ui.timeline.paint import paint
from casevault.ui.timeline.picture import Picture, height_of, plot_of
from casevault.ui.timeline.scale import Scale, fitted
from casevault.ui.widgets.basic import PAINT, frame_of

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from casevault.ui.context import Context
    from casevault.ui.timeline.geometry import Item
    from casevault.ui.timeline.scale import Tick

LANE_WORDS = {
    Lane.LIMITS: N_("Limits"),
    Lane.STAGE: N_("Stage"),
    Lane.EVENTS: N_("Events"),
    Lane.CONTACT: N_("Contact"),
    Lane.HEARINGS: N_("Hearings"),
    Lane.INTERVENTIONS: N_("Interventions"),
}
STEP = 1.5  # times as close with one press
NOTCH = 120  # what a wheel tells for one notch
TOLD = 8  # entries that a tooltip names
DRAG = 4  # pixels


class TimelineView(QWidget):
    """`chosen`: an entry was selected here; `opened`: Enter or double click on it; `limit_opened`: on a limit."""

    chosen = Signal(str)
    opened = Signal(str)
    limit_opened = Signal()
    said = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._timeline = Timeline()
        self._scale: Scale | None = None
        self._picture: Picture | None = None
        self._case = self._current = ""
        self._compact = False
        self._pressed: QPointF | None = None
        self._dragged = False
        self.value = ""  # what a screen reader hears of the selection
        self.setAccessibleName(context.text(N_("Timeline")))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        # Single letters are commands here, and there is nothing to compose.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        theme.changed.connect(self._anew)

    # What is shown

    def put(self, case: str, timeline: Timeline) -> None:
        """Show a case; of the one that is shown already, keep the place."""
        if case != self._case:
            self._case, self._scale, self._current = case, None, ""
        self._timeline = timeline
        if self._item(self._current) is None:
            self._current = ""
        self._tell()
        self._anew()

    @property
    def scale(self) -> Scale:
        """Return the scale in use."""
        width, mirrored = plot_of(self.width()).width(), is_rtl()
        if self._scale is None:
            self._scale = fitted(*self._timeline.span(), width, mirrored=mirrored)
        if (self._scale.width, self._scale.mirrored) != (width, mirrored):
            self._scale = Scale(self._scale.start, self._scale.days, width, mirrored)
        return self._scale

    @property
    def current(self) -> str:
        """Return the id of what is selected, or ""."""
        return self._current

    def compress(self, *, compact: bool) -> None:
        """Draw all marks in one lane, or each in its own."""
        if compact != self._compact:
            self._compact = compact
            self._anew()

    def height_if(self, *, compact: bool) -> int:
        """Return the height it would have."""
        return height_of(self._timeline, compact=compact)

    def picture(self) -> Picture:
        """Return what is drawn."""
        if self._picture is None:
            text = self._context.text
            count = self._timeline.undated
            self._picture = Picture(
                self._timeline,
                self.scale,
                self.width(),
                compact=self._compact,
                day=self._day,
                words={lane: text(words) for lane, words in LANE_WORDS.items()},
                today=text(N_("Today")),
                undated=text(N_("{count} undated", "{count} undated"), count=count) if count else "",
            )
        return self._picture

    def _day(self, tick: Tick) -> str:
        day = date.fromordinal(tick.day).isoformat()
        return self._context.reader.day(day[: {"day": 10, "month": 7, "year": 4}[tick.part]])

    def _anew(self) -> None:
        self._picture = None
        self.updateGeometry()
        self.update()

    def _look(self, scale: Scale) -> None:
        self._scale, self._picture = scale, None
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(400, self.height_if(compact=self._compact))

    def minimumSizeHint(self) -> QSize:
        """Return the least room it needs."""
        return QSize(160, self.height_if(compact=self._compact))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the same days over the new width."""
        super().resizeEvent(event)
        self._picture = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture."""
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        paint(painter, self.picture(), self._current)
        if self.hasFocus():
            focus_ring(painter, frame_of(self).adjusted(2, 2, -2, -2), RADIUS.CONTROL)
        painter.end()

    # Selection

    def items(self) -> list[Item]:
        """Return all that can be selected, in the order of time."""
        bars = [bar for bar in self._timeline.bars if bar.id != BEFORE]
        return sorted([*self._timeline.zones, *bars, *self._timeline.marks], key=in_time)

    def _item(self, item_id: str) -> Item | None:
        return next((item for item in self.items() if item.id == item_id), None) if item_id else None

    def select(self, item_id: str) -> None:
        """Select what the list is on, and show it; "" or what is not drawn selects nothing."""
        item = self._item(item_id)
        if (item.id if item is not None else "") != self._current:
            self._set(item)

    def _set(self, item: Item | None) -> None:
        self._current = item.id if item is not None else ""
        if item is not None:
            first, last = _days_of(item)
            self._look(self.scale.showing(first, last))
        self._tell()
        self.update()

    def _choose(self, item: Item | None) -> None:
        if item is None:
            return
        self._set(item)
        if not isinstance(item, Zone):
            self.chosen.emit(item.id)

    def _tell(self) -> None:
        """Say what is selected: its words, and which of how many it is."""
        items = self.items()
        number = next((number for number, item in enumerate(items, 1) if item.id == self._current), 0)
        place = self._context.text(N_("{number} of {count}"), number=number, count=len(items))
        self.value = f"{items[number - 1].spoken} · {place}" if number else ""
        self.setAccessibleDescription(self.value)
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(self, self.value))
        self.said.emit(self.value)

    # Zoom and place

    def zoom(self, factor: float, at: float | None = None) -> None:
        """Look so many times closer, at a pixel, the selection, or the middle."""
        if at is None:
            item = self._item(self._current)
            x = self.scale.x(item.middle) if item is not None else -1.0
            at = x if 0 <= x <= self.scale.width else self.scale.width / 2
        self._look(self.scale.zoomed(factor, at))

    def fit(self) -> None:
        """Show the whole case."""
        scale = self.scale
        self._look(fitted(*self._timeline.span(), scale.width, mirrored=scale.mirrored))

    def go_today(self) -> None:
        """Put today in the middle."""
        self._look(self.scale.centred(self._timeline.today + 0.5))

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows select, Enter opens, plus, minus and 0 zoom, T shows today; all else goes on to what holds it."""
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if held or not self._key(event):
            super().keyPressEvent(event)

    def _key(self, event: QKeyEvent) -> bool:
        key, later = Qt.Key(event.key()), -1 if is_rtl() else 1
        items = self.items()
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self._choose(neighbour(items, self._current, later if key is Qt.Key.Key_Right else -later))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._choose(self._in_lane(1 if key is Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose((items[0] if key is Qt.Key.Key_Home else items[-1]) if items else None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self._item(self._current))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            half = self.scale.width / 2 * (-1 if key is Qt.Key.Key_PageDown else 1)
            self._look(self.scale.moved(half * later))
        elif event.text() in {"+", "=", "＋"}:
            self.zoom(STEP)
        elif event.text() in {"-", "_", "－"}:
            self.zoom(1 / STEP)
        elif event.text() in {"0", "０"}:
            self.fit()
        elif key is Qt.Key.Key_T:
            self.go_today()
        else:
            return False
        return True

    def _in_lane(self, step: int) -> Item | None:
        """Return what stands nearest in the next lane above or below that holds anything."""
        item = self._item(self._current)
        if item is None:
            return neighbour(self.items(), "", 0)
        lanes: dict[Lane, list[Item]] = {}
        for other in self.items():
            lanes.setdefault(_lane_of(other), []).append(other)
        order = sorted(lanes, key=lambda lane: lane.value)
        number = order.index(_lane_of(item)) + step
        return nearest(lanes[order[number]], item.middle) if 0 <= number < len(order) else None

    def _open(self, item: Item | None) -> None:
        if isinstance(item, Zone):
            self.limit_opened.emit()
        elif item is not None:
            self.opened.emit(item.id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the keyboard; where nothing is selected, what was last is."""
        super().focusInEvent(event)
        if not self._current and event.reason() is not Qt.FocusReason.MouseFocusReason:
            self._choose(neighbour(self.items(), "", 0))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Give the keyboard away: the ring goes."""
        super().focusOutEvent(event)
        self.update()

    # Pointer

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel look closer at what is under the pointer; sideways moves in time."""
        down, across = event.angleDelta().y(), event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and down:
            self.zoom(STEP ** (down / NOTCH), event.position().x() - plot_of(self.width()).left())
        elif across or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._look(self.scale.moved((across or down) / 2))
        else:
            event.ignore()  # the list below may want to scroll
            return
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag, or to select."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the line of time."""
        if self._pressed is None:
            over = self._under(event.position())
            self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
            return
        moved = event.position().x() - self._pressed.x()
        if self._dragged or abs(moved) > DRAG:
            self._dragged, self._pressed = True, event.position()
            self._look(self.scale.moved(moved))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Select what was pressed; of several in one place, the next."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        self._pressed = None
        items = self._under(event.position())
        if items and not self._dragged:
            ids = [item.id for item in items]
            self._choose(items[(ids.index(self._current) + 1) % len(ids) if self._current in ids else 0])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open an entry; of several in one place, look so close that they part where that is possible."""
        items = self._under(event.position())
        apart = {item.middle for item in items}
        if len(apart) > 1 and not isinstance(items[0], Zone):
            scale = self.scale
            self._look(fitted(min(apart), max(apart), scale.width, mirrored=scale.mirrored))
        elif items:
            self._open(self._item(self._current) or items[0])

    def event(self, event: QEvent) -> bool:
        """Answer a tooltip with what stands under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            words = self.told_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def told_at(self, point: QPointF) -> str:
        """Return what a tooltip says at a point: each entry in a line, and how many more there are."""
        items = self._under(point)
        lines = [item.spoken for item in items[:TOLD]]
        if len(items) > TOLD:
            lines.append(self._context.text(N_("and {count} more", "and {count} more"), count=len(items) - TOLD))
        return "\n".join(lines)

    def _under(self, point: QPointF) -> tuple[Item, ...]:
        return tuple(item for item in self.picture().at(point) if item.id != BEFORE)


def _lane_of(item: Item) -> Lane:
    if isinstance(item, Mark):
        return item.lane
    return Lane.STAGE if isinstance(item, Bar) else Lane.LIMITS


def _days_of(item: Item) -> tuple[float, float]:
    """Return what of an item must be in sight: a mark and a flag where it stands, a bar where it begins."""
    return (item.middle - 0.5, item.middle + 0.5) if not isinstance(item, Bar) else (item.first, item.sure_from + 1)
