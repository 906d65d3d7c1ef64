"""What a screen reader is told where Qt knows no better: that a window is one, that keys belong together, what a timeline shows.

A widget of our own is to Qt a filler, a word a reader passes over; a window that is none is never the one in front.
"""

from __future__ import annotations

import weakref
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

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
        self._widget = weakref.ref(widget)

    def text(self, part: QAccessible.Text) -> str:
        """Return the name of the widget, its value, or what Qt knows."""
        widget = self._widget()
        if widget is not None and part is QAccessible.Text.Name and widget.accessibleName():
            return widget.accessibleName()
        if widget is not None and part is QAccessible.Text.Value:
            return str(getattr(widget, "value", ""))
        return super().text(part)


_MADE: list[Spoken] = []


def _interface(class_name: str, asked: QObject) -> QAccessibleInterface | None:
    role = ROLES.get(class_name)
    if role is None or not isinstance(asked, QWidget):
        return None
    made = Spoken(asked, role)
    # Qt keeps the interface and deletes it with its widget. Until then it must not be collected, not even together with the
    # widget, or Qt would hold what is gone: so it stands here, and is let go once Qt has deleted it.
    _MADE[:] = [*(one for one in _MADE if isValid(one)), made]
    return made


@cache
def answer_readers() -> None:
    """Let Qt ask here for the interface of a widget; once is enough."""
    QAccessible.installFactory(_interface)
