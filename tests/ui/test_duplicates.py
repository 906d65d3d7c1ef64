"""Possible duplicates in the window: the pairs, what is said of them, and what a person decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from ui.driving import settle
from ui.hands import main_window, over_new_vault

from casevault.ui.duplicates.merge_box import MergeBox, Said
from casevault.ui.duplicates.page import DuplicatesPage
from casevault.ui.people_page import PeoplePage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.context import Context
    from casevault.ui.main_window import MainWindow


@pytest.fixture
def context(tmp_path: Path, qapp: object) -> Iterator[Context]:
    assert qapp
    with over_new_vault(tmp_path / "v") as made:
        add = made.vault.records.add
        add("person", {"display_name": "高瑜", "birth": "1944-01-23", "sex": "female"})
        other = add("person", {"display_name": "Gao Yu", "birth": "1944", "occupation": "journalist"}).id
        add("note", {"about": other, "kind": "fact", "text": "seen"})
        add("person", {"display_name": "Sun Ruolan"})
        yield made


@pytest.fixture
def window(qtbot: QtBot, context: Context) -> MainWindow:
    return main_window(qtbot, context)


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> DuplicatesPage:
    people = window.pages["people"]
    assert isinstance(people, PeoplePage)
    people.duplicates.click()
    settle(qtbot, window)
    assert isinstance(window.page, DuplicatesPage)
    return window.page


def pairs(page: DuplicatesPage) -> int:
    return page.list.model().rowCount()


def test_a_pair_stands_side_by_side_with_its_reasons(qtbot: QtBot, window: MainWindow, page: DuplicatesPage) -> None:
    settle(qtbot, window)
    assert pairs(page) == 1
    assert page.reasons.accessibleName() == "For it: Same name in another script"
    spoken = [
        page.fields.model().index(at, 0).data(Qt.ItemDataRole.UserRole).spoken for at in range(page.fields.model().rowCount())
    ]
    assert "Born: 23 Jan 1944; 1944, they differ" in spoken
    assert "Sex: Female; —" in spoken


def test_not_the_same_is_remembered_and_taken_back(qtbot: QtBot, window: MainWindow, page: DuplicatesPage) -> None:
    page.apart.click()
    settle(qtbot, window)
    assert pairs(page) == 0
    window.acts.undo()
    settle(qtbot, window)
    assert pairs(page) == 1


def test_names_that_are_hidden_are_not_compared(qtbot: QtBot, window: MainWindow, page: DuplicatesPage) -> None:
    window.preferences.toggle_discreet()
    settle(qtbot, window)
    page.refresh()
    settle(qtbot, window)
    assert pairs(page) == 0


def test_two_become_one_with_the_values_chosen_and_two_again(
    qtbot: QtBot, window: MainWindow, page: DuplicatesPage, context: Context
) -> None:
    page.merge.click()
    (box,) = window.findChildren(MergeBox)
    qtbot.waitUntil(box.go.isEnabled, timeout=5000)
    chosen = box.stays[0] if "Gao" in box.stays[0].text() else box.stays[1]
    chosen.click()
    qtbot.waitUntil(box.go.isEnabled, timeout=5000)
    settle(qtbot, window)
    for said in box.findChildren(Said):
        if said.text() == "23 Jan 1944":
            qtbot.mouseClick(said, Qt.MouseButton.LeftButton)
    box.go.click()
    settle(qtbot, window)
    (one,) = (record for record in context.vault.records.list("person") if record.title == "Gao Yu")
    assert (one.fields["birth"], one.fields["sex"]) == ("1944-01-23", "female")
    assert [row["value"] for row in one.fields["aliases"]] == ["高瑜"]  # type: ignore[index,union-attr,call-overload] # rows
    assert pairs(page) == 0
    (gone,) = context.vault.records.removed()
    window.open_record(gone)
    settle(qtbot, window)
    assert isinstance(window.page, PeoplePage)
    assert window.page.record_id() == one.id, "a way to the other record leads to the one that stayed"
    window.acts.undo()
    settle(qtbot, window)
    assert len(context.vault.records.list("person")) == 3


def test_a_record_that_changed_meanwhile_is_looked_at_again(
    qtbot: QtBot, window: MainWindow, page: DuplicatesPage, context: Context
) -> None:
    page.merge.click()
    (box,) = window.findChildren(MergeBox)
    qtbot.waitUntil(box.go.isEnabled, timeout=5000)
    for person in context.vault.records.list("person"):
        context.vault.records.edit(person.id, {"pronouns": "she"})
    box.go.click()
    qtbot.waitUntil(box.message.isVisible, timeout=5000)
    assert len(context.vault.records.list("person")) == 3
    box.reject()
