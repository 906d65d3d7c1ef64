"""What is held about one person, in a box: as it could be said to her, roles in place of others' names and never a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.holdings import KEPT_WORDS, holdings
from casevault.domain.schema import DataClass
from casevault.i18n import N_, isolated
from casevault.ui.draw import Run
from casevault.ui.jobs import Latest
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.rows import HeadingRow, HintRow, ValueRow
from casevault.ui.lists.view import RowList
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.widgets.basic import Button, Line, Paragraph, column, row
from casevault.ui.words import SurfaceDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row

TITLE = N_("What do we hold about {name}?")
ASK = N_("What do we hold?")
WHY = N_(
    "As it could be said to her or him: others stand by their role, sources are never named. Nothing leaves by this. "
    "Read it through: a nickname that nobody recorded cannot be replaced."
)
PRINT = N_("Print for {name}…")
MENTIONED = N_("Mentioned as")
FILES = N_("{count} attached file", "{count} attached files")
SEEN = N_("Who has seen this name")
KEPT = N_("What is kept back")


class HoldingsBox(SurfaceDialog):
    """The box; it reads on a thread of the pool and shows one list."""

    def __init__(self, context: Context, parent: QWidget, person: str, name: str) -> None:
        super().__init__(parent)
        self._context = context
        text = context.text
        title = text(TITLE, name=isolated(name))
        self.setAccessibleName(title)
        self.setModal(True)
        self.resize(720, 680)
        layout = column(self, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP), SPACE.CARD)
        layout.addWidget(Line([Run(title, Style.TITLE)]))
        layout.addWidget(Paragraph(text(WHY), Style.SMALL, Role.TEXT2))
        self._model = RowsModel(self)
        self.list = RowList(title, self._model)
        layout.addWidget(self.list, 1)
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        hand = context.doors.hand_holdings
        if hand is not None:
            give = Button(text(PRINT, name=isolated(name)), "secondary", "printer")
            give.setObjectName("holdings.print")
            give.clicked.connect(self.accept)
            give.clicked.connect(lambda: hand(person, name))
            foot.addWidget(give)
        close = Button(text(N_("Close")), "primary")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        layout.addLayout(foot)
        latest = Latest()
        self.finished.connect(lambda _result: latest(self._put))  # closed before it was read: there is no list any more
        context.runner.start(lambda _progress: held_rows(context, person), latest(self._put), urgent=True)

    def _put(self, rows: list[Row]) -> None:
        self._model.put(rows)
        self.list.select_first()


def held_rows(context: Context, person: str) -> list[Row]:
    """Return the rows: each record with what it says, who has seen the name, and what is kept back; on a thread of the pool."""
    text, reader = context.text, context.reader
    found = holdings(context.vault, person, context.catalogue)
    rows: list[Row] = []
    for one in found.records:
        day = reader.day(one.day) if one.day else ""
        rows.append(HeadingRow(f"{one.label} · {day}" if day else one.label, len(one.values)))
        rows += [ValueRow(one.record, told.label, reader.told(told.text), told.data_class) for told in one.values]
        if one.mentions:
            mentions = reader.told(", ".join(one.mentions))
            rows.append(ValueRow(one.record, text(MENTIONED), mentions, DataClass.C0))
    rows += [HeadingRow(text(SEEN), len(found.seen))]
    rows += [HintRow(f"{reader.told(entry.recipient)} · {reader.day(entry.at[:10])}") for entry in found.seen]
    rows += [HeadingRow(text(KEPT), sum(found.kept.values()))]
    rows += [HintRow(text(KEPT_WORDS[reason], count=count)) for reason, count in found.kept.items()]
    rows.append(HintRow(text(FILES, count=found.files)))
    return rows
