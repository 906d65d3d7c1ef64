"""Work that may take longer than a blink, away from the window's thread.

A `Job` is a QObject of the window's thread and belongs to the runner, not to the runnable: a runnable that owns its signals is
destroyed on the pool's thread. The core gets a plain `Progress` callable, which raises `Cancelled` once the person cancelled.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QThreadPool, Signal

from casevault.progress import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.progress import Progress

T = TypeVar("T")
WORKERS = 2  # one per reading connection of the vault


class Latest:
    """Lets only the newest answer through: what an older question brings after a newer one was put is dropped."""

    def __init__(self) -> None:
        self._asked = 0

    def __call__(self, receive: Callable[[T], object]) -> Callable[[T], None]:
        """Return `receive` for a question put now."""
        self._asked += 1
        mine = self._asked

        def answer(value: T) -> None:
            if mine == self._asked:
                receive(value)

        return answer


class Job(QObject):
    """One piece of work: `progressed` (done, total), then exactly one of `finished`, `failed`, `stopped`."""

    progressed = Signal(int, int)
    finished = Signal(object)
    failed = Signal(object)
    stopped = Signal()
    _arrived = Signal(object, object)  # (result, problem), sent from the worker and handled in the window's thread

    def __init__(self, work: Callable[[Progress], Any], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._cancelled = threading.Event()
        self._arrived.connect(self._on_arrived)

    def cancel(self) -> None:
        """Ask the work to stop at its next safe point; whatever it brings after this is dropped."""
        self._cancelled.set()

    def run(self) -> None:
        """Do the work; called on a thread of the pool."""
        result: object = None
        problem: BaseException | None = None
        try:
            result = self._work(self._report)
        except BaseException as caught:  # noqa: BLE001 - carried over to the window's thread and shown there, never lost
            problem = caught
        self._arrived.emit(result, problem)

    def _report(self, done: int, total: int, /) -> None:
        if self._cancelled.is_set():
            raise Cancelled
        self.progressed.emit(done, total)

    def _on_arrived(self, result: object, problem: BaseException | None) -> None:
        if self._cancelled.is_set() or isinstance(problem, Cancelled):
            self.stopped.emit()
        elif problem is not None:
            self.failed.emit(problem)
        else:
            self.finished.emit(result)
        self.deleteLater()


class Runner(QObject):
    """Runs jobs on its own small pool; `problem` carries every failure nobody else asked for."""

    problem = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(WORKERS)
        self._jobs: set[Job] = set()

    def start(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        *,
        failed: Callable[[BaseException], object] | None = None,
        urgent: bool = False,
    ) -> Job:
        """Run `work` away from the window and hand its result to `done` there; a failure goes to `failed`, else to `problem`."""
        job = Job(work, self)
        self._jobs.add(job)
        job.finished.connect(lambda result: self._end(job, done, result))
        job.failed.connect(lambda problem: self._end(job, failed or self.problem.emit, problem))
        job.stopped.connect(lambda: self._jobs.discard(job))
        self._pool.start(job.run, 1 if urgent else 0)
        return job

    def stop(self) -> None:
        """Cancel everything and wait for the pool to be empty: called when the vault closes."""
        for job in tuple(self._jobs):
            job.cancel()
        self._pool.clear()
        self._pool.waitForDone()
        self._jobs.clear()

    @property
    def is_idle(self) -> bool:
        """Say whether no job is running or waiting."""
        return not self._jobs

    def _end(self, job: Job, receive: Callable[[Any], object], value: object) -> None:
        self._jobs.discard(job)
        receive(value)
