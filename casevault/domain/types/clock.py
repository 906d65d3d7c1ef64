"""What people enter about a legal limit: steps granted, an exception claimed, when it was met; the limit itself is computed."""

from __future__ import annotations

from typing import Final

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, COMMON
from casevault.i18n import N_

RULE: Final = "rule_id"  # the field that names a rule of a pack

EXTENSIONS = Field(
    key="extensions",
    kind=Kind.ROWS,
    label=N_("Extensions"),
    data_class=C1,
    rows=(
        Field(key="step", kind=Kind.INT, label=N_("Step of the rule (1 is the first)"), required=True, data_class=C1),
        Field(
            key="basis",
            kind=Kind.CHOICE,
            label=N_("How it is known"),
            required=True,
            data_class=C1,
            vocabulary="extension_basis",
            search=False,
        ),
        Field(key="on", kind=Kind.DATE, label=N_("Granted on"), data_class=C1),
    ),
)

CLOCK = RecordType(
    key="clock",
    label=N_("Legal limit"),
    plural=N_("Legal limits"),
    icon="hourglass",
    title=(RULE, "stage", "event"),
    dates=("met_on",),
    via=("stage", "event"),
    one_of=("stage", "event"),
    fields=(
        Field(key="stage", kind=Kind.REF, label=N_("Stage"), data_class=C1, targets=("stage",)),
        Field(key="event", kind=Kind.REF, label=N_("Event"), data_class=C1, targets=("event",)),
        Field(key=RULE, kind=Kind.TEXT, label=N_("Rule"), required=True, data_class=C1),
        Field(key="start_claims", kind=Kind.REFS, label=N_("Accounts of the start"), data_class=C1, targets=("claim",)),
        EXTENSIONS,
        Field(key="exception_claimed", kind=Kind.TEXT, label=N_("Exception claimed"), data_class=C1),
        Field(key="met_on", kind=Kind.DATE, label=N_("Met on"), data_class=C1),
        Field(key="note", kind=Kind.TEXT, label=N_("Note"), data_class=C1),
        *COMMON,
    ),
)
