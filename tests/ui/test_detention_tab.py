"""Limits in the Detention tab: every account with its answer, the banner, and recording something about a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter
from ui.driving import settle
from ui.fakes import invented_vault

from casevault.i18n import Catalogue
from casevault.ui.cases_page import CasesPage
from casevault.ui.detention_tab import DetentionList
from casevault.ui.lists.clock_row import ClockRow
from casevault.ui.lists.row import RowState
from casevault.ui.lists.rows import ValueRow
from casevault.ui.read.clocks import limits_of, next_limit
from casevault.ui.read.reader import Reader

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from ui.driving import Calls

    from casevault.ui.main_window import MainWindow


def case(reader: Reader, code: str) -> str:
    return next(record.id for record in reader.vault.records.list("case") if code in record.title)


def tab(qtbot: QtBot, window: MainWindow, code: str) -> DetentionList:
    window.go("cases")
    settle(qtbot, window)  # the page shows its first case once its list is read
    page = window.pages["cases"]
    assert isinstance(page, CasesPage)
    page.view.show_case(case(window.context.reader, code))
    page.view.tabs.show_tab("detention")
    settle(qtbot, window)
    found = page.view._lists["detention"]
    assert isinstance(found, DetentionList)
    return found


def rows(shown: DetentionList) -> list[object]:
    model = shown.list.model()
    return [model.index(number, 0).data(0x0100) for number in range(model.rowCount())]


def test_limits_in_words_with_every_account() -> None:
    reader = Reader(invented_vault(), Catalogue())
    limits = limits_of(reader, case(reader, "F5-2015"))
    assert limits.banner == "Criminal Procedure Law of China (2012) was never compared with the text of the law."
    first = limits.lines[0]
    assert (first.title, first.word, first.person) == ("Detention without arrest ends", "Past maximum", "Li Tingting")
    law = "Criminal Procedure Law of China (2012)"
    assert first.cite == f"worked out from CPL 2012 89 · {law} · never compared with the text of the law"
    assert [(a.start, a.source, a.limits, a.word) for a in first.accounts] == [
        ("12 Mar 2015", "start of the stage", "basic 26 Mar 2015 · at most 18 Apr 2015", "Past basic limit"),
        ("6 Mar 2015", "start of the detention", "basic 20 Mar 2015 · at most 12 Apr 2015", "Past maximum"),
    ]
    over = first.accounts[1].track
    assert over is not None
    assert over.beyond
    assert 0 < over.basic < over.most < over.now == 1.0
    assert "illegal" not in str(limits).lower()


def test_the_next_limit_of_a_case() -> None:
    reader = Reader(invented_vault(), Catalogue())
    found = next_limit(reader, case(reader, "HERON"))
    assert found is not None
    assert (found.value, found.detail, found.is_max) == ("20 Mar, maximum", "in 2 days, CPL 91", True)
    assert next_limit(reader, case(reader, "F5-2015")) is None


def test_the_tab_shows_limits_above_the_stages(qtbot: QtBot, window: MainWindow, calls: Calls) -> None:
    shown = tab(qtbot, window, "HERON")
    found = rows(shown)
    clocks = [row for row in found if isinstance(row, ClockRow)]
    assert len(clocks) >= 5
    headings = [getattr(row, "title", "") for row in (found[0], found[len(clocks) + 1])]
    assert headings == ["Legal limits", "Detention, stages and judgments"]
    assert shown.banner.isHidden()  # the text of this pack was compared within a year
    shown.list.setCurrentIndex(shown.list.model().index(0, 0))
    assert shown._foot.isHidden()
    total = next(row for row in clocks if row.line.rule == "cn.det.total_37")
    shown.list.setCurrentIndex(shown.list.model().index(found.index(total), 0))
    assert not shown._foot.isHidden()
    shown._foot.click()
    assert calls[-1] == ("new", ("clock", {"stage": total.id, "rule_id": "cn.det.total_37"}))


def test_a_recorded_extension_is_changed_and_moves_the_basic_limit(qtbot: QtBot, window: MainWindow, calls: Calls) -> None:
    shown = tab(qtbot, window, "HERON")
    first = next(row for row in rows(shown) if isinstance(row, ClockRow) and row.line.rule == "cn.det.total_37")
    fields = {"stage": first.id, "rule_id": first.line.rule, "extensions": [{"step": 1, "basis": "documented"}]}
    window.context.changes.happened.emit(window.context.vault.records.add("clock", fields))
    settle(qtbot, window)
    (again,) = [row for row in rows(shown) if isinstance(row, ClockRow) and row.line.rule == first.line.rule]
    assert (again.line.word, again.line.accounts[0].limits) == ("Running", "basic 20 Mar")
    shown.list.setCurrentIndex(shown.list.model().index(rows(shown).index(again), 0))
    shown._foot.click()
    assert calls[-1] == ("edit", again.line.entry)


def test_a_row_is_as_tall_as_what_it_says_at_any_width(qtbot: QtBot, window: MainWindow) -> None:
    shown = tab(qtbot, window, "F5-2015")
    for row in rows(shown):
        if not isinstance(row, ClockRow):
            continue
        wide, narrow = row.height(1200), row.height(320)
        assert narrow >= wide > 0
        assert row.line.title in row.spoken
        assert all(account.reason in row.spoken for account in row.line.accounts)
        for width in (320, 1200):
            picture = QImage(QSize(width, row.height(width) + 40), QImage.Format.Format_RGB32)
            picture.fill(0xFFFFFF)
            painter = QPainter(picture)
            row.paint(painter, QRect(0, 0, width, row.height(width)).toRectF(), RowState())
            painter.end()
            # Nothing is painted below the row: its height is what its words need.
            below = picture.copy(0, row.height(width) + 1, width, 38)
            assert all(below.pixel(x, y) == 0xFFFFFFFF for x in range(0, width, 7) for y in range(38))


def test_what_sentences_come_to_stands_below_the_limits(qtbot: QtBot, window: MainWindow) -> None:
    reader = window.context.reader
    (line,) = limits_of(reader, case(reader, "PZ-2014")).sentences
    assert (line.title, line.value.splitlines()[0]) == (
        "Fixed-term imprisonment · Pu Zhiqiang",
        "Suspension ends 1 Jan 2019 or later",
    )
    gao = limits_of(reader, case(reader, "GY-2014")).sentences
    for day in ("23 Apr 2021", "23–24 Apr 2019"):  # seven years, and five after the appeal
        assert any(f"last day of the term {day}\n" in one.value for one in gao), day
    shown = tab(qtbot, window, "PZ-2014")
    (at,) = [number for number, row in enumerate(rows(shown)) if isinstance(row, ValueRow)]
    assert getattr(rows(shown)[at - 1], "title", "") == "What sentences come to"
    assert getattr(rows(shown)[at], "id", "") == line.judgment
