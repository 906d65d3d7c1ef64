"""A void call into Qt takes no reference of None: with PySide6 6.12.0 on Python 3.11 each does, until the process aborts."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, QTimer

CALLS = 1_000
NOISE = 50  # what the test itself and the interpreter hold meanwhile


def test_void_calls_leave_none_alone() -> None:
    thing, timer = QObject(), QTimer()
    for _ in range(10):
        thing.setObjectName("warm")
        timer.setInterval(1)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        thing.setObjectName("name")
        timer.setInterval(5)
    assert abs(sys.getrefcount(None) - before) < NOISE
