"""The box in which a redacted copy is drawn: mouse, keyboard, list, looks, undo, and what is recorded in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from redacting import text_pdf
from ui.evidence.evidence_hands import attached, file, idle

from casevault.media.boxes import WHOLE, Area
from casevault.ui.evidence.drawing import FIRST, STEP, Drawing
from casevault.ui.evidence.redact import RedactBox
from casevault.vault.redactions import Box, redactions_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.context import Context
    from casevault.ui.main_window import MainWindow

AREA = Area(100_000, 100_000, 200_000, 50_000)


@pytest.fixture
def shown(qtbot: QtBot, context: Context, window: MainWindow, case: str, tmp_path: Path) -> Iterator[RedactBox]:
    evidence = attached(context, case, file(tmp_path, "notice.pdf", text_pdf(["the name", "the rest"], pages=2)))
    made = RedactBox(context, context.vault.attachments.file(evidence), window)
    made.show()
    idle(qtbot, context)
    yield made
    if made.isVisible():
        made.done(0)
    idle(qtbot, context)


def drag(shown: RedactBox, begin: tuple[float, float], end: tuple[float, float]) -> None:
    sheet = shown.canvas._sheet()

    def at(part: tuple[float, float]) -> QPoint:
        return QPoint(round(sheet.left() + part[0] * sheet.width()), round(sheet.top() + part[1] * sheet.height()))

    QTest.mousePress(shown.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(begin))
    QTest.mouseMove(shown.canvas, at(end))
    QTest.mouseRelease(shown.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(end))


def key(shown: RedactBox, which: Qt.Key, how: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(shown.canvas, which, how)


def test_drawn_with_the_mouse_looked_at_and_saved(qtbot: QtBot, context: Context, shown: RedactBox) -> None:
    drag(shown, (0.12, 0.075), (0.5, 0.085))  # flat, over the first line
    (box,) = shown.drawing.boxes
    assert box.page == 1
    assert box.area.h > WHOLE // 80  # the whole line
    assert abs(box.area.x - 120_000) < 5_000
    assert shown.list.count() == 1
    shown.looked.click()
    assert shown.drawing.looked == {1}
    shown.turn(1)
    idle(qtbot, context)
    shown.looked.click()
    shown.save.click()
    idle(qtbot, context)
    (held,) = redactions_of(context.vault, shown._file.evidence)
    assert (held.audience, held.pages, held.unseen) == ("embassy", 2, ())
    assert [one.area for one in held.boxes] == [box.area]
    assert shown.message.isVisible()
    assert not shown.save.isEnabled()
    assert not shown.drawing.changed
    shown.reject()
    assert not shown.isVisible()


def test_the_keyboard_alone_is_enough(qtbot: QtBot, context: Context, shown: RedactBox) -> None:
    shown.canvas.setFocus()
    key(shown, Qt.Key.Key_B)
    key(shown, Qt.Key.Key_Right)
    key(shown, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    (box,) = shown.drawing.boxes
    assert box.area == Area(FIRST.x + STEP, FIRST.y, FIRST.w, FIRST.h + STEP)
    key(shown, Qt.Key.Key_B)
    assert shown.drawing.chosen == 1
    key(shown, Qt.Key.Key_Delete)
    assert len(shown.drawing.boxes) == 1
    key(shown, Qt.Key.Key_Tab)
    assert shown.drawing.chosen == 0
    key(shown, Qt.Key.Key_Tab)
    assert shown.drawing.chosen == -1  # behind the last box the keyboard goes on: nobody is caught here
    key(shown, Qt.Key.Key_PageDown)
    idle(qtbot, context)
    assert shown._page == 2
    key(shown, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(shown.drawing.boxes) == 2


def test_a_box_that_is_moved_has_its_page_looked_at_again(shown: RedactBox) -> None:
    drag(shown, (0.2, 0.4), (0.4, 0.5))
    shown.looked.click()
    before = shown.drawing.boxes[0].area
    drag(shown, (0.3, 0.45), (0.5, 0.6))
    (box,) = shown.drawing.boxes
    assert (box.area.w, box.area.h) == (before.w, before.h)
    assert box.area.x > before.x
    assert not shown.looked.isChecked()
    shown.undo.click()
    assert shown.looked.isChecked()
    assert shown.drawing.boxes[0].area == before


def test_the_list_is_the_page_in_words_and_chooses_on_it(qtbot: QtBot, context: Context, shown: RedactBox) -> None:
    drag(shown, (0.2, 0.4), (0.4, 0.5))
    shown.turn(1)
    idle(qtbot, context)
    drag(shown, (0.2, 0.4), (0.4, 0.5))
    assert [shown.list.item(at).text() for at in range(2)] == ["Page 1, box 1", "Page 2, box 1"]
    shown.list.setCurrentRow(0)
    idle(qtbot, context)
    assert (shown.drawing.chosen, shown._page) == (0, 1)
    shown.remove.click()
    assert shown.list.count() == 1
    assert "1 box, looked at 0 of 2 pages" in shown.canvas.accessibleName()


def test_what_is_not_saved_is_said_before_it_is_left(shown: RedactBox) -> None:
    drag(shown, (0.2, 0.4), (0.4, 0.5))
    shown.reject()
    assert shown.isVisible()
    assert shown.message.isVisible()
    shown.reject()
    assert not shown.isVisible()


def test_a_click_is_no_box(shown: RedactBox) -> None:
    drag(shown, (0.2, 0.4), (0.2, 0.4))
    assert shown.drawing.boxes == ()
    assert not shown.drawing.changed


def test_what_cannot_be_drawn_is_a_sentence(
    qtbot: QtBot, context: Context, window: MainWindow, case: str, tmp_path: Path
) -> None:
    evidence = attached(context, case, file(tmp_path, "film.mp4", bytes(99)))
    made = RedactBox(context, context.vault.attachments.file(evidence), window)
    made.show()
    idle(qtbot, context)
    assert made.message.isVisible()
    assert not made.save.isEnabled()
    made.reject()
    assert not made.isVisible()


# --- the boxes by themselves ---

acts = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 3), st.integers(-WHOLE, 2 * WHOLE)),
        st.tuples(st.just("move"), st.integers(-WHOLE, WHOLE), st.integers(-WHOLE, WHOLE)),
        st.tuples(st.just("size"), st.integers(-WHOLE, WHOLE), st.integers(-WHOLE, WHOLE)),
        st.tuples(st.just("look"), st.integers(1, 3), st.just(0)),
        st.tuples(st.just("remove"), st.just(0), st.just(0)),
    ),
    max_size=20,
)


@given(acts=acts)
def test_boxes_stay_on_the_page_and_undo_goes_all_the_way_back(acts: list[tuple[str, int, int]]) -> None:
    drawing = Drawing()
    first = (Box(1, AREA),)
    drawing.begin(3, first, frozenset({1}))
    for what, one, other in acts:
        before = drawing.boxes
        match what:
            case "add":
                drawing.add(one, Area(other, other, other, other))
            case "move" | "size":
                drawing.move(one, other, size=what == "size")
            case "look":
                drawing.look(one, on=True)
            case _:
                drawing.remove()
        assert all(box.area.is_on_page() for box in drawing.boxes)
        touched = {box.page for box in set(before) ^ set(drawing.boxes)}
        assert not touched & drawing.looked
        assert -1 <= drawing.chosen < len(drawing.boxes)
    while drawing.can_undo:
        drawing.undo()
    assert (drawing.boxes, drawing.looked, drawing.changed) == (first, frozenset({1}), False)


def test_the_page_is_zoomed_by_key_wheel_and_button_and_boxes_stay_where_they_are(
    qtbot: QtBot, context: Context, shown: RedactBox
) -> None:
    key(shown, Qt.Key.Key_B)
    before = shown.drawing.boxes
    small = shown.canvas.width()
    QTest.keyClick(shown.canvas, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    shown.head.larger.click()
    qtbot.waitUntil(lambda: shown.canvas.width() > 1.8 * small)
    idle(qtbot, context)
    assert shown.drawing.boxes == before
    visible, place = shown._area.viewport().rect(), shown.canvas.chosen_place()
    assert place is not None
    corners = (place.topLeft(), place.bottomRight())
    assert all(visible.contains(shown.canvas.mapTo(shown._area.viewport(), at)) for at in corners), (
        "the box the keyboard is on stays in view"
    )
    drag(shown, (0.1, 0.1), (0.3, 0.13))
    assert len(shown.drawing.boxes) == 2
    drawn = shown.drawing.boxes[1].area
    assert abs(drawn.x - WHOLE // 10) < WHOLE // 50
    for _ in range(9):
        key(shown, Qt.Key.Key_Minus)
    qtbot.waitUntil(lambda: shown.canvas.width() <= small + 2)
    assert not shown.head.smaller.isEnabled()


def test_a_copy_is_given_a_name_and_another_one_later_and_looks_stay(qtbot: QtBot, context: Context, shown: RedactBox) -> None:
    key(shown, Qt.Key.Key_B)
    shown.looked.click()
    shown.rail.label.setText("for the ministry")
    shown.save_copy()
    idle(qtbot, context)
    (held,) = redactions_of(context.vault, shown._file.evidence)
    assert (held.label, list(held.looked)) == ("for the ministry", [1])
    assert not shown.save.isEnabled()
    shown.rail.label.setFocus()
    QTest.keyClicks(shown.rail.label, " - again")
    assert shown.save.isEnabled()
    shown.save_copy()
    idle(qtbot, context)
    (held,) = redactions_of(context.vault, shown._file.evidence)
    assert (held.label, list(held.looked)) == ("for the ministry - again", [1])
    assert "for the ministry - again" in shown.copies.currentText()
    shown.rail.label.setText("something else")
    shown.reject()
    assert shown.isVisible(), "what is not saved is said first"
