from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from casevault.ui.jobs import Runner
from casevault.ui.list_model import KEPT_PAGES, PAGE, IdModel, RowsModel
from casevault.ui.lists.rows import HeadingRow
from casevault.ui.lists.view import ROW, RowList

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter
    from pytestqt.qtbot import QtBot

    from casevault.ui.lists.row import RowState


@dataclass(frozen=True)
class Plain:
    id: str

    @property
    def spoken(self) -> str:
        return f"row {self.id}"

    def height(self, _width: int) -> int:
        return 20

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Nothing to see."""


@pytest.fixture
def runner() -> Iterator[Runner]:
    made = Runner()
    yield made
    made.stop()


def test_rows_come_by_page_and_only_when_asked_for(qtbot: QtBot, runner: Runner) -> None:
    asked: list[int] = []

    def load(ids: Sequence[str]) -> list[Plain | None]:
        asked.append(len(ids))
        return [None if found == "gone" else Plain(found) for found in ids]

    model = IdModel(runner, load)
    model.put([*(str(n) for n in range(100)), "gone"])
    assert model.rowCount() == 101
    assert asked == []
    with qtbot.waitSignal(model.dataChanged, timeout=2000):
        assert model.index(3, 0).data(ROW) is None
    assert model.index(3, 0).data(ROW) == Plain("3")
    assert model.index(3, 0).data() == "row 3"
    assert asked == [PAGE]
    with qtbot.waitSignal(model.dataChanged, timeout=2000):
        model.index(100, 0).data(ROW)
    assert model.index(100, 0).data(ROW) is None
    assert model.index(100, 0).data() == ""


def test_late_pages_of_an_older_snapshot_are_dropped(qtbot: QtBot, runner: Runner) -> None:
    model = IdModel(runner, lambda ids: [Plain(found) for found in ids])
    model.put(["old"])
    model.index(0, 0).data(ROW)
    model.put(["new"])
    with qtbot.waitSignal(model.dataChanged, timeout=2000):
        model.index(0, 0).data(ROW)
    assert model.index(0, 0).data(ROW) == Plain("new")
    assert model.row_of("old") == -1
    assert model.id_at(0) == "new"
    assert model.id_at(9) == ""


def test_only_so_many_pages_are_kept(qtbot: QtBot, runner: Runner) -> None:
    model = IdModel(runner, lambda ids: [Plain(found) for found in ids])
    model.put([str(n) for n in range(PAGE * (KEPT_PAGES + 3))])
    for page in range(KEPT_PAGES + 3):
        with qtbot.waitSignal(model.dataChanged, timeout=2000):
            model.index(page * PAGE, 0).data(ROW)
    assert model.index(0, 0).data(ROW) is None


def test_a_filter_looks_in_what_rows_say_and_hides_headings() -> None:
    model = RowsModel()
    model.put([HeadingRow("Group", 2), Plain("one"), Plain("two")])
    assert not model.flags(model.index(0, 0)) & model.flags(model.index(1, 0)).ItemIsSelectable
    model.filter("TWO")
    assert model.rowCount() == 1
    assert model.row_of("two") == 0
    model.filter("")
    assert model.rowCount() == 3


def test_a_list_of_ten_thousand_reads_only_what_it_shows(qtbot: QtBot, runner: Runner) -> None:
    asked: list[int] = []

    def load(ids: Sequence[str]) -> list[Plain | None]:
        asked.append(len(ids))
        return [Plain(found) for found in ids]

    model = IdModel(runner, load)
    rows = RowList("rows", model, row_height=58)
    qtbot.addWidget(rows)
    rows.resize(272, 600)
    rows.show()
    model.put([f"{number}" for number in range(10_000)])
    qtbot.waitUntil(lambda: bool(asked) and runner.is_idle)
    qtbot.wait(50)
    qtbot.waitUntil(lambda: runner.is_idle)
    assert len(asked) <= 3


def test_a_row_that_had_not_come_yet_is_told_when_it_comes(qtbot: QtBot, runner: Runner) -> None:
    model = IdModel(runner, lambda ids: [Plain(found) for found in ids])
    view = RowList("Rows", model, row_height=20)
    qtbot.addWidget(view)
    told: list[str] = []
    view.chosen.connect(lambda row: told.append(row.id))
    model.put([str(n) for n in range(PAGE * 3)])
    far = str(PAGE * 2 + 3)
    assert view.go_to(far)
    assert told == []  # its page is on its way
    qtbot.waitUntil(lambda: told == [far], timeout=2000)
    model.reload()
    qtbot.waitUntil(lambda: runner.is_idle, timeout=2000)
    assert told == [far]  # once


def test_a_page_that_was_passed_is_not_read_and_one_that_is_old_is_not_shown(qtbot: QtBot, runner: Runner) -> None:
    said = ["first"]
    asked: list[str] = []

    def load(ids: Sequence[str]) -> list[Plain | None]:
        asked.append(ids[0])
        return [Plain(f"{found} {said[0]}") for found in ids]

    model = IdModel(runner, load)
    ids = [f"{number:03}" for number in range(PAGE * 40)]
    model.put(ids)
    assert model.holds(ids)
    assert not model.holds(ids[1:])
    for page in (0, 20):
        with qtbot.waitSignal(model.dataChanged, timeout=2000):
            model.index(page * PAGE + PAGE // 2, 0).data(ROW)
        qtbot.waitUntil(lambda: runner.is_idle, timeout=2000)
    said[0], asked[:] = "second", []
    model.reload()  # the list stands at page 20: page 0 is too far away to be read now, and what it said is forgotten
    qtbot.waitUntil(lambda: runner.is_idle, timeout=2000)
    assert asked == [f"{20 * PAGE:03}"]
    assert model.index(20 * PAGE + 1, 0).data().endswith("second")
    assert model.index(5, 0).data(ROW) is None


def test_a_list_that_grows_keeps_what_is_here(qtbot: QtBot, runner: Runner) -> None:
    model = IdModel(runner, lambda ids: [Plain(found) for found in ids])
    ids = [f"{number:03}" for number in range(PAGE * 3)]
    model.put(ids[: PAGE + 5])
    for row in (3, PAGE + 1):
        with qtbot.waitSignal(model.dataChanged, timeout=2000):
            model.index(row, 0).data(ROW)
        qtbot.waitUntil(lambda: runner.is_idle, timeout=2000)
    model.grow(ids)
    assert model.rowCount() == PAGE * 3
    assert model.index(3, 0).data() == "row 003"
    with qtbot.waitSignal(model.dataChanged, timeout=2000):
        assert model.index(PAGE + 7, 0).data(ROW) is None  # its page was not full
    assert model.index(PAGE + 7, 0).data() == f"row {PAGE + 7:03}"
    model.grow(ids[:5])
    assert model.rowCount() == PAGE * 3
