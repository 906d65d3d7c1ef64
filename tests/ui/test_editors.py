"""Every kind of value has an editor that shows it and gives it back unchanged."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QListView, QListWidget, QMenu, QPlainTextEdit, QWidget
from ui.editor_desk import KNOWN, Desk
from ui.hands import english, keys, part, press, show, until

from casevault.domain.schema import NOT_A_VALUE_LABELS, Field, Kind, NotAValue
from casevault.domain.types.clock import CLOCK
from casevault.i18n import N_
from casevault.ui.editors import answered, make_editor, reference, rows
from casevault.ui.editors.reference import ReferenceEdit, ReferencesEdit
from casevault.ui.editors.rows import RowsEdit
from casevault.ui.field_row import FieldRow
from casevault.ui.widgets.basic import Button
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from casevault.domain.record import Value

SCHEMA = load_schema()
VOCABULARIES = SCHEMA.vocabularies
ALL_FIELDS = [field for record_type in SCHEMA.types.values() for field in record_type.fields]
EVERY_FIELD = [*ALL_FIELDS, *(column for field in ALL_FIELDS for column in field.rows)]
SENTENCES = next(field for field in SCHEMA.type("judgment").fields if field.key == "sentences")

LINE = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=20)
WORDS = st.lists(LINE, min_size=1, max_size=4, unique=True).map(" ".join)
PROSE = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.isoformat)
DATES = st.one_of(
    DAYS, DAYS.map(lambda day: f"{day[:7]}~"), DAYS.map(lambda day: f"{day[:4]}?"), DAYS.map(lambda day: f"{day}/..")
)
IDS = st.sampled_from(sorted(KNOWN))


@cache
def values(field: Field) -> st.SearchStrategy[Value]:
    """What the vault may hold in `field`."""
    codes = VOCABULARIES.codes(field.vocabulary) if field.vocabulary else ("x",)
    plain: dict[Kind, st.SearchStrategy[Value]] = {
        Kind.TEXT: WORDS,
        Kind.DURATION: st.sampled_from(["P3Y6M", "life"]),
        Kind.INT: st.integers(0, 10_000),
        Kind.TEXTS: st.lists(WORDS, min_size=1, max_size=3, unique=True),
        Kind.LONG: st.lists(
            st.fixed_dictionaries({"lang": st.sampled_from(["en", "zh-Hans"]), "text": PROSE}), min_size=1, max_size=2
        ),
        Kind.DATE: DATES,
        Kind.DATETIME: st.one_of(DATES, DAYS.map(lambda day: f"{day}T09:30:00+08:00")),
        Kind.DAY: DAYS,
        Kind.BOOL: st.booleans(),
        Kind.CHOICE: st.sampled_from(codes),
        Kind.CHOICES: st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True),
        Kind.REF: IDS,
        Kind.REFS: st.lists(IDS, min_size=1, max_size=3, unique=True),
    }
    if field.kind is not Kind.ROWS:
        return plain[field.kind]
    no_value = st.sampled_from(NotAValue).map(lambda answer: {"na": answer.value})
    cells = {column.key: st.one_of(values(column), no_value) for column in field.rows}
    row = st.fixed_dictionaries({"row": st.sampled_from(["1" * 32, "2" * 32])}, optional=cells)
    return st.lists(row.filter(lambda made: len(made) > 1), min_size=1, max_size=2)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_an_editor(qtbot: QtBot, kind: Kind) -> None:
    column = Field(key="column", kind=Kind.TEXT, label=N_("Column"))
    field = Field(key="field", kind=kind, label=N_("Field"), vocabulary="act", targets=("person",), rows=(column,))
    editor = make_editor(field, Desk())
    qtbot.addWidget(editor.widget)
    editor.set(None)
    assert editor.get() is None


@pytest.mark.parametrize("record_type", SCHEMA.types.values(), ids=lambda found: found.key)
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
@given(data=st.data())
def test_what_the_vault_holds_comes_back_unchanged(qtbot: QtBot, record_type: object, data: st.DataObject) -> None:
    assert hasattr(record_type, "fields")
    for field in record_type.fields:
        desk = Desk()
        row = FieldRow(field, desk)
        qtbot.addWidget(row)
        value = data.draw(values(field), label=field.key)
        row.put(value)
        assert row.get() == value, field.key
        assert not desk.changes, f"{field.key}: showing a value is no change"
        row.deleteLater()


@pytest.mark.slow
def test_what_is_not_a_value_comes_back_unchanged(qtbot: QtBot) -> None:
    for field in ALL_FIELDS:
        row = FieldRow(field, Desk())
        qtbot.addWidget(row)
        for answer in NotAValue:
            row.put({"na": answer.value})
            assert row.get() == {"na": answer.value}
        row.put(None)
        assert row.get() is None


def test_a_code_of_another_edition_is_kept(qtbot: QtBot) -> None:
    for kind, value in ((Kind.CHOICE, "of_tomorrow"), (Kind.CHOICES, ["of_tomorrow"])):
        editor = make_editor(Field(key="f", kind=kind, label=N_("F"), vocabulary="act"), Desk())
        qtbot.addWidget(editor.widget)
        editor.set(value)  # type: ignore[arg-type]  # a list of text is a value
        assert editor.get() == value


def test_the_order_of_chosen_codes_is_kept(qtbot: QtBot) -> None:
    codes = VOCABULARIES.codes("act")
    editor = make_editor(Field(key="f", kind=Kind.CHOICES, label=N_("F"), vocabulary="act"), Desk())
    qtbot.addWidget(editor.widget)
    editor.set([codes[3], codes[1]])
    assert editor.get() == [codes[3], codes[1]]
    listing = editor.widget
    assert isinstance(listing, QListWidget)
    listing.item(0).setCheckState(Qt.CheckState.Checked)
    assert editor.get() == [codes[3], codes[1], codes[0]]
    listing.item(3).setCheckState(Qt.CheckState.Unchecked)
    assert editor.get() == [codes[1], codes[0]]


def test_countries_stand_by_their_names_and_a_click_on_the_name_ticks_one(qtbot: QtBot) -> None:
    editor = make_editor(Field(key="f", kind=Kind.CHOICES, label=N_("F"), vocabulary="country"), Desk())
    listing = editor.widget
    assert isinstance(listing, QListWidget)
    editor.set(["CN"])
    show(qtbot, listing)
    names = [listing.item(row).text() for row in range(listing.count())]
    assert names.index("Afghanistan") < names.index("Åland Islands") < names.index("Albania") < names.index("Zimbabwe")
    china, chad = names.index("China"), names.index("Chile") - 1
    assert listing.viewport().rect().intersects(listing.visualItemRect(listing.item(china))), "what is recorded is in sight"
    listing.scrollToItem(listing.item(chad))
    place = listing.visualItemRect(listing.item(chad)).center()
    QTest.mouseClick(listing.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert editor.get() == ["CN", "TD"]
    listing.setFocus()
    press(Qt.Key.Key_Space)
    assert editor.get() == ["CN"]


def test_a_rule_is_chosen_by_what_it_asks_and_one_that_no_pack_knows_stays(qtbot: QtBot) -> None:
    editor = make_editor(CLOCK.field("rule_id") or pytest.fail("no rule"), Desk())
    qtbot.addWidget(editor.widget)
    assert isinstance(editor.widget, QComboBox)
    editor.set("cn.det.total_37")
    assert (editor.widget.currentText(), editor.get()) == ("Detention without arrest ends", "cn.det.total_37")
    editor.set("xx.gone")
    assert editor.get() == "xx.gone"


def test_translations_stay_behind_the_text_that_is_edited(qtbot: QtBot) -> None:
    editor = make_editor(Field(key="f", kind=Kind.LONG, label=N_("F")), Desk())
    qtbot.addWidget(editor.widget)
    stored: Value = [{"lang": "zh-Hans", "text": "被带走"}, {"lang": "en", "text": "taken away", "translated_from": "zh-Hans"}]
    editor.set(stored)
    assert isinstance(editor.widget, QPlainTextEdit)
    editor.widget.selectAll()
    editor.widget.insertPlainText("被带走了")
    assert editor.get() == [{"lang": "zh-Hans", "text": "被带走了"}, stored[1]]  # type: ignore[index]  # the list above


def test_the_wheel_over_a_choice_changes_nothing(qtbot: QtBot) -> None:
    editor = make_editor(Field(key="f", kind=Kind.CHOICE, label=N_("F"), vocabulary="act"), Desk())
    show(qtbot, editor.widget)
    qtbot.addWidget(editor.widget)
    assert isinstance(editor.widget, QComboBox)
    qtbot.mouseMove(editor.widget)
    before = editor.get()
    from PySide6.QtCore import QPoint, QPointF  # noqa: PLC0415 - for this one event
    from PySide6.QtGui import QWheelEvent  # noqa: PLC0415 - same
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - same

    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's own signature
    )
    QApplication.sendEvent(editor.widget, event)
    assert editor.get() == before


# References


def reference_row(qtbot: QtBot, desk: Desk, kind: Kind = Kind.REF) -> FieldRow:
    row = FieldRow(Field(key="who", kind=kind, label=N_("Who"), targets=("person",)), desk)
    qtbot.addWidget(row)
    other = QLineEdit(row)  # somewhere for the keyboard to go
    layout = row.layout()
    assert layout is not None
    layout.addWidget(other)
    show(qtbot, row)
    line = row.findChild(ReferenceEdit)
    assert isinstance(line, ReferenceEdit)
    line.setFocus()
    return row


def offers(row: FieldRow) -> list[str]:
    line = row.findChild(ReferenceEdit)
    assert isinstance(line, ReferenceEdit)
    model = line.completer().model()
    return [str(model.index(number, 0).data()) for number in range(model.rowCount())]


@pytest.mark.parametrize(("typed", "found"), [("gao", "a"), ("高瑜", "a"), ("林", "b"), ("བསོད", "c")])
def test_a_reference_is_found_in_any_script_and_taken_with_enter(qtbot: QtBot, typed: str, found: str) -> None:
    desk = Desk()
    row = reference_row(qtbot, desk)
    keys(typed)
    until(qtbot, lambda: len(offers(row)) == 2)
    press_in_popup(row, Qt.Key.Key_Down, Qt.Key.Key_Return)
    until(qtbot, lambda: row.get() == found * 32)
    line = row.findChild(ReferenceEdit)
    assert isinstance(line, ReferenceEdit)
    until(qtbot, lambda: line.text() == KNOWN[found * 32])
    assert desk.changes


def press_in_popup(row: FieldRow, *pressed: Qt.Key) -> None:
    from PySide6.QtTest import QTest  # noqa: PLC0415 - here alone

    line = row.findChild(ReferenceEdit)
    assert isinstance(line, ReferenceEdit)
    for key in pressed:
        popup = line.completer().popup()
        assert popup is not None
        QTest.keyClick(popup, key)


def test_somebody_new_is_made_by_name(qtbot: QtBot) -> None:
    desk = Desk()
    row = reference_row(qtbot, desk)
    keys("Zhang San")
    until(qtbot, lambda: offers(row) == [english(reference.MAKE, name="Zhang San")])
    press_in_popup(row, Qt.Key.Key_Down, Qt.Key.Key_Return)
    until(qtbot, lambda: row.get() == "d" * 32)
    assert desk.made == [("person", "Zhang San")]


def test_a_name_that_was_not_chosen_is_no_value_and_does_not_vanish_unsaid(qtbot: QtBot) -> None:
    row = reference_row(qtbot, Desk())
    row.put("a" * 32)
    line = row.findChild(ReferenceEdit)
    assert isinstance(line, ReferenceEdit)
    line.selectAll()
    keys("Somebody")
    assert row.get() == "a" * 32
    line.clearFocus()
    until(qtbot, lambda: line.text() == KNOWN["a" * 32])


def test_an_emptied_reference_is_nothing(qtbot: QtBot) -> None:
    desk = Desk()
    row = reference_row(qtbot, desk)
    row.put("a" * 32)
    line = row.findChild(ReferenceEdit)
    assert isinstance(line, ReferenceEdit)
    line.selectAll()
    press(Qt.Key.Key_Delete)
    line.clearFocus()
    assert row.get() is None
    assert desk.changes


def test_several_references_are_added_and_taken_out(qtbot: QtBot) -> None:
    desk = Desk()
    row = reference_row(qtbot, desk, Kind.REFS)
    line = row.findChild(ReferenceEdit)
    assert isinstance(line, ReferenceEdit)
    for typed in ("gao", "lin"):
        keys(typed)
        until(qtbot, lambda: len(offers(row)) == 2 and typed in offers(row)[0].casefold())  # noqa: B023 - waited for here
        press_in_popup(row, Qt.Key.Key_Down, Qt.Key.Key_Return)
        until(qtbot, lambda: not line.text())
    assert row.get() == ["a" * 32, "b" * 32]
    edit = row.findChild(ReferencesEdit)
    assert isinstance(edit, ReferencesEdit)
    part(edit, Button, english(reference.REMOVE, name=KNOWN["a" * 32])).click()
    assert row.get() == ["b" * 32]


# Tables


def test_rows_are_added_filled_and_taken_out_and_keep_their_ids(qtbot: QtBot) -> None:
    field = next(field for field in SCHEMA.type("person").fields if field.key == "aliases")
    desk = Desk()
    row = FieldRow(field, desk)
    qtbot.addWidget(row)
    show(qtbot, row)
    row.put([{"row": "1" * 32, "value": "高瑜", "script": "hans", "kind": "legal"}])
    edit = row.findChild(RowsEdit)
    assert isinstance(edit, RowsEdit)
    part(edit, Button, f"{english(field.label)}: {english(rows.ADD_ROW)}").click()
    keys("Gao Yu")
    got = row.get()
    assert isinstance(got, list)
    assert got[0] == {"row": "1" * 32, "value": "高瑜", "script": "hans", "kind": "legal"}
    assert got[1] == {"value": "Gao Yu"}
    removers = [button for button in edit.findChildren(Button) if button.accessibleName().startswith(english(rows.REMOVE_ROW))]
    removers[0].click()
    assert row.get() == [{"value": "Gao Yu"}]
    assert desk.changes


@pytest.mark.parametrize("cells", [{"credit_days": 0}, {"kind": {"na": "unknown"}}, {"expected_release": {"na": "refused"}}])
def test_a_row_of_which_little_or_nothing_is_shown_is_kept(qtbot: QtBot, cells: dict[str, Value]) -> None:
    row = FieldRow(SENTENCES, Desk())
    qtbot.addWidget(row)
    recorded: list[Value] = [{"row": "1" * 32, **cells}]
    row.put(recorded)
    assert row.get() == recorded


def test_a_row_that_was_emptied_goes_with_what_the_program_filled(qtbot: QtBot) -> None:
    row = FieldRow(SENTENCES, Desk())
    qtbot.addWidget(row)
    show(qtbot, row)
    row.put([{"row": "1" * 32, "fine": "500", "credit_days": 3}])
    line = next(edit for edit in row.findChildren(QLineEdit) if edit.objectName() == "field.sentences.fine")
    line.clear()
    assert row.get() is None


def test_a_cell_takes_an_answer_that_is_no_value(qtbot: QtBot) -> None:
    desk = Desk()
    row = FieldRow(SENTENCES, desk)
    qtbot.addWidget(row)
    row.put([{"row": "1" * 32, "kind": "fixed_term"}])
    label = english(next(column for column in row.field.rows if column.key == "kind").label)
    menu = part(row, Button, english(answered.ANSWER, field=label)).findChild(QMenu)
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == english(NOT_A_VALUE_LABELS[NotAValue.NOT_ASKED])).trigger()
    assert row.get() == [{"row": "1" * 32, "kind": {"na": "not_asked"}}]
    assert desk.changes


def test_an_entry_in_which_nothing_was_entered_is_none(qtbot: QtBot) -> None:
    field = next(field for field in SCHEMA.type("person").fields if field.key == "aliases")
    row = FieldRow(field, Desk())
    qtbot.addWidget(row)
    edit = row.findChild(RowsEdit)
    assert isinstance(edit, RowsEdit)
    part(edit, Button, f"{english(field.label)}: {english(rows.ADD_ROW)}").click()
    assert row.get() is None


# Names


@pytest.mark.parametrize("record_type", SCHEMA.types.values(), ids=lambda found: found.key)
def test_everything_that_takes_the_keyboard_has_a_name(qtbot: QtBot, record_type: object) -> None:
    assert hasattr(record_type, "fields")
    for field in record_type.fields:
        row = FieldRow(field, Desk())
        qtbot.addWidget(row)
        edit = row.findChild(RowsEdit)
        if isinstance(edit, RowsEdit):
            edit.put([{"row": "1" * 32}])
        for widget in [row, *row.findChildren(QWidget)]:
            list_of_a_box = isinstance(widget, QListView) and not isinstance(widget, QListWidget)
            inner = list_of_a_box or widget.objectName().startswith("qt_") or isinstance(widget.parent(), QComboBox | QListWidget)
            if widget.focusPolicy() is Qt.FocusPolicy.NoFocus or inner or widget.focusProxy() is not None:
                continue
            name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)  # the interface goes with the widget
            assert name, f"{record_type.key}.{field.key}: {widget}"  # type: ignore[attr-defined]  # asserted above
