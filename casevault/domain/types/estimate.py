"""An estimate of a number, as one source gives it at one time; several stand side by side."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, C5, COMMON
from casevault.i18n import N_

ESTIMATE = RecordType(
    key="estimate",
    label=N_("Estimate"),
    plural=N_("Estimates"),
    icon="chart-column",
    title=("topic", "date"),
    dates=("date",),
    case=("case",),
    fields=(
        Field(key="case", kind=Kind.REF, label=N_("Case"), data_class=C1, targets=("case",)),
        Field(key="topic", kind=Kind.TEXT, label=N_("Of what"), required=True, data_class=C1),
        Field(key="low", kind=Kind.INT, label=N_("At least"), data_class=C1),
        Field(key="high", kind=Kind.INT, label=N_("At most"), data_class=C1),
        Field(key="date", kind=Kind.DATE, label=N_("Date"), data_class=C1),
        Field(key="source", kind=Kind.REF, label=N_("Source"), data_class=C5, targets=("source",)),
        Field(key="wording", kind=Kind.LONG, label=N_("As the source puts it"), data_class=C1),
        *COMMON,
    ),
)
