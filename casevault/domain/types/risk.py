"""A risk assessment of a person or of an act that is planned, weighed by two people and looked at again on a day.

What threatens, what protects and what was decided is class C5: together they tell a reader in the wrong place where to press.
"""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, C5, COMMON
from casevault.i18n import N_

RISK = RecordType(
    key="risk",
    label=N_("Risk assessment"),
    plural=N_("Risk assessments"),
    icon="shield",
    title=("person", "action", "review_on"),
    dates=("review_on",),
    via=("person", "action"),
    one_of=("person", "action"),
    fields=(
        Field(key="person", kind=Kind.REF, label=N_("Person"), data_class=C1, targets=("person",)),
        Field(
            key="action",
            kind=Kind.REF,
            label=N_("Planned act"),
            data_class=C1,
            targets=("intervention", "visit", "hearing", "support", "family_contact", "event", "case"),
        ),
        Field(key="threat", kind=Kind.TEXT, label=N_("Threat"), data_class=C5),
        Field(key="likelihood", kind=Kind.CHOICE, label=N_("Likelihood"), data_class=C5, vocabulary="likelihood", search=False),
        Field(key="impact", kind=Kind.CHOICE, label=N_("Impact"), data_class=C5, vocabulary="impact", search=False),
        Field(key="measures", kind=Kind.TEXT, label=N_("Measures"), data_class=C5),
        Field(key="decision", kind=Kind.TEXT, label=N_("Decision"), data_class=C5),
        Field(key="by", kind=Kind.REFS, label=N_("Weighed by (two people)"), data_class=C5, targets=("actor",)),
        Field(key="review_on", kind=Kind.DAY, label=N_("Review on"), required=True, data_class=C1),
        *COMMON,
    ),
)
