"""Everything to myself, from the window: nothing without place and passphrase, and then how much it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyrage
import pytest
from builders import PASSPHRASE, make_vault
from ui.hands import until

from casevault.exchange.export import Format
from casevault.i18n import Catalogue
from casevault.ui.ask_secret import AskSecret
from casevault.ui.context import Context
from casevault.ui.doors_made import DoorKeeper
from casevault.ui.everything import ExportChoice
from casevault.ui.main_window import MainWindow
from casevault.vault.left import Sealed, What, listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.vault_page import VaultPage

MINE = pyrage.x25519.Identity.generate()


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    vault, _ = make_vault(tmp_path / "v")
    vault.records.add("person", {"display_name": "高瑜"}, strict=False)
    keeper = DoorKeeper(lambda: None)
    context = Context(vault, Catalogue(), doors=keeper.doors)
    made = MainWindow(context)
    keeper.serve(context, made)
    qtbot.addWidget(made)
    made.show()
    yield made
    context.runner.stop()
    vault.close()


def asked(window: MainWindow) -> tuple[AskSecret, ExportChoice]:
    window.commands.run("everything")
    (box,) = [found for found in window.findChildren(AskSecret) if found.isVisible()]
    (choice,) = box.findChildren(ExportChoice)
    return box, choice


def test_place_form_seal_and_passphrase_then_how_much_it_was(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    box, choice = asked(window)
    box.secret.setText(PASSPHRASE)
    assert not box.button.isEnabled()
    choice.use(tmp_path / "all")
    assert box.button.isEnabled()
    assert "all.age" in choice.shown.accessibleName()
    choice.seal.plain.setChecked(True)
    assert choice.seal._danger.isVisible()
    assert "all.age" not in choice.shown.accessibleName()
    choice.seal.to_key.setChecked(True)
    assert not box.button.isEnabled()
    choice.seal.key.setText(str(MINE.to_public()))
    choice.forms[Format.CSV].setChecked(True)
    box.button.click()
    page = cast("VaultPage", window.pages["vault"])
    until(qtbot, page.said.isVisible)
    assert "3 records, 0 attachments" in page.said.accessibleName()
    assert b"person.csv" in pyrage.decrypt((tmp_path / "all.age").read_bytes(), [MINE])
    (entry,) = listed(window.context.vault.records)
    assert (entry.left.what, entry.left.count, entry.left.sealed) == (What.EVERYTHING, 3, Sealed.KEY)


def test_another_passphrase_takes_out_nothing(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    box, choice = asked(window)
    choice.use(tmp_path / "all")
    box.secret.setText("another")
    box.button.click()
    until(qtbot, box.message.isVisible)
    assert not (tmp_path / "all.age").exists()
    assert listed(window.context.vault.records) == []
