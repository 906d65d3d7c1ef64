"""Figures of the window: a step of scrolling, a record that is opened, the start, and what a process holds of memory.

Each is taken beside its floor in one run. What needs a fresh process runs in one of its own, which prints one number.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from benchmarks.build import open_vault
from benchmarks.table import Figure, median, p95, timed, timed_twice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from casevault.ui.context import Context
    from casevault.ui.list_model import IdModel, RowsModel
    from casevault.ui.lists.row import Row
    from casevault.ui.lists.view import RowList
    from casevault.vault.vault import Vault

STEPS, WARM = 400, 40
NOTCH = 3  # rows, of one notch of a wheel
MILLION = 1_000_000
RUNS = 5
A_MOMENT = 1.0  # seconds for what a person looks at to be there
OPENED, LEAPS = 20, 50  # cases that are opened, and places of the list of people that are gone to, before memory is taken again
SIZE = 1200, 800

_EMPTY_WINDOW = """
import time; begun = time.perf_counter()
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication(["floor"]); window = QWidget(); window.resize(900, 700); window.show(); app.processEvents(); window.grab()
"""
_UNLOCK_WINDOW = """
import time; begun = time.perf_counter()
from casevault.i18n import Catalogue
from casevault.ui.run import Session
session = Session(Catalogue(), None)
session.gate.show(); session.application.processEvents(); session.gate.grab()
"""
_TAKEN = "print((time.perf_counter() - begun) * 1000)"


def _app() -> QApplication:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - as above

    from casevault.ui.application import make_application  # noqa: PLC0415 - only where a figure needs a display
    from casevault.ui.settings import Settings  # noqa: PLC0415 - as above

    held = QApplication.instance()
    return held if isinstance(held, QApplication) else make_application(["benchmarks"], Settings())


def scroll(vault: Vault, _folder: Path) -> list[Figure]:
    """One notch of the wheel over all people, painted, beside the same view over the same rows in a Python list."""
    app = _app()
    from casevault.i18n import Catalogue  # noqa: PLC0415 - as above
    from casevault.ui.context import Context  # noqa: PLC0415 - as above

    context = Context(vault, Catalogue())
    try:
        ids = vault.records.ids("person", order="title")
        slow, model, view = _paged(context, ids)
        first = _painted(app, view, lambda: model.put(ids), lambda: model.data(model.index(0, 0)) not in {None, ""})
        floor_view = _plain(context, ids)
        measured = list[tuple[float, float]]()
        plain = list[tuple[float, float]]()
        for step in range(STEPS + WARM):  # in turn, so that what else the machine does falls on both
            taken, bare = _step(app, view, step), _step(app, floor_view, step)
            if step >= WARM:
                measured.append(taken)
                plain.append(bare)
        (times, work), (floor, bare_work) = zip(*measured, strict=True), zip(*plain, strict=True)
        worst = max(slow)
        shown = [model.data(model.index(view.indexAt(view.rect().center()).row(), 0)) for _ in range(1)]
        figures = [
            Figure(
                name="scroll, p95",
                measured_ms=p95(times),
                floor_ms=p95(floor),
                floor_name="same view over a list",
                most_ratio=1.25,
                note=f"{len(ids):,} rows, median {median(times):.1f} ms, floor {median(floor):.1f} ms; "
                f"processor p95 {p95(work):.1f} ms, floor {p95(bare_work):.1f} ms, {p95(work) / p95(bare_work):.2f}x"
                + ("" if all(shown) else ", rows still on their way"),
            ),
            Figure(name="data(), the slowest", measured_ms=worst, most_ms=1, note=f"{len(slow):,} calls"),
            Figure(name="first paint of that list", measured_ms=first, most_ms=400, note="ids at hand, rows read"),
            _million(app, context),
        ]
    finally:
        context.runner.stop()
    return figures


def _million(app: QApplication, context: Context) -> Figure:
    """The first paint of a list of a million rows: ids that are read as they are from the vault, over and over."""
    vault = context.vault
    ids = vault.records.ids("person", order="title")
    many = (ids * (MILLION // max(len(ids), 1) + 1))[:MILLION]
    _slow, model, view = _paged(context, ())
    taken = _painted(app, view, lambda: model.put(many), lambda: model.data(model.index(0, 0)) not in {None, ""})
    return Figure(name="first paint of a million", measured_ms=taken, most_ms=400, note=f"{len(many):,} rows, ids packed too")


def _paged(context: Context, ids: Sequence[str]) -> tuple[list[float], IdModel, RowList]:
    """Return how long each call of `data` took, the model over `ids`, and its view, which is shown."""
    from casevault.ui.list_model import IdModel  # noqa: PLC0415 - as above
    from casevault.ui.lists.rows import TWO_LINES  # noqa: PLC0415 - as above
    from casevault.ui.lists.view import RowList  # noqa: PLC0415 - as above

    slow: list[float] = []

    class Watched(IdModel):
        """The model itself, with a watch."""

        def data(self, index: object, role: int = 0) -> object:
            # Its own work: what another process does meanwhile says nothing of it.
            start = time.thread_time()
            found = super().data(index, role)  # type: ignore[arg-type] # handed on as it came
            slow.append((time.thread_time() - start) * 1000)
            return found

    model = Watched(context.runner, lambda wanted: _rows(context, wanted))
    view = RowList("People", model, row_height=TWO_LINES)
    view.resize(*SIZE)
    view.show()
    if ids:
        model.put(ids)
    return slow, model, view


def _plain(context: Context, ids: Sequence[str]) -> RowList:
    """Return the same view over rows that are all here."""
    from casevault.ui.list_model import RowsModel  # noqa: PLC0415 - as above
    from casevault.ui.lists.rows import TWO_LINES  # noqa: PLC0415 - as above
    from casevault.ui.lists.view import RowList  # noqa: PLC0415 - as above

    # Rows that differ, so that both views measure texts that were not measured before.
    seen = [row for row in _rows(context, ids[: (STEPS + WARM) * NOTCH + 100]) if row is not None]
    model: RowsModel = RowsModel()
    model.put((seen * (len(ids) // max(len(seen), 1) + 1))[: len(ids)])
    view = RowList("People", model, row_height=TWO_LINES)
    view.resize(*SIZE)
    view.show()
    return view


def _rows(context: Context, ids: Sequence[str]) -> list[Row | None]:
    from casevault.ui.lists.rows import TwoLineRow  # noqa: PLC0415 - as above
    from casevault.ui.marks import Status  # noqa: PLC0415 - as above
    from casevault.ui.read.people import person_lines  # noqa: PLC0415 - as above

    return [
        None if line is None else TwoLineRow(line.id, line.name, line.code, line.about, Status(line.tone.value), line.status)
        for line in person_lines(context.reader, ids)
    ]


def _step(app: QApplication, view: RowList, step: int) -> tuple[float, float]:
    bar = view.verticalScrollBar()

    def move() -> None:
        bar.setValue(step * NOTCH * view.row_height)
        app.processEvents()
        view.viewport().repaint()

    return timed_twice(move)


def _painted(app: QApplication, view: RowList, act: Callable[[], None], is_there: Callable[[], bool]) -> float:
    """Return how long it takes until the first rows stand on the screen."""

    def work() -> None:
        act()
        end = time.monotonic() + 20
        while not is_there() and time.monotonic() < end:
            app.processEvents()
        view.viewport().repaint()
        app.processEvents()

    return timed(work)


def open_record(vault: Vault, _folder: Path) -> list[Figure]:
    """What a card shows of a record, and the head of a case, beside reading the record alone."""
    from casevault.i18n import Catalogue  # noqa: PLC0415 - as above
    from casevault.ui.read.cases import case_head  # noqa: PLC0415 - as above
    from casevault.ui.read.reader import Reader  # noqa: PLC0415 - as above
    from casevault.ui.read.recorded import recorded  # noqa: PLC0415 - as above

    reader = Reader(vault, Catalogue())
    events, cases = vault.records.ids("event", limit=60), vault.records.ids("case", limit=60)
    shown = [timed_twice(lambda one=one: recorded(reader, vault.records.get(one))) for one in events]  # type: ignore[misc] # bound early
    heads = [timed_twice(lambda one=one: case_head(reader, one)) for one in cases]  # type: ignore[misc] # bound early
    floor = [timed(lambda one=one: vault.records.get(one)) for one in events]  # type: ignore[misc] # bound early
    return [
        Figure(
            name=name,
            measured_ms=p95([taken for taken, _ in found]),
            floor_ms=median(floor),
            floor_name="one record",
            most_ms=100,
            note=f"processor p95 {p95([work for _, work in found]):.1f} ms",
        )
        for name, found in (("open a record, p95", shown), ("head of a case, p95", heads))
    ]


def start(_vault: Vault, folder: Path) -> list[Figure]:
    """From nothing to the unlock window, beside an empty window, each in a process of its own."""
    for code in (_EMPTY_WINDOW, _UNLOCK_WINDOW):
        _number(code + _TAKEN, home=folder)  # warm: what is imported is compiled and stands in the cache of the system
    floor = [_number(_EMPTY_WINDOW + _TAKEN, home=folder) for _ in range(RUNS)]
    taken = [_number(_UNLOCK_WINDOW + _TAKEN, home=folder) for _ in range(RUNS)]
    return [Figure(name="start", measured_ms=median(taken), floor_ms=median(floor), floor_name="an empty window", most_ms=800)]


def memory(vault: Vault, _folder: Path) -> list[Figure]:
    """What the program holds with this vault open and its cases on the screen, beside an empty window."""
    folder = vault.folder
    vault.close()  # one process at a time opens a vault
    held, used = _numbers("from benchmarks.window import hold; hold()", str(folder))
    floor = _number(f"{_EMPTY_WINDOW}\nfrom benchmarks.window import resident; print(resident())")
    return [
        Figure(
            name="memory, idle", measured_ms=held, floor_ms=floor, floor_name="an empty window", most_ms=250, unit="MiB",
            note="cases on the screen",
        ),
        Figure(
            name="memory, used", measured_ms=used, floor_ms=floor, floor_name="an empty window", unit="MiB",
            note=f"after {OPENED} cases were opened and all people scrolled through",
        ),
    ]  # fmt: skip


def hold() -> None:
    """Open a vault in a window, wait until nothing is read, and print what the process holds, in MiB."""
    from pathlib import Path  # noqa: PLC0415 - as above

    app = _app()
    from casevault.i18n import Catalogue  # noqa: PLC0415 - as above
    from casevault.ui.context import Context  # noqa: PLC0415 - as above
    from casevault.ui.lists.view import RowList  # noqa: PLC0415 - as above
    from casevault.ui.main_window import MainWindow  # noqa: PLC0415 - as above

    with open_vault(Path(sys.argv[1])) as vault:
        context = Context(vault, Catalogue())
        window = MainWindow(context)
        window.show()
        window.go("cases")
        _rest(app, context)
        idle = resident()
        for one in vault.records.ids("case", limit=OPENED):
            window.open_record(one)
            _rest(app, context, A_MOMENT)
        window.go("people")
        _rest(app, context)
        shown = window.page.panes()[0]
        bar = shown.verticalScrollBar() if isinstance(shown, RowList) else None
        for step in range(LEAPS if bar is not None else 0):
            bar.setValue(bar.maximum() * step // LEAPS)  # type: ignore[union-attr] # without one there is no step
            _rest(app, context, A_MOMENT)
        print(idle, resident())
        window.close()


def _rest(app: QApplication, context: Context, most: float = 60) -> None:
    """Wait until nothing is read any more, `most` seconds: an index that lags behind is written meanwhile."""
    end = time.monotonic() + most
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.01)
        if context.runner.is_idle:
            break


def resident() -> float:
    """Return what this process holds of memory now, in MiB (Linux)."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - the kernel's own, no file of ours
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def _number(code: str, *arguments: str, home: Path | None = None) -> float:
    return _numbers(code, *arguments, home=home)[-1]


def _numbers(code: str, *arguments: str, home: Path | None = None) -> list[float]:
    # A program that is installed is compiled: where Python is told to keep nothing compiled, each start would compile it anew.
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen"} | {"PYTHONDONTWRITEBYTECODE": ""}
    if home is not None:
        surroundings |= {"XDG_CONFIG_HOME": str(home), "HOME": str(home)}  # the settings of whoever measures stay out of it
    run = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(run, capture_output=True, text=True, check=True, env=surroundings)  # noqa: S603 - our own code
    return [float(number) for number in done.stdout.split()]
