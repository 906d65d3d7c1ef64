"""A lawyer for one person: chosen, appointed or pushed aside, with each meeting asked for and what came of it."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, C4, COMMON
from casevault.i18n import N_

MEETINGS = Field(
    key="meetings",
    kind=Kind.ROWS,
    label=N_("Meetings"),
    data_class=C1,
    rows=(
        Field(key="asked", kind=Kind.DATETIME, label=N_("Asked at"), required=True, data_class=C1),
        Field(key="papers", kind=Kind.BOOL, label=N_("With all papers"), data_class=C1),
        Field(key="granted", kind=Kind.CHOICE, label=N_("Answer"), data_class=C1, vocabulary="meeting_answer", search=False),
        Field(key="held", kind=Kind.DATETIME, label=N_("Held at"), data_class=C1),
        Field(
            key="monitored",
            kind=Kind.CHOICE,
            label=N_("Listened to or watched"),
            data_class=C1,
            vocabulary="monitored",
            search=False,
        ),
        Field(key="refusal_text", kind=Kind.TEXT, label=N_("Refusal, in their words"), data_class=C1),
    ),
)

COUNSEL = RecordType(
    key="counsel",
    label=N_("Counsel"),
    plural=N_("Counsel"),
    icon="handshake",
    title=("lawyer", "kind"),
    dates=("from", "to"),
    case=("case",),
    fields=(
        Field(key="case", kind=Kind.REF, label=N_("Case"), data_class=C1, targets=("case",)),
        Field(key="lawyer", kind=Kind.REF, label=N_("Lawyer"), data_class=C4, targets=("person",)),
        Field(key="person", kind=Kind.REF, label=N_("For whom"), data_class=C1, targets=("person",)),
        Field(key="kind", kind=Kind.CHOICE, label=N_("Kind"), data_class=C1, vocabulary="counsel_kind", search=False),
        Field(key="from", kind=Kind.DATE, label=N_("From"), data_class=C1),
        Field(key="to", kind=Kind.DATE, label=N_("Until"), data_class=C1),
        Field(
            key="licence_status",
            kind=Kind.CHOICE,
            label=N_("Licence"),
            data_class=C1,
            vocabulary="licence_status",
            search=False,
        ),
        MEETINGS,
        *COMMON,
    ),
)
