"""Two offices of one team at their windows: cards compared, each told what it did not hold, both rows kept; and one is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from builders import PASSPHRASE, FixedAmbient, make_vault
from PySide6.QtCore import Qt
from ui.driving import settle
from ui.hands import keys, press, said, until
from ui.travel.traveller import a_case

from casevault.domain.reading import rows_of
from casevault.exchange import exchanging
from casevault.exchange.homecoming import merge
from casevault.ui.travel.lost_box import LostBox
from casevault.ui.travel.office_card import OfficeCard
from casevault.ui.travel.offices_box import OfficesBox
from casevault.ui.travel.standing_words import Beside, Both, Column
from casevault.vault import offices, travelling
from casevault.vault.conflicts import waiting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ui.ways_hands import Hands

    from casevault.domain.record import Value
    from casevault.domain.schema import Field
    from casevault.ui.travel.conflicts_page import ConflictsPage
    from casevault.vault.vault import Vault


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Vault]:
    made, _ = make_vault(tmp_path / "other", ambient=FixedAmbient(seed=31), sign_as="O.O.")
    with made:
        yield made


def opened(hands: Hands) -> OfficesBox:
    hands.window.commands.run("travel.offices")
    box = hands.box(OfficesBox)
    until(hands.qtbot, lambda: bool(box.words.text()))
    return box


def test_another_office_is_taken_in_told_and_lost_in_the_window(hands: Hands, other: Vault, tmp_path: Path) -> None:
    _person, case = a_case(hands.vault)
    box = opened(hands)
    mine = offices.own(hands.vault).card
    assert mine.text in box.card.text()
    assert mine.words in box.words.text()
    assert not box.tell.isEnabled()
    theirs = offices.own(other).card
    ask = box.ask_card()
    body = ask.findChild(OfficeCard)
    assert isinstance(body, OfficeCard)
    body.card.setPlainText(theirs.text)
    body.called.setText("Strelsau")
    ask.secret.setText(PASSPHRASE)
    assert not ask.button.isEnabled(), "the words were not heard"
    body.words.setText(mine.words)
    ask.button.click()
    until(hands.qtbot, ask.message.isVisible)
    assert offices.every(hands.vault) == []
    body.words.setText(theirs.words)
    ask.secret.setText(PASSPHRASE)
    ask.button.click()
    until(hands.qtbot, box.tell.isEnabled)
    assert "Strelsau" in said(box.message)
    (known,) = offices.every(hands.vault)
    offices.add(other, mine.text, mine.words, "The other")
    tell = box.tell_to(tmp_path / "1.age")
    tell.secret.setText(PASSPHRASE)
    tell.button.click()
    until(hands.qtbot, lambda: said(box.message).startswith("Written for"))
    assert merge(other, tmp_path / "1.age").created > 0
    assert other.records.get(case).fields["code"] == "HERON"
    box.list.go_to(known.id)
    box.gone.click()
    loss = hands.box(LostBox)
    until(hands.qtbot, loss.refuse.isEnabled)
    loss.refuse.click()
    until(hands.qtbot, lambda: travelling.is_lost(hands.vault, known.id))
    loss.accept()
    until(hands.qtbot, lambda: not box.tell.isEnabled())


def test_what_waits_from_another_office_keeps_both_rows_by_one_key(hands: Hands, other: Vault, tmp_path: Path) -> None:
    person, _case = a_case(hands.vault)
    hands.vault.records.edit(person, {"channels": [{"kind": "phone", "value": "100"}]}, strict=False)
    for one, two in ((hands.vault, other), (other, hands.vault)):
        card = offices.own(two).card
        offices.add(one, card.text, card.words, "Other")
    exchanging.write(hands.vault, other.vault_id, tmp_path / "1.age")
    merge(other, tmp_path / "1.age")
    for vault, number in ((hands.vault, "200"), (other, "300")):
        rows = [{**row, "value": number} for row in rows_of(vault.records.get(person).fields["channels"])]
        vault.records.edit(person, {"channels": rows}, strict=False)
    exchanging.write(other, hands.vault.vault_id, tmp_path / "2.age")
    assert len(merge(hands.vault, tmp_path / "2.age").conflicts) == 1
    hands.window.go("conflicts")
    settle(hands.qtbot, hands.window)
    page = cast("ConflictsPage", hands.window.page)
    assert page.pane.both.isVisible()
    press(Qt.Key.Key_Return)
    keys("b")
    until(hands.qtbot, lambda: waiting(hands.vault) == [])
    assert [row["value"] for row in rows_of(hands.vault.records.get(person).fields["channels"])] == ["200", "300"]


def beside(field: Field, unit: str, packed: Value, *sides: Value) -> Beside:
    columns = [Column("", "", "", packed, stands=False), *(Column("", "", "", side) for side in sides)]
    return Beside("r" * 32, unit, "T", "L", tuple(columns), field)


def test_both_fit_where_there_is_room_for_both_and_nowhere_else(vault: Vault) -> None:
    person, note = vault.schema.type("person"), vault.schema.type("note")
    tongues, job = person.field("languages"), person.field("occupation")
    text, ways = note.field("text"), person.field("channels")
    assert tongues is not None
    assert job is not None
    assert text is not None
    assert ways is not None
    # What both took out stays out, though it was packed.
    assert beside(tongues, "languages", ["en", "ug", "zh"], ["en"], ["en", "ug"]).both == Both(["en", "ug"])
    one: dict[str, Value] = {"text": "Rang."}
    two: dict[str, Value] = {"text": "Rang twice."}
    assert beside(text, "text", [one], [one], [one, two]).both == Both([one, two])
    assert beside(job, "occupation", "lawyer", "notary", "clerk").both is None
    here: dict[str, Value] = {"row": "a" * 32, "value": "1"}
    there: dict[str, Value] = {"row": "a" * 32, "value": "2"}
    assert beside(ways, "channels/" + "a" * 32, here, here, there).both == Both(here, ({"value": "2"},))
