"""The fact strip of a case: its second lines hold dates and limits, and stay whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.ui.read.cases import Fact
from casevault.ui.widgets.facts import FactCell, FactStrip

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_four_in_a_row_where_there_is_room_and_two_under_two_where_a_date_would_be_cut(qtbot: QtBot) -> None:
    strip = FactStrip("Facts", 4)
    qtbot.addWidget(strip)
    strip.put([Fact("Next", "scale", "23 Nov, maximum", "in 2 days, worked out from CPL 91", "detention")] * 4)
    tops = []
    for width in (1200, 500, 1200):
        strip.resize(width, strip.height())
        strip.show()
        strip._layout.activate()
        tops.append(len({cell.y() for cell in strip._cells}))
    assert tops == [1, 2, 1]
    assert strip.height() < 100


def test_a_low_strip_goes_on_below_where_one_line_would_cut_a_fact(qtbot: QtBot) -> None:
    fact = Fact("Where", "map-pin", "The second detention centre of the whole prefecture", "last confirmed 35 days ago", "")
    heights, cell = [], FactCell()
    qtbot.addWidget(cell)
    for width in (3000, 500):
        strip = FactStrip("Facts", 4)
        qtbot.addWidget(strip)
        strip.compress(on=True)
        strip.resize(width, strip.height())
        strip.show()
        strip.put([fact] * 4)
        strip._layout.activate()
        heights.append(strip.height())
        cell = strip._cells[0]
    assert heights[1] > 2 * heights[0]  # two rows, and each of more than one line
    assert "".join(run.text for line in cell._lines(250) for run in line).endswith(fact.detail)
    assert len(cell._lines(250)) > len(cell._lines(3000)) == 1
