"""Notices that nobody has touched keyboard, mouse or screen for a while."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent

MINUTE = 60_000  # ms
TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)


class Inactivity(QObject):
    """An event filter for the application; `passed` is emitted once after `minutes` without a touch."""

    passed = Signal()

    def __init__(self, minutes: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.passed)
        self._said = 0  # of what an input method said last
        self.wait_for(minutes)

    def wait_for(self, minutes: float) -> None:
        """Count anew, to this many minutes."""
        self._timer.start(round(minutes * MINUTE))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Begin to count anew at every touch; let every event through."""
        if event.type() in TOUCHES and not self._repeats(event):
            self._timer.start()
        return False

    def _repeats(self, event: QEvent) -> bool:
        """Say whether a key that is held down, or on which something lies, says the same again: nobody need be there for that.

        An input method takes the key's repeats for itself, and says the same each time; a word that is really typed twice is
        begun anew in between.
        """
        if isinstance(event, QKeyEvent):
            return event.isAutoRepeat()
        if not isinstance(event, QInputMethodEvent):
            return False
        before, self._said = self._said, hash((event.preeditString(), event.commitString()))
        return self._said == before
