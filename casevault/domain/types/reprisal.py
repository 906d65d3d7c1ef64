"""A reprisal: what was done to someone because of another person, an event, an intervention or contact with the UN."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, COMMON
from casevault.i18n import N_

REPRISAL = RecordType(
    key="reprisal",
    label=N_("Reprisal"),
    plural=N_("Reprisals"),
    icon="triangle-alert",
    title=("kind", "target", "date"),
    dates=("date", "ended"),
    case=("case",),
    via=("target", "because_of"),
    fields=(
        Field(key="target", kind=Kind.REF, label=N_("Against whom"), required=True, data_class=C1, targets=("person",)),
        Field(key="case", kind=Kind.REF, label=N_("Case"), data_class=C1, targets=("case",)),
        Field(
            key="because_of",
            kind=Kind.REF,
            label=N_("Because of"),
            data_class=C1,
            targets=("person", "event", "intervention"),
        ),
        Field(key="un_cooperation", kind=Kind.BOOL, label=N_("Because of contact with the UN"), data_class=C1),
        Field(key="kind", kind=Kind.CHOICE, label=N_("What was done"), required=True, data_class=C1, vocabulary="reprisal"),
        Field(
            key="demanded_data",
            kind=Kind.CHOICES,
            label=N_("Data demanded"),
            data_class=C1,
            vocabulary="data_demanded",
            search=False,
        ),
        Field(key="abroad", kind=Kind.BOOL, label=N_("Abroad"), data_class=C1),
        Field(key="date", kind=Kind.DATE, label=N_("Date"), required=True, data_class=C1),
        Field(key="ended", kind=Kind.DATE, label=N_("Ended on"), data_class=C1),
        Field(key="actor", kind=Kind.REF, label=N_("By whom"), data_class=C1, targets=("organisation", "person")),
        Field(key="narrative", kind=Kind.LONG, label=N_("Account"), data_class=C1),
        Field(key="report_ref", kind=Kind.TEXT, label=N_("Reported as (police, UN)"), data_class=C1),
        Field(key="ongoing", kind=Kind.BOOL, label=N_("Still going on"), data_class=C1),
        *COMMON,
    ),
)
