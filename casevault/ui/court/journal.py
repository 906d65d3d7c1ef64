"""What is noted in a courtroom, on its way into the vault: shown at once, written at once, and kept here until it is durable.

Acts are written one at a time, in the order they were done. One that could not be written (a full disk) waits with all that
came after it and is tried again; each can be done twice, so an answer that never arrived loses and doubles nothing. One that the
vault refuses waits behind all others: what cannot be recorded keeps nothing else from being recorded.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from casevault.errors import UserProblem
from casevault.vault import courtroom
from casevault.vault.hearings import instant_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.domain.record import Changes, Record
    from casevault.ui.context import Context
    from casevault.vault.courtroom import Moment

    Act = tuple[str, Callable[[], Changes]]  # the row it is about, what writes it

RETRY = 3000  # ms until what could not be written is tried again


class Journal(QObject):
    """The moments of one hearing as they are shown; `mine` are those of this sitting, the newest last."""

    changed = Signal()
    saved = Signal(str)  # the time of the court at which all that is shown was in the vault
    failed = Signal(object)

    def __init__(self, context: Context, hearing: Record, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.hearing = hearing
        self.moments: list[Moment] = courtroom.moments_of(hearing)
        self.mine: list[str] = []
        self._waiting: list[Act] = []
        self._gone: set[str] = set()  # rows that were taken back; the last act of each takes it out of the vault
        self._busy = False
        self._retry = QTimer(self, singleShot=True, interval=RETRY)
        self._retry.timeout.connect(self._write)

    @property
    def unsaved(self) -> frozenset[str]:
        """Return the rows that are shown and not in the vault yet."""
        return frozenset(row for row, _act in self._waiting)

    def add(self, moment: Moment, *, then: Callable[[], object] | None = None) -> None:
        """Note a moment; `then` is done in the same job, right after it is durable and never before."""
        vault, hearing = self._context.vault, self.hearing.id
        self.moments = sorted([*self.moments, moment], key=lambda one: (instant_of(one.at), one.row))
        self.mine.append(moment.row)

        def act() -> Changes:
            changes = courtroom.note_moment(vault, hearing, moment)
            if then is not None:
                then()
            return changes

        self._put(moment.row, act)

    def word(self, row: str, words: str, *, then: Callable[[], object] | None = None) -> None:
        """Put words to a moment."""
        vault, hearing, seen = self._context.vault, self.hearing.id, self.note_of(row)
        self.moments = [replace(one, note=courtroom.worded(seen, words)) if one.row == row else one for one in self.moments]

        def act() -> Changes:
            changes = courtroom.word_moment(vault, hearing, row, words, seen=seen)
            if then is not None:
                then()
            return changes

        self._put(row, act)

    def take_back(self) -> None:
        """Take back the newest moment of this sitting; nothing where there is none. What was there before stays."""
        if not self.mine:
            return
        vault, hearing, row = self._context.vault, self.hearing.id, self.mine.pop()
        self.moments = [one for one in self.moments if one.row != row]
        # What never got into the vault needs no act to leave it; the one that is on its way may have got there. Where that one
        # is refused (`_drops`) it is not tried again: it would stand before the act that takes it back for ever.
        self._gone.add(row)
        self._waiting = [one for at, one in enumerate(self._waiting) if one[0] != row or (self._busy and at == 0)]
        self._put(row, lambda: courtroom.take_back(vault, hearing, row))

    def note_of(self, row: str) -> str:
        """Return the words that stand with a moment."""
        return next((one.note for one in self.moments if one.row == row), "")

    def last(self) -> Moment | None:
        """Return the newest moment of this sitting, else the newest there is."""
        found = {one.row: one for one in self.moments}
        return found[self.mine[-1]] if self.mine else self.moments[-1] if self.moments else None

    def flush(self) -> None:
        """Write all that waits, in this thread, before the vault closes; raises at the end what kept one out."""
        self._retry.stop()
        waiting, self._waiting = self._waiting, []
        problem: Exception | None = None
        for one in waiting:
            row, act = one
            if any(kept == row for kept, _act in self._waiting):  # words come after their moment, or not at all
                self._waiting.append(one)
                continue
            try:
                act()
            except Exception as caught:  # noqa: BLE001 - raised below: one that cannot be written keeps no other from it
                if not self._drops(row, caught, waiting):
                    self._waiting.append(one)
                    problem = problem or caught
        if problem is not None:
            raise problem

    def _put(self, row: str, act: Callable[[], Changes]) -> None:
        self._waiting.append((row, act))
        self.changed.emit()
        self._write()

    def _write(self) -> None:
        if self._busy or not self._waiting:
            return
        self._busy = True
        first = self._waiting[0]
        self._context.runner.start(
            lambda _progress: first[1](), partial(self._on_written, first), failed=partial(self._on_failed, first), urgent=True
        )

    def _on_written(self, act: Act, changes: Changes) -> None:
        self._busy = False
        self._waiting = [one for one in self._waiting if one is not act]  # `flush` may have written it meanwhile
        self._context.changes.happened.emit(changes)
        self.changed.emit()
        if self._waiting:
            self._write()
        else:
            self.saved.emit(courtroom.now_at(self._context.vault, self.hearing)[11:19])

    def _on_failed(self, act: Act, problem: BaseException) -> None:
        self._busy = False
        if not any(one is act for one in self._waiting):  # `flush` let it go
            self._retry.start()
            return
        if self._drops(act[0], problem, self._waiting):
            self._waiting = [one for one in self._waiting if one is not act]
            self._write()
            return
        if isinstance(problem, UserProblem):  # with all that belongs to the same moment, in its order
            self._waiting.sort(key=lambda one: one[0] == act[0])
        self._retry.start()
        self.failed.emit(problem)

    def _drops(self, row: str, problem: BaseException, waiting: list[Act]) -> bool:
        """Return whether a refused act is let go: its moment was taken back since, by a later act that waits."""
        return isinstance(problem, UserProblem) and row in self._gone and [kept for kept, _act in waiting].count(row) > 1
