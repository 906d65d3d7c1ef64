"""Interventions: what was asked, by whom, quietly or in public, and what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.i18n import N_
from casevault.ui.read.tables import intervention_lines
from casevault.ui.table_page import TablePage, columns_of
from casevault.ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from casevault.ui.context import Context

COLUMNS = (
    ("date", 0.11),
    ("instrument", 0.17),
    ("actor", 0.18),
    ("case", 0.1),
    ("channel", 0.08),
    ("asked", 0.2),
    ("response", 0.17),
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
        columns = columns_of(context, "intervention", COLUMNS)
        super().__init__(
            context,
            N_("Interventions"),
            columns=columns,
            read=intervention_lines,
            empty=empty,
            new_label=N_("Record an intervention"),
            kind="intervention",
        )
