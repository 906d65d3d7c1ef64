"""The keyboard is always somewhere, and after a lock it is where it was: pages that stand over others, forms, what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from ui.court.test_court import Room, a_case, a_hearing, a_keeper, a_room, a_window
from ui.driving import Calls, settle
from ui.fakes import invented_vault
from ui.hands import focused, keys, show, until

from casevault.i18n import Catalogue
from casevault.ui import left_off
from casevault.ui.context import Context
from casevault.ui.court.afterwards import Afterwards
from casevault.ui.court.pad_view import PadView
from casevault.ui.disclose.flow import DiscloseFlow
from casevault.ui.editors.checklist import ChecklistEdit
from casevault.ui.main_window import MainWindow
from casevault.ui.record_form import RecordForm
from casevault.ui.settings import Settings
from casevault.ui.today import TodayPage
from casevault.vault import hearings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from casevault.vault.vault import Vault

FIXTURES = (a_case, a_hearing, a_keeper, a_window, a_room)


def field(form: QWidget, key: str) -> QWidget:
    found = form.findChild(QWidget, f"field.{key}")
    assert found is not None
    return found


@pytest.fixture(name="demo")
def a_window_over_the_demo(qtbot: QtBot) -> Iterator[Callable[[Context | None], MainWindow]]:
    opened: list[Context] = []

    def shown(before: Context | None = None) -> MainWindow:
        vault = before.vault if before is not None else invented_vault()
        context = Context(vault, Catalogue(), Settings(), doors=Calls().doors())
        opened.append(context)
        made = MainWindow(context)
        qtbot.addWidget(made)
        made.show()
        made.activateWindow()
        if before is not None:
            left_off.show_again(made)
        settle(qtbot, made)
        return made

    yield shown
    for context in opened:
        context.runner.stop()


@pytest.mark.parametrize("opens", ["disclose", "bring_in", "open_bundle"])
def test_what_stands_over_the_pages_has_the_keyboard_where_it_begins(qtbot: QtBot, room: Room, case: str, opens: str) -> None:
    doors = room.window.context.doors
    getattr(doors, opens)(case if opens == "disclose" else None)
    until(qtbot, lambda: room.window._guest is not None and room.window.context.runner.is_idle)
    guest, at = room.window._guest, focused()
    assert guest is not None
    assert guest.isAncestorOf(at), "in what stands over the page, and not on its bare ground"
    assert at.accessibleName()
    if isinstance(guest, DiscloseFlow):
        assert at is guest.choose.to


def test_who_receives_it_is_asked_in_words_before_anything_is_worked_out(room: Room, case: str) -> None:
    assert room.window.context.doors.disclose is not None
    room.window.context.doors.disclose(case)
    (path,) = room.window.findChildren(DiscloseFlow)
    path.go_on.click()
    assert path.message.isVisible()
    assert "receives" in path.message.accessibleName()
    assert focused() is path.choose.to
    assert path.go_on.isEnabled(), "nothing is being worked out"


@pytest.fixture(name="context")
def a_context(vault: Vault) -> Iterator[Context]:
    made = Context(vault, Catalogue())
    yield made
    made.runner.stop()


@pytest.fixture(name="over")
def a_plain_window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def opened(qtbot: QtBot, context: Context, over: QWidget) -> RecordForm:
    form = RecordForm(context, "event", None, {}, over)
    show(qtbot, form)
    return form


@pytest.mark.parametrize("key", ["stated_reason", "narrative"])
def test_a_form_comes_back_where_somebody_typed(qtbot: QtBot, context: Context, over: QWidget, key: str) -> None:
    first = opened(qtbot, context, over)
    until(qtbot, lambda: context.runner.is_idle)
    field(first, key).setFocus()
    keys("Turned away")
    first.flush()
    first.hide()
    opened(qtbot, context, over)
    until(qtbot, lambda: context.runner.is_idle)
    keys("!")
    edit = focused()
    text = edit.text() if isinstance(edit, QLineEdit) else ""
    text = edit.toPlainText() if isinstance(edit, QPlainTextEdit) else text
    assert text == "Turned away!"


def test_a_form_in_which_somebody_types_already_is_left_alone(qtbot: QtBot, context: Context, over: QWidget) -> None:
    context.vault.drafts.save("form/event/new", {"fields": {"narrative": [{"text": "kept"}]}, "at": "narrative"})
    form = opened(qtbot, context, over)
    field(form, "stated_reason").setFocus()
    keys("new words")
    until(qtbot, lambda: context.runner.is_idle)
    assert focused() is field(form, "stated_reason")


def test_a_draft_that_names_no_field_opens_as_ever(qtbot: QtBot, context: Context, over: QWidget) -> None:
    for at in ("nothing", 3, None, ["narrative"]):
        context.vault.drafts.save("form/event/new", {"fields": {"stated_reason": "kept"}, "at": at})
        form = opened(qtbot, context, over)
        until(qtbot, lambda: context.runner.is_idle)
        kept = field(form, "stated_reason")
        assert isinstance(kept, QLineEdit)
        assert (kept.text(), kept.hasFocus()) == ("kept", False)
        form.hide()


def test_what_is_asked_after_a_hearing_is_asked_again_after_a_lock(qtbot: QtBot, room: Room, hearing: str) -> None:
    hearings.stamp(room.vault, hearing, "observers_refused")
    assert room.keeper.doors.write_up is not None
    room.keeper.doors.write_up(hearing)
    until(qtbot, lambda: any(one.isVisible() for one in room.window.findChildren(Afterwards)))
    (box,) = room.window.findChildren(Afterwards)
    box.start.click()
    until(qtbot, lambda: box.step is not None and room.window.context.runner.is_idle)
    room_for_it = box.screen().availableGeometry()
    assert room_for_it.top() <= box.y() <= box.geometry().bottom() <= room_for_it.bottom(), "its foot is on the screen"
    assert box.step is not None
    words = field(box.step, "verbatim")
    words.setFocus()
    keys("Full, they said")
    box.flush()
    room.window.flush()
    box.close()
    left_off.show_again(room.window)
    until(qtbot, lambda: any(one.isVisible() and one is not box for one in room.window.findChildren(Afterwards)))
    again = next(one for one in room.window.findChildren(Afterwards) if one.isVisible())
    again.start.click()
    until(qtbot, lambda: again.step is not None and room.window.context.runner.is_idle)
    edit = focused()
    assert isinstance(edit, QPlainTextEdit)
    assert edit.toPlainText() == "Full, they said"


def test_what_is_due_comes_back_at_its_row(qtbot: QtBot, demo: Callable[[Context | None], MainWindow]) -> None:
    window = demo(None)
    page = window.page
    assert isinstance(page, TodayPage)
    ids = [shown.id for shown in page._model.rows]
    wanted = next(one for one in ids if one and one != page.record_id() and ids.count(one) == 1)
    assert page.list.go_to(wanted)
    window.flush()
    window.hide()
    again = demo(window.context).page
    assert isinstance(again, TodayPage)
    assert again.record_id() == wanted
    again.list.select_first()
    again.refresh()
    settle(qtbot, window)
    assert again.record_id() != wanted, "asked for once, and never again"


def test_each_finding_of_the_checklist_is_called_by_its_right(qtbot: QtBot, context: Context, over: QWidget) -> None:
    form = RecordForm(context, "observation", None, {}, over)
    until(qtbot, lambda: context.runner.is_idle)
    (table,) = form.findChildren(ChecklistEdit)
    for line in table.lines:
        found = QAccessible.queryAccessibleInterface(line.rating).relations(QAccessible.RelationFlag.Label)
        assert [one.text(QAccessible.Text.Name).split()[0] for one, _ in found] == [line.code]


def test_a_window_is_a_window_to_a_screen_reader(room: Room) -> None:
    assert QAccessible.queryAccessibleInterface(room.window).role() is QAccessible.Role.Window
    pad = PadView(room.window.context)
    pad.setParent(room.window)
    spoken = QAccessible.queryAccessibleInterface(pad)
    assert (spoken.role(), spoken.text(QAccessible.Text.Name)) == (QAccessible.Role.Grouping, "Stamp keys")


def test_the_way_to_a_document_comes_back_with_the_keyboard_at_its_first_question(qtbot: QtBot, room: Room, case: str) -> None:
    window, idle = room.window, room.window.context.runner
    assert window.context.doors.disclose is not None
    window.go("cases")
    until(qtbot, lambda: idle.is_idle)
    window.context.doors.disclose(case)
    (path,) = window.findChildren(DiscloseFlow)
    path.choose.to_text.setText("Embassy of")
    window.flush()
    window.close_guest()
    window.go("today")
    until(qtbot, lambda: idle.is_idle and not window.findChildren(DiscloseFlow))
    left_off.show_again(window)
    until(qtbot, lambda: bool(window.findChildren(DiscloseFlow)) and idle.is_idle)
    (again,) = window.findChildren(DiscloseFlow)
    assert again.choose.to_text.text() == "Embassy of"
    assert focused() is again.choose.to
