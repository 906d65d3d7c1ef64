"""New keys for a whole vault, from the window: it is closed for that, and its new code is shown before a fresh process comes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault
from PySide6.QtWidgets import QApplication, QLineEdit
from ui.hands import said, until

from casevault import paths
from casevault.errors import CaseVaultError
from casevault.i18n import Catalogue
from casevault.ui import renewing
from casevault.ui import run as session_of_window
from casevault.ui.renewing import RenewWindow
from casevault.ui.run import Session
from casevault.vault.rotation import rotate
from casevault.vault.slots import SlotKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.progress import Progress


class Made:
    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        vault, self.code = make_vault(folder)
        vault.close()
        self.folder = folder
        self.replaced: list[Path | None] = []
        self.window = RenewWindow(
            folder,
            Catalogue(),
            FixedAmbient(seed=3),
            profile=CHEAPEST,
            bounds=CHEAP_BOUNDS,
            replace=self.replaced.append,
        )
        qtbot.addWidget(self.window)
        self.window.show()
        self.secret = bytearray(PASSPHRASE.encode())


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Made]:
    found = Made(qtbot, tmp_path / "Work.casevault")
    yield found
    found.window.close()


def test_the_keys_are_new_and_the_code_is_typed_back(qtbot: QtBot, made: Made) -> None:
    window = made.window
    window.start(made.secret, None)
    until(qtbot, lambda: window.sheet is not None)
    assert made.secret == bytes(len(PASSPHRASE)), "what was typed is wiped"
    sheet = window.sheet
    assert sheet is not None
    assert not window.button.isEnabled()
    code = "-".join(sheet.shown.text().split())
    sheet.typed.setText(code)
    assert window.button.isEnabled()
    assert QApplication.clipboard().text() == ""
    window.button.click()
    assert made.replaced == [made.folder]
    open_vault(made.folder, ambient=FixedAmbient(seed=4)).close()
    open_vault(made.folder, code, kind=SlotKind.RECOVERY, ambient=FixedAmbient(seed=5)).close()
    with pytest.raises(CaseVaultError):
        open_vault(made.folder, made.code, kind=SlotKind.RECOVERY)


def test_a_cancel_leaves_the_vault_as_it_was(qtbot: QtBot, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    real, reached, go_on = rotate, threading.Event(), threading.Event()

    def slow(*given: object, progress: Progress, **named: object) -> str:
        def report(done: int, total: int, /) -> None:
            reached.set()
            go_on.wait(10)
            progress(done, total)

        return real(*given, progress=report, **named)  # type: ignore[arg-type]  # handed through as it came

    monkeypatch.setattr(renewing, "rotate", slow)
    made.window.start(made.secret, None)
    until(qtbot, reached.is_set)
    assert made.window.is_working
    made.window.cancel()
    go_on.set()
    until(qtbot, lambda: bool(said(made.window.message)))
    assert "as it was" in said(made.window.message)
    assert made.window.sheet is None
    assert list(made.folder.parent.glob("Work*")) == [made.folder]
    open_vault(made.folder, made.code, kind=SlotKind.RECOVERY).close()
    made.window.button.click()
    assert made.replaced == [made.folder]


def test_a_cancel_that_comes_too_late_still_shows_the_new_code(qtbot: QtBot, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    real, reached, go_on = rotate, threading.Event(), threading.Event()

    def slow(*given: object, **named: object) -> str:
        code = real(*given, **named)  # type: ignore[arg-type]  # handed through as it came
        reached.set()
        go_on.wait(10)
        return code

    monkeypatch.setattr(renewing, "rotate", slow)
    made.window.start(made.secret, None)
    until(qtbot, reached.is_set)
    made.window.cancel()
    go_on.set()
    until(qtbot, lambda: made.window.sheet is not None)


def test_what_it_refuses_is_said_and_the_way_back_is_open(qtbot: QtBot, made: Made) -> None:
    beside = made.folder.with_name(f"{made.folder.name}.old")
    beside.mkdir()
    made.window.start(made.secret, None)
    until(qtbot, lambda: bool(said(made.window.message)))
    assert "ends in .old" in said(made.window.message)
    assert made.window.button.isEnabled()
    beside.rmdir()
    open_vault(made.folder).close()


def test_a_lock_does_not_wait_for_it(qtbot: QtBot, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    reached = threading.Event()

    def endless(*_given: object, progress: Progress, **_named: object) -> str:
        reached.set()
        while True:
            progress(0, 0)  # which raises once it is cancelled

    monkeypatch.setattr(renewing, "rotate", endless)
    made.window.start(made.secret, None)
    until(qtbot, reached.is_set)
    made.window.leave_idle()
    assert not made.replaced, "nobody has to touch the mouse while it works"
    made.window.leave()
    assert made.replaced == [made.folder]


@pytest.fixture
def session(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Iterator[Session]:
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path / "config")
    monkeypatch.setattr(session_of_window, "make_application", lambda _argv, _settings, **_said: qapp)
    monkeypatch.setattr(qapp, "quit", lambda: None)
    vault, _ = make_vault(tmp_path / "Work.casevault")
    made = Session(Catalogue(), vault.folder)
    made.show_vault(vault)
    yield made
    assert made.window is not None
    assert made._system is not None
    made._system.stop()
    qapp.removeEventFilter(made._idle)
    qapp.lastWindowClosed.disconnect(made.end)
    made.window.deleteLater()
    qtbot.wait(10)


def test_the_open_window_closes_the_vault_and_hands_over_what_was_typed(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[str, object]] = []
    monkeypatch.setattr(RenewWindow, "start", lambda _self, secret, keyfile: given.append((secret.decode(), keyfile)))
    context, window = session.context, session.window
    assert context is not None
    assert window is not None
    renew = context.doors.renew
    assert renew is not None
    renew(bytearray(PASSPHRASE.encode()), None)
    until(qtbot, lambda: bool(given))
    assert given == [(PASSPHRASE, None)]
    assert not window.isVisible()
    assert not [field for field in window.findChildren(QLineEdit) if PASSPHRASE in field.text()]
    open_vault(context.vault.folder).close()
    again = bytearray(b"twice")
    renew(again, None)
    assert again == bytes(5)
    assert session.renewing is not None
    session.renewing.close()
