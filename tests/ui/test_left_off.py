from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ui.driving import Calls, settle, type_text

from casevault.ui import left_off
from casevault.ui.cases_page import CasesPage
from casevault.ui.context import Context
from casevault.ui.log_line import LogLine
from casevault.ui.main_window import MainWindow
from casevault.ui.record_form import RecordForm
from casevault.ui.search_view import SearchPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def after_the_lock(qtbot: QtBot, window: MainWindow) -> Iterator[Callable[[], tuple[MainWindow, Calls]]]:
    """Lock the window, and open the vault again in a new one."""
    opened: list[Context] = []

    def again() -> tuple[MainWindow, Calls]:
        window.flush()
        window.hide()
        calls = Calls()
        context = Context(window.context.vault, window.context.catalogue, window.context.settings, doors=calls.doors())
        opened.append(context)
        made = MainWindow(context)
        qtbot.addWidget(made)
        made.show()
        left_off.show_again(made)
        settle(qtbot, made)
        return made, calls

    yield again
    for context in opened:
        context.runner.stop()


def test_the_case_its_tab_and_the_record_beside_it_are_shown_again(
    qtbot: QtBot, window: MainWindow, after_the_lock: Callable[[], tuple[MainWindow, Calls]]
) -> None:
    window.go("cases")
    settle(qtbot, window)
    cases = window.page
    assert isinstance(cases, CasesPage)
    cases.pane.list.setCurrentIndex(cases.pane.list.model().index(1, 0))
    settle(qtbot, window)
    cases.view.tabs.show_tab("hearings")
    settle(qtbot, window)
    case = cases.case_id()
    record = next(found.id for found in window.context.vault.records.in_case(case) if found.type not in {"case", "person"})
    cases.view.open_card(record)
    settle(qtbot, window)
    again, _calls = after_the_lock()
    shown = again.page
    assert isinstance(shown, CasesPage)
    assert (shown.case_id(), shown.view.tabs.key) == (case, "hearings")
    assert shown.view.card.isVisible()
    assert window.context.vault.drafts.load(left_off.KEY) is None


def test_what_was_searched_is_shown_again(
    qtbot: QtBot, window: MainWindow, after_the_lock: Callable[[], tuple[MainWindow, Calls]]
) -> None:
    window.search("zhaohui")
    settle(qtbot, window)
    again, _calls = after_the_lock()
    assert isinstance(again.page, SearchPage)
    assert again.page.field.text() == "zhaohui"


def test_forms_and_the_log_line_stand_open_again(
    qtbot: QtBot, window: MainWindow, after_the_lock: Callable[[], tuple[MainWindow, Calls]]
) -> None:
    person = window.context.vault.records.list("person")[0]
    for form in (
        RecordForm(window.context, "person", person, {}, window),
        RecordForm(window.context, "event", None, {"title": "x"}, window),
    ):
        form.show()
    line = LogLine(window.context, "", window)
    line.show()
    type_text(line.line, "husband called")
    settle(qtbot, window)
    _again, calls = after_the_lock()
    assert ("edit", person.id) in calls
    assert ("new", ("event", {"title": "x"})) in calls
    assert any(name == "log" for name, _ in calls)


@pytest.mark.parametrize("place", [{}, {"page": "nothing"}, {"page": 3, "forms": [1, {}]}, {"page": "cases", "case": "0" * 32}])
def test_a_place_that_is_gone_opens_nothing_and_breaks_nothing(
    qtbot: QtBot, window: MainWindow, place: dict[str, object]
) -> None:
    window.context.vault.drafts.save(left_off.KEY, place)
    left_off.show_again(window)
    settle(qtbot, window)
    assert window.page.key in {"today", "cases"}
