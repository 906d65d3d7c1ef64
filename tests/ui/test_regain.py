"""Coming in by the recovery code or by colleagues' shares: a passphrase is set at the gate, before anybody has the open vault."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from ui.hands import english, focused, keys, part, press, said, show, tab_to, until
from ui.ways_hands import nameless

from casevault import files, paths
from casevault.errors import CaseVaultError
from casevault.i18n import Catalogue
from casevault.ui import run as session_of_window
from casevault.ui import unlock
from casevault.ui.gate_window import GateWindow
from casevault.ui.regain_page import LATER, RegainPage
from casevault.ui.run import Session
from casevault.ui.unlock import SecretKind
from casevault.vault import header as headers
from casevault.vault import ways
from casevault.vault.backup import back_up
from casevault.vault.slots import SlotKind
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

NEW = "another passphrase of my own"
SECRET = bytearray(PASSPHRASE.encode())


class Made:
    """A vault that was closed, with all that opens it."""

    def __init__(self, folder: Path, seed: int = 1) -> None:
        self.folder = folder
        vault, self.code = make_vault(folder, ambient=FixedAmbient(seed=seed))
        shares: list[str] = []
        ways.make_shares(vault, SECRET, needed=2, count=3, keep=lambda _s, words: shares.extend(words), profile=CHEAPEST)
        ways.add_passphrase(vault, SECRET, bytearray(b"of a colleague"), "C.D.", profile=CHEAPEST)
        vault.close()
        self.shares = shares


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path / "Work.casevault")


class Gate:
    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.opened: list[Vault] = []
        self.replaced: list[Path | None] = []
        self.window = GateWindow(
            Catalogue(), FixedAmbient(seed=2), folder, profile=CHEAPEST, bounds=CHEAP_BOUNDS, replace=self.replaced.append
        )
        qtbot.addWidget(self.window)
        self.window.opened.connect(self.opened.append)
        show(qtbot, self.window)

    def by_code(self, code: str) -> RegainPage:
        self.window.try_secret(bytearray(code.encode()), SecretKind.RECOVERY_CODE)
        return self.regain()

    def regain(self) -> RegainPage:
        until(self.qtbot, lambda: self.window.regain_page is not None)
        assert self.window.regain_page is not None
        return self.window.regain_page


@pytest.fixture
def gate(qtbot: QtBot, made: Made) -> Iterator[Gate]:
    found = Gate(qtbot, made.folder)
    yield found
    found.window.close()
    for vault in found.opened:
        vault.close()


def set_new(page: RegainPage, passphrase: str = NEW) -> None:
    page.new.first.setText(passphrase)
    page.new.again.setText(passphrase)
    page.button.click()


def test_a_passphrase_is_set_before_the_vault_is_handed_over(gate: Gate, made: Made) -> None:
    page = gate.by_code(made.code)
    assert not gate.opened
    assert not page.button.isEnabled()
    left = page.findChildren(QLineEdit)
    set_new(page)
    until(gate.qtbot, lambda: bool(gate.opened))
    assert [field.text() for field in left] == ["", ""]
    gate.opened[0].close()
    open_vault(made.folder, NEW).close()
    open_vault(made.folder, made.code, kind=SlotKind.RECOVERY).close()
    open_vault(made.folder, "of a colleague").close()
    with pytest.raises(CaseVaultError):
        open_vault(made.folder, PASSPHRASE)


def test_a_screen_reader_hears_what_every_field_is(gate: Gate, made: Made) -> None:
    gate.window._show_shares()
    assert nameless(gate.window) == []
    gate.window._show_unlock(made.folder)
    gate.by_code(made.code)
    assert nameless(gate.window) == []


def test_it_says_whose_passphrase_it_replaces(gate: Gate, made: Made) -> None:
    page = gate.by_code(made.code)
    until(gate.qtbot, lambda: "A.B." in page._whose.text())


def test_it_can_be_put_off(gate: Gate, made: Made) -> None:
    part(gate.by_code(made.code), QPushButton, english(LATER)).click()
    assert gate.opened
    assert gate.opened[0].slot.kind is SlotKind.RECOVERY
    gate.opened[0].close()
    open_vault(made.folder, PASSPHRASE).close()


def test_a_lock_does_not_leave_it_open_behind_the_page(gate: Gate, made: Made) -> None:
    gate.window.lock()  # nothing stands open yet
    assert (gate.replaced, gate.window.isVisible()) == ([], True)
    held: list[None] = []
    gate.window.held.connect(lambda: held.append(None))
    page = gate.by_code(made.code)
    assert held
    page.new.first.setText(NEW)
    gate.window.lock()
    assert gate.replaced == [made.folder]
    open_vault(made.folder, PASSPHRASE).close()
    part(page, QPushButton, english(LATER)).click()
    assert not gate.opened
    assert page.new.first.text() == ""


def test_a_lock_while_the_passphrase_is_set_waits_for_it(gate: Gate, made: Made) -> None:
    page = gate.by_code(made.code)
    set_new(page)
    gate.window.lock()
    QApplication.processEvents()
    assert (gate.opened, gate.replaced) == ([], [made.folder])
    open_vault(made.folder, made.code, kind=SlotKind.RECOVERY).close()


@pytest.mark.parametrize("ends", [False, True])
def test_the_system_is_heard_as_soon_as_a_vault_is_open(
    qtbot: QtBot, qapp: QApplication, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, ends: bool
) -> None:
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path / "config")
    monkeypatch.setattr(session_of_window, "make_application", lambda _argv, _settings, **_said: qapp)
    session = Session(Catalogue(), made.folder)
    replaced: list[Path | None] = []
    session.gate._replace, session.gate._bounds = replaced.append, CHEAP_BOUNDS
    try:
        session.gate.show()
        session.gate.try_secret(bytearray(made.code.encode()), SecretKind.RECOVERY_CODE)
        until(qtbot, lambda: session._system is not None)
        assert session._system is not None
        (session._system.end_wanted if ends else session._system.lock_wanted).emit()
        assert replaced == ([] if ends else [made.folder])
        assert not session.gate.isVisible()
        open_vault(made.folder, PASSPHRASE).close()
    finally:
        for one in (session._onlookers, session._held_keys):
            qapp.removeEventFilter(one)
        if session._system is not None:
            session._system.stop()
        session.gate.close()
        session.gate.deleteLater()


def test_a_colleagues_passphrase_is_refused(gate: Gate, made: Made) -> None:
    page = gate.by_code(made.code)
    set_new(page, "of a colleague")
    until(gate.qtbot, lambda: "opens the vault already" in said(page.message))
    set_new(page)
    until(gate.qtbot, lambda: bool(gate.opened))


def test_a_full_disk_is_said_and_nothing_is_lost(gate: Gate, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise files.problem_from(OSError(errno.ENOSPC, ""))

    page = gate.by_code(made.code)
    monkeypatch.setattr(headers, "write", full)
    set_new(page)
    until(gate.qtbot, lambda: "full" in said(page.message))
    monkeypatch.undo()
    set_new(page)
    until(gate.qtbot, lambda: bool(gate.opened))


def test_left_alone_it_closes_the_vault_and_the_process_goes(gate: Gate, made: Made) -> None:
    page = gate.by_code(made.code)
    assert page._alone.interval() == 120_000
    page._alone.setInterval(50)
    page._alone.start()
    until(gate.qtbot, lambda: gate.replaced == [made.folder])
    assert not gate.opened
    open_vault(made.folder).close()


def test_closing_the_window_closes_the_vault(gate: Gate, made: Made) -> None:
    gate.by_code(made.code)
    gate.window.close()
    open_vault(made.folder).close()


def test_a_passphrase_opens_without_any_of_this(gate: Gate) -> None:
    gate.window.try_secret(bytearray(SECRET))
    until(gate.qtbot, lambda: bool(gate.opened))
    assert gate.window.regain_page is None


def test_what_sets_a_passphrase_unasked_is_refused_in_a_vault_that_was_opened_with_one(made: Made) -> None:
    with open_vault(made.folder) as vault, pytest.raises(CaseVaultError, match="opened with a passphrase"):
        ways.regain_passphrase(vault, bytearray(NEW.encode()), profile=CHEAPEST)


def test_shares_open_it_one_after_the_other(gate: Gate, made: Made) -> None:
    page = gate.window.unlock
    assert page is not None
    tab_to(part(page, QPushButton, english(unlock.USE_SHARES)))
    press(Qt.Key.Key_Space)
    asked = gate.window.shares_page
    assert asked is not None
    assert focused() is asked.entry.field
    keys(made.shares[2])
    press(Qt.Key.Key_Return)
    assert "1 of 2" in asked.entry.here.text()
    assert not asked.button.isEnabled()
    keys(made.shares[0])
    press(Qt.Key.Key_Return)
    asked.button.click()
    regain = gate.regain()
    assert asked.entry.secret() == b""
    assert "seen each other's words" in " ".join(label.text() for label in regain.findChildren(type(regain._whose)))
    set_new(regain)
    until(gate.qtbot, lambda: bool(gate.opened))
    assert QApplication.clipboard().text() == ""
    gate.opened[0].close()
    open_vault(made.folder, NEW).close()


def test_shares_of_another_vault_are_refused_and_the_page_stays(gate: Gate, tmp_path: Path) -> None:
    other = Made(tmp_path / "Other.casevault", seed=9)
    gate.window._show_shares()
    asked = gate.window.shares_page
    assert asked is not None
    asked.entry.field.setPlainText("\n\n".join(other.shares[:2]))
    asked.entry.take()
    asked.button.click()
    until(gate.qtbot, lambda: bool(said(asked.entry.message)))
    assert asked.entry.isEnabled()
    assert not gate.opened


def test_going_back_forgets_the_shares(gate: Gate, made: Made) -> None:
    gate.window._show_shares()
    asked = gate.window.shares_page
    assert asked is not None
    asked.entry.field.setPlainText(made.shares[0])
    asked.entry.take()
    asked.back.click()
    assert asked.entry.secret() == b""
    assert gate.window.unlock is not None


def test_shares_that_are_left_alone_go_with_the_process(gate: Gate, made: Made) -> None:
    gate.window._show_shares()
    asked = gate.window.shares_page
    assert asked is not None
    assert asked._alone.interval() == 120_000
    asked._alone.setInterval(50)
    keys("half a sh")
    until(gate.qtbot, lambda: gate.replaced == [made.folder])


def test_a_back_up_is_restored_with_a_keyfile(gate: Gate, made: Made, tmp_path: Path) -> None:
    stick = tmp_path / "key.txt"
    with open_vault(made.folder, ambient=FixedAmbient(seed=7)) as vault:
        ways.add_keyfile(vault, SECRET, stick, profile=CHEAPEST)
    with Vault.open(made.folder, SECRET, keyfile=stick.read_bytes(), ambient=FixedAmbient(seed=8), bounds=CHEAP_BOUNDS) as vault:
        mine = next(way for way in ways.ways_of(vault) if way.kind == SlotKind.PASSPHRASE and way.signer == vault.actor)
        ways.remove_way(vault, SECRET, mine.id, stick.read_bytes())
        back_up(vault, tmp_path / "back-ups")
    gate.window.choose(tmp_path / "back-ups")
    page = gate.window.restore_page
    assert page is not None
    page.folder.setText(str(tmp_path / "Again.casevault"))
    page.secret.setText(PASSPHRASE)
    page.start()
    until(gate.qtbot, lambda: bool(said(page.message)))
    page.use_keyfile(stick)
    assert "key.txt" in page.keyfile_button.text()
    page.start()
    until(gate.qtbot, lambda: gate.window.unlock is not None)
    assert (tmp_path / "Again.casevault").is_dir()


def test_a_back_up_is_restored_with_the_recovery_code(gate: Gate, made: Made, tmp_path: Path) -> None:
    with open_vault(made.folder, ambient=FixedAmbient(seed=7)) as vault:
        back_up(vault, tmp_path / "back-ups")
    gate.window.choose(tmp_path / "back-ups")
    page = gate.window.restore_page
    assert page is not None
    page.folder.setText(str(tmp_path / "Again.casevault"))
    page.is_code.click()
    assert page.keyfile_button.isHidden(), "a code takes no keyfile"
    page.secret.setText(made.code)
    page.start()
    until(gate.qtbot, lambda: gate.window.unlock is not None)
