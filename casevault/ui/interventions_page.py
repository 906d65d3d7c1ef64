"""Interventions: what was asked, by whom, quietly or in public, and what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.i18n import N_
from casevault.ui.lists.rows import Column
from casevault.ui.read.tables import intervention_lines
from casevault.ui.table_page import TablePage
from casevault.ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from casevault.ui.context import Context

COLUMNS = (
    (N_("Date"), 0.11),
    (N_("What"), 0.17),
    (N_("By"), 0.18),
    (N_("Case"), 0.1),
    (N_("Channel"), 0.08),
    (N_("Asked"), 0.2),
    (N_("Answer"), 0.17),
)


class InterventionsPage(TablePage):
    """The page behind "Interventions"."""

    key = "interventions"
    record_types = frozenset({"intervention"})
    new_type = "intervention"

    def __init__(self, context: Context) -> None:
        text, new = context.text, context.doors.new
        empty = EmptyState(
            text(N_("No interventions yet")),
            text(N_("Record what was asked, by whom, quietly or in public.")),
            text(N_("Record an intervention")),
            "Ctrl+N",
            (lambda: new("intervention", {})) if new is not None else None,
        )
        columns = tuple(Column(text(title), share, tabular=number == 0) for number, (title, share) in enumerate(COLUMNS))
        super().__init__(
            context,
            N_("Interventions"),
            columns=columns,
            read=intervention_lines,
            empty=empty,
            new_label=N_("Record an intervention"),
        )
