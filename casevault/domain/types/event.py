"""An event: one thing that happened, with who did what to whom."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, COMMON
from casevault.i18n import N_

PERPETRATORS = Field(
    key="perpetrators",
    kind=Kind.ROWS,
    label=N_("By whom"),
    data_class=C1,
    rows=(
        Field(key="person", kind=Kind.REF, label=N_("Person"), data_class=C1, targets=("person",)),
        Field(key="organisation", kind=Kind.REF, label=N_("Organisation"), data_class=C1, targets=("organisation",)),
        Field(
            key="degree", kind=Kind.CHOICE, label=N_("Degree of involvement"), data_class=C1, vocabulary="degree", search=False
        ),
    ),
)

LINKED_EVENTS = Field(
    key="linked_events",
    kind=Kind.ROWS,
    label=N_("Linked events"),
    data_class=C1,
    rows=(
        Field(key="event", kind=Kind.REF, label=N_("Event"), required=True, data_class=C1, targets=("event",)),
        Field(key="chain", kind=Kind.CHOICE, label=N_("Link"), data_class=C1, vocabulary="chain", search=False),
    ),
)

EVENT = RecordType(
    key="event",
    label=N_("Event"),
    plural=N_("Events"),
    icon="calendar",
    title=("kind", "narrative"),
    dates=("start", "end"),
    case=("case",),
    fields=(
        Field(key="case", kind=Kind.REF, label=N_("Case"), required=True, data_class=C1, targets=("case",)),
        Field(key="kind", kind=Kind.CHOICE, label=N_("What happened"), required=True, data_class=C1, vocabulary="act"),
        Field(key="start", kind=Kind.DATE, label=N_("Start"), required=True, data_class=C1),
        Field(key="end", kind=Kind.DATE, label=N_("End"), data_class=C1),
        Field(key="place", kind=Kind.REF, label=N_("Place"), data_class=C1, targets=("place", "facility")),
        Field(key="victims", kind=Kind.REFS, label=N_("To whom"), data_class=C1, targets=("person",)),
        PERPETRATORS,
        Field(key="narrative", kind=Kind.LONG, label=N_("Account"), data_class=C1),
        Field(key="stated_reason", kind=Kind.TEXT, label=N_("Reason given"), data_class=C1),
        Field(
            key="government_position",
            kind=Kind.CHOICE,
            label=N_("Position of the government"),
            data_class=C1,
            vocabulary="government_position",
            search=False,
        ),
        Field(key="rights", kind=Kind.CHOICES, label=N_("Rights concerned"), data_class=C1, vocabulary="right", search=False),
        LINKED_EVENTS,
        Field(key="huridocs_ref", kind=Kind.TEXT, label=N_("HURIDOCS code"), data_class=C1, search=False),
        *COMMON,
    ),
)
