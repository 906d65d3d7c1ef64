"""A search kept under a name. Class C5: what a caseworker keeps looking for says whom the office is worried about."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType, TextForm
from casevault.domain.types.common import C5, COMMON
from casevault.i18n import N_, NC_

# Which codes of which facets a list is narrowed to. Keys and codes of the program's own lists, or a tag as it was typed.
FACETS = Field(
    key="facets",
    kind=Kind.ROWS,
    label=N_("Narrowed to"),
    data_class=C5,
    rows=(
        Field(key="facet", kind=Kind.TEXT, label=N_("Facet"), required=True, data_class=C5, search=False),
        Field(key="code", kind=Kind.TEXT, label=N_("Value"), required=True, data_class=C5, search=False),
    ),
)

SAVED_SEARCH = RecordType(
    key="saved_search",
    label=N_("Saved search"),
    plural=N_("Saved searches"),
    icon="star",
    title=("name",),
    fields=(
        Field(key="name", kind=Kind.TEXT, label=NC_("of a thing", "Name"), required=True, data_class=C5, search=False),
        Field(key="query", kind=Kind.TEXT, label=N_("Words"), data_class=C5, search=False),
        Field(key="type", kind=Kind.TEXT, label=N_("Record type"), data_class=C5, form=TextForm.RECORD_TYPE, search=False),
        Field(key="tag", kind=Kind.TEXT, label=N_("Tag"), data_class=C5, search=False),
        FACETS,
        Field(key="sort", kind=Kind.TEXT, label=N_("Sorted by"), data_class=C5, search=False),
        Field(key="descending", kind=Kind.BOOL, label=N_("In descending order"), data_class=C5),
        *COMMON,
    ),
)
