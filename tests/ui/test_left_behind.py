"""What is made and thrown away leaves nothing behind: no block of memory, no object of Qt, and jobs no trace on who asked."""

from __future__ import annotations

import gc
import sys
import weakref
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import getAllValidWrappers
from ui.hands import until

from casevault.ui.disclose.steps import StepRow
from casevault.ui.editors.select import Select
from casevault.ui.jobs import Runner
from casevault.ui.reports.chart import Chart
from casevault.ui.theme import Role
from casevault.ui.unlock import AppMark
from casevault.ui.widgets.basic import Button, Panel
from casevault.ui.widgets.controls import Tab
from casevault.ui.words import InlineMessage, PassingDialog, SurfaceDialog, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.usefixtures("qapp", "apart")

ROUNDS, TIMES = 4, 100
A_FEW = 0.7  # blocks of Python each: what one connection to a slot of C leaves is one whole block, each time


@pytest.fixture(name="apart")
def set_apart() -> Iterator[None]:
    """Keep what other tests left in this process out of every collection here: it is much, and none of it is counted."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def _gone() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _blocks_each(act: Callable[[], object], times: int = TIMES) -> float:
    """Return how many blocks of Python's memory `act` leaves behind each time: the least of some rounds."""
    found = []
    for _ in range(ROUNDS):
        gc.collect()
        before = sys.getallocatedblocks()
        for _ in range(times):
            act()
        gc.collect()
        found.append((sys.getallocatedblocks() - before) / times)
    return min(found)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Button("B"),
        lambda: Tab("T", "t"),
        Select,
        lambda: Words("W"),
        lambda: Panel(Role.SURFACE),
        lambda: InlineMessage("C"),
        Chart,
        AppMark,
    ],
    ids=["button", "tab", "choice", "words", "panel", "message", "chart", "mark"],
)
def test_what_follows_the_look_leaves_nothing_with_it(make: Callable[[], QWidget]) -> None:
    def one() -> None:
        make().deleteLater()
        _gone()

    assert _blocks_each(one) < A_FEW


def test_a_step_row_leaves_nothing() -> None:
    from casevault.i18n import Catalogue  # noqa: PLC0415 - for this one alone

    catalogue = Catalogue()
    assert _blocks_each(lambda: StepRow(catalogue)) < A_FEW


@pytest.mark.parametrize("kind", [PassingDialog, SurfaceDialog])
def test_a_box_that_is_closed_is_gone_whole(kind: type[PassingDialog]) -> None:
    parent = QWidget()

    def one() -> None:
        box = kind(parent)
        close = Button("C")
        close.setParent(box)
        close.clicked.connect(box.accept)
        box.open()
        box.reject()
        _gone()

    assert _blocks_each(one) < 2 * A_FEW, "two connections to Qt's own would leave two, and one more for the look"
    before = len(getAllValidWrappers())
    one()
    gc.collect()
    assert len(getAllValidWrappers()) == before


def test_every_box_of_the_program_closes_by_methods_of_python() -> None:
    """A connection to one of Qt's own leaves bytes behind, and every box is connected to one of these."""
    from casevault.ui.run import load_window  # noqa: PLC0415 - it brings all boxes

    load_window()

    kinds, waiting = set[type[QDialog]](), [QDialog]
    while waiting:
        below = [kind for kind in waiting.pop().__subclasses__() if kind.__module__.startswith("casevault.")]
        kinds.update(below)
        waiting += below
    assert len(kinds) > 3
    for kind in kinds:
        if kind.__name__ != "Palette":  # it has no button
            assert "accept" in vars(PassingDialog)
            assert issubclass(kind, PassingDialog), kind


class Asker:
    """Somebody who asks for work and is none of Qt's."""

    def __init__(self) -> None:
        self.answers: list[int] = []

    def take(self, answer: int) -> None:
        self.answers.append(answer)


class Told(QObject):
    said = Signal(object)


def test_a_job_leaves_nothing_on_who_asked_for_it(qtbot: QtBot) -> None:
    runner, asker, told = Runner(), Asker(), Told()
    heard: list[object] = []
    told.said.connect(heard.append)
    runner.problem.connect(lambda problem: heard.append(str(problem)))

    def fails(_progress: object) -> int:
        raise ValueError("x")

    def one() -> None:
        asker.answers.clear()
        heard.clear()
        runner.start(lambda _progress: 7, asker.take)
        runner.start(lambda _progress: 8, told.said.emit)
        runner.start(fails, asker.take)
        until(qtbot, lambda: runner.is_idle)
        _gone()
        assert (asker.answers, heard) == ([7], [8, "x"])

    try:
        assert _blocks_each(one, 25) < 2, "six were left: two for each method of another object, one for each of C"
        assert weakref.getweakrefcount(asker) == 0
    finally:
        runner.stop()


def test_who_has_gone_meanwhile_is_not_kept_for_an_answer(qtbot: QtBot) -> None:
    runner, asker = Runner(), Asker()
    there = weakref.ref(asker)
    answers = asker.answers
    try:
        runner.start(lambda _progress: 7, asker.take)
        del asker
        gc.collect()
        assert there() is None
        until(qtbot, lambda: runner.is_idle)
        assert answers == []
    finally:
        runner.stop()
