"""A code of this vault's own in a list, or what the vault decided of a built-in one: its name, and whether forms offer it."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType, TextForm
from casevault.domain.types.common import C1, COMMON, LABELS
from casevault.i18n import N_

VOCABULARY_ENTRY = RecordType(
    key="vocabulary_entry",
    label=N_("List entry"),
    plural=N_("List entries"),
    icon="list",
    title=("vocabulary", "code", "label"),
    fields=(
        Field(
            key="vocabulary",
            kind=Kind.TEXT,
            label=N_("List"),
            required=True,
            data_class=C1,
            form=TextForm.VOCABULARY,
            search=False,
        ),
        Field(key="label", kind=Kind.TEXT, label=N_("Label"), data_class=C1, search=False),
        Field(key="code", kind=Kind.TEXT, label=N_("Code"), data_class=C1, search=False),
        LABELS,
        Field(key="retired", kind=Kind.DAY, label=N_("Retired on"), data_class=C1, search=False),
        *COMMON,
    ),
)
