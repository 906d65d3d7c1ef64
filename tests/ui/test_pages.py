"""A page is made when somebody goes there, and shows then what it would have shown had it been there from the beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from ui.driving import settle

from casevault.ui.page import Page
from casevault.ui.people_page import PeoplePage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from ui.ways_hands import Hands

    from casevault.ui.main_window import MainWindow


def test_a_page_is_made_when_somebody_goes_there(window: MainWindow) -> None:
    assert window.findChildren(PeoplePage) == []
    assert "people" in window.pages
    assert "nowhere" not in window.pages
    window.go("nowhere")
    assert window.page.key == "today"
    assert window.findChildren(PeoplePage) == []
    window.go("people")
    window.go("today")
    window.go("people")
    assert window.findChildren(PeoplePage) == [window.page]
    assert len({page.key for page in window.findChildren(Page)}) < len(window.pages) == len(list(window.pages))


def test_a_list_that_is_first_looked_at_now_begins_at_what_was_just_made(qtbot: QtBot, window: MainWindow) -> None:
    context = window.context
    made = context.vault.records.add("person", {"display_name": "Zzyzx Made Last"}, strict=False)
    context.changes.happened.emit(made)
    settle(qtbot, window)
    window.go("people")
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, PeoplePage)
    assert page.record_id() == made.made[0]


def test_a_page_that_was_not_made_yet_reads_in_the_words_of_that_day(qtbot: QtBot, window: MainWindow) -> None:
    window.preferences.toggle_discreet()
    settle(qtbot, window)
    window.go("people")
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, PeoplePage)
    shown = [str(page.pane.model.index(number, 0).data()) for number in range(page.pane.model.rowCount())]
    assert shown
    assert not [line for line in shown if "Lin Zhaowen" in line]


def test_no_part_of_a_page_is_a_window_of_its_own_while_the_page_is_made(qapp: QApplication, qtbot: QtBot, hands: Hands) -> None:
    """Shown before it has a parent, a button stands on the screen for a blink, and takes the keyboard from the window."""
    window = hands.window  # with every door there is
    seen: list[str] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                seen.append(f"{type(watched).__name__} {watched.accessibleName()}")
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    try:
        for key in window.pages:
            window.go(key)
            settle(qtbot, window)
    finally:
        qapp.removeEventFilter(watch)
    assert seen == []
    assert QApplication.activeWindow() is window
