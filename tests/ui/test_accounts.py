"""Accounts in the window: beside their value, decided by the keyboard, added in place; facts that age; typed answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from detained import detained_person
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from ui.driving import press, settle, type_text

from casevault.i18n import Catalogue
from casevault.ui.account_acts import AskReason
from casevault.ui.cases_page import CasesPage
from casevault.ui.context import Context
from casevault.ui.doors_made import DoorKeeper
from casevault.ui.lists.account_row import AccountRow
from casevault.ui.lists.rows import ValueRow
from casevault.ui.lists.view import ROW
from casevault.ui.locking import HoldsDraft
from casevault.ui.main_window import MainWindow
from casevault.ui.read.aged import whereabouts_of
from casevault.ui.read.cases import case_head
from casevault.ui.read.chronology import chronology
from casevault.ui.record_form import RecordForm
from casevault.ui.search_view import hit_rows
from casevault.ui.settings import Settings

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from casevault.vault.vault import Vault


@pytest.fixture(name="made")
def made_records(vault: Vault) -> dict[str, str]:
    made = detained_person(vault, "2014-05-06", "rsdl", {"kind": "ngo", "protection": "none", "reliability": "B"})
    told = {"value": "2014-05-04", "source": made["source"], "status": "asserted", "credibility": "2"}
    return made | {"claim": vault.records.add("claim", {"record": made["stage"], "field": "start", **told}).id}


@pytest.fixture(name="window")
def open_window(vault: Vault, made: dict[str, str], qtbot: QtBot) -> MainWindow:
    keeper = DoorKeeper(lambda: None)
    context = Context(vault, Catalogue(), Settings(), None, "V", "", keeper.doors)
    window = MainWindow(context)
    keeper.serve(context, window)
    qtbot.addWidget(window)
    window.show()
    window.open_record(made["stage"])
    settle(qtbot, window)
    return window


def test_a_disagreement_is_said_in_words_wherever_the_value_appears(window: MainWindow, made: dict[str, str]) -> None:
    reader = window.context.reader
    entry = next(one for one in chronology(reader, made["case"]) if one.id == made["stage"])
    assert (entry.when, entry.differ) == ("4 or 6 May 2014", "Reported on 4 or 6 May 2014")
    assert "reported on 4 or 6 May 2014" in [fact.detail for fact in case_head(reader, made["case"]).facts]
    _total, rows = hit_rows(window.context, "rsdl")
    assert "Reported on 4 or 6 May 2014" in next(row for row in rows if row.id == made["stage"]).spoken
    shown = rows_of(window)
    value = next(row for row in shown if isinstance(row, ValueRow) and row.path == "start")
    assert value.note == "Reported on 4 or 6 May 2014"
    account = shown[shown.index(value) + 1]
    assert isinstance(account, AccountRow)
    for part in ("4 May 2014", "S-0051", "source\u00a0B", "account\u00a02", "Asserted"):
        assert part in account.spoken


def test_an_account_is_preferred_rejected_and_undone_by_the_keyboard(
    window: MainWindow, made: dict[str, str], vault: Vault, qtbot: QtBot
) -> None:
    card = go_to(window, AccountRow)
    press(card.list, Qt.Key.Key_Return)
    assert card.acts.menu is not None
    press(card.acts.menu, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert vault.records.get(made["stage"]).fields["start"] == "2014-05-04"
    window.commands.run("undo")
    settle(qtbot, window)
    assert vault.records.get(made["stage"]).fields["start"] == "2014-05-06"
    assert vault.records.get(made["claim"]).fields["status"] == "asserted"
    go_to(window, AccountRow)
    window.commands.run("accounts")
    next(act for act in card.acts.menu.actions() if act.text().startswith("Reject")).trigger()
    (box,) = window.findChildren(AskReason)
    press(box.reason, Qt.Key.Key_Return)
    assert not box.message.isHidden()
    type_text(box.reason, "Retracted")
    box.reject()
    settle(qtbot, window)
    window.commands.run("accounts")
    next(act for act in card.acts.menu.actions() if act.text().startswith("Reject")).trigger()
    settle(qtbot, window)
    box = window.findChildren(AskReason)[-1]
    assert box.reason.text() == "Retracted", "a reason half given is typed text like any other"
    type_text(box.reason, " by")
    assert isinstance(box, HoldsDraft), "or the lock passes it by"
    assert box.isWindow()
    box.flush()
    assert vault.drafts.load(f"reject/{made['claim']}") == {"reason": "Retracted by"}
    box.reason.setText("Retracted")
    press(box.reason, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert vault.drafts.load(f"reject/{made['claim']}") is None
    assert vault.records.get(made["claim"]).fields["reason"] == "Retracted"
    assert not next(row for row in rows_of(window) if isinstance(row, ValueRow) and row.path == "start").note


def test_an_account_is_added_in_place_with_the_editor_of_its_field(
    window: MainWindow, made: dict[str, str], vault: Vault, qtbot: QtBot
) -> None:
    card = go_to(window, ValueRow, "start")
    window.commands.run("accounts")
    assert card.acts.menu is not None
    card.acts.menu.actions()[-1].trigger()
    settle(qtbot, window)
    (form,) = window.findChildren(RecordForm)
    line = form.findChild(QLineEdit)
    assert line is not None
    type_text(line, "8 may 2014")
    form._rows["source"].put(made["source"])
    form._on_done()
    settle(qtbot, window)
    assert {str(c.fields["value"]) for c in vault.records.claims(made["stage"])} == {"2014-05-04", "2014-05-08"}
    assert next(row for row in rows_of(window) if isinstance(row, ValueRow) and row.path == "start").note.endswith(
        "4, 6 or 8 May 2014"
    )


def test_what_is_stale_says_so_until_one_key_confirms_it(
    window: MainWindow, made: dict[str, str], vault: Vault, qtbot: QtBot
) -> None:
    card = go_to(window, ValueRow, "facility")
    assert "Last confirmed" in rows_of(window)[card.list.currentIndex().row()].spoken
    assert "Whereabouts: Yunting No. 1, last confirmed" in whereabouts_of(window.context.reader, made["person"])
    card.list.setFocus()
    window.commands.run("confirm")
    settle(qtbot, window)
    assert (
        "Last confirmed"
        not in next(row for row in rows_of(window) if isinstance(row, ValueRow) and row.path == "facility").spoken
    )
    assert whereabouts_of(window.context.reader, made["person"]) == "Whereabouts: Yunting No. 1, confirmed today"
    vault.records.undo()


def test_an_answer_is_given_by_typing_its_words(window: MainWindow, made: dict[str, str], vault: Vault, qtbot: QtBot) -> None:
    edit = window.context.doors.edit
    assert edit is not None
    edit(made["stage"])
    settle(qtbot, window)
    (form,) = window.findChildren(RecordForm)
    row = form._rows["end"]
    line = row.editor.widget.findChild(QLineEdit)
    assert line is not None
    type_text(line, "not asked")
    assert row.get() == {"na": "not_asked"}
    line.editingFinished.emit()
    assert row.editor.widget.isHidden()
    form._on_done()
    settle(qtbot, window)
    assert vault.records.get(made["stage"]).fields["end"] == {"na": "not_asked"}


def rows_of(window: MainWindow) -> list[object]:
    model = window.findChildren(CasesPage)[0].view.card.list.model()
    return [model.index(number, 0).data(ROW) for number in range(model.rowCount())]


def go_to(window: MainWindow, kind: type, path: str = ""):  # type: ignore[no-untyped-def] # noqa: ANN201 - the card of the case
    card = window.findChildren(CasesPage)[0].view.card
    shown = rows_of(window)
    number = next(n for n, row in enumerate(shown) if isinstance(row, kind) and (not path or getattr(row, "path", "") == path))
    card.list.setFocus()
    card.list.setCurrentIndex(card.list.model().index(number, 0))
    return card
