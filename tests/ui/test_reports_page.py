"""The page of reports: what is counted stands in table and chart alike, and every line leads to the cases behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import make_vault
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from ui.driving import Calls, press, settle

from casevault.domain.reports import Line as ReportLine
from casevault.domain.reports import Report, ReportKind
from casevault.i18n import Catalogue
from casevault.ui.context import Context
from casevault.ui.disclose import DiscloseFlow
from casevault.ui.doors_made import DoorKeeper
from casevault.ui.lists.columns import Column, column_widths
from casevault.ui.lists.table_row import TABLE_LINE, TableRow
from casevault.ui.main_window import MainWindow
from casevault.ui.reports_page import LINES_LOW, ReportsPage
from casevault.ui.settings import Settings
from casevault.ui.theme import SPACE, Choice, theme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.vault.vault import Vault


def add_case(vault: Vault, code: str, opened: str, **more: object) -> str:
    fields = {"code": code, "title": code, "kind": "criminal", "jurisdiction": "CN", "opened": opened, "priority": "high"}
    return vault.records.add("case", fields | {"status": "open"} | more).id


@pytest.fixture(name="shown")
def a_window_over_cases(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[MainWindow, ReportsPage, Calls]]:
    vault, _ = make_vault(tmp_path / "Work.casevault")
    heron = add_case(vault, "HERON", "2024-03", tags=["visa"])
    add_case(vault, "ALDER", "2026-01-05", status="closed")
    person = vault.records.add("person", {"display_name": "Lin Zhaowen"}).id
    held = vault.records.add("detention", {"case": heron, "person": person, "start": "2026-01-02"}).id
    vault.records.add("stage", {"period": held, "measure": "criminal_detention", "start": "2026-01-02"})
    calls = Calls()
    doors = calls.doors()
    doors.disclose_numbers = lambda: calls.append(("numbers", None))
    window = MainWindow(Context(vault, Catalogue(), Settings(theme=Choice.LIGHT.value), doors=doors))
    qtbot.addWidget(window)
    window.show()
    window.go("reports")
    settle(qtbot, window)
    page = window.pages["reports"]
    assert isinstance(page, ReportsPage)
    yield window, page, calls
    window.context.runner.stop()
    vault.close()


def said(page: ReportsPage) -> list[str]:
    return [line.spoken for line in page._lines.rows]


def test_a_line_leads_to_its_cases_and_a_case_to_its_page(qtbot: QtBot, shown: tuple[MainWindow, ReportsPage, Calls]) -> None:
    window, page, _calls = shown
    assert said(page) == ["Stage Criminal detention, Count 1, Share 50 %", "Stage No stage on record, Count 1, Share 50 %"]
    assert "2 cases" in page.how.accessibleName()
    press(page.names, Qt.Key.Key_Return)
    assert page.table.hasFocus()
    press(page.table, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert page.cases.hasFocus()
    row = page.cases.current_row()
    assert row is not None
    assert "HERON" in row.spoken
    page.table.setFocus()
    press(page.table, Qt.Key.Key_Down)
    settle(qtbot, window)
    row = page.cases.current_row() or page.cases.model().index(0, 0).data(Qt.ItemDataRole.UserRole)
    assert "ALDER" in row.spoken, "the cases follow the line"
    press(window, Qt.Key.Key_Escape)
    assert page.panes() == [page.names, page.table]
    press(page.table, Qt.Key.Key_Return)
    settle(qtbot, window)
    press(page.cases, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.page.key == "cases"


def test_filters_change_numbers_and_an_empty_report_says_what_to_do(
    qtbot: QtBot, shown: tuple[MainWindow, ReportsPage, Calls]
) -> None:
    window, page, _calls = shown
    page.names.go_to("opened")
    settle(qtbot, window)
    assert [line.split(",")[0] for line in said(page)] == ["Period 2024", "Period 2025", "Period 2026"]
    page.filters.first.edit.setFocus()
    QTest.keyClicks(page.filters.first.edit, "2025")
    qtbot.waitUntil(lambda: len(said(page)) == 1, timeout=5000)
    page.filters.tag.setCurrentIndex(page.filters.tag.findData("visa"))
    settle(qtbot, window)
    assert page.stack.currentIndex() == 1
    assert not page.filters.clear.isHidden()
    page.filters.clear.click()
    settle(qtbot, window)
    assert (len(said(page)), page.filters.first.edit.text()) == (3, "")
    page.filters.per.setCurrentIndex(1)
    settle(qtbot, window)
    assert len(said(page)) == 23, "every month between the first and the last"


def test_the_page_follows_what_is_recorded_and_says_what_leaves_is_counted_anew(
    qtbot: QtBot, shown: tuple[MainWindow, ReportsPage, Calls]
) -> None:
    window, page, calls = shown
    window.context.changes.happened.emit(
        window.context.vault.records.add(
            "case",
            {
                "code": "WREN",
                "title": "W",
                "kind": "criminal",
                "jurisdiction": "CN",
                "opened": "2026",
                "status": "open",
                "priority": "high",
            },
        )
    )
    settle(qtbot, window)
    assert said(page)[1] == "Stage No stage on record, Count 2, Share 67 %"
    assert "small number" in page.not_suppressed.accessibleName()
    page.outside.click()
    window.commands.run("numbers")
    assert calls == [("numbers", None), ("numbers", None)]


def test_what_goes_outside_begins_as_numbers_of_all_cases_and_can_be_left(
    qtbot: QtBot, shown: tuple[MainWindow, ReportsPage, Calls]
) -> None:
    window, page, _calls = shown
    keeper = DoorKeeper(lambda: None)
    keeper.serve(window.context, window)
    assert keeper.doors.disclose_numbers is not None
    keeper.doors.disclose_numbers()
    settle(qtbot, window)
    flow = window.stack.currentWidget()
    assert isinstance(flow, DiscloseFlow)
    asked = flow.choose.request()
    assert (asked.audience, asked.output, asked.cases) == ("statistics", "statistics", ())
    flow.back.click()
    settle(qtbot, window)
    assert window.page is page


@pytest.mark.parametrize("rtl", [False, True])
def test_a_click_on_a_bar_goes_to_its_line_in_every_direction(
    qtbot: QtBot, shown: tuple[MainWindow, ReportsPage, Calls], *, rtl: bool
) -> None:
    window, page, _calls = shown
    theme.choose(Choice.DARK, 100)
    if rtl:
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - for this case alone

        QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    page.names.go_to("opened")
    settle(qtbot, window)
    chart = page.chart
    near, far = chart._body().x + 4, chart._body().x + chart._body().width - 4
    for x, line in ((near, "0"), (far, "2")):
        place = chart.width() - x if rtl else x
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(round(place), chart.height() // 2))
        row = page.table.current_row()
        assert row is not None
        assert row.id == line
    assert not chart.grab().isNull()
    page.names.go_to("stage")
    settle(qtbot, window)
    assert not chart.grab().isNull()


def test_in_a_small_window_a_chart_over_time_is_seen_down_to_its_foot(
    qtbot: QtBot, shown: tuple[MainWindow, ReportsPage, Calls]
) -> None:
    window, page, _calls = shown
    window.resize(1024, 640)
    page.names.go_to("opened")
    settle(qtbot, window)
    foot = page.chart.mapTo(window, page.chart.rect().bottomLeft())
    assert foot.y() < window.height()
    assert page.chart.visibleRegion().boundingRect().height() == page.chart.height()


def test_with_large_text_in_a_small_window_the_count_stays_and_the_share_gives_way(
    qtbot: QtBot, shown: tuple[MainWindow, ReportsPage, Calls]
) -> None:
    window, page, _calls = shown
    theme.choose(Choice.LIGHT, 200)
    try:
        window.resize(1024, 640)
        settle(qtbot, window)
        assert said(page)[0] == "Stage Criminal detention, Count 1"
        room = page.table.viewport().width() - 2 * SPACE.PANE
        first = page._lines.rows[0]
        assert isinstance(first, TableRow)
        assert all(column_widths(first.columns, room)), "each column that is there is seen"
        assert page.table.viewport().height() >= LINES_LOW * theme.scaled(TABLE_LINE), "lines are seen whole"
        assert not page.chart.isVisible(), "the table says the same, and there is no room for both"
        page.show_behind(0)
        assert page.cases.isVisible()
        page.back()
        assert not page.chart.isVisible()
        counted = Report(ReportKind.LIMITS, (ReportLine("", 3, (2, 1), ()),), ("basic", "extended"), 3, 1, 0)
        (words,) = page._put_lines(counted)
        heads = [page._words.column(code) for code in counted.columns]
        assert said(page) == [f"Limit {words}\n{heads[0]} 2 · {heads[1]} 1, Count 3"], "what has no column stands below"
    finally:
        theme.choose(Choice.LIGHT, 100)
    window.resize(1440, 900)
    settle(qtbot, window)
    assert said(page)[0] == "Stage Criminal detention, Count 1, Share 50 %"
    assert page.chart.isVisible()


def test_the_words_of_a_line_take_what_the_numbers_leave(shown: tuple[MainWindow, ReportsPage, Calls]) -> None:
    _window, page, _calls = shown
    first = page._lines.rows[0]
    assert isinstance(first, TableRow)
    room = page.table.viewport().width() - 2 * SPACE.PANE
    words, *numbers = column_widths(first.columns, room)
    assert words > 2 * sum(numbers), "a line is not cut while its numbers stand in empty columns"


def test_a_report_of_many_columns_still_says_what_a_line_is() -> None:
    numbers = [Column(head, 75.0, tabular=True, end=True) for head in ("Basic only", "Longest", "Count", "Share")]
    words, *rest = column_widths((Column("Limit", 252.0, least=180), *numbers), 552)
    assert words == 552 - sum(rest)
    assert words > 2 * max(rest), "what is over goes to the words"
