"""Making a vault, typed by keyboard from the first step to the last."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, FixedAmbient, open_vault
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from ui.hands import english, focused, keys, part, press, said, show, tab_to, until

from casevault import files
from casevault.crypto.strength import ADVICE, estimate
from casevault.i18n import Catalogue
from casevault.ui import create
from casevault.ui.gate_window import GateWindow
from casevault.ui.ways.new_passphrase import DIFFERENT, NEW_WORDS, WORDS, WORDS_GOOD
from casevault.ui.words import Words
from casevault.vault.slots import SlotKind
from casevault.vault.vault import CODE_NOT_TYPED, Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.create import CreatePage

OWN = "一只鸟 in the pear tree 42"


@pytest.fixture
def opened() -> list[Vault]:
    return []


@pytest.fixture
def gate(qtbot: QtBot, opened: list[Vault]) -> Iterator[GateWindow]:
    made = GateWindow(Catalogue(), FixedAmbient(), None, profile=CHEAPEST, bounds=CHEAP_BOUNDS)
    qtbot.addWidget(made)
    made.opened.connect(opened.append)
    show(qtbot, made)
    assert made.first is not None
    made.first.make.click()
    yield made
    for vault in opened:
        vault.close()


def page_of(gate: GateWindow) -> CreatePage:
    assert gate.create_page is not None
    return gate.create_page


def step_of(page: CreatePage) -> str:
    return next(label.text() for label in page.findChildren(QLabel) if label.text() in [english(step) for step in create.STEPS])


def choose(page: CreatePage, folder: Path) -> None:
    page.folder.setFocus()
    page.folder.selectAll()
    keys(str(folder))


def to_code(qtbot: QtBot, page: CreatePage, folder: Path, passphrase: str = "") -> str:
    """Go on to step 3 by keyboard and return the code that is shown."""
    choose(page, folder)
    press(Qt.Key.Key_Return)
    if passphrase:
        tab_to(page.passphrase)
        page.passphrase.selectAll()
        keys(passphrase)
        tab_to(page.again)
    keys(passphrase or page.passphrase.text())
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: bool(shown_code(page)))
    return shown_code(page)


def shown_code(page: CreatePage) -> str:
    return "-".join(part(page, QLabel, "create.code").text().split())


def other(letter: str) -> str:
    return "7" if letter != "7" else "8"


def test_four_steps_by_keyboard_end_in_an_open_vault(qtbot: QtBot, gate: GateWindow, opened: list[Vault], tmp_path: Path) -> None:
    page = page_of(gate)
    assert step_of(page) == english(create.STEPS[0])
    code = to_code(qtbot, page, tmp_path / "mine", OWN)
    assert step_of(page) == english(create.STEPS[2])
    assert focused() is page.typed_code
    keys(code.lower())
    assert page.go_on.isEnabled()
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: step_of(page) == english(create.STEPS[3]))
    assert not shown_code(page), "the code is shown once"
    assert [line.text() for line in (page.passphrase, page.again, page.typed_code)] == ["", "", ""]
    press(Qt.Key.Key_Space)  # the button has the keyboard
    assert [vault.folder.name for vault in opened] == ["mine.casevault"]
    opened[0].close()
    open_vault(tmp_path / "mine.casevault", OWN).close()
    open_vault(tmp_path / "mine.casevault", code, kind=SlotKind.RECOVERY).close()


def test_the_words_made_here_open_it_too(qtbot: QtBot, gate: GateWindow, tmp_path: Path) -> None:
    page = page_of(gate)
    words = page.passphrase.text()
    assert len(words.split()) == WORDS
    part(page, QPushButton, english(NEW_WORDS)).click()
    assert page.passphrase.text() != words
    words = page.passphrase.text()
    to_code(qtbot, page, tmp_path / "mine.casevault")
    page.close_vault()
    open_vault(tmp_path / "mine.casevault", words).close()


def test_the_code_is_typed_back_whole_and_a_wrong_group_is_named(qtbot: QtBot, gate: GateWindow, tmp_path: Path) -> None:
    page = page_of(gate)
    code = to_code(qtbot, page, tmp_path / "mine")
    groups = code.split("-")
    assert len(groups) == 9
    assert not page.go_on.isEnabled()
    keys(" ".join(groups[:2]))
    assert not page.go_on.isEnabled()
    assert not said(page.message), "what is not typed yet is not wrong"
    keys(f" {other(groups[2][0])}{groups[2][1:]}")
    assert "Group 3" in said(page.message)
    press(Qt.Key.Key_Return)
    assert step_of(page) == english(create.STEPS[2])
    page.typed_code.selectAll()
    keys("-".join(groups[:-1]))
    assert not page.go_on.isEnabled()
    press(Qt.Key.Key_Return)
    assert step_of(page) == english(create.STEPS[2]), "eight groups are not the whole code"
    keys(f"-{groups[8]}")
    assert page.go_on.isEnabled()
    assert not page.back.isVisible()


def test_two_different_passphrases_go_no_further(gate: GateWindow, tmp_path: Path) -> None:
    page = page_of(gate)
    choose(page, tmp_path / "mine")
    press(Qt.Key.Key_Return)
    assert focused() is page.again
    keys("something else")
    press(Qt.Key.Key_Return)
    shown = [words.text() for words in page.findChildren(Words) if words.isVisible()]
    assert shown.count(english(DIFFERENT)) == 1, "said once, beside the field"
    assert not page.message.isVisible()
    assert focused() is page.again
    assert not (tmp_path / "mine.casevault").exists()


def test_a_synced_folder_is_named_and_takes_a_second_yes(qtbot: QtBot, gate: GateWindow, tmp_path: Path) -> None:
    page = page_of(gate)
    choose(page, tmp_path / "Dropbox" / "mine")
    press(Qt.Key.Key_Return)
    assert "“Dropbox” keeps copies" in said(page.message)
    press(Qt.Key.Key_Return)
    assert step_of(page) == english(create.STEPS[0])
    tab_to(page.synced_ok)
    press(Qt.Key.Key_Space)
    tab_to(page.go_on)
    press(Qt.Key.Key_Space)
    assert step_of(page) == english(create.STEPS[1])
    keys(page.passphrase.text())
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: bool(shown_code(page)))
    assert (tmp_path / "Dropbox" / "mine.casevault" / "vault.a").exists()


def test_the_second_yes_counts_for_the_folder_it_was_given_for(gate: GateWindow, tmp_path: Path) -> None:
    page = page_of(gate)
    choose(page, tmp_path / "Dropbox" / "mine")
    press(Qt.Key.Key_Return)
    tab_to(page.synced_ok)
    press(Qt.Key.Key_Space)
    choose(page, tmp_path / "OneDrive" / "mine")
    press(Qt.Key.Key_Return)
    assert step_of(page) == english(create.STEPS[0])
    assert "“OneDrive” keeps copies" in said(page.message)


def test_a_folder_that_holds_something_is_refused_and_left_alone(qtbot: QtBot, gate: GateWindow, tmp_path: Path) -> None:
    page = page_of(gate)
    taken = tmp_path / "mine.casevault"
    taken.mkdir()
    (taken / "letter.txt").write_text("mine")
    choose(page, taken)
    press(Qt.Key.Key_Return)
    words = page.passphrase.text()
    keys(words)
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: "already something" in said(page.message))
    assert step_of(page) == english(create.STEPS[0])
    assert [path.name for path in taken.iterdir()] == ["letter.txt"]
    assert page.passphrase.text() == words, "nobody writes down new words for a slip in the folder's name"
    choose(page, tmp_path / "other")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: bool(shown_code(page)))


@pytest.mark.skipif(os.access("/", os.W_OK), reason="permissions do not bind this user")
def test_a_place_that_takes_nothing_is_told(qtbot: QtBot, gate: GateWindow, tmp_path: Path) -> None:
    page = page_of(gate)
    place = tmp_path / "kept"
    place.mkdir(mode=0o500)
    choose(page, place / "mine")
    press(Qt.Key.Key_Return)
    keys(page.passphrase.text())
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: bool(said(page.message)) and step_of(page) == english(create.STEPS[0]))


def test_a_place_that_cannot_be_is_told(qtbot: QtBot, gate: GateWindow, tmp_path: Path) -> None:
    page = page_of(gate)
    (tmp_path / "a file").write_text("")
    choose(page, tmp_path / "a file" / "mine")
    press(Qt.Key.Key_Return)
    keys(page.passphrase.text())
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: bool(said(page.message)) and step_of(page) == english(create.STEPS[0]))
    assert page.go_on.isEnabled()


def test_closing_the_window_lets_go_of_a_vault_that_was_begun(qtbot: QtBot, gate: GateWindow, tmp_path: Path) -> None:
    page = page_of(gate)
    words = page.passphrase.text()
    to_code(qtbot, page, tmp_path / "mine")
    gate.close()
    open_vault(tmp_path / "mine.casevault", words).close()


@pytest.fixture
def replaced(gate: GateWindow) -> list[Path | None]:
    asked: list[Path | None] = []
    gate._replace = asked.append
    return asked


def told(vault: Vault) -> bool:
    return CODE_NOT_TYPED in vault.notices


def test_a_lock_does_not_leave_the_code_on_the_screen_nor_the_vault_open(
    qtbot: QtBot, gate: GateWindow, replaced: list[Path | None], tmp_path: Path
) -> None:
    held: list[None] = []
    gate.held.connect(lambda: held.append(None))
    page = page_of(gate)
    gate.lock()
    assert replaced == [], "nothing stands open yet"
    words = page.passphrase.text()
    code = to_code(qtbot, page, tmp_path / "mine")
    assert held, "the system is listened to"
    keys(code[:10])
    gate.lock()
    folder = tmp_path / "mine.casevault"
    assert (replaced, gate.isVisible()) == ([folder], False)
    assert [line.text() for line in (page.passphrase, page.again, page.typed_code)] == ["", "", ""]
    assert not shown_code(page)
    for seed in (2, 3):
        with open_vault(folder, words, ambient=FixedAmbient(seed=seed)) as vault:
            assert told(vault), "each time, until there is a code that was typed"
    with open_vault(folder, code, kind=SlotKind.RECOVERY, ambient=FixedAmbient(seed=4)) as vault:
        assert not told(vault)
    with open_vault(folder, words, ambient=FixedAmbient(seed=5)) as vault:
        assert not told(vault)


def test_a_vault_whose_code_was_typed_back_has_nothing_to_say_of_it(
    qtbot: QtBot, gate: GateWindow, opened: list[Vault], replaced: list[Path | None], tmp_path: Path
) -> None:
    page = page_of(gate)
    words = page.passphrase.text()
    keys(to_code(qtbot, page, tmp_path / "mine"))
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: step_of(page) == english(create.STEPS[3]))
    press(Qt.Key.Key_Space)
    (vault,) = opened
    assert not told(vault)
    vault.close()
    with open_vault(tmp_path / "mine.casevault", words) as again:
        assert not told(again)
    gate.lock()
    assert replaced == []


def test_a_lock_while_it_is_tested_waits_for_that_and_closes_it(
    qtbot: QtBot, gate: GateWindow, opened: list[Vault], replaced: list[Path | None], tmp_path: Path
) -> None:
    page = page_of(gate)
    words = page.passphrase.text()
    keys(to_code(qtbot, page, tmp_path / "mine"))
    press(Qt.Key.Key_Return)
    gate.lock()
    QApplication.processEvents()
    assert (opened, replaced) == ([], [tmp_path / "mine.casevault"])
    open_vault(tmp_path / "mine.casevault", words).close()


def test_a_lock_while_it_is_made_leads_to_it_or_to_the_first_page(
    gate: GateWindow, replaced: list[Path | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise files.problem_from(OSError(errno.ENOSPC, ""))

    monkeypatch.setattr(Vault, "create", never)
    page = page_of(gate)
    choose(page, tmp_path / "mine")
    press(Qt.Key.Key_Return)
    keys(page.passphrase.text())
    press(Qt.Key.Key_Return)
    gate.lock()
    assert replaced == [None], "no vault, and none is asked for"


def test_left_alone_with_the_code_it_closes(
    qtbot: QtBot, gate: GateWindow, replaced: list[Path | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert create.LEFT_ALONE == 10
    monkeypatch.setattr(create, "LEFT_ALONE", 0.005)  # 300 ms
    to_code(qtbot, page_of(gate), tmp_path / "mine")
    until(qtbot, lambda: replaced == [tmp_path / "mine.casevault"])


def test_back_leads_to_where_one_came_from(qtbot: QtBot, gate: GateWindow, tmp_path: Path) -> None:
    tab_to(page_of(gate).back)
    press(Qt.Key.Key_Space)
    assert gate.first is not None
    assert gate.create_page is None
    with_vault = GateWindow(Catalogue(), FixedAmbient(), tmp_path / "there")
    qtbot.addWidget(with_vault)
    show(qtbot, with_vault)
    assert with_vault.unlock is not None
    with_vault.unlock.new_vault_wanted.emit()
    page = page_of(with_vault)
    assert page.back.isVisible()
    tab_to(page.back)
    press(Qt.Key.Key_Space)
    assert with_vault.create_page is None
    assert with_vault.unlock is not None


def test_a_passphrase_of_ones_own_gets_advice(gate: GateWindow) -> None:
    page = page_of(gate)

    def shown() -> set[str]:
        return {label.text() for label in page.findChildren(QLabel)}

    drawn = page.passphrase.text()
    assert english(WORDS_GOOD) in shown()
    for own in ("short", "wangxiaoming1990", "meadow orchard thistle heron abacus abdomen"):
        page.passphrase.setText(own)
        found = estimate(own)
        assert english(ADVICE[found.level]).format(bits=found.bits) in shown()
        assert english(WORDS_GOOD) not in shown()
    page.passphrase.setText(drawn)
    assert english(WORDS_GOOD) in shown()


def test_nothing_offers_to_copy_the_code(qtbot: QtBot, gate: GateWindow, tmp_path: Path) -> None:
    page = page_of(gate)
    to_code(qtbot, page, tmp_path / "mine")
    shown = part(page, QLabel, "create.code")
    chosen_with = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    assert not shown.textInteractionFlags() & chosen_with
    press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert not QApplication.clipboard().text()


def test_what_was_typed_is_overwritten_once_the_vault_is_made_and_once_it_was_tested(
    qtbot: QtBot, gate: GateWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[bytearray] = []
    made, tested = Vault.create, Vault.open

    def make(folder: Path, secret: bytearray, **how: Any) -> tuple[Vault, str]:
        given.append(secret)
        return made(folder, secret, **how)

    def test(folder: Path, secret: bytearray, **how: Any) -> Vault:
        given.append(secret)
        return tested(folder, secret, **how)

    monkeypatch.setattr(Vault, "create", make)
    monkeypatch.setattr(Vault, "open", test)
    page = page_of(gate)
    code = to_code(qtbot, page, tmp_path / "mine", OWN)
    assert [any(one) for one in given] == [False]
    keys(code)
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: step_of(page) == english(create.STEPS[3]))
    assert [any(one) for one in given] == [False, False, False]
