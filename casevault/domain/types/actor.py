"""Who makes entries: the name or initials an entry is signed with, bound to the slot that opened the vault."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C5, COMMON
from casevault.i18n import N_

ACTOR = RecordType(
    key="actor",
    label=N_("Person who makes entries"),
    plural=N_("People who make entries"),
    icon="user-pen",
    data_class=C5,
    title=("name",),
    fields=(
        Field(key="name", kind=Kind.TEXT, label=N_("Entries are signed"), required=True, data_class=C5),
        Field(key="slot", kind=Kind.TEXT, label=N_("Opens with"), data_class=C5, search=False),
        *COMMON,
    ),
)
