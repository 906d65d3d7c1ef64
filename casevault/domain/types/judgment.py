"""A judgment with its sentences."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, COMMON
from casevault.i18n import N_

SENTENCES = Field(
    key="sentences",
    kind=Kind.ROWS,
    label=N_("Sentences"),
    data_class=C1,
    rows=(
        Field(key="person", kind=Kind.REF, label=N_("Person"), data_class=C1, targets=("person",)),
        Field(key="kind", kind=Kind.CHOICE, label=N_("Kind"), required=True, data_class=C1, vocabulary="sentence", search=False),
        Field(key="term", kind=Kind.DURATION, label=N_("Length"), data_class=C1),
        Field(key="suspended", kind=Kind.DURATION, label=N_("Suspended for"), data_class=C1),
        Field(key="probation_start", kind=Kind.DATE, label=N_("Probation starts"), data_class=C1),
        Field(key="political_rights", kind=Kind.DURATION, label=N_("Deprived of political rights for"), data_class=C1),
        Field(key="fine", kind=Kind.TEXT, label=N_("Fine"), data_class=C1),
        Field(key="confiscation", kind=Kind.TEXT, label=N_("Confiscation"), data_class=C1),
        Field(key="prohibition_order", kind=Kind.TEXT, label=N_("Prohibition order"), data_class=C1),
        Field(key="credit_days", kind=Kind.INT, label=N_("Days already served"), data_class=C1, filled=True),
        Field(key="expected_release", kind=Kind.DATE, label=N_("Expected release"), data_class=C1, filled=True),
        Field(
            key="changes", kind=Kind.CHOICES, label=N_("Later changes"), data_class=C1, vocabulary="sentence_change", search=False
        ),
    ),
)

JUDGMENT = RecordType(
    key="judgment",
    label=N_("Judgment"),
    plural=N_("Judgments"),
    icon="scroll-text",
    title=("verdict", "date"),
    dates=("date",),
    case=("case",),
    via=("hearing",),
    fields=(
        Field(key="case", kind=Kind.REF, label=N_("Case"), required=True, data_class=C1, targets=("case",)),
        Field(key="hearing", kind=Kind.REF, label=N_("Hearing"), data_class=C1, targets=("hearing",)),
        Field(key="date", kind=Kind.DATE, label=N_("Date"), required=True, data_class=C1),
        Field(key="pronounced", kind=Kind.CHOICE, label=N_("Pronounced"), data_class=C1, vocabulary="pronounced", search=False),
        Field(key="served", kind=Kind.DATE, label=N_("Served on"), data_class=C1),
        Field(
            key="verdict", kind=Kind.CHOICE, label=N_("Verdict"), required=True, data_class=C1, vocabulary="verdict", search=False
        ),
        Field(key="charges", kind=Kind.REFS, label=N_("Charges"), data_class=C1, targets=("charge",)),
        SENTENCES,
        Field(key="reasons", kind=Kind.LONG, label=N_("Reasons"), data_class=C1),
        Field(key="plea", kind=Kind.CHOICE, label=N_("Plea"), data_class=C1, vocabulary="plea", search=False),
        Field(key="plea_claims", kind=Kind.REFS, label=N_("Accounts of the plea"), data_class=C1, targets=("claim",)),
        Field(key="appeal_deadline", kind=Kind.DATE, label=N_("Last day to appeal"), data_class=C1, filled=True),
        *COMMON,
    ),
)
