"""In the copy itself: what is offered there, writing for the office, the mailbox, sealing again; and loss, told at the office."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, open_vault
from PySide6.QtWidgets import QApplication, QWidget
from ui.driving import settle
from ui.hands import english, said, until
from ui.travel.traveller import a_case, brought, packed
from ui.ways_hands import Hands

from casevault import disks
from casevault.disks import Cover, Swap
from casevault.errors import CaseVaultError, Code
from casevault.exchange.homecoming import merge
from casevault.i18n import Catalogue, isolated
from casevault.ui.ask_secret import AskSecret
from casevault.ui.clipboard import clear_own
from casevault.ui.handbook.places import own_page_around
from casevault.ui.lists.advice_row import AdviceRow
from casevault.ui.lists.table_row import TableRow
from casevault.ui.printing.box import PrintBox
from casevault.ui.travel import before_box, lost_box
from casevault.ui.travel.before_box import BeforeBox
from casevault.ui.travel.finding_row import FindingRow
from casevault.ui.travel.letter_box import LetterBox
from casevault.ui.travel.lost_box import LostBox
from casevault.vault import backup_memory, before_going, losing, sealing, travelling
from casevault.vault.left import What, listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.printing.paper import Paper
    from casevault.ui.travel.page import TravelPage


@pytest.fixture
def away(qtbot: QtBot, hands: Hands, tmp_path: Path) -> Iterator[Hands]:
    """A window over a travel copy with a passphrase; the office of `hands` packed it."""
    _person, case = a_case(hands.vault)
    packed(hands.vault, tmp_path / "t", case)
    vault = open_vault(tmp_path / "t", ambient=FixedAmbient(seed=9))
    made = Hands(qtbot, vault, "", Catalogue())
    made.window.go("travel")
    settle(qtbot, made.window)
    yield made
    made.context.runner.stop()
    vault.close()


def page_of(hands: Hands) -> TravelPage:
    return cast("TravelPage", hands.window.pages["travel"])


def test_a_copy_offers_what_belongs_to_the_way_and_the_office_what_belongs_there(hands: Hands, away: Hands) -> None:
    of_copy = {command.id for command in away.window.commands.commands if command.id.startswith("travel")}
    of_office = {command.id for command in hands.window.commands.commands if command.id.startswith("travel")}
    assert of_copy == {"travel", "travel.bundle", "travel.post", "travel.seal", "travel.before"}
    offices = {"travel.offices", "travel.before"}
    assert of_office == {"travel", "travel.pack", "travel.home", "travel.ticket", "travel.lost", *offices}
    assert page_of(away).border.words.text() == english(travelling.OPENS)


def test_what_was_learned_is_written_and_the_mailbox_takes_it_out(hands: Hands, away: Hands, tmp_path: Path) -> None:
    case = away.vault.records.ids("case")[0]
    event = away.vault.records.add("event", {"case": case, "kind": "arrest", "start": "2026-03-19"}, strict=False).id
    page = page_of(away)
    page.acts.write(tmp_path / "home.age")
    until(away.qtbot, page.said.isVisible)
    assert "home.age" in said(page.said)
    assert away.vault.records.get(event).id == event, "it stays here, too"
    page.said.hide()
    page.acts.write(tmp_path / "home.age")
    until(away.qtbot, page.said.isVisible)  # what stands there is not replaced
    box = page.acts.post_to(tmp_path / "posted.age")
    box.secret.setText("another")
    box.button.click()
    until(away.qtbot, box.message.isVisible)
    assert not (tmp_path / "posted.age").exists()
    box.secret.setText(PASSPHRASE)
    box.button.click()
    until(
        away.qtbot, lambda: (tmp_path / "posted.age").exists() and "taken out here: 1 record, 0 attachments." in said(page.said)
    )
    with pytest.raises(CaseVaultError) as caught:
        away.vault.records.get(event)
    assert caught.value.code is Code.NOT_FOUND
    assert merge(hands.vault, tmp_path / "posted.age").created == 1
    assert hands.vault.records.get(event).fields["start"] == "2026-03-19"


def test_sealed_again_it_says_honestly_what_that_is_worth(away: Hands, tmp_path: Path) -> None:
    box = away.do("travel.seal")
    assert QApplication.focusWidget() is box.away, "what cannot be undone begins on Cancel"
    box.secret.setText(PASSPHRASE)
    box.button.click()
    until(away.qtbot, page_of(away).said.isVisible)
    assert english(sealing.AGAIN) in said(page_of(away).said)
    assert travelling.is_sealed(tmp_path / "t", CHEAP_BOUNDS)
    assert page_of(away).border.isHidden(), "it said that a passphrase opens it"
    wanted: list[str] = []
    away.context.navigation.command_wanted.connect(wanted.append)
    page_of(away).said.acted.emit()
    assert wanted == ["lock"], "what it holds still stands on the screen"


def test_loss_is_looked_at_before_it_is_reported_and_then_the_key_is_refused(hands: Hands, tmp_path: Path) -> None:
    person, case = a_case(hands.vault)
    known = {"channels": [{"kind": "phone", "value": "+31 20 5550 417"}], "aliases": [{"kind": "code_name", "value": "Heron"}]}
    hands.vault.records.edit(person, known, strict=False)
    hands.vault.records.add("person", {"display_name": "Stays Home"}, strict=False)
    travel = packed(hands.vault, tmp_path / "t", case)
    bundle = brought(hands.vault, tmp_path / "t", person, case)
    hands.window.go("travel")
    settle(hands.qtbot, hands.window)
    hands.window.commands.run("travel.lost")
    box = hands.box(LostBox)
    until(hands.qtbot, lambda: bool(box.model.rows))
    assert [row.id for row in box.model.rows if isinstance(row, TableRow)] == [person]
    told = [row.text for row in box.model.rows if isinstance(row, AdviceRow)]
    assert f"Agree on another: phone …{isolated('417')}" in told
    assert f"Stop using: code name …{isolated('ron')}" in told
    assert not any("5550" in text or "Heron" in text for text in told), "who reads along learns nothing that was not known"
    assert not travelling.is_lost(hands.vault, travel), "looking reports nothing"
    box.refuse.click()
    until(hands.qtbot, lambda: english(lost_box.REFUSED) in said(box.message))
    assert travelling.is_lost(hands.vault, travel)
    assert not box.refuse.isEnabled()
    with pytest.raises(CaseVaultError) as caught:
        merge(hands.vault, bundle)
    assert caught.value.code is Code.BUNDLE_UNKNOWN_SENDER
    settle(hands.qtbot, hands.window)
    assert "Lost" in page_of(hands).model.rows[0].spoken
    box.list.go_to(person)
    box.write()
    letter = hands.box(LetterBox)
    assert letter.draft.toPlainText().startswith("Dear Lin Zhaowen,")
    letter.copy.click()
    assert QApplication.clipboard().text() == letter.draft.toPlainText()
    assert hands.context.copied == 1
    clear_own(QApplication.clipboard())


def test_a_letter_names_nobody_else_and_printing_it_is_a_row_in_the_log(hands: Hands, tmp_path: Path) -> None:
    person, case = a_case(hands.vault)
    travel = packed(hands.vault, tmp_path / "t", case, sealed=True)
    (one,) = losing.look(hands.vault, travel).letters
    handed: list[list[str]] = []

    def hand(paper: Paper, _printer: str) -> None:
        handed.append([text for _style, text in paper.lines])

    box = LetterBox(hands.context, hands.window, one, printers=lambda: ["Office"], hand=hand)
    box.open()
    box.draft.setPlainText(box.draft.toPlainText() + "\nCome on Tuesday.")
    box.print.click()
    until(hands.qtbot, lambda: any(found.isVisible() for found in hands.window.findChildren(PrintBox)))
    ask = hands.box(PrintBox)
    ask.secret.setText(PASSPHRASE)
    ask.button.click()
    until(hands.qtbot, lambda: bool(handed))
    assert handed[0][0] == "Dear Lin Zhaowen,"
    assert handed[0][-1] == "Come on Tuesday."
    settle(hands.qtbot, hands.window)
    (row,) = listed(hands.vault.records)
    assert (row.left.what, row.left.count, row.record) == (What.PAGE, 1, person)
    hands.context.reader.discreet = True
    hidden = LetterBox(hands.context, hands.window, one)
    assert "Lin" not in hidden.draft.toPlainText() + hidden.accessibleName()
    hidden.done(0)


def test_what_lies_on_this_computer_is_told_with_what_to_do(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disks, "cover_of", lambda _path: Cover.PLAIN)
    monkeypatch.setattr(disks, "swaps", lambda: [Swap("/dev/sda3", Cover.UNSEEN)])
    backup_memory.remember(hands.vault, tmp_path, 1, day=date(2026, 3, 1))
    backup_memory.remember(hands.vault, tmp_path / "gone", 1, day=date(2026, 3, 1))
    hands.window.commands.run("travel.before")
    box = hands.box(BeforeBox)
    until(hands.qtbot, lambda: bool(box.model.rows))
    rows = [row for row in box.model.rows if isinstance(row, FindingRow)]
    whats = [row.what for row in rows]
    for msg in (
        before_going.OFFICE,
        before_going.BACKUP,
        before_going.BACKUP_AWAY,
        before_going.DISK[Cover.PLAIN][1],
        before_going.SWAP[Cover.UNSEEN][1],
    ):
        assert english(msg) in whats
    assert all(row.advice for row in rows)
    weights = [list(before_going.Weight).index(row.weight) for row in rows]
    assert weights == sorted(weights), "what is to be done stands first"
    monkeypatch.setattr(disks, "swaps", lambda: None)
    monkeypatch.setattr(disks, "cover_of", lambda _path: Cover.UNSEEN)
    found = before_going.findings(hands.vault)
    assert before_going.DISK[Cover.UNSEEN][1] in {one.what for one in found}
    assert before_box.GROUPS.keys() == set(before_going.Weight)


def test_every_box_of_a_journey_has_its_page_of_the_handbook(hands: Hands, tmp_path: Path) -> None:
    _person, case = a_case(hands.vault)
    made = sealing.make_ticket(hands.vault, packed(hands.vault, tmp_path / "t", case, sealed=True), profile=CHEAPEST)
    assert made.words
    hands.window.go("travel")
    settle(hands.qtbot, hands.window)
    ask = hands.do("travel.ticket")
    assert isinstance(ask, AskSecret)
    widgets: list[QWidget] = [ask, page_of(hands), hands.window.pages["conflicts"]]
    assert {own_page_around(widget) for widget in widgets} == {"travel"}
