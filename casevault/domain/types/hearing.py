"""A hearing: announced, scheduled, held, and what came of it."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, C3, C4, C5, CAPACITY, COMMON
from casevault.i18n import N_


def stamps() -> Field:
    """Return the table of what happened as it happened, minute by minute: of the hearing, or of one observer's notes."""
    return Field(
        key="stamps",
        kind=Kind.ROWS,
        label=N_("Minute by minute"),
        data_class=C1,
        rows=(
            Field(key="at", kind=Kind.DATETIME, label=N_("At"), required=True, data_class=C1),
            Field(key="code", kind=Kind.CHOICE, label=N_("What"), required=True, data_class=C1, vocabulary="stamp"),
            Field(key="note", kind=Kind.TEXT, label=N_("Note"), data_class=C1),
        ),
    )


ADMITTED = Field(
    key="admitted",
    kind=Kind.ROWS,
    label=N_("Who was let in"),
    data_class=C1,
    rows=(
        CAPACITY,
        Field(key="let_in", kind=Kind.INT, label=N_("Let in"), data_class=C1),
        Field(key="refused", kind=Kind.INT, label=N_("Refused"), data_class=C1),
        Field(key="reason", kind=Kind.TEXT, label=N_("Reason given"), data_class=C1),
    ),
)

# The keys of the courtroom: a habit of whoever observes, made before the journey. It tells how the observer works, so it stays.
PAD = Field(
    key="pad",
    kind=Kind.ROWS,
    label=N_("Keys in the courtroom"),
    search=False,
    data_class=C5,
    filled=True,
    rows=(
        Field(key="key", kind=Kind.TEXT, label=N_("Key"), required=True, data_class=C5, search=False),
        Field(key="group", kind=Kind.TEXT, label=N_("Group"), data_class=C5, search=False),
        Field(key="code", kind=Kind.CHOICE, label=N_("What"), required=True, data_class=C5, vocabulary="stamp", search=False),
        Field(key="words", kind=Kind.TEXT, label=N_("Words"), data_class=C5, search=False),
    ),
)

HEARING = RecordType(
    key="hearing",
    label=N_("Hearing"),
    plural=N_("Hearings"),
    icon="gavel",
    title=("kind", "court", "scheduled"),
    dates=("scheduled",),
    case=("case",),
    fields=(
        Field(key="case", kind=Kind.REF, label=N_("Case"), required=True, data_class=C1, targets=("case",)),
        Field(key="court", kind=Kind.REF, label=N_("Court"), required=True, data_class=C1, targets=("organisation",)),
        Field(
            key="level",
            kind=Kind.CHOICE,
            label=N_("Level of court"),
            required=True,
            data_class=C1,
            vocabulary="court_level",
            search=False,
        ),
        Field(
            key="kind",
            kind=Kind.CHOICE,
            label=N_("Kind of hearing"),
            required=True,
            data_class=C1,
            vocabulary="hearing_kind",
            search=False,
        ),
        Field(key="docket", kind=Kind.TEXT, label=N_("Docket number"), data_class=C1),
        Field(key="announced", kind=Kind.DATE, label=N_("Announced on"), data_class=C1),
        Field(key="scheduled", kind=Kind.DATETIME, label=N_("Scheduled for"), required=True, data_class=C1),
        Field(key="held", kind=Kind.DATETIME, label=N_("Held, began"), data_class=C1),
        Field(key="end", kind=Kind.DATETIME, label=N_("Held, ended"), data_class=C1),
        Field(
            key="publicity",
            kind=Kind.CHOICE,
            label=N_("Public or closed"),
            required=True,
            data_class=C1,
            vocabulary="publicity",
            search=False,
        ),
        Field(key="closure_reason", kind=Kind.TEXT, label=N_("Reason for closing"), data_class=C1),
        Field(key="panel", kind=Kind.REFS, label=N_("Judges"), data_class=C1, targets=("person",)),
        Field(key="prosecutors", kind=Kind.REFS, label=N_("Prosecutors"), data_class=C1, targets=("person",)),
        Field(
            key="defendant_presence",
            kind=Kind.CHOICE,
            label=N_("Defendant present"),
            data_class=C1,
            vocabulary="defendant_presence",
            search=False,
        ),
        Field(key="outcome", kind=Kind.CHOICE, label=N_("Outcome"), data_class=C1, vocabulary="hearing_outcome", search=False),
        Field(key="next_hearing", kind=Kind.DATETIME, label=N_("Next hearing"), data_class=C1),
        Field(key="courtroom", kind=Kind.TEXT, label=N_("Courtroom"), data_class=C1),
        Field(key="notice_place", kind=Kind.TEXT, label=N_("Where it was announced"), data_class=C1),
        Field(key="lawyers", kind=Kind.REFS, label=N_("Lawyers present"), data_class=C4, targets=("person",)),
        Field(key="interpreter", kind=Kind.TEXT, label=N_("Interpreter"), data_class=C5),
        Field(key="observers", kind=Kind.REFS, label=N_("Observers"), data_class=C1, targets=("person", "organisation")),
        Field(key="entry_checks", kind=Kind.TEXT, label=N_("Seats, passes, checks, phones"), data_class=C1),
        ADMITTED,
        Field(key="outside", kind=Kind.TEXT, label=N_("Conduct outside the court"), data_class=C1),
        Field(key="restraints", kind=Kind.TEXT, label=N_("Restraints and clothing of the defendant"), data_class=C1),
        Field(key="visible_health", kind=Kind.TEXT, label=N_("Visible health of the defendant"), data_class=C3),
        stamps(),
        Field(key="motions", kind=Kind.TEXT, label=N_("Motions and rulings"), data_class=C1),
        Field(key="evidence_shown", kind=Kind.TEXT, label=N_("Evidence and witnesses"), data_class=C1),
        Field(key="confession_challenged", kind=Kind.BOOL, label=N_("Confession challenged"), data_class=C1),
        Field(key="exclusion_asked", kind=Kind.BOOL, label=N_("Exclusion of illegal evidence asked"), data_class=C1),
        Field(key="defence_minutes", kind=Kind.INT, label=N_("Minutes given to the defence"), data_class=C1),
        Field(key="last_statement", kind=Kind.TEXT, label=N_("Last statement"), data_class=C1),
        Field(key="notes", kind=Kind.LONG, label=N_("Notes"), data_class=C1),
        PAD,
        *COMMON,
    ),
)
