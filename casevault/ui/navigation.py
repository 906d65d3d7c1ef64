"""Where to go next, as signals: a view asks, the window answers, and no view knows another."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

KEPT = 50  # places


class Navigation(QObject):
    """Requests to move; each carries ids only."""

    page_wanted = Signal(str)  # page key
    record_wanted = Signal(str)  # record id, of any type: the window finds the page that shows it
    query_wanted = Signal(str)  # search everything for this
    command_wanted = Signal(str)  # do a command of the window, by its id


class Trail:
    """The places that were shown, as (page, record): what lies behind, and ahead after going back."""

    def __init__(self) -> None:
        self._behind: list[tuple[str, str]] = []
        self._ahead: list[tuple[str, str]] = []

    def add(self, place: tuple[str, str]) -> None:
        """Note a place that is left for a new one."""
        self._behind = [*self._behind, place][-KEPT:]
        self._ahead.clear()

    def back(self, here: tuple[str, str]) -> tuple[str, str] | None:
        """Return the place before `here`, or None."""
        return _step(here, self._behind, self._ahead)

    def forward(self, here: tuple[str, str]) -> tuple[str, str] | None:
        """Return the place that was left by `back`, or None."""
        return _step(here, self._ahead, self._behind)


def _step(here: tuple[str, str], out: list[tuple[str, str]], into: list[tuple[str, str]]) -> tuple[str, str] | None:
    if not out:
        return None
    into.append(here)
    return out.pop()
