"""Reports: numbers over cases as bars and as a table, with the cases behind each line. For oneself: nothing is suppressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from casevault.domain.reports import OVER_TIME, ReportKind
from casevault.i18n import N_
from casevault.ui.draw import BETWEEN, Run, width_of
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.columns import Column, column_widths
from casevault.ui.lists.table_row import TABLE_LINE, TableRow
from casevault.ui.lists.view import RowList
from casevault.ui.page import Page
from casevault.ui.reports.behind import BehindPane
from casevault.ui.reports.chart import Chart, Mark, Picture
from casevault.ui.reports.filters import ReportFilters
from casevault.ui.reports.names import NAME_LINE, NameRow
from casevault.ui.theme import LIST_WIDTH, MEDIUM, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, Hairline, Line, Panel, Paragraph, column, row
from casevault.ui.widgets.states import EmptyState, ProgressLine
from casevault.ui.widgets.table import TableHead
from casevault.ui.words import scrolled
from casevault.vault.report_words import (
    HOW,
    NOT_SUPPRESSED,
    OVERLAP,
    TITLES,
    UNDATED,
    LineWords,
    counts_words,
    head_of,
)
from casevault.vault.reports import Reports
from casevault.vault.tags import used_tags

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from casevault.domain.record import Changes
    from casevault.domain.reports import Line as ReportLine
    from casevault.domain.reports import Report
    from casevault.progress import Progress
    from casevault.ui.context import Context

LEAST_WORDS = 180  # pixels at 100 % for what a line is called
BESIDE = 800  # pixels at 100 % that table and chart need beside each other
TABLE_PART, CHART_PART = 5, 3  # how they share the room
HEAD = 60  # pixels at 100 %: the head of the list of reports
SHOWN_LOW = 5  # names of reports that are seen in a low window
LINES_LOW = 2  # lines of the table that are seen there
UNDER = 400  # pixels at 100 % that table and chart need under each other; in less the table, which says the same, has all of it
COUNT, SHARE = N_("Count"), N_("Share")
COUNTING = N_("Counting what the law says of each case")
OUTSIDE = N_("Prepare for outside…")
NOTHING = N_("Nothing to count")
NOTHING_YET = N_("No record of this kind yet. What you record is counted here by itself.")
NOTHING_LEFT = N_("No record matches what is asked for. Ask for less, or count everything again.")
COUNTED = N_("{total}. {how}")  # how many there are, a sentence of its own, then how they are counted
HOW_TO_OPEN = N_("Enter lists the cases behind a line.")


class ReportsPage(Page):
    """The page behind "Reports"."""

    key = "reports"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._reports = Reports(context.vault)
        self._words = LineWords(context.vault.schema.vocabularies, context.catalogue)
        self._report: Report | None = None
        self._kept: tuple[int, ...] = ()  # which numbers have a column
        self._low = False  # there is no room for the chart
        layout = row(self)
        self._pane = Panel(Role.SUNKEN)
        self._fill_pane()
        layout.addWidget(self._pane)
        layout.addWidget(Hairline(upright=True))
        layout.addWidget(self._make_main(), 1)
        theme.changed.connect(self._fit)
        self._fit()
        self.names.select_first()

    # Building

    def _fill_pane(self) -> None:
        text = self.context.text
        pane = column(self._pane)
        head = row(None, (SPACE.GROUP, SPACE.CARD, SPACE.GROUP, SPACE.CARD))
        head.addWidget(Line([Run(text(N_("Reports")), Style.SUBTITLE)], 32), 1)
        pane.addLayout(head)
        pane.addWidget(Hairline())
        self._names = RowsModel(self)
        self._names.put([NameRow(kind.value, text(TITLES[kind])) for kind in ReportKind])
        self.names = RowList(text(N_("Reports")), self._names)
        self.names.chosen.connect(lambda _row: self._on_kind())
        self.names.opened.connect(lambda _row: self.table.setFocus())
        pane.addWidget(self.names)
        pane.addWidget(Hairline())
        self.filters = ReportFilters(self.context)
        self.filters.changed.connect(self._count)
        pane.addWidget(scrolled(self.filters), 1)

    def _make_main(self) -> QWidget:
        text = self.context.text
        made = QWidget()
        body = column(made)
        top = self._top = row(None, (SPACE.PANE, SPACE.ROOM, SPACE.PANE, SPACE.TIGHT), SPACE.CARD)
        self._title = Line()
        top.addWidget(self._title, 1)
        self.outside = Button(text(OUTSIDE), "secondary", "send")
        door = self.context.doors.disclose_numbers
        if door is not None:
            self.outside.clicked.connect(lambda _on=False: door())
        if door is None:  # never shown from here: without a parent it would be a window of its own for a blink
            self.outside.hide()
        top.addWidget(self.outside, 0, Qt.AlignmentFlag.AlignLeading)
        body.addLayout(top)
        notes = column(None, (SPACE.PANE, 0, SPACE.PANE, SPACE.CARD), SPACE.TIGHT)
        self.how = Paragraph("", Style.SMALL, Role.TEXT2)
        self.not_suppressed = Paragraph(text(NOT_SUPPRESSED), Style.SMALL, Role.CAUTION, weight=MEDIUM)
        self.remarks = Paragraph("", Style.SMALL, Role.TEXT2)
        self.progress = ProgressLine(text(COUNTING))
        for widget in (self.how, self.not_suppressed, self.remarks, self.progress):
            notes.addWidget(widget)
        body.addLayout(notes)
        body.addWidget(Hairline())
        self._empty = EmptyState(text(NOTHING), text(NOTHING_YET))
        self.stack = QStackedWidget()
        self.stack.addWidget(self._make_both())
        self.stack.addWidget(self._empty)
        body.addWidget(self.stack, 1)
        return made

    def _make_both(self) -> QWidget:
        text = self.context.text
        both = QWidget()
        beside = self._both = row(both)
        left = QWidget()
        layout = column(left)
        self.head = TableHead(())
        layout.addWidget(self.head)
        self._lines = RowsModel(self)
        self.table = RowList(text(N_("Numbers of this report")), self._lines)
        self.table.opened.connect(lambda shown: self.show_behind(int(shown.id)))
        self.table.chosen.connect(self._on_line)
        self.head.follow(self.table)
        layout.addWidget(self.table, 1)
        foot = row(None, (SPACE.PANE, SPACE.NEAR, SPACE.PANE, SPACE.NEAR))
        self._how_to_open = Line([Run(text(HOW_TO_OPEN), Style.SMALL, 0, Role.TEXT3)])
        foot.addWidget(self._how_to_open, 1)
        layout.addLayout(foot)
        beside.addWidget(left, TABLE_PART)
        self._edge = Hairline(upright=True)
        beside.addWidget(self._edge)
        self.chart = Chart()
        self.chart.chosen.connect(self._on_chart)
        self._beside = QStackedWidget()
        self._beside.addWidget(scrolled(_on_top(self.chart)))
        self.behind = BehindPane(self.context)
        self.behind.left.connect(self.back)
        self.cases = self.behind.cases
        self._beside.addWidget(self.behind)
        beside.addWidget(self._beside, CHART_PART)
        return both

    def _fit(self) -> None:
        self._pane.setFixedWidth(theme.pane(LIST_WIDTH))
        self._share_height()

    def _share_height(self) -> None:
        """Show as many reports as there is room for above the filters, which scroll where there is not enough for both."""
        line = theme.scaled(NAME_LINE)
        room = self.height() - theme.scaled(HEAD) - self.filters.sizeHint().height()
        whole = sum(row.height(self._pane.width()) for row in self._names.rows)
        self.names.setFixedHeight(max(line * SHOWN_LOW, min(whole, room)) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height anew."""
        super().resizeEvent(event)
        self._share_height()
        # A number is never cut short: where both do not fit beside each other, the chart stands under the table.
        narrow = self.width() - self._pane.width() < theme.scaled(BESIDE)
        # The button goes under the title, too, which is longer than it.
        for pair in (self._both, self._top):
            pair.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._edge.lie(upright=not narrow)
        self._low = narrow and self.height() < theme.scaled(UNDER)
        self._beside.setHidden(self._low and self._beside.currentIndex() == 0)
        self._how_to_open.setHidden(narrow)  # the room is for the lines
        self.table.setMinimumHeight(theme.scaled(TABLE_LINE) * LINES_LOW if narrow else 0)
        if self._report is not None and self._columns(self._report)[1] != self._kept:
            self._put_lines(self._report)

    # Counting

    @property
    def kind(self) -> ReportKind:
        """Return which report is shown."""
        shown = self.names.current_row()
        return ReportKind(shown.id) if shown is not None else ReportKind.STAGE

    def _on_kind(self) -> None:
        self.filters.show_periods(shown=self.kind in OVER_TIME)
        self._count()

    def refresh(self) -> None:
        """Count again, and offer the tags there are."""
        vault = self.context.vault
        self.context.runner.start(lambda _progress: used_tags(vault), self.filters.offer_tags)
        self._count()

    def cares(self, _changes: Changes) -> bool:
        """Any record may be counted."""
        return True

    def _count(self) -> None:
        if self._stale:
            return  # nobody looks yet
        kind, wanted, today, reports = self.kind, self.filters.wanted(), self.context.reader.today, self._reports

        def work(progress: Progress) -> Report:
            return reports.count(kind, wanted, as_of=today, progress=progress)

        # The law of all cases takes seconds: what is done meanwhile elsewhere does not wait behind it.
        start = self.context.runner.start_long if kind is ReportKind.LIMITS else self.context.runner.start
        job = start(work, self._put, failed=self._on_failed)
        job.progressed.connect(self.progress.put)
        self.only("count", job)
        self.progress.begin()

    def _on_failed(self, problem: BaseException) -> None:
        self.progress.end()
        self.context.runner.problem.emit(problem)

    def _put(self, report: Report) -> None:
        self.progress.end()
        text, kind = self.context.text, report.kind
        same = self._report is not None and self._report.kind is kind
        kept = self.table.current_row() if same else None
        code = self._report.lines[int(kept.id)].code if kept is not None and self._report is not None else None
        self._report = report
        total = counts_words(kind, self.context.catalogue, report.total)
        self._title.put([Run(text(TITLES[kind]), Style.TITLE)])
        self.how.put(text(COUNTED, total=total, how=text(HOW[kind])))
        remarks = [text(OVERLAP, total=total)] if report.overlaps else []
        remarks += [text(UNDATED, count=report.undated)] if report.undated else []
        self.remarks.put(self.context.catalogue.sentences(remarks))
        self.remarks.setVisible(bool(remarks))
        self._empty.put(text(NOTHING_LEFT if self.filters.narrows else NOTHING_YET))
        self.stack.setCurrentIndex(0 if report.lines else 1)
        self._show_chart()
        said = self._put_lines(report)
        marks = tuple(Mark(words, line.counts or (line.count,)) for words, line in zip(said, report.lines, strict=True))
        legend = tuple(self._words.column(column) for column in report.columns)
        self.chart.put(Picture(text(TITLES[kind]), marks, legend, over_time=kind in OVER_TIME))
        number = next((place for place, line in enumerate(report.lines) if line.code == code), -1)
        if not (number >= 0 and self.table.go_to(str(number))):
            self.table.select_first()

    def _put_lines(self, report: Report) -> list[str]:
        """Fill the table, and return what its lines are called."""
        said = [self._words.line(report.kind, line.code) for line in report.lines]
        columns, self._kept = self._columns(report)
        self.head.show_columns(columns)
        self._lines.put([self._row(number, columns, report, words) for number, words in enumerate(said)])
        return said

    def _heads(self, report: Report) -> list[str]:
        """Return what stands over the numbers."""
        return [*(self._words.column(one) for one in report.columns), self.context.text(COUNT), self.context.text(SHARE)]

    def _columns(self, report: Report) -> tuple[tuple[Column, ...], tuple[int, ...]]:
        """Return the columns that have room, and which numbers they hold: each as wide as its head, the rest for the words.

        Where there is not room for all, the share is left out before any count: it is worked out from them. A count that has no
        column stands below the words of its line.
        """
        widths = [width_of([Run(head, Style.CAPTION)]) + 2 * SPACE.CARD + SPACE.TIGHT for head in self._heads(report)]
        every = tuple(range(len(widths)))
        whole = self._with_words(report, every, widths)
        if all(column_widths(whole, self._room())):
            return whole, every
        counts = every[:-1]
        room = column_widths(self._with_words(report, counts, widths), self._room())
        kept = tuple(number for number, wide in zip(counts, room[1:], strict=True) if wide)
        return self._with_words(report, kept, widths), kept

    def _with_words(self, report: Report, kept: tuple[int, ...], widths: list[float]) -> tuple[Column, ...]:
        heads, least = self._heads(report), theme.scaled(LEAST_WORDS)
        rest = max(least, self._room() - sum(widths[number] for number in kept))
        words = Column(self.context.text(head_of(report.kind)), rest, least=least)
        return (words, *(Column(heads[number], widths[number], tabular=True, end=True) for number in kept))

    def _room(self) -> float:
        """Return the room that the table has, which the layout gives it only later."""
        whole = self.width() - self._pane.width()
        part = TABLE_PART / (TABLE_PART + CHART_PART) if whole >= theme.scaled(BESIDE) else 1
        return whole * part - 2 * SPACE.PANE

    def _row(self, number: int, columns: tuple[Column, ...], report: Report, words: str) -> TableRow:
        line = report.lines[number]
        share = self.context.text(N_("{percent} %"), percent=f"{100 * line.count / report.total:.0f}") if report.total else ""
        numbers = [*map(str, line.counts), str(line.count), share]
        below = [f"{head} {numbers[at]}" for at, head in enumerate(self._heads(report)[:-1]) if at not in self._kept]
        first = "\n".join(filter(None, (words, BETWEEN.join(below))))
        return TableRow(str(number), columns, (first, *(numbers[at] for at in self._kept)), whole=True)

    # The line, and the cases behind it

    def _on_line(self, shown: TableRow) -> None:
        self.chart.mark(int(shown.id))
        if self._beside.currentIndex() == 1:
            self.show_behind(int(shown.id), stay=True)

    def _on_chart(self, number: int) -> None:
        self.table.go_to(str(number))
        self.table.setFocus(Qt.FocusReason.MouseFocusReason)

    def show_behind(self, number: int, *, stay: bool = False) -> None:
        """List the cases behind a line, and go there unless `stay`; a line without any says so by its nought."""
        line = self._line(number)
        if line is None:
            return
        if not line.cases:
            self._show_chart()
            return
        self.behind.put(self._words.line(self.kind, line.code), line.cases)
        self._beside.setCurrentIndex(1)
        self._beside.show()
        if not stay:
            self.cases.setFocus()
            self.cases.select_first()

    def _line(self, number: int) -> ReportLine | None:
        lines = self._report.lines if self._report is not None else ()
        return lines[number] if 0 <= number < len(lines) else None

    def _show_chart(self) -> None:
        self._beside.setCurrentIndex(0)
        self._beside.setHidden(self._low)

    def back(self) -> bool:
        """Go from the cases to the chart, then from the table to the list of reports."""
        if self._beside.currentIndex() == 1:
            self._show_chart()
            self.table.setFocus()
            return True
        if not self.names.hasFocus():
            self.names.setFocus()
            return True
        return False

    def panes(self) -> list[QWidget]:
        """Return the reports, the table, and the cases where they are shown."""
        found: list[QWidget] = [self.names, self.table]
        return [*found, self.cases] if self._beside.currentIndex() == 1 else found

    def record_id(self) -> str:
        """Return the case the keyboard is on."""
        return self.behind.case_id() if self.window().focusWidget() is self.cases else ""  # also under “Find or do”

    def focus_filter(self) -> None:
        """Put the keyboard in the first filter."""
        self.filters.first.setFocus()


def _on_top(widget: QWidget) -> QWidget:
    """Return a page with a widget at its top."""
    made = QWidget()
    layout = column(made, (0, SPACE.NEAR, 0, SPACE.NEAR))
    layout.addWidget(widget)
    layout.addStretch(1)
    return made
