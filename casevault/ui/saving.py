"""Whether what is typed reaches the disk: whoever saves says so here, and the window says since when nothing was saved."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from casevault.errors import CaseVaultError, Code
from casevault.i18n import N_
from casevault.progress import Cancelled
from casevault.ui.messages import Notice, notice_of

if TYPE_CHECKING:
    from casevault.i18n import Catalogue

NOT_SAVED = N_("Not saved since {time}")
DISK_FULL = N_("Not saved since {time}: the disk is full.")
FREE_SPACE = N_("Free some space; your text stays here until then.")
OTHER = N_("Not saved since {time}. {problem}")


class Saving(QObject):
    """`fail` when a draft or a save could not be written, `work` when one was. Both may be connected as slots."""

    failed = Signal(object)  # Notice
    worked = Signal(object)  # datetime

    def __init__(self, catalogue: Catalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._last = datetime.now().astimezone()
        self.is_failing = False

    @Slot(object)
    def fail(self, problem: BaseException) -> None:
        """Say that `problem` kept something from being written; stays until `work`. That the person cancelled is no failure."""
        if isinstance(problem, Cancelled):
            return
        self.is_failing = True
        text, since = self._catalogue.text, self.since
        if isinstance(problem, CaseVaultError) and problem.code is Code.DISK_FULL:
            self.failed.emit(Notice(text(DISK_FULL, time=since), text(FREE_SPACE), grave=True))
            return
        found = notice_of(problem, self._catalogue)
        self.failed.emit(Notice(text(OTHER, time=since, problem=found.what), found.hint, grave=True))

    @Slot()
    def work(self) -> None:
        """Say that something was written: what failed before is over."""
        self.is_failing = False
        self._last = datetime.now().astimezone()
        self.worked.emit(self._last)

    @property
    def since(self) -> str:
        """Return when something was saved last (or the vault was opened), as "14:02"."""
        return f"{self._last:%H:%M}"

    @property
    def short(self) -> str:
        """Return the few words for a narrow place."""
        return self._catalogue.text(NOT_SAVED, time=self.since)
