"""From the list of cases to a sealed copy, its ticket, and the gate that takes it: nothing shown too early, each refusal said."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from ui.driving import settle
from ui.hands import english, press, said, show, tab_to, until
from ui.travel.traveller import a_case, packed

from casevault.crypto import ticket as tickets
from casevault.i18n import Catalogue
from casevault.ui import ask_secret
from casevault.ui.ask_secret import AskSecret
from casevault.ui.gate_window import GateWindow
from casevault.ui.lists.table_row import TableRow
from casevault.ui.printing.paper import as_pdf
from casevault.ui.travel import along_page, border, pack_flow, ticket_box
from casevault.ui.travel.pack_flow import CHOOSE, DONE, EXPOSED, PackFlow
from casevault.ui.travel.page import TravelPage
from casevault.ui.travel.ticket_box import TicketBox
from casevault.vault import sealing, travelling
from casevault.vault.left import To, What, listed
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot
    from ui.ways_hands import Hands

    from casevault.ui.printing.paper import Paper


def begun(hands: Hands, cases: list[str]) -> PackFlow:
    pack = hands.context.doors.pack
    assert pack is not None
    pack(cases)
    settle(hands.qtbot, hands.window)
    return hands.box(PackFlow)


def test_nobody_packs_without_having_seen_who_is_exposed(hands: Hands, tmp_path: Path) -> None:
    _person, case = a_case(hands.vault)
    other = hands.vault.records.add("case", {"title": "Vexmoor", "code": "LARCH"}, strict=False).id
    flow = begun(hands, [case])
    assert flow.choice.cases.ids() == [case]
    assert other not in flow.choice.cases.ids()
    assert not flow.go_on.isEnabled(), "nowhere to put it yet"
    flow.choice.use(tmp_path / "stick")
    flow.go_on.click()
    settle(hands.qtbot, hands.window)
    assert flow.step == EXPOSED
    rows = [row for row in flow.along.model.rows if isinstance(row, TableRow)]
    assert ["Lin Zhaowen" in row.spoken for row in rows] == [True]
    assert "people 1, records 2" in said(flow.along.counted)
    assert not (tmp_path / "stick").exists()
    flow.go_on.click()
    box = hands.box(AskSecret)
    box.secret.setText("another person's guess")
    box.button.click()
    until(hands.qtbot, box.message.isVisible)
    assert travelling.all_away(hands.vault) == []
    box.secret.setText(PASSPHRASE)
    box.button.click()
    until(hands.qtbot, lambda: flow.step == DONE)
    (known,) = travelling.all_away(hands.vault)
    folder = tmp_path / "stick" / "Travel.casevault"
    assert (known.sealed, travelling.is_sealed(folder, CHEAP_BOUNDS)) == (True, True)
    assert english(pack_flow.OFFICE) in said(flow.message)
    assert flow.border.words.text() == english(travelling.AT_A_BORDER)
    flow.go_on.click()
    settle(hands.qtbot, hands.window)
    page = hands.window.pages["travel"]
    assert isinstance(page, TravelPage)
    assert hands.window.page is page
    assert page.chosen() == known.travel


def test_names_that_are_hidden_stay_hidden_and_a_passphrase_is_typed_twice(hands: Hands, tmp_path: Path) -> None:
    _person, case = a_case(hands.vault)
    hands.context.reader.discreet = True
    flow = begun(hands, [case])
    flow.choice.use(tmp_path / "t.casevault")
    assert flow.choice.place == tmp_path / "t.casevault"
    flow.choice.by_passphrase.setChecked(True)
    assert not flow.go_on.isEnabled()
    flow.choice.new.again.setText(flow.choice.new.first.text())
    assert flow.go_on.isEnabled()
    flow.choice.days.setText("14")
    flow.go_on.click()
    settle(hands.qtbot, hands.window)
    assert flow.step == EXPOSED
    words = " ".join(label.text() for label in flow.findChildren(QLabel)) + " ".join(row.spoken for row in flow.along.model.rows)
    assert "Lin" not in words
    assert flow.choice.cases.model.item(0).text().strip("\u2068\u2069") == "HERON"
    passphrase = flow.choice.new.first.text()
    flow.go_on.click()
    box = hands.box(AskSecret)
    box.secret.setText(PASSPHRASE)
    box.button.click()
    until(hands.qtbot, lambda: flow.step == DONE)
    assert flow.choice.new.first.text() == ""
    assert not flow.border.print.isVisibleTo(flow.border)
    (known,) = travelling.all_away(hands.vault)
    assert known.expires
    secret = bytearray(passphrase.encode())
    with Vault.open(tmp_path / "t.casevault", secret, ambient=FixedAmbient(seed=5), bounds=CHEAP_BOUNDS) as copy:
        assert travelling.is_copy(copy)


def test_whoever_cancels_while_the_passphrase_is_tried_packs_nothing(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing the box wipes the words for the copy: made all the same, it would open with as many zeros."""
    begun, cancelled = threading.Event(), threading.Event()

    def slowly(*_given: object) -> None:
        begun.set()
        assert cancelled.wait(20)

    monkeypatch.setattr(ask_secret, "reauthenticate", slowly)
    _person, case = a_case(hands.vault)
    flow = begun_with_words(hands, case, tmp_path / "t.casevault")
    flow.go_on.click()
    box = hands.box(AskSecret)
    box.secret.setText(PASSPHRASE)
    box.button.click()
    assert begun.wait(20)
    box.reject()
    cancelled.set()
    until(hands.qtbot, lambda: hands.context.runner.is_idle)
    assert travelling.all_away(hands.vault) == []
    assert not (tmp_path / "t.casevault").exists()


def begun_with_words(hands: Hands, case: str, place: Path) -> PackFlow:
    """Go on to where it is packed, for a copy that opens with words of its own."""
    flow = begun(hands, [case])
    flow.choice.use(place)
    flow.choice.by_passphrase.setChecked(True)
    flow.choice.new.again.setText(flow.choice.new.first.text())
    flow.go_on.click()
    settle(hands.qtbot, hands.window)
    assert flow.step == EXPOSED
    return flow


def test_a_full_disk_or_a_folder_in_use_is_said_and_tried_again(hands: Hands, tmp_path: Path) -> None:
    _person, case = a_case(hands.vault)
    (tmp_path / "t.casevault").mkdir()
    (tmp_path / "t.casevault" / "something").write_text("else", encoding="ascii")
    flow = begun(hands, [case])
    flow.choice.use(tmp_path / "t.casevault")
    flow.go_on.click()
    settle(hands.qtbot, hands.window)
    flow.go_on.click()
    box = hands.box(AskSecret)
    box.secret.setText(PASSPHRASE)
    box.button.click()
    until(hands.qtbot, box.message.isVisible)
    box.reject()
    assert flow.step == EXPOSED
    flow.back.click()
    assert flow.step == CHOOSE
    assert travelling.all_away(hands.vault) == []


def test_the_words_of_a_ticket_stand_apart_from_it_and_only_after_a_click(hands: Hands, tmp_path: Path) -> None:
    _person, case = a_case(hands.vault)
    travel = packed(hands.vault, tmp_path / "t", case, sealed=True)
    hands.window.go("travel")
    settle(hands.qtbot, hands.window)
    ask = hands.do("travel.ticket")
    ask.secret.setText(PASSPHRASE)
    ask.button.click()
    until(hands.qtbot, lambda: any(box.isVisible() for box in hands.window.findChildren(TicketBox)))
    box = hands.box(TicketBox)
    made = box._made
    seen = {label.text() for label in box.findChildren(QLabel) if label.isVisible()}
    assert made.travel == travel
    assert set(made.text.split("-")) <= seen
    assert not any(made.words.split()[0] in text for text in seen)
    box.reject()
    assert box.isVisible(), "nobody has seen the words yet"
    assert said(box.message).startswith(english(ticket_box.NOT_SEEN))
    box.turn.click()
    seen = {label.text() for label in box.findChildren(QLabel) if label.isVisible()}
    assert box.words.text().split() == made.words.split()
    assert made.text.split("-")[0] not in seen
    assert not box.picture.isVisible()
    assert not box.copy.isVisible()
    box.reject()
    assert not box.isVisible()


def gate_over(qtbot: QtBot, folder: Path) -> GateWindow:
    made = GateWindow(
        Catalogue(), FixedAmbient(seed=3), folder, profile=CHEAPEST, bounds=CHEAP_BOUNDS, replace=lambda _folder: None
    )
    qtbot.addWidget(made)
    show(qtbot, made)
    until(qtbot, lambda: made.unseal_page is not None)
    return made


def test_a_sealed_copy_shows_the_paragraph_and_opens_with_ticket_and_words(hands: Hands, tmp_path: Path) -> None:
    _person, case = a_case(hands.vault)
    travel = packed(hands.vault, tmp_path / "t", case, sealed=True)
    other = packed(hands.vault, tmp_path / "u", case, sealed=True)
    ticket = sealing.make_ticket(hands.vault, travel, profile=CHEAPEST)
    wrong = sealing.make_ticket(hands.vault, other, profile=CHEAPEST)
    gate = gate_over(hands.qtbot, tmp_path / "t")
    page = gate.unseal_page
    assert page is not None
    assert page.paragraph.text() == english(travelling.AT_A_BORDER)
    assert not page.ticket.isVisible()
    page.arrived.click()
    assert not page.paragraph.isVisible(), "whoever holds a ticket can say this no more"
    page.new.first.setText("a passphrase of the way")
    page.new.again.setText("a passphrase of the way")
    for text, words, sentence in (
        (wrong.text, wrong.words, "belongs to another travel copy"),
        (ticket.text[:-1], ticket.words, "not a whole ticket"),
        (ticket.text, f"{ticket.words} zebra", "not the words of this ticket"),
    ):
        page.ticket.setPlainText(text)
        page.words.setText(words)
        page.button.click()
        until(hands.qtbot, lambda: page.button.isEnabled() and page.message.isVisible())
        assert sentence in said(page.message)
    assert travelling.is_sealed(tmp_path / "t", CHEAP_BOUNDS)
    page.ticket.setPlainText("\n".join(ticket.text.lower().split("-")))
    page.words.setText(ticket.words)
    tab_to(page.button)
    press(Qt.Key.Key_Return)
    until(hands.qtbot, lambda: gate.unlock is not None and gate.unseal_page is None)
    assert gate.unlock is not None
    opened: list[Vault] = []
    gate.opened.connect(opened.append)
    gate.unlock.secret.setText("a passphrase of the way")
    gate.unlock.button.click()
    until(hands.qtbot, lambda: bool(opened))
    with opened[0] as copy:
        assert copy.records.get(case).title.endswith("Lin")
    gate.close()


def test_the_paragraph_is_printed_without_a_row_in_the_log(hands: Hands) -> None:
    handed: list[tuple[list[str], str]] = []
    paper = border.text_paper(english(travelling.AT_A_BORDER))
    before = len(hands.vault.records.recent(1000))
    border.ask_print_words(
        hands.context,
        hands.window,
        paper,
        known=lambda: ["Office"],
        hand=lambda given, printer: handed.append(([text for _style, text in given.lines], printer)),
    )
    until(hands.qtbot, lambda: any(box.isVisible() for box in hands.window.findChildren(border.PrintWords)))
    hands.box(border.PrintWords).button.click()
    until(hands.qtbot, lambda: bool(handed))
    assert handed == [([english(travelling.AT_A_BORDER)], "Office")]
    settle(hands.qtbot, hands.window)
    assert len(hands.vault.records.recent(1000)) == before


@pytest.mark.parametrize("length", [tickets.CHARACTERS])
def test_the_picture_holds_the_whole_ticket(hands: Hands, tmp_path: Path, length: int) -> None:
    _person, case = a_case(hands.vault)
    made = sealing.make_ticket(hands.vault, packed(hands.vault, tmp_path / "t", case, sealed=True), profile=CHEAPEST)
    box = TicketBox(hands.context, made, hands.window)
    assert len(made.text.replace("-", "")) == length
    assert box.picture.sizeHint().width() >= (65 + 8) * 3, "a camera needs three pixels for each square"
    box.picture.grab()
    box.done(0)


def test_a_ticket_is_saved_and_printed_without_its_words_and_the_log_says_so(hands: Hands, tmp_path: Path) -> None:
    _person, case = a_case(hands.vault)
    travel = packed(hands.vault, tmp_path / "t", case, sealed=True)
    made = sealing.make_ticket(hands.vault, travel, profile=CHEAPEST)
    handed: list[Paper] = []
    box = TicketBox(
        hands.context, made, hands.window, printers=lambda: ["Office"], hand=lambda paper, _printer: handed.append(paper)
    )
    box.open()
    box.save_to(tmp_path / "ticket.txt")
    until(hands.qtbot, lambda: "ticket.txt" in said(box.message))
    assert (tmp_path / "ticket.txt").read_text(encoding="ascii") == f"{made.text}\n"
    box.save_to(tmp_path / "ticket.txt")
    until(hands.qtbot, lambda: "ticket.txt" not in said(box.message))
    box.print.click()
    until(hands.qtbot, lambda: any(found.isVisible() for found in hands.window.findChildren(border.PrintWords)))
    hands.box(border.PrintWords).button.click()
    until(hands.qtbot, lambda: bool(handed))
    text = " ".join(line for _style, line in handed[0].lines)
    assert set(made.text.split("-")) <= set(text.split())
    assert not any(word in text.split() for word in made.words.split() if word not in english(ticket_box.ON_PAPER))
    assert handed[0].qr == made.text
    assert as_pdf(handed[0]).startswith(b"%PDF")
    settle(hands.qtbot, hands.window)
    told = [(row.left.what, row.left.to, row.record) for row in listed(hands.vault.records)]
    assert told == [(What.TICKET, To.PRINTER, travel), (What.TICKET, To.FILE, travel)]
    box.done(0)


def test_a_ticket_reads_from_left_to_right_in_a_window_that_runs_the_other_way(hands: Hands, tmp_path: Path) -> None:
    _person, case = a_case(hands.vault)
    made = sealing.make_ticket(hands.vault, packed(hands.vault, tmp_path / "t", case, sealed=True), profile=CHEAPEST)
    box = TicketBox(hands.context, made, hands.window)
    box.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    show(hands.qtbot, box)
    first, second = (group.mapToGlobal(group.rect().topLeft()) for group in box.groups[:2])
    assert first.x() < second.x()
    box.done(0)


def test_files_that_name_somebody_who_stays_are_shown_before_packing_and_stay_if_asked(hands: Hands, tmp_path: Path) -> None:
    _person, case = a_case(hands.vault)
    hands.vault.records.add("person", {"display_name": "Quillstrand Vexmoor"}, strict=False)
    (tmp_path / "said.txt").write_text("Quillstrand Vexmoor said so.", encoding="utf-8")
    hands.vault.attachments.add([tmp_path / "said.txt"], about=[case], title="Said")
    flow = begun(hands, [case])
    flow.choice.use(tmp_path / "stick")
    for leaves, title in ((False, along_page.NAMING), (True, along_page.LEFT)):
        flow.choice.leave_files.setChecked(leaves)
        flow.go_on.click()
        until(hands.qtbot, lambda: flow.step == EXPOSED)
        spoken = [row.spoken for row in flow.along.model.rows]
        assert spoken[0] == f"{english(title)}, 1"
        assert "Quillstrand Vexmoor" in spoken[2]
        flow.back.click()
        until(hands.qtbot, lambda: flow.step == CHOOSE)
