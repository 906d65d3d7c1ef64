"""What every record type shares: the handling fields, and the tables that several types have."""

from __future__ import annotations

from casevault.domain.schema import DataClass, Field, Kind, TextForm
from casevault.i18n import N_, NC_

C1 = DataClass.C1
C2 = DataClass.C2
C3 = DataClass.C3
C4 = DataClass.C4
C5 = DataClass.C5

# References to sources are C5 everywhere: who said a thing is the first thing a reader in the wrong place looks for.
COMMON = (
    Field(
        key="data_class",
        kind=Kind.CHOICE,
        label=N_("Data class"),
        data_class=C1,
        vocabulary="sensitivity",
        search=False,
        filled=True,
    ),
    Field(key="tlp", kind=Kind.CHOICE, label=N_("Sharing label (TLP)"), data_class=C1, vocabulary="tlp", search=False),
    Field(key="source_ids", kind=Kind.REFS, label=N_("Sources"), data_class=C5, targets=("source",)),
    Field(
        key="certainty",
        kind=Kind.CHOICE,
        label=N_("Certainty"),
        data_class=C1,
        vocabulary="certainty",
        search=False,
        filled=True,
        default="reported",
    ),
    Field(key="retention_until", kind=Kind.DAY, label=N_("Keep until"), data_class=C1),
)

NAMES = Field(
    key="names",
    kind=Kind.ROWS,
    label=N_("Names in other scripts"),
    data_class=C1,
    rows=(
        Field(key="value", kind=Kind.TEXT, label=NC_("of a thing", "Name"), required=True, data_class=C1, names_person=True),
        Field(key="script", kind=Kind.CHOICE, label=N_("Script"), data_class=C1, vocabulary="script", search=False),
        Field(key="lang", kind=Kind.TEXT, label=N_("Language"), data_class=C1, form=TextForm.LANGUAGE, search=False),
        Field(key="kind", kind=Kind.CHOICE, label=N_("Kind"), data_class=C1, vocabulary="alias_kind", search=False),
    ),
)

CHANNELS = Field(
    key="channels",
    kind=Kind.ROWS,
    label=N_("Contact channels"),
    data_class=C4,
    rows=(
        Field(
            key="kind", kind=Kind.CHOICE, label=N_("Kind"), required=True, data_class=C4, vocabulary="channel_kind", search=False
        ),
        Field(key="value", kind=Kind.TEXT, label=N_("Number, address or account"), required=True, data_class=C4),
        Field(
            key="safe", kind=Kind.CHOICE, label=N_("Safe"), required=True, data_class=C4, vocabulary="channel_safe", search=False
        ),
        Field(key="compromised_since", kind=Kind.DATE, label=N_("Compromised since"), data_class=C4),
        Field(key="rules", kind=Kind.TEXT, label=N_("Rules: when, code word, what never to say"), data_class=C5),
        Field(key="preferred", kind=Kind.BOOL, label=N_("Preferred"), data_class=C4),
    ),
)

PSEUDONYMS = Field(
    key="pseudonyms",
    kind=Kind.ROWS,
    label=N_("Pseudonyms used"),
    data_class=C5,
    rows=(
        Field(key="person", kind=Kind.REF, label=N_("Person"), required=True, data_class=C5, targets=("person",)),
        Field(key="code", kind=Kind.TEXT, label=N_("Pseudonym"), required=True, data_class=C5, search=False),
    ),
)

LABELS = Field(
    key="labels",
    kind=Kind.ROWS,
    label=N_("Label in other languages"),
    data_class=C1,
    rows=(
        Field(
            key="lang",
            kind=Kind.TEXT,
            label=N_("Language"),
            required=True,
            data_class=C1,
            form=TextForm.LANGUAGE,
            search=False,
        ),
        Field(key="text", kind=Kind.TEXT, label=N_("Label"), required=True, data_class=C1, search=False),
    ),
)

# Who saw a hearing, and as what: on the record of the request, of what was seen, and in the table of the hearing.
HEARING_SEEN = Field(key="hearing", kind=Kind.REF, label=N_("Hearing"), required=True, data_class=C1, targets=("hearing",))
OBSERVER = Field(
    key="observer", kind=Kind.REF, label=N_("Observer"), required=True, data_class=C1, targets=("person", "organisation")
)
CAPACITY = Field(
    key="capacity",
    kind=Kind.CHOICE,
    label=N_("In what capacity"),
    required=True,
    data_class=C1,
    vocabulary="capacity",
    search=False,
)
