"""A journey as it is gone through: packed, its ticket, brought home, decided, lost; the copy on the way, and at the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, open_vault
from pictures.stage import Shot, pause

from casevault.exchange.homeward import write
from casevault.exchange.packing import pack
from casevault.ui.ask_secret import AskSecret
from casevault.ui.context import Context
from casevault.ui.doors_made import DoorKeeper
from casevault.ui.gate_window import GateWindow
from casevault.ui.main_window import MainWindow
from casevault.ui.travel.before_box import BeforeBox
from casevault.ui.travel.conflicts_page import ConflictsPage
from casevault.ui.travel.home_flow import HomeFlow
from casevault.ui.travel.letter_box import LetterBox
from casevault.ui.travel.lost_box import LostBox
from casevault.ui.travel.offices_box import OfficesBox
from casevault.ui.travel.pack_flow import PackFlow
from casevault.ui.travel.ticket_box import TicketBox
from casevault.vault import offices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pictures.stage import Stage


def travel(stage: Stage) -> Iterator[Shot]:
    """Walk through packing, a ticket, and the gate of the sealed copy."""
    stage.go("travel")
    yield Shot("none", stage.window)
    stage.doors.pack([stage.ids["heron"]])
    stage.settle()
    flow = stage.box(PackFlow)
    yield Shot("pack-1", stage.window)
    flow.choice.use(stage.work / "stick-t")
    flow.choice.days.setText("14")
    stage.settle()
    flow.go_on.click()
    stage.settle()
    yield Shot("pack-2", stage.window)
    flow.go_on.click()
    stage.settle()
    ask = stage.box(AskSecret)
    yield Shot("pack-ask", ask)
    ask.secret.setText(PASSPHRASE)
    ask.button.click()
    stage.settle()
    yield Shot("pack-3", stage.window)
    flow.go_on.click()
    stage.settle()
    stage.go("travel")
    yield Shot("journeys", stage.window)
    stage.do("travel.ticket")
    ask = stage.box(AskSecret)
    yield Shot("ticket-ask", ask)
    ask.secret.setText(PASSPHRASE)
    ask.button.click()
    stage.settle()
    ticket = stage.box(TicketBox)
    yield Shot("ticket", ticket)
    ticket.turn.click()
    stage.settle()
    yield Shot("ticket-words", ticket)
    stage.clear()
    yield from at_the_gate(stage)


def home(stage: Stage) -> Iterator[Shot]:
    """Walk through coming home, and through loss."""
    bring(stage)
    stage.do("travel.home")
    flow = stage.box(HomeFlow)
    yield Shot("1", stage.window)
    flow.use(stage.work / "home.age")
    flow.go_on.click()
    stage.settle()
    yield Shot("2", stage.window)
    stage.clear()
    stage.go("conflicts")
    page = stage.window.pages["conflicts"]
    yield Shot("conflicts", stage.window)
    if isinstance(page, ConflictsPage):
        page.pane.another.setChecked(True)
        stage.settle()
        yield Shot("conflicts-another", stage.window)
    stage.go("today")
    yield Shot("today", stage.window)
    stage.do("travel.before")
    yield Shot("before", stage.box(BeforeBox))
    stage.clear()
    others = offices.own(stage.vault).card
    other = offices.Card("0" * 31 + "1", "ab" * 32, others.recipient)
    offices.add(stage.vault, other.text, other.words, "Strelsau")
    stage.do("travel.offices")
    box = stage.box(OfficesBox)
    yield Shot("offices", box)
    box.ask_card()
    stage.settle()
    yield Shot("offices-take-in", stage.box(AskSecret))
    stage.clear()
    stage.do("travel.lost")
    lost = stage.box(LostBox)
    yield Shot("lost", lost)
    lost.write()
    stage.settle()
    yield Shot("letter", stage.box(LetterBox))
    stage.clear()
    yield from on_the_way(stage)


def bring(stage: Stage) -> None:
    """Pack the same case once more, change the same on both sides, and write what is to come home."""
    heron, lin, vault = stage.ids["heron"], stage.ids["lin"], stage.vault
    given = bytearray(PASSPHRASE.encode())
    pack(vault, stage.work / "away", [heron], passphrase=given, kdf=CHEAPEST, days=3, synced_folder_ok=True)
    with open_vault(stage.work / "away", ambient=FixedAmbient(seed=9)) as away:
        away.records.edit(lin, {"occupation": "notary", "birth": "1971-03"}, strict=False)
        away.records.edit(heron, {"title": "Lin, moved to another cell"}, strict=False)
        away.records.add("event", {"case": heron, "kind": "arrest", "start": "2026-03-19"}, strict=False)
        write(away, stage.work / "home.age")
    vault.records.edit(lin, {"occupation": "barrister", "birth": "1971-04"}, strict=False)
    vault.records.edit(heron, {"title": "Lin, where she was"}, strict=False)


def on_the_way(stage: Stage) -> Iterator[Shot]:
    """Look at the copy itself."""
    with open_vault(stage.work / "away", ambient=FixedAmbient(seed=10)) as away:
        keeper = DoorKeeper(lambda: None)
        context = Context(away, stage.catalogue, stage.context.settings, doors=keeper.doors, profile=CHEAPEST)
        window = MainWindow(context)
        keeper.serve(context, window)
        stage.show(window)
        window.go("travel")
        while not context.runner.is_idle:
            pause(20)
        pause(50)
        yield Shot("copy", window)
        window.commands.run("travel.seal")
        pause(50)
        yield Shot("seal", stage.box(AskSecret))
        stage.box(AskSecret).reject()
        context.runner.stop()
        window.close()
        window.deleteLater()


def at_the_gate(stage: Stage) -> Iterator[Shot]:
    """Look at what a sealed copy shows before it can be opened."""
    folder = stage.work / "stick-t" / "Travel.casevault"
    gate = GateWindow(
        stage.catalogue, FixedAmbient(seed=3), folder, profile=CHEAPEST, bounds=CHEAP_BOUNDS, replace=lambda _f: None
    )
    stage.show(gate)
    while gate.unseal_page is None:
        pause(20)
    yield Shot("gate", gate)
    gate.unseal_page.open_fields()
    pause(100)
    yield Shot("gate-fields", gate)
    gate.close()
    gate.deleteLater()
