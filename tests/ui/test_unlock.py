"""The box that opens a vault: each way it can go wrong has its own sentence, and what was typed does not stay."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton
from shiboken6 import isValid
from ui.hands import english, focused, keys, part, press, said, show, tab_to, until

from casevault.i18n import Catalogue
from casevault.ui import unlock
from casevault.ui.gate_window import GateWindow
from casevault.vault import ways
from casevault.vault.slots import SlotKind
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.unlock import UnlockPage

HEADERS = ("vault.a", "vault.b")


class Gate:
    """A gate over a vault, and what came of it."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.opened: list[Vault] = []
        self.replaced: list[Path | None] = []
        self.window = GateWindow(
            Catalogue(), FixedAmbient(seed=2), folder, profile=CHEAPEST, bounds=CHEAP_BOUNDS, replace=self.replaced.append
        )
        qtbot.addWidget(self.window)
        self.window.opened.connect(self.opened.append)
        show(qtbot, self.window)

    @property
    def page(self) -> UnlockPage:
        assert self.window.unlock is not None
        return self.window.unlock

    def try_typed(self, qtbot: QtBot, text: str) -> str:
        """Type on the box, press Enter, and return what is said to it."""
        self.page.secret.clear()
        self.page.message.hide()
        keys(text)
        press(Qt.Key.Key_Return)
        until(qtbot, lambda: bool(self.opened) or bool(said(self.page.message)))
        return said(self.page.message)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "Work.casevault"


@pytest.fixture
def code(folder: Path) -> str:
    """A vault in `folder`; its recovery code."""
    vault, code = make_vault(folder)
    vault.close()
    return code


@pytest.fixture
def gate(qtbot: QtBot, folder: Path, code: str) -> Iterator[Gate]:
    assert code
    made = Gate(qtbot, folder)
    yield made
    for vault in made.opened:
        vault.close()


def test_the_passphrase_opens_it_and_is_gone_from_the_box(qtbot: QtBot, gate: Gate) -> None:
    assert focused() is gate.page.secret
    assert gate.page.secret.echoMode() is QLineEdit.EchoMode.Password
    assert not gate.try_typed(qtbot, PASSPHRASE)
    assert not gate.page.secret.text()
    assert gate.opened[0].actor


def test_it_says_where_the_vault_is_and_nothing_of_what_is_in_it(gate: Gate, folder: Path) -> None:
    texts = [label.text() for label in gate.page.findChildren(QLabel) if label.text()]
    assert f"Work, in {folder.parent.name}" in texts
    assert gate.window.windowTitle() == "CaseVault"


def test_a_wrong_passphrase_says_that_it_is_about_the_passphrase(qtbot: QtBot, gate: Gate) -> None:
    assert "That passphrase does not open this vault" in gate.try_typed(qtbot, "wrong")
    assert focused() is gate.page.secret
    assert gate.page.secret.selectedText() == "wrong", "typing again replaces it"
    keys(PASSPHRASE)
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: bool(gate.opened))


def test_the_recovery_code_opens_it(qtbot: QtBot, gate: Gate, code: str) -> None:
    tab_to(part(gate.page, QPushButton, english(unlock.USE_CODE)))
    press(Qt.Key.Key_Space)
    assert focused() is gate.page.secret
    assert gate.page.secret.echoMode() is QLineEdit.EchoMode.Normal, "copied from paper, it must be seen"
    keys(code.lower().replace("-", " "))
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: gate.window.regain_page is not None)
    assert not gate.opened, "a passphrase is asked for before anybody has the vault"


def test_a_slip_in_the_recovery_code_is_named(qtbot: QtBot, gate: Gate, code: str) -> None:
    gate.page._switch.click()
    slipped = code[:10] + ("7" if code[10] != "7" else "8") + code[11:]
    assert "Group 3" in gate.try_typed(qtbot, slipped)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(bytes(data))


def damage_both(folder: Path) -> None:
    for name in HEADERS:
        flip(folder / name)


def truncate(folder: Path) -> None:
    for name in HEADERS:
        (folder / name).write_bytes((folder / name).read_bytes()[:99])


def empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_file():
            path.unlink()


def damage_database(folder: Path) -> None:
    database = folder / "main.db"
    data = bytearray(database.read_bytes())
    for place in range(100, len(data), 512):
        data[place] ^= 1
    database.write_bytes(bytes(data))


def make_newer(folder: Path) -> None:
    import hashlib  # noqa: PLC0415 - for this one case

    for name in HEADERS:
        data = (folder / name).read_bytes()
        newer = data[:-32].replace(b'"format":1', b'"format":2').replace(b'"min_reader":1', b'"min_reader":2')
        assert newer != data[:-32]
        (folder / name).write_bytes(newer + hashlib.sha256(newer).digest())


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (damage_both, "Both copies of this vault's header are damaged"),
        (truncate, "Both copies of this vault's header are damaged"),
        (empty, "not a CaseVault vault"),
        (make_newer, "newer CaseVault"),
        (damage_database, "The passphrase is right"),
    ],
)
def test_each_trouble_has_its_own_sentence(
    qtbot: QtBot, gate: Gate, folder: Path, spoil: Callable[[Path], None], sentence: str
) -> None:
    spoil(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != "lock"}
    assert sentence in gate.try_typed(qtbot, PASSPHRASE)
    assert gate.page.button.isEnabled()
    assert {name: (folder / name).read_bytes() for name in before} == before, "nothing is changed by looking"


def test_a_vault_in_use_says_so(qtbot: QtBot, gate: Gate, folder: Path) -> None:
    other = Gate(qtbot, folder)
    other.try_typed(qtbot, PASSPHRASE)
    show(qtbot, gate.window)
    gate.page.secret.setFocus()
    try:
        assert "open in another window" in gate.try_typed(qtbot, PASSPHRASE)
    finally:
        other.opened[0].close()


def test_a_repaired_header_is_told_by_the_open_vault(qtbot: QtBot, gate: Gate, folder: Path) -> None:
    flip(folder / "vault.a")
    assert not gate.try_typed(qtbot, PASSPHRASE)
    assert [notice.text for notice in gate.opened[0].notices]


def test_a_try_that_failed_and_is_left_alone_replaces_the_process(qtbot: QtBot, gate: Gate, folder: Path) -> None:
    assert gate.page._alone.interval() == 120_000
    gate.page._alone.setInterval(80)
    gate.try_typed(qtbot, "wrong")
    until(qtbot, lambda: gate.replaced == [folder])


def test_what_was_typed_and_left_goes_too(qtbot: QtBot, gate: Gate, folder: Path) -> None:
    gate.page._alone.setInterval(80)
    keys("a passphrase, half ty")
    until(qtbot, lambda: gate.replaced == [folder])


def test_no_clock_runs_while_it_is_being_opened_or_after(qtbot: QtBot, gate: Gate) -> None:
    gate.try_typed(qtbot, "wrong")
    assert gate.page._alone.isActive()
    gate.try_typed(qtbot, PASSPHRASE)
    until(qtbot, lambda: bool(gate.opened))
    assert not gate.page._alone.isActive()


def test_the_eye_shows_what_is_typed_by_key(gate: Gate) -> None:
    keys("abc")
    press(Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    assert gate.page.secret.echoMode() is QLineEdit.EchoMode.Normal
    press(Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    assert gate.page.secret.echoMode() is QLineEdit.EchoMode.Password


def test_the_passphrase_is_in_no_log_and_no_output(
    qtbot: QtBot, gate: Gate, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    gate.try_typed(qtbot, "wrong canary words")
    gate.try_typed(qtbot, PASSPHRASE)
    written = caplog.text + "".join(capfd.readouterr())
    assert "canary" not in written
    assert PASSPHRASE not in written


def test_the_secret_that_was_handed_over_is_wiped(qtbot: QtBot, gate: Gate) -> None:
    secret = bytearray(PASSPHRASE.encode())
    gate.window.try_secret(secret)
    until(qtbot, lambda: bool(gate.opened))
    assert secret == bytes(len(secret))


def test_another_page_takes_the_typed_words_with_it(qtbot: QtBot, gate: Gate) -> None:
    page = gate.page
    keys("half a passphrase")
    page.new_vault_wanted.emit()
    assert gate.window.unlock is None
    until(qtbot, lambda: not isValid(page))


def test_a_keyfile_opens_with_its_passphrase_and_is_forgotten(qtbot: QtBot, folder: Path, code: str, tmp_path: Path) -> None:
    assert code
    stick = tmp_path / "stick.key"
    secret = bytearray(PASSPHRASE.encode())
    with open_vault(folder, ambient=FixedAmbient(seed=5)) as vault:
        ways.add_keyfile(vault, secret, stick, profile=CHEAPEST)
    with Vault.open(folder, secret, keyfile=stick.read_bytes(), ambient=FixedAmbient(seed=6), bounds=CHEAP_BOUNDS) as vault:
        ways.remove_way(vault, secret, ways.ways_of(vault)[0].id, stick.read_bytes())
    gate = Gate(qtbot, folder)
    assert "keyfile" in gate.try_typed(qtbot, PASSPHRASE)
    button = part(gate.page, QPushButton, "unlock.keyfile")
    button.click()
    dialog = gate.window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFile
    dialog.fileSelected.emit(str(stick))
    dialog.close()
    show(qtbot, gate.window)
    assert "stick.key" in button.text()
    button.click()  # a second click goes on without it
    assert gate.page.keyfile is None
    wide = gate.window.minimumSizeHint().width()
    gate.page.use_keyfile(tmp_path / ("a" * 200 + ".key"))
    assert gate.window.minimumSizeHint().width() < wide + 300
    for path, expected in ((tmp_path / "gone", "There is no such file"), (tmp_path / "short", "A keyfile has")):
        (tmp_path / "short").write_bytes(b"x")
        gate.page.use_keyfile(path)
        assert expected in gate.try_typed(qtbot, PASSPHRASE)
    gate.page.use_keyfile(stick)
    assert not gate.try_typed(qtbot, PASSPHRASE)
    (opened,) = gate.opened
    assert opened.slot.kind is SlotKind.PASSPHRASE_KEYFILE
    opened.close()


def test_a_recovery_code_takes_no_keyfile(gate: Gate) -> None:
    button = part(gate.page, QPushButton, "unlock.keyfile")
    assert button.isVisible()
    part(gate.page, QPushButton, english(unlock.USE_CODE)).click()
    assert not button.isVisible()
