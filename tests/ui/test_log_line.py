"""One line from anywhere: understood, shown, correctable, saved with Enter in seconds."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from shiboken6 import isValid
from ui.hands import english, focused, keys, press, said, show, tab_to, until

from casevault.domain.oneline import read_line
from casevault.i18n import Catalogue
from casevault.ui import log_line
from casevault.ui.context import Context
from casevault.ui.locking import lock
from casevault.ui.log_line import LogLine
from casevault.vault.oneline import record_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from casevault.vault.vault import Vault

CASE = {
    "code": "HERON",
    "title": "Lin Zhaowen 林兆雯",
    "kind": "criminal",
    "jurisdiction": "CN",
    "opened": "2026-02-14",
    "status": "open",
    "priority": "normal",
}


@pytest.fixture
def context(vault: Vault) -> Iterator[Context]:
    made = Context(vault, Catalogue())
    yield made
    made.runner.stop()


@pytest.fixture
def heron(vault: Vault) -> str:
    vault.records.add("case", {**CASE, "code": "TERN", "title": "Somebody else"})
    return vault.records.add("case", CASE).id


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def opened(qtbot: QtBot, context: Context, window: QWidget, case: str = "") -> tuple[LogLine, list[Any]]:
    made = LogLine(context, case, window)
    saved: list[Any] = []
    made.saved.connect(lambda changes, and_open: saved.append((changes, and_open)))
    show(qtbot, made)
    made.line.setFocus()
    until(qtbot, lambda: context.runner.is_idle)
    return made, saved


def test_a_line_is_logged_by_keyboard_in_a_blink(qtbot: QtBot, context: Context, window: QWidget, heron: str) -> None:
    begun = time.monotonic()
    made, saved = opened(qtbot, context, window)
    keys("lawyer refused at Yunting no. 1 @heron 6 mar")
    until(qtbot, lambda: made.case.choice is not None)
    assert made.case.choice is not None
    assert made.case.choice.id == heron
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: bool(saved))
    assert time.monotonic() - begun < 20
    changes, and_open = saved[0]
    record = context.vault.records.get(changes.id)
    assert not and_open
    assert record.type == "event"
    assert record.fields["kind"] == "access_refused"
    assert record.fields["start"] == "2026-03-06"
    assert record.fields["case"] == heron
    assert record.fields["narrative"][0]["text"] == "lawyer refused at Yunting no. 1"  # type: ignore[index,call-overload]  # long text
    assert context.vault.drafts.load(log_line.DRAFT_KEY) is None


def test_shift_enter_saves_and_opens(qtbot: QtBot, context: Context, window: QWidget, heron: str) -> None:
    _made, saved = opened(qtbot, context, window, heron)
    keys("searched her flat")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    until(qtbot, lambda: bool(saved))
    assert saved[0][1] is True


def test_esc_keeps_the_line_and_the_next_time_finds_it(qtbot: QtBot, context: Context, window: QWidget, heron: str) -> None:
    _made, saved = opened(qtbot, context, window, heron)
    keys("her husband called")
    press(Qt.Key.Key_Escape)
    until(qtbot, lambda: context.runner.is_idle)
    assert not saved
    assert not context.vault.records.list("event")
    again, _ = opened(qtbot, context, window)
    until(qtbot, lambda: again.line.text() == "her husband called")
    assert again.case.choice is not None
    assert again.case.choice.id == heron


def test_guesses_are_seen_and_what_is_set_by_hand_is_no_longer_guessed(
    qtbot: QtBot, context: Context, window: QWidget, heron: str
) -> None:
    made, saved = opened(qtbot, context, window, heron)
    keys("her husband called about medicine")
    assert made.kind.get() == "medical_need", "what happened tells more than that somebody called"
    assert made.form.currentData() == "event"
    tab_to(made.form)
    press(Qt.Key.Key_Down)
    made.form.activated.emit(made.form.currentIndex())
    tab_to(made.day.edit)
    made.day.edit.selectAll()
    keys("about 20 feb")
    made.line.setFocus()
    keys(" again, police came")
    assert made.form.currentData() == "family_contact"
    assert made.day.get() == "2026-02-20~"
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: bool(saved))
    record = context.vault.records.get(saved[0][0].id)
    assert record.type == "family_contact"
    assert record.fields["at"] == "2026-02-20~"


def test_a_line_without_a_case_asks_for_it_and_loses_nothing(qtbot: QtBot, context: Context, window: QWidget, heron: str) -> None:
    made, saved = opened(qtbot, context, window)
    keys("somebody was taken away")
    press(Qt.Key.Key_Return)
    assert said(made.message) == english(log_line.NO_CASE)
    assert focused() is made.case
    assert made.line.text() == "somebody was taken away"
    assert not saved
    assert heron


def test_an_empty_line_is_not_saved(qtbot: QtBot, context: Context, window: QWidget, heron: str) -> None:
    made, saved = opened(qtbot, context, window, heron)
    press(Qt.Key.Key_Return)
    assert said(made.message) == english(log_line.NO_TEXT)
    assert not saved


def test_a_date_that_is_not_understood_is_said_and_the_line_stays(
    qtbot: QtBot, context: Context, window: QWidget, heron: str
) -> None:
    made, saved = opened(qtbot, context, window, heron)
    keys("taken away")
    tab_to(made.day.edit)
    made.day.edit.selectAll()
    keys("31 feb")
    made.line.setFocus()
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: bool(said(made.message)))
    assert made.isVisible()
    assert not saved
    until(qtbot, lambda: (context.vault.drafts.load(log_line.DRAFT_KEY) or {}).get("line") == "taken away")


def test_the_lock_keeps_the_line(qtbot: QtBot, context: Context, window: QWidget, heron: str) -> None:
    opened(qtbot, context, window, heron)
    keys("typed this moment")
    kept: list[object] = []
    closing = context.vault.close

    def close() -> None:
        kept.append(context.vault.drafts.load(log_line.DRAFT_KEY))
        closing()

    context.vault.close = close  # type: ignore[method-assign]  # a look at the last moment
    lock(context, replace=lambda _folder: None)
    del context.vault.close  # the fixture closes it once more
    assert kept == [{"line": "typed this moment", "case": heron}]


def test_a_record_that_was_made_is_made_once(qtbot: QtBot, context: Context, window: QWidget, heron: str) -> None:
    made, saved = opened(qtbot, context, window, heron)
    keys("taken away")
    for _ in range(3):
        made._on_save(and_open=False)
    until(qtbot, lambda: bool(saved))
    assert len(context.vault.records.list("event")) == 1


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Let no line be recorded before the event is set."""
    go_on = threading.Event()

    def waits(*given: Any, **named: Any) -> Any:
        assert go_on.wait(10)
        return record_line(*given, **named)

    monkeypatch.setattr("casevault.ui.log_line.record_line", waits)
    yield go_on
    go_on.set()


def test_what_is_typed_before_the_line_is_saved_begins_the_next(
    qtbot: QtBot, context: Context, window: QWidget, heron: str, slow: threading.Event
) -> None:
    made, saved = opened(qtbot, context, window, heron)
    keys("taken away")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    keys(" husband called 6 mar")
    slow.set()
    until(qtbot, lambda: bool(saved))
    assert saved[0][1] is False, "what would open would take the keyboard"
    assert made.isVisible()
    assert made.line.text() == "husband called 6 mar"
    assert made.line.hasFocus()
    assert made.form.currentData() == "family_contact", "the new line is read anew"
    assert "typed meanwhile" in said(made.message)
    until(qtbot, lambda: (context.vault.drafts.load(log_line.DRAFT_KEY) or {}).get("line") == "husband called 6 mar")
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: len(saved) == 2 and not (isValid(made) and made.isVisible()))
    (event,), (contact,) = context.vault.records.list("event"), context.vault.records.list("family_contact")
    assert event.fields["narrative"][0]["text"] == "taken away"  # type: ignore[index,call-overload]  # long text
    assert contact.fields["at"] == "2026-03-06"
    assert contact.fields["case"] == heron
    until(qtbot, lambda: context.vault.drafts.load(log_line.DRAFT_KEY) is None)


def test_a_lock_while_a_line_is_saved_keeps_what_was_typed_after_it(
    qtbot: QtBot, context: Context, window: QWidget, heron: str, slow: threading.Event
) -> None:
    opened(qtbot, context, window, heron)
    keys("taken away")
    press(Qt.Key.Key_Return)
    keys(" and more")
    kept: list[object] = []
    closing = context.vault.close

    def close() -> None:
        kept.extend([context.vault.drafts.load(log_line.DRAFT_KEY), len(context.vault.records.list("event"))])
        closing()

    context.vault.close = close  # type: ignore[method-assign]  # a look at the last moment
    slow.set()
    lock(context, replace=lambda _folder: None)
    del context.vault.close  # the fixture closes it once more
    assert kept in ([{"line": " and more", "case": heron}, 1], [{"line": "taken away and more", "case": heron}, 0])


@given(st.text("ab ", max_size=8), st.text("ab ", max_size=4), st.integers(0, 8))
def test_what_was_typed_into_a_line_is_found_wherever_it_was_typed(before: str, typed: str, at: int) -> None:
    now = before[:at] + typed + before[at:]
    found = log_line.typed_since(before, now)
    assert len(found) == len(typed)
    assert sorted(found) == sorted(typed)
    assert log_line.typed_since(before, before) == ""
    assert log_line.typed_since("", now) == now


def test_everything_in_it_is_reached_by_tab(qtbot: QtBot, context: Context, window: QWidget, heron: str) -> None:
    made, _ = opened(qtbot, context, window, heron)
    for widget in (made.case, made.form, made.kind.widget, made.day.edit):
        tab_to(widget)
    (save,) = [button for button in made.findChildren(QPushButton) if button.objectName() == "log.save"]
    tab_to(save)


@pytest.mark.parametrize(
    ("typed", "text", "case", "day"),
    [
        ("taken away @HERON", "taken away", "HERON", "2026-03-18"),
        ("＠heron 被带走 昨天", "被带走", "heron", "2026-03-17"),
        ("yesterday police came @heron", "police came", "heron", "2026-03-17"),
        ("held at no. 1", "held at no. 1", "", "2026-03-18"),
        ("", "", "", "2026-03-18"),
    ],
)
def test_a_line_is_read(typed: str, text: str, case: str, day: str) -> None:
    from builders import START  # noqa: PLC0415 - here alone

    reading = read_line(typed, language="en", today=START.date(), codes=())
    assert (reading.text, reading.case_hint, reading.day) == (text, case, day)


def test_a_day_that_is_due_makes_a_task_beside_what_happened_in_one_act(
    qtbot: QtBot, context: Context, window: QWidget, heron: str
) -> None:
    made, saved = opened(qtbot, context, window, heron)
    keys("lawyer refused, ask again !")
    until(qtbot, made.signs.is_open)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert not saved, "Enter took the offer"
    tomorrow = (context.vault.ambient.today() + timedelta(1)).isoformat()
    assert made.line.text() == f"lawyer refused, ask again !{tomorrow} "
    until(qtbot, lambda: any(offer.act == "task" for offer, _box in made.also.boxes))
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: bool(saved))
    (event,), (task,) = context.vault.records.list("event"), context.vault.records.list("task")
    assert (task.fields["due"], task.fields["title"], task.fields["case"]) == (tomorrow, "lawyer refused, ask again", heron)
    assert task.fields["origin"] == event.id
    context.vault.records.undo(saved[0][0].batch)
    assert context.vault.records.list("event") == context.vault.records.list("task") == []


def test_a_line_that_tells_only_what_is_to_be_done_is_a_task(qtbot: QtBot, context: Context, window: QWidget, heron: str) -> None:
    made, saved = opened(qtbot, context, window, heron)
    keys("write to her sister !in 3 days")
    assert made.form.currentData() == "task"
    assert made.day_label.text() == made.day.edit.accessibleName() == "Due"
    due = (context.vault.ambient.today() + timedelta(3)).isoformat()
    assert made.day.get() == due
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: bool(saved))
    (task,) = context.vault.records.list("task")
    assert (task.fields["due"], task.fields["title"], task.fields["status"]) == (due, "write to her sister", "open")


def test_a_kind_is_offered_by_its_label_after_its_sign(qtbot: QtBot, context: Context, window: QWidget, heron: str) -> None:
    made, _saved = opened(qtbot, context, window, heron)
    keys("two men at the door #surv")
    until(qtbot, made.signs.is_open)
    press(Qt.Key.Key_Tab)
    assert made.line.text() == "two men at the door #surveillance "
    assert made.kind.get() == "surveillance"
    keys("! again")
    assert not made.signs.is_open()
