"""What is typed in a window is a draft in the vault a second later, also while the typing goes on. Nothing typed is lost.

What no draft holds yet is written by the closing of the window, by the lock (`flush`), or a second later. A draft that could not
be written is said beside the text, which stays where it is.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTime, QTimer
from shiboken6 import isValid

from casevault.i18n import N_
from casevault.ui.messages import notice_of
from casevault.ui.theme import Role, Style
from casevault.ui.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from PySide6.QtWidgets import QWidget

    from casevault.ui.context import Context

AUTOSAVE = 1000  # ms after the first key that no draft holds yet
AT_ONCE = 400  # ms, where a line is typed in a hurry: two keys at five a second

DRAFT_SAVED = N_("Draft saved {time}")
NOT_SAVED = N_("Not saved: {problem}")


def flush_all(drafts: Iterable[Draft]) -> None:
    """Write each draft at once, in this thread; one that cannot be written keeps no other from it, and is raised at the end."""
    problem: Exception | None = None
    for draft in drafts:
        try:
            draft.flush()
        except Exception as caught:  # noqa: BLE001 - raised below, once the others are written
            problem = problem or caught
    if problem is not None:
        raise problem


class Draft(QObject):
    """The draft of one window: `content` says what is typed, as plain JSON; `state` is the quiet word on when it was kept."""

    def __init__(
        self, context: Context, key: str, content: Callable[[], dict[str, Any]], parent: QWidget, *, every: int = AUTOSAVE
    ) -> None:
        """`every`: milliseconds in which what is typed is written."""
        super().__init__(parent)
        self.state = Words(style=Style.SMALL, role=Role.TEXT3)
        self.recorded = threading.Event()  # set, by any thread, once the record itself is in the vault
        self._context = context
        self._key = key
        self._content = content
        self._unsaved = False  # something is typed that no draft holds yet
        self._handed_over = 0  # drafts that were given to the vault to be written
        self._timer = QTimer(self, singleShot=True, interval=every)
        self._timer.timeout.connect(self.keep)

    @property
    def key(self) -> str:
        """Return under which name the vault keeps it."""
        return self._key

    def load(self, shown: Callable[[Mapping[str, Any]], None]) -> None:
        """Look for a draft, and hand it to `shown` where there is one."""
        drafts, key = self._context.vault.drafts, self._key

        def loaded(found: Mapping[str, Any] | None) -> None:
            if found and isValid(self):
                shown(found)

        self._context.runner.start(lambda _progress: drafts.load(key), loaded, urgent=True)

    def note_change(self) -> None:
        """Note that something was typed: a draft is due in a second. Further keys do not put it off, however long they go on."""
        self._unsaved = True
        if not self._timer.isActive():
            self._timer.start()

    def keep(self) -> None:
        """Write what is typed into the vault, away from the window's thread; nothing where a draft holds it already."""
        self._timer.stop()
        if not self._unsaved:
            return
        self._handed_over += 1
        drafts, key, content, number = self._context.vault.drafts, self._key, self._content(), self._handed_over
        self._context.runner.start(
            lambda _progress: drafts.save(key, content), lambda _none: self._on_kept(number), failed=self._on_not_kept
        )

    def flush(self) -> None:
        """Write what is typed at once, in this thread."""
        if self._unsaved and not self.recorded.is_set():
            self._timer.stop()
            self._context.vault.drafts.save(self._key, self._content())
            self._unsaved = False

    def begin_anew(self) -> None:
        """Hold what is typed from now on: what was typed before is recorded, and no draft any more."""
        self.forget()
        self.recorded.clear()

    def hold(self) -> None:
        """Wait: the record itself is being written."""
        self._timer.stop()

    def forget(self) -> None:
        """Keep nothing: what was typed is recorded, or was given up."""
        self._timer.stop()
        self._unsaved = False

    def _on_kept(self, number: int) -> None:
        if not isValid(self):
            return
        if number == self._handed_over and not self._timer.isActive():
            self._unsaved = False
        self.state.set_role(Role.TEXT3)
        self.state.setText(self._context.text(DRAFT_SAVED, time=QTime.currentTime().toString("HH:mm")))

    def _on_not_kept(self, problem: BaseException) -> None:
        if not isValid(self):
            self._context.messages.show(problem)  # its window is gone: the one below says it
            return
        notice = notice_of(problem, self._context.catalogue)
        self.state.set_role(Role.CRITICAL)
        self.state.setText(self._context.text(NOT_SAVED, problem=notice.what))
