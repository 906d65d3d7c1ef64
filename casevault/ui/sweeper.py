"""Python's search for objects that only refer to each other, kept to the window's thread.

Left alone, Python searches on whichever thread has just made an object. A dialog that was closed is often part of such a ring:
found on a working thread it would be taken apart there while Qt takes it apart here, and the process would end. So the search is
switched off for the process and done here, in the event loop, where no method of Qt is half done.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

EVERY: Final = 1000  # ms


class Sweeper(QObject):
    """Sweeps for as long as the application lives, as often as Python itself would (`casevault.sweeping`)."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.timeout.connect(sweep)
        timer.start(EVERY)


def sweep() -> None:
    """Sweep what is young, and older things too after as many sweeps as Python would wait for.

    What came in a burst, as when a window is made, counts for as many sweeps as Python would have made meanwhile.
    """
    young, middle, old = gc.get_count()
    often, seldom, rarely = gc.get_threshold()
    if young > often:
        middle += young // often
        old += middle // seldom
        gc.collect(2 if old > rarely else 1 if middle > seldom else 0)
