"""Locking: what is typed is written, everything is closed, and this process is replaced by a fresh one that knows nothing.

It never asks and never waits for long: after five seconds the process is replaced whatever still runs. A hundred kills without a
lost record are the evidence that this is safe.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from casevault.errors import CaseVaultError
from casevault.hardening import reexecute_locked
from casevault.progress import Cancelled
from casevault.ui.clipboard import clear_own

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.ui.context import Context

GRACE = 5.0  # seconds


@runtime_checkable
class HoldsDraft(Protocol):
    """A window in which something may be typed that is not written yet."""

    def flush(self) -> None:
        """Write the open draft at once."""


def lock(context: Context, replace: Callable[[Path | None], object] = reexecute_locked) -> None:
    """Lock the vault of `context` and replace the process. `replace` is an argument for tests alone."""
    folder = context.vault.folder
    grace = threading.Timer(GRACE, replace, args=(folder,))
    grace.daemon = True
    grace.start()
    try:
        QGuiApplication.inputMethod().commit()  # a syllable half typed belongs to the text
        context.viewing.close()
        context.outside.clear()
        context.vault.interrupt()
        context.runner.halt()
        _write_drafts()
        for window in QApplication.topLevelWidgets():
            window.hide()
        context.runner.stop()  # a back-up, a check: it may take its time, and what was typed is written and nothing is shown
        context.outside.clear()  # once more: a copy may have been on its way
        clear_own(QGuiApplication.clipboard())
        with contextlib.suppress(CaseVaultError, Cancelled):
            # Loaded with the window that is open: the gate, which locks too, stands sooner without it.
            from casevault.vault.leaving import note_copied  # noqa: PLC0415 - as said

            note_copied(context.vault, context.copied)
        # A disk that is full now was full when the drafts were saved, and that was said then: locking goes on.
        with contextlib.suppress(CaseVaultError, Cancelled):
            context.vault.close()
    finally:
        # Whatever went wrong above, even a bug: nobody is left in front of an open vault.
        grace.cancel()
        replace(folder)


def _write_drafts() -> None:
    for window in QApplication.topLevelWidgets():
        if isinstance(window, HoldsDraft):
            with contextlib.suppress(Exception):  # one form that cannot be written keeps no other from being written
                window.flush()
