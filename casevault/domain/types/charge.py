"""A charge against one person, with its name in the language of the law."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, COMMON
from casevault.i18n import N_

CHARGE = RecordType(
    key="charge",
    label=N_("Charge"),
    plural=N_("Charges"),
    icon="scale",
    title=("law_article", "person"),
    dates=("from", "to"),
    case=("case",),
    fields=(
        Field(key="case", kind=Kind.REF, label=N_("Case"), required=True, data_class=C1, targets=("case",)),
        Field(key="person", kind=Kind.REF, label=N_("Person"), required=True, data_class=C1, targets=("person",)),
        Field(key="law_article", kind=Kind.CHOICE, label=N_("Charge"), required=True, data_class=C1, vocabulary="charge"),
        Field(key="zh", kind=Kind.TEXT, label=N_("Name in Chinese"), data_class=C1, filled=True),
        Field(key="pinyin", kind=Kind.TEXT, label=N_("Name in pinyin"), data_class=C1, filled=True),
        Field(key="en", kind=Kind.TEXT, label=N_("Name in English"), data_class=C1, filled=True),
        Field(key="stage", kind=Kind.CHOICE, label=N_("How far"), data_class=C1, vocabulary="charge_stage", search=False),
        Field(key="from", kind=Kind.DATE, label=N_("From"), data_class=C1),
        Field(key="to", kind=Kind.DATE, label=N_("Until"), data_class=C1),
        Field(key="acts_alleged", kind=Kind.LONG, label=N_("Acts alleged"), data_class=C1),
        Field(key="legislation", kind=Kind.REFS, label=N_("Laws it rests on"), data_class=C1, targets=("evidence",)),
        Field(key="text_source", kind=Kind.TEXT, label=N_("Where the wording comes from"), data_class=C1),
        *COMMON,
    ),
)
