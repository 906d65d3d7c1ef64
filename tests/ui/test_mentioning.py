"""`@` in the texts of forms: offered in any script, taken by keyboard, seen as a name, recorded as a mention."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from ui.hands import keys, part, press, show, until

from casevault.i18n import Catalogue
from casevault.ui import mentioning, offering
from casevault.ui.context import Context
from casevault.ui.record_form import RecordForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from casevault.ui.editors.text import Prose
    from casevault.vault.vault import Vault


@pytest.fixture(name="lin")
def a_person(vault: Vault) -> str:
    fields = {"display_name": "Lin Zhaohui", "aliases": [{"value": "林兆慧", "kind": "legal"}]}
    return vault.records.add("person", fields, strict=False).id


@pytest.fixture(name="form")
def a_form(qtbot: QtBot, vault: Vault, lin: str) -> Iterator[RecordForm]:
    assert lin
    context, window = Context(vault, Catalogue()), QWidget()
    qtbot.addWidget(window)
    form = RecordForm(context, "event", None, {}, window)
    show(qtbot, form)
    until(qtbot, lambda: context.runner.is_idle)
    yield form
    context.runner.stop()


def found(edit: QWidget) -> mentioning.Mentioning:
    (one,) = edit.findChildren(mentioning.Mentioning)
    return one


@pytest.mark.parametrize("typed", ["@lin zh", "@林兆", "＠zhaohui"])
def test_a_name_is_offered_while_it_is_typed_and_taken_by_enter(qtbot: QtBot, form: RecordForm, lin: str, typed: str) -> None:
    text = part(form, QPlainTextEdit, "field.narrative")
    named = found(text)
    text.setFocus()
    keys(f"seen with {typed}")
    until(qtbot, named.is_open)
    press(Qt.Key.Key_Return)
    keys(" today")
    assert text.toPlainText() == "seen with Lin Zhaohui today"
    assert len(text.extraSelections()) == 1, "it is seen as a name"
    assert form.entered()["narrative"] == [{"text": f"seen with @[Lin Zhaohui]({lin}) today"}]


def test_esc_closes_the_offers_and_not_the_form_and_an_address_offers_nobody(qtbot: QtBot, form: RecordForm) -> None:
    text = part(form, QPlainTextEdit, "field.narrative")
    named = found(text)
    text.setFocus()
    keys("@lin")
    until(qtbot, named.is_open)
    press(Qt.Key.Key_Escape)
    assert form.isVisible()
    assert not named.is_open()
    keys(" or write to someone@lin")
    qtbot.wait(300)
    assert not named.is_open()
    assert named.marked() == "@lin or write to someone@lin"


def test_a_recorded_mention_is_shown_by_name_and_kept_and_one_that_is_changed_is_text(
    qtbot: QtBot, vault: Vault, lin: str
) -> None:
    case = {
        "title": "H",
        "kind": "criminal",
        "jurisdiction": "CN",
        "opened": "2026",
        "status": "open",
        "priority": "high",
        "code": "H",
    }
    mark = f"@[Lin Zhaohui]({lin})"
    fields = {"case": vault.records.add("case", case).id, "kind": "arrest", "start": "2026", "narrative": f"{mark} saw it",
              "stated_reason": f"to question {mark}"}  # fmt: skip
    event = vault.records.get(vault.records.add("event", fields).id)
    context, window = Context(vault, Catalogue()), QWidget()
    qtbot.addWidget(window)
    form = RecordForm(context, "event", event, {}, window)
    show(qtbot, form)
    until(qtbot, lambda: context.runner.is_idle)
    text: Prose = form._rows["narrative"].editor.widget  # type: ignore[assignment]  # an editor of prose
    assert text.toPlainText() == "Lin Zhaohui saw it"
    line = part(form, QLineEdit, "field.stated_reason")
    assert line.text() == "to question Lin Zhaohui"
    assert form.entered() == {}, "what is shown by name is unchanged"
    text.setFocus()
    cursor = text.textCursor()
    cursor.setPosition(3)
    text.setTextCursor(cursor)
    keys("g")
    line.setFocus()
    line.end(False)  # noqa: FBT003 - Qt's own signature
    keys(" again")
    assert form.entered() == {"narrative": [{"text": "Ling Zhaohui saw it"}], "stated_reason": f"to question {mark} again"}
    context.runner.stop()


def test_places_of_qt_and_of_python_are_told_apart() -> None:
    text = "𠮷野 @lin"
    for place in range(len(text) + 1):
        assert offering.points(text, offering.units(text, place)) == place
    assert offering.units(text, 1) == 2
