"""From "What do we hold?" to a paper for the person: never without a day, and nobody else is offered as who receives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from ui.hands import english, part, show, until

from casevault.disclosure import register
from casevault.i18n import Catalogue
from casevault.ui.context import Context
from casevault.ui.disclose import HoldingsFlow, flow
from casevault.ui.disclose import subject as words
from casevault.ui.doors import Doors
from casevault.ui.holdings_box import HoldingsBox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.vault.vault import Vault

NAME = "Mo Ruyi"


@pytest.fixture
def person(vault: Vault) -> str:
    return vault.records.add("person", {"display_name": NAME, "birth": "1984-03-11"}, strict=False).id


@pytest.fixture
def wanted() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def context(vault: Vault, wanted: list[tuple[str, str]]) -> Iterator[Context]:
    found = Context(vault, Catalogue(), doors=Doors(hand_holdings=lambda *asked: wanted.append(asked)))
    yield found
    found.runner.stop()


def test_the_box_leads_to_the_paper(qtbot: QtBot, context: Context, person: str, wanted: list[tuple[str, str]]) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box = HoldingsBox(context, window, person, NAME)
    show(qtbot, box)
    part(box, QPushButton, "holdings.print").click()
    assert wanted == [(person, NAME)]
    assert not box.isVisible()


def test_without_a_day_nothing_is_made_and_with_one_it_is_registered(
    qtbot: QtBot, context: Context, person: str, vault: Vault, tmp_path: Path
) -> None:
    path = HoldingsFlow(context, person, NAME)
    qtbot.addWidget(path)
    path.resize(1232, 900)
    show(qtbot, path)
    path.go_on.click()
    until(qtbot, lambda: path.message.isVisible() and path.go_on.isEnabled())
    assert path._pages.currentIndex() == flow.CHOOSE
    assert register.listing(vault) == []
    path.choose.asked_on.put("2026-03-01")
    path.go_on.click()
    until(qtbot, lambda: path._pages.currentIndex() == flow.CONSENT)
    assert "1 March 2026" in path._consent.text()
    path.go_on.click()
    assert english(words.UNASKED) in [label.text() for label in path.rail.findChildren(QLabel)]
    path.seal.not_sealed.setChecked(True)
    path._show(flow.SEAL)
    out = tmp_path / "out.pdf"
    path.seal_to(out)
    until(qtbot, lambda: path._pages.currentIndex() == flow.HAND_OVER)
    (entry,) = register.listing(vault, person=person)
    assert (entry.output, entry.recipient) == ("holdings", NAME)
    assert out.exists()
