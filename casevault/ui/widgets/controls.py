"""Controls painted by us: tabs and facets."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QMenu, QWidget

from casevault.i18n import N_
from casevault.ui.draw import Align, Run, draw, focus_ring, is_rtl, rounded, width_of
from casevault.ui.theme import MEDIUM, RADIUS, SPACE, STRONG, Role, Style, theme
from casevault.ui.widgets.basic import PAINT, Button, frame_of, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent


class PaintedButton(QAbstractButton):
    """A button that paints itself: hover, focus ring and accessible name are the same for all."""

    def __init__(self, text: str, name: str = "") -> None:
        super().__init__()
        self.setText(text)
        self.setAccessibleName(name or text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self._on_theme)

    def _on_theme(self) -> None:
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the button and, where it has the keyboard, its ring."""
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        rect = frame_of(self)
        self.draw(painter, rect)
        if self.hasFocus():
            focus_ring(painter, rect, RADIUS.CONTROL)
        painter.end()

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw all but the ring."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter too, as on Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


MORE_TABS = N_("More tabs")
ROOMY, TIGHT = 10, 4  # pixels on either side of a tab's word


class Tab(PaintedButton):
    """One tab: its word, and a rule under the one that is shown."""

    def __init__(self, text: str, key: str) -> None:
        super().__init__(text)
        self.key = key
        self.pad = ROOMY
        self.setCheckable(True)
        self.setAutoExclusive(True)  # one of several to a screen reader; the group decides which

    def sizeHint(self) -> QSize:
        """Return room for the word in its heavier weight, so nothing moves when it is chosen."""
        return QSize(round(width_of([Run(self.text(), Style.BODY, STRONG)])) + 2 * self.pad, theme.scaled(40))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw all but the focus ring."""
        on = self.isChecked()
        role = Role.TEXT if on or self.underMouse() else Role.TEXT2
        runs = [Run(self.text(), Style.BODY, STRONG if on else 0, role)]
        width = min(width_of(runs), rect.width())
        # A word that fits is never cut for a fraction of a pixel; one that does not (a longer language, larger text) ends in “…”.
        draw(painter, rect, runs, Align.CENTER, elide=width_of(runs) > rect.width() + 1)
        if on:
            rounded(painter, QRectF(rect.center().x() - width / 2, rect.bottom() - 3, width, 3), 1.5, Role.ACCENT)


class TabStrip(QWidget):
    """The tabs of a view; arrow keys move between them. Those that do not fit are in a menu at the end, never cut."""

    chosen = Signal(str)

    def __init__(self, name: str, tabs: Sequence[tuple[str, str]], more: str) -> None:
        """`more`: what the menu of the tabs that do not fit is called."""
        super().__init__()
        self.setAccessibleName(name)
        layout = row(self, (SPACE.PANE - ROOMY, 0, SPACE.PANE - ROOMY, 0), 1)
        self._group = QButtonGroup(self)
        self._tabs: list[Tab] = []
        for key, title in tabs:
            tab = Tab(title, key)
            self._tabs.append(tab)
            self._group.addButton(tab)
            layout.addWidget(tab)
            tab.toggled.connect(self._on_toggled)
        self._menu = QMenu(self)
        self.more = Button("", "quiet", "ellipsis", name=more, height=32)
        self.more.setMenu(self._menu)
        self.more.hide()
        layout.addWidget(self.more)
        layout.addStretch(1)
        theme.changed.connect(self._fit)

    def _on_toggled(self, on: bool) -> None:
        if on:
            self._fit()
            self.chosen.emit(self.key)

    @property
    def key(self) -> str:
        """Return the key of the tab that is shown."""
        return next((tab.key for tab in self._tabs if tab.isChecked()), "")

    def show_tab(self, key: str) -> None:
        """Show a tab; nothing where there is no such tab."""
        for tab in self._tabs:
            if tab.key == key:
                tab.setChecked(True)

    def step(self, by: int) -> None:
        """Show the tab `by` places on, around the ends."""
        at = next((number for number, tab in enumerate(self._tabs) if tab.isChecked()), 0)
        self._tabs[(at + by) % len(self._tabs)].setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the tabs closer where they would not fit, and what still does not fit into the menu."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 2 * (SPACE.PANE - ROOMY)
        roomy = sum(tab.sizeHint().width() + 2 * (ROOMY - tab.pad) + 1 for tab in self._tabs)
        pad = ROOMY if roomy <= room else TIGHT
        for tab in self._tabs:
            if tab.pad != pad:
                tab.pad = pad
                tab.updateGeometry()
        widths = [tab.sizeHint().width() + 1 for tab in self._tabs]
        if sum(widths) > room:
            # The tab that is shown keeps its place; of the others the first ones do.
            room -= (
                max(self.more.sizeHint().width(), self.more.minimumWidth()) + 1
            )  # its width is fixed; the hint knows nothing of it
            room -= next((width for tab, width in zip(self._tabs, widths, strict=True) if tab.isChecked()), 0)
        self._menu.clear()
        for tab, width in zip(self._tabs, widths, strict=True):
            fits = tab.isChecked() or width <= room
            if not tab.isChecked():
                room = room - width if fits else -1  # one that does not fit ends the row: no later one jumps the queue
            if not fits:
                self._menu.addAction(tab.text(), partial(self.show_tab, tab.key))
            tab.setVisible(fits)
        self.more.setVisible(not self._menu.isEmpty())

    def minimumSizeHint(self) -> QSize:
        """Return that the strip may be narrower than its tabs want."""
        return QSize(200, theme.scaled(40))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys, in reading direction."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        self.step(-step if is_rtl() else step)
        next(tab for tab in self._tabs if tab.isChecked()).setFocus(Qt.FocusReason.TabFocusReason)


class Facet(PaintedButton):
    """A pill that narrows a list: its word and a count."""

    def __init__(self, text: str, key: str, count: int = -1) -> None:
        super().__init__(text)
        self.key = key
        self._count = count
        self.setCheckable(True)
        self.put(count)

    def put(self, count: int) -> None:
        """Show this count; -1 = none."""
        self._count = count
        self.setAccessibleName(f"{self.text()}, {count}" if count >= 0 else self.text())
        self.updateGeometry()
        self.update()

    def _runs(self) -> list[Run]:
        on = self.isChecked()
        runs = [Run(self.text(), Style.SMALL, MEDIUM, Role.ACCENT if on else Role.TEXT2)]
        if self._count >= 0:
            runs.append(Run(f"  {self._count}", Style.SMALL, 0, Role.ACCENT if on else Role.TEXT3, tabular=True))
        return runs

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(round(width_of(self._runs())) + 24, theme.scaled(26))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw all but the focus ring."""
        on = self.isChecked()
        fill = Role.ACCENT_SOFT if on else (Role.HOVER if self.underMouse() else None)
        rounded(painter, rect, rect.height() / 2, fill, Role.ACCENT if on else Role.LINE)
        draw(painter, rect, self._runs(), Align.CENTER, elide=False)
