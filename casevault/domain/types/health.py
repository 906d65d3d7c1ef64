"""A concern about someone's health, and notes of ill-treatment: allegations and observations, never a medical opinion.

Everything that says how a person is, is class C3 here, though only some of it is a diagnosis: "asked for insulin" says the rest.
"""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, C3, C5, COMMON
from casevault.i18n import N_

ILL_TREATMENT_NOTES = Field(
    key="ill_treatment_notes",
    kind=Kind.ROWS,
    label=N_("Notes of ill-treatment"),
    data_class=C3,
    rows=(
        Field(key="at", kind=Kind.DATE, label=N_("When"), data_class=C3),
        Field(key="place", kind=Kind.TEXT, label=N_("Where"), data_class=C3),
        Field(key="circumstances", kind=Kind.TEXT, label=N_("Circumstances before"), data_class=C3),
        Field(key="by_whom", kind=Kind.TEXT, label=N_("By whom (description, unit)"), data_class=C3),
        Field(key="said", kind=Kind.TEXT, label=N_("What was asked or said"), data_class=C3),
        Field(key="methods", kind=Kind.TEXT, label=N_("Methods"), data_class=C3),
        Field(key="objects", kind=Kind.TEXT, label=N_("Objects used"), data_class=C3),
        Field(key="sexual_violence", kind=Kind.TEXT, label=N_("Sexual violence (sealed)"), data_class=C5),
        Field(key="injuries", kind=Kind.TEXT, label=N_("Injuries then and now"), data_class=C3),
        Field(key="mind", kind=Kind.TEXT, label=N_("Psychological complaints"), data_class=C3),
        Field(key="care", kind=Kind.TEXT, label=N_("Care asked for and given"), data_class=C3),
        Field(key="witnesses", kind=Kind.REFS, label=N_("Witnesses"), data_class=C3, targets=("person",)),
        Field(key="certificate", kind=Kind.REF, label=N_("Certificate"), data_class=C3, targets=("evidence",)),
        Field(key="complaint", kind=Kind.TEXT, label=N_("Complaint: to whom, with what result"), data_class=C3),
        Field(key="may_transmit", kind=Kind.BOOL, label=N_("The person agrees that this is passed on"), data_class=C3),
        Field(
            key="consistency",
            kind=Kind.CHOICE,
            label=N_("Consistency, by a clinician"),
            data_class=C3,
            vocabulary="consistency",
            search=False,
        ),
    ),
)

HEALTH = RecordType(
    key="health",
    label=N_("Health concern"),
    plural=N_("Health concerns"),
    icon="stethoscope",
    title=("kind", "person", "since"),
    dates=("since",),
    via=("person",),
    fields=(
        Field(key="person", kind=Kind.REF, label=N_("Person"), required=True, data_class=C1, targets=("person",)),
        Field(key="kind", kind=Kind.CHOICE, label=N_("Kind"), data_class=C3, vocabulary="health_kind"),
        Field(key="since", kind=Kind.DATE, label=N_("Since"), data_class=C3),
        Field(key="severity", kind=Kind.CHOICE, label=N_("Severity"), data_class=C3, vocabulary="severity", search=False),
        Field(key="need", kind=Kind.TEXT, label=N_("What is needed"), data_class=C3),
        Field(key="asked_on", kind=Kind.DATE, label=N_("Asked for on"), data_class=C3),
        Field(key="answer", kind=Kind.TEXT, label=N_("Answer"), data_class=C3),
        Field(key="treated", kind=Kind.CHOICE, label=N_("Treated"), data_class=C3, vocabulary="treated", search=False),
        Field(key="medicines_stopped", kind=Kind.BOOL, label=N_("Medicines stopped or withheld"), data_class=C3),
        Field(key="documents", kind=Kind.REFS, label=N_("Documents"), data_class=C3, targets=("evidence",)),
        Field(key="ill_treatment", kind=Kind.BOOL, label=N_("Ill-treatment alleged"), data_class=C3),
        ILL_TREATMENT_NOTES,
        *COMMON,
    ),
)
