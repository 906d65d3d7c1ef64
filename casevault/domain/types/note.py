"""A note about any record; a safety note is of class C5 whatever it hangs on."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, C5, COMMON
from casevault.i18n import N_

NOTE = RecordType(
    key="note",
    label=N_("Note"),
    plural=N_("Notes"),
    icon="file-text",
    title=("text",),
    via=("about",),
    raises=(("kind", "safety", C5),),
    fields=(
        Field(key="about", kind=Kind.REF, label=N_("What it is about"), data_class=C1),
        Field(key="kind", kind=Kind.CHOICE, label=N_("Kind"), data_class=C1, vocabulary="note_kind", search=False),
        Field(key="text", kind=Kind.LONG, label=N_("Text"), data_class=C1),
        *COMMON,
    ),
)
