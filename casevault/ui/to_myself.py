"""What was taken out for oneself: when, what and how many, how it was sealed, by whom. Where to is recorded nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from casevault.i18n import N_
from casevault.ui.jobs import Latest
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.columns import Column
from casevault.ui.lists.view import RowList
from casevault.ui.read import days
from casevault.ui.read.reader import Tone, sentence
from casevault.ui.read.tables import TableLine
from casevault.ui.widgets.basic import column
from casevault.ui.widgets.states import EmptyState
from casevault.ui.widgets.table import TableHead, table_row
from casevault.vault.left import SEALS, Sealed, To, listed

if TYPE_CHECKING:
    from casevault.ui.context import Context
    from casevault.ui.read.reader import Reader
    from casevault.vault.left import LeftEntry

COLUMNS = ((N_("Date"), 0.13), (N_("What"), 0.32), (N_("Record"), 0.27), (N_("By"), 0.12), (N_("Seal"), 0.16))


def left_lines(reader: Reader) -> list[TableLine]:
    """Return what went to oneself, newest first."""
    entries = listed(reader.vault.records)
    known = reader.vault.records.many(dict.fromkeys(entry.record for entry in entries if entry.record))
    titles = {key: sentence(" ".join(reader.title(record).split())) for key, record in known.items()}
    return [_line(reader, number, entry, titles.get(entry.record, "")) for number, entry in enumerate(entries)]


def _line(reader: Reader, number: int, entry: LeftEntry, title: str) -> TableLine:
    at = days.moment(entry.at)
    when = f"{reader.day(at.date().isoformat())} {at:%H:%M}"
    seal = SEALS.get(entry.left.sealed) if entry.left.to != To.CLIPBOARD else None
    words = sentence(reader.text(seal)) if seal is not None else ""
    tone = Tone.DUE if entry.left.sealed == Sealed.NONE else Tone.OK
    what = entry.left.what_words(reader.catalogue)
    # Several rows may be about one record, or none: each gets an id of its own, with the record behind the stroke.
    return TableLine(f"{number}/{entry.record}", (when, what, title, reader.title_of(entry.actor)), words, tone, strong=1)


class ToMyself(QWidget):
    """The list; `opened` carries the record a row is about, `counted` how many there are."""

    opened = Signal(str)
    counted = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._latest = Latest()
        text = context.text
        layout = column(self)
        self._columns = tuple(Column(text(title), share, tabular=number == 0) for number, (title, share) in enumerate(COLUMNS))
        self._head = TableHead(self._columns)
        layout.addWidget(self._head)
        self._model = RowsModel(self)
        self.list = RowList(text(N_("To myself")), self._model)
        self._head.follow(self.list)
        self.list.opened.connect(lambda shown: self._on_opened(shown.id))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        words = text(
            N_("Copies of files you saved, files you opened in another program, and how often text was copied stand here.")
        )
        self._stack.addWidget(EmptyState(text(N_("Nothing was taken out")), words))
        layout.addWidget(self._stack, 1)

    def refresh(self) -> None:
        """Read the list."""
        reader = self._context.reader
        self._context.runner.start(lambda _progress: left_lines(reader), self._latest(self._put))

    def _put(self, lines: list[TableLine]) -> None:
        self._model.put([table_row(self._columns, line) for line in lines])
        self._head.setVisible(bool(lines))
        self._stack.setCurrentIndex(0 if lines else 1)
        self.counted.emit(len(lines))
        self.list.select_first()

    def _on_opened(self, row_id: str) -> None:
        record = row_id.partition("/")[2]
        if record:
            self.opened.emit(record)
