"""A piece of evidence: what is known about one or more files; the bytes themselves lie in the blob store."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType, TextForm
from casevault.domain.types.common import C1, C5, COMMON
from casevault.i18n import N_

FILES = Field(
    key="files",
    kind=Kind.ROWS,
    label=N_("Files"),
    data_class=C1,
    rows=(
        Field(key="blob", kind=Kind.TEXT, label=N_("Stored as"), data_class=C1, search=False),
        Field(key="name", kind=Kind.TEXT, label=N_("File name"), data_class=C5),
        Field(key="mime", kind=Kind.TEXT, label=N_("File type"), data_class=C1, search=False),
        Field(key="sha256", kind=Kind.TEXT, label=N_("SHA-256"), data_class=C1, form=TextForm.SHA256),
        Field(key="size", kind=Kind.INT, label=N_("Size in bytes"), data_class=C1),
        Field(key="erased", kind=Kind.DAY, label=N_("Erased on"), data_class=C1, search=False),
    ),
)

TRANSLATION = Field(
    key="translation",
    kind=Kind.ROWS,
    label=N_("Translation"),
    data_class=C1,
    rows=(
        Field(key="by", kind=Kind.TEXT, label=N_("By"), data_class=C5),
        Field(
            key="quality", kind=Kind.CHOICE, label=N_("Quality"), data_class=C1, vocabulary="translation_quality", search=False
        ),
    ),
)

# Copies for others in which boxes are black: written by the program, class C5, so that not even where a box lies is told.
REDACTIONS = Field(
    key="redactions",
    kind=Kind.ROWS,
    label=N_("Redacted copies"),
    data_class=C5,
    filled=True,
    rows=(
        Field(key="file", kind=Kind.TEXT, label=N_("File"), required=True, data_class=C5, search=False),
        Field(
            key="audience",
            kind=Kind.CHOICE,
            label=N_("Audience"),
            required=True,
            data_class=C5,
            vocabulary="audience",
            search=False,
        ),
        Field(key="label", kind=Kind.TEXT, label=N_("Label"), data_class=C5),
        Field(key="pages", kind=Kind.INT, label=N_("Pages"), required=True, data_class=C5),
    ),
)

# In millionths of the page as it is seen. A table of its own, because two people may draw on one copy.
BOXES = Field(
    key="boxes",
    kind=Kind.ROWS,
    label=N_("Boxes"),
    data_class=C5,
    filled=True,
    rows=(
        Field(key="copy", kind=Kind.TEXT, label=N_("Redacted copy"), required=True, data_class=C5, search=False),
        Field(key="page", kind=Kind.INT, label=N_("Page"), required=True, data_class=C5),
        Field(key="x", kind=Kind.INT, label=N_("From the left"), required=True, data_class=C5),
        Field(key="y", kind=Kind.INT, label=N_("From the top"), required=True, data_class=C5),
        Field(key="w", kind=Kind.INT, label=N_("Width"), required=True, data_class=C5),
        Field(key="h", kind=Kind.INT, label=N_("Height"), required=True, data_class=C5),
    ),
)

# `seen` binds a look to the file and to the boxes as they were: whoever moves one has the page looked at again.
LOOKED = Field(
    key="looked",
    kind=Kind.ROWS,
    label=N_("Pages looked at"),
    data_class=C5,
    filled=True,
    rows=(
        Field(key="copy", kind=Kind.TEXT, label=N_("Redacted copy"), required=True, data_class=C5, search=False),
        Field(key="page", kind=Kind.INT, label=N_("Page"), required=True, data_class=C5),
        Field(key="by", kind=Kind.REF, label=N_("By"), required=True, data_class=C5, targets=("actor",)),
        Field(key="at", kind=Kind.DATETIME, label=N_("At"), required=True, data_class=C5),
        Field(
            key="seen",
            kind=Kind.TEXT,
            label=N_("What was seen"),
            required=True,
            data_class=C5,
            form=TextForm.SHA256,
            search=False,
        ),
    ),
)

EVIDENCE = RecordType(
    key="evidence",
    label=N_("Evidence"),
    plural=N_("Evidence"),
    icon="paperclip",
    title=("title",),
    dates=("collected_at",),
    via=("about",),
    fields=(
        Field(key="title", kind=Kind.TEXT, label=N_("Title"), required=True, data_class=C1),
        Field(
            key="kind", kind=Kind.CHOICE, label=N_("Kind"), required=True, data_class=C1, vocabulary="evidence_kind", search=False
        ),
        Field(key="about", kind=Kind.REFS, label=N_("Attached to"), data_class=C1),
        FILES,
        Field(key="collected_at", kind=Kind.DATETIME, label=N_("Collected at"), data_class=C1),
        Field(key="collector", kind=Kind.TEXT, label=N_("Collected by"), data_class=C5),
        Field(key="tool", kind=Kind.TEXT, label=N_("Tool"), data_class=C1),
        Field(key="url", kind=Kind.TEXT, label=N_("Web address"), data_class=C1),
        Field(key="capture_parts", kind=Kind.TEXTS, label=N_("Parts captured"), data_class=C1),
        Field(key="exif_kept", kind=Kind.BOOL, label=N_("Camera data kept, sealed"), data_class=C5),
        Field(key="lang", kind=Kind.TEXT, label=N_("Language"), data_class=C1, form=TextForm.LANGUAGE, search=False),
        Field(key="transcript", kind=Kind.LONG, label=N_("Transcript"), data_class=C1),
        TRANSLATION,
        Field(key="public", kind=Kind.BOOL, label=N_("Publicly available"), data_class=C1),
        REDACTIONS,
        BOXES,
        LOOKED,
        *COMMON,
    ),
)
