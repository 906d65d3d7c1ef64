"""From an exception to what a person reads: one sentence, one next step, at most one button. The only place for it."""

from __future__ import annotations

import platform
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import PySide6
from PySide6.QtCore import QObject, Signal, qVersion

from casevault.errors import CaseVaultError, Code, MachineProblem
from casevault.i18n import N_, Catalogue, Msg, isolated
from casevault.progress import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BUG = N_("Something went wrong inside CaseVault. What you saved is kept.")
BUG_STEP = N_("You can copy a report without any case data and give it to the makers. Nothing is sent by itself.")
COPY_REPORT = N_("Copy the report")
FREE_SPACE = N_("Free some space on the disk, then try again.")
# At most one button a problem: the id of the command that settles it, and what the button says.
BUTTONS: dict[Code, tuple[str, Msg]] = {
    Code.CONSENT_MISSING: ("new.consent", N_("Record a consent")),
    Code.CONSENT_EXPIRED: ("new.consent", N_("Record a consent")),
    Code.DB_DAMAGED: ("lock", N_("Lock now")),
    Code.LOG_DAMAGED: ("lock", N_("Lock now")),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """What is shown: two sentences, whether it is grave, and the one button ("" = none) with the command behind it."""

    what: str
    hint: str = ""
    grave: bool = False
    button: str = ""
    command: str = ""
    report: str = ""


def notice_of(problem: BaseException, catalogue: Catalogue, title_of: Callable[[str], str] = str) -> Notice:
    """Return what to show for `problem`; `title_of` turns a record id in it into the words the person knows it by."""
    if not isinstance(problem, CaseVaultError):
        return Notice(
            catalogue.text(BUG),
            catalogue.text(BUG_STEP),
            grave=True,
            button=catalogue.text(COPY_REPORT),
            report=report_of(problem),
        )
    safe: dict[str, Any] = {
        key: isolated(title_of(value)) if isinstance(value, str) else _shown(value, title_of)
        for key, value in problem.safe.items()
    }
    command, button = BUTTONS.get(problem.code, ("", Msg("")))
    hint = catalogue.text(problem.hint, **safe) or (catalogue.text(FREE_SPACE) if problem.code is Code.DISK_FULL else "")
    return Notice(
        catalogue.text(problem.what, **safe),
        hint,
        grave=isinstance(problem, MachineProblem),
        button=catalogue.text(button),
        command=command,
    )


def _shown(value: object, title_of: Callable[[str], str]) -> object:
    if not isinstance(value, list | tuple | set | frozenset):
        return value
    return ", ".join(isolated(title_of(part)) if isinstance(part, str) else str(part) for part in value)


def report_of(problem: BaseException) -> str:
    """Return a report of a bug: versions and where it happened. No local values and no message, since both may hold case data."""
    lines = [
        f"Python {platform.python_version()}, Qt {qVersion()}, PySide6 {PySide6.__version__}, {platform.system()}",
        *(f"{frame.name} ({_place(frame.filename)}:{frame.lineno})" for frame in traceback.extract_tb(problem.__traceback__)),
        type(problem).__name__,
    ]
    return "\n".join(lines)


def _place(filename: str) -> str:
    # From the package on: what comes before it is the person's own folder, with their name in it.
    head, mark, tail = filename.replace("\\", "/").rpartition("/casevault/")
    return f"casevault/{tail}" if mark else head.rpartition("/")[2] or filename.replace("\\", "/").rpartition("/")[2]


class Messages(QObject):
    """Where problems arrive; the window shows each beside its cause or, where that is unknown, on top of the page."""

    noticed = Signal(object)  # Notice
    said = Signal(str)  # one quiet line: toast and status

    def __init__(self, catalogue: Catalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self.title_of: Callable[[str], str] = str

    def show(self, problem: BaseException) -> None:
        """Show `problem`; that the person cancelled is no problem."""
        if not isinstance(problem, Cancelled):
            self.noticed.emit(notice_of(problem, self._catalogue, self.title_of))

    def tell(self, msgs: Sequence[Msg]) -> None:
        """Show sentences that stay until they are closed: what the person has to know, and would miss in a quiet line."""
        first, *others = (self._catalogue.text(msg) for msg in msgs)
        self.noticed.emit(Notice(first, " ".join(others)))

    def say(self, msg: Msg, **params: Any) -> None:
        """Say one quiet line."""
        self.said.emit(self._catalogue.text(msg, **params))
