"""A stage of a detention: one measure, from its start to its end."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, COMMON
from casevault.i18n import N_

STAGE = RecordType(
    key="stage",
    label=N_("Stage"),
    plural=N_("Stages"),
    icon="milestone",
    title=("measure", "start"),
    dates=("start", "end"),
    via=("period",),
    fields=(
        Field(key="period", kind=Kind.REF, label=N_("Detention"), required=True, data_class=C1, targets=("detention",)),
        Field(key="measure", kind=Kind.CHOICE, label=N_("Measure"), required=True, data_class=C1, vocabulary="measure"),
        Field(key="start", kind=Kind.DATE, label=N_("Start"), required=True, data_class=C1),
        Field(key="end", kind=Kind.DATE, label=N_("End"), data_class=C1),
        Field(key="authority", kind=Kind.REF, label=N_("Authority"), data_class=C1, targets=("organisation",)),
        Field(key="facility", kind=Kind.REF, label=N_("Facility"), data_class=C1, targets=("facility",)),
        Field(
            key="warrant_shown", kind=Kind.CHOICE, label=N_("Warrant shown"), data_class=C1, vocabulary="warrant", search=False
        ),
        Field(key="warrant_by", kind=Kind.REF, label=N_("Warrant issued by"), data_class=C1, targets=("organisation",)),
        Field(key="document", kind=Kind.REF, label=N_("Document"), data_class=C1, targets=("evidence",)),
        Field(
            key="notice_family",
            kind=Kind.CHOICE,
            label=N_("Notice to the family"),
            data_class=C1,
            vocabulary="family_notice",
            search=False,
        ),
        Field(key="notice_family_on", kind=Kind.DATE, label=N_("Family told on"), data_class=C1),
        Field(key="notice_text", kind=Kind.TEXT, label=N_("Words of the notice"), data_class=C1),
        Field(
            key="outside_contact",
            kind=Kind.CHOICE,
            label=N_("Contact with the outside"),
            data_class=C1,
            vocabulary="outside_contact",
            search=False,
        ),
        Field(key="national_security", kind=Kind.BOOL, label=N_("National security or terrorism"), data_class=C1),
        Field(
            key="pack_version",
            kind=Kind.TEXT,
            label=N_("Law version"),
            required=True,
            data_class=C1,
            search=False,
            filled=True,
        ),
        Field(key="transfer_from", kind=Kind.REF, label=N_("Transferred from"), data_class=C1, targets=("facility",)),
        *COMMON,
    ),
)
