"""The window checks its vault by itself, says nothing while all is whole, and says what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import make_vault
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from ui.hands import part, until

from casevault.i18n import Catalogue
from casevault.ui.checks import CheckBox, Checks
from casevault.ui.context import Context
from casevault.ui.widgets.basic import Button

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.messages import Notice


@pytest.fixture
def context(tmp_path: Path, qapp: object) -> Iterator[Context]:
    assert qapp
    vault, _ = make_vault(tmp_path / "v")
    vault.records.add("person", {"display_name": "Lin Zhaowen"})
    vault.search.drain()
    made = Context(vault, Catalogue())
    yield made
    made.runner.stop()
    vault.close()


@pytest.fixture
def notices(context: Context) -> list[Notice]:
    found: list[Notice] = []
    context.messages.noticed.connect(found.append)
    return found


def damage(context: Context) -> None:
    context.vault.db.maintain(lambda c: c.execute("UPDATE record SET title = 'Lin Zhaowei' WHERE type = 'person'").fetchall())


def box_of(window: QWidget) -> CheckBox:
    (found,) = window.findChildren(CheckBox)
    return found


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_whole_vault_is_not_worth_a_word(qtbot: QtBot, context: Context, window: QWidget, notices: list[Notice]) -> None:
    checks = Checks(context, window)
    checks.begin(after=0)
    until(qtbot, lambda: checks.report is not None)
    assert checks.report is not None
    assert checks.report.ok
    assert not notices


def test_damage_is_said_with_what_to_do_and_the_box_holds_where(
    qtbot: QtBot, context: Context, window: QWidget, notices: list[Notice]
) -> None:
    damage(context)
    checks = Checks(context, window)
    checks.begin(after=0)
    until(qtbot, lambda: bool(notices))
    assert notices[0].grave
    assert notices[0].command == "check"
    checks.ask()
    box = box_of(window)
    until(qtbot, box.list.isVisible)
    assert "another title" in box.list.toPlainText()
    assert "Lin" not in box.list.toPlainText(), "places and ids alone"
    part(box, Button, "Copy the report").click()
    assert QGuiApplication.clipboard().text() == box.list.toPlainText()


def test_a_check_that_was_asked_for_says_that_all_is_whole(qtbot: QtBot, context: Context, window: QWidget) -> None:
    Checks(context, window).ask()
    box = box_of(window)
    until(qtbot, lambda: bool(box.said.accessibleName()))
    assert "whole" in box.said.accessibleName()
    assert not box.list.isVisible()


def test_closing_the_box_cancels_the_check(qtbot: QtBot, context: Context, window: QWidget) -> None:
    Checks(context, window).ask()
    box_of(window).reject()
    until(qtbot, lambda: context.runner.is_idle)


def test_a_check_that_cannot_be_made_is_said(
    qtbot: QtBot, context: Context, window: QWidget, notices: list[Notice], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("casevault.ui.checks.check_deeply", broken)
    Checks(context, window).ask()
    until(qtbot, lambda: bool(notices))
    assert notices[0].report


def test_a_damaged_file_is_named_here_and_not_in_what_is_copied(
    qtbot: QtBot, context: Context, window: QWidget, tmp_path: Path
) -> None:
    original = tmp_path / "letter.txt"
    original.write_bytes(b"words")
    context.vault.attachments.add([original], title="Letter of the sister")
    (file,) = context.vault.attachments.listed()
    stored = context.vault.attachments.stored.path(file.blob)
    damaged = bytearray(stored.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    stored.write_bytes(damaged)
    Checks(context, window).ask()
    box = box_of(window)
    until(qtbot, lambda: "letter.txt" in box.list.toPlainText())
    assert "Letter of the sister" in box.list.toPlainText()
    assert file.blob not in box.list.toPlainText()
    assert context.damaged == {file.blob}
    part(box, Button, "Copy the report").click()
    assert file.blob in QGuiApplication.clipboard().text()
    assert "letter" not in QGuiApplication.clipboard().text().lower()
