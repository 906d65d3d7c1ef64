"""Where a session stands between locked and unlocked. One class, no window: the window asks it, never the other way round."""

from __future__ import annotations

import threading
from enum import StrEnum


class LockState(StrEnum):
    """LOCKED → UNLOCKING → UNLOCKED → LOCKING → LOCKED; a failed unlock goes back, and locking is allowed from every state."""

    LOCKED = "locked"
    UNLOCKING = "unlocking"
    UNLOCKED = "unlocked"
    LOCKING = "locking"


class LockMachine:
    """The state of one session. Thread-safe: a lock may come from a timer or a signal while a worker unlocks."""

    def __init__(self) -> None:
        """Begin locked."""
        self._guard = threading.Lock()
        self._state = LockState.LOCKED

    @property
    def state(self) -> LockState:
        """Return the present state."""
        with self._guard:
            return self._state

    def begin_unlock(self) -> bool:
        """Say whether unlocking may begin now; only one attempt runs at a time."""
        return self._move(LockState.UNLOCKING, only_from=LockState.LOCKED)

    def unlock_failed(self) -> None:
        """Go back to locked, unless a lock came in between."""
        self._move(LockState.LOCKED, only_from=LockState.UNLOCKING)

    def unlocked(self) -> bool:
        """Say whether the vault that was just opened may be used; if a lock came in between, the caller closes it instead."""
        return self._move(LockState.UNLOCKED, only_from=LockState.UNLOCKING)

    def begin_lock(self) -> bool:
        """Say whether this call is the one that locks: two triggers at once lock once, and no state refuses a lock."""
        with self._guard:
            if self._state is LockState.LOCKING:
                return False
            self._state = LockState.LOCKING
            return True

    def locked(self) -> None:
        """Say that the vault is closed."""
        self._move(LockState.LOCKED, only_from=LockState.LOCKING)

    def _move(self, target: LockState, *, only_from: LockState) -> bool:
        with self._guard:
            if self._state is not only_from:
                return False
            self._state = target
            return True
