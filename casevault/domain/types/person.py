"""A person: one record per human; roles come from what points to them."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType, TextForm
from casevault.domain.types.common import C1, C2, C3, C4, C5, CHANNELS, COMMON
from casevault.i18n import N_

ALIASES = Field(
    key="aliases",
    kind=Kind.ROWS,
    label=N_("Other names"),
    data_class=C2,
    rows=(
        Field(key="value", kind=Kind.TEXT, label=N_("Name"), required=True, data_class=C2, names_person=True),
        Field(
            key="script", kind=Kind.CHOICE, label=N_("Script"), required=True, data_class=C2, vocabulary="script", search=False
        ),
        Field(
            key="kind", kind=Kind.CHOICE, label=N_("Kind"), required=True, data_class=C2, vocabulary="alias_kind", search=False
        ),
        Field(key="system", kind=Kind.CHOICE, label=N_("Romanisation"), data_class=C2, vocabulary="translit", search=False),
        Field(key="phonetic_key", kind=Kind.TEXT, label=N_("Sounds like"), data_class=C2),
        Field(key="from_source", kind=Kind.REF, label=N_("From source"), data_class=C5, targets=("source",)),
    ),
)

IDENTIFIERS = Field(
    key="identifiers",
    kind=Kind.ROWS,
    label=N_("Identity numbers"),
    data_class=C4,
    rows=(
        Field(
            key="kind",
            kind=Kind.CHOICE,
            label=N_("Kind"),
            required=True,
            data_class=C4,
            vocabulary="identifier_kind",
            search=False,
        ),
        Field(key="value", kind=Kind.TEXT, label=N_("Number"), data_class=C4),
        Field(key="issuer", kind=Kind.TEXT, label=N_("Issued by"), data_class=C4),
        Field(key="issued", kind=Kind.DATE, label=N_("Issued on"), data_class=C4),
        Field(key="expires", kind=Kind.DATE, label=N_("Expires on"), data_class=C4),
        Field(key="valid_check", kind=Kind.BOOL, label=N_("Check digit holds"), data_class=C4),
    ),
)

LINKS = Field(
    key="links",
    kind=Kind.ROWS,
    label=N_("Family, lawyers, colleagues"),
    data_class=C4,
    rows=(
        Field(key="person", kind=Kind.REF, label=N_("Person"), required=True, data_class=C4, targets=("person",)),
        Field(
            key="relation",
            kind=Kind.CHOICE,
            label=N_("Relation"),
            required=True,
            data_class=C4,
            vocabulary="relation",
            search=False,
        ),
        Field(key="from", kind=Kind.DATE, label=N_("From"), data_class=C4),
        Field(key="to", kind=Kind.DATE, label=N_("Until"), data_class=C4),
    ),
)

# Ids as plain text, no references: erasing empties references, and who was merged must stay known to the consent gate afterwards.
ONE_PERSON = (
    Field(key="merged_into", kind=Kind.TEXT, label=N_("Merged into"), data_class=C5, search=False, filled=True),
    Field(key="merged_from", kind=Kind.TEXTS, label=N_("Recorded before as"), data_class=C5, search=False, filled=True),
    Field(key="not_same", kind=Kind.TEXTS, label=N_("Not the same person as"), data_class=C5, search=False, filled=True),
)

PERSON = RecordType(
    key="person",
    label=N_("Person"),
    plural=N_("People"),
    icon="user",
    title=("display_name",),
    dates=("birth",),
    fields=(
        Field(key="display_name", kind=Kind.TEXT, label=N_("Name"), required=True, data_class=C2, names_person=True),
        Field(key="name_order", kind=Kind.CHOICE, label=N_("Name order"), data_class=C1, vocabulary="name_order", search=False),
        ALIASES,
        Field(key="sex", kind=Kind.CHOICE, label=N_("Sex"), data_class=C2, vocabulary="sex", search=False),
        Field(key="gender", kind=Kind.CHOICE, label=N_("Gender"), data_class=C2, vocabulary="gender", search=False),
        Field(key="pronouns", kind=Kind.TEXT, label=N_("Pronouns"), data_class=C1, search=False),
        Field(key="birth", kind=Kind.DATE, label=N_("Born"), data_class=C2),
        Field(key="birth_place", kind=Kind.REF, label=N_("Place of birth"), data_class=C2, targets=("place",)),
        Field(key="nationalities", kind=Kind.CHOICES, label=N_("Nationalities"), data_class=C2, vocabulary="country"),
        Field(key="ethnicity", kind=Kind.CHOICE, label=N_("Ethnicity"), data_class=C3, vocabulary="ethnicity", search=False),
        Field(key="religion", kind=Kind.CHOICE, label=N_("Religion"), data_class=C3, vocabulary="religion", search=False),
        Field(key="languages", kind=Kind.TEXTS, label=N_("Languages"), data_class=C1, form=TextForm.LANGUAGE, search=False),
        Field(key="occupation", kind=Kind.TEXT, label=N_("Occupation"), data_class=C1),
        Field(key="hrd_field", kind=Kind.CHOICES, label=N_("Field of work as a defender"), data_class=C1, vocabulary="hrd_field"),
        Field(key="hrd_since", kind=Kind.DATE, label=N_("Defender since"), data_class=C1),
        Field(key="is_minor", kind=Kind.BOOL, label=N_("Minor"), data_class=C3),
        Field(key="deceased", kind=Kind.DATE, label=N_("Died"), data_class=C1),
        Field(key="photo", kind=Kind.REF, label=N_("Photo"), data_class=C2, targets=("evidence",)),
        Field(key="risk_level", kind=Kind.CHOICE, label=N_("Risk level"), data_class=C1, vocabulary="risk_level", search=False),
        Field(key="do_no_harm_notes", kind=Kind.TEXT, label=N_("Do-no-harm notes"), data_class=C5),
        Field(key="public_record_only", kind=Kind.BOOL, label=N_("Only from the public record"), data_class=C1),
        IDENTIFIERS,
        CHANNELS,
        LINKS,
        *ONE_PERSON,
        *COMMON,
    ),
)
