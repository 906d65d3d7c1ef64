from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from casevault.domain.schema import DataClass
from casevault.ui.draw import Align, Run, _in_reading_order, draw, flip, is_han, plain, segments, width_of, wrapped
from casevault.ui.marks import (
    LOOKS,
    WITHHELD_WIDTH,
    Status,
    class_width,
    draw_class,
    draw_key,
    draw_status,
    draw_tlp,
    draw_withheld,
    key_width,
    status_width,
    tlp_text,
    tlp_width,
)
from casevault.ui.theme import Role, Style
from casevault.ui.widgets.basic import Button, ending_kept

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.usefixtures("qapp")
PLACE = QRectF(0, 0, 300, 30)


def canvas() -> tuple[QImage, QPainter]:
    image = QImage(300, 30, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    return image, QPainter(image)


def first_ink(image: QImage) -> int:
    return next(x for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).lightness() < 128)


def test_han_and_latin_are_drawn_by_fonts_of_their_own() -> None:
    pieces = segments([Run("Lin Zhaowen 林兆雯", Style.BODY, 600)])
    assert [text for text, _font, _role in pieces] == ["Lin Zhaowen ", "林兆雯"]
    assert [used.weight() for _text, used, _role in pieces] == [600, 400]


def test_a_run_with_arabic_stays_whole() -> None:
    assert len(segments([Run("گۈلنار 林")])) == 1


def test_the_line_starts_at_the_side_one_reads_from(qapp: QApplication) -> None:
    image, painter = canvas()
    draw(painter, PLACE, [Run("Mm")])
    painter.end()
    assert first_ink(image) < 10
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    image, painter = canvas()
    draw(painter, PLACE, [Run("Mm")])
    painter.end()
    assert first_ink(image) > 250


def test_the_gap_before_a_right_to_left_name_is_kept() -> None:
    _image, painter = canvas()
    close = draw(painter, PLACE, [Run("Gülnar"), Run("گۈلنار")])
    apart = draw(painter, PLACE, [Run("Gülnar"), Run("  گۈلنار")])
    painter.end()
    assert apart > close + 3


def test_what_does_not_fit_is_cut_unless_it_must_not_be() -> None:
    _image, painter = canvas()
    narrow = QRectF(0, 0, 40, 30)
    assert draw(painter, narrow, [Run("a long line of words")]) <= 41
    assert draw(painter, narrow, [Run("12 Mar 2026")], elide=False) > 41
    painter.end()


def test_a_cut_before_the_next_piece_is_marked() -> None:
    _image, painter = canvas()
    whole = width_of([Run("Her sister ")])
    narrow = QRectF(0, 0, whole + 1, 30)
    assert draw(painter, narrow, [Run("Her sister 林兆慧 was told")]) <= whole + 1.5
    painter.end()


def test_what_fits_to_the_last_pixel_is_not_cut_and_nothing_stands_behind_a_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    runs = [Run("CPL 91（推算）：2月25日；自 2月11日 起")]
    for room in (width_of(runs), width_of(runs) - 1, width_of(runs) - 20):
        image, painter = canvas()
        with monkeypatch.context() as patch:
            patch.setattr(QPainter, "drawText", lambda _painter, _at, words: drawn.append(words))
            draw(painter, QRectF(0, 0, room, 30), runs)
        painter.end()
        del image
    lines = "".join(drawn).split("CPL 91")[1:]
    assert lines[0].replace(" ", "").endswith("11日起")
    assert [line.count("…") for line in lines] == [0, 1, 1]
    assert all(line.endswith("…") for line in lines[1:])


def test_ends_and_middles() -> None:
    image, painter = canvas()
    draw(painter, PLACE, [Run("Mm")], Align.END)
    painter.end()
    assert first_ink(image) > 250


def test_flip_mirrors_inside_its_outer_rectangle(qapp: QApplication) -> None:
    inner = QRectF(10, 0, 20, 10)
    assert flip(PLACE, inner).left() == 10
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert flip(PLACE, inner).right() == 290


def test_long_text_is_wrapped_and_nothing_is_lost() -> None:
    text = "第一条 一二三四五六七八九十 and some words after it"
    lines = wrapped(text, Style.BODY, 100)
    assert len(lines) > 1
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_runs_speak_without_their_gaps() -> None:
    assert plain([Run("Lin"), Run("   林"), Run("")]) == "Lin 林"


def test_han_reaches_beyond_the_first_plane() -> None:
    assert is_han("𠮷")
    assert not is_han("é")


def test_marks_use_the_width_they_say() -> None:
    _image, painter = canvas()
    for status in Status:
        assert draw_status(painter, PLACE, "Word", status) == pytest.approx(status_width("Word", status))
    assert draw_class(painter, PLACE, DataClass.C3, "Special") == pytest.approx(class_width(DataClass.C3, "Special"))
    assert draw_tlp(painter, PLACE, "amber_strict") == pytest.approx(tlp_width("amber_strict"))
    assert draw_key(painter, PLACE, "Ctrl K") == pytest.approx(key_width("Ctrl K"))
    assert draw_withheld(painter, PLACE, "Withheld") == WITHHELD_WIDTH
    painter.end()


def test_a_sharing_label_is_written_as_its_standard_does() -> None:
    assert tlp_text("amber_strict") == "TLP:AMBER+STRICT"
    assert tlp_text("clear") == "TLP:CLEAR"


def test_no_two_grave_states_share_an_outline() -> None:
    told = [LOOKS[s][0] for s in (Status.OK, Status.RUNNING, Status.OVERDUE, Status.UNKNOWN, Status.STOPPED, Status.DISPUTED)]
    assert len(set(told)) == len(told)


def test_width_of_nothing_is_nothing() -> None:
    assert width_of([Run("", Style.BODY, 0, Role.TEXT)]) == 0


def test_a_date_after_an_arabic_name_is_a_piece_of_its_own() -> None:
    pieces = [text for text, _font, _role in segments([Run("ئەلى قاسىم · 17 Nov 2020")])]
    assert pieces == ["ئەلى قاسىم", " · ", "17 Nov 2020"]
    assert [text for text, _font, _role in segments([Run("Lin · 17 Nov 2020")])] == ["Lin · 17 Nov 2020"]


def test_a_chinese_date_is_not_turned_round_in_a_window_that_reads_from_the_right() -> None:
    turned = [text for text, _font, _role in _in_reading_order([Run("1990年3月"), Run(" on 6 March")])]
    assert turned == ["月", "3", "年", "1990", " on 6 March"]  # from the right edge on
    assert [text for text, _font, _role in _in_reading_order([Run("Lin 林")])] == ["林", " Lin"]
    name = [text for text, _font, _role in _in_reading_order([Run("Lin"), Run("  林 L")])]
    assert name == ["Lin", "  ", "L ", "林"]  # the gap between the two names stays between them


def test_words_of_a_button_not_yet_translated_keep_their_end_where_the_window_reads_from_the_right(qapp: QApplication) -> None:
    assert Button("Save…").text() == "Save…"
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert ending_kept("Save…") == "Save…\u200e"
        assert ending_kept("ساقلاش…") == "ساقلاش…"
        made = Button("Save…", icon_name="save")
        assert (made.text(), made.accessibleName()) == ("  Save…\u200e", "Save…")
        made.setText(made.text())
        assert made.text() == "  Save…\u200e"
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
