"""A device on which this vault was opened; its public key signs what it writes."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C5, COMMON
from casevault.i18n import N_, NC_

DEVICE = RecordType(
    key="device",
    label=N_("Device"),
    plural=N_("Devices"),
    icon="laptop",
    data_class=C5,
    title=("name",),
    fields=(
        Field(key="name", kind=Kind.TEXT, label=NC_("of a thing", "Name"), required=True, data_class=C5),
        Field(key="public_key", kind=Kind.TEXT, label=N_("Public key"), data_class=C5, search=False),
        Field(key="status", kind=Kind.CHOICE, label=N_("Status"), data_class=C5, vocabulary="device_status", search=False),
        *COMMON,
    ),
)
