"""Words from Windows that mean "lock": the session is locked, another user comes to this screen, the computer is about to sleep.

Checked by types alone where this was written: no test runs it. Kept small for that reason.
"""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes
    from typing import TYPE_CHECKING

    from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray

    if TYPE_CHECKING:
        from collections.abc import Callable

    _SESSION_CHANGE, _POWER = 0x02B1, 0x0218  # WM_WTSSESSION_CHANGE, WM_POWERBROADCAST
    _MEANT = {
        _SESSION_CHANGE: frozenset({2, 4, 6, 7}),  # console or remote disconnected, logged off, locked
        _POWER: frozenset({4}),  # about to sleep
    }

    class WindowsSessions(QAbstractNativeEventFilter):
        """Calls `lock` when Windows says so; hears what is sent to the window of this id."""

        def __init__(self, window_id: int, lock: Callable[[], object]) -> None:
            super().__init__()
            self._lock = lock
            this_session = 0
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(ctypes.c_void_p(window_id), this_session)

        def nativeEventFilter(self, _kind: QByteArray | bytes | bytearray | memoryview, message: int) -> tuple[bool, int]:
            """Look at one message of the system; let every message through."""
            told = wintypes.MSG.from_address(int(message))
            if told.wParam in _MEANT.get(told.message, ()):
                self._lock()
            return False, 0
