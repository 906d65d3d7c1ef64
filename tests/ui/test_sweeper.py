"""Rings of unreachable objects are taken apart on the window's thread and no other."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from casevault.sweeping import NEVER, swept_at
from casevault.ui.jobs import Runner
from casevault.ui.sweeper import sweep

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class _Ring:
    """Refers to itself, and tells which thread it went on."""

    def __init__(self, gone_on: list[int]) -> None:
        self.itself = self
        self._gone_on = gone_on

    def __del__(self) -> None:
        self._gone_on.append(threading.get_ident())


def test_a_ring_is_swept_here_however_much_another_thread_makes(qtbot: QtBot) -> None:
    gone_on: list[int] = []
    for _ in range(100):
        _Ring(gone_on)
    made: list[list[int]] = []
    maker = threading.Thread(target=lambda: made.extend([number] for number in range(200_000)))
    maker.start()
    maker.join()
    assert gone_on == []
    qtbot.waitUntil(lambda: len(gone_on) == 100, timeout=5000)
    assert set(gone_on) == {threading.get_ident()}


def test_sweeping_waits_for_as_many_objects_as_work_asked_for() -> None:
    gone_on: list[int] = []
    gc.collect()
    with swept_at(NEVER):
        _Ring(gone_on)
        made = [[number] for number in range(10_000)]
        with swept_at(100):
            sweep()
        assert gone_on == []
    assert gc.get_threshold()[0] < len(made)
    gc.collect()
    assert len(gone_on) == 1


def test_older_rings_are_swept_after_many_sweeps() -> None:
    gone_on: list[int] = []
    kept = _Ring(gone_on)
    gc.collect()  # it is old now
    del kept
    for _ in range(200):
        made = [[number] for number in range(1000)]
        sweep()
        del made
    assert len(gone_on) == 1


class _Widget:
    """Stands for a widget: its method is the work, and its last reference goes where the test looks."""

    def __init__(self, gone_on: list[int]) -> None:
        self._gone_on = gone_on

    def work(self, _progress: object) -> int:
        return 1

    def fail(self, _progress: object) -> int:
        raise ValueError

    def __del__(self) -> None:
        self._gone_on.append(threading.get_ident())


def test_what_the_work_belongs_to_goes_on_the_windows_thread(qtbot: QtBot) -> None:
    gone_on: list[int] = []
    runner = Runner()
    try:
        for number in range(200):
            widget = _Widget(gone_on)
            runner.start(widget.fail if number % 2 else widget.work, lambda _one: None, failed=lambda _problem: None)
            del widget
        qtbot.waitUntil(lambda: len(gone_on) == 200, timeout=5000)
    finally:
        runner.stop()
    assert set(gone_on) == {threading.get_ident()}


def test_what_is_loaded_beside_the_gate_makes_nothing_of_qt_on_its_thread() -> None:
    # An object of a thread that has ended hears nothing of what is queued for it, and may be taken apart there.
    made = """
import gc, threading
from PySide6.QtCore import QObject, QThread
from casevault.ui import run
loading = threading.Thread(target=run.load_window)
loading.start()
loading.join()
here = QThread.currentThread()
print([type(one).__name__ for one in gc.get_objects() if isinstance(one, QObject) and one.thread() != here])
"""
    done = subprocess.run([sys.executable, "-c", made], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "[]"
