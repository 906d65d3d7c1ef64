"""Evidence: every piece of it in the vault, how its files stand, and for whom there are redacted copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.i18n import N_
from casevault.ui.read.evidence_table import EVIDENCE_COLUMNS, evidence_table
from casevault.ui.table_page import TablePage, columns_of
from casevault.ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.ui.context import Context
    from casevault.ui.read.reader import Reader
    from casevault.ui.read.tables import TableLine

SHARES = (0.1, 0.25, 0.12, 0.1, 0.11, 0.08, 0.13, 0.1, 0.13)


class EvidencePage(TablePage):
    """The page behind "Evidence"."""

    key = "evidence"
    new_type = "evidence"

    def __init__(self, context: Context) -> None:
        text = context.text
        empty = EmptyState(
            text(N_("No evidence yet")),
            text(N_("Open a case and drop files on it, or attach them with Ctrl+Shift+A. The original is never changed.")),
        )
        columns = columns_of(context, "evidence", tuple(zip(EVIDENCE_COLUMNS, SHARES, strict=True)), ("date",))
        super().__init__(context, N_("Evidence"), columns=columns, read=self._lines, empty=empty, kind="evidence")

    def _lines(self, reader: Reader, ids: Sequence[str]) -> list[TableLine | None]:
        return evidence_table(reader, ids, frozenset(self.context.damaged))
