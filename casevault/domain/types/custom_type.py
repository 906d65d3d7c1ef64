"""A record type of this vault's own. Its fields are own fields that name it; its key is given once."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, COMMON, LABELS
from casevault.i18n import N_

CUSTOM_TYPE = RecordType(
    key="custom_type",
    label=N_("Own record type"),
    plural=N_("Own record types"),
    icon="file-plus",
    title=("key", "label"),
    fields=(
        Field(key="label", kind=Kind.TEXT, label=N_("Label"), required=True, data_class=C1, search=False),
        Field(key="plural", kind=Kind.TEXT, label=N_("Plural"), data_class=C1, search=False),
        Field(key="key", kind=Kind.TEXT, label=N_("Key"), data_class=C1, search=False),
        LABELS,
        Field(key="retired", kind=Kind.DAY, label=N_("Retired on"), data_class=C1, search=False),
        *COMMON,
    ),
)
