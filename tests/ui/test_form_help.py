"""Forms that help: a charge found as it is called, what cannot be recorded said beside its field, an account added in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget
from ui.hands import keys, part, press, show, until

from casevault.domain.consent import text_of
from casevault.errors import Code, MachineProblem
from casevault.i18n import N_, Catalogue
from casevault.ui.account_entry import AccountEntry
from casevault.ui.context import Context
from casevault.ui.doors_made import DoorKeeper
from casevault.ui.editors.coded import CodeEdit
from casevault.ui.editors.text import DateEdit
from casevault.ui.log_line import LogLine
from casevault.ui.main_window import MainWindow
from casevault.ui.record_form import RecordForm
from casevault.ui.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

CASE = {
    "title": "H",
    "kind": "criminal",
    "jurisdiction": "CN",
    "opened": "2026",
    "status": "open",
    "priority": "high",
    "code": "H",
}


@pytest.fixture(name="context")
def a_context(vault: Vault) -> Iterator[Context]:
    made = Context(vault, Catalogue())
    yield made
    made.runner.stop()


@pytest.fixture(name="window")
def a_window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def opened(qtbot: QtBot, context: Context, window: QWidget, type_key: str, record: Record | None = None) -> RecordForm:
    form = RecordForm(context, type_key, record, {}, window)
    show(qtbot, form)
    until(qtbot, lambda: context.runner.is_idle)
    return form


def test_a_charge_is_found_by_pinyin_and_taken_by_enter_and_what_is_none_is_said_and_stays(
    qtbot: QtBot, context: Context, window: QWidget
) -> None:
    form = opened(qtbot, context, window, "charge")
    line = part(form, CodeEdit, "field.law_article")
    line.setFocus()
    keys("shandong dian")
    assert line.offers is not None
    assert line.offers.isVisible()
    press(Qt.Key.Key_Return)
    assert line.get() == "cn.cl.105_2"
    assert "CL 105(2)" in line.text()
    assert "煽动颠覆国家政权罪" in line.text()
    line.selectAll()
    keys("witchcraft")
    assert not line.offers.isVisible()
    press(Qt.Key.Key_Tab)
    assert form._rows["law_article"]._problem.text(), "said beside the field as soon as it is left"
    assert line.text() == "witchcraft"
    form.flush()
    draft = context.vault.drafts.load("form/charge/new") or {}
    assert draft["fields"]["law_article"] == "witchcraft"
    line.setFocus()
    line.selectAll()
    keys("105(2)")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Tab)
    assert form._rows["law_article"]._problem.text() == ""


def test_esc_closes_what_was_found_and_not_the_form_and_alt_down_shows_all(
    qtbot: QtBot, context: Context, window: QWidget
) -> None:
    form = opened(qtbot, context, window, "charge")
    line = part(form, CodeEdit, "field.law_article")
    line.setFocus()
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert line.offers is not None
    assert line.offers.count() == len(context.vault.schema.vocabularies.offered("charge"))
    press(Qt.Key.Key_Escape)
    assert not line.offers.isVisible()
    assert form.isVisible()


def test_a_date_as_people_say_it_is_repeated_in_words_with_its_place(qtbot: QtBot, context: Context, window: QWidget) -> None:
    form = opened(qtbot, context, window, "event")
    for typed, words in (
        ("about March 2015", "about March 2015"),
        ("tussen 3 en 6 maart 2015", "between 3 and 6 March 2015 · sorts as 3 March 2015"),
        ("2015年3月底", "sorts as 21 March 2015"),
    ):
        edit = form._rows["start"].editor.widget
        assert isinstance(edit, DateEdit)
        edit.edit.setFocus()
        edit.edit.selectAll()
        keys(typed)
        assert words in edit.reading.text()


def test_an_account_is_added_in_place_with_its_source_and_grades(
    qtbot: QtBot, context: Context, window: QWidget, vault: Vault
) -> None:
    event = {"case": vault.records.add("case", CASE).id, "kind": "arrest", "start": "2026-02-12"}
    record = vault.records.get(vault.records.add("event", event).id)
    source = vault.records.add("source", {"code": "S-0042", "kind": "relative", "reliability": "C"}, strict=False).id
    form = opened(qtbot, context, window, "event", record)
    start = form._rows["start"]
    start.editor.widget.setFocus()
    press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    entry = start.entry
    assert isinstance(entry, AccountEntry)
    part(entry, QPushButton, "account.add").click()
    assert entry._problem.text(), "an account without a value says so"
    entry.begin()
    keys("14 feb 2026")
    line = part(entry, QLineEdit, "account.source")
    line.setFocus()
    keys("S-0042")
    until(qtbot, lambda: (shown := line.completer().popup()) is not None and shown.isVisible())
    popup = line.completer().popup()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    reliability = part(entry, QComboBox, "account.reliability")
    until(qtbot, lambda: reliability.currentData() == "C")
    reliability.setCurrentIndex(reliability.findData("B"))
    credibility = part(entry, QComboBox, "account.credibility")
    credibility.setCurrentIndex(credibility.findData("2"))
    form.flush()
    assert (vault.drafts.load(entry.draft.key) or {})["fields"]["value"] == "2026-02-14"
    part(entry, QPushButton, "account.add").click()
    until(qtbot, lambda: start.entry is None and "14" in start._accounts.text())
    (claim,) = vault.records.claims(record.id)
    assert (text_of(claim, "field"), text_of(claim, "source"), text_of(claim, "credibility")) == ("start", source, "2")
    assert text_of(vault.records.get(source), "reliability") == "B"
    assert text_of(vault.records.get(record.id), "start") == "2026-02-12", "the value in use stays until somebody prefers another"
    assert vault.drafts.load(entry.draft.key) is None
    assert start._more.isVisibleTo(form), "another one can be added beside those that are there"
    assert form.isVisible()
    undone = vault.records.undo()
    assert undone.undone
    assert vault.records.claims(record.id) == []
    assert text_of(vault.records.get(source), "reliability") == "C"


def test_a_draft_that_cannot_be_written_keeps_none_of_its_form_from_it(
    qtbot: QtBot, context: Context, window: QWidget, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = {"case": vault.records.add("case", CASE).id, "kind": "arrest", "start": "2026-02-12"}
    form = opened(qtbot, context, window, "event", vault.records.get(vault.records.add("event", event).id))
    form._open_account("start")
    entry = form._rows["start"].entry
    assert isinstance(entry, AccountEntry)
    entry.begin()
    keys("14 feb 2026")
    form._on_changed()
    save = vault.drafts.save

    def refuses(key: str, content: dict[str, object]) -> None:
        if key == form._draft.key:
            raise MachineProblem(Code.DISK_FULL, N_("The disk is full."))
        save(key, content)

    monkeypatch.setattr(vault.drafts, "save", refuses)
    with pytest.raises(MachineProblem):
        form.flush()
    assert (vault.drafts.load(entry.draft.key) or {})["fields"]["value"] == "2026-02-14"


def test_esc_closes_the_card_keeps_what_was_typed_and_leaves_the_form(
    qtbot: QtBot, context: Context, window: QWidget, vault: Vault
) -> None:
    person = vault.records.get(vault.records.add("person", {"display_name": "Gao Yu"}, strict=False).id)
    form = opened(qtbot, context, window, "person", person)
    form._open_account("occupation")
    row = form._rows["occupation"]
    first = row.entry
    assert isinstance(first, AccountEntry)
    keys("Editor")
    press(Qt.Key.Key_Escape)
    until(qtbot, lambda: context.runner.is_idle)
    assert row.entry is None
    assert form.isVisible()
    form._open_account("occupation")
    again = form._rows["occupation"].entry
    assert isinstance(again, AccountEntry)
    until(qtbot, lambda: again.parts["value"].get() == "Editor")


def test_the_log_line_opens_over_a_form_for_its_case(qtbot: QtBot, vault: Vault) -> None:
    case = vault.records.add("case", CASE).id
    keeper = DoorKeeper(lambda: None)
    context = Context(vault, Catalogue(), Settings(), None, "V", "", keeper.doors)
    window = MainWindow(context)
    keeper.serve(context, window)
    qtbot.addWidget(window)
    show(qtbot, window)
    assert keeper.doors.new is not None
    keeper.doors.new("event", {"case": case})
    until(qtbot, lambda: bool(window.findChildren(RecordForm)) and window.findChildren(RecordForm)[0].isActiveWindow())
    press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    (form,) = window.findChildren(RecordForm)
    until(qtbot, lambda: bool(form.findChildren(LogLine)))
    (line,) = form.findChildren(LogLine)
    until(qtbot, line.isVisible)
    assert line.case.choice is not None
    assert line.case.choice.id == case
    line.reject()
    form.reject()
    until(qtbot, lambda: context.runner.is_idle)
    context.runner.stop()
