"""A legal remedy: what was filed, by whom, what was answered, or why it was of no use."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, COMMON
from casevault.i18n import N_

REMEDY = RecordType(
    key="remedy",
    label=N_("Legal remedy"),
    plural=N_("Legal remedies"),
    icon="landmark",
    title=("kind", "filed"),
    dates=("filed", "answer_on"),
    case=("case",),
    fields=(
        Field(key="case", kind=Kind.REF, label=N_("Case"), required=True, data_class=C1, targets=("case",)),
        Field(key="person", kind=Kind.REF, label=N_("For whom"), data_class=C1, targets=("person",)),
        Field(key="kind", kind=Kind.CHOICE, label=N_("Remedy"), required=True, data_class=C1, vocabulary="remedy_kind"),
        Field(key="filed", kind=Kind.DATE, label=N_("Filed on"), data_class=C1),
        Field(key="by", kind=Kind.TEXT, label=N_("Filed by"), data_class=C1),
        Field(key="addressed_to", kind=Kind.REF, label=N_("Filed with"), data_class=C1, targets=("organisation",)),
        Field(key="answer", kind=Kind.CHOICE, label=N_("Answer"), data_class=C1, vocabulary="remedy_answer", search=False),
        Field(key="answer_on", kind=Kind.DATE, label=N_("Answered on"), data_class=C1),
        Field(key="why_not", kind=Kind.TEXT, label=N_("Why not used, or of no use"), data_class=C1),
        Field(key="evidence", kind=Kind.REFS, label=N_("Evidence"), data_class=C1, targets=("evidence",)),
        *COMMON,
    ),
)
