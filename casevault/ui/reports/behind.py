"""The cases behind one number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from casevault.i18n import N_
from casevault.ui.draw import Run
from casevault.ui.list_model import IdModel
from casevault.ui.lists.rows import TWO_LINES, TwoLineRow
from casevault.ui.lists.view import RowList
from casevault.ui.marks import Status
from casevault.ui.read.cases import case_lines
from casevault.ui.theme import SPACE, STRONG, Role, Style
from casevault.ui.widgets.basic import Button, Hairline, Line, Panel, column, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.ui.context import Context

BEHIND = N_("{count} case behind “{line}”", "{count} cases behind “{line}”")


class BehindPane(Panel):
    """A list of cases; Enter opens one. `left`: back to the chart."""

    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(Role.SUNKEN)
        self._context = context
        layout = column(self)
        head = row(None, (SPACE.GROUP, SPACE.NEAR, SPACE.GROUP, SPACE.NEAR), SPACE.NEAR)
        self._title = Line()
        head.addWidget(self._title, 1)
        close = Button("", "quiet", "x", name=context.text(N_("Back to the chart")))
        close.clicked.connect(self.left)
        head.addWidget(close)
        layout.addLayout(head)
        layout.addWidget(Hairline())
        self._model = IdModel(context.runner, self._load, self)
        self.cases = RowList(context.text(N_("Cases behind this number")), self._model, row_height=TWO_LINES)
        self.cases.opened.connect(lambda shown: context.navigation.record_wanted.emit(shown.id))
        layout.addWidget(self.cases, 1)

    def put(self, line: str, cases: Sequence[str]) -> None:
        """Show the cases behind a line."""
        said = self._context.text(BEHIND, count=len(cases), line=line)
        self._title.put([Run(said, Style.SMALL, STRONG, Role.TEXT2)])
        self._model.put(cases)

    def case_id(self) -> str:
        """Return the case the keyboard is on, or ""."""
        return self._model.id_at(self.cases.currentIndex().row())

    def _load(self, ids: Sequence[str]) -> list[TwoLineRow | None]:
        reader = self._context.reader
        return [
            None
            if line is None
            else TwoLineRow(
                line.id,
                line.name,
                "" if reader.discreet else line.name.code,
                line.stage,
                Status(line.tone.value),
                line.status,
                line.since,
            )
            for line in case_lines(reader, ids)
        ]
