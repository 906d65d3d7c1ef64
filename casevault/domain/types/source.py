"""A source: a code, a kind, and in a sealed field who it is; public documents are sources of class C0."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, C5, COMMON
from casevault.i18n import N_

SOURCE = RecordType(
    key="source",
    label=N_("Source"),
    plural=N_("Sources"),
    icon="quote",
    data_class=C5,
    title=("code", "title"),
    fields=(
        Field(key="code", kind=Kind.TEXT, label=N_("Code"), required=True, data_class=C1),
        Field(key="title", kind=Kind.TEXT, label=N_("Published as"), data_class=C1),
        Field(
            key="kind", kind=Kind.CHOICE, label=N_("Kind"), required=True, data_class=C1, vocabulary="source_kind", search=False
        ),
        Field(key="identity", kind=Kind.REF, label=N_("Who it is"), data_class=C5, targets=("person",)),
        Field(
            key="reliability", kind=Kind.CHOICE, label=N_("Reliability"), data_class=C5, vocabulary="admiralty_r", search=False
        ),
        Field(
            key="protection",
            kind=Kind.CHOICE,
            label=N_("Protection"),
            required=True,
            data_class=C1,
            vocabulary="protection",
            search=False,
        ),
        Field(key="contactable", kind=Kind.BOOL, label=N_("Can be contacted"), data_class=C1),
        *COMMON,
    ),
)
