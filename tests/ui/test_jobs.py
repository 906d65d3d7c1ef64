from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QThread

from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.ui.jobs import Latest, Runner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from casevault.progress import Progress


@pytest.fixture
def runner() -> Iterator[Runner]:
    made = Runner()
    yield made
    made.stop()


def test_the_result_arrives_in_the_windows_thread(qtbot: QtBot, runner: Runner) -> None:
    seen: list[object] = []
    threads: list[bool] = []

    def work(_progress: Progress) -> int:
        threads.append(QThread.isMainThread())
        return 7

    runner.start(work, lambda result: seen.extend((result, QThread.isMainThread())))
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=2000)
    assert seen == [7, True]
    assert threads == [False]
    assert runner.is_idle


def test_more_bytes_than_qt_counts_are_as_far_as_they_are(qtbot: QtBot, runner: Runner) -> None:
    told: list[tuple[int, int]] = []
    ended: list[object] = []

    def work(progress: Progress) -> None:
        progress(7, 10)
        progress(3 << 30, 4 << 30)
        progress(5 << 40, 5 << 40)

    runner.start(work, ended.append).progressed.connect(lambda done, total: told.append((done, total)))
    qtbot.waitUntil(lambda: bool(ended), timeout=2000)
    assert told[:2] == [(0, 0), (7, 10)]
    assert [done / total for done, total in told[2:]] == [0.75, 1.0]
    assert all(0 < done <= total < 1 << 31 for done, total in told[2:])


def test_a_problem_nobody_asked_for_reaches_the_runner(qtbot: QtBot, runner: Runner) -> None:

    def work(_progress: Progress) -> None:
        raise UserProblem(Code.NOT_FOUND, N_("Gone."))

    with qtbot.waitSignal(runner.problem, timeout=2000) as caught:
        runner.start(work, lambda _none: None)
    assert caught.args is not None
    assert caught.args[0].code is Code.NOT_FOUND


def test_a_problem_somebody_asked_for_stays_with_them(qtbot: QtBot, runner: Runner) -> None:
    heard: list[BaseException] = []
    runner.problem.connect(lambda _problem: heard.append(AssertionError()))
    runner.start(lambda _progress: 1 // 0, lambda _none: None, failed=heard.append)
    qtbot.waitUntil(lambda: bool(heard), timeout=2000)
    assert isinstance(heard[0], ZeroDivisionError)


def test_cancel_stops_at_the_next_safe_point_and_brings_nothing(qtbot: QtBot, runner: Runner) -> None:
    begun, go_on = threading.Event(), threading.Event()
    seen: list[object] = []

    def work(progress: Progress) -> str:
        begun.set()
        go_on.wait(2)
        progress(1, 2)
        return "late"

    job = runner.start(work, seen.append)
    qtbot.waitUntil(begun.is_set, timeout=2000)
    with qtbot.waitSignal(job.stopped, timeout=2000):
        job.cancel()
        go_on.set()
    assert seen == []
    assert runner.is_idle


def test_stop_waits_for_what_runs(qtbot: QtBot, runner: Runner) -> None:
    begun, ended = threading.Event(), threading.Event()

    def work(_progress: Progress) -> None:
        begun.set()
        ended.wait(0.2)
        ended.set()

    runner.start(work, lambda _none: None)
    qtbot.waitUntil(begun.is_set, timeout=2000)
    runner.stop()
    assert ended.is_set()


def test_only_the_newest_answer_passes() -> None:
    latest = Latest()
    seen: list[int] = []
    first = latest(seen.append)
    second = latest(seen.append)
    second(2)
    first(1)
    assert seen == [2]
