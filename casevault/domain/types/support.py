"""A request for support: for whom, of what kind, asked of whom, and what became of it. Payment channels do not stand here."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType, TextForm
from casevault.domain.types.common import C1, C5, COMMON
from casevault.i18n import N_

SUPPORT = RecordType(
    key="support",
    label=N_("Support request"),
    plural=N_("Support requests"),
    icon="hand-helping",
    title=("kind", "for", "asked"),
    dates=("asked", "paid"),
    case=("case",),
    fields=(
        Field(key="case", kind=Kind.REF, label=N_("Case"), required=True, data_class=C1, targets=("case",)),
        Field(key="for", kind=Kind.REF, label=N_("For whom"), required=True, data_class=C1, targets=("person",)),
        Field(key="kind", kind=Kind.CHOICE, label=N_("Kind of support"), required=True, data_class=C1, vocabulary="support"),
        Field(key="summary", kind=Kind.LONG, label=N_("What is needed, and why"), data_class=C1),
        Field(key="amount", kind=Kind.TEXT, label=N_("Amount"), data_class=C1, form=TextForm.DECIMAL, search=False),
        Field(key="currency", kind=Kind.CHOICE, label=N_("Currency"), data_class=C1, vocabulary="currency", search=False),
        Field(key="funder", kind=Kind.REF, label=N_("Asked of"), data_class=C5, targets=("organisation",)),
        Field(key="other_funders", kind=Kind.TEXT, label=N_("Other funders"), data_class=C5),
        Field(key="referees", kind=Kind.REFS, label=N_("Referees"), data_class=C5, targets=("person",)),
        Field(key="asked", kind=Kind.DAY, label=N_("Asked on"), data_class=C1),
        Field(key="decided", kind=Kind.DAY, label=N_("Decided on"), data_class=C1),
        Field(key="paid", kind=Kind.DAY, label=N_("Paid on"), data_class=C1),
        Field(key="decision", kind=Kind.CHOICE, label=N_("Decision"), data_class=C1, vocabulary="support_decision", search=False),
        Field(key="refusal_reason", kind=Kind.TEXT, label=N_("Why refused"), data_class=C1),
        Field(key="payment_risk", kind=Kind.TEXT, label=N_("Risk of receiving it"), data_class=C5),
        Field(key="report_due", kind=Kind.DAY, label=N_("Report due"), data_class=C1),
        Field(key="reported", kind=Kind.DAY, label=N_("Report sent on"), data_class=C1),
        *COMMON,
    ),
)
