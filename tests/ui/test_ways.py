"""The ways into a vault, changed from the window: each act through its box, with the passphrase asked for again."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest
from builders import CHEAPEST, PASSPHRASE, make_vault, open_vault
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from shiboken6 import isValid
from ui.driving import settle
from ui.hands import focused, keys, part, press, said, tab_to, until
from ui.ways_hands import NEW, SECRET, Hands, fields, nameless, opens, part_of, shown_words, type_new

from casevault import files
from casevault.i18n import Catalogue
from casevault.paths import resource_path
from casevault.ui.ask_secret import AskSecret
from casevault.ui.ways.bodies import KeyfileBody, RemoveBody
from casevault.ui.widgets.basic import Button
from casevault.vault import header as headers
from casevault.vault import ways

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.vault.vault import Vault

pytestmark = pytest.mark.slow


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
    assert "not the passphrase that this vault was opened with" in hands.finish(box, "not the words")
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


def test_another_person_gets_a_passphrase_that_signs_for_this_person(hands: Hands) -> None:
    box = hands.do("way.person")
    type_new(box)
    box.secret.setText(PASSPHRASE)
    assert not box.button.isEnabled(), "nobody has said who signs"
    fields(box)[0].setText("C.D.")
    assert "C.D." in hands.finish(box)
    assert [row for row in hands.rows() if "C.D." in row]
    with_it = open_again(hands, NEW)
    assert with_it.records.get(with_it.actor).title == "C.D."
    with_it.close()


def open_again(hands: Hands, passphrase: str) -> Vault:
    hands.context.runner.stop()
    hands.vault.close()
    return open_vault(hands.vault.folder, passphrase)


def test_a_passphrase_that_somebody_has_is_refused(hands: Hands) -> None:
    box = hands.do("way.person")
    type_new(box, PASSPHRASE)
    fields(box)[0].setText("C.D.")
    assert "opens the vault already" in hands.finish(box)


def test_a_keyfile_is_written_where_it_was_said(hands: Hands, tmp_path: Path) -> None:
    box = hands.do("way.keyfile")
    body = part_of(box, KeyfileBody)
    box.secret.setText(PASSPHRASE)
    assert not box.button.isEnabled()
    body.use(tmp_path / "stick" / "key.txt")
    assert hands.finish(box), "there is no such folder"
    assert not opens(hands.vault, PASSPHRASE, b"x" * 64)
    body.use(tmp_path / "key.txt")
    assert "key.txt" in hands.finish(box)
    assert opens(hands.vault, PASSPHRASE, (tmp_path / "key.txt").read_bytes())
    assert opens(hands.vault, PASSPHRASE), "it stays until it is removed"


def test_a_file_that_exists_becomes_a_keyfile_and_is_not_written(hands: Hands, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(bytes(range(256)))
    box = hands.do("way.keyfile")
    body = part_of(box, KeyfileBody)
    body.existing.click()
    body.use(photo)
    hands.finish(box)
    assert photo.read_bytes() == bytes(range(256))
    assert opens(hands.vault, PASSPHRASE, photo.read_bytes())


def test_a_keyfile_in_the_vaults_own_folder_is_refused(hands: Hands) -> None:
    box = hands.do("way.keyfile")
    part_of(box, KeyfileBody).use(hands.vault.folder / "key.txt")
    assert "would be copied with it" in hands.finish(box)
    assert not (hands.vault.folder / "key.txt").exists()


def test_a_way_is_removed_with_one_that_stays(hands: Hands) -> None:
    ways.add_passphrase(hands.vault, SECRET, bytearray(NEW.encode()), "C.D.", profile=CHEAPEST)
    hands.page.refresh()
    settle(hands.qtbot, hands.window)
    hands.page.list.setCurrentIndex(hands.page.model.index(2, 0))
    box = hands.do("way.remove")
    assert focused() is box.away, "what cannot be taken back begins on Cancel"
    assert "only by the way that is to be removed" in hands.finish(box, NEW)
    assert "made earlier still open" in hands.finish(box)
    assert not opens(hands.vault, NEW)


@pytest.mark.parametrize(
    ("number", "title"), [(0, "Change my passphrase"), (1, "Make a new recovery code"), (2, "Remove a way in")]
)
def test_enter_on_a_way_does_what_is_most_often_done_to_it(hands: Hands, number: int, title: str) -> None:
    ways.add_passphrase(hands.vault, SECRET, bytearray(NEW.encode()), "C.D.", profile=CHEAPEST)
    hands.page.refresh()
    settle(hands.qtbot, hands.window)
    hands.page.list.setCurrentIndex(hands.page.model.index(number, 0))
    press(Qt.Key.Key_Return)
    hands.qtbot.wait(1)
    assert title in shown_words(hands.box(AskSecret))


def test_the_last_passphrase_stays(hands: Hands) -> None:
    hands.page.list.setCurrentIndex(hands.page.model.index(0, 0))
    box = hands.do("way.remove")
    assert "last passphrase" in hands.finish(box)


def test_the_recovery_code_goes_only_when_that_is_understood(hands: Hands) -> None:
    hands.page.list.setCurrentIndex(hands.page.model.index(1, 0))
    box = hands.do("way.remove")
    body = part_of(box, RemoveBody)
    box.secret.setText(PASSPHRASE)
    assert not box.button.isEnabled()
    body.lost.click()
    hands.finish(box)
    assert len(hands.rows()) == 1


def test_before_keys_are_renewed_it_says_what_that_takes(hands: Hands) -> None:
    given: list[tuple[bytearray, bytes | None]] = []
    hands.context.doors.renew = lambda secret, keyfile: given.append((secret, keyfile))
    hands.page.acts.renew()
    box = hands.box(AskSecret)
    until(hands.qtbot, lambda: any("beside the vault" in words for words in shown_words(box)))
    assert any("Every other way in is gone" in words for words in shown_words(box))
    assert "does not open" in hands.finish(box, "not the words")
    box.secret.setText(PASSPHRASE)
    box.button.click()
    until(hands.qtbot, lambda: bool(given))
    assert given == [(SECRET, None)]


def test_everything_about_the_vault_is_on_its_page(hands: Hands) -> None:
    commands = {command.id for command in hands.window.commands.commands}
    wanted = {"way.change", "way.person", "way.keyfile", "way.code", "way.shares", "way.rehearse", "way.remove"}
    assert wanted <= commands
    shown = [row.text() for row in hands.page.rows]
    assert {"Make a back-up…", "Check this vault", "Settings"} <= set(shown)
    assert "Renew all keys" not in shown, "where nothing can close the vault, nothing offers it"


@pytest.mark.parametrize("command", ["change", "person", "keyfile", "code", "shares", "remove"])
def test_a_screen_reader_hears_what_every_field_of_a_box_is(hands: Hands, command: str) -> None:
    box = hands.do(f"way.{command}")
    assert nameless(box) == []
    assert nameless(hands.page) == []


def test_it_speaks_dutch(qtbot: QtBot, tmp_path: Path) -> None:
    vault, code = make_vault(tmp_path / "Werk.casevault")
    made = Hands(qtbot, vault, code, Catalogue("nl", resource_path("locale")))
    assert made.rows()[0].startswith("Wachtzin, ondertekent als")
    box = made.do("way.change")
    assert "Mijn wachtzin wijzigen" in shown_words(box)
    type_new(box)
    assert "oude" in made.finish(box)
    made.context.runner.stop()
    vault.close()
