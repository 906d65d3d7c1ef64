"""Removed records: what was put out of sight, newest first, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.i18n import N_
from casevault.ui.lists.columns import Column
from casevault.ui.read import days
from casevault.ui.read.reader import sentence
from casevault.ui.read.tables import TableLine
from casevault.ui.removing import put_away
from casevault.ui.table_page import TablePage
from casevault.ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.domain.record import Record
    from casevault.ui.context import Context
    from casevault.ui.read.reader import Reader

COLUMNS = ((N_("Removed"), 0.14), (N_("What"), 0.46), (N_("Kind"), 0.18), (N_("By"), 0.2))


def removed_lines(reader: Reader, ids: Sequence[str]) -> list[TableLine | None]:
    """Return when, what, which kind, by whom; None where a record was brought back meanwhile."""
    return [None if record is None or not record.deleted else _line(reader, record) for record in reader.vault.records.page(ids)]


def _line(reader: Reader, record: Record) -> TableLine:
    gone = put_away(reader.vault.records.history(record.id))
    when = reader.day(days.moment(gone.at).date().isoformat())
    title = sentence(" ".join(record.title.split()))
    return TableLine(record.id, (when, title, reader.text(reader.type_of(record).label), reader.title_of(gone.actor)), strong=1)


class RemovedPage(TablePage):
    """The page behind "Removed records"; a card on it offers to bring its record back."""

    key = "removed"

    def __init__(self, context: Context) -> None:
        text = context.text
        words = text(N_("What is removed stays in History and can be brought back from here. Remove a record with Del."))
        columns = tuple(Column(text(title), share, tabular=number == 0) for number, (title, share) in enumerate(COLUMNS))
        empty = EmptyState(text(N_("Nothing was removed")), words)
        super().__init__(context, N_("Removed records"), columns=columns, read=removed_lines, empty=empty)
        # The index knows nothing of what is out of sight.
        self.filter.hide()

    def refresh(self) -> None:
        """Take a new snapshot, newest first."""
        records = self.context.vault.records
        self.context.runner.start(lambda _progress: records.removed(), self._put_all)

    def record_id(self) -> str:
        """Return nothing: what is removed already cannot be removed."""
        return ""
