"""What a screen reader is told where Qt knows no better: that a window is one, that keys belong together, what a timeline shows.

A widget of our own is to Qt a filler, a word a reader passes over; a window that is none is never the one in front.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

KEPT = "_spoken"
ROLES = {
    "MainWindow": QAccessible.Role.Window,
    "CourtWindow": QAccessible.Role.Window,
    "GateWindow": QAccessible.Role.Window,
    "RenewWindow": QAccessible.Role.Window,
    "PadView": QAccessible.Role.Grouping,
    "TimelineView": QAccessible.Role.Slider,  # it is stepped through
}


class Spoken(QAccessibleWidget):
    """A widget in its role, with its own words as its value where it has any."""

    def __init__(self, widget: QWidget, role: QAccessible.Role) -> None:
        super().__init__(widget, role)
        self._widget = widget

    def text(self, part: QAccessible.Text) -> str:
        """Return the name of the widget, its value, or what Qt knows."""
        if part is QAccessible.Text.Name and self._widget.accessibleName():
            return self._widget.accessibleName()
        if part is QAccessible.Text.Value:
            return str(getattr(self._widget, "value", ""))
        return super().text(part)


def _interface(class_name: str, asked: QObject) -> QAccessibleInterface | None:
    role = ROLES.get(class_name)
    if role is None or not isinstance(asked, QWidget):
        return None
    made = Spoken(asked, role)
    # Qt keeps the interface and no Python object does: without a name for it here it would be taken away under Qt's hands.
    setattr(asked, KEPT, made)
    return made


@cache
def answer_readers() -> None:
    """Let Qt ask here for the interface of a widget; once is enough."""
    QAccessible.installFactory(_interface)
