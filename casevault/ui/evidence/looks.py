"""What every way of showing a file answers to: where the keyboard goes, finding, and letting go of what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from casevault.ui.context import Context

MOST_HITS = 2_000


class Look(QWidget):
    """A file as pages, text, table or sound. `hits`: which hit is shown (from 1) and how many there are, 0 and 0 for none."""

    hits = Signal(int, int)
    failed = Signal(object)
    noted = Signal(object)  # a refusal that leaves what is shown as it is
    can_find = False

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._needle = ""
        self._found = 0
        self._at = -1

    @property
    def keyboard(self) -> QWidget:
        """Return where the keyboard goes."""
        return self

    def look_for(self, needle: str) -> None:
        """Look for `needle` and show the first hit; "" forgets what was found."""
        self._needle = needle.strip()
        self._found, self._at = (self.count_hits() if self._needle else 0), -1
        self.step(1)

    def step(self, by: int) -> None:
        """Go to the next hit, or the one before; from the last to the first."""
        if self._found:
            self._at = (self._at + by) % self._found if self._at >= 0 else (0 if by > 0 else self._found - 1)
            self.show_hit(self._at)
        self.hits.emit(self._at + 1, self._found)

    def count_hits(self) -> int:
        """Look for what is wanted and return how often it is there."""
        return 0

    def show_hit(self, number: int) -> None:
        """Show one hit, from 0."""

    def clear(self) -> None:
        """Let go of what is shown."""
