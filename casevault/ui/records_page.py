"""All records of the vault in one table, whatever they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.i18n import N_
from casevault.ui.read.evidence_table import RECORD_COLUMNS, record_table
from casevault.ui.table_page import TablePage, columns_of
from casevault.ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from casevault.ui.context import Context

SHARES = (0.12, 0.4, 0.17, 0.1, 0.11, 0.1)


class RecordsPage(TablePage):
    """The page behind "All records"."""

    key = "records"

    def __init__(self, context: Context) -> None:
        text = context.text
        empty = EmptyState(text(N_("Nothing is recorded yet")), text(N_("Log one line with Ctrl+L, or begin with a case.")))
        columns = columns_of(context, "", tuple(zip(RECORD_COLUMNS, SHARES, strict=True)))
        super().__init__(context, N_("All records"), columns=columns, read=record_table, empty=empty, kind="")
