"""Lists as people work in them: narrowed, sorted, kept, in both forms, and with several rows at once. Over a real vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import FixedAmbient, make_vault
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui.driving import Calls, press, settle

from casevault.domain.record import Changes
from casevault.i18n import Catalogue, isolated
from casevault.ui.cases_page import CasesPage
from casevault.ui.context import Context
from casevault.ui.disclose import DiscloseFlow
from casevault.ui.evidence_page import EvidencePage
from casevault.ui.lists.ids import PackedIds, packed
from casevault.ui.main_window import MainWindow
from casevault.ui.people_page import PeoplePage
from casevault.ui.read.kept import kept_lists, kept_searches
from casevault.ui.read.listed import Question
from casevault.ui.settings import Settings, parse
from casevault.ui.widgets.pill import Pill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.lists.narrowing import Narrowing
    from casevault.vault.vault import Vault

CODES = ("HERON", "ALDER", "BIRCH", "ROWAN")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made, _ = make_vault(tmp_path / "v", ambient=FixedAmbient())
    for number, code in enumerate(CODES):
        person = made.records.add("person", {"display_name": f"Lin {code.title()}"}).made[0]
        fields = {"code": code, "title": f"About {code}", "kind": "criminal", "opened": f"2026-01-0{number + 1}"}
        fields |= {"jurisdiction": "BY" if code == "ROWAN" else "CN", "status": "closed" if code == "BIRCH" else "open"}
        members = [{"person": person, "role": "defender", "is_focus": True}]
        made.records.add("case", {**fields, "priority": "normal", "persons": members})
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, calls: Calls, vault: Vault) -> Iterator[MainWindow]:
    doors = calls.doors()
    doors.disclose_many = lambda cases, output: calls.append(("disclose_many", (tuple(cases), output)))
    made = MainWindow(Context(vault, Catalogue(), Settings(), doors=doors))
    qtbot.addWidget(made)
    made.show()
    made.go("cases")
    settle(qtbot, made)
    yield made
    made.context.runner.stop()


def _cases(window: MainWindow) -> CasesPage:
    page = window.pages["cases"]
    assert isinstance(page, CasesPage)
    return page


def _asked(window: MainWindow) -> Narrowing:
    found = window.page.narrowing()
    assert found is not None
    return found


def _codes(window: MainWindow, vault: Vault) -> list[str]:
    page = _cases(window)
    table = page.forms.table
    model = table.model if table is not None else page.pane.model
    return [str(vault.records.get(one).fields["code"]) for one in model.ids]


def _pills(asked: Narrowing) -> list[str]:
    return [pill.text() for pill in asked.bar.findChildren(Pill) if not pill.isHidden()]


def test_facets_are_pills_and_a_list_without_rows_says_what_to_take_away(qtbot: QtBot, window: MainWindow, vault: Vault) -> None:
    asked, pane = _asked(window), _cases(window).pane
    asked.toggle("jurisdiction", "BY")
    settle(qtbot, window)
    assert _codes(window, vault) == ["ROWAN"]
    assert "Belarus" in _pills(asked)
    pane.filter.setText("heron")
    qtbot.waitUntil(lambda: pane.model.rowCount() == 0)
    settle(qtbot, window)
    assert f"“{isolated('heron')}” with {isolated('Belarus')}. Without the facet there is 1." in pane.nothing.words
    pane.nothing.button.click()
    settle(qtbot, window)
    assert _codes(window, vault) == ["HERON"]
    assert "Belarus" not in _pills(asked)
    pane.filter.setText("")
    asked.toggle("status", "closed")
    settle(qtbot, window)
    assert _codes(window, vault) == ["BIRCH"]
    pane.filter.setFocus()
    press(pane.filter, Qt.Key.Key_Backspace)  # nothing is typed: the last facet goes
    settle(qtbot, window)
    assert len(_codes(window, vault)) == 4


def test_the_box_of_facets_counts_and_is_used_by_the_keyboard(qtbot: QtBot, window: MainWindow, vault: Vault) -> None:
    asked = _asked(window)
    window.commands.run("list.narrow")
    settle(qtbot, window)
    box = asked._box
    assert box is not None
    said = [row.spoken for row in box.model.rows]
    assert "Jurisdiction, China, 3, not chosen" in said
    assert "Limit due, None within a month, 4, not chosen" in said  # those that take longer have come too
    box.field.setText("belar")
    rows = [row for row in box.model.rows if row.id]
    assert [row.spoken for row in rows] == ["Jurisdiction, Belarus, 1, not chosen"]
    box.list.select_first()
    press(box.list, Qt.Key.Key_Space)
    settle(qtbot, window)
    assert _codes(window, vault) == ["ROWAN"]
    assert [row.spoken for row in box.model.rows if row.id] == ["Jurisdiction, Belarus, 1, chosen"]
    box.field.setText("")
    assert "Status, Closed, 0, not chosen" in [row.spoken for row in box.model.rows]  # what leaves nothing stays to be seen
    press(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: asked._box is None or not box.isVisible())


def test_a_list_is_kept_under_a_name_and_asked_again(qtbot: QtBot, window: MainWindow, vault: Vault) -> None:
    asked = _asked(window)
    window.commands.run("list.mine")
    settle(qtbot, window)
    assert sorted(_codes(window, vault)) == ["ALDER", "HERON", "ROWAN"]
    asked.sort("code")
    settle(qtbot, window)
    assert _codes(window, vault) == ["ALDER", "HERON", "ROWAN"]
    from casevault.ui.lists.keeping import LineBox, keep_list  # noqa: PLC0415 - the box alone

    box = keep_list(window.context, window, asked.question)
    assert not box.go.isEnabled()
    box.field.setText("  Mine by code ")
    box.go.click()
    settle(qtbot, window)
    (kept,) = kept_lists(vault, "case")
    assert kept.name == "Mine by code"
    assert kept.question == asked.question
    assert kept_searches(vault) == []  # it is no search for words
    asked.ask_all()
    settle(qtbot, window)
    assert len(_codes(window, vault)) == 4
    menu = asked.kept_menu([kept])
    next(action for action in menu.actions() if action.text() == "Mine by code").trigger()
    settle(qtbot, window)
    assert _codes(window, vault) == ["ALDER", "HERON", "ROWAN"]
    assert not window.findChildren(LineBox)


def test_table_and_list_are_two_forms_of_one_list(qtbot: QtBot, window: MainWindow, vault: Vault) -> None:
    page = _cases(window)
    _asked(window).toggle("status", "open")
    settle(qtbot, window)
    press(page.pane.list, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    table = page.forms.table
    assert table is not None
    assert len(_codes(window, vault)) == 3  # what was asked came along
    assert window.context.settings.forms_turned == ("cases",)
    asked = _asked(window)
    for wanted in (["ALDER", "HERON", "ROWAN"], ["ROWAN", "HERON", "ALDER"]):
        table.table_head.sort_wanted.emit("code")
        settle(qtbot, window)
        assert _codes(window, vault) == wanted
    assert "Code name ▼" in table.table_head.accessibleName()
    said = table.model.index(0, 0).data()
    assert "Code name ROWAN" in said
    next(action for action in table.columns_menu().actions() if action.text() == "Code name").trigger()
    settle(qtbot, window)
    assert window.context.settings.columns_hidden == ("cases.code",)
    assert "ROWAN" not in table.model.index(0, 0).data()
    table.list.setFocus()
    press(table.list, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert page.forms.table is None
    assert page.view.case_id == page.pane.model.ids[0]
    assert asked.question.column == "code"
    window.go("people")
    window.commands.run("list.form")
    settle(qtbot, window)
    people = window.page
    assert isinstance(people, PeoplePage)
    assert people.forms.table is not None
    assert "Name Lin Alder" in people.forms.table.model.index(0, 0).data()


def test_several_rows_go_into_one_document_and_get_one_tag(qtbot: QtBot, window: MainWindow, vault: Vault, calls: Calls) -> None:
    pane = _cases(window).pane
    pane.list.setFocus()
    assert pane.many.isHidden()
    press(pane.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert not pane.many.isHidden()
    assert pane.list.count_selected() == 2
    press(pane.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert pane.many.ids() == list(pane.model.ids)
    pane.many.dossier.click()
    pane.many.export.click()
    everything = tuple(pane.model.ids)
    assert calls[-2:] == [("disclose_many", (everything, "")), ("disclose_many", (everything, "chronology"))]
    from casevault.ui.lists.keeping import ask_tag  # noqa: PLC0415 - the box alone

    box = ask_tag(window.context, window, pane.many.ids())
    settle(qtbot, window)
    box.field.setText("embassy visit")
    press(box.field, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert all(record.fields["tags"] == ["embassy visit"] for record in vault.records.list("case"))
    vault.records.undo()
    assert not any(record.fields.get("tags") for record in vault.records.list("case"))


def test_what_is_selected_is_filled_in_where_a_document_begins(qtbot: QtBot, window: MainWindow, vault: Vault) -> None:
    ids = vault.records.ids("case")[:3]
    flow = DiscloseFlow(window.context, "", ids, "chronology")
    qtbot.addWidget(flow)
    asked = flow.choose.request()
    assert (asked.cases, asked.output, asked.format) == (tuple(ids), "chronology", "xlsx")
    other = DiscloseFlow(window.context, "", ids)
    qtbot.addWidget(other)
    assert other.choose.request().cases == tuple(ids)
    settle(qtbot, window)


def test_of_several_rows_none_is_removed(qtbot: QtBot, window: MainWindow, vault: Vault) -> None:
    pane = _cases(window).pane
    said: list[str] = []
    window.context.messages.said.connect(said.append)
    pane.list.setFocus()
    press(pane.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    window.acts.remove()
    settle(qtbot, window)
    assert len(vault.records.ids("case")) == 4
    assert said == ["Several rows are selected, and one at a time is removed. Choose one."]
    vault.records.add("note", {"about": vault.records.ids("case")[0], "kind": "fact", "text": "x"}, strict=False)
    window.context.changes.happened.emit(Changes(batch="", records=frozenset({"x"})))
    settle(qtbot, window)
    assert pane.list.count_selected() == 2  # what is read again stays selected


def test_people_are_found_by_pinyin_and_it_is_said_why(qtbot: QtBot, window: MainWindow, vault: Vault) -> None:
    vault.records.add("person", {"display_name": "高瑜"})
    window.go("people")
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, PeoplePage)
    page.pane.filter.setText("gaoyu")
    qtbot.waitUntil(lambda: page.pane.model.rowCount() == 1)
    settle(qtbot, window)
    assert "by pinyin" in page.pane.model.index(0, 0).data()
    asked = _asked(window)
    asked.toggle("role", "defender")
    settle(qtbot, window)
    assert page.pane.model.rowCount() == 0
    assert "Without the facet there is 1." in page.pane.nothing.words


def test_all_evidence_stands_in_one_list(qtbot: QtBot, window: MainWindow, vault: Vault, tmp_path: Path) -> None:
    file = tmp_path / "notice.txt"
    file.write_text("a notice", encoding="utf-8")
    case = vault.records.ids("case")[0]
    vault.attachments.add([file], about=[case], title="Notice", kind="notice")
    vault.records.add("evidence", {"title": "Only spoken of", "kind": "testimony", "about": [case]})
    window.go("evidence")
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, EvidencePage)
    said = [page.model.index(row, 0).data() for row in range(page.model.rowCount())]
    assert len(said) == 2
    assert any("Case HERON" in one and "1 · Text" in one and "State Kept" in one for one in said)
    assert any("Only spoken of" in one and "State No file" in one for one in said)
    page.turn_form()
    settle(qtbot, window)
    said = [page.model.index(row, 0).data() for row in range(page.model.rowCount())]
    assert "Notice, HERON, Notice · 1 · Text, 8 B, Kept" in said, "the code first, and nothing that crowds out the size"
    page.turn_form()
    settle(qtbot, window)
    _asked(window).toggle("file", "none")
    settle(qtbot, window)
    assert page.model.rowCount() == 1
    assert "Only spoken of" in page.model.index(0, 0).data()


def test_all_records_are_one_list_by_kind(qtbot: QtBot, window: MainWindow) -> None:
    window.commands.run("list.all")
    settle(qtbot, window)
    assert window.page.key == "records"
    _asked(window).toggle("type", "person")
    settle(qtbot, window)
    assert window.page.list.model().rowCount() == 4  # type: ignore[attr-defined] # a table page


def test_what_is_kept_by_another_program_asks_only_what_this_list_knows(qtbot: QtBot, window: MainWindow, vault: Vault) -> None:
    rows = [{"facet": "no_such", "code": "x"}, {"facet": "status", "code": "no_such"}, {"facet": "jurisdiction", "code": "CN"}]
    fields = {"name": "Of another version", "type": "case", "sort": "no_such", "descending": True, "facets": rows}
    vault.records.add("saved_search", fields)
    (kept,) = kept_lists(vault, "case")
    assert (kept.question.column, kept.question.descending) == ("", False)
    asked = _asked(window)
    asked.ask(kept.question)
    settle(qtbot, window)
    assert _codes(window, vault) == []
    assert "Status: No_such" in _pills(asked)
    asked.drop("status")
    settle(qtbot, window)
    assert sorted(_codes(window, vault)) == ["ALDER", "BIRCH", "HERON"]


def test_settings_of_lists_are_read_strictly() -> None:
    assert parse({"columns_hidden": ["cases.code"], "forms_turned": ["cases"]}).columns_hidden == ("cases.code",)
    for bad in (["Lin Zhaowen"], ["a.b.c"], "cases.code", [1], ["x"] * 101, {"cases": 1}):
        assert parse({"columns_hidden": bad}).columns_hidden == ()


@given(st.lists(st.binary(min_size=16, max_size=16).map(bytes.hex), max_size=30), st.integers(-35, 35), st.integers(0, 35))
def test_packed_ids_are_what_the_list_of_them_was(ids: list[str], start: int, length: int) -> None:
    found = packed(ids)
    assert isinstance(found, PackedIds) or not ids
    assert list(found) == ids
    assert found[max(start, 0) : max(start, 0) + length] == ids[max(start, 0) : max(start, 0) + length]
    for one in ids:
        assert found.find(one) == ids.index(one)
    assert found.find("00" * 15) == -1
    assert found.find("no id") == -1
    if ids and -len(ids) <= start < len(ids):
        assert found[start] == ids[start]


def test_an_id_across_two_others_is_none_of_them() -> None:
    first, second = "00" * 8 + "11" * 8, "22" * 8 + "33" * 8
    across = "11" * 8 + "22" * 8
    assert packed([first, second]).find(across) == -1
    assert packed([first, second, across]).find(across) == 2
    assert packed(["old", "new"]).find("new") == 1
    assert list(packed(["0" * 30, "0" * 34])) == ["0" * 30, "0" * 34]


def test_a_question_toggles_codes_and_is_plain_only_when_nothing_is_asked() -> None:
    asked = Question("case")
    assert asked.is_plain
    one = asked.toggled("status", "open").toggled("status", "closed")
    assert one.chosen == {"status": ("open", "closed")}
    assert one.toggled("status", "open").toggled("status", "closed").is_plain
    assert not Question("case", column="code").is_plain


def test_a_key_that_is_still_held_marks_no_second_row(window: MainWindow) -> None:
    page = window.page
    assert isinstance(page, CasesPage)
    rows = page.pane.list
    rows.setFocus()
    first, second = page.pane.model.id_at(0), page.pane.model.id_at(1)
    rows.go_to(first)
    QTest.keyPress(rows, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    try:
        rows.go_to(second)  # as a list does that was read again after Ctrl+Enter
        assert rows.selected_rows() == [1], "what is done next is done to what is shown, and to nothing else"
        rows.go_to(second)
        assert rows.selected_rows() == [1]
    finally:
        QTest.keyRelease(rows, Qt.Key.Key_Control)
