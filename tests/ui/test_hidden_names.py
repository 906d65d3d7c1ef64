"""Names to codes, everywhere: in titles, in texts that mention or name somebody, in forms that stand open; and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit
from ui.driving import settle
from ui.hands import main_window, over_new_vault, part, show

from casevault.domain.mentions import mention
from casevault.ui.editors.cover import Cover
from casevault.ui.editors.reference import ReferenceEdit
from casevault.ui.read.chronology import chronology
from casevault.ui.record_form import RecordForm
from casevault.vault.covering import covered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.context import Context

NAMES = ("Zhaowen", "\u6797\u5146\u96ef", "Chen Bo")


@pytest.fixture(name="context")
def a_context(qapp: object, tmp_path: Path) -> Iterator[Context]:
    assert qapp is not None
    with over_new_vault(tmp_path / "v") as made:
        yield made


@pytest.fixture(name="made")
def a_case(context: Context) -> dict[str, str]:
    add = context.vault.records.add
    aliases = [{"value": "\u6797\u5146\u96ef", "kind": "legal"}]
    lin = add("person", {"display_name": "Lin Zhaowen", "aliases": aliases}, strict=False).id
    chen = add("person", {"display_name": "Chen Bo"}, strict=False).id
    persons = [{"person": lin, "role": "defender", "is_focus": True}]
    case = add("case", {"code": "HERON", "title": "Lin Zhaowen", "persons": persons}, strict=False).id
    told = f"{mention('Lin Zhaowen', lin)} said that \u6797\u5146\u96ef was seen with Chen Bo."
    note = add("note", {"about": case, "kind": "fact", "text": told}, strict=False).id
    contact = {"case": case, "relative": lin, "kind": "call", "at": "2026-03-06", "content": told}
    add("family_contact", contact, strict=False)
    counsel = add("counsel", {"case": case, "lawyer": chen, "person": lin, "kind": "chosen"}, strict=False).id
    hearing = add("hearing", {"case": case, "kind": "trial", "scheduled": "2026-03-20", "notes": told}, strict=False).id
    return {"lin": lin, "chen": chen, "case": case, "note": note, "counsel": counsel, "hearing": hearing}


def names_in(said: object) -> list[str]:
    return [name for name in NAMES if name in str(said)]


def test_what_is_read_names_nobody_while_names_are_hidden_and_never_shows_a_mark(context: Context, made: dict[str, str]) -> None:
    reader = context.reader
    for hidden in (True, False):
        reader.discreet = hidden
        records = [context.vault.records.get(one) for one in made.values()]
        said = [
            *(reader.title(one) for one in records),
            *(reader.title_of(one.id) for one in records),
            *(reader.look.title_of(one.id) for one in records),
            *(str(reader.values(one)) for one in records),
            *(str(entry) for entry in chronology(reader, made["case"])),
            str(reader.name(context.vault.records.get(made["lin"]))),
        ]
        assert "@[" not in str(said)
        if hidden:
            assert names_in(said) == []
            assert "HERON" in reader.title_of(made["note"])
        else:
            assert set(names_in(said)) == set(NAMES)


def test_a_text_is_covered_name_by_name_and_the_rest_stays(context: Context, made: dict[str, str]) -> None:
    vault = context.vault

    def instead(record: str) -> str:
        return next(f"<{key}>" for key, one in made.items() if one == record)

    assert covered(vault, "(Lin Zhaowen), chen bo; lin and Bo.", instead) == "(<lin>), <chen>; lin and <chen>."
    assert (
        covered(vault, f"{mention('her', made['lin'])} \u89c1\u5230\u6797\u5146\u96ef\u3002", instead)
        == "<lin> \u89c1\u5230<lin>\u3002"
    )
    for text in ("", " ", "nobody here", "Linda Chenowitz", "\u68ee\u6797", "@[lin]()", "a" * 5000, "\u96ef" * 300):
        assert covered(vault, text, instead) == text
    context.vault.records.add("person", {"display_name": "Xu Ning (invented)"})
    assert covered(vault, "Invented: the call of Ning", lambda _record: "<>") == "Invented: the call of <>"


def test_a_surname_or_a_given_name_alone_is_covered_and_namesakes_are_not_told_apart(
    context: Context, made: dict[str, str]
) -> None:
    vault = context.vault
    vault.records.add("person", {"display_name": "Chen Moqing"}, strict=False)
    may = vault.records.add("person", {"display_name": "He May"}, strict=False).id

    def instead(record: str) -> str:
        return (
            "<who>"
            if not record
            else "<may>"
            if record == may
            else next(f"<{key}>" for key, one in made.items() if one == record)
        )

    for text, shown in (
        ("Zhaowen's sister rang; Lin said so.", "<lin>'s sister rang; <lin> said so."),
        ("Lawyer Chen came", "Lawyer <who> came"),
        ("\u6797\u5f8b\u5e08\u89c1\u5230\u5146\u96ef", "<lin>\u5f8b\u5e08\u89c1\u5230<lin>"),
        (
            "\u5c0f\u6797\u6765\u4e86\uff0c\u8001\u5e08\u5728\u68ee\u6797\u91cc",
            "\u5c0f<lin>\u6765\u4e86\uff0c\u8001\u5e08\u5728\u68ee\u6797\u91cc",
        ),
        ("\u6797", "<lin>"),
        ("On 6 May lawyer He came. He saw May.", "On 6 May lawyer <may> came. He saw <may>."),
    ):
        assert covered(vault, text, instead) == shown
    context.reader.discreet = True
    assert context.reader.told("Lawyer Chen came") == "Lawyer Person came"


def test_an_open_form_turns_with_the_window_and_keeps_what_it_holds(qtbot: QtBot, context: Context, made: dict[str, str]) -> None:
    window = main_window(qtbot, context)
    forms = [
        RecordForm(context, record.type, record, {}, window)
        for record in (context.vault.records.get(made[key]) for key in ("note", "counsel", "case", "lin"))
    ]
    for form in forms:
        show(qtbot, form)
    window.activateWindow()
    settle(qtbot, window)
    before = [form.entered() for form in forms]

    def seen() -> str:
        said = []
        for form in forms:
            edits: list[QLineEdit | QPlainTextEdit] = [*form.findChildren(QLineEdit), *form.findChildren(QPlainTextEdit)]
            for edit in edits:
                cover = edit.findChild(Cover)
                text = edit.text() if isinstance(edit, QLineEdit) else edit.toPlainText()
                said.append((cover.told if isinstance(cover, Cover) else "") or text)
            said += [label.text() for label in form.findChildren(QLabel)]
        return "\n".join(said)

    assert set(names_in(seen())) == set(NAMES)
    window.preferences.toggle_discreet()
    settle(qtbot, window)
    assert names_in(seen()) == []
    counsel = forms[1]
    lawyer = part(counsel, ReferenceEdit, "field.lawyer")
    assert lawyer.choice is not None
    assert lawyer.choice.id == made["chen"]
    assert [form.entered() for form in forms] == before, "only what is drawn is another"
    note = part(forms[0], QPlainTextEdit, "field.text")
    show(qtbot, forms[0])
    note.setFocus()
    cover = note.findChild(Cover)
    assert isinstance(cover, Cover)
    assert cover.told, "the keyboard alone shows nobody: a form opens with it in a name"
    qtbot.keyClick(note, Qt.Key.Key_Shift)
    assert cover.told
    qtbot.keyClick(note, Qt.Key.Key_Right)
    assert cover.told == "", "whoever writes in it sees what stands there"
    window.preferences.toggle_discreet()
    settle(qtbot, window)
    assert set(names_in(seen())) == set(NAMES)
    for form in forms:
        form.close()
