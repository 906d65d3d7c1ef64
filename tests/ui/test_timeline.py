"""The timeline of a case in the window: what it draws, one selection with its list, keyboard, pointer, what is spoken."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from detained import detained_person
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui.driving import press, settle
from ui.fakes import invented_vault

from casevault.i18n import Catalogue, isolated
from casevault.ui.cases_page import CasesPage
from casevault.ui.read.cases import case_head
from casevault.ui.read.chronology import chronology
from casevault.ui.read.clocks import next_limit
from casevault.ui.read.reader import Reader, Tone
from casevault.ui.read.timeline import BEFORE, days_of, timeline_of
from casevault.ui.theme import Choice, theme
from casevault.ui.timeline.geometry import BarKind, Lane
from casevault.ui.timeline.paint import _Painting
from casevault.ui.timeline.panel import ChronologyList
from casevault.ui.timeline.picture import with_more

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from casevault.ui.main_window import MainWindow
    from casevault.ui.timeline.geometry import Item, Timeline
    from casevault.ui.timeline.view import TimelineView
    from casevault.vault.vault import Vault


def case(reader: Reader, code: str) -> str:
    return next(record.id for record in reader.vault.records.list("case") if code in record.title)


def drawn(reader: Reader, code: str) -> Timeline:
    found = case(reader, code)
    return timeline_of(reader, found, chronology(reader, found))


def tab(qtbot: QtBot, window: MainWindow, code: str) -> ChronologyList:
    window.go("cases")
    settle(qtbot, window)
    page = window.pages["cases"]
    assert isinstance(page, CasesPage)
    page.view.show_case(case(window.context.reader, code))
    settle(qtbot, window)
    found = page.view._lists["chronology"]
    assert isinstance(found, ChronologyList)
    return found


def point_of(view: TimelineView, item_id: str) -> QPointF:
    picture = view.picture()
    places: list[tuple[QRectF, tuple[Item, ...]]] = [(piece.rect, piece.items) for piece in picture.discs]
    places += [(piece.rect, piece.items) for piece in picture.bars]
    return next(rect.center() for rect, items in places if any(item.id == item_id for item in items))


def click(view: TimelineView, point: QPointF) -> None:
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point.toPoint())


@pytest.mark.parametrize("code", ["HERON", "F5-2015", "GY-2014", "XJ-2017", "G-709"])
def test_every_entry_is_drawn_or_counted_as_undated(code: str) -> None:
    reader = Reader(invented_vault(), Catalogue())
    found = drawn(reader, code)
    entries = chronology(reader, case(reader, code))
    ids = {mark.id for mark in found.marks} | {bar.id for bar in found.bars}
    without = [entry for entry in entries if entry.id not in ids]
    assert len(without) == found.undated
    assert {entry.when for entry in without} <= {"no date", "unknown", "not known"}
    assert not {mark.id for mark in found.marks} & {bar.id for bar in found.bars}


def test_stages_limits_and_lanes_of_a_case() -> None:
    reader = Reader(invented_vault(), Catalogue())
    found = drawn(reader, "HERON")
    before, stage = found.bars
    assert (before.id, before.kind, before.title) == (BEFORE, BarKind.LIGHT, "Before custody")
    assert (stage.kind, stage.title, stage.running) == (BarKind.CUSTODY, "Criminal detention", True)
    assert stage.last == found.today
    limits = {zone.flag: zone for zone in found.zones}
    assert (limits["Basic 25 Feb"].is_max, limits["Maximum 20 Mar"].is_max) == (False, True)
    assert stage.ahead == limits["Maximum 20 Mar"].last
    assert "Past basic limit" in limits["Maximum 20 Mar"].spoken
    items = [mark.id for mark in found.marks] + [bar.id for bar in found.bars] + [zone.id for zone in found.zones]
    assert len(set(items)) == len(items)
    assert {mark.lane for mark in found.marks} == {Lane.EVENTS, Lane.CONTACT, Lane.HEARINGS, Lane.INTERVENTIONS}
    taken = next(mark for mark in found.marks if mark.disputed)
    assert taken.last - taken.first == 2  # 11 or 13 Feb: both accounts are in its range
    assert "11 or 13 Feb" in taken.spoken


def test_a_stage_that_another_follows_ends_there_and_restricted_liberty_is_not_custody() -> None:
    reader = Reader(invented_vault(), Catalogue())
    first, second = sorted((bar for bar in drawn(reader, "GY-2014").bars if bar.id != BEFORE), key=lambda bar: bar.first)
    assert first.last == second.first
    assert not first.running
    kinds = {bar.title: bar.kind for bar in drawn(reader, "F5-2015").bars}
    assert (kinds["Bail"], kinds["Criminal detention"]) == (BarKind.RESTRICTED, BarKind.CUSTODY)


@pytest.mark.parametrize("text", ["", "not a date", "[..]", "2026-02-31"])
def test_what_is_no_date_has_no_place(text: str) -> None:
    assert days_of(text) is None


def test_dates_open_to_a_side_stand_at_the_day_they_name() -> None:
    day = days_of("2015-07-09")
    assert days_of("2015-07-09/..") == days_of("../2015-07-09") == day
    month = days_of("2015-07")
    assert month is not None
    assert month[1] - month[0] == 30


def test_two_accounts_of_the_beginning_are_both_counted(vault: Vault) -> None:
    reader = Reader(vault, Catalogue())
    today = reader.today
    days = [date.fromordinal(today.toordinal() - back).isoformat() for back in (32, 34)]
    source = {"kind": "ngo", "protection": "none", "reliability": "B"}
    made = detained_person(vault, days[0], "criminal_detention", source)
    assert case_head(reader, made["case"]).facts[0].detail == "day 33"
    told = {"value": days[1], "source": made["source"], "status": "asserted"}
    vault.records.add("claim", {"record": made["stage"], "field": "start", **told})
    stage = case_head(reader, made["case"]).facts[0]
    assert (stage.detail, stage.tone) == ("day 33 or 35", Tone.DISPUTED)
    assert stage.more.startswith("Reported on")
    (bar,) = [bar for bar in drawn_case(reader, made["case"]).bars if bar.id == made["stage"]]
    assert bar.sure_from - bar.first == 2
    vault.records.edit(made["stage"], {"start": f"{days[1]}/{days[0]}"})
    assert case_head(reader, made["case"]).facts[0].detail == "day 33 to 35"


def test_a_limit_with_two_starts_is_said_with_both_its_ends_and_the_maximum(vault: Vault) -> None:
    reader = Reader(vault, Catalogue())
    today = reader.today.toordinal()
    days = [date.fromordinal(today - back).isoformat() for back in (5, 7)]
    made = detained_person(vault, days[0], "criminal_detention", {"kind": "ngo", "protection": "none", "reliability": "B"})
    told = {"value": days[1], "source": made["source"], "status": "asserted"}
    vault.records.add("claim", {"record": made["stage"], "field": "start", **told})
    found = next_limit(reader, made["case"])
    assert found is not None
    assert not found.is_max
    first, last = (date.fromordinal(today + ahead).isoformat() for ahead in (7, 9))
    assert (found.day, found.value) == (first, reader.day(f"{first}/{last}"))
    most = [date.fromordinal(today + ahead).isoformat() for ahead in (30, 32)]
    assert found.detail == f"in 7 to 9 days, at most {reader.day('/'.join(most))}"
    zones = {zone.is_max: zone for zone in drawn_case(reader, made["case"]).zones if "total_37" in zone.id}
    assert (zones[False].first, zones[False].last) == (today + 7, today + 9)
    assert (zones[True].first, zones[True].last) == (today + 30, today + 32)


def test_consent_is_told_for_each_audience_and_one_that_ended_covers_nobody(vault: Vault) -> None:
    reader = Reader(vault, Catalogue())
    made = detained_person(vault, "2014-05-06", "rsdl", {"kind": "ngo", "protection": "none", "reliability": "B"})
    given = {
        "person": made["person"],
        "giver": "self",
        "purpose": "quiet_diplomacy",
        "audiences": ["embassy"],
        "denied": ["public"],
        "identity_level": "full",
        "form": "oral",
        "given": "2014-05-01",
        "review_on": "2999-05-01",
    }
    consent = vault.records.add("consent", given).id
    fact = case_head(reader, made["case"]).facts[3]
    assert (fact.value, fact.tone) == ("Embassy", Tone.OK)
    assert fact.more.splitlines() == ["Embassy: agreed, review 1 May 2999", "Public: refused"]
    vault.records.edit(consent, {"valid_until": "2015-01-01"})
    fact = case_head(reader, made["case"]).facts[3]
    assert (fact.value, fact.detail, fact.tone) == ("Ended", "on 1 Jan 2015", Tone.REVIEW)
    assert not fact.more


def drawn_case(reader: Reader, case_id: str) -> Timeline:
    return timeline_of(reader, case_id, chronology(reader, case_id))


def test_the_timeline_and_the_list_keep_one_selection(qtbot: QtBot, window: MainWindow) -> None:
    shown = tab(qtbot, window, "HERON")
    view = shown.timeline
    assert view.isVisible()
    shown.list.setFocus()
    press(shown.list, Qt.Key.Key_Down)
    row = shown.list.current_row()
    assert row is not None
    assert view.current == row.id
    view.setFocus()
    seen = []
    press(view, Qt.Key.Key_Home)
    while view.value not in seen:
        seen.append(view.value)
        row = shown.list.current_row()
        if view.current and "/" not in view.current:  # a limit is no row
            assert row is not None
            assert row.id == view.current
        press(view, Qt.Key.Key_Right)
    assert len(seen) == len(view.items())
    assert seen[-1].endswith(f"{len(seen)} of {len(seen)}")
    press(view, Qt.Key.Key_Left)
    assert view.value == seen[-2]


def test_what_is_selected_is_said_in_words_and_to_a_screen_reader(qtbot: QtBot, window: MainWindow) -> None:
    view = tab(qtbot, window, "HERON").timeline
    view.setFocus()
    press(view, Qt.Key.Key_Home)
    spoken = QAccessible.queryAccessibleInterface(view)
    assert spoken is not None
    assert spoken.role() == QAccessible.Role.Slider
    assert spoken.text(QAccessible.Text.Name) == "Timeline"
    assert spoken.text(QAccessible.Text.Value) == view.value
    assert view.value.startswith("8 Feb · Surveillance")


def test_lanes_limits_and_opening_by_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    shown = tab(qtbot, window, "HERON")
    view = shown.timeline
    opened: list[str] = []
    shown.opened.connect(opened.append)
    view.setFocus()
    press(view, Qt.Key.Key_Home)
    first = view.current
    press(view, Qt.Key.Key_Return)
    assert opened == [first]
    press(view, Qt.Key.Key_Up)
    press(view, Qt.Key.Key_Up)
    assert view.value.startswith(("Basic", "Maximum"))
    press(view, Qt.Key.Key_Up)  # there is nothing above
    press(view, Qt.Key.Key_Return)
    settle(qtbot, window)
    page = window.pages["cases"]
    assert isinstance(page, CasesPage)
    assert page.view.tabs.key == "detention"


def test_zoom_by_keys_and_wheel_is_taken_back_by_0(qtbot: QtBot, window: MainWindow) -> None:
    view = tab(qtbot, window, "HERON").timeline
    view.setFocus()
    whole = view.scale
    press(view, Qt.Key.Key_Plus)
    assert view.scale.days == pytest.approx(whole.days / 1.5)
    press(view, Qt.Key.Key_Minus)
    assert view.scale.days == pytest.approx(whole.days)
    for _ in range(40):
        press(view, Qt.Key.Key_Plus)
    assert view.scale.days >= 2
    view.grab()
    press(view, Qt.Key.Key_T)
    assert view.scale.start < view.picture().timeline.today + 0.5 < view.scale.end
    press(view, Qt.Key.Key_0)
    assert view.scale == whole


def test_pointing_selects_and_several_in_one_place_are_gone_through(qtbot: QtBot, window: MainWindow) -> None:
    view = tab(qtbot, window, "HERON").timeline
    several = next(piece for piece in view.picture().discs if len(piece.items) > 2)
    told = view.told_at(several.rect.center())
    assert told.count("\n") == len(several.items) - 1
    reached = []
    for _ in several.items:
        click(view, several.rect.center())
        reached.append(view.current)
        several = next(piece for piece in view.picture().discs if view.current in {item.id for item in piece.items})
    assert sorted(reached) == sorted(item.id for item in several.items)
    assert not view.told_at(QPointF(2, 2))
    stage = next(bar for bar in view.picture().timeline.bars if bar.id != BEFORE)
    click(view, point_of(view, stage.id))
    assert view.current == stage.id


def test_it_is_mirrored_with_the_window_and_the_arrows_with_it(qtbot: QtBot, window: MainWindow) -> None:
    view = tab(qtbot, window, "HERON").timeline
    first, last = view.items()[0], view.items()[-1]
    assert point_of(view, first.id).x() < point_of(view, last.id).x()
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    theme.apply()
    assert point_of(view, first.id).x() > point_of(view, last.id).x()
    view.setFocus()
    press(view, Qt.Key.Key_Home)
    press(view, Qt.Key.Key_Left)
    assert view.current == view.items()[1].id


def test_the_days_of_one_entry_do_not_strike_out_the_disc_beside_it(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = tab(qtbot, window, "HERON").timeline
    drawn_in_order: list[str] = []
    monkeypatch.setattr(_Painting, "_range", lambda _self, _piece: drawn_in_order.append("days"))
    monkeypatch.setattr(_Painting, "_disc", lambda _self, _piece, _current: drawn_in_order.append("disc"))
    view.grab()
    discs = len(view.picture().discs)
    assert drawn_in_order == ["days"] * discs + ["disc"] * discs


def test_how_many_more_a_flag_stands_for_is_no_part_of_its_day() -> None:
    day = "22-\u0641\u06d0\u06cb\u0631\u0627\u0644"
    assert with_more(day, 0) == day
    assert with_more(day, 1) == f"{isolated(day)}  {isolated('+1')}"


def test_where_both_do_not_fit_either_is_a_press_away(qtbot: QtBot, window: MainWindow) -> None:
    shown = tab(qtbot, window, "HERON")
    assert not shown._switch.isVisible()
    shown.list.setFocus()
    theme.choose(Choice.LIGHT, 200)
    settle(qtbot, window)
    assert shown.list.isVisible()
    assert not shown.timeline.isVisible()
    shown._switch.click()
    assert shown.timeline.isVisible()
    assert not shown.list.isVisible()
    shown._switch.click()
    assert shown.list.isVisible()


def test_of_hundreds_of_entries_there_is_no_more_to_draw_than_fits(qtbot: QtBot, window: MainWindow) -> None:
    records, reader = window.context.vault.records, window.context.reader
    found = case(reader, "LARCH")
    for number in range(300):
        day = f"2026-{number % 3 + 1:02}-{number % 17 + 1:02}"
        records.add("event", {"case": found, "kind": "threat", "start": day, "certainty": "reported"})
    view = tab(qtbot, window, "LARCH").timeline
    picture = view.picture()
    assert sum(len(piece.items) for piece in picture.discs) == len(picture.timeline.marks) >= 300
    assert len(picture.discs) < view.width() / 20
    view.grab()


def test_before_the_first_custody_nothing_is_drawn_of_which_nothing_is_on_record() -> None:
    reader = Reader(invented_vault(), Catalogue())
    found = drawn(reader, "LARCH")
    assert not found.marks
    assert BEFORE not in {bar.id for bar in found.bars}
    first, last = found.span()
    assert last - first < 60
