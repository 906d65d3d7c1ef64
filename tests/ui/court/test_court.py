"""The courtroom by keyboard: stamps that are in the vault at once, notes that come back, nothing that asks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from builders import START, make_vault, open_vault
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QWidget
from shiboken6 import isValid
from ui.hands import english, focused, keys, part, press, tab_to, until

from casevault.domain.consent import rows_of, text_of
from casevault.errors import Code, MachineProblem
from casevault.i18n import N_, Catalogue
from casevault.ui.context import Context
from casevault.ui.court import door, head
from casevault.ui.court.afterwards import Afterwards
from casevault.ui.court.choose import ChooseHearing
from casevault.ui.doors_made import DoorKeeper
from casevault.ui.editors.checklist import ChecklistEdit
from casevault.ui.handbook.places import page_around
from casevault.ui.locking import lock
from casevault.ui.log_line import LogLine
from casevault.ui.main_window import MainWindow
from casevault.ui.settings import Settings
from casevault.ui.theme import theme
from casevault.ui.widgets.basic import Button
from casevault.vault import courtroom, hearings
from casevault.vault.courtroom import Moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from casevault.ui.court.window import CourtWindow
    from casevault.vault.vault import Vault

CASE = {"title": "Heron", "kind": "criminal", "jurisdiction": "CN", "opened": "2026", "status": "open", "priority": "high"}


@pytest.fixture(name="case")
def a_case(vault: Vault) -> str:
    return vault.records.add("case", {**CASE, "code": "HERON"}).id


@pytest.fixture(name="hearing")
def a_hearing(vault: Vault, case: str) -> str:
    made = courtroom.begin_hearing(vault, case).id
    vault.records.edit(made, {"scheduled": "2026-03-18T09:00+08:00"})
    return made


@pytest.fixture(name="keeper")
def a_keeper() -> DoorKeeper:
    return DoorKeeper(lambda: None)


@pytest.fixture(name="window")
def a_window(qtbot: QtBot, vault: Vault, keeper: DoorKeeper) -> Iterator[MainWindow]:
    context = Context(vault, Catalogue(), Settings(), None, "V", "", keeper.doors)
    made = MainWindow(context)
    keeper.serve(context, made)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    until(qtbot, lambda: context.runner.is_idle)
    yield made
    context.runner.stop()


class Room(NamedTuple):
    """What most tests here begin with."""

    window: MainWindow
    keeper: DoorKeeper
    vault: Vault


@pytest.fixture(name="room")
def a_room(window: MainWindow, keeper: DoorKeeper, vault: Vault) -> Room:
    return Room(window, keeper, vault)


def sit(qtbot: QtBot, room: Room, case: str = "") -> CourtWindow:
    assert room.window.context.doors.court is not None
    assert room.keeper.court is not None
    room.window.context.doors.court(case, "")
    until(qtbot, lambda: room.keeper.court is not None and room.keeper.court.court is not None)
    court = room.keeper.court.court
    assert court is not None
    until(qtbot, lambda: QApplication.activeWindow() is court and room.window.context.runner.is_idle)
    return court


def rest(qtbot: QtBot, court: CourtWindow) -> None:
    until(qtbot, lambda: not court.journal.unsaved)


def stamps(vault: Vault, hearing: str) -> list[tuple[str, str]]:
    return [(one.code, one.note) for one in courtroom.moments_of(vault.records.get(hearing))]


def test_letters_stamp_and_each_is_in_the_vault_at_once(qtbot: QtBot, room: Room, case: str, hearing: str) -> None:
    court = sit(qtbot, room, case)
    assert focused() is court.pad
    assert not room.window.isVisible(), "one room.window"
    assert theme.is_dark
    assert not court.pad.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled), "no input method takes a letter"
    keys("s")
    rest(qtbot, court)
    assert stamps(room.vault, hearing) == [("opened", "")]
    assert court.head.state.startswith("Saved "), "the line that says so"
    keys("aG")
    press(Qt.Key.Key_Space)
    rest(qtbot, court)
    assert [code for code, _ in stamps(room.vault, hearing)] == ["opened", "defendant_in", "observers_refused", "mark"]
    at = [one.at for one in courtroom.moments_of(room.vault.records.get(hearing))]
    assert at == sorted(at)
    assert all(one.endswith("+08:00") for one in at)


def test_a_note_the_words_used_and_the_last_taken_back(qtbot: QtBot, room: Room, case: str, hearing: str) -> None:
    court = sit(qtbot, room, case)
    keys("g")
    keys('"')
    assert focused() is court.note.edit
    keys("The room is full")
    press(Qt.Key.Key_Return)
    assert focused() is court.pad
    press(Qt.Key.Key_Return)
    keys("saxz 名单")  # letters that would stamp, had the pad the keyboard
    press(Qt.Key.Key_Return)
    keys("q")
    press(Qt.Key.Key_Backspace)
    rest(qtbot, court)
    assert stamps(room.vault, hearing) == [("observers_refused", "“The room is full”"), ("note", "saxz 名单")]
    for _ in range(5):
        press(Qt.Key.Key_Backspace)
    rest(qtbot, court)
    assert stamps(room.vault, hearing) == []
    assert room.vault.records.get(hearing).id == hearing


def test_what_was_there_before_this_sitting_is_never_taken_back(qtbot: QtBot, room: Room, case: str, hearing: str) -> None:
    hearings.stamp(room.vault, hearing, "opened")
    court = sit(qtbot, room, case)
    press(Qt.Key.Key_Backspace)
    rest(qtbot, court)
    assert stamps(room.vault, hearing) == [("opened", "")]


def test_esc_leaves_the_line_with_its_text_and_a_held_key_is_one_press(qtbot: QtBot, room: Room, case: str, hearing: str) -> None:
    from PySide6.QtCore import QEvent  # noqa: PLC0415 - here alone
    from PySide6.QtGui import QKeyEvent  # noqa: PLC0415 - here alone

    court = sit(qtbot, room, case)
    press(Qt.Key.Key_Return)
    keys("half")
    press(Qt.Key.Key_Escape)
    assert focused() is court.pad
    assert court.note.edit.text() == "half"
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_S, Qt.KeyboardModifier.NoModifier, "s", autorep=True)
    QApplication.sendEvent(court.pad, held)
    press(Qt.Key.Key_Escape)
    assert court.isVisible(), "Esc on the pad ends nothing"
    rest(qtbot, court)
    assert stamps(room.vault, hearing) == []


def test_a_full_disk_is_said_keeps_the_window_and_loses_nothing(
    qtbot: QtBot, room: Room, case: str, hearing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    court = sit(qtbot, room, case)
    court.journal._retry.setInterval(30)
    full = [True]
    writing = courtroom.note_moment

    def write(to: Vault, about: str, moment: Moment) -> object:
        if full[0]:
            raise MachineProblem(Code.DISK_FULL, N_("The disk is full."), N_("Free some space."))
        return writing(to, about, moment)

    monkeypatch.setattr(courtroom, "note_moment", write)
    keys("sad")
    until(qtbot, lambda: "disk is full" in court.head.state)
    press(Qt.Key.Key_F9)
    qtbot.wait(60)
    assert court.isVisible()
    assert len(court.journal.unsaved) == 3
    full[0] = False
    rest(qtbot, court)
    assert [code for code, _ in stamps(room.vault, hearing)] == ["opened", "defendant_in", "judge_in"]


def test_the_lock_writes_what_waits_and_the_next_opening_goes_on(qtbot: QtBot, room: Room, case: str, hearing: str) -> None:
    court = sit(qtbot, room, case)
    keys("sa")
    press(Qt.Key.Key_Return)
    keys("the usher says")
    folder, kept = room.vault.folder, list[object]()
    closing = room.vault.close

    def close() -> None:
        kept.extend([stamps(room.vault, hearing), room.vault.drafts.load(f"court/{hearing}"), room.vault.drafts.load(door.OPEN)])
        closing()

    room.vault.close = close  # type: ignore[method-assign]  # a look at the last moment
    lock(room.window.context, replace=lambda _folder: None)
    del room.vault.close
    court.hide()
    codes, half, sitting = kept
    assert codes == [("opened", ""), ("defendant_in", "")]
    assert isinstance(half, dict)
    assert half["text"] == "the usher says"
    assert isinstance(sitting, dict)
    assert sitting["hearing"] == hearing
    with open_vault(folder) as again:
        other = DoorKeeper(lambda: None)
        context = Context(again, Catalogue(), Settings(), None, "V", "", other.doors)
        main = MainWindow(context)
        other.serve(context, main)
        qtbot.addWidget(main)
        assert other.court is not None
        other.court.resume()
        until(qtbot, lambda: other.court is not None and other.court.court is not None)
        back = other.court.court
        assert back is not None
        until(qtbot, lambda: back.note.edit.text() == "the usher says")
        press(Qt.Key.Key_Return)
        rest(qtbot, back)
        assert stamps(again, hearing)[-1] == ("note", "the usher says")
        context.runner.stop()
        back.close()


@pytest.mark.slow
def test_kill_9_in_mid_sentence_loses_no_stamp_and_three_keystrokes_at_most(tmp_path: Path) -> None:
    vault, _ = make_vault(tmp_path / "vault")
    case = vault.records.add("case", {**CASE, "code": "H"}).id
    hearing = courtroom.begin_hearing(vault, case).id
    vault.close()
    sentence = "usher says"
    script = Path(__file__).with_name("sitter.py")
    tests = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{tests}:{tests.parent}", "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(
        [sys.executable, str(script), str(vault.folder), hearing, sentence], stdout=subprocess.PIPE, env=environment, text=True
    )
    assert process.stdout is not None
    saved = 0
    for line in process.stdout:
        word, number = line.split()
        saved = int(number) if word == "saved" else saved
        if (word, number) == ("typed", str(len(sentence))):
            process.kill()
            break
    process.wait()
    process.stdout.close()
    with open_vault(vault.folder) as again:
        assert saved == len(stamps(again, hearing)) == 4, "what was said to be saved is there"
        draft = again.drafts.load(f"court/{hearing}") or {}
        assert sentence.startswith(str(draft.get("text")))
        lost = len(sentence) - len(str(draft.get("text")))
        print(f"kill -9 after {len(sentence)} keystrokes at 5 a second: {lost} lost")  # noqa: T201 - asked for
        assert lost <= 3


def test_a_sitting_in_which_nothing_was_noted_leaves_no_hearing(qtbot: QtBot, room: Room, case: str) -> None:
    court = sit(qtbot, room, case)
    made = court.journal.hearing.id
    assert text_of(room.vault.records.get(made), "scheduled") == START.date().isoformat()
    press(Qt.Key.Key_F9)
    until(qtbot, lambda: room.vault.records.get(made).deleted)
    assert room.window.isVisible()
    assert not theme.is_dark
    assert room.keeper.court is not None
    assert room.keeper.court.after is None
    assert room.vault.drafts.load(door.OPEN) is None


def test_without_a_case_at_hand_the_one_hearing_of_today_is_it_and_of_several_one_is_chosen(
    qtbot: QtBot, room: Room, case: str, hearing: str
) -> None:
    court = sit(qtbot, room)
    assert court.journal.hearing.id == hearing
    court.close()
    until(qtbot, lambda: room.window.isVisible() and room.window.context.runner.is_idle)
    other = courtroom.begin_hearing(room.vault, case).id
    assert room.window.context.doors.court is not None
    room.window.context.doors.court("", "")
    until(qtbot, lambda: bool(room.window.findChildren(ChooseHearing)))
    (box,) = room.window.findChildren(ChooseHearing)
    until(qtbot, box.isVisible)
    assert {offer.hearing for offer in box._offers} == {hearing, other, ""}
    box.list.setFocus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: room.keeper.court is not None and room.keeper.court.court is not None)


def test_in_the_least_window_no_word_on_a_button_is_cut(qtbot: QtBot, room: Room, case: str) -> None:
    court = sit(qtbot, room, case)
    court.resize(court.minimumSize())
    qtbot.wait(20)
    sizes = {button.large for button in court.pad._buttons}
    assert len(sizes) == 1, "letters of one size"
    press(Qt.Key.Key_F2)
    qtbot.wait(20)
    for button in court.editor.findChildren(Button):
        assert button.width() >= button.sizeHint().width(), button.text()


def test_keys_are_changed_in_place_and_stamp_as_changed(qtbot: QtBot, room: Room, case: str, hearing: str) -> None:
    court = sit(qtbot, room, case)
    press(Qt.Key.Key_F2)
    first = court.editor._rows[0]
    assert focused() is first.letter
    first.letter.selectAll()
    keys("7")
    tab_to(first.words)
    keys("Plain-clothes men")
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert court.editor._rows[1] is first
    first.letter.selectAll()
    first.letter.setText("d")
    press(Qt.Key.Key_F2)
    until(qtbot, lambda: "letter" in court.editor._message.accessibleName())
    first.letter.setText("7")
    press(Qt.Key.Key_F2)
    until(qtbot, lambda: focused() is court.pad)
    keys("7")
    rest(qtbot, court)
    assert stamps(room.vault, hearing) == [("defendant_in", "Plain-clothes men")], (
        "its words stand in the record, beside the code"
    )
    assert [key.letter for key in court.keys[:2]] == ["D", "7"]
    assert len(rows_of(room.vault.records.get(hearing), "pad")) == len(court.keys)


def test_afterwards_the_access_log_the_hearing_and_the_checklist_by_keyboard(
    qtbot: QtBot, room: Room, case: str, hearing: str
) -> None:
    observer = room.vault.records.add("organisation", {"name": "Embassy of Ruritania", "kind": "embassy"}).id
    court = sit(qtbot, room, case)
    keys('sag"')
    keys("The room is full")
    press(Qt.Key.Key_Return)
    keys("n")
    rest(qtbot, court)
    press(Qt.Key.Key_F9)
    until(qtbot, lambda: room.keeper.court is not None and room.keeper.court.after is not None)
    after = room.keeper.court.after if room.keeper.court else None
    assert isinstance(after, Afterwards)
    until(qtbot, lambda: after.isVisible() and bool(after._said.text()))
    assert "4 stamps and 0 notes are kept." in after._said.text()
    assert "3 fields" in after._next.text()
    assert "23" in after._next.text()
    assert room.vault.records.list("attendance") == [], "nothing is made before Start"
    assert focused() is after.start
    press(Qt.Key.Key_Return)
    until(qtbot, lambda: after.step is not None and room.window.context.runner.is_idle)
    step = after.step
    assert step is not None
    line = part(step, QLineEdit, "field.observer")
    assert focused() is line
    keys("Ruritania")
    until(qtbot, lambda: (shown := line.completer().popup()) is not None and shown.isVisible())
    popup = line.completer().popup()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    qtbot.wait(20)
    reason = part(step, QComboBox, "field.stated_reason")
    tab_to(reason)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(qtbot, lambda: after.step is not None and after.step is not step)
    (refused,) = room.vault.records.list("attendance")
    assert refused.fields["observer"] == observer
    assert refused.fields["verbatim"][0]["text"] == "The room is full"  # type: ignore[index,call-overload]  # long text
    assert isinstance(refused.fields["stated_reason"], str)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(qtbot, lambda: after.step is not None and bool(after.step.findChildren(ChecklistEdit)))
    keys("3")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(qtbot, lambda: not isValid(after) or not after.isVisible())
    (seen,) = room.vault.records.list("observation")
    rated = rows_of(seen, "items")
    assert (len(rated), rated[0]["rating"]) == (23, "violated")
    told = room.vault.records.get(hearing)
    assert text_of(told, "held") == courtroom.moments_of(told)[0].at
    assert text_of(told, "defendant_presence") == "present"


def test_later_makes_nothing_and_it_is_asked_again_from_the_hearing(qtbot: QtBot, room: Room, case: str, hearing: str) -> None:
    hearings.stamp(room.vault, hearing, "family_refused")
    assert room.keeper.doors.write_up is not None
    room.keeper.doors.write_up(hearing)
    until(qtbot, lambda: bool(room.window.findChildren(Afterwards)))
    (box,) = room.window.findChildren(Afterwards)
    until(qtbot, lambda: box.isVisible() and bool(box._said.text()))
    box.later.click()
    until(qtbot, lambda: room.window.context.runner.is_idle)
    assert room.vault.records.list("attendance") == []
    assert case
    room.keeper.doors.write_up(hearing)
    until(qtbot, lambda: any(one.isVisible() for one in room.window.findChildren(Afterwards)))


def test_how_the_session_stands() -> None:
    def at(minute: int, code: str) -> Moment:
        return Moment("0" * 32, f"2026-03-18T09:{minute:02}:00+08:00", code)

    now = "2026-03-18T10:00:30+08:00"
    assert head.session_of([], now) == (head.NOT_OPENED, 0, "")
    assert head.session_of([at(30, "opened")], now) == (head.RUNNING, 30, "")
    assert head.session_of([at(30, "opened"), at(50, "recess")], now) == (head.RECESS, 10, "")
    assert head.session_of([at(30, "opened"), at(50, "recess"), at(55, "resumed")], now) == (head.RUNNING, 30, "")
    assert head.session_of([at(30, "opened"), at(58, "ended")], now) == (head.ENDED, 0, "09:58")
    assert english(head.RUNNING, count=30) == "Session running 30 min"


def test_every_part_that_takes_the_keyboard_has_a_name(qtbot: QtBot, room: Room, case: str, hearing: str) -> None:
    court = sit(qtbot, room, case)
    press(Qt.Key.Key_F2)
    assert hearing
    parts = [one for one in court.findChildren(QWidget) if one.focusPolicy() != Qt.FocusPolicy.NoFocus and one.isVisible()]
    assert [type(one).__name__ for one in parts if not one.accessibleName()] == []
    assert {button.accessibleName() for button in court.findChildren(QPushButton)} >= {"Done", "Add a key"}
    assert page_around(court.pad) == "hearings", "F1 opens the handbook there"


def test_on_the_page_of_hearings_one_of_another_day_leads_to_that_of_today(
    qtbot: QtBot, room: Room, case: str, hearing: str
) -> None:
    old = courtroom.begin_hearing(room.vault, case).id
    room.vault.records.edit(old, {"scheduled": "2026-03-02T09:00+08:00"})
    assert room.window.context.doors.court is not None
    room.window.context.doors.court("", old)
    until(qtbot, lambda: room.keeper.court is not None and room.keeper.court.court is not None)
    court = room.keeper.court.court if room.keeper.court else None
    assert court is not None
    assert court.journal.hearing.id == hearing, "what is noted now happened today"


def test_f9_goes_in_and_out_from_the_window_and_the_line_opens_over_it(qtbot: QtBot, room: Room, case: str, hearing: str) -> None:
    assert case
    press(Qt.Key.Key_F9)
    until(qtbot, lambda: room.keeper.court is not None and room.keeper.court.court is not None)
    court = room.keeper.court.court if room.keeper.court else None
    assert court is not None
    assert court.journal.hearing.id == hearing
    until(qtbot, lambda: QApplication.activeWindow() is court)
    press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    until(qtbot, lambda: bool(court.findChildren(LogLine)))
    (line,) = court.findChildren(LogLine)
    until(qtbot, lambda: line.isVisible() and line.case.choice is not None)
    line.reject()
    until(qtbot, lambda: QApplication.activeWindow() is court)
    court.pad.setFocus()
    press(Qt.Key.Key_F9)
    until(qtbot, room.window.isVisible)


def test_somebody_is_mentioned_in_a_note_and_comes_back_so(qtbot: QtBot, room: Room, case: str, hearing: str) -> None:
    lin = room.vault.records.add("person", {"display_name": "Lin Zhaohui"}, strict=False).id
    court = sit(qtbot, room, case)
    press(Qt.Key.Key_Return)
    keys("beside @zhaohui")
    until(qtbot, court.note.named.is_open)
    press(Qt.Key.Key_Tab)
    assert court.note.edit.text() == "beside Lin Zhaohui"
    court.flush()
    marked = f"beside @[Lin Zhaohui]({lin})"
    assert (room.vault.drafts.load(f"court/{hearing}") or {})["text"] == marked
    press(Qt.Key.Key_Return)
    rest(qtbot, court)
    assert stamps(room.vault, hearing) == [("note", marked)]
    assert court._model.rows[-1].spoken.endswith("beside Lin Zhaohui")
