from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from ui.driving import Calls, press, settle

from casevault.domain.record import Changes
from casevault.errors import Code, MachineProblem
from casevault.i18n import N_
from casevault.ui.cases_page import CasesPage
from casevault.ui.disclosures_page import DisclosuresPage
from casevault.ui.navigator import PLACES
from casevault.ui.palette import Palette
from casevault.ui.people_page import PeoplePage
from casevault.ui.search_view import SearchPage
from casevault.ui.settings_view import SettingsDialog
from casevault.ui.shortcuts import ShortcutHelp
from casevault.ui.theme import Choice, theme
from casevault.ui.today import TodayPage
from casevault.ui.widgets.controls import Facet
from casevault.vault.today import DueKind, DueStatus

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.main_window import MainWindow


def cases_of(window: MainWindow) -> CasesPage:
    found = window.pages["cases"]
    assert isinstance(found, CasesPage)
    return found


def nameless(root: QWidget) -> list[str]:
    found = []
    for widget in (root, *root.findChildren(QWidget)):
        if widget.focusPolicy() is Qt.FocusPolicy.NoFocus or widget.objectName().startswith("qt_"):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        if not interface.text(QAccessible.Text.Name):
            found.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    return found


def test_every_widget_that_takes_the_keyboard_has_a_name(qtbot: QtBot, window: MainWindow) -> None:
    for key in window.pages:
        window.go(key)
        settle(qtbot, window)
    cases_of(window).view.open_card(cases_of(window).view.case_id)
    settle(qtbot, window)
    assert nameless(window) == []


@pytest.mark.parametrize("command", ["find", "settings", "keys"])
def test_so_has_every_dialog(qtbot: QtBot, window: MainWindow, command: str) -> None:
    window.commands.run(command)
    settle(qtbot, window)
    (box,) = [d for kind in (Palette, SettingsDialog, ShortcutHelp) for d in window.findChildren(kind)]
    assert nameless(box) == []
    assert box.windowTitle() == "CaseVault"


def test_the_title_says_nothing(window: MainWindow) -> None:
    assert window.windowTitle() == "CaseVault"


def test_pages_by_key(qtbot: QtBot, window: MainWindow) -> None:
    for number, place in enumerate(PLACES, 1):
        press(window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
        assert window.page.key == place.key
        assert window.navigator.items[place.key].isChecked()
    settle(qtbot, window)


def test_the_navigator_shows_what_is_due(window: MainWindow) -> None:
    assert window.navigator.items["today"].accessibleName() == "Today, 9"


def test_today_groups_by_day_and_shows_what_was_logged(qtbot: QtBot, window: MainWindow) -> None:
    page = window.pages["today"]
    assert isinstance(page, TodayPage)
    model = page.list.model()
    said = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert said[0] == "Past its day, 3"
    assert any(text.startswith("Logged last") for text in said)
    assert page.card.record_id
    settle(qtbot, window)


def test_today_never_loses_its_limits_to_the_quick_reading_and_starts_with_the_most_pressing(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.pages["today"]
    assert isinstance(page, TodayPage)
    quick, logged = list(page._due), page._logged
    _status, shown = quick[0]
    limit = (DueStatus.OVERDUE, replace(shown, title="A limit of the law", kind=DueKind.CLOCK.value))
    page._was_read_whole = False
    page._put_first((quick, logged))
    page._put(([limit, *quick], logged))
    assert page.list.current_row() is limit[1], "what came in above is where the list starts"
    page._put_first((quick, logged))
    assert page.list.current_row() is limit[1], "the quick reading came last and took nothing away"
    again = next(row for row in logged if row.id != shown.id)
    page.list.setCurrentIndex(page._model.index(page._model.rows.index(again), 0))
    page._put(([limit, (DueStatus.OVERDUE, replace(shown, id=again.id)), *quick], logged))
    assert page.list.current_row() == again, "the row somebody went to, not another one of the same record"
    settle(qtbot, window)


def test_today_stays_at_what_it_was_sent_to_though_limits_come_in_above_it(qtbot: QtBot, window: MainWindow) -> None:
    page = window.pages["today"]
    assert isinstance(page, TodayPage)
    quick, logged = list(page._due), page._logged
    _status, shown = quick[0]
    limit = (DueStatus.OVERDUE, replace(shown, id="a limit", title="A limit of the law", kind=DueKind.CLOCK.value))
    page._due, page._logged, page._was_read_whole = [], [], False
    page._show()
    page.show_record(shown.id, "")
    page._put_first((quick, logged))
    page._put(([limit, *quick], logged))
    assert page.record_id() == shown.id
    settle(qtbot, window)


def test_facts_that_nobody_confirmed_stand_below_what_is_due(qtbot: QtBot, window: MainWindow) -> None:
    window.go("today")
    page = window.pages["today"]
    assert isinstance(page, TodayPage)
    settle(qtbot, window)

    def said() -> list[str]:
        model = page.list.model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    found = said()
    head = next(number for number, text in enumerate(found) if text.startswith("May no longer hold"))
    assert found[head + 1].endswith("Confirm")
    assert head > found.index("Past its day, 3")
    next(facet for facet in page.findChildren(Facet) if facet.key == "facts").click()
    assert said()[0] == found[head]


def test_the_list_leads_to_the_case_and_enter_into_it(qtbot: QtBot, window: MainWindow) -> None:
    window.go("cases")
    settle(qtbot, window)
    page = cases_of(window)
    assert page.pane.list.hasFocus()
    first = page.view.case_id
    press(page.pane.list, Qt.Key.Key_Down)
    settle(qtbot, window)
    assert page.view.case_id not in ("", first)
    press(page.pane.list, Qt.Key.Key_Return)
    assert page.view.current_list().hasFocus()


def test_a_card_opens_beside_the_chronology_and_esc_closes_it(qtbot: QtBot, window: MainWindow) -> None:
    window.go("cases")
    settle(qtbot, window)
    page = cases_of(window)
    entries = page.view.current_list()
    entries.setFocus()
    press(entries, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert page.view.card.isVisible()
    assert page.view.card.record_id
    press(entries, Qt.Key.Key_Escape)
    assert not page.view.card.isVisible()


def test_the_filter_finds_by_another_script(qtbot: QtBot, window: MainWindow) -> None:
    window.go("cases")
    settle(qtbot, window)
    page = cases_of(window)
    press(page.pane.list, Qt.Key.Key_Slash)
    assert page.pane.filter.hasFocus()
    page.pane.filter.setText("林兆雯")
    qtbot.wait(200)
    settle(qtbot, window)
    assert page.pane.model.rowCount() == 1
    press(page.pane.filter, Qt.Key.Key_Escape)
    qtbot.wait(200)
    settle(qtbot, window)
    assert page.pane.model.rowCount() > 10
    assert page.pane.list.hasFocus()


def test_tabs_by_key_and_by_fact(qtbot: QtBot, window: MainWindow) -> None:
    window.go("cases")
    settle(qtbot, window)
    view = cases_of(window).view
    press(window, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert view.tabs.key == "detention"
    view.header.tab_wanted.emit("consent")
    assert view.tabs.key == "consent"
    settle(qtbot, window)
    assert view.current_list().model().rowCount() == 8
    view.tabs.show_tab("history")
    settle(qtbot, window)
    assert view.current_list().model().rowCount() > 10


def test_search_everything(qtbot: QtBot, window: MainWindow) -> None:
    press(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    page = window.page
    assert isinstance(page, SearchPage)
    assert page.field.hasFocus()
    page.search("林兆慧")
    settle(qtbot, window)
    assert page.list.model().rowCount() >= 2
    window.context.navigation.record_wanted.emit(page.list.model().index(0, 0).data(Qt.ItemDataRole.UserRole).id)
    settle(qtbot, window)
    assert isinstance(window.page, PeoplePage)


def test_a_search_is_kept_and_run_again(qtbot: QtBot, window: MainWindow) -> None:
    press(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    page = window.page
    assert isinstance(page, SearchPage)
    settle(qtbot, window)
    assert not page.keep.isVisible()
    page.search("林兆慧")
    settle(qtbot, window)
    found = page.list.model().index(0, 0).data()
    page.keep.click()
    settle(qtbot, window)
    assert not page.keep.isVisible(), "kept already"
    page.search("")
    settle(qtbot, window)
    assert [page.list.model().index(row, 0).data() for row in range(2)] == ["Kept searches, 1", "林兆慧, 林兆慧"]
    page.list.setCurrentIndex(page.list.model().index(1, 0))
    page.list.setFocus()
    press(page.list, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert (page.field.text(), page.list.model().index(0, 0).data()) == ("林兆慧", found)


def test_a_kept_search_of_one_type_stays_so_until_other_words_are_typed(qtbot: QtBot, window: MainWindow) -> None:
    window.context.vault.records.add("saved_search", {"name": "The sister, as a person", "query": "林兆慧", "type": "person"})
    press(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    page = window.page
    assert isinstance(page, SearchPage)
    page.search("林兆慧")
    settle(qtbot, window)
    every = page.list.model().rowCount()
    page.search("")
    settle(qtbot, window)
    page.list.opened.emit(page.list.model().index(1, 0).data(Qt.ItemDataRole.UserRole))
    settle(qtbot, window)
    assert 0 < page.list.model().rowCount() < every
    page.search("林兆")
    page.search("林兆慧")
    settle(qtbot, window)
    assert page.list.model().rowCount() == every


def test_back_and_forward(qtbot: QtBot, window: MainWindow) -> None:
    window.go("cases")
    window.go("people")
    settle(qtbot, window)
    press(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.page.key == "cases"
    press(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert window.page.key == "people"
    settle(qtbot, window)


def test_f6_goes_around_the_panes(qtbot: QtBot, window: MainWindow) -> None:
    window.go("people")
    settle(qtbot, window)
    places = []
    for _ in range(3):
        press(window, Qt.Key.Key_F6)
        focused = QApplication.focusWidget()
        assert focused is not None
        places.append(type(focused).__name__ + focused.accessibleName())
    assert len(set(places)) == 3


def test_commands_go_through_the_doors(qtbot: QtBot, window: MainWindow, calls: Calls) -> None:
    window.go("cases")
    settle(qtbot, window)
    case = cases_of(window).view.case_id
    control = Qt.KeyboardModifier.ControlModifier
    press(window, Qt.Key.Key_L, control)
    press(window, Qt.Key.Key_N, control)
    press(window, Qt.Key.Key_L, control | Qt.KeyboardModifier.ShiftModifier)
    window.commands.run("new.event")
    window.commands.run("new.intervention")
    window.commands.run("disclose")
    assert calls == [
        ("log", case),
        ("new", ("case", {})),
        ("lock", None),
        ("new", ("event", {"case": case})),
        ("new", ("intervention", {"case": [case]})),
        ("disclose", case),
    ]


def test_what_needs_a_case_is_not_offered_without_one(window: MainWindow) -> None:
    assert "disclose" not in {command.id for command in window.commands.offered()}
    assert window.commands.keys("find") == "Ctrl+K"


def test_no_key_leads_to_two_things(window: MainWindow) -> None:
    keys = [key for command in window.commands.commands for key in command.keys]
    assert len(keys) == len(set(keys))


def test_names_turn_to_codes_and_back(qtbot: QtBot, window: MainWindow) -> None:
    window.go("cases")
    settle(qtbot, window)
    page = cases_of(window)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    press(window, Qt.Key.Key_H, keys)
    settle(qtbot, window)
    assert page.pane.model.index(0, 0).data().startswith("HERON")
    press(window, Qt.Key.Key_H, keys)
    settle(qtbot, window)
    assert page.pane.model.index(0, 0).data().startswith("Lin Zhaowen, 林兆雯")


def test_a_problem_stays_until_it_is_closed(window: MainWindow) -> None:
    window.context.messages.show(MachineProblem(Code.DISK_FULL, N_("The disk is full.")))
    assert window.messages.message.isVisible()
    assert "disk is full" in window.messages.message.accessibleName()
    window.messages.message.clear()
    assert not window.messages.message.isVisible()


def test_a_bug_report_can_be_copied(window: MainWindow) -> None:
    window.context.messages.show(ZeroDivisionError("林兆雯"))
    window.messages.message.acted.emit()
    assert "ZeroDivisionError" in QApplication.clipboard().text()
    assert "林兆雯" not in QApplication.clipboard().text()


def test_a_change_is_said_and_read_again(qtbot: QtBot, window: MainWindow) -> None:
    window.context.vault.records.add("case", {"code": "WREN", "title": "Wren"}, strict=False)
    window.go("cases")
    settle(qtbot, window)
    before = cases_of(window).pane.model.rowCount()
    made = window.context.vault.records.add("case", {"code": "SWIFT", "title": "Swift"}, strict=False)
    window.context.changes.happened.emit(Changes(records=made.records, cases=made.records))
    settle(qtbot, window)
    assert cases_of(window).pane.model.rowCount() == before + 1
    assert window.navigator.saved.accessibleName().startswith("Saved ")


def test_undo_says_when_there_is_nothing(qtbot: QtBot, window: MainWindow) -> None:
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    assert window.toast.accessibleName() == "There is nothing to undo."


def test_who_has_seen_a_name(qtbot: QtBot, window: MainWindow) -> None:
    window.go("disclosures")
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, DisclosuresPage)
    assert page.model.rowCount() == 3
    assert page.person.count() == 2
    assert page.seen.model().rowCount() == 3


@pytest.mark.parametrize("look", [Choice.LIGHT, Choice.DARK, Choice.HIGH])
@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.slow
def test_every_page_is_drawn_in_every_look_and_direction(
    qtbot: QtBot, window: MainWindow, qapp: QApplication, look: Choice, *, rtl: bool
) -> None:
    theme.choose(look, 200 if look is Choice.HIGH else 100)
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    for key in window.pages:
        window.go(key)
        settle(qtbot, window)
        picture = window.grab().toImage()
        tones = {picture.pixelColor(x, y).rgb() for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
        assert len(tones) > 8
    left = window.navigator.x() > window.stack.mapTo(window, window.stack.rect().topLeft()).x()
    assert left is rtl


def test_discreet_choice_reaches_settings_file(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.context.settings_folder = tmp_path
    window.commands.run("larger")
    settle(qtbot, window)
    assert (tmp_path / "window.json").exists()
    assert window.context.settings.text_size == 110


def test_unnamed_scan_is_not_blind(qtbot: QtBot) -> None:
    bare = QWidget()
    qtbot.addWidget(bare)
    inner = QWidget(bare)
    inner.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    assert nameless(bare) == ["QWidget in QWidget"]


def test_a_record_is_removed_by_key_only_from_a_list(qtbot: QtBot, window: MainWindow) -> None:
    records = cast("Any", window.context.vault.records)
    gone: list[str] = []

    def delete(record_id: str) -> Changes:
        gone.append(record_id)
        return Changes(records=frozenset({record_id}))

    records.delete = delete
    window.navigator.items["today"].setFocus()
    press(window, Qt.Key.Key_Delete)
    settle(qtbot, window)
    assert gone == []
    window.go("interventions")
    settle(qtbot, window)
    window.page.panes()[0].setFocus()
    wanted = window.page.record_id()
    press(window, Qt.Key.Key_Delete)
    settle(qtbot, window)
    assert gone == [wanted]
    assert window.toast.accessibleName() == "Removed. Ctrl+Z brings it back."


def test_what_left_is_never_removed(qtbot: QtBot, window: MainWindow) -> None:
    window.go("disclosures")
    settle(qtbot, window)
    window.page.panes()[0].setFocus()
    press(window, Qt.Key.Key_Delete)
    settle(qtbot, window)
    assert window.toast.accessibleName() == "This record is part of the register and stays."


def test_the_keyboard_is_in_the_page_at_the_start(window: MainWindow) -> None:
    assert window.focusWidget() is window.page.panes()[0]


def test_what_was_just_made_is_where_the_list_moves(qtbot: QtBot, window: MainWindow) -> None:
    window.go("interventions")
    settle(qtbot, window)
    made = window.context.vault.records.add("intervention", {"date": "2015-01-01", "asked": "Access"}, strict=False)
    window.context.changes.happened.emit(made)
    settle(qtbot, window)
    assert window.page.record_id() == made.made[0]


def test_a_card_has_all_the_room_where_it_and_the_list_do_not_both_fit(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1440, 900)
    window.go("cases")
    settle(qtbot, window)
    view = cases_of(window).view
    entries = view.current_list()
    entries.setFocus()
    entries.select_first()
    shown = entries.current_row()
    assert shown is not None
    view.open_card(shown.id)
    assert view.card.isVisible()
    assert entries.isVisible()
    window.resize(window.minimumSize())
    settle(qtbot, window)
    assert view.card.isVisible()
    assert not entries.isVisible()
    assert view.card.mapTo(window, view.card.rect().bottomRight()).x() < window.width()
    press(view, Qt.Key.Key_Escape)
    assert entries.isVisible()
    assert not view.card.isVisible()
