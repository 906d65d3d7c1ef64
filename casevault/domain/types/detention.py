"""A period of detention: from the first deprivation of liberty to its end, made of stages."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, COMMON
from casevault.i18n import N_

DETENTION = RecordType(
    key="detention",
    label=N_("Detention"),
    plural=N_("Detentions"),
    icon="door-open",
    title=("person", "start"),
    dates=("start", "end"),
    case=("case",),
    fields=(
        Field(key="case", kind=Kind.REF, label=N_("Case"), required=True, data_class=C1, targets=("case",)),
        Field(key="person", kind=Kind.REF, label=N_("Person"), required=True, data_class=C1, targets=("person",)),
        Field(key="seq", kind=Kind.INT, label=N_("Number"), required=True, data_class=C1, filled=True),
        Field(key="start", kind=Kind.DATE, label=N_("Start"), required=True, data_class=C1),
        Field(key="end", kind=Kind.DATE, label=N_("End"), data_class=C1),
        Field(
            key="end_reason", kind=Kind.CHOICE, label=N_("Why it ended"), data_class=C1, vocabulary="detention_end", search=False
        ),
        Field(key="total_days", kind=Kind.INT, label=N_("Days in all"), data_class=C1, filled=True),
        *COMMON,
    ),
)
