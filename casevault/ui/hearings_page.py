"""Hearings of all cases: court, day, whether public, who was let in, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.i18n import N_
from casevault.ui.lists.rows import Column
from casevault.ui.read.hearings import hearing_lines
from casevault.ui.table_page import TablePage
from casevault.ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from casevault.ui.context import Context

COLUMNS = (
    (N_("Date"), 0.13),
    (N_("Hearing"), 0.14),
    (N_("Court"), 0.24),
    (N_("Case"), 0.09),
    (N_("Public or closed"), 0.13),
    (N_("Access"), 0.12),
    (N_("Outcome"), 0.15),
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
        columns = tuple(Column(text(title), share, tabular=number == 0) for number, (title, share) in enumerate(COLUMNS))
        super().__init__(
            context, N_("Hearings"), columns=columns, read=hearing_lines, empty=empty, new_label=N_("Record a hearing")
        )
