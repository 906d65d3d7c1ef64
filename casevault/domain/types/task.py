"""A task with a day: what is to be done, by whom, and which record asks for it."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, C5, COMMON
from casevault.i18n import N_

TASK = RecordType(
    key="task",
    label=N_("Task"),
    plural=N_("Tasks"),
    icon="square-check",
    title=("title", "kind", "due"),
    dates=("due",),
    case=("case",),
    via=("origin",),
    fields=(
        Field(key="case", kind=Kind.REF, label=N_("Case"), data_class=C1, targets=("case",)),
        Field(key="title", kind=Kind.TEXT, label=N_("What is to be done"), data_class=C1),
        Field(key="kind", kind=Kind.CHOICE, label=N_("Kind"), data_class=C1, vocabulary="task_kind", search=False),
        Field(key="due", kind=Kind.DATE, label=N_("Due"), required=True, data_class=C1),
        Field(key="lead_days", kind=Kind.INT, label=N_("Remind so many days before"), data_class=C1),
        Field(key="every_days", kind=Kind.INT, label=N_("Again so many days after it was done"), data_class=C1),
        Field(
            key="assignee",
            kind=Kind.REF,
            label=N_("Who does it"),
            required=True,
            data_class=C5,
            targets=("actor",),
            filled=True,
        ),
        Field(
            key="status",
            kind=Kind.CHOICE,
            label=N_("Status"),
            data_class=C1,
            vocabulary="task_status",
            search=False,
            filled=True,
            default="open",
        ),
        Field(key="done_on", kind=Kind.DAY, label=N_("Done on"), data_class=C1),
        Field(key="origin", kind=Kind.REF, label=N_("Comes from"), data_class=C1),
        *COMMON,
    ),
)
