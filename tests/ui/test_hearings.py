"""The page of hearings, and the checklist of rights by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from ui.driving import press, settle, type_text

from casevault.i18n import Catalogue
from casevault.ui.context import Context
from casevault.ui.doors_made import DoorKeeper
from casevault.ui.editors.checklist import ChecklistEdit
from casevault.ui.hearings_page import HearingsPage
from casevault.ui.main_window import MainWindow
from casevault.ui.read.hearings import hearing_lines
from casevault.ui.record_form import RecordForm
from casevault.ui.settings import Settings
from casevault.vault import hearings

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from casevault.domain.record import Value
    from casevault.vault.vault import Vault


@pytest.fixture(name="made")
def made_records(vault: Vault) -> dict[str, str]:
    add = vault.records.add
    case = {"title": "Heron", "kind": "criminal", "jurisdiction": "CN", "opened": "2026", "status": "open", "priority": "high"}
    made = {"case": add("case", {**case, "code": "H"}).id, "court": add("organisation", {"name": "Yunting", "kind": "court"}).id}
    fields = {**made, "level": "first_instance", "kind": "trial", "publicity": "public", "scheduled": "2026-03-17T09:00+08:00"}
    made["hearing"] = add("hearing", fields).id
    hearings.stamp(vault, made["hearing"], "observers_refused", untrusted_at="2026-03-17T08:50")
    made["observation"] = hearings.write_up(vault, made["hearing"]).observation
    return made


@pytest.fixture(name="window")
def open_window(vault: Vault, made: dict[str, str], qtbot: QtBot) -> MainWindow:
    assert made
    keeper = DoorKeeper(lambda: None)
    context = Context(vault, Catalogue(), Settings(), None, "V", "", keeper.doors)
    window = MainWindow(context)
    keeper.serve(context, window)
    qtbot.addWidget(window)
    window.show()
    window.go("hearings")
    settle(qtbot, window)
    return window


def test_the_page_lists_court_day_publicity_and_access(window: MainWindow, made: dict[str, str]) -> None:
    (line,) = hearing_lines(window.context.reader, [made["hearing"]])
    assert line is not None
    assert line.cells == ("17 Mar 09:00", "First instance", "Yunting", "H", "Public", "1 refused")
    assert line.status == "No outcome on record"
    assert window.page.record_id() == made["hearing"]
    window.open_record(made["hearing"])


def test_every_right_is_rated_by_the_keyboard_and_counted(
    window: MainWindow, made: dict[str, str], vault: Vault, qtbot: QtBot
) -> None:
    edit = window.context.doors.edit
    assert edit is not None
    edit(made["observation"])
    settle(qtbot, window)
    (form,) = window.findChildren(RecordForm)
    (table,) = form.findChildren(ChecklistEdit)
    assert "not ratified" in table.treaty.text()
    assert table.counts.text() == "23 not observed"
    before = {row["code"]: row["row"] for row in vault.records.get(made["observation"]).fields["items"]}  # type: ignore[union-attr,index,call-overload] # a table
    first, second = table.lines[0], table.lines[1]
    first.rating.setFocus()
    press(first.rating, Qt.Key.Key_3)
    assert form.focusWidget() is second.rating
    press(second.rating, Qt.Key.Key_N)
    type_text(second.note, "Not told for a week.")
    press(second.rating, Qt.Key.Key_0)
    assert table.counts.text() == "1 violated · 21 not observed · 1 not rated"
    press(table.lines[2].rating, Qt.Key.Key_Up)
    assert form.focusWidget() is second.rating
    form._on_done()
    settle(qtbot, window)
    items = vault.records.get(made["observation"]).fields["items"]
    by_code = {row["code"]: row for row in items}  # type: ignore[union-attr,index,call-overload] # a table
    assert by_code["L1"] == {"row": before["L1"], "code": "L1", "rating": "violated"}
    assert by_code["L2"]["note"] == "Not told for a week."  # type: ignore[index,call-overload] # as above
    assert by_code["T17"]["row"] == before["T17"]  # type: ignore[index,call-overload] # as above
    observation = vault.records.get(made["observation"])
    assert hearings.checklist(vault, observation)[0] == ("L1", "violated", "")


def test_what_another_edition_knows_is_kept(window: MainWindow, made: dict[str, str], vault: Vault, qtbot: QtBot) -> None:
    edit = window.context.doors.edit
    assert edit is not None
    edit(made["observation"])
    settle(qtbot, window)
    (table,) = window.findChildren(RecordForm)[0].findChildren(ChecklistEdit)
    strange: dict[str, Value] = {"row": "f" * 32, "code": "Z9", "rating": "violated"}
    twice: dict[str, Value] = {"row": "e" * 32, "code": "L1", "rating": "partly", "evidence": ["a" * 32]}
    table.put([{"row": "d" * 32, "code": "L1", "rating": "violated", "evidence": ["b" * 32]}, twice, strange])
    assert table.get() == [{"row": "d" * 32, "code": "L1", "rating": "violated", "evidence": ["b" * 32]}, twice, strange]
    table.put({"na": "not_asked"})
    assert table.get() is None
    assert vault.records.get(made["observation"]).fields["items"]


def test_a_hearing_that_is_opened_before_its_list_was_read_stays_on_the_card(
    vault: Vault, made: dict[str, str], qtbot: QtBot
) -> None:
    fields = vault.records.get(made["hearing"]).fields
    vault.records.add("hearing", {**fields, "scheduled": "2026-05-01T09:00+08:00", "stamps": []})  # stands above it
    context = Context(vault, Catalogue(), Settings(), None, "V", "", DoorKeeper(lambda: None).doors)
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.show()
    window.open_record(made["hearing"])
    settle(qtbot, window)
    page = window.pages["hearings"]
    assert isinstance(page, HearingsPage)
    assert page.record_id() == page.card.record_id == made["hearing"]
