"""A field of this vault's own, or what this vault decided about a built-in one: its name here, and whether forms still ask it.

The key, the kind and the list of a field say what old records mean; they are given once. `domain.own` reads these records.
"""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType, TextForm
from casevault.domain.types.common import C1, COMMON, LABELS
from casevault.i18n import N_

CUSTOM_FIELD = RecordType(
    key="custom_field",
    label=N_("Own field"),
    plural=N_("Own fields"),
    icon="pencil-line",
    title=("type", "key", "label"),
    fields=(
        Field(
            key="type",
            kind=Kind.TEXT,
            label=N_("On records of type"),
            required=True,
            data_class=C1,
            form=TextForm.RECORD_TYPE,
            search=False,
        ),
        Field(key="label", kind=Kind.TEXT, label=N_("Label"), data_class=C1, search=False),
        Field(key="kind", kind=Kind.CHOICE, label=N_("Kind of value"), data_class=C1, vocabulary="field_kind", search=False),
        Field(key="vocabulary", kind=Kind.TEXT, label=N_("List"), data_class=C1, form=TextForm.VOCABULARY, search=False),
        Field(
            key="targets",
            kind=Kind.TEXTS,
            label=N_("Points to records of type"),
            data_class=C1,
            form=TextForm.RECORD_TYPE,
            search=False,
        ),
        Field(
            key="field_class",
            kind=Kind.CHOICE,
            label=N_("Data class of its values"),
            data_class=C1,
            vocabulary="sensitivity",
            search=False,
        ),
        Field(key="told_to", kind=Kind.CHOICES, label=N_("May be told to"), data_class=C1, vocabulary="audience", search=False),
        Field(key="required", kind=Kind.BOOL, label=N_("Forms ask for a value"), data_class=C1, search=False),
        Field(key="not_searched", kind=Kind.BOOL, label=N_("Left out of search"), data_class=C1, search=False),
        Field(key="key", kind=Kind.TEXT, label=N_("Key"), data_class=C1, search=False),
        LABELS,
        Field(key="retired", kind=Kind.DAY, label=N_("Retired on"), data_class=C1, search=False),
        *COMMON,
    ),
)
