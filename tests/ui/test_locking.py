"""Locking: the order in which things end, and that nothing keeps them from ending."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from builders import make_vault, open_vault
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from ui.hands import until

from casevault.errors import Code, MachineProblem
from casevault.i18n import N_, Catalogue
from casevault.ui import locking
from casevault.ui.context import Context
from casevault.ui.inactivity import Inactivity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.vault.vault import Vault


class Holder(QWidget):
    """A window in which something is typed."""

    def __init__(self, steps: list[str], problem: Exception | None = None) -> None:
        super().__init__()
        self.steps = steps
        self.problem = problem

    def flush(self) -> None:
        self.steps.append("draft")
        if self.problem is not None:
            raise self.problem


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return make_vault(tmp_path / "v")[0]


@pytest.fixture
def context(vault: Vault) -> Context:
    return Context(vault, Catalogue())


@pytest.fixture
def steps(context: Context, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happens, in order."""
    found: list[str] = []

    def note(owner: object, name: str, word: str) -> None:
        before = getattr(owner, name)

        def call(*given: Any) -> Any:
            found.append(word)
            return before(*given)

        monkeypatch.setattr(owner, name, call)

    note(context.vault, "interrupt", "interrupt")
    note(context.runner, "halt", "halt")
    note(context.runner, "stop", "stop")
    note(context.vault, "close", "close")
    note(locking, "clear_own", "clipboard")
    return found


def test_the_order_is_work_stopped_drafts_written_clipboard_vault_closed_process_replaced(
    qtbot: QtBot, context: Context, steps: list[str], tmp_path: Path
) -> None:
    holders = [Holder(steps), Holder(steps)]
    for holder in holders:
        qtbot.addWidget(holder)
        holder.show()
    locking.lock(context, replace=lambda folder: steps.append(f"replace {folder}"))
    assert steps == ["interrupt", "halt", "draft", "draft", "stop", "halt", "clipboard", "close", f"replace {tmp_path / 'v'}"]
    assert not any(window.isVisible() for window in QApplication.topLevelWidgets())
    open_vault(tmp_path / "v").close()


@pytest.mark.parametrize("problem", [MachineProblem(Code.DISK_FULL, N_("full")), RuntimeError("a bug")])
def test_a_draft_that_cannot_be_written_keeps_nothing_from_ending(
    qtbot: QtBot, context: Context, steps: list[str], problem: Exception
) -> None:
    holders = [Holder(steps, problem), Holder(steps)]
    for holder in holders:
        qtbot.addWidget(holder)
    locking.lock(context, replace=lambda _folder: steps.append("replace"))
    assert steps.count("draft") == 2
    assert steps[-2:] == ["close", "replace"]


@pytest.mark.parametrize("problem", [MachineProblem(Code.DISK_FULL, N_("full")), MachineProblem(Code.IO_ERROR, N_("gone"))])
def test_a_vault_that_cannot_be_closed_is_left_all_the_same(
    context: Context, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    replaced: list[object] = []
    closing = context.vault.close

    def close() -> None:
        closing()
        raise problem

    monkeypatch.setattr(context.vault, "close", close)
    locking.lock(context, replace=replaced.append)
    assert replaced == [context.vault.folder]


def test_a_bug_on_the_way_leaves_nobody_before_an_open_vault(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced: list[object] = []

    def bug(_clipboard: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(locking, "clear_own", bug)
    with pytest.raises(ZeroDivisionError):  # where the process is really replaced, nothing comes after it
        locking.lock(context, replace=replaced.append)
    assert replaced == [context.vault.folder]
    context.vault.close()


def test_what_hangs_is_left_after_the_grace(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced: list[object] = []
    over = threading.Event()

    def replace(folder: Path | None) -> None:
        replaced.append((threading.current_thread() is threading.main_thread(), folder))
        over.set()

    monkeypatch.setattr(locking, "GRACE", 0.1)
    monkeypatch.setattr(context.vault, "close", lambda: over.wait(10))
    locking.lock(context, replace=replace)
    assert replaced[0] == (False, context.vault.folder), "the clock runs beside what hangs"
    monkeypatch.undo()
    context.vault.close()


def test_the_grace_is_five_seconds_and_ends_with_the_lock(context: Context) -> None:
    replaced: list[object] = []
    assert locking.GRACE == 5.0
    locking.lock(context, replace=replaced.append)
    assert len(replaced) == 1
    assert not [
        thread for thread in threading.enumerate() if isinstance(thread, threading.Timer) and not thread.finished.is_set()
    ]


@pytest.fixture
def passed(qapp: QApplication) -> Iterator[list[None]]:
    """Each time that 300 ms passed without a touch."""
    idle = Inactivity(0.005)
    found: list[None] = []
    idle.passed.connect(lambda: found.append(None))
    qapp.installEventFilter(idle)
    yield found
    qapp.removeEventFilter(idle)


@pytest.fixture
def touched(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_time_without_a_touch_locks_and_a_touch_begins_it_anew(qtbot: QtBot, passed: list[None], touched: QWidget) -> None:
    for _ in range(6):
        qtbot.wait(100)
        QApplication.sendEvent(touched, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a"))
    assert not passed
    until(qtbot, lambda: len(passed) == 1)


def held_down() -> QEvent:
    return QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a", autorep=True)


def said_again() -> QEvent:
    event = QInputMethodEvent("", [])
    event.setCommitString("a")
    return event


@pytest.mark.parametrize("of_a_key", [held_down, said_again])
def test_something_that_lies_on_a_key_does_not_keep_the_vault_open(
    qtbot: QtBot, passed: list[None], touched: QWidget, of_a_key: Callable[[], QEvent]
) -> None:
    for _ in range(12):
        qtbot.wait(50)
        QApplication.sendEvent(touched, of_a_key())
    assert passed


def test_what_an_input_method_makes_of_other_keys_is_a_touch(qtbot: QtBot, passed: list[None], touched: QWidget) -> None:
    for number in range(6):
        qtbot.wait(100)
        QApplication.sendEvent(touched, QInputMethodEvent("nihaonihao"[: number + 1], []))
    assert not passed
