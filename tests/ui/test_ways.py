"""The ways into a vault, changed from the window: each act through its box, with the passphrase asked for again."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, TypeVar

import pytest
from builders import CHEAPEST, PASSPHRASE, make_vault, open_vault
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from shiboken6 import isValid
from ui.driving import settle
from ui.hands import focused, keys, part, press, said, show, tab_to, until

from casevault import files
from casevault.errors import CaseVaultError
from casevault.i18n import Catalogue
from casevault.ui.ask_secret import AskSecret
from casevault.ui.context import Context
from casevault.ui.doors_made import DoorKeeper
from casevault.ui.main_window import MainWindow
from casevault.ui.vault_page import VaultPage
from casevault.ui.widgets.basic import Button
from casevault.vault import header as headers
from casevault.vault import ways

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.vault.vault import Vault

NEW = "another passphrase of my own"
SECRET = bytearray(PASSPHRASE.encode())
D = TypeVar("D", bound=QWidget)


class Hands:
    """A window over a vault on the disk, and what a person does in it."""

    def __init__(self, qtbot: QtBot, vault: Vault, code: str, catalogue: Catalogue) -> None:
        self.qtbot, self.vault, self.code = qtbot, vault, code
        keeper = DoorKeeper(lambda: None)
        self.context = Context(vault, catalogue, label="Work", doors=keeper.doors, profile=CHEAPEST)
        self.window = MainWindow(self.context)
        keeper.serve(self.context, self.window)
        qtbot.addWidget(self.window)
        show(qtbot, self.window)
        self.window.go("vault")
        settle(qtbot, self.window)

    @property
    def page(self) -> VaultPage:
        found = self.window.pages["vault"]
        assert isinstance(found, VaultPage)
        return found

    def box(self, kind: type[D]) -> D:
        """Return the box that stands open."""
        (found,) = [box for box in self.window.findChildren(kind) if box.isVisible()]
        return found

    def do(self, command: str) -> AskSecret:
        self.window.commands.run(command)
        self.qtbot.wait(1)
        return self.box(AskSecret)

    def finish(self, box: AskSecret, passphrase: str = PASSPHRASE) -> str:
        """Type the passphrase, press the button, and return what the page says then, or the box where it stays."""
        box.secret.setText(passphrase)
        assert box.button.isEnabled()
        self.page.said.hide()
        box.button.click()
        until(self.qtbot, lambda: not isValid(box) or not box.isVisible() or box.message.isVisible())
        settle(self.qtbot, self.window)
        return said(box.message) if isValid(box) and box.isVisible() else said(self.page.said)

    def rows(self) -> list[str]:
        model = self.page.model
        return [str(model.index(number, 0).data()) for number in range(model.rowCount())]


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    vault, code = make_vault(tmp_path / "Work.casevault")
    made = Hands(qtbot, vault, code, Catalogue())
    yield made
    made.context.runner.stop()
    vault.close()


def opens(vault: Vault, passphrase: str, keyfile: bytes | None = None) -> bool:
    try:
        ways.reauthenticate(vault, bytearray(passphrase.encode()), keyfile)
    except CaseVaultError:
        return False
    return True


def type_new(box: AskSecret, passphrase: str = NEW) -> None:
    """Type a passphrase of one's own in the two fields that stand before the one that is asked for again."""
    first, again = fields(box)[-3:-1]
    first.selectAll()
    first.setFocus()
    keys(passphrase)
    again.setFocus()
    keys(passphrase)


def fields(box: AskSecret) -> list[QLineEdit]:
    return box.findChildren(QLineEdit)


def test_the_list_says_what_each_way_is_and_which_one_opened_the_vault(hands: Hands) -> None:
    first, second = hands.rows()
    assert first.startswith("Passphrase, signs as")
    assert "A.B." in first
    assert first.endswith("Opened it now")
    assert second.startswith("Recovery code, since")


def test_every_kind_of_way_stands_in_the_list(hands: Hands, tmp_path: Path) -> None:
    ways.add_keyfile(hands.vault, SECRET, tmp_path / "k", profile=CHEAPEST)
    made = ways.make_shares(hands.vault, SECRET, needed=2, count=3, keep=lambda *_: None, profile=CHEAPEST)
    assert made.sharing is not None
    hands.page.refresh()
    settle(hands.qtbot, hands.window)
    assert [row.split(",")[0] for row in hands.rows()] == [
        "Passphrase",
        "Recovery code",
        "Passphrase and keyfile",
        "Shares for colleagues",
    ]
    assert f"2 of 3, set {made.sharing.set} " in hands.rows()[-1]


def test_my_passphrase_is_changed_and_what_old_copies_do_is_said(hands: Hands, tmp_path: Path) -> None:
    box = hands.do("way.change")
    assert not box.button.isEnabled()
    type_new(box)
    assert "earlier still open with the old one" in hands.finish(box)
    assert opens(hands.vault, NEW)
    assert not opens(hands.vault, PASSPHRASE)
    hands.vault.close()
    open_vault(tmp_path / "Work.casevault", NEW).close()


def test_a_wrong_passphrase_changes_nothing_and_is_said_in_the_box(hands: Hands) -> None:
    before = hands.vault.header
    box = hands.do("way.change")
    type_new(box)
    assert "does not open this vault now" in hands.finish(box, "not the words")
    assert hands.vault.header is before
    assert hands.finish(box), "it is put right in the same box"
    assert opens(hands.vault, NEW)


def test_six_words_are_offered_and_are_good_enough_to_take(hands: Hands) -> None:
    box = hands.do("way.change")
    first, again = fields(box)[:2]
    drawn = first.text()
    assert len(drawn.split()) == 6
    assert first.echoMode() is QLineEdit.EchoMode.Normal, "what is offered is there to be read"
    part(box, Button, "Other words").click()
    assert first.text() != drawn
    drawn = first.text()
    again.setText(drawn[:-1] + "?")
    box.secret.setText(PASSPHRASE)
    assert not box.button.isEnabled()
    assert "The two do not match yet." in shown_words(box)
    again.setText(drawn)
    hands.finish(box)
    assert opens(hands.vault, drawn)


def test_ones_own_words_are_hidden_and_judged_while_they_are_typed(hands: Hands) -> None:
    box = hands.do("way.change")
    type_new(box, "work2026")
    assert fields(box)[0].echoMode() is QLineEdit.EchoMode.Password
    assert any("bits" in words for words in shown_words(box))


def shown_words(box: QWidget) -> list[str]:
    return [label.text() for label in box.findChildren(QLabel) if label.isVisible()]


def test_a_full_disk_is_said_and_the_old_passphrase_still_opens(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise files.problem_from(OSError(errno.ENOSPC, ""))

    box = hands.do("way.change")
    type_new(box)
    monkeypatch.setattr(headers, "write", full)
    assert "full" in hands.finish(box)
    monkeypatch.undo()
    assert opens(hands.vault, PASSPHRASE)
    assert not opens(hands.vault, NEW)
    assert hands.finish(box)
    assert opens(hands.vault, NEW)


@pytest.mark.parametrize("how", ["reject", "done"])
def test_nothing_that_was_typed_is_left_in_a_field(hands: Hands, how: str) -> None:
    box = hands.do("way.change")
    type_new(box)
    left = fields(box)
    texts: list[str] = []
    box.finished.connect(lambda _how: texts.extend(field.text() for field in left))
    if how == "reject":
        box.secret.setText(PASSPHRASE)
        box.reject()
    else:
        hands.finish(box)
    assert texts == ["", "", ""]
    until(hands.qtbot, lambda: not isValid(box))


def test_it_goes_by_the_keyboard_alone(hands: Hands) -> None:
    assert focused() is hands.page.list
    tab_to(next(row for row in hands.page.rows if row.text() == "Change my passphrase"))
    press(Qt.Key.Key_Return)
    hands.qtbot.wait(1)
    box = hands.box(AskSecret)
    drawn = fields(box)[0].text()
    keys(drawn)
    press(Qt.Key.Key_Tab)
    keys(PASSPHRASE)
    press(Qt.Key.Key_Return)
    until(hands.qtbot, lambda: bool(said(hands.page.said)))
    assert opens(hands.vault, drawn)
