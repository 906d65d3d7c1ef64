"""Erasing in the window: nothing goes without two steps, what goes and stays is said, and no view asks for what is gone."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from attaching import content, write
from builders import CHEAP_BOUNDS, PASSPHRASE, FixedAmbient, make_vault
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from ui.driving import settle
from ui.hands import main_window, over_new_vault, part, said, show, until

from casevault.i18n import Catalogue
from casevault.ui.ask_secret import AskSecret
from casevault.ui.erase_parts import TypedWord
from casevault.ui.erasing import EraseBox, ask_erase_file, ask_erase_record
from casevault.ui.erasing_vault import EraseVaultBox
from casevault.ui.gate_window import GateWindow
from casevault.ui.read.tables import history_lines
from casevault.ui.widgets.basic import Button
from casevault.vault import erasing
from casevault.vault.backup import back_up
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.ui.main_window import MainWindow
    from casevault.ui.messages import Notice

NAME = "Lin Zhaowen"


@pytest.fixture
def context(tmp_path: Path, qapp: object) -> Iterator[Context]:
    assert qapp
    with over_new_vault(tmp_path / "v") as made:
        yield made


@pytest.fixture
def window(qtbot: QtBot, context: Context) -> MainWindow:
    return main_window(qtbot, context)


@pytest.fixture
def problems(context: Context) -> list[Notice]:
    found: list[Notice] = []
    context.messages.noticed.connect(found.append)
    return found


def person(vault: Vault) -> str:
    return vault.records.add("person", {"display_name": NAME}).id


def words_in(box: QWidget) -> str:
    QApplication.sendPostedEvents()  # what was just put into a layout is shown by an event of its own
    return "\n".join(label.text().strip("\u2068\u2069") for label in box.findChildren(QLabel) if label.isVisibleTo(box))


def first_step(qtbot: QtBot, window: MainWindow) -> EraseBox:
    until(qtbot, lambda: any(box.isVisible() for box in window.findChildren(EraseBox)))
    (box,) = [box for box in window.findChildren(EraseBox) if box.isVisible()]
    until(qtbot, lambda: bool(box.accessibleName()) or box.message.isVisible())
    until(qtbot, lambda: "•" in words_in(box) or box.message.isVisible())  # the list is laid out a turn of the loop later
    return box


def second_step(qtbot: QtBot, window: MainWindow, box: EraseBox) -> tuple[AskSecret, TypedWord]:
    box.reason.setCurrentIndex(1)
    until(qtbot, box.next.isEnabled)
    box.next.click()
    until(qtbot, lambda: any(found.isVisible() for found in window.findChildren(AskSecret)))
    (ask,) = [found for found in window.findChildren(AskSecret) if found.isVisible()]
    return ask, ask.findChildren(TypedWord)[0]


def test_a_record_goes_after_two_steps_and_not_before(
    qtbot: QtBot, context: Context, window: MainWindow, problems: list[Notice]
) -> None:
    gone, other = person(context.vault), context.vault.records.add("person", {"display_name": "Somebody Else"}).id
    window.go("people")
    window.pages.refresh()
    settle(qtbot, window)
    window.pages["people"].show_record(gone, "person")
    settle(qtbot, window)
    assert window.page.record_id() == gone
    window.acts.erase()
    box = first_step(qtbot, window)
    assert NAME in box.accessibleName()
    assert QApplication.focusWidget() is box.away
    assert not box.next.isEnabled()
    for words in ("What goes", "1 row of its history", "What stays", "can be a crime", "Copies made without CaseVault"):
        assert words in words_in(box), words
    ask, word = second_step(qtbot, window, box)
    assert "laboratory access" in words_in(ask)
    ask.secret.setText(PASSPHRASE)
    assert not ask.button.isEnabled()
    for wrong in ("yes", erasing.plan(context.vault, erasing.Target(other)).word):
        word.field.setText(wrong)
        assert not ask.button.isEnabled()
    word.field.setText(erasing.plan(context.vault, erasing.Target(gone)).word)
    ask.secret.setText("not the passphrase")
    ask.button.click()
    until(qtbot, ask.message.isVisible)
    assert context.vault.records.get(gone).title == NAME
    ask.secret.setText(PASSPHRASE)
    ask.button.click()
    until(qtbot, lambda: bool(context.vault.records.erased_on(gone)))
    settle(qtbot, window)
    assert window.page.record_id() == other
    assert problems == []
    (line, *_) = history_lines(context.reader, context.vault.records.history(gone))
    assert (line.title, line.detail) == ("A record that was erased", "Erased · The person asked for it")
    assert context.reader.title_of(gone) == "a record that was erased"
    assert context.reader.title_of("f" * 32) == "f" * 32


def test_cancelling_either_step_leaves_everything(qtbot: QtBot, context: Context, window: MainWindow) -> None:
    kept = person(context.vault)
    ask_erase_record(context, window, kept)
    first_step(qtbot, window).away.click()
    ask_erase_record(context, window, kept)
    ask, _word = second_step(qtbot, window, first_step(qtbot, window))
    ask.away.click()
    settle(qtbot, window)
    assert context.vault.records.get(kept).title == NAME


def test_what_belongs_to_a_case_is_decided_first(
    qtbot: QtBot, context: Context, window: MainWindow, problems: list[Notice]
) -> None:
    vault = context.vault
    case = vault.records.add("case", {"code": "HERON", "title": "A case"}, strict=False).id
    events = [vault.records.add("event", {"case": case, "kind": "arrest", "start": f"202{n}"}).id for n in range(6)]
    window.pages.refresh()
    window.go("cases")
    settle(qtbot, window)
    window.page.show_record(case, "case")
    settle(qtbot, window)
    assert window.page.case_id() == case
    ask_erase_record(context, window, case)
    box = first_step(qtbot, window)
    box.reason.setCurrentIndex(1)
    assert not box.next.isEnabled()
    assert "6 records belong to it alone." in words_in(box)
    assert "and 2 more" in words_in(box)
    box.stay.click()
    until(qtbot, box.next.isEnabled)
    assert "6 other records point to it" in words_in(box)
    box.too.click()
    until(qtbot, lambda: "7 records go" in words_in(box))
    ask, word = second_step(qtbot, window, box)
    word.field.setText(erasing.plan(vault, erasing.Target(case, belonging=True)).word)
    ask.secret.setText(PASSPHRASE)
    ask.button.click()
    until(qtbot, lambda: all(vault.records.erased_on(record) for record in (case, *events)))
    settle(qtbot, window)
    assert window.page.case_id() == ""
    assert problems == []


def test_a_file_is_erased_and_its_back_up_dropped(qtbot: QtBot, context: Context, window: MainWindow, tmp_path: Path) -> None:
    vault = context.vault
    evidence = vault.attachments.add([write(tmp_path / "a.pdf", content(3_000))], about=[person(vault)]).evidence
    back_up(vault, tmp_path / "stick")
    said_aloud: list[str] = []
    context.messages.said.connect(said_aloud.append)
    ask_erase_file(context, window, evidence, 1)
    box = first_step(qtbot, window)
    assert "Erase file 1 of" in box.accessibleName()
    assert "its SHA-256" in words_in(box)
    assert "1 back-up that can be reached still holds it." in words_in(box)
    assert box.drop.text() == "Also drop the back-up that still holds it"
    assert not box.drop.isChecked()
    box.drop.setChecked(True)
    ask, word = second_step(qtbot, window, box)
    word.field.setText(erasing.plan(vault, erasing.Target(evidence, file=1)).word)
    ask.secret.setText(PASSPHRASE)
    ask.button.click()
    until(qtbot, lambda: bool(said_aloud))
    assert "Make a new back-up" in said_aloud[0], said_aloud
    assert vault.attachments.listed(evidence)[0].erased
    assert not (tmp_path / "stick" / "0001").exists()


def test_what_stays_in_back_ups_is_said_afterwards(qtbot: QtBot, context: Context, window: MainWindow, tmp_path: Path) -> None:
    gone = person(context.vault)
    back_up(context.vault, tmp_path / "stick")
    said_aloud: list[str] = []
    context.messages.said.connect(said_aloud.append)
    ask_erase_record(context, window, gone)
    ask, word = second_step(qtbot, window, first_step(qtbot, window))
    word.field.setText(erasing.plan(context.vault, erasing.Target(gone)).word)
    ask.secret.setText(PASSPHRASE)
    ask.button.click()
    until(qtbot, lambda: "Erased. 1 back-up still holds it." in said_aloud)
    assert (tmp_path / "stick" / "0001").exists()


def test_who_gives_up_too_late_sees_that_it_is_gone(
    qtbot: QtBot, context: Context, window: MainWindow, problems: list[Notice], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = person(context.vault)
    told: list[frozenset[str]] = []
    context.changes.happened.connect(lambda changes: told.append(changes.erased))
    ask_erase_record(context, window, gone)
    ask, word = second_step(qtbot, window, first_step(qtbot, window))
    begun, go_on = threading.Event(), threading.Event()
    finish = erasing.finish

    def slow(vault: Vault, progress: Progress) -> bool:
        begun.set()
        go_on.wait(20)
        return finish(vault, progress)

    monkeypatch.setattr(erasing, "finish", slow)
    word.field.setText(erasing.plan(context.vault, erasing.Target(gone)).word)
    ask.secret.setText(PASSPHRASE)
    ask.button.click()
    until(qtbot, begun.is_set)
    ask.away.click()
    go_on.set()
    until(qtbot, lambda: told == [frozenset({gone})])
    settle(qtbot, window)
    assert problems == []


def test_what_cannot_be_erased_says_why(qtbot: QtBot, context: Context, window: MainWindow) -> None:
    ask_erase_record(context, window, context.vault.actor)
    box = first_step(qtbot, window)
    assert "is not erased by itself" in said(box.message)
    box.reason.setCurrentIndex(1)
    assert not box.next.isEnabled()


def test_a_removed_record_is_erased_from_its_card(
    qtbot: QtBot, context: Context, window: MainWindow, problems: list[Notice]
) -> None:
    gone = person(context.vault)
    context.vault.records.delete(gone)
    window.go("removed")
    window.pages.refresh()
    settle(qtbot, window)
    window.page.show_record(gone, "person")
    settle(qtbot, window)
    button = part(window.page, Button, "Erase…")
    assert button.isVisible()
    button.click()
    ask, word = second_step(qtbot, window, first_step(qtbot, window))
    word.field.setText(erasing.plan(context.vault, erasing.Target(gone)).word)
    ask.secret.setText(PASSPHRASE)
    ask.button.click()
    until(qtbot, lambda: bool(context.vault.records.erased_on(gone)))
    settle(qtbot, window)
    assert not button.isVisible()
    assert context.vault.records.removed() == []
    assert problems == []


def test_a_live_record_is_erased_by_name_from_the_palette(window: MainWindow) -> None:
    (command,) = [command for command in window.commands.commands if command.id == "erase"]
    assert command.offered
    assert command.keys == ()


@pytest.fixture
def gate(qtbot: QtBot, tmp_path: Path, qapp: object) -> Iterator[GateWindow]:
    assert qapp
    make_vault(tmp_path / "Work.casevault")[0].close()
    made = GateWindow(Catalogue(), FixedAmbient(), tmp_path / "Work.casevault", bounds=CHEAP_BOUNDS)
    qtbot.addWidget(made)
    show(qtbot, made)
    yield made
    made.close()


def vault_box(qtbot: QtBot, gate: GateWindow) -> EraseVaultBox:
    part(gate, Button, "unlock.erase").click()
    until(qtbot, lambda: any(box.isVisible() for box in gate.findChildren(EraseVaultBox)))
    (box,) = [box for box in gate.findChildren(EraseVaultBox) if box.isVisible()]
    until(qtbot, lambda: box.next.isEnabled() or box.message.isVisible())
    return box


def test_a_vault_is_erased_from_the_lock_screen(qtbot: QtBot, gate: GateWindow, tmp_path: Path) -> None:
    folder = tmp_path / "Work.casevault"
    box = vault_box(qtbot, gate)
    until(qtbot, lambda: QApplication.focusWidget() is box.away)
    until(qtbot, box.next.isEnabled)  # what goes and what stays has been read
    for words in ("Every way into this vault", "Back-ups, travel copies", "What was sent to others"):
        assert words in words_in(box)
    box.next.click()
    assert not box.next.isEnabled()
    assert box.typed is not None
    assert QApplication.focusWidget() is box.typed.field
    for words in ("laboratory access", "can be a crime", "destroy that, too"):
        assert words in words_in(box)
    box.typed.field.setText("work.casevault")
    assert not box.next.isEnabled()
    assert (folder / "vault.a").exists()
    box.typed.field.setText("Work.casevault")
    box.next.click()
    until(qtbot, lambda: not folder.exists())
    until(qtbot, lambda: "is erased" in box.accessibleName())
    assert "Back-ups" in words_in(box)
    box.away.click()
    until(qtbot, lambda: gate.first is not None)


def test_cancelling_leaves_the_vault(qtbot: QtBot, gate: GateWindow, tmp_path: Path) -> None:
    box = vault_box(qtbot, gate)
    box.next.click()
    box.away.click()
    assert (tmp_path / "Work.casevault" / "vault.a").exists()
    assert gate.first is None


def test_a_vault_that_is_open_elsewhere_is_not_erased(qtbot: QtBot, gate: GateWindow, tmp_path: Path) -> None:
    folder = tmp_path / "Work.casevault"
    with Vault.open(folder, bytearray(PASSPHRASE.encode()), ambient=FixedAmbient(3), bounds=CHEAP_BOUNDS):
        box = vault_box(qtbot, gate)
        box.next.click()
        assert box.typed is not None
        box.typed.field.setText("Work.casevault")
        box.next.click()
        until(qtbot, box.message.isVisible)
    assert (folder / "vault.a").exists()
    box.reject()


def test_a_folder_without_a_vault_says_so(qtbot: QtBot, tmp_path: Path, qapp: object) -> None:
    assert qapp
    (tmp_path / "empty").mkdir()
    gate = GateWindow(Catalogue(), FixedAmbient(), tmp_path / "empty", bounds=CHEAP_BOUNDS)
    qtbot.addWidget(gate)
    show(qtbot, gate)
    box = vault_box(qtbot, gate)
    assert "not a CaseVault vault" in said(box.message)
    assert not box.next.isEnabled()
    box.reject()
    gate.close()
