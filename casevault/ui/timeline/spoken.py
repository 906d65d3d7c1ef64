"""The timeline for a screen reader: its role, and what is selected as its value, which changes with every step."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

KEPT = "_spoken"


class Spoken(QAccessibleWidget):
    """A widget that is stepped through, with its words as its value."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.Slider)
        self._widget = widget

    def text(self, part: QAccessible.Text) -> str:
        """Return the name of the widget, its value, or what Qt knows."""
        if part is QAccessible.Text.Name:
            return self._widget.accessibleName()
        if part is QAccessible.Text.Value:
            return str(getattr(self._widget, "value", ""))
        return super().text(part)


def _interface(class_name: str, asked: QObject) -> QAccessibleInterface | None:
    if class_name != "TimelineView" or not isinstance(asked, QWidget):
        return None
    made = Spoken(asked)
    # Qt keeps the interface and no Python object does: without a name for it here it would be taken away under Qt's hands.
    setattr(asked, KEPT, made)
    return made


@cache
def speak() -> None:
    """Let Qt ask here for the interface of a timeline; once is enough."""
    QAccessible.installFactory(_interface)
