"""A long day in one process, which may not grow: boxes opened and closed, vaults unlocked and locked, papers looked at."""

from __future__ import annotations

import itertools
import os
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builders import CHEAP_BOUNDS, PASSPHRASE, FixedAmbient, make_vault
from reliability.table import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from reliability.soak_boxes import Opener, Stock
    from reliability.soak_held import Bound, Held

    from casevault.ui.context import Context
    from casevault.ui.gate_window import GateWindow
    from casevault.ui.main_window import MainWindow
    from casevault.vault.vault import Vault

BOXES, LOCKS, PAPERS = 10_000, 500, 50  # papers: of each kind
ENOUGH, LEAST_LOCKS, FEW_PAPERS = 2_000, 6, 2
TENTHS = 10
SLOW_EACH = 3  # slow boxes a round
MOMENT = 0.001  # seconds
PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class Soaked:
    """What a soak of a kind found: its line in the table, and what was held after each tenth."""

    figure: Figure
    looks: list[Held]


def run_loop(until: Callable[[], bool]) -> None:
    """Let the loop run until `until`, and until what was thrown away is gone."""
    from PySide6.QtCore import QCoreApplication, QEvent  # noqa: PLC0415 - as in `soak`

    end = time.monotonic() + PATIENCE
    while True:
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if until():
            return
        if time.monotonic() > end:
            raise TimeoutError("what was asked for did not come")
        time.sleep(MOMENT)


def settle(context: Context) -> None:
    """Let the loop run until nothing is being read, and what that starts neither."""
    for _ in range(2):
        run_loop(lambda: context.runner.is_idle)


def a_window(vault: Vault) -> MainWindow:
    """Return the window over an open vault, shown and read to the end."""
    from builders import CHEAPEST  # noqa: PLC0415 - as in `soak`

    from casevault.i18n import Catalogue  # noqa: PLC0415 - as in `soak`
    from casevault.ui.context import Context  # noqa: PLC0415 - as above
    from casevault.ui.doors_made import DoorKeeper  # noqa: PLC0415 - as above
    from casevault.ui.main_window import MainWindow  # noqa: PLC0415 - as above

    keeper = DoorKeeper(lambda: None, lambda _secret, _keyfile: None)
    context = Context(vault, Catalogue(), doors=keeper.doors, profile=CHEAPEST)
    window = MainWindow(context)
    keeper.serve(context, window)
    window.show()
    settle(context)
    return window


def leave(window: MainWindow) -> None:
    """Lock the vault of a window as the program does, and throw the window away."""
    from casevault.ui.locking import lock  # noqa: PLC0415 - as in `soak`

    settle(window.context)
    lock(window.context, replace=lambda _folder: None)
    window.close()
    window.deleteLater()
    run_loop(lambda: True)


def close_all(window: MainWindow) -> int:
    """Close every box over a window, and what stands in its place; return how many there were."""
    from PySide6.QtWidgets import QApplication, QDialog  # noqa: PLC0415 - as in `soak`

    from casevault.ui.court.window import CourtWindow  # noqa: PLC0415 - as above
    from casevault.ui.page import Page  # noqa: PLC0415 - as above

    closed = 0
    for shown in QApplication.topLevelWidgets():
        if isinstance(shown, QDialog) and shown.isVisible():
            shown.reject()
            if shown.isVisible():  # it asks for a second thought; that was the first
                shown.done(QDialog.DialogCode.Rejected)
            closed += 1
        elif isinstance(shown, CourtWindow) and shown.isVisible():
            shown.left.emit()
            closed += 1
    if not isinstance(window.stack.currentWidget(), Page):
        window.close_guest()
        closed += 1
    return closed


def grown(name: str, doing: Callable[[], object], tries: int, bound: Bound, settled: int) -> Soaked:
    """Do something `tries` times; a fault where it grows once `settled` of them have made what is made only once."""
    from reliability.soak_held import faults, look  # noqa: PLC0415 - as in `soak`

    figure, looks = Figure(name), []
    marks = sorted({settled, tries, *(tries * tenth // TENTHS for tenth in range(1, TENTHS + 1))})
    first = None
    for number in range(1, tries + 1):
        doing()
        figure.tries += 1
        if number in marks and number >= settled:
            looks.append(look())
            print(f"  {name}: {looks[-1].line(number)}", file=sys.stderr, flush=True)
            first = first or looks[-1]
    if first is not None and tries > settled:
        last = looks[-1]
        figure.faults += faults(first, last, tries - settled, bound)
        figure.count("MiB at first", round(first.resident / 2**20))
        figure.count("MiB at the end", round(last.resident / 2**20))
        figure.count("objects of Qt more", last.wrappers - first.wrappers)
        figure.count("references to None more for each", round((last.nones - first.nones) / (tries - settled)))
    return Soaked(figure.end(), looks)


def boxes(window: MainWindow, opened: dict[str, Opener], tries: int, bound: Bound, settled: int = 0) -> Soaked:
    """Open and close `opened` in turn; `settled`: after how many it may grow no more, 0 = when each was open twice."""
    from reliability.soak_boxes import SLOW  # noqa: PLC0415 - as in `soak`

    slow = [name for name in opened if name.startswith(SLOW)]
    quick = [name for name in opened if name not in slow]
    turn = turns(quick, slow)

    def one() -> None:
        name = next(turn)
        opened[name](window)
        settle(window.context)
        if not close_all(window):
            raise LookupError(name)
        settle(window.context)

    rounds = max(1, -(-len(slow) // SLOW_EACH))
    each = len(quick) + min(SLOW_EACH, len(slow))
    return grown("boxes opened and closed", one, tries, bound, settled or 2 * rounds * each)


def turns(quick: list[str], slow: list[str]) -> Iterator[str]:
    """Yield all of `quick`, then the next few of `slow`, and so on: a form of fifty fields takes as long as ten boxes."""
    later = itertools.cycle(slow)
    while True:
        yield from quick
        yield from itertools.islice(later, min(SLOW_EACH, len(slow)))


def locks(folder: Path, tries: int, bound: Bound, settled: int = 3) -> Soaked:
    """Unlock a vault at the gate, have the window over it, and lock it: all of a lock but the process that is replaced."""
    from casevault.i18n import Catalogue  # noqa: PLC0415 - as in `soak`
    from casevault.ui.gate_window import GateWindow  # noqa: PLC0415 - as above

    number = iter(range(2, tries + 2))

    def one() -> None:
        vaults: list[Vault] = []
        gate = GateWindow(Catalogue(), FixedAmbient(seed=next(number)), folder, bounds=CHEAP_BOUNDS, replace=lambda _folder: None)
        gate.opened.connect(vaults.append)
        gate.show()
        gate.try_secret(bytearray(PASSPHRASE.encode()))
        run_loop(lambda: bool(vaults))
        window = a_window(vaults.pop())
        _away(gate)
        leave(window)

    return grown("vaults unlocked and locked", one, tries, bound, settled)


def _away(gate: GateWindow) -> None:
    gate.close()
    gate.deleteLater()
    run_loop(lambda: True)


def looked_at(window: MainWindow, stock: Stock, each: int, bound: Bound, *, kinds: int = 0) -> Soaked:
    """Open one paper of every kind in turn and close it; `kinds` takes the first ones alone."""
    from reliability.soak_boxes import viewing  # noqa: PLC0415 - as in `soak`
    from reliability.soak_papers import papers  # noqa: PLC0415 - as above

    opened = {}
    for name, data in list(papers().items())[: kinds or None]:
        paper = stock.papers / name
        paper.write_bytes(data)
        evidence = window.context.vault.attachments.add([paper], about=[stock.records["case"]], title=name).evidence
        opened[name] = viewing(window.context.vault.attachments.file(evidence))
    found = boxes(window, opened, each * len(opened), bound)
    found.figure.name = "papers looked at"
    return found


def start() -> None:
    """Begin Qt without a screen. Nothing of the program's window may be imported before."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from casevault.ui.application import make_application  # noqa: PLC0415 - Qt reads the line above once, as it is loaded
    from casevault.ui.settings import Settings  # noqa: PLC0415 - as above

    make_application(["casevault"], Settings(theme="light")).setQuitOnLastWindowClosed(False)


def soak(number: int, scratch: Path) -> Iterator[Figure]:
    """Yield what stays behind of `number` boxes, a twentieth as many locks and a two-hundredth as many papers of each kind.

    Where that is too few for every box to be opened again and again, some are taken for all, and two kinds of papers.
    """
    start()
    from reliability.soak_boxes import FEW, openers, stocked  # noqa: PLC0415 - as in `start`
    from reliability.soak_held import A_BOX, A_LOCK, A_PAPER  # noqa: PLC0415 - as above

    vault, _code = make_vault(scratch / "soak.casevault")
    stock = stocked(vault, scratch)
    window = a_window(vault)
    short, opened = number < ENOUGH, openers(stock)
    yield boxes(window, {name: opened[name] for name in FEW} if short else opened, number, A_BOX).figure
    each, kinds = max(3, number * PAPERS // BOXES), FEW_PAPERS if short else 0
    yield looked_at(window, stock, each, A_PAPER, kinds=kinds).figure
    leave(window)
    del window
    yield locks(scratch / "soak.casevault", max(LEAST_LOCKS, number * LOCKS // BOXES), A_LOCK).figure
