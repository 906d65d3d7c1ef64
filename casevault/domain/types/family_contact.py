"""A contact between the family and the person detained: made, refused or forbidden."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, C3, C4, COMMON
from casevault.i18n import N_

FAMILY_CONTACT = RecordType(
    key="family_contact",
    label=N_("Family contact"),
    plural=N_("Family contacts"),
    icon="phone",
    title=("kind", "at"),
    dates=("at",),
    case=("case",),
    fields=(
        Field(key="case", kind=Kind.REF, label=N_("Case"), required=True, data_class=C1, targets=("case",)),
        Field(key="relative", kind=Kind.REF, label=N_("Relative"), required=True, data_class=C4, targets=("person",)),
        Field(
            key="kind", kind=Kind.CHOICE, label=N_("Kind"), required=True, data_class=C1, vocabulary="contact_kind", search=False
        ),
        Field(key="at", kind=Kind.DATETIME, label=N_("When"), required=True, data_class=C1),
        Field(
            key="initiator", kind=Kind.CHOICE, label=N_("Who made contact"), data_class=C1, vocabulary="initiator", search=False
        ),
        Field(
            key="monitored",
            kind=Kind.CHOICE,
            label=N_("Listened to or read"),
            data_class=C1,
            vocabulary="monitored",
            search=False,
        ),
        Field(key="content", kind=Kind.LONG, label=N_("What was said"), data_class=C4),
        Field(key="detainee_state", kind=Kind.TEXT, label=N_("State of the person detained"), data_class=C3),
        Field(key="risk_checked", kind=Kind.BOOL, label=N_("Risk of this contact considered"), required=True, data_class=C1),
        Field(key="next_due", kind=Kind.DAY, label=N_("Next contact due"), data_class=C1),
        Field(key="consequence", kind=Kind.REF, label=N_("Consequence"), data_class=C1, targets=("reprisal", "event")),
        *COMMON,
    ),
)
