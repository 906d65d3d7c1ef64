"""The wizard: a table from its file to its report, by keyboard and by hand, and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from ui.driving import press, settle

from casevault.exchange.mapping_file import load
from casevault.ui.bring_in.flow import COLUMNS, DONE, FILE, TRIAL, ImportFlow

if TYPE_CHECKING:
    from pathlib import Path

    from ui.ways_hands import Hands

TABLE = (
    "Nr,Name,Born,Town,Remark\n1,Lin Zhaowen,1970,Chengdu,seen at the gate\n"
    "2,Ama Boateng,03/04/1980,Kumasi,\n3,Joost Visser,1984-02-30,,\n"
)


@pytest.fixture
def flow(hands: Hands, tmp_path: Path) -> ImportFlow:
    path = tmp_path / "people.csv"
    path.write_text(TABLE, encoding="utf-8")
    bring_in = hands.context.doors.bring_in
    assert bring_in is not None
    bring_in(path)
    settle(hands.qtbot, hands.window)
    found = hands.window.findChild(ImportFlow)
    assert found is not None
    return found


def go_on(hands: Hands, flow: ImportFlow) -> None:
    press(flow.go_on, Qt.Key.Key_Return)
    settle(hands.qtbot, hands.window)


def step(flow: ImportFlow) -> int:
    return flow._step


def people(hands: Hands) -> list[str]:
    return sorted(record.title for record in hands.vault.records.page(hands.vault.records.ids("person")) if record is not None)


def test_from_the_file_to_the_report_and_back(hands: Hands, flow: ImportFlow) -> None:
    assert (step(flow), flow.go_on.hasFocus()) == (FILE, True)
    go_on(hands, flow)
    assert (step(flow), flow.columns.table.list.hasFocus()) == (COLUMNS, True)
    go_on(hands, flow)
    assert (step(flow), people(hands)) == (TRIAL, [])
    said = "\n".join(row.spoken for row in flow.result.table.model._rows)
    assert "Remark" in said
    assert "Row 3, Where Born, Why This is no date, or one that can be read in two ways." in said
    assert 'Row 4, Where Born, Why "30 Feb" is not a day in the calendar.' in said
    go_on(hands, flow)
    assert (step(flow), people(hands)) == (DONE, ["Ama Boateng", "Joost Visser", "Lin Zhaowen"])
    flow.undo.click()
    settle(hands.qtbot, hands.window)
    assert (people(hands), flow.undo.isVisible()) == ([], False)
    go_on(hands, flow)
    assert hands.window.findChild(ImportFlow) is None or not flow.isVisible()


def test_a_column_is_given_another_field_and_another_order_of_dates(hands: Hands, flow: ImportFlow) -> None:
    go_on(hands, flow)
    page = flow.columns
    page.table.list.setCurrentIndex(page.table.model.index(2, 0))
    page.order.setCurrentIndex(page.order.findData("day_first"))
    page.order.activated.emit(page.order.currentIndex())
    page.unfit.setCurrentIndex(page.unfit.findData("note"))
    page.unfit.activated.emit(page.unfit.currentIndex())
    page.table.list.setCurrentIndex(page.table.model.index(4, 0))
    page.target.setCurrentIndex(page.target.findData("detention.start"))
    page.target.activated.emit(page.target.currentIndex())
    assert page.mapping is not None
    assert "detention" in page.mapping.records
    assert page.mapping.records["detention"].constants["person"] == "@person"
    page.target.setCurrentIndex(page.target.findData("-"))
    page.target.activated.emit(page.target.currentIndex())
    go_on(hands, flow)
    go_on(hands, flow)
    births = {
        record.title: record.fields.get("birth")
        for record in hands.vault.records.page(hands.vault.records.ids("person"))
        if record is not None
    }
    assert births == {"Lin Zhaowen": "1970", "Ama Boateng": "1980-04-03", "Joost Visser": None}


def test_a_mapping_that_is_none_is_said_and_changes_nothing(hands: Hands, flow: ImportFlow, tmp_path: Path) -> None:
    go_on(hands, flow)
    before = flow.columns.mapping
    (tmp_path / "m.toml").write_text("casevault_mapping = 9", encoding="utf-8")
    flow.columns.use(tmp_path / "m.toml")
    assert flow.message.isVisible()
    assert flow.columns.mapping == before


def test_a_table_without_heads_is_read_from_its_first_row(hands: Hands, flow: ImportFlow) -> None:
    flow.file.header.setText("0")
    flow.file.header.editingFinished.emit()
    settle(hands.qtbot, hands.window)
    assert flow.file.header.text() == "0"
    go_on(hands, flow)
    assert flow.columns._looked is not None
    assert flow.columns._looked.source.sheet.header[0] == "column 1"
    assert flow.columns._looked.suggestion.sample[0].cells[1] == "Name"


def test_a_mapping_is_saved_and_taken_for_the_next_file_with_how_it_is_read(
    hands: Hands, flow: ImportFlow, tmp_path: Path
) -> None:
    flow.file.header.setText("2")  # the person says so: the first row is a title here
    flow.file.header.editingFinished.emit()
    settle(hands.qtbot, hands.window)
    go_on(hands, flow)
    page = flow.columns
    assert page.mapping is not None
    page.table.list.setCurrentIndex(page.table.model.index(1, 0))
    page.target.setCurrentIndex(page.target.findData("person.display_name"))
    page.target.activated.emit(page.target.currentIndex())
    made = page.mapping
    page.save(tmp_path / "mine")
    assert flow.message.isVisible()
    kept = tmp_path / "mine.toml"
    assert kept.stat().st_mode & 0o077 == 0
    page.save(kept)  # what stands there stays
    assert "already" in flow.message.accessibleName()
    bring_in = hands.context.doors.bring_in
    assert bring_in is not None
    again = tmp_path / "again.csv"
    again.write_text(TABLE, encoding="utf-8")
    bring_in(again)
    assert hands.window.guest is flow, "what is not brought in yet makes room for nothing"
    for _ in range(2):
        flow.back.click()
        settle(hands.qtbot, hands.window)
    bring_in(again)
    settle(hands.qtbot, hands.window)
    (flow,) = [shown for shown in hands.window.findChildren(ImportFlow) if shown.isVisible()]
    go_on(hands, flow)
    flow.columns.use(kept)
    settle(hands.qtbot, hands.window)
    assert (step(flow), flow.file.header.text()) == (COLUMNS, "2")
    assert flow.columns.mapping is not None
    assert (flow.columns.mapping.columns, flow.columns.mapping.header_row) == (made.columns, 2)
    go_on(hands, flow)
    go_on(hands, flow)
    assert people(hands) == ["Ama Boateng", "Joost Visser"]  # Lin's row was the heads
    # The command line takes the same file.
    assert load(kept, hands.vault.schema) == flow.columns.mapping


def test_what_is_no_table_is_said_and_the_step_stays(hands: Hands, flow: ImportFlow, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7\n")
    flow.file.open(tmp_path / "x.pdf")
    settle(hands.qtbot, hands.window)
    assert flow.message.isVisible()
    assert (step(flow), flow.go_on.isEnabled()) == (FILE, False)


def test_a_text_in_an_encoding_nobody_guessed_is_read_as_the_person_says(hands: Hands, flow: ImportFlow, tmp_path: Path) -> None:
    (tmp_path / "zero.csv").write_bytes(b"Name,Born\nLin\0 Zhaowen,1970\n")
    flow.file.open(tmp_path / "zero.csv")
    settle(hands.qtbot, hands.window)
    assert (flow.message.isVisible(), flow.file.encoding.isVisible(), flow.file.sheet.isVisible()) == (True, True, False)
    (tmp_path / "zero.csv").write_bytes("Name,Born\nLin Zhaowen,1970\n".encode("utf-16-le"))
    flow.file.encoding.setCurrentIndex(flow.file.encoding.findData("utf-16"))
    flow.file.encoding.activated.emit(flow.file.encoding.currentIndex())
    settle(hands.qtbot, hands.window)
    assert (flow.message.isVisible(), flow.go_on.isEnabled()) == (False, True)


def test_a_file_that_cannot_be_read_leaves_the_keyboard_on_choosing_another(hands: Hands, tmp_path: Path) -> None:
    bring_in = hands.context.doors.bring_in
    assert bring_in is not None
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    for path in (tmp_path / "bad.xlsx", tmp_path):
        bring_in(path)
        settle(hands.qtbot, hands.window)
        (flow,) = [shown for shown in hands.window.findChildren(ImportFlow) if shown.isVisible()]
        assert flow.message.isVisible()
        assert (flow.file.choose.hasFocus(), flow.go_on.isEnabled()) == (True, False)
    (flow,) = [shown for shown in hands.window.findChildren(ImportFlow) if shown.isVisible()]
    assert "folder" in flow.message.accessibleName()
    flow.back.click()
    settle(hands.qtbot, hands.window)
    assert hands.window.page.key == "vault"  # where it was asked for
