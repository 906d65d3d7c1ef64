"""An organisation: partner, embassy, court, police, ministry … and we ourselves (`is_us`)."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, C4, C5, CHANNELS, COMMON, NAMES, PSEUDONYMS
from casevault.i18n import N_, NC_

KEYS = Field(
    key="keys",
    kind=Kind.ROWS,
    label=N_("Keys for sealed files"),
    data_class=C4,
    rows=(
        Field(key="kind", kind=Kind.CHOICE, label=N_("Kind"), required=True, data_class=C4, vocabulary="key_kind", search=False),
        Field(key="value", kind=Kind.TEXT, label=N_("Key"), required=True, data_class=C4, search=False),
        Field(key="words", kind=Kind.TEXT, label=N_("Check words"), data_class=C4, search=False),
        Field(key="checked_on", kind=Kind.DAY, label=N_("Checked on"), data_class=C4),
        Field(key="checked_how", kind=Kind.TEXT, label=N_("Checked how"), data_class=C5),
    ),
)

ORGANISATION = RecordType(
    key="organisation",
    label=N_("Organisation"),
    plural=N_("Organisations"),
    icon="building-2",
    title=("name",),
    fields=(
        Field(key="name", kind=Kind.TEXT, label=NC_("of a thing", "Name"), required=True, data_class=C1, names_person=True),
        NAMES,
        Field(
            key="kind",
            kind=Kind.CHOICE,
            label=N_("Kind"),
            required=True,
            data_class=C1,
            vocabulary="organisation_kind",
            search=False,
        ),
        Field(key="country", kind=Kind.CHOICE, label=N_("Country"), data_class=C1, vocabulary="country", search=False),
        Field(key="parent", kind=Kind.REF, label=N_("Part of"), data_class=C1, targets=("organisation",)),
        Field(
            key="chain_level",
            kind=Kind.CHOICE,
            label=N_("Level of authority"),
            data_class=C1,
            vocabulary="chain_level",
            search=False,
        ),
        Field(key="competences", kind=Kind.TEXTS, label=N_("Competences"), data_class=C1),
        Field(key="officials", kind=Kind.REFS, label=N_("Officials"), data_class=C1, targets=("person",)),
        Field(key="hrd_focal_point", kind=Kind.REF, label=N_("Contact for defenders"), data_class=C4, targets=("person",)),
        Field(key="is_partner_sealed", kind=Kind.BOOL, label=N_("Partner whose name never leaves"), data_class=C5),
        Field(key="is_us", kind=Kind.BOOL, label=N_("This is us"), data_class=C1),
        Field(key="withhold", kind=Kind.TEXTS, label=N_("Never send here (class, kind or field)"), data_class=C5, search=False),
        # What a letter says of its sender. Ways of reaching someone stay in `channels`, which never leave.
        Field(key="letter_address", kind=Kind.TEXT, label=N_("Address printed on papers"), data_class=C1),
        Field(key="letter_email", kind=Kind.TEXT, label=N_("E-mail printed on papers"), data_class=C1),
        Field(key="letter_phone", kind=Kind.TEXT, label=N_("Telephone printed on papers"), data_class=C1),
        CHANNELS,
        KEYS,
        PSEUDONYMS,
        *COMMON,
    ),
)
