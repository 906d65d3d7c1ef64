"""One connection and the one thread that touches it.

Handed over by hand and not through `concurrent.futures`: a save is handed to this thread and back, and what a future does beside
that (three locks, a condition, a count of idle threads) took as long as a page takes to be encrypted.
"""

from __future__ import annotations

import threading
import weakref
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from casevault.store import keyed

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_Tasks: TypeAlias = "SimpleQueue[_Task | None]"


class _Task:
    """Something to be done by the thread; `done` is free when it is."""

    __slots__ = ("done", "error", "result", "work")

    def __init__(self, work: Callable[[], object]) -> None:
        self.work = work
        self.result: object = None
        self.error: BaseException | None = None
        self.done = threading.Lock()
        self.done.acquire()


class Worker:
    """Runs what it is given in the order in which it comes, each in full before the next."""

    def __init__(self, name: str, connect: Callable[[], keyed.Connection]) -> None:
        """Start the thread and connect in it."""
        self.name = name
        self._tasks: _Tasks = SimpleQueue()
        self._closing = threading.Lock()  # an interrupt must not meet a connection that is being closed
        self._closed = False
        self._handing = threading.Lock()  # nothing may be handed over behind the end: nobody would ever answer
        self._over = False
        # A process that ends without closing must not wait for this thread, nor end in the midst of what it does.
        self._thread = threading.Thread(target=_serve, args=(self._tasks,), name=f"database-{name}", daemon=True)
        self._thread.start()
        self._end = weakref.finalize(self, _end, self._tasks, self._thread)
        try:
            self._connection = self._do(lambda: _guarded(connect))
        except BaseException:
            self._end()
            raise

    def run(self, work: Callable[[keyed.Connection], T]) -> T:
        """Run `work` in this thread and wait for it."""
        self.refuse_own_thread()
        connection = self._connection
        return self._do(lambda: _guarded(lambda: work(connection)))

    def refuse_own_thread(self) -> None:
        """Refuse a call from within `work`: waiting for one's own thread would never end."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("work on the database uses the connection it was given")

    def interrupt(self) -> None:
        """Stop the statement that runs now, if any."""
        with self._closing:
            if not self._closed:
                self._connection.interrupt()

    def close(self) -> None:
        """Close the connection and end the thread."""
        with self._closing:
            self._closed = True
        self._do(self._connection.close)
        with self._handing:
            self._over = True
        self._end()

    def _do(self, work: Callable[[], T]) -> T:
        task = _Task(work)
        with self._handing:
            if self._over:
                raise RuntimeError("the database was closed")
            self._tasks.put(task)
        task.done.acquire()
        try:
            if task.error is not None:
                raise task.error
            return task.result  # type: ignore[return-value] # what `work` returned
        finally:
            task.error = None  # it holds this frame, and this frame the task: neither would go before the next collection


def _serve(tasks: _Tasks) -> None:
    while (task := tasks.get()) is not None:
        try:
            task.result = task.work()
        except BaseException as trouble:  # noqa: BLE001 - raised again where it was waited for
            task.error = trouble
        done = task.done
        del task  # what was worked on is let go of by the thread that asked: it may be something of the window's
        done.release()


def _end(tasks: _Tasks, thread: threading.Thread) -> None:
    tasks.put(None)
    if threading.current_thread() is not thread:
        thread.join()


def _guarded(work: Callable[[], T]) -> T:
    with keyed.refusals():
        return work()
