"""The navigator: the vault's label, Find or do, Log, the pages, the saved state, Lock now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QButtonGroup, QMenu, QSizePolicy, QWidget

from casevault.i18n import N_
from casevault.ui.draw import Align, Run, draw, draw_icon, flip, grown, rounded, width_of
from casevault.ui.marks import draw_key, key_width
from casevault.ui.status import SavedState
from casevault.ui.theme import FOLDS_BELOW, NAVIGATOR_FOLDED, NAVIGATOR_WIDTH, RADIUS, SPACE, STRONG, Role, Style, theme
from casevault.ui.widgets.basic import Hairline, Panel, column
from casevault.ui.widgets.controls import PaintedButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPainter

    from casevault.i18n import Msg
    from casevault.ui.context import Context

DEFAULT_LABEL = N_("Vault")


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigator."""

    key: str
    title: Msg
    icon: str


PLACES = (
    Place("today", N_("Today"), "sun"),
    Place("cases", N_("Cases"), "folder"),
    Place("people", N_("People"), "users"),
    Place("hearings", N_("Hearings"), "gavel"),
    Place("interventions", N_("Interventions"), "megaphone"),
    Place("disclosures", N_("Disclosures"), "send"),
    Place("evidence", N_("Evidence"), "paperclip"),
    Place("reports", N_("Reports"), "chart-column"),
    Place("vault", N_("Vault"), "vault"),
)


def keys_text(portable: str) -> str:
    """Return keys as they stand on a key cap: "Ctrl Shift L"; no font that ships has the arrow of the shift key."""
    shown = QKeySequence.fromString(portable).toString(QKeySequence.SequenceFormat.NativeText)
    return shown.replace("+", " ")


def navigator_width(window: int) -> int:
    """Return how wide the navigator is in a window so many pixels wide: signs alone where the pages need the room."""
    return theme.pane(NAVIGATOR_FOLDED if window < theme.scaled(FOLDS_BELOW) else NAVIGATOR_WIDTH)


def _is_folded(rect: QRectF) -> bool:
    return rect.width() < NAVIGATOR_FOLDED * 2


def _room(rect: QRectF, words: Sequence[Run], before: float, keys: float) -> tuple[float, bool]:
    """Return the room for `words` after `before` pixels, and whether `keys` pixels of keys stand beside them.

    Long words take the place of the keys: the palette and the list of keys tell those too.
    """
    room = rect.width() - before - keys
    fits = width_of(words) <= room
    return (room if fits else rect.width() - before - 8), fits


def _middle(rect: QRectF, pixels: float) -> QRectF:
    """Return where a sign stands alone; it grows with the text, whose place it takes."""
    size = min(theme.scaled(pixels), rect.width() - 4, rect.height() - 4)
    return QRectF(rect.center().x() - size / 2, rect.center().y() - size / 2, size, size)


class VaultHead(PaintedButton):
    """The vault's label; pressing it opens the menu of everything that can be done."""

    def __init__(self, label: str, remark: str, menu_word: str) -> None:
        super().__init__(label, f"{label}, {remark}, {menu_word}" if remark else f"{label}, {menu_word}")
        self._remark = remark

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(160, theme.scaled(38))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw all but the focus ring."""
        if self.underMouse():
            rounded(painter, rect, RADIUS.CONTROL, Role.HOVER)
        box = _middle(rect, 28) if _is_folded(rect) else flip(rect, QRectF(4, (rect.height() - 28) / 2, 28, 28))
        rounded(painter, box, RADIUS.CONTROL, Role.ACCENT)
        inset = box.width() * 6 / 28
        draw_icon(painter, box, box.adjusted(inset, inset, -inset, -inset), "vault", Role.ON_ACCENT)
        if _is_folded(rect):
            return
        label = [Run(self.text(), Style.BODY, STRONG)]
        if not self._remark:
            draw(painter, flip(rect, QRectF(42, 0, rect.width() - 46, rect.height())), label)
            return
        middle = rect.height() / 2
        draw(painter, flip(rect, QRectF(42, middle - 18, rect.width() - 46, 19)), label)
        draw(painter, flip(rect, QRectF(42, middle, rect.width() - 46, 17)), [Run(self._remark, Style.CAPTION, 0, Role.TEXT3)])


class FindButton(PaintedButton):
    """Looks like a field and opens the palette."""

    def __init__(self, text: str, keys: str) -> None:
        super().__init__(text, f"{text}, {keys}")
        self._keys = keys

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(160, theme.scaled(32))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw all but the focus ring."""
        rounded(painter, rect, RADIUS.CONTROL, Role.HOVER if self.underMouse() else Role.SURFACE, Role.BORDER)
        if _is_folded(rect):
            draw_icon(painter, rect, _middle(rect, 16), "search", Role.TEXT3)
            return
        draw_icon(painter, rect, grown(QRectF(9, (rect.height() - 16) / 2, 16, 16)), "search", Role.TEXT3)
        words, width = [Run(self.text(), Style.BODY, 0, Role.TEXT3)], key_width(self._keys)
        room, with_keys = _room(rect, words, 32, width + 12)
        draw(painter, flip(rect, QRectF(32, 0, room, rect.height())), words)
        if with_keys:
            draw_key(painter, flip(rect, QRectF(rect.right() - 8 - width, 0, width, rect.height())), self._keys)


class LogButton(PaintedButton):
    """The one primary action of the navigator."""

    def __init__(self, text: str, keys: str) -> None:
        super().__init__(text, f"{text}, {keys}")
        self._keys = keys

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(160, theme.scaled(32))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw all but the focus ring."""
        rounded(painter, rect, RADIUS.CONTROL, Role.ACCENT_HOVER if self.underMouse() else Role.ACCENT)
        if _is_folded(rect):
            draw_icon(painter, rect, _middle(rect, 16), "pen-line", Role.ON_ACCENT)
        else:
            draw_icon(painter, rect, grown(QRectF(9, (rect.height() - 16) / 2, 16, 16)), "pen-line", Role.ON_ACCENT)
            words = flip(rect, QRectF(32, 0, rect.width() - 90, rect.height()))
            draw(painter, words, [Run(self.text(), Style.BODY, STRONG, Role.ON_ACCENT)])
            place = flip(rect, QRectF(rect.right() - 68, 0, 60, rect.height()))
            draw(painter, place, [Run(self._keys, Style.MARK, 500, Role.ON_ACCENT)], Align.END)
        if self.hasFocus():
            rounded(painter, rect.adjusted(3, 3, -3, -3), 4, None, Role.ON_ACCENT, 1.5)


class NavigatorItem(PaintedButton):
    """One page; the one that is shown has a bar, a fill and semi-bold words."""

    def __init__(self, place: Place, title: str) -> None:
        super().__init__(title)
        self.place = place
        self._count = 0
        self.setCheckable(True)
        self.setAutoExclusive(True)  # one of several to a screen reader; the group decides which
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put(self, count: int) -> None:
        """Show how many wait here; 0 = nothing is shown."""
        self._count = count
        self.setAccessibleName(f"{self.text()}, {count}" if count else self.text())
        if self.toolTip():
            self.setToolTip(self.accessibleName())
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(160, theme.scaled(32))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw all but the focus ring."""
        on = self.isChecked()
        if on or self.underMouse():
            rounded(painter, rect, RADIUS.CONTROL, Role.SELECTED if on else Role.HOVER)
        if on:
            rounded(painter, flip(rect, QRectF(0, 8, 3, rect.height() - 16)), 1.5, Role.ACCENT)
        role = Role.ACCENT if on else Role.TEXT2
        if _is_folded(rect):
            draw_icon(painter, rect, _middle(rect, 16), self.place.icon, role)
            return
        draw_icon(painter, rect, grown(QRectF(11, (rect.height() - 16) / 2, 16, 16)), self.place.icon, role)
        draw(
            painter,
            flip(rect, QRectF(38, 0, rect.width() - 74, rect.height())),
            [Run(self.text(), Style.BODY, STRONG if on else 0)],
        )
        if self._count:
            place = flip(rect, QRectF(rect.right() - 46, 0, 36, rect.height()))
            draw(painter, place, [Run(str(self._count), Style.SMALL, 0, Role.TEXT3, tabular=True)], Align.END)


class LockButton(PaintedButton):
    """Lock now."""

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(160, theme.scaled(32))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw all but the focus ring."""
        if self.underMouse():
            rounded(painter, rect, RADIUS.CONTROL, Role.HOVER)
        if _is_folded(rect):
            draw_icon(painter, rect, _middle(rect, 16), "lock", Role.TEXT2)
            return
        draw_icon(painter, rect, grown(QRectF(11, (rect.height() - 16) / 2, 16, 16)), "lock", Role.TEXT2)
        words, keys = [Run(self.text(), Style.BODY)], [Run(keys_text("Ctrl+Shift+L"), Style.MARK, 500, Role.TEXT3)]
        room, with_keys = _room(rect, words, 38, width_of(keys) + 16)
        draw(painter, flip(rect, QRectF(38, 0, room, rect.height())), words)
        if with_keys:
            draw(painter, flip(rect, QRectF(rect.right() - 68, 0, 60, rect.height())), keys, Align.END)


class Navigator(Panel):
    """The leading pane of the window."""

    chosen = Signal(str)
    find_wanted = Signal()
    log_wanted = Signal()
    lock_wanted = Signal()

    def __init__(self, context: Context, menu: QMenu, places: Sequence[Place] = PLACES) -> None:
        super().__init__(Role.CANVAS)
        text = context.text
        layout = column(self, (SPACE.CARD, SPACE.CARD, SPACE.CARD, SPACE.CARD), 2)
        self.head = VaultHead(context.label or text(DEFAULT_LABEL), context.remark, text(N_("Menu")))
        self.head.clicked.connect(lambda: menu.popup(self.head.mapToGlobal(self.head.rect().bottomLeft())))
        layout.addWidget(self.head)
        layout.addSpacing(10)
        find = FindButton(text(N_("Find or do")), keys_text("Ctrl+K"))
        find.clicked.connect(self.find_wanted)
        layout.addWidget(find)
        layout.addSpacing(6)
        if context.doors.log is not None:
            log = LogButton(text(N_("Log")), keys_text("Ctrl+L"))
            log.clicked.connect(self.log_wanted)
            layout.addWidget(log)
            layout.addSpacing(12)
        self._group = QButtonGroup(self)
        self.items: dict[str, NavigatorItem] = {}
        for place in places:
            item = NavigatorItem(place, text(place.title))
            self.items[place.key] = item
            self._group.addButton(item)
            layout.addWidget(item)
            item.clicked.connect(lambda _on=False, key=place.key: self.chosen.emit(key))
        layout.addStretch(1)
        layout.addWidget(Hairline())
        layout.addSpacing(SPACE.NEAR)
        self.saved = SavedState(context)
        layout.addWidget(self.saved)
        if context.doors.lock is not None:
            lock = LockButton(text(N_("Lock now")))
            lock.clicked.connect(self.lock_wanted)
            layout.addWidget(lock)

    def fit(self, window: int) -> None:
        """Take the width that a window so many pixels wide has for it; where only signs fit, each says its name to the mouse."""
        folded = window < theme.scaled(FOLDS_BELOW)
        self.setFixedWidth(navigator_width(window))
        for button in self.findChildren(PaintedButton):
            button.setToolTip(button.accessibleName() if folded else "")

    def mark(self, key: str) -> None:
        """Show which page is shown; "" or an unknown key = none of these."""
        self._group.setExclusive(False)
        for item in self.items.values():
            item.setChecked(item.place.key == key)
        self._group.setExclusive(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move between the pages."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        items: list[QWidget] = list(self.items.values())
        focused = self.focusWidget()
        if step and focused in items:
            items[(items.index(focused) + step) % len(items)].setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)
