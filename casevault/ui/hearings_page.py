"""Hearings of all cases: court, day, whether public, who was let in, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.i18n import N_
from casevault.ui.read.hearings import hearing_lines
from casevault.ui.table_page import TablePage, columns_of
from casevault.ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from casevault.ui.context import Context

COLUMNS = (
    ("date", 0.13),
    ("kind", 0.14),
    ("court", 0.24),
    ("case", 0.09),
    ("publicity", 0.13),
    ("access", 0.12),
    ("outcome", 0.15),
)


class HearingsPage(TablePage):
    """The page behind "Hearings"."""

    key = "hearings"
    record_types = frozenset({"hearing"})
    new_type = "hearing"

    def __init__(self, context: Context) -> None:
        text, new = context.text, context.doors.new
        empty = EmptyState(
            text(N_("No hearings yet")),
            text(N_("Record a hearing as soon as it is announced: who asks for a seat in time can show that it was asked.")),
            text(N_("Record a hearing")),
            "Ctrl+N",
            (lambda: new("hearing", {})) if new is not None else None,
        )
        columns = columns_of(context, "hearing", COLUMNS)
        super().__init__(
            context,
            N_("Hearings"),
            columns=columns,
            read=hearing_lines,
            empty=empty,
            new_label=N_("Record a hearing"),
            kind="hearing",
        )
