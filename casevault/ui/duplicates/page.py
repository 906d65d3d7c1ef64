"""Possible duplicates: the pairs with their reasons, the two records side by side, and what a person decides about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from casevault.i18n import N_
from casevault.ui.draw import Run, draw, flip
from casevault.ui.duplicates.merge_box import MergeBox
from casevault.ui.duplicates.rows import BesideRow, halves
from casevault.ui.jobs import Latest
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.rows import TWO_LINES, TwoLineRow, name_runs
from casevault.ui.lists.view import RowList
from casevault.ui.marks import Status
from casevault.ui.page import Page
from casevault.ui.read.duplicates import compared, pair_lines
from casevault.ui.read.reader import Name
from casevault.ui.theme import LIST_WIDTH, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import PAINT, Button, Hairline, Line, Panel, Paragraph, column, frame_of, row
from casevault.ui.widgets.pill import Flow
from casevault.ui.widgets.states import EmptyState, ProgressLine
from casevault.ui.widgets.table import rows_rect
from casevault.vault.merging import mark_not_same

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from casevault.domain.record import Changes
    from casevault.ui.context import Context
    from casevault.ui.read.duplicates import Compared, PairLine

TITLE = N_("Possible duplicates")
DIFFERS = N_("they differ")


class PairHead(QWidget):
    """The names of the two records over their columns."""

    def __init__(self) -> None:
        super().__init__()
        self._names = (Name(""), Name(""))
        self._rows: RowList | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def follow(self, rows: RowList) -> None:
        """Keep the names over the columns of a list, whether or not it has a scroll bar."""
        self._rows = rows
        rows.laid_out.connect(self._on_laid_out)

    def _on_laid_out(self) -> None:
        self.update()

    def put(self, one: Name, other: Name) -> None:
        """Show these names."""
        self._names = (one, other)
        self.setAccessibleName(f"{one.spoken}; {other.spoken}")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(300, theme.scaled(44))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw both names."""
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        rect = rows_rect(frame_of(self), self._rows)
        label, half = halves(rect.width())
        for at, name in enumerate(self._names):
            start = rect.left() + SPACE.PANE + label + SPACE.GROUP
            place = QRectF(start + at * (half + SPACE.GROUP), 0, half, rect.height())
            draw(painter, flip(rect, place), name_runs(name, Style.SUBTITLE))
        painter.end()


class DuplicatesPage(Page):
    """The page behind "Possible duplicates"; it changes nothing by itself."""

    key = "duplicates"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        text = context.text
        self._lines: dict[str, PairLine] = {}
        self._latest = Latest()
        layout = row(self)
        self._pane = Panel(Role.SUNKEN)
        pane = column(self._pane)
        head = row(None, (SPACE.GROUP, SPACE.CARD, SPACE.GROUP, SPACE.CARD))
        self._title = Line([Run(text(TITLE), Style.SUBTITLE)], 32)
        head.addWidget(self._title, 1)
        pane.addLayout(head)
        pane.addWidget(Hairline())
        self._model = RowsModel(self)
        self.list = RowList(text(TITLE), self._model, row_height=TWO_LINES)
        self.list.chosen.connect(lambda shown: self._choose(shown.id))
        pane.addWidget(self.list, 1)
        self.progress = ProgressLine(text(N_("Comparing names")))
        foot = row(None, (SPACE.GROUP, 0, SPACE.GROUP, SPACE.CARD))
        foot.addWidget(self.progress)
        pane.addLayout(foot)
        layout.addWidget(self._pane)
        layout.addWidget(Hairline(upright=True))
        self._stack = QStackedWidget()
        self._nothing = EmptyState(
            text(N_("No possible duplicates")), text(N_("Whoever is recorded twice shows here, with reasons."))
        )
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self._make_view())
        layout.addWidget(self._stack, 1)
        theme.changed.connect(self._fit)
        self._fit()

    def _make_view(self) -> QWidget:
        text = self.context.text
        made = QWidget()
        layout = column(made)
        top = column(None, (SPACE.PANE, SPACE.ROOM, SPACE.PANE, SPACE.CARD), SPACE.TIGHT)
        self.reasons = Paragraph("", Style.BODY)
        self.against = Paragraph("", Style.BODY, Role.CAUTION)
        top.addWidget(self.reasons)
        top.addWidget(self.against)
        layout.addLayout(top)
        acts = Flow(SPACE.PANE)
        self.merge = Button(text(N_("Merge…")), "primary", "git-fork")
        self.merge.clicked.connect(self._on_merge)
        self.apart = Button(text(N_("Not the same")), "secondary", "x")
        self.apart.clicked.connect(self._on_not_same)
        acts.put([self.merge, self.apart])
        layout.addWidget(acts)
        layout.addWidget(Hairline())
        self._head = PairHead()
        layout.addWidget(self._head)
        layout.addWidget(Hairline())
        self._fields = RowsModel(self)
        self.fields = RowList(text(N_("The two records side by side")), self._fields)
        self._head.follow(self.fields)
        layout.addWidget(self.fields, 1)
        return made

    def _fit(self) -> None:
        self._pane.setFixedWidth(theme.pane(LIST_WIDTH))

    def refresh(self) -> None:
        """Look for pairs again."""
        reader = self.context.reader
        if reader.discreet:
            self._put((0, []))
            self._nothing.put(self.context.text(N_("Names are hidden now. Show them again to compare people.")))
            return
        self._nothing.put(self.context.text(N_("Whoever is recorded twice shows here, with reasons.")))
        job = self.context.runner.start(lambda progress: pair_lines(reader, progress), self._put, failed=self._on_failed)
        job.progressed.connect(self.progress.put)
        self.only("pairs", job)
        self.progress.begin()

    def cares(self, changes: Changes) -> bool:
        """Whatever names a person may make a pair, or end one."""
        return bool(changes.people or changes.records)

    def _on_failed(self, problem: BaseException) -> None:
        self.progress.end()
        self.context.runner.problem.emit(problem)

    def _put(self, found: tuple[int, list[PairLine]]) -> None:
        self.progress.end()
        total, lines = found
        text = self.context.text
        shown = self.list.current_row()
        self._lines = {line.key: line for line in lines}
        words = str(total) if total == len(lines) else text(N_("{shown} of {total}"), shown=len(lines), total=total)
        count = Run(f"  {words}", Style.SMALL, 0, Role.TEXT3, tabular=True)
        self._title.put([Run(text(TITLE), Style.SUBTITLE), count])
        likely, possible = text(N_("likely")), text(N_("possible"))
        self._model.put(
            [
                TwoLineRow(
                    line.key,
                    line.name,
                    "",
                    line.reasons,
                    Status.CREDIBLE if line.likely else Status.UNKNOWN,
                    likely if line.likely else possible,
                )
                for line in lines
            ]
        )
        self._stack.setCurrentIndex(1 if lines else 0)
        if lines and not (shown is not None and self.list.go_to(shown.id)):
            self.list.select_first()
            self._choose(lines[0].key)

    def _chosen(self) -> PairLine | None:
        shown = self.list.current_row()
        return self._lines.get(shown.id) if shown is not None else None

    def _choose(self, key: str) -> None:
        line = self._lines.get(key)
        if line is None:
            return
        text = self.context.text
        self.reasons.put(text(N_("For it: {reasons}"), reasons=line.reasons))
        self.against.put(text(N_("Against it: {reasons}"), reasons=line.against) if line.against else "")
        self.against.setVisible(bool(line.against))
        reader = self.context.reader
        self.context.runner.start(
            lambda _progress: compared(reader, line.one, line.other), self._latest(self._put_compared), urgent=True
        )

    def _put_compared(self, found: Compared) -> None:
        self._head.put(found.one, found.other)
        word = self.context.text(DIFFERS)
        self._fields.put([BesideRow(str(number), beside, word) for number, beside in enumerate(found.fields)])

    def _on_merge(self) -> None:
        line = self._chosen()
        if line is not None:
            MergeBox(self.context, self, line.one, line.other).open()

    def _on_not_same(self) -> None:
        line = self._chosen()
        if line is None:
            return
        vault = self.context.vault

        def done(changes: Changes) -> None:
            self.context.changes.happened.emit(changes)
            self.context.messages.say(N_("Noted: not the same. Ctrl+Z takes it back."))

        self.context.runner.start(lambda _progress: mark_not_same(vault, line.one, line.other), done)

    def panes(self) -> list[QWidget]:
        """Return the pairs, then the fields."""
        return [self.list, self.fields]
