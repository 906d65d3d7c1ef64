"""A window over a vault on the disk, and what a person does on its page Vault."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from builders import CHEAPEST, PASSPHRASE
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from shiboken6 import isValid
from ui.driving import settle
from ui.hands import keys, said, show, until

from casevault.errors import CaseVaultError
from casevault.ui.ask_secret import AskSecret
from casevault.ui.context import Context
from casevault.ui.doors_made import DoorKeeper
from casevault.ui.main_window import MainWindow
from casevault.ui.vault_page import VaultPage
from casevault.vault import ways

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from casevault.i18n import Catalogue
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


def shown_words(box: QWidget) -> list[str]:
    return [label.text() for label in box.findChildren(QLabel) if label.isVisible()]


def part_of(box: QWidget, kind: type[D]) -> D:
    (found,) = box.findChildren(kind)
    return found


def nameless(outer: QWidget) -> list[str]:
    """Return what takes the keyboard in a box and has no name for a screen reader."""
    return [
        repr(widget)
        for widget in outer.findChildren(QWidget)
        if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and widget.isVisible()
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
