"""A place: country, province, city, county, village, address."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType, TextForm
from casevault.domain.types.common import C1, C4, COMMON, NAMES
from casevault.i18n import N_, NC_

PLACE = RecordType(
    key="place",
    label=N_("Place"),
    plural=N_("Places"),
    icon="map-pin",
    title=("name",),
    fields=(
        Field(key="name", kind=Kind.TEXT, label=NC_("of a thing", "Name"), required=True, data_class=C1, names_person=True),
        NAMES,
        Field(key="admin_code", kind=Kind.TEXT, label=N_("Administrative code"), data_class=C1),
        Field(key="level", kind=Kind.CHOICE, label=N_("Level"), data_class=C1, vocabulary="place_level", search=False),
        Field(key="lat", kind=Kind.TEXT, label=N_("Latitude"), data_class=C4, form=TextForm.DECIMAL, search=False),
        Field(key="lon", kind=Kind.TEXT, label=N_("Longitude"), data_class=C4, form=TextForm.DECIMAL, search=False),
        Field(key="note", kind=Kind.TEXT, label=N_("Note"), data_class=C1),
        *COMMON,
    ),
)
