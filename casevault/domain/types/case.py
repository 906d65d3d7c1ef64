"""A case: what holds people, events, procedure and action together under one neutral code."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType, TextForm
from casevault.domain.types.common import C1, C2, C5, COMMON
from casevault.i18n import N_

PERSONS = Field(
    key="persons",
    kind=Kind.ROWS,
    label=N_("People in this case"),
    data_class=C1,
    rows=(
        Field(key="person", kind=Kind.REF, label=N_("Person"), required=True, data_class=C1, targets=("person",)),
        Field(key="role", kind=Kind.CHOICE, label=N_("Role"), required=True, data_class=C1, vocabulary="role", search=False),
        Field(key="is_focus", kind=Kind.BOOL, label=N_("This case is about them"), data_class=C1),
    ),
)

ARBITRARY = Field(
    key="arbitrary",
    kind=Kind.ROWS,
    label=N_("Why the detention is arbitrary"),
    data_class=C1,
    rows=(
        Field(
            key="category",
            kind=Kind.CHOICE,
            label=N_("Category"),
            required=True,
            data_class=C1,
            vocabulary="wgad_category",
            search=False,
        ),
        Field(key="why", kind=Kind.TEXT, label=N_("Reasons"), data_class=C1),
        Field(key="person", kind=Kind.REF, label=N_("For whom"), data_class=C1, targets=("person",)),
    ),
)

CASE = RecordType(
    key="case",
    label=N_("Case"),
    plural=N_("Cases"),
    icon="folder",
    title=("code", "title"),
    dates=("opened", "closed"),
    fields=(
        Field(key="code", kind=Kind.TEXT, label=N_("Code name"), required=True, data_class=C1),
        Field(key="title", kind=Kind.TEXT, label=N_("Title"), required=True, data_class=C2),
        Field(key="kind", kind=Kind.CHOICE, label=N_("Kind"), required=True, data_class=C1, vocabulary="case_kind", search=False),
        PERSONS,
        Field(key="jurisdiction", kind=Kind.CHOICE, label=N_("Jurisdiction"), required=True, data_class=C1, vocabulary="country"),
        Field(key="opened", kind=Kind.DATE, label=N_("Opened"), required=True, data_class=C1),
        Field(key="closed", kind=Kind.DATE, label=N_("Closed"), data_class=C1),
        Field(
            key="status",
            kind=Kind.CHOICE,
            label=N_("Status"),
            required=True,
            data_class=C1,
            vocabulary="case_status",
            search=False,
        ),
        Field(
            key="priority",
            kind=Kind.CHOICE,
            label=N_("Priority"),
            required=True,
            data_class=C1,
            vocabulary="priority",
            search=False,
        ),
        Field(key="summary", kind=Kind.LONG, label=N_("Summary"), data_class=C1),
        Field(key="risk", kind=Kind.TEXT, label=N_("Risk"), data_class=C5),
        Field(key="strategy", kind=Kind.LONG, label=N_("Strategy"), data_class=C5),
        Field(
            key="caseworkers",
            kind=Kind.REFS,
            label=N_("Caseworkers"),
            required=True,
            data_class=C5,
            targets=("actor",),
            filled=True,
        ),
        Field(key="ask", kind=Kind.LONG, label=N_("What is asked"), data_class=C1),
        Field(key="ask_by", kind=Kind.DAY, label=N_("Needed by"), data_class=C1),
        Field(
            key="preference", kind=Kind.CHOICE, label=N_("Quiet or public"), data_class=C1, vocabulary="preference", search=False
        ),
        Field(key="risk_if_public", kind=Kind.TEXT, label=N_("Risk if made public"), data_class=C1),
        Field(key="do_not_mention", kind=Kind.TEXTS, label=N_("Do not mention (topics)"), data_class=C1),
        Field(key="submitter", kind=Kind.REF, label=N_("Submitted to the UN by"), data_class=C1, targets=("organisation",)),
        Field(key="submitter_confidential", kind=Kind.BOOL, label=N_("The submitter stays confidential"), data_class=C1),
        ARBITRARY,
        Field(
            key="letter_kind",
            kind=Kind.CHOICE,
            label=N_("Letter asked of the UN"),
            data_class=C1,
            vocabulary="letter_kind",
            search=False,
        ),
        Field(
            key="mandates", kind=Kind.CHOICES, label=N_("UN mandates wanted"), data_class=C1, vocabulary="mandate", search=False
        ),
        Field(key="region_links", kind=Kind.REFS, label=N_("Linked regions"), data_class=C1, targets=("place",)),
        Field(key="parent_case", kind=Kind.REF, label=N_("Part of case"), data_class=C1, targets=("case",)),
        Field(key="tags", kind=Kind.TEXTS, label=N_("Tags"), data_class=C1, form=TextForm.TAG),
        *COMMON,
    ),
)
