"""The page as large as a person wants it, scrolled; what the keyboard is on stays in view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from casevault.ui.evidence.canvas import PageCanvas

ZOOMS: Final = (100, 150, 200, 300, 400)  # per cent of the page that fits the window
AROUND: Final = 48  # pixels of the page that are seen on each side of the box
LEAST: Final = QSize(200, 200)  # pixels


class PageArea(QScrollArea):
    """Holds the canvas."""

    def __init__(self, canvas: PageCanvas) -> None:
        super().__init__()
        self.zoom = ZOOMS[0]
        self._canvas = canvas
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the page takes the keyboard, and is brought into view by it
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # a page is not mirrored, and neither is where it stands
        self.setWidget(canvas)

    def step(self, by: int) -> None:
        """Show the page so many steps larger, or smaller; 0: as it fits the window."""
        at = ZOOMS.index(self.zoom) + by if by else 0
        self.zoom = ZOOMS[max(0, min(at, len(ZOOMS) - 1))]
        self._fit()

    def reveal(self) -> None:
        """Bring the box the keyboard is on into view."""
        place = self._canvas.chosen_place()
        if place is not None:
            middle = place.center()
            self.ensureVisible(middle.x(), middle.y(), place.width() // 2 + AROUND, place.height() // 2 + AROUND)

    def _fit(self) -> None:
        larger = self.zoom > ZOOMS[0]
        self._canvas.setMinimumSize(self.viewport().size() * self.zoom / ZOOMS[0] if larger else LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page as many times larger than the window."""
        super().resizeEvent(event)
        self._fit()
