"""A long day: boxes opened and closed, vaults opened and left, thousands of times in one process, whose memory may not grow."""

from __future__ import annotations

import gc
import mmap
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from builders import make_vault
from reliability.table import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from casevault.ui.main_window import MainWindow
    from casevault.vault.vault import Vault

DIALOGS, LOCKS = 10_000, 500
WINDOWS_EACH = 20  # a window costs as much as hundreds of boxes
MOST_A_DIALOG, MOST_A_LOCK = 32 << 10, 3 << 20  # bytes that one may leave behind; a lock replaces the process, so nothing adds up
BOXES = ("settings", "limits", "keys", "about", "log", "new.note", "find")
MOMENT = 0.001  # seconds
PATIENCE = 30.0  # seconds


def resident() -> int:
    """Return what this process holds in memory now, in bytes (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * mmap.PAGESIZE


def run_loop(window: MainWindow) -> None:
    """Let the loop run until nothing is being read and what was thrown away is gone."""
    from PySide6.QtCore import QCoreApplication, QEvent  # noqa: PLC0415 - as in `soak`

    end = time.monotonic() + PATIENCE
    while True:
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if window.context.runner.is_idle:
            return
        if time.monotonic() > end:
            raise TimeoutError("what was asked for is not read")
        time.sleep(MOMENT)


def a_window(vault: Vault) -> MainWindow:
    """Return the window over an open vault, shown and read to the end."""
    from casevault.i18n import Catalogue  # noqa: PLC0415 - as in `soak`
    from casevault.ui.context import Context  # noqa: PLC0415 - as above
    from casevault.ui.doors_made import DoorKeeper  # noqa: PLC0415 - as above
    from casevault.ui.main_window import MainWindow  # noqa: PLC0415 - as above

    keeper = DoorKeeper(lambda: None, lambda _secret, _keyfile: None)
    context = Context(vault, Catalogue(), doors=keeper.doors)
    window = MainWindow(context)
    keeper.serve(context, window)
    window.show()
    run_loop(window)
    return window


def leave(window: MainWindow) -> None:
    """Close a window as a lock does, and throw it away."""
    run_loop(window)
    window.close()
    window.deleteLater()
    run_loop(window)


def boxes(vault: Vault) -> Generator[None, None, None]:
    """Open and close one box after another."""
    from PySide6.QtWidgets import QDialog  # noqa: PLC0415 - as in `soak`

    window = a_window(vault)
    try:
        while True:
            for name in BOXES:
                window.commands.run(name)
                run_loop(window)
                opened = [box for box in window.findChildren(QDialog) if box.isVisible()]
                if not opened:
                    raise LookupError(name)
                for box in opened:
                    box.reject()
                run_loop(window)
                yield
    finally:
        leave(window)


def locks(vault: Vault) -> Generator[None, None, None]:
    """Open the window over the vault and leave it: all of a lock but the process that is replaced."""
    while True:
        leave(a_window(vault))
        yield


def grown(figure: Figure, tries: int, begin: Callable[[], Generator[None, None, None]], most: int) -> Figure:
    """Do something `tries` times; a fault where more than `most` bytes each stay behind after the first tenth."""
    doing = begin()
    early = max(1, tries // 10)
    before, references = 0, 0
    for number in range(tries):
        next(doing)
        figure.tries += 1
        if number + 1 == early:
            gc.collect()
            before, references = resident(), sys.getrefcount(None)
    gc.collect()
    after, counted = resident(), sys.getrefcount(None)
    doing.close()
    each = (after - before) / max(1, tries - early)
    figure.count("MiB after the first tenth", round(before / 2**20))
    figure.count("MiB at the end", round(after / 2**20))
    figure.count("bytes left behind by each", max(0, round(each)))
    figure.count("references to None more", counted - references)
    if each > most:
        figure.faults.append(f"{each:,.0f} bytes stay behind each time")
    return figure.end()


def soak(number: int, scratch: Path) -> Iterator[Figure]:
    """Yield what stays behind of `number` boxes, and of a twentieth as many windows."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is loaded, which is why it is loaded here
    from casevault.ui.application import make_application  # noqa: PLC0415 - as said
    from casevault.ui.main_window import MainWindow  # noqa: PLC0415 - as above
    from casevault.ui.settings import Settings  # noqa: PLC0415 - as above

    application = make_application(["casevault"], Settings(theme="light"))
    application.setQuitOnLastWindowClosed(False)
    vault, _code = make_vault(scratch / "soak.casevault")
    with vault:
        vault.records.add("case", {"code": "K", "title": "T"}, strict=False)
        yield grown(Figure("boxes opened and closed"), number, lambda: boxes(vault), MOST_A_DIALOG)
        left = grown(Figure("windows opened and left"), max(10, number // WINDOWS_EACH), lambda: locks(vault), MOST_A_LOCK)
        held = sum(isinstance(one, MainWindow) for one in gc.get_objects())
        left.count("windows still held", held)
        if held > 1:  # the last one, which its name still holds
            left.faults.append(f"{held} windows are still held")
        yield left
