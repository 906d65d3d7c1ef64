"""From the box to the open window and out again: what is deleted, what is named, what is closed."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from builders import CHEAP_BOUNDS, PASSPHRASE, START, FixedAmbient, make_vault, open_vault
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QWidget
from shiboken6 import isValid
from ui.hands import part, press, said, until

from casevault import paths
from casevault.domain.change import ClockFlag
from casevault.i18n import Catalogue
from casevault.ui import run as session_of_window
from casevault.ui.context import Context
from casevault.ui.disclose import DiscloseFlow
from casevault.ui.gate_window import GateWindow
from casevault.ui.log_line import LogLine
from casevault.ui.record_form import RecordForm
from casevault.ui.run import Session
from casevault.ui.settings import Settings
from casevault.ui.today import TodayPage
from casevault.ui.unlock import LOCKED
from casevault.ui.widgets.basic import Button
from casevault.ui.words import InlineMessage
from casevault.vault.backup import back_up
from casevault.vault.cases import CLOCKS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.vault.vault import Vault


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    vault, _ = make_vault(tmp_path / "Work.casevault")
    vault.close()
    return vault.folder


def idle(gate: GateWindow) -> bool:
    return gate._runner.is_idle


def leave(session: Session, qapp: QApplication) -> None:
    """Take a session's filters off the application of all tests; in the program they end with the process."""
    for one in (session._onlookers, session._held_keys):
        qapp.removeEventFilter(one)


@pytest.fixture
def session(qapp: QApplication, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Iterator[Session]:
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path / "config")
    monkeypatch.setattr(session_of_window, "make_application", lambda _argv, _settings, **_said: qapp)
    quits: list[None] = []
    monkeypatch.setattr(qapp, "quit", lambda: quits.append(None))
    made = Session(Catalogue(), folder)
    made.gate._bounds = CHEAP_BOUNDS
    made.gate.show()
    yield made
    leave(made, qapp)
    made.end()
    if made.window is not None:
        assert made._system is not None
        made._system.stop()
        qapp.removeEventFilter(made._idle)
        qapp.lastWindowClosed.disconnect(made.end)
        made.window.deleteLater()
        until(qtbot, lambda: made.window is None or not isValid(made.window))


def test_with_the_box_goes_the_field_in_which_the_passphrase_was_typed(qtbot: QtBot, session: Session) -> None:
    gate = session.gate
    assert gate.unlock is not None
    field: QLineEdit = gate.unlock.secret
    field.setText(PASSPHRASE)
    gate.unlock.button.click()
    until(qtbot, lambda: session.window is not None)
    until(qtbot, lambda: not isValid(gate) and not isValid(field))
    assert session.window is not None
    assert session.window.isVisible()
    assert session.window.windowTitle() == "CaseVault"


def test_ending_closes_the_vault_and_the_program(qtbot: QtBot, session: Session, folder: Path) -> None:
    session.gate.try_secret(bytearray(PASSPHRASE.encode()))
    until(qtbot, lambda: session.window is not None)
    session.end()
    session.end()
    open_vault(folder).close()
    assert not list(folder.glob("main.db-*"))


def test_settings_are_at_work_at_once(qtbot: QtBot, session: Session) -> None:
    session.gate.try_secret(bytearray(PASSPHRASE.encode()))
    until(qtbot, lambda: session.window is not None)
    assert session.window is not None
    session.window.preferences.use(Settings(lock_minutes=1, clipboard_seconds=10))
    assert session._idle._timer.interval() == 60_000
    assert session._idle._timer.isActive()
    assert session._copied._timer.interval() == 10_000


def test_a_vault_in_which_nobody_logged_anything_says_what_to_do_first(qtbot: QtBot, session: Session) -> None:
    session.gate.try_secret(bytearray(PASSPHRASE.encode()))
    until(qtbot, lambda: session.window is not None)
    assert session.window is not None
    page = session.window.page
    assert isinstance(page, TodayPage)
    until(qtbot, lambda: page._was_read_whole)
    assert page._stack.currentIndex() == 1, "who signs and on which computer was written by the program"


def test_a_clock_that_was_set_back_is_said_when_something_is_recorded(qtbot: QtBot, session: Session) -> None:
    session.gate.try_secret(bytearray(PASSPHRASE.encode()))
    until(qtbot, lambda: session.context is not None)
    context = session.context
    assert context is not None
    heard: list[object] = []
    context.messages.noticed.connect(lambda notice: heard.append(notice.what))
    records = context.vault.records
    records.log._ambient = FixedAmbient(seed=2, start=START - timedelta(days=365))
    for number in range(2):
        context.changes.happened.emit(records.add("person", {"display_name": f"Person {number}"}))
    assert [said for said in heard if "clock" in str(said)] == [context.text(CLOCKS[ClockFlag.BACK])]


def test_a_locked_window_says_that_drafts_are_kept(
    qapp: QApplication, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path / "config")
    monkeypatch.setattr(session_of_window, "make_application", lambda _argv, _settings, **_said: qapp)
    made = Session(Catalogue(), folder, locked=True)
    assert made.gate.unlock is not None
    assert said(made.gate.unlock.message) == LOCKED.text
    leave(made, qapp)
    made.gate.close()
    made.gate.deleteLater()


def unnamed(outer: QWidget) -> list[str]:
    """Return what takes the keyboard and has no name for a screen reader."""
    found = []
    for widget in [outer, *outer.findChildren(QWidget)]:
        inner = widget.objectName().startswith("qt_") or (isinstance(widget, QListView) and widget.window() is not outer.window())
        # A message offers no button, and a label says nothing, until there is something to say.
        inner = inner or (widget.isHidden() and isinstance(widget.parent(), InlineMessage))
        inner = inner or (isinstance(widget, QLabel) and not widget.text())
        if widget.focusPolicy() is Qt.FocusPolicy.NoFocus or widget.focusProxy() is not None or inner or widget.isWindow():
            continue
        if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name):
            found.append(f"{widget!r} {widget.objectName()}")
    return found


def test_everything_that_takes_the_keyboard_has_a_name(qtbot: QtBot, vault: Vault, folder: Path, ambient: object) -> None:
    context = Context(vault, Catalogue())
    window = QWidget()
    qtbot.addWidget(window)
    there, none = GateWindow(Catalogue(), vault.ambient, folder), GateWindow(Catalogue(), vault.ambient, None)
    screens: list[QWidget] = [there, none, LogLine(context, "", window), RecordForm(context, "person", None, {}, window)]
    screens.append(DiscloseFlow(context, ""))
    for screen in screens:
        if screen.parent() is None:
            qtbot.addWidget(screen)
        assert not unnamed(screen)
        assert screen.windowTitle() in {"CaseVault", ""}
    until(qtbot, lambda: context.runner.is_idle)
    context.runner.stop()
    assert ambient


def shown(gate: GateWindow) -> tuple[str, str]:
    return "restore" if gate.restore_page else "", "unlock" if gate.unlock else ""


@pytest.fixture
def backed_up(folder: Path, tmp_path: Path) -> Path:
    with open_vault(folder) as vault:
        back_up(vault, tmp_path / "back-ups")
    return tmp_path / "back-ups"


def test_a_back_up_that_is_chosen_is_restored_and_then_unlocked(
    qtbot: QtBot, session: Session, backed_up: Path, tmp_path: Path
) -> None:
    gate = session.gate
    gate.choose(backed_up)
    page = gate.restore_page
    assert page is not None
    page.folder.setText(str(tmp_path / "Again.casevault"))
    page.secret.setText("another")
    press(Qt.Key.Key_Return)
    page.start()
    until(qtbot, page.message.isVisible)
    assert not (tmp_path / "Again.casevault").exists()
    page.secret.setText(PASSPHRASE)
    page.start()
    until(qtbot, lambda: gate.unlock is not None)
    assert gate.unlock is not None
    assert "restored and checked" in gate.unlock.message.accessibleName()
    gate.try_secret(bytearray(PASSPHRASE.encode()))
    until(qtbot, lambda: session.window is not None)
    assert session.context is not None
    assert session.context.vault.folder == tmp_path / "Again.casevault"


def test_a_vault_that_is_chosen_is_unlocked_and_going_back_from_a_back_up_returns_to_it(
    qtbot: QtBot, session: Session, folder: Path, backed_up: Path
) -> None:
    gate = session.gate
    gate.choose(backed_up)
    assert shown(gate) == ("restore", "")
    assert gate.restore_page is not None
    part(gate.restore_page, Button, "Back").click()
    assert shown(gate) == ("", "unlock")
    gate.choose(folder)
    assert shown(gate) == ("", "unlock")
    assert unnamed(gate) == []
    gate.choose(backed_up)
    assert unnamed(gate) == []
    qtbot.wait(1)


def test_a_vault_that_nobody_waits_for_any_more_does_not_open(qtbot: QtBot, folder: Path, tmp_path: Path) -> None:
    """Another vault was chosen while the first was being opened: neither opens, and none is said to have another passphrase."""
    make_vault(tmp_path / "Other.casevault")[0].close()
    opened: list[Vault] = []
    for secret in (PASSPHRASE, "not these words"):
        gate = GateWindow(Catalogue(), FixedAmbient(seed=2), folder, bounds=CHEAP_BOUNDS)
        qtbot.addWidget(gate)
        gate.opened.connect(opened.append)
        gate.try_secret(bytearray(secret.encode()))
        gate.choose(tmp_path / "Other.casevault")
        qtbot.waitUntil(partial(idle, gate))
        assert opened == []
        assert gate.unlock is not None
        assert not said(gate.unlock.message)
        gate.close()
    open_vault(folder).close()  # it was let go of
