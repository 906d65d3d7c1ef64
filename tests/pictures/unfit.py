"""What a picture shows cut: a line that ends in an ellipsis, a button narrower than its words, a widget cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QComboBox, QLabel, QWidget

from casevault.ui import draw

if TYPE_CHECKING:
    from PySide6.QtCore import Qt


class _Metrics(QFontMetricsF):
    """Notes what is elided while a picture is taken."""

    found: ClassVar[list[str]] = []

    def elidedText(  # noqa: N802 - Qt's name
        self, text: str, mode: Qt.TextElideMode, width: float, flags: int | None = 0
    ) -> str:
        shown = super().elidedText(text, mode, width, flags or 0)
        if shown != text:
            _Metrics.found.append(f"{shown}  <  {text.rstrip('…')}")
        return shown


class Cuts:
    """Collects what is cut, picture by picture."""

    def __init__(self) -> None:
        setattr(draw, "QFontMetricsF", _Metrics)  # noqa: B010 - the one place where lines are elided, and no name of its own
        self._lines: list[str] = []

    def look(self, name: str, widget: QWidget) -> None:
        """Look at what was just painted."""
        _Metrics.found.clear()
        widget.grab()
        found = [f"elided  {line}" for line in dict.fromkeys(_Metrics.found)]
        found += [f"narrow  {line}" for part in widget.findChildren(QWidget) if part.isVisible() for line in _narrow(part)]
        if found:
            self._lines += [name, *(f"    {line}" for line in found)]

    def said(self) -> str:
        """Return all of it."""
        return "\n".join(self._lines) + "\n"


def _narrow(part: QWidget) -> list[str]:
    words = (
        part.text() if isinstance(part, QAbstractButton | QLabel) else part.currentText() if isinstance(part, QComboBox) else ""
    )
    found = []
    if words and isinstance(part, QAbstractButton | QComboBox) and part.width() < part.minimumSizeHint().width():
        found.append(f"{type(part).__name__} {part.width()} < {part.minimumSizeHint().width()}: {words}")
    above = part.parentWidget()
    if words and above is not None and not isinstance(above.parentWidget(), QAbstractScrollArea):
        inside = QRect(QPoint(), above.size())
        if not inside.contains(part.geometry()) and inside.intersects(part.geometry()):
            found.append(f"{type(part).__name__} cut off by {type(above).__name__}: {words}")
    return found
