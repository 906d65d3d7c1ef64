"""Large text in the least window: one pane at a time with a way back, columns that are left out whole, words that go on below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from ui.driving import settle
from ui.hands import main_window, over_new_vault

from casevault.domain.reports import ReportKind
from casevault.i18n import N_
from casevault.ui import draw
from casevault.ui.cases_page import CasesPage
from casevault.ui.disclose.approve_box import ApproveBox
from casevault.ui.disclose.recall_box import RecallBox
from casevault.ui.draw import Run
from casevault.ui.editors.select import Select
from casevault.ui.lists.columns import LEAST_LAST, Column, column_widths
from casevault.ui.lists.plain_row import PlainRow
from casevault.ui.lists.row import RowState
from casevault.ui.lists.table_row import TableRow
from casevault.ui.record_form import RecordForm
from casevault.ui.reports.names import NameRow
from casevault.ui.settings_view import SettingsDialog
from casevault.ui.theme import MIN_HEIGHT, MIN_WIDTH, Choice, Style, theme
from casevault.ui.travel.offices_box import OfficesBox
from casevault.ui.ways.code_words import CodeWords
from casevault.ui.widgets.basic import Button, Line, row
from casevault.ui.widgets.check import Check
from casevault.ui.widgets.states import ProgressLine
from casevault.ui.words import FittingDialog, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row

LOW = 720  # pixels: what a screen of 768 leaves beside the bar of the system


@pytest.fixture(name="large")
def large_text(qapp: object) -> Iterator[None]:
    assert qapp is not None
    theme.choose(Choice.LIGHT, 200)
    yield
    theme.choose(Choice.LIGHT, 100)


@pytest.fixture(name="context")
def a_context(large: None, tmp_path: Path) -> Iterator[Context]:
    assert large is None
    with over_new_vault(tmp_path / "v") as made:
        yield made


def test_list_and_case_take_turns_and_there_is_a_way_back(qtbot: QtBot, context: Context) -> None:
    case = context.vault.records.add("case", {"code": "HERON", "title": "A case"}, strict=False).id
    window = main_window(qtbot, context)
    window.resize(MIN_WIDTH, MIN_HEIGHT)
    window.go("cases")
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, CasesPage)
    assert page.pane.isVisible()
    assert not page.view.isVisible()
    assert page.panes() == [page.pane.list], "F6 goes to nothing that cannot be seen"
    window.open_record(case)
    settle(qtbot, window)
    assert page.view.isVisible()
    assert not page.pane.isVisible()
    assert page.pane.list not in page.panes()
    assert page.view.current_list().viewport().height() >= theme.scaled(60), "a row of the chronology has room"
    qtbot.mouseClick(page.beside.back_button, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert page.pane.isVisible()
    window.resize(2 * MIN_WIDTH, 2 * MIN_HEIGHT)
    settle(qtbot, window)
    assert page.pane.isVisible()
    assert page.view.isVisible()
    assert not page.beside.back_button.isVisible()


@given(
    shares=st.lists(st.floats(0.05, 0.4), min_size=2, max_size=10),
    tabular=st.lists(st.booleans(), min_size=10, max_size=10),
    room=st.floats(200, 2400),
)
def test_columns_fill_the_row_and_none_that_is_shown_is_too_narrow_to_read(
    shares: list[float], tabular: list[bool], room: float
) -> None:
    columns = tuple(Column(str(at), share, tabular=tabular[at]) for at, share in enumerate(shares))
    widths = column_widths(columns, room)
    assert len(widths) == len(columns)
    assert widths[0] > 0
    assert widths[-1] > 0
    if room >= 2 * LEAST_LAST:  # as much as the first and the last need
        assert sum(widths) == pytest.approx(room)
    if 0 in widths:
        assert widths[-1] >= LEAST_LAST, "what is left out makes room"


def test_a_long_tick_box_goes_on_below_and_a_short_one_stays_in_its_line(qtbot: QtBot, large: None) -> None:
    assert large is None
    ground = QWidget()
    qtbot.addWidget(ground)
    long, short = Check("I have looked at this page, and at what stands in its corners", ground), Check("Yes", ground)
    ground.show()
    for box in (long, short):
        box.resize(300, box.heightForWidth(300))
    assert long.height() > 2 * short.height()
    assert long.minimumHeight() == long.heightForWidth(300), "a page that scrolls asks for the least height alone"
    assert short.height() == short.sizeHint().height()


def test_the_groups_of_a_code_stand_below_each_other(qtbot: QtBot, large: None) -> None:
    assert large is None
    words = CodeWords()
    qtbot.addWidget(words)
    words.put("WWWW-1111-MMMM-1I1I-WWWW-1111-WMWM-1111-IIII", 3)
    lines = words.text().split("\n")
    assert [len(line.split()) for line in lines] == [3, 3, 3]
    assert words.sizeHint() == words.minimumSizeHint()
    words.resize(words.sizeHint())
    picture = words.grab().toImage()
    ground, wide, high = picture.pixelColor(0, 0), words.width() // 3, words.height() // 3
    starts = {
        min(
            (x for x in range(column * wide, (column + 1) * wide) for y in range(row * high, (row + 1) * high)
             if picture.pixelColor(x, y).lightness() < ground.lightness() - 100),
            default=-1,
        ) - column * wide
        for column in range(3) for row in range(3)
    }  # fmt: skip
    assert max(starts) - min(starts) < theme.scaled(8), "each group begins where those above it begin"


def test_a_heading_goes_on_below_and_a_sentence_about_what_was_done_stays_in_the_window(qtbot: QtBot, context: Context) -> None:
    words = "Detentions begun, over time, by the first day"
    heading = Line([Run(words, Style.TITLE)])
    qtbot.addWidget(heading)
    heading.resize(5_000, 10)
    heading.show()
    single = heading.sizeHint().height()
    heading.resize(theme.scaled(160), 10)
    lines = heading._below()
    assert len(lines) > 1
    assert " ".join(lines) == words
    assert heading.sizeHint().height() == len(lines) * single
    window = main_window(qtbot, context)
    window.resize(MIN_WIDTH, MIN_HEIGHT)
    said = N_("Lock the vault. “Erase this vault…” stands at the foot of the lock screen.")
    context.messages.say(said)
    assert window.rect().contains(window.toast.geometry())
    assert " ".join(window.toast._lines) == context.text(said)


def test_what_was_done_stands_whole_beside_the_pages(qtbot: QtBot, tmp_path: Path) -> None:
    theme.choose(Choice.LIGHT, 100)
    with over_new_vault(tmp_path / "v") as context:
        window = main_window(qtbot, context)
        window.resize(1440, 900)
        settle(qtbot, window)
        saved = window.navigator.saved
        before = saved.height()
        context.messages.say(N_("Removed; what belongs to it stays. Ctrl+Z brings it back."))
        assert " ".join(saved._lines()) == "Removed; what belongs to it stays. Ctrl+Z brings it back."
        assert saved.height() > before
        saved.say("Saved 09:12")
        assert saved.height() == before


def test_the_box_in_which_the_size_is_chosen_is_whole_with_large_text(qtbot: QtBot, context: Context) -> None:
    window = main_window(qtbot, context)
    box = SettingsDialog(context, context.settings, window)
    box.show()
    QApplication.processEvents()
    assert box.inner.width() <= box.width(), "nothing is cut off at the side"
    for choice in box.findChildren(Select):
        assert choice.height() >= choice.minimumSizeHint().height(), "no letter is cut"
        assert choice.mapTo(box.inner, choice.rect().topRight()).x() <= box.inner.width()
    box.close()


def test_a_box_is_as_wide_as_a_line_that_cannot_be_broken(qtbot: QtBot, context: Context) -> None:
    box = FittingDialog(main_window(qtbot, context), 100)
    row(box.inner).addWidget(Button("What cannot be broken"))
    box.show()
    QApplication.processEvents()
    assert box.inner.minimumSizeHint().width() <= box.width()
    box.close()


def test_words_that_were_narrow_once_are_as_low_as_others_where_they_are_wide(qtbot: QtBot, large: None) -> None:
    assert large is None
    words = Words(
        "It was encrypted. That holds only while nobody has the passphrase: change it, and warn all the same.", wrap=True
    )
    qtbot.addWidget(words)
    words.show()
    heights = []
    for width in (3000, 300, 3000):
        words.resize(width, 40)
        heights.append(words.minimumHeight())
    assert heights[0] == heights[2] < heights[1]


def test_a_heading_goes_on_below_with_its_count_behind_it(qtbot: QtBot, large: None) -> None:
    assert large is None
    line = Line([Run("What waits for a decision", Style.SUBTITLE), Run("  12", Style.SMALL)], 32)
    qtbot.addWidget(line)
    line.resize(300, 64)
    assert " ".join(line._below()) == "What waits for a decision"
    assert len(line._below()) > 1


def test_how_far_something_is_is_never_cut(qtbot: QtBot, large: None) -> None:
    assert large is None
    line = ProgressLine("Checking, writing anew and comparing", "Cancel")
    qtbot.addWidget(line)
    line.put(120, 840)
    line.resize(300, 80)
    line.show()
    assert line._counted.accessibleName() == "120 / 840"
    assert line._counted.width() >= line._counted.sizeHint().width() > 0


def test_bytes_are_a_bar_and_no_count(qtbot: QtBot) -> None:
    line = ProgressLine("Reading the file", "Cancel")
    qtbot.addWidget(line)
    line.put(60_000_000, 240_000_000)
    line.show()
    assert not line._counted.isVisible()
    assert line._bar.value() / line._bar.maximum() == 0.25


def event_form(context: Context, window: QWidget) -> QDialog:
    return RecordForm(context, "event", None, {}, window)


@pytest.mark.parametrize("box", [ApproveBox, RecallBox, OfficesBox, event_form])
def test_no_box_is_larger_than_a_low_screen(qtbot: QtBot, context: Context, box: Callable[..., QDialog]) -> None:
    window = main_window(qtbot, context)
    opened = box(context, window)
    qtbot.addWidget(opened)
    opened.show()
    settle(qtbot, window)
    for answer in getattr(opened, "answers", {}).values():
        answer.show()
    assert opened.minimumSizeHint().width() <= MIN_WIDTH
    assert opened.minimumSizeHint().height() <= MIN_HEIGHT
    assert opened.width() <= MIN_WIDTH
    assert opened.height() <= LOW
    for button in opened.findChildren(Button):
        if button.isVisible():
            assert button.mapTo(opened, button.rect().bottomRight()).x() <= opened.width(), button.text()


def row_of(kind: str, words: str) -> Row:
    numbers = (Column("Count", 80, tabular=True, end=True),)
    rows: dict[str, Row] = {
        "plain": PlainRow("x", words),
        "told": PlainRow("x", words, "What it is for, in a sentence that takes more than one line here."),
        "report": NameRow(ReportKind.STAGE.value, words),
        "table": TableRow("0", (Column("Limit", 200, least=200), *numbers), (words, "3"), whole=True),
    }
    return rows[kind]


@pytest.mark.parametrize("kind", ["plain", "told", "report", "table"])
@pytest.mark.parametrize(
    "words",
    ["/home/somebody/Documents/Bureau/Bureau 2026.casevault/main.db", "Lawyer meets the person held, after asking three times"],
)
def test_a_path_and_the_name_of_a_report_go_on_below_and_are_never_cut(
    large: None, monkeypatch: pytest.MonkeyPatch, kind: str, words: str
) -> None:
    assert large is None
    cut: list[str] = []

    class Metrics(QFontMetricsF):
        def elidedText(self, text: str, *how: Any) -> str:  # noqa: N802 - Qt's name
            cut.append(text)
            return super().elidedText(text, *how)

    monkeypatch.setattr(draw, "QFontMetricsF", Metrics)
    row, width = row_of(kind, words), 420
    high = row.height(width)
    assert high > row_of(kind, "x").height(width), "so it has more than one line"
    picture = QPixmap(width, high)
    for selected in (False, True):
        painter = QPainter(picture)
        row.paint(painter, QRectF(0, 0, width, high), RowState(selected=selected))
        painter.end()
    assert not cut
