"""What stands half done over the pages is not taken away by anything else, can be left, and is found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import make_vault
from ui.driving import settle
from ui.hands import show

from casevault.i18n import Catalogue
from casevault.ui import left_off
from casevault.ui.context import Context
from casevault.ui.disclose.flow import DiscloseFlow
from casevault.ui.doors_made import DoorKeeper
from casevault.ui.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.doors import Doors


@pytest.fixture(name="window")
def a_window(tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    vault, _ = make_vault(tmp_path / "v")
    vault.records.add("case", {"code": "HERON", "title": "A case"}, strict=False)
    keeper = DoorKeeper(lambda: None)
    context = Context(vault, Catalogue(), doors=keeper.doors)
    made = MainWindow(context)
    keeper.serve(context, made)
    qtbot.addWidget(made)
    show(qtbot, made)
    settle(qtbot, made)
    yield made
    context.runner.stop()
    vault.close()


def begin(doors: Doors, what: str) -> None:
    door = getattr(doors, what)
    assert door is not None
    door(*{"open_bundle": (None,), "bring_in": (None,), "disclose_many": ((), ""), "disclose": ("",)}.get(what, ()))


@pytest.mark.parametrize("leave", [False, True], ids=["shown", "left"])
def test_nothing_takes_away_an_unfinished_document(qtbot: QtBot, window: MainWindow, leave: bool) -> None:
    said: list[str] = []
    window.context.messages.said.connect(said.append)
    begin(window.context.doors, "disclose")
    flow = window.guest
    assert isinstance(flow, DiscloseFlow)
    flow.choose.to_text.setText("Embassy of Ruritania")
    for what in ("open_bundle", "bring_in", "disclose_numbers", "disclose_many", "disclose"):
        if leave:
            window.go("cases")
            assert window.page.key == "cases"
        said.clear()
        begin(window.context.doors, what)
        settle(qtbot, window)
        assert window.guest is flow, what
        assert window.stack.currentWidget() is flow
        assert said == ["This is open and not finished. Finish or cancel it first."]
    assert flow.choose.to_text.text() == "Embassy of Ruritania"


def test_what_was_left_waits_is_found_by_its_command_and_kept_by_a_lock(qtbot: QtBot, window: MainWindow) -> None:
    offered = [command.id for command in window.commands.offered()]
    assert "go.guest" not in offered
    begin(window.context.doors, "disclose")
    flow = window.guest
    assert isinstance(flow, DiscloseFlow)
    flow.choose.to_text.setText("Embassy of Ruritania")
    window.go("people")
    settle(qtbot, window)
    assert "go.guest" in [command.id for command in window.commands.offered()]
    left_off.keep(window)
    kept = window.context.vault.drafts.load(left_off.KEY)
    assert kept is not None
    assert kept["way_out"] == flow.choose.answers()
    window.commands.run("go.guest")
    assert window.stack.currentWidget() is flow
    window.close_guest()
    assert window.page.key == "people", "the page it was left for"
    begin(window.context.doors, "bring_in")
    assert window.guest is not None
