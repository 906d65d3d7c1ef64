"""What stands in the way of one act in a courtroom takes no other with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from ui.court.test_court import Room, a_case, a_hearing, a_keeper, a_room, a_window, rest, sit, stamps
from ui.hands import keys, press, until

from casevault.errors import Code, MachineProblem, UserProblem
from casevault.i18n import N_
from casevault.vault import courtroom
from casevault.vault.courtroom import Moment

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from casevault.vault.vault import Vault

FIXTURES = (a_case, a_hearing, a_keeper, a_window, a_room)


def test_the_next_line_is_kept_while_the_one_before_it_waits_for_the_disk(
    qtbot: QtBot, room: Room, case: str, hearing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    court = sit(qtbot, room, case)
    full, writing = [True], courtroom.note_moment

    def write(to: Vault, about: str, moment: Moment) -> object:
        if full[0]:
            raise MachineProblem(Code.DISK_FULL, N_("The disk is full."), N_("Free some space."))
        return writing(to, about, moment)

    monkeypatch.setattr(courtroom, "note_moment", write)
    press(Qt.Key.Key_Return)
    keys("first")
    for _ in range(2):
        press(Qt.Key.Key_Return)
    keys("second")
    until(qtbot, lambda: (room.vault.drafts.load(f"court/{hearing}") or {}).get("text") == "second")
    full[0] = False
    court.flush()
    assert stamps(room.vault, hearing) == [("note", "first")]
    kept = room.vault.drafts.load(f"court/{hearing}")
    assert kept is not None
    assert kept["text"] == "second", "a record that came late took the draft of the next line with it"
    court.journal._write()


def test_what_no_note_can_hold_is_said_and_keeps_nothing_else_out(qtbot: QtBot, room: Room, case: str, hearing: str) -> None:
    court = sit(qtbot, room, case)
    press(Qt.Key.Key_Return)
    court.note.edit.insert("\u202a+86 10 5555\u202c")  # as a number is copied out of many programs
    press(Qt.Key.Key_Return)
    rest(qtbot, court)
    assert "invisible marks" in court.note._says.text()
    assert court.note.has_text()
    assert stamps(room.vault, hearing) == []
    press(Qt.Key.Key_Escape)
    keys("s")
    rest(qtbot, court)
    assert stamps(room.vault, hearing) == [("opened", "")]


def test_a_refused_moment_waits_behind_the_others_and_can_be_taken_back(
    qtbot: QtBot, room: Room, case: str, hearing: str
) -> None:
    court = sit(qtbot, room, case)
    court.journal._retry.setInterval(30)
    bad = Moment("f" * 32, "no time", "mark")
    court.journal.add(bad)
    keys("s")
    until(qtbot, lambda: court.journal.unsaved == {bad.row})
    assert stamps(room.vault, hearing) == [("opened", "")]
    with pytest.raises(UserProblem):
        court.flush()
    court.journal.mine.append(bad.row)
    press(Qt.Key.Key_Backspace)
    rest(qtbot, court)
    press(Qt.Key.Key_F9)
    until(qtbot, lambda: room.keeper.court is not None and room.keeper.court.court is None)
    assert stamps(room.vault, hearing) == [("opened", "")]


@pytest.mark.parametrize("closing", [False, True], ids=["tried again", "closing"])
def test_a_moment_that_is_taken_back_while_it_is_being_refused_is_gone(
    qtbot: QtBot, room: Room, case: str, hearing: str, closing: bool
) -> None:
    court = sit(qtbot, room, case)
    court.journal._retry.setInterval(30)
    court.journal.add(Moment("f" * 32, "no time", "mark"))  # it is on its way to the vault now, which will refuse it
    press(Qt.Key.Key_Backspace)
    if closing:
        court.flush()
        assert not court.journal.unsaved
    rest(qtbot, court)
    assert stamps(room.vault, hearing) == []
