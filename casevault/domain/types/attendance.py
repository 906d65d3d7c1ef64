"""An observer at a hearing: admitted, or refused and with what words."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, CAPACITY, COMMON, HEARING_SEEN, OBSERVER
from casevault.i18n import N_

ATTENDANCE = RecordType(
    key="attendance",
    label=N_("Observer at a hearing"),
    plural=N_("Observers at hearings"),
    icon="eye",
    title=("observer", "outcome"),
    dates=("request_on",),
    via=("hearing",),
    fields=(
        HEARING_SEEN,
        OBSERVER,
        CAPACITY,
        Field(key="request_to", kind=Kind.TEXT, label=N_("Access asked of"), data_class=C1),
        Field(key="request_on", kind=Kind.DATETIME, label=N_("Access asked on"), data_class=C1),
        Field(key="basis", kind=Kind.TEXT, label=N_("Legal basis invoked"), data_class=C1),
        Field(key="answer", kind=Kind.CHOICE, label=N_("Answer"), data_class=C1, vocabulary="access_answer", search=False),
        Field(
            key="outcome",
            kind=Kind.CHOICE,
            label=N_("Outcome"),
            required=True,
            data_class=C1,
            vocabulary="access_outcome",
            search=False,
        ),
        Field(
            key="stated_reason",
            kind=Kind.CHOICE,
            label=N_("Reason given"),
            data_class=C1,
            vocabulary="refusal_reason",
            search=False,
        ),
        Field(key="verbatim", kind=Kind.LONG, label=N_("The words used"), data_class=C1),
        Field(key="refused_by", kind=Kind.TEXT, label=N_("Refused by"), data_class=C1),
        Field(key="treatment", kind=Kind.LONG, label=N_("Treatment"), data_class=C1),
        Field(key="witnesses", kind=Kind.REFS, label=N_("Witnesses"), data_class=C1, targets=("person", "organisation")),
        Field(key="evidence", kind=Kind.REFS, label=N_("Evidence"), data_class=C1, targets=("evidence",)),
        Field(key="protest_made", kind=Kind.REF, label=N_("Protest made"), data_class=C1, targets=("intervention",)),
        *COMMON,
    ),
)
