"""Recovery code and shares from the window: shown once, written once, rehearsed without opening anything, and never copied."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest
from builders import CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from ui.hands import focused, keys, press, said, until
from ui.ways_hands import SECRET, Hands, part_of, shown_words

from casevault import files
from casevault.errors import CaseVaultError
from casevault.i18n import Catalogue
from casevault.store import meta
from casevault.ui.ways.bodies import SharesBody
from casevault.ui.ways.code_sheet import NewCodeBox
from casevault.ui.ways.rehearsing import RehearseBox
from casevault.vault import header as headers
from casevault.vault import ways
from casevault.vault.slots import SlotKind

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_recovery_code_is_shown_once_and_typed_back(hands: Hands) -> None:
    box = hands.do("way.code")
    box.secret.setText(PASSPHRASE)
    box.button.click()
    until(hands.qtbot, lambda: any(b.isVisible() for b in hands.window.findChildren(NewCodeBox)))
    shown = hands.box(NewCodeBox)
    code = "-".join(shown.sheet.shown.text().split())
    assert not shown.button.isEnabled()
    assert hands.vault.db.read(lambda c: meta.get(c, meta.CODE_SHOWN)), "a lock now leaves a code that nobody has"
    shown.sheet.typed.setText(code[:-1])
    assert not shown.button.isEnabled()
    wrong = "2" if code[0] != "2" else "3"
    shown.sheet.typed.setText(wrong + code[1:])
    assert any("Group 1" in words for words in shown_words(shown))
    texts: list[str] = []
    shown.finished.connect(lambda _how: texts.extend((shown.sheet.shown.text(), shown.sheet.typed.text())))
    shown.sheet.typed.setText(code.lower())
    shown.button.click()
    assert texts == ["", ""], "nothing is left of it"
    until(hands.qtbot, lambda: not hands.vault.db.read(lambda c: meta.get(c, meta.CODE_SHOWN)))
    assert "recovery code" in said(hands.page.said)
    assert QApplication.clipboard().text() == ""
    folder = hands.vault.folder
    hands.context.runner.stop()
    hands.vault.close()
    open_vault(folder, code, kind=SlotKind.RECOVERY).close()
    with pytest.raises(CaseVaultError):
        open_vault(folder, hands.code, kind=SlotKind.RECOVERY)


def test_a_code_that_nobody_wrote_down_is_warned_about_before_its_box_closes(hands: Hands) -> None:
    box = NewCodeBox(Catalogue(), hands.code, hands.window)
    box.open()
    box.reject()
    assert box.isVisible()
    assert "nobody has a recovery code" in said(box.message)
    box.reject()
    assert not box.isVisible()


def test_the_code_cannot_be_marked_and_so_not_copied(hands: Hands) -> None:
    box = NewCodeBox(Catalogue(), hands.code, hands.window)
    box.open()
    assert box.sheet.shown.textInteractionFlags() == Qt.TextInteractionFlag.NoTextInteraction


def make_sheets(hands: Hands, folder: Path, needed: int = 2, count: int = 3) -> str:
    box = hands.do("way.shares")
    body = part_of(box, SharesBody)
    body.needed.setCurrentIndex(body.needed.findData(needed))
    body.count.setCurrentIndex(body.count.findData(count))
    body.use(folder)
    return hands.finish(box)


def test_shares_are_written_one_sheet_a_person(hands: Hands, tmp_path: Path) -> None:
    told = make_sheets(hands, tmp_path / "sheets")
    assert "3 sheets" in told
    assert "whoever has it has the vault" in told
    assert len(list((tmp_path / "sheets").glob("share-*.pdf"))) == 3
    assert "2 of 3" in hands.rows()[-1]
    assert QApplication.clipboard().text() == ""


def test_more_shares_than_sheets_cannot_be_asked_for(hands: Hands, tmp_path: Path) -> None:
    box = hands.do("way.shares")
    body = part_of(box, SharesBody)
    body.use(tmp_path)
    box.secret.setText(PASSPHRASE)
    assert box.button.isEnabled()
    body.needed.setCurrentIndex(body.needed.findData(6))
    assert not box.button.isEnabled()
    body.count.setCurrentIndex(body.count.findData(6))
    assert box.button.isEnabled()
    body.use(tmp_path / "Dropbox" / "x")
    assert not box.button.isEnabled(), "sheets are not put where a program carries them off"


def test_no_sheet_is_left_of_a_set_that_did_not_come_into_force(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise files.problem_from(OSError(errno.ENOSPC, ""))

    monkeypatch.setattr(headers, "write", full)
    assert "full" in make_sheets(hands, tmp_path / "sheets")
    assert list((tmp_path / "sheets").iterdir()) == []


@pytest.fixture
def shares(hands: Hands) -> tuple[str, ...]:
    kept: list[str] = []
    ways.make_shares(hands.vault, SECRET, needed=2, count=3, keep=lambda _s, words: kept.extend(words), profile=CHEAPEST)
    return tuple(kept)


def test_shares_are_rehearsed_without_a_passphrase(hands: Hands, shares: tuple[str, ...]) -> None:
    hands.window.commands.run("way.rehearse")
    hands.qtbot.wait(1)
    box = hands.box(RehearseBox)
    entry = box.entry
    assert focused() is entry.field
    keys(numbered(shares[0]))
    press(Qt.Key.Key_Return)
    assert "1 of 2" in entry.here.text()
    assert entry.field.toPlainText() == ""
    assert not box.button.isEnabled()
    keys(shares[0])
    press(Qt.Key.Key_Return)
    assert "counts once" in said(entry.message)
    keys("abcd" + shares[1])
    press(Qt.Key.Key_Return)
    assert "Word 1 of share 2" in said(entry.message), "which one of the people is meant"
    entry.field.setPlainText(shares[1])
    press(Qt.Key.Key_Return)
    assert box.button.isEnabled()
    box.button.click()
    until(hands.qtbot, lambda: "Nothing was opened" in said(entry.message))
    assert entry.secret() == b""
    texts: list[str] = []
    entry.field.setPlainText(shares[2])
    box.finished.connect(lambda _how: texts.append(entry.field.toPlainText()))
    box.reject()
    assert texts == [""]
    assert QApplication.clipboard().text() == ""


def numbered(words: str) -> str:
    return " ".join(f"{place} {word}" for place, word in reversed(list(enumerate(words.split(), start=1))))


def test_shares_of_another_vault_do_not_open_this_one(hands: Hands, tmp_path: Path) -> None:
    other, _ = make_vault(tmp_path / "Other.casevault", ambient=FixedAmbient(seed=9))
    kept: list[str] = []
    ways.make_shares(other, SECRET, needed=2, count=2, keep=lambda _s, words: kept.extend(words), profile=CHEAPEST)
    other.close()
    hands.window.commands.run("way.rehearse")
    box = hands.box(RehearseBox)
    box.entry.field.setPlainText("\n\n".join(kept))
    box.entry.take()
    box.compare()
    until(hands.qtbot, lambda: bool(said(box.entry.message)))
    assert "belong to another" in said(box.entry.message)


def test_a_box_cannot_be_left_while_its_act_runs(hands: Hands) -> None:
    box = hands.do("way.code")
    box.secret.setText(PASSPHRASE)
    box.start()
    box.reject()
    assert box.isVisible(), "or a code would be in force that nobody has seen"
    until(hands.qtbot, lambda: any(b.isVisible() for b in hands.window.findChildren(NewCodeBox)))
