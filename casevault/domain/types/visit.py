"""A visit to a person held, or to a family: asked for, answered, held or refused, and what was seen."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, COMMON
from casevault.i18n import N_

CONDITIONS = Field(
    key="conditions",
    kind=Kind.ROWS,
    label=N_("Conditions of the talk"),
    data_class=C1,
    rows=(
        Field(key="private", kind=Kind.BOOL, label=N_("In private"), data_class=C1),
        Field(key="minutes", kind=Kind.INT, label=N_("Minutes"), data_class=C1),
        Field(key="who_listened", kind=Kind.TEXT, label=N_("Who listened"), data_class=C1),
    ),
)

VISIT = RecordType(
    key="visit",
    label=N_("Visit"),
    plural=N_("Visits"),
    icon="footprints",
    title=("to", "visitor", "held"),
    dates=("held",),
    case=("case",),
    fields=(
        Field(key="case", kind=Kind.REF, label=N_("Case"), required=True, data_class=C1, targets=("case",)),
        Field(
            key="visitor", kind=Kind.REF, label=N_("Visitor"), required=True, data_class=C1, targets=("person", "organisation")
        ),
        Field(key="person", kind=Kind.REF, label=N_("Visited"), data_class=C1, targets=("person",)),
        Field(key="to", kind=Kind.CHOICE, label=N_("Where to"), required=True, data_class=C1, vocabulary="visit_to"),
        Field(key="facility", kind=Kind.REF, label=N_("Facility"), data_class=C1, targets=("facility",)),
        Field(key="requested", kind=Kind.DATETIME, label=N_("Asked for on"), data_class=C1),
        Field(key="answered", kind=Kind.DATETIME, label=N_("Answered on"), data_class=C1),
        Field(key="held", kind=Kind.DATETIME, label=N_("Held on"), data_class=C1),
        Field(key="outcome", kind=Kind.CHOICE, label=N_("Outcome"), data_class=C1, vocabulary="visit_outcome", search=False),
        CONDITIONS,
        Field(key="report", kind=Kind.LONG, label=N_("Report"), data_class=C1),
        *COMMON,
    ),
)
