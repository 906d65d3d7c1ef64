"""A date in a form: what is typed is read, repeated in words, and kept as typed where it is not understood."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest
from ui.editor_desk import Desk
from ui.hands import english, keys, show

from casevault.domain.schema import Field, Kind
from casevault.i18n import N_
from casevault.ui.editors import make_editor, text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(
    ("typed", "value", "words"),
    [
        ("6 mar", "2026-03-06", "6 March"),
        ("mar 2015", "2015-03", "March 2015"),
        ("about 20 feb", "2026-02-20~", "about 20 February"),
        (";", "2026-03-18", "18 March"),
        ("；", "2026-03-18", "18 March"),
        ("2015年3月", "2015-03", "March 2015"),
    ],
)
def test_a_date_repeats_its_reading(qtbot: QtBot, typed: str, value: str, words: str) -> None:
    editor = make_editor(Field(key="f", kind=Kind.DATE, label=N_("F")), Desk())
    assert isinstance(editor.widget, text.DateEdit)
    show(qtbot, editor.widget)
    qtbot.addWidget(editor.widget)
    editor.widget.edit.setFocus()
    keys(typed)
    assert editor.get() == value
    assert words in editor.widget.reading.text()


def test_a_date_that_is_not_understood_stays_as_typed(qtbot: QtBot) -> None:
    editor = make_editor(Field(key="f", kind=Kind.DATE, label=N_("F")), Desk())
    assert isinstance(editor.widget, text.DateEdit)
    show(qtbot, editor.widget)
    qtbot.addWidget(editor.widget)
    editor.widget.edit.setFocus()
    keys("31 feb")
    assert editor.get() == "31 feb"
    assert editor.widget.reading.text() == english(text.NOT_UNDERSTOOD)


@pytest.mark.skipif(sys.platform == "win32", reason="this computer's zone cannot be set for one process there")
@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("14 feb 9:30", "2026-02-14T09:30+01:00"),
        ("14 jul 2025 09:30", "2025-07-14T09:30+02:00"),  # summer time of that day, not of today
        ("2月14日 9:30", "2026-02-14T09:30+01:00"),
        ("14 feb 9:30 +0800", "2026-02-14T09:30+08:00"),
    ],
)
def test_a_time_typed_without_a_place_is_of_this_computer_and_says_so(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, typed: str, value: str
) -> None:
    monkeypatch.setenv("TZ", "Europe/Amsterdam")
    time.tzset()  # type: ignore[attr-defined,unused-ignore] # not on Windows
    try:
        editor = make_editor(Field(key="f", kind=Kind.DATETIME, label=N_("F")), Desk())
        assert isinstance(editor.widget, text.DateEdit)
        show(qtbot, editor.widget)
        qtbot.addWidget(editor.widget)
        editor.widget.edit.setFocus()
        keys(typed)
        assert editor.get() == value
        own = english(text.OWN_TIME).format(offset=value[-6:])
        assert (own in editor.widget.reading.text()) is (not typed.endswith("0800"))
    finally:
        monkeypatch.undo()
        time.tzset()  # type: ignore[attr-defined,unused-ignore] # not on Windows


def test_a_time_is_not_guessed_where_a_day_is_asked_for(qtbot: QtBot) -> None:
    editor = make_editor(Field(key="f", kind=Kind.DATE, label=N_("F")), Desk())
    assert isinstance(editor.widget, text.DateEdit)
    qtbot.addWidget(editor.widget)
    editor.widget.edit.setText("14 feb 9:30")
    editor.widget._on_edited("14 feb 9:30")
    assert editor.widget.reading.text() == english(text.NOT_UNDERSTOOD)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-03-18T10:01:06+00:00", "2026-03-18 10:01:06 +00:00"),
        ("2026-03-18T10:01Z", "2026-03-18 10:01 UTC"),
        ("2015-03~",) * 2,
    ],
)
def test_a_moment_is_shown_as_it_can_be_typed_on(qtbot: QtBot, value: str, shown: str) -> None:
    editor = make_editor(Field(key="f", kind=Kind.DATETIME, label=N_("F")), Desk())
    assert isinstance(editor.widget, text.DateEdit)
    qtbot.addWidget(editor.widget)
    editor.set(value)
    assert (editor.widget.edit.text(), editor.get()) == (shown, value)
    editor.widget._on_edited(shown)  # touched, it is read anew
    assert editor.get() == value
