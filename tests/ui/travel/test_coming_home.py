"""What a journey brings: dropped on the window, taken in whole, decided by keys alone, reached from Today, taken back whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from builders import FixedAmbient, open_vault
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from ui.driving import settle
from ui.hands import english, focused, keys, press, said, until
from ui.travel.traveller import a_case, brought, packed

from casevault.exchange.homeward import write
from casevault.ui.receive.flow import BundleFlow
from casevault.ui.today import TodayPage
from casevault.ui.travel import conflicts_page, home_flow
from casevault.ui.travel.conflicts_page import ConflictsPage
from casevault.ui.travel.home_flow import DONE, FILE, HomeFlow
from casevault.vault import travelling
from casevault.vault.conflicts import waiting

if TYPE_CHECKING:
    from pathlib import Path

    from ui.ways_hands import Hands


def drop(hands: Hands, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(hands.window, QDragEnterEvent(QPointF(5, 5).toPoint(), copy, data, left, none))
    QApplication.sendEvent(hands.window, QDropEvent(QPointF(5, 5), copy, data, left, none))
    settle(hands.qtbot, hands.window)


def home(hands: Hands, tmp_path: Path) -> tuple[HomeFlow, str, str]:
    """Bring a journey home by a drop; return what is shown, and the person and the case."""
    person, case = a_case(hands.vault)
    packed(hands.vault, tmp_path / "t", case)
    drop(hands, brought(hands.vault, tmp_path / "t", person, case))
    return hands.box(HomeFlow), person, case


def test_what_is_dropped_is_taken_in_counted_and_taken_back_whole(hands: Hands, tmp_path: Path) -> None:
    flow, person, _case = home(hands, tmp_path)
    assert flow.step == FILE
    assert focused() is flow.go_on
    before = len(hands.vault.records.ids())
    press(Qt.Key.Key_Return)
    until(hands.qtbot, lambda: flow.step == DONE)
    settle(hands.qtbot, hands.window)
    assert flow.done is not None
    assert (flow.done.after - flow.done.before, len(flow.done.conflicts)) == (1, 2)
    assert f"before: {flow.done.before}, after: {flow.done.after}" in said(flow.message)
    assert english(home_flow.WAIT, count=2) in said(flow.message)
    assert "New records" in flow.model.rows[0].spoken
    assert len(hands.vault.records.ids()) == before + 1
    flow.undo.click()
    until(hands.qtbot, lambda: said(flow.message) == english(home_flow.UNDONE))
    assert waiting(hands.vault) == []
    assert hands.vault.records.get(person).fields["occupation"] == "barrister"
    assert not flow.undo.isVisible()
    flow.go_on.click()
    settle(hands.qtbot, hands.window)
    assert hands.window.page.key == "travel"


def test_what_is_chosen_as_a_bundle_goes_the_way_home_too(hands: Hands, tmp_path: Path) -> None:
    person, case = a_case(hands.vault)
    packed(hands.vault, tmp_path / "t", case)
    bundle = brought(hands.vault, tmp_path / "t", person, case)
    doors = hands.context.doors
    assert doors.open_bundle is not None
    doors.open_bundle(None)
    settle(hands.qtbot, hands.window)
    flow = hands.box(BundleFlow)
    flow.opening.open(bundle)
    until(hands.qtbot, lambda: isinstance(hands.window.guest, HomeFlow))
    settle(hands.qtbot, hands.window)
    assert hands.box(HomeFlow).step == FILE


def test_a_second_time_changes_nothing_and_what_is_cut_is_refused(hands: Hands, tmp_path: Path) -> None:
    flow, _person, _case = home(hands, tmp_path)
    bundle = tmp_path / "home.age"
    flow.go_on.click()
    until(hands.qtbot, lambda: flow.step == DONE)
    drop(hands, bundle)
    again = hands.box(HomeFlow)
    assert again is not flow, "what was taken in is taken in: it makes room"
    again.go_on.click()
    until(hands.qtbot, lambda: again.step == DONE)
    assert again.done is not None
    assert again.done.batch == ""
    assert not again.undo.isVisible()
    hands.window.close_guest()
    cut = tmp_path / "cut.age"
    cut.write_bytes(bundle.read_bytes()[:-1])
    bring = hands.context.doors.bring_home
    assert bring is not None
    bring(cut)
    third = hands.box(HomeFlow)
    third.go_on.click()
    until(hands.qtbot, third.message.isVisible)
    assert third.step == FILE
    assert third.go_on.isEnabled()


def test_a_file_that_is_none_of_ours_goes_where_bundles_of_partners_go(hands: Hands, tmp_path: Path) -> None:
    other = tmp_path / "other.age"
    other.write_bytes(b"age-encryption.org/v1\nnot really")
    drop(hands, other)
    until(hands.qtbot, lambda: isinstance(hands.window.guest, BundleFlow))


def test_each_value_is_decided_by_keys_alone_and_nothing_beforehand(hands: Hands, tmp_path: Path) -> None:
    flow, person, _case = home(hands, tmp_path)
    flow.go_on.click()
    until(hands.qtbot, lambda: flow.step == DONE)
    settle(hands.qtbot, hands.window)
    hands.window.close_guest()
    hands.window.go("today")
    settle(hands.qtbot, hands.window)
    today = hands.window.pages["today"]
    assert isinstance(today, TodayPage)
    until(hands.qtbot, lambda: english(conflicts_page.SAID, count=2) in said(today.conflicts))
    today.conflicts.acted.emit()
    settle(hands.qtbot, hands.window)
    page = cast("ConflictsPage", hands.window.page)
    assert isinstance(page, ConflictsPage)
    assert focused() is page.list
    assert [row.spoken.startswith("Lin Zhaowen") for row in page.model.rows] == [True, True]
    assert page.pane.unit == (person, "birth")
    captions = [card.radio.text() for card in page.pane._cards]
    assert [text.partition(". ")[2] for text in captions] == ["As it was packed", "In the office", "On the journey"]
    assert not any(card.radio.isChecked() for card in page.pane._cards)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)  # nothing is chosen, so nothing is taken
    settle(hands.qtbot, hands.window)
    assert len(waiting(hands.vault)) == 2
    keys("n")
    settle(hands.qtbot, hands.window)
    assert page.pane.unit == (person, "occupation")
    keys("n")
    settle(hands.qtbot, hands.window)
    assert page.pane.unit == (person, "birth")
    keys("3")
    press(Qt.Key.Key_Return)
    until(hands.qtbot, lambda: len(waiting(hands.vault)) == 1)
    assert hands.vault.records.get(person).fields["birth"] == "1972"
    until(hands.qtbot, lambda: page.pane.unit == (person, "occupation"))
    settle(hands.qtbot, hands.window)
    keys("4")
    keys("advocate")
    press(Qt.Key.Key_Return)
    until(hands.qtbot, lambda: waiting(hands.vault) == [])
    assert hands.vault.records.get(person).fields["occupation"] == "advocate"
    until(hands.qtbot, lambda: page.model.rowCount() == 0)
    hands.window.go("today")
    settle(hands.qtbot, hands.window)
    until(hands.qtbot, today.conflicts.isHidden)


def test_while_names_are_hidden_no_value_that_names_somebody_is_shown(hands: Hands, tmp_path: Path) -> None:
    person, case = a_case(hands.vault)
    packed(hands.vault, tmp_path / "t", case)
    bundle = brought(hands.vault, tmp_path / "t", person, case)
    with open_vault(tmp_path / "t", ambient=FixedAmbient(seed=11)) as away:
        away.records.edit(person, {"display_name": "Lin Zhaowen the elder"}, strict=False)
        bundle = bundle.with_name("more.age")
        write(away, bundle)
    hands.vault.records.edit(person, {"display_name": "Lin Zhao Wen"}, strict=False)
    drop(hands, bundle)
    hands.box(HomeFlow).go_on.click()
    until(hands.qtbot, lambda: len(waiting(hands.vault)) == 3)
    hands.context.reader.discreet = True
    hands.window.close_guest()
    hands.window.go("conflicts")
    settle(hands.qtbot, hands.window)
    page = cast("ConflictsPage", hands.window.page)
    for number in range(page.model.rowCount()):
        page.list.setCurrentIndex(page.model.index(number, 0))
        settle(hands.qtbot, hands.window)
        told = " ".join([card.radio.accessibleName() for card in page.pane._cards] + [row.spoken for row in page.model.rows])
        assert "Lin" not in told
    assert travelling.came_home(hands.vault).keys() == {one.vault for one in travelling.all_away(hands.vault)}
