"""Work that may take longer than a blink, away from the window's thread.

A `Job` is a QObject of the window's thread and belongs to the runner. A working thread holds nothing of Qt but the runner's two
signals: an object of Qt whose last reference is dropped on another thread takes the process down. So the work itself (which may
be a widget's method) and whatever it brings stand in a `_Task` that the window's thread keeps until it has been told of the end,
and at that moment the working thread refers to neither. The core gets a plain `Progress` callable, which raises `Cancelled` once
the person cancelled.
"""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from types import BuiltinMethodType, MethodType
from typing import TYPE_CHECKING, Final, TypeVar
from weakref import WeakMethod

from PySide6.QtCore import QObject, Signal, SignalInstance

from casevault.progress import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.progress import Progress

T = TypeVar("T")
QT_BITS: Final = 31  # of the whole numbers that a signal carries


def _connectable(act: Callable[[T], object]) -> Callable[[T], object]:
    """Return `act` as a signal takes it without leaving anything behind; there are thousands of jobs in a day.

    Connected as they are, a method of an object that is none of Qt's costs that object a weak reference for as long as it lives,
    and a method of C a string for ever (docs/reliability.md). A method still keeps nothing alive that has gone meanwhile.
    """
    if isinstance(act, MethodType) and not isinstance(act.__self__, QObject):
        living = WeakMethod(act)

        def answer(value: T) -> None:
            there = living()
            if there is not None:
                there(value)

        return answer
    if isinstance(act, BuiltinMethodType) and not isinstance(act.__self__, QObject):
        return lambda value: act(value)  # noqa: PLW0108 - a function of Python's own is what this is for
    return act


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

    def mine(self) -> Callable[[Callable[[], object]], None]:
        """Return what does an act, for a question put now that has more than one way to be answered."""
        return self(lambda act: act())


class Job(QObject):
    """One piece of work: `progressed` (done, total), then exactly one of `finished`, `failed`, `stopped`."""

    progressed = Signal(int, int)
    finished = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, cancelled: threading.Event, parent: QObject) -> None:
        super().__init__(parent)
        self._cancelled = cancelled

    def cancel(self) -> None:
        """Ask the work to stop at its next safe point; whatever it brings after this is dropped."""
        self._cancelled.set()

    def end(self, result: object, problem: BaseException | None) -> None:
        """Say how it ended."""
        if self._cancelled.is_set() or isinstance(problem, Cancelled):
            self.stopped.emit()
        elif problem is not None:
            self.failed.emit(problem)
        else:
            self.finished.emit(result)


class _Task:
    """One piece of work and what it brought."""

    __slots__ = ("cancelled", "problem", "result", "work")

    def __init__(self, work: Callable[[Progress], object], cancelled: threading.Event) -> None:
        self.work = work
        self.cancelled = cancelled
        self.result: object = None
        self.problem: BaseException | None = None


class Runner(QObject):
    """Runs jobs on two threads, one per reading connection of the vault: one for what the person waits for, one for the rest.

    A third is for work that takes minutes and brings its own connection, a fourth for files that come in or are looked at.

    `problem` carries every failure nobody else asked for. Call `stop` before dropping a runner.
    """

    problem = Signal(object)
    _arrived = Signal(int)  # (number), from a working thread to the window's
    _progressed = Signal(int, int, int)  # (number, done, total)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._urgent = ThreadPoolExecutor(1, "urgent")
        self._quiet = ThreadPoolExecutor(1, "quiet")
        self._long = ThreadPoolExecutor(1, "long")
        self._files = ThreadPoolExecutor(1, "files")
        self._jobs: dict[int, Job] = {}
        self._tasks: dict[int, _Task] = {}
        self._numbers = itertools.count(1)
        self._stopped = False
        self._arrived.connect(self._on_arrived)
        self._progressed.connect(self._on_progressed)

    def start(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        *,
        failed: Callable[[BaseException], object] | None = None,
        urgent: bool = False,
    ) -> Job:
        """Run `work` away from the window and hand its result to `done` there; a failure goes to `failed`, else to `problem`."""
        return self._start(self._urgent if urgent else self._quiet, work, done, failed)

    def start_long(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        *,
        failed: Callable[[BaseException], object] | None = None,
    ) -> Job:
        """Run `work` that may take minutes and has a connection of its own, so that nothing else waits behind it."""
        return self._start(self._long, work, done, failed)

    def start_file(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        *,
        failed: Callable[[BaseException], object] | None = None,
    ) -> Job:
        """Run `work` that brings a file in or shows one: it waits neither behind a check of the vault nor before a list."""
        return self._start(self._files, work, done, failed)

    def _start(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        failed: Callable[[BaseException], object] | None,
    ) -> Job:
        number, cancelled = next(self._numbers), threading.Event()
        job = Job(cancelled, self)
        job.finished.connect(_connectable(done))
        job.failed.connect(self.problem if failed is None else _connectable(failed))
        if self._stopped:
            # The vault is closing: a timer that fires now finds nothing to read and nothing to write.
            cancelled.set()
            return job
        self._jobs[number] = job
        self._tasks[number] = _Task(work, cancelled)
        pool.submit(_carry_out, number, self._tasks, self._progressed, self._arrived)
        return job

    def halt(self) -> None:
        """Cancel everything and wait for what takes a moment; what takes minutes may still be on its way to its end."""
        self._stopped = True
        for job in self._jobs.values():
            job.cancel()
        for pool in (self._urgent, self._quiet):
            pool.shutdown(wait=True, cancel_futures=True)

    def stop(self) -> None:
        """Cancel everything and wait until nothing runs: called when the vault closes. A job started after it does nothing."""
        self.halt()
        for pool in (self._long, self._files):
            pool.shutdown(wait=True, cancel_futures=True)
        self._jobs.clear()
        self._tasks.clear()

    @property
    def is_idle(self) -> bool:
        """Say whether no job is running or waiting."""
        return not self._jobs

    def _on_arrived(self, number: int) -> None:
        job, task = self._jobs.pop(number, None), self._tasks.pop(number, None)
        if job is not None and task is not None:
            result, problem = task.result, task.problem
            task.problem = None  # it refers to the frames that refer to the task
            job.end(result, problem)
            job.deleteLater()

    def _on_progressed(self, number: int, done: int, total: int) -> None:
        job = self._jobs.get(number)
        if job is not None:
            job.progressed.emit(done, total)


def _carry_out(number: int, tasks: dict[int, _Task], progressed: SignalInstance, arrived: SignalInstance) -> None:
    _do(number, tasks[number], progressed)
    arrived.emit(number)  # whoever hears this drops the task, and no frame here refers to it any more


def _do(number: int, task: _Task, progressed: SignalInstance) -> None:
    def report(done: int, total: int, /) -> None:
        if task.cancelled.is_set():
            raise Cancelled
        # Bytes of a film are more than Qt counts to: both are halved until they fit, and the share stays what it is.
        beyond = max(0, max(done, total).bit_length() - QT_BITS)
        progressed.emit(number, done >> beyond, total >> beyond)

    try:
        report(0, 0)
        task.result = task.work(report)
    except BaseException as caught:  # noqa: BLE001 - shown in the window's thread, never lost
        task.problem = caught
