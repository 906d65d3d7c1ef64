"""A claim: what one source says about one field of one record; the field itself holds the value in use."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, C5, COMMON
from casevault.i18n import N_

CLAIM = RecordType(
    key="claim",
    label=N_("Account"),
    plural=N_("Accounts"),
    icon="git-fork",
    title=("field", "value"),
    dates=("said_on",),
    via=("record",),
    fields=(
        Field(key="record", kind=Kind.REF, label=N_("About record"), required=True, data_class=C1),
        Field(key="field", kind=Kind.TEXT, label=N_("About field"), required=True, data_class=C1, search=False),
        Field(key="value", kind=Kind.TEXT, label=N_("Value"), required=True, data_class=C1),
        Field(key="wording", kind=Kind.LONG, label=N_("As the source puts it"), data_class=C1),
        Field(key="source", kind=Kind.REF, label=N_("Source"), required=True, data_class=C5, targets=("source",)),
        Field(key="said_on", kind=Kind.DATE, label=N_("Said on"), data_class=C1),
        Field(
            key="credibility", kind=Kind.CHOICE, label=N_("Credibility"), data_class=C5, vocabulary="admiralty_c", search=False
        ),
        Field(
            key="status",
            kind=Kind.CHOICE,
            label=N_("Status"),
            required=True,
            data_class=C1,
            vocabulary="claim_status",
            search=False,
        ),
        Field(key="reason", kind=Kind.TEXT, label=N_("Reason"), data_class=C1),
        *COMMON,
    ),
)
