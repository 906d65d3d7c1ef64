"""A facility where people are held, treated or confined."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, COMMON, NAMES
from casevault.i18n import N_, NC_

FACILITY = RecordType(
    key="facility",
    label=N_("Facility"),
    plural=N_("Facilities"),
    icon="door-closed",
    title=("name",),
    dates=("known_since",),
    fields=(
        Field(key="name", kind=Kind.TEXT, label=NC_("of a thing", "Name"), required=True, data_class=C1, names_person=True),
        NAMES,
        Field(
            key="kind", kind=Kind.CHOICE, label=N_("Kind"), required=True, data_class=C1, vocabulary="facility_kind", search=False
        ),
        Field(key="org", kind=Kind.REF, label=N_("Run by"), data_class=C1, targets=("organisation",)),
        Field(key="place", kind=Kind.REF, label=N_("Place"), data_class=C1, targets=("place",)),
        Field(key="known_since", kind=Kind.DATE, label=N_("Known since"), data_class=C1),
        Field(key="is_inferred", kind=Kind.BOOL, label=N_("Inferred, not confirmed"), data_class=C1),
        Field(key="visiting_rules", kind=Kind.TEXT, label=N_("Visiting rules"), data_class=C1),
        *COMMON,
    ),
)
