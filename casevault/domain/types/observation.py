"""What one observer saw of a hearing: facts, the checklist of rights, and apart from both the observer's assessment."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, C5, COMMON, HEARING_SEEN, OBSERVER
from casevault.domain.types.hearing import stamps
from casevault.i18n import N_

ITEMS = Field(
    key="items",
    kind=Kind.ROWS,
    label=N_("Checklist of rights"),
    data_class=C1,
    rows=(
        Field(key="code", kind=Kind.CHOICE, label=N_("Right"), required=True, data_class=C1, vocabulary="right"),
        Field(
            key="rating", kind=Kind.CHOICE, label=N_("Finding"), required=True, data_class=C1, vocabulary="rating", search=False
        ),
        Field(key="note", kind=Kind.TEXT, label=N_("Note"), data_class=C1),
        Field(key="evidence", kind=Kind.REFS, label=N_("Evidence"), data_class=C1, targets=("evidence",)),
    ),
)

OBSERVATION = RecordType(
    key="observation",
    label=N_("Observation of a hearing"),
    plural=N_("Observations of hearings"),
    icon="pen-line",
    title=("observer", "hearing"),
    via=("hearing",),
    fields=(
        HEARING_SEEN,
        OBSERVER,
        Field(
            key="basis",
            kind=Kind.CHOICE,
            label=N_("Where it comes from"),
            required=True,
            data_class=C1,
            vocabulary="observation_basis",
            search=False,
        ),
        Field(key="language", kind=Kind.TEXT, label=N_("Language followed in"), data_class=C5, search=False),
        Field(key="interpreter", kind=Kind.TEXT, label=N_("Interpreter"), data_class=C5),
        stamps(),
        Field(key="notes", kind=Kind.LONG, label=N_("Notes"), data_class=C1),
        Field(key="notes_kept", kind=Kind.BOOL, label=N_("Original notes kept"), data_class=C1),
        ITEMS,
        Field(key="facts", kind=Kind.LONG, label=N_("What happened"), required=True, data_class=C1),
        Field(key="assessment", kind=Kind.LONG, label=N_("Assessment (opinion)"), data_class=C1),
        Field(key="safety_incident", kind=Kind.TEXT, label=N_("Safety incident of the observer"), data_class=C1),
        Field(key="follow_up", kind=Kind.TEXT, label=N_("Follow-up advised"), data_class=C1),
        *COMMON,
    ),
)
