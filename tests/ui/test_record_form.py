"""The form of any record over a real vault: what is shown comes back unchanged, what is typed is never lost."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from builders import FixedAmbient, make_vault, open_vault
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QPushButton, QWidget
from shiboken6 import isValid
from ui.hands import english, keys, part, press, said, show, tab_to, until

from casevault.domain.schema import NOT_A_VALUE_LABELS, NotAValue
from casevault.i18n import Catalogue
from casevault.ui import record_form
from casevault.ui.context import Context
from casevault.ui.locking import lock
from casevault.ui.record_form import RecordForm
from casevault.ui.words import Words
from casevault.vault.demo import build_demo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

DRAFT = "form/person/new"


@pytest.fixture
def context(vault: Vault) -> Iterator[Context]:
    made = Context(vault, Catalogue())
    yield made
    made.runner.stop()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def open_form(
    qtbot: QtBot, context: Context, window: QWidget, type_key: str, record: Record | None = None, **known: object
) -> RecordForm:
    form = RecordForm(context, type_key, record, known, window)
    show(qtbot, form)
    until(qtbot, lambda: context.runner.is_idle)
    return form


def line(form: RecordForm, key: str) -> QLineEdit:
    return part(form, QLineEdit, f"field.{key}")


def done(qtbot: QtBot, context: Context) -> None:
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(qtbot, lambda: context.runner.is_idle)


def person(context: Context) -> Record:
    (found,) = context.vault.records.list("person")
    return found


def test_a_record_is_made_by_keyboard(qtbot: QtBot, context: Context, window: QWidget) -> None:
    form = open_form(qtbot, context, window, "person")
    keys("Gao Yu 高瑜")
    tab_to(line(form, "occupation"))
    keys("Journalist")
    saved: list[Any] = []
    form.saved.connect(saved.append)
    done(qtbot, context)
    made = person(context)
    assert made.fields["display_name"] == "Gao Yu 高瑜"
    assert made.fields["occupation"] == "Journalist"
    assert [changes.id for changes in saved] == [made.id]
    assert context.vault.drafts.load(DRAFT) is None


def test_a_form_in_which_nothing_was_entered_makes_nothing(qtbot: QtBot, context: Context, window: QWidget) -> None:
    form = open_form(qtbot, context, window, "person")
    done(qtbot, context)
    assert said(form.message) == english(record_form.NOTHING_ENTERED)
    assert not context.vault.records.list("person")


def test_what_is_typed_is_a_draft_within_a_second_and_found_again(qtbot: QtBot, context: Context, window: QWidget) -> None:
    form = open_form(qtbot, context, window, "person")
    begun = time.monotonic()
    keys("Half a na")
    until(qtbot, lambda: context.vault.drafts.load(DRAFT) is not None)
    assert time.monotonic() - begun < 4
    until(qtbot, lambda: form._draft.state.text().startswith("Draft saved"))
    form.reject()
    again = open_form(qtbot, context, window, "person")
    until(qtbot, lambda: line(again, "display_name").text() == "Half a na")
    assert said(again.message) == english(record_form.DRAFT_FOUND)
    assert not context.vault.records.list("person"), "a draft is no record"


def test_closing_at_once_keeps_what_was_typed(qtbot: QtBot, context: Context, window: QWidget) -> None:
    form = open_form(qtbot, context, window, "person")
    keys("Quick")
    press(Qt.Key.Key_Escape)
    assert not form.isVisible()
    until(qtbot, lambda: context.vault.drafts.load(DRAFT) == {"fields": {"display_name": "Quick"}, "at": "display_name"})


def test_a_draft_can_be_given_up(qtbot: QtBot, context: Context, window: QWidget) -> None:
    context.vault.drafts.save(DRAFT, {"fields": {"display_name": "Old", "occupation": "Old too"}})
    form = open_form(qtbot, context, window, "person", display_name="Preset")
    until(qtbot, lambda: line(form, "occupation").text() == "Old too")
    part(form, QPushButton, english(record_form.DISCARD)).click()
    until(qtbot, lambda: context.vault.drafts.load(DRAFT) is None)
    assert line(form, "display_name").text() == "Preset"
    assert not line(form, "occupation").text()


def test_what_was_typed_before_the_draft_came_stays(qtbot: QtBot, context: Context, window: QWidget) -> None:
    context.vault.drafts.save(DRAFT, {"fields": {"display_name": "Old", "occupation": "Baker"}})
    form = RecordForm(context, "person", None, {}, window)
    show(qtbot, form)
    line(form, "display_name").setText("New")
    until(qtbot, lambda: line(form, "occupation").text() == "Baker")
    assert line(form, "display_name").text() == "New"


@pytest.mark.parametrize("handed_over", [False, True])
def test_the_lock_writes_an_open_draft(qtbot: QtBot, tmp_path: Path, window: QWidget, *, handed_over: bool) -> None:
    vault, _ = make_vault(tmp_path / "v")
    context = Context(vault, Catalogue())
    form = open_form(qtbot, context, window, "person")
    keys("Typed this moment")
    if handed_over:
        context.runner.start(lambda _progress: time.sleep(0.3), lambda _none: None)  # the draft's turn has not come yet
        form._draft.keep()
    lock(context, replace=lambda _folder: None)
    with open_vault(tmp_path / "v") as again:
        assert again.drafts.load(DRAFT) == {"fields": {"display_name": "Typed this moment"}, "at": "display_name"}


def test_what_is_refused_is_said_beside_its_field_and_stays_in_the_draft(qtbot: QtBot, context: Context, window: QWidget) -> None:
    form = open_form(qtbot, context, window, "person", display_name="Lin")
    part(form, QWidget, "field.birth").setFocus()
    keys("31 feb 1970")
    done(qtbot, context)
    row = form._rows["birth"]
    problem = [words.text() for words in row.findChildren(Words) if words.isVisible() and words.text()]
    assert any("31 feb" in text or "date" in text for text in problem), problem
    assert form.isVisible()
    assert not context.vault.records.list("person")
    until(qtbot, lambda: (context.vault.drafts.load(DRAFT) or {}).get("fields", {}).get("birth") == "31 feb 1970")


def test_a_text_over_the_limit_is_refused_and_stays_in_the_draft(qtbot: QtBot, context: Context, window: QWidget) -> None:
    form = open_form(qtbot, context, window, "case")
    long = "王" * (400 << 10)
    part(form, QPlainTextEdit, "field.summary").insertPlainText(long)
    done(qtbot, context)
    until(qtbot, lambda: not form._rows["summary"]._problem.isHidden())
    assert not context.vault.records.list("case")
    until(qtbot, lambda: context.vault.drafts.load("form/case/new") is not None)
    kept = context.vault.drafts.load("form/case/new")
    assert kept is not None
    assert kept["fields"]["summary"][0]["text"] == long


def test_not_known_and_not_asked_are_two_answers(qtbot: QtBot, context: Context, window: QWidget) -> None:
    form = open_form(qtbot, context, window, "person", display_name="Lin")
    for key, answer in (("occupation", NotAValue.UNKNOWN), ("pronouns", NotAValue.NOT_ASKED)):
        menu = form._rows[key].findChild(QMenu)
        assert isinstance(menu, QMenu)
        (action,) = [action for action in menu.actions() if action.text() == english(NOT_A_VALUE_LABELS[answer])]
        action.trigger()
        assert form._rows[key].editor.widget.isHidden()
    done(qtbot, context)
    made = person(context)
    assert made.fields["occupation"] == {"na": "unknown"}
    assert made.fields["pronouns"] == {"na": "not_asked"}


def test_what_was_not_typed_at_first_is_typed_at_once_later(qtbot: QtBot, context: Context, window: QWidget) -> None:
    made = context.vault.records.add("case", {"code": "HERON"}, strict=False).id
    assert context.vault.records.get(made).fields["title"] == {"na": "unknown"}
    form = open_form(qtbot, context, window, "case", context.vault.records.get(made))
    assert form.entered() == {}
    assert line(form, "title").isVisible(), "no menu stands before it"
    line(form, "title").setFocus()
    keys("Lin Zhaowen")
    assert form.entered() == {"title": "Lin Zhaowen"}
    done(qtbot, context)
    kept = context.vault.records.get(made).fields
    assert (kept["title"], kept["kind"]) == ("Lin Zhaowen", {"na": "unknown"}), "and what is left empty stays as it was"


def test_a_value_is_removed_by_emptying_its_field(qtbot: QtBot, context: Context, window: QWidget) -> None:
    record = context.vault.records.get(context.vault.records.add("person", {"display_name": "Lin", "occupation": "Baker"}).id)
    form = open_form(qtbot, context, window, "person", record)
    line(form, "occupation").setFocus()
    line(form, "occupation").selectAll()
    press(Qt.Key.Key_Delete)
    assert form.entered() == {"occupation": None}
    done(qtbot, context)
    assert "occupation" not in context.vault.records.get(record.id).fields


@pytest.mark.slow
def test_a_record_of_every_kind_is_opened_and_left_without_a_trace(qtbot: QtBot, tmp_path: Path, window: QWidget) -> None:
    vault, _ = make_vault(tmp_path / "v", ambient=FixedAmbient())
    with vault:
        build_demo(vault)
        context = Context(vault, Catalogue())
        before = vault.records.recent(1)[0].change
        for type_key in vault.schema.types:
            for record_id in vault.records.ids(type_key)[:3]:
                form = RecordForm(context, type_key, vault.records.get(record_id), {}, window)
                assert form.entered() == {}, (type_key, vault.records.get(record_id).title)
                form._on_done()
                until(qtbot, lambda: context.runner.is_idle)
                until(qtbot, lambda: not isValid(form))  # noqa: B023 - waited for here
        assert vault.records.recent(1)[0].change == before
        assert not vault.drafts.all()
        context.runner.stop()


def test_a_class_is_lowered_with_a_reason_only(qtbot: QtBot, context: Context, window: QWidget) -> None:
    case = context.vault.records.add("note", {"kind": "fact", "text": "x", "data_class": "C4"}).id
    form = open_form(qtbot, context, window, "note", context.vault.records.get(case))
    form._rows["data_class"].put("C1")
    done(qtbot, context)
    assert context.vault.records.get(case).data_class == 4
    assert form.isVisible()
    line(form, "data_class_reason").setText("It was published today.")
    done(qtbot, context)
    assert context.vault.records.get(case).data_class == 1
    assert len(context.vault.records.list("note")) == 2
