"""Where to go next, as signals: a view asks, the window answers, and no view knows another."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Navigation(QObject):
    """Requests to move; each carries ids only."""

    page_wanted = Signal(str)  # page key
    record_wanted = Signal(str)  # record id, of any type: the window finds the page that shows it
    query_wanted = Signal(str)  # search everything for this
