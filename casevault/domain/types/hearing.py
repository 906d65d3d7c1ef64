"""A hearing: announced, scheduled, held, and what came of it."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, COMMON
from casevault.i18n import N_

HEARING = RecordType(
    key="hearing",
    label=N_("Hearing"),
    plural=N_("Hearings"),
    icon="gavel",
    title=("kind", "court", "scheduled"),
    dates=("scheduled",),
    case=("case",),
    fields=(
        Field(key="case", kind=Kind.REF, label=N_("Case"), required=True, data_class=C1, targets=("case",)),
        Field(key="court", kind=Kind.REF, label=N_("Court"), required=True, data_class=C1, targets=("organisation",)),
        Field(
            key="level",
            kind=Kind.CHOICE,
            label=N_("Level of court"),
            required=True,
            data_class=C1,
            vocabulary="court_level",
            search=False,
        ),
        Field(
            key="kind",
            kind=Kind.CHOICE,
            label=N_("Kind of hearing"),
            required=True,
            data_class=C1,
            vocabulary="hearing_kind",
            search=False,
        ),
        Field(key="docket", kind=Kind.TEXT, label=N_("Docket number"), data_class=C1),
        Field(key="announced", kind=Kind.DATE, label=N_("Announced on"), data_class=C1),
        Field(key="scheduled", kind=Kind.DATETIME, label=N_("Scheduled for"), required=True, data_class=C1),
        Field(key="held", kind=Kind.DATETIME, label=N_("Held, began"), data_class=C1),
        Field(key="end", kind=Kind.DATETIME, label=N_("Held, ended"), data_class=C1),
        Field(
            key="publicity",
            kind=Kind.CHOICE,
            label=N_("Public or closed"),
            required=True,
            data_class=C1,
            vocabulary="publicity",
            search=False,
        ),
        Field(key="closure_reason", kind=Kind.TEXT, label=N_("Reason for closing"), data_class=C1),
        Field(key="panel", kind=Kind.REFS, label=N_("Judges"), data_class=C1, targets=("person",)),
        Field(key="prosecutors", kind=Kind.REFS, label=N_("Prosecutors"), data_class=C1, targets=("person",)),
        Field(
            key="defendant_presence",
            kind=Kind.CHOICE,
            label=N_("Defendant present"),
            data_class=C1,
            vocabulary="defendant_presence",
            search=False,
        ),
        Field(key="outcome", kind=Kind.CHOICE, label=N_("Outcome"), data_class=C1, vocabulary="hearing_outcome", search=False),
        Field(key="next_hearing", kind=Kind.DATETIME, label=N_("Next hearing"), data_class=C1),
        *COMMON,
    ),
)
