"""Keeps the search index with the records, half a second after a change and once at opening; the rest of opening follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from casevault.ui.context import Context
    from casevault.ui.jobs import Job

TEXT_SECONDS = 5.0  # of one job that takes words out of files: what a person asks for waits behind it no longer
WAIT_MS = 500  # after the last change: the index follows within a second


class IndexKeeper(QObject):
    """Drains the queue of the index. One drain runs at a time; what changes meanwhile is drained after it."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self._texts: Job | None = None
        self._again = False
        self._is_ahead = False  # what the first saves go through was read, and room was made for them
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self.drain)
        context.changes.happened.connect(lambda _changes: self._on_changed())
        self._timer.start(0)

    def _on_changed(self) -> None:
        # Not started anew by each change, or somebody who types without a pause would never be found.
        if not self._timer.isActive():
            self._timer.start(WAIT_MS)

    def drain(self) -> None:
        """Bring the index up to date."""
        if self._job is not None:
            self._again = True
            return
        search = self._context.vault.search
        job = self._context.runner.start(search.drain, lambda _none: self._on_drained(), failed=self._on_failed)
        job.stopped.connect(self._on_over)
        self._job = job

    def _take_texts(self) -> None:
        """Take words out of files that wait, a few at a time, where minutes of work have their place."""
        if self._texts is not None:
            return
        texts = self._context.vault.texts
        job = self._context.runner.start_long(
            lambda progress: texts.take(progress, seconds=TEXT_SECONDS), self._on_taken, failed=self._on_texts_failed
        )
        job.stopped.connect(self._on_texts_stopped)
        self._texts = job

    def _on_taken(self, count: int) -> None:
        self._texts = None
        if count:
            self._context.changes.texts_taken.emit()
            self._take_texts()  # until none waits

    def _on_texts_failed(self, problem: BaseException) -> None:
        self._context.messages.show(problem)
        self._texts = None

    def _on_texts_stopped(self) -> None:
        self._texts = None

    def _on_failed(self, problem: BaseException) -> None:
        self._context.messages.show(problem)
        self._on_over()

    def _on_drained(self) -> None:
        self._on_over()
        self._take_texts()
        records, runner = self._context.vault.records, self._context.runner
        if self._is_ahead:
            # Where it has its room this looks at the length of a file; what erases cuts the log to nothing, and leaves none.
            runner.start(records.make_room, lambda _none: None)
            return
        self._is_ahead = True
        runner.start(records.read_ahead, lambda _none: None)
        runner.start(records.make_room, lambda _none: self._bring_near(0))

    def _bring_near(self, start: int) -> None:
        """Read the database through, a second at a time: what a person asks for waits behind it no longer."""
        records = self._context.vault.records
        self._context.runner.start_long(
            lambda progress: records.bring_near(start, progress), lambda at: self._bring_near(at) if at else None
        )

    def _on_over(self) -> None:
        self._job = None
        if self._again:
            self._again = False
            self._on_changed()
