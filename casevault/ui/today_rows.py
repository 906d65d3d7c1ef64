"""The rows of Today: what is due and what was logged last, in words; on a thread of the pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.change import Action
from casevault.domain.consent import text_of
from casevault.domain.procedure.facts import Status as Answer
from casevault.i18n import N_
from casevault.ui.lists.rows import DueRow
from casevault.ui.marks import Status
from casevault.ui.read import days
from casevault.ui.read.reader import Name, sentence
from casevault.ui.read.tables import history_lines
from casevault.vault.clock_words import STATUS_WORDS
from casevault.vault.due_words import KIND_WORDS
from casevault.vault.stale import stale
from casevault.vault.today import DueKind, DueStatus, Item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.domain.record import Record
    from casevault.ui.context import Context
    from casevault.vault.reading import HistoryEntry
    from casevault.vault.stale import Aged

LOGGED = "logged"
WRITTEN_BY_US = frozenset({"actor", "device"})
FACTS = "facts"
RECENT = 12
MOST_FACTS = 200  # records with facts that aged: who has more asks the command line for all
LOOKED_AT = 500  # entries of the log among which the last acts are looked for
MARKS = frozenset(
    (Action.DISCLOSED, Action.LEFT, Action.COLLECTED, Action.VIEWED, Action.EXPORTED, Action.VERIFIED, Action.RECEIVED)
)
ICONS = {
    DueKind.HEARING: "gavel",
    DueKind.FOLLOW_UP: "megaphone",
    DueKind.CONTACT: "phone",
    DueKind.CONSENT_REVIEW: "shield-check",
    DueKind.ASK: "scroll-text",
    DueKind.CLOCK: "hourglass",
    DueKind.APPEAL: "scale",
    DueKind.TASK: "square-check",
    DueKind.REPORT: "banknote",
    DueKind.RISK_REVIEW: "shield",
    DueKind.EVALUATION: "chart-column",
    DueKind.RETENTION: "clock",
    DueKind.RECALL: "undo-2",
}
WORDS = {
    DueKind.HEARING: N_("Prepare"),
    DueKind.FOLLOW_UP: N_("Due"),
    DueKind.CONTACT: N_("Planned"),
    DueKind.CONSENT_REVIEW: N_("Decide"),
    DueKind.ASK: N_("Due"),
    DueKind.CLOCK: N_("Runs out"),
    DueKind.APPEAL: N_("Appeal"),
    DueKind.TASK: N_("Do"),
    DueKind.REPORT: N_("Report"),
    DueKind.RISK_REVIEW: N_("Decide"),
    DueKind.EVALUATION: N_("Evaluate"),
    DueKind.RETENTION: N_("Decide"),
    DueKind.RECALL: N_("Tell them"),
}
# Under which of the filters each stands.
PLACES = {
    DueKind.APPEAL: DueKind.CLOCK,
    DueKind.REPORT: DueKind.TASK,
    DueKind.RISK_REVIEW: DueKind.TASK,
    DueKind.EVALUATION: DueKind.TASK,
    DueKind.RETENTION: DueKind.TASK,
    DueKind.RECALL: DueKind.TASK,
    DueKind.ASK: DueKind.TASK,
}


def due_rows(context: Context, items: Sequence[Item]) -> list[tuple[DueStatus, DueRow]]:
    """Return what is due as rows, with the group each belongs to; on a thread of the pool. The back-up has its own line."""
    reader = context.reader
    items = [item for item in items if item.kind is not DueKind.BACKUP]
    known = reader.many([ref for item in items for ref in (item.case, item.record)])
    return [(item.status, _due_row(context, item, known)) for item in items]


def _due_row(context: Context, item: Item, known: dict[str, Record]) -> DueRow:
    reader, record, case = context.reader, known.get(item.record), known.get(item.case)
    name = reader.case_name(case) if case is not None else Name("")
    title, detail = context.text(KIND_WORDS[item.kind]), ""
    when = reader.day(item.due)
    if record is not None and item.kind is DueKind.HEARING:
        title = sentence(reader.choice(record, "kind")) or title
        court = text_of(record, "court")
        detail = reader.title_of(court) if court else ""
        when = days.time_of(text_of(record, "scheduled")) if item.status is DueStatus.TODAY else when
    elif record is not None and item.kind is DueKind.FOLLOW_UP:
        title = context.text(N_("Follow-up: {what}"), what=reader.choice(record, "instrument"))
        detail = " · ".join(part for part in (reader.choice(record, "channel"), reader.choice(record, "response")) if part)
    elif record is not None and item.kind is DueKind.CONSENT_REVIEW:
        person = text_of(record, "person")
        # Whose consent it is matters more here than whose case it is.
        owner = reader.many([person]).get(person)
        if owner is not None and not reader.discreet:
            found = reader.name(owner)
            name = Name(found.main, found.script, name.code)
        detail = reader.catalogue.listed(reader.choices(record, "audiences"))
    elif record is not None and item.kind is DueKind.ASK:
        detail = reader.long(record.fields.get("ask"))
    elif item.clock is not None:
        title = item.clock.title(context.catalogue)
        detail = item.clock.words(context.catalogue, reader.today.year, short=True)
    elif record is not None and item.kind is DueKind.TASK:
        title = reader.told(text_of(record, "title")) or sentence(reader.choice(record, "kind")) or title
    elif record is not None and item.kind is DueKind.RETENTION:
        detail = reader.title_of(record.id)
    pressing = item.status is DueStatus.OVERDUE or item.alert
    word = context.text(N_("Past its day") if item.status is DueStatus.OVERDUE else WORDS[item.kind])
    status = Status.OVERDUE if pressing else Status.DUE
    if item.clock is not None and item.clock.overrun:  # as the case itself says it: one limit, one word
        beyond = item.clock.past_maximum
        word = context.text(STATUS_WORDS[Answer.BREACHED_MAX if beyond else Answer.BREACHED_BASIC_ONLY])
        status = Status.EXCEEDED if beyond else Status.OVERDUE
    return DueRow(
        item.record,
        ICONS[item.kind],
        title,
        name.code,
        Name("") if reader.discreet else name,
        detail,
        when or reader.day(item.due),
        reader.ago(item.due),
        status,
        word,
        item.case,
        PLACES.get(item.kind, item.kind).value,
    )


def aged_rows(context: Context) -> list[DueRow]:
    """Return what nobody confirmed for too long as rows, the longest first, one a record; on a thread of the pool."""
    reader = context.reader
    by_record: dict[str, list[Aged]] = {}
    for one in stale(context.vault, as_of=reader.today):
        by_record.setdefault(one.record.id, []).append(one)
    shown = list(by_record.values())[:MOST_FACTS]
    cases = reader.many([one.case for one, *_ in shown if one.case])
    return [_aged_row(context, found, cases.get(found[0].case)) for found in shown]


def _aged_row(context: Context, found: Sequence[Aged], case: Record | None) -> DueRow:
    reader, oldest = context.reader, found[0]
    name = reader.case_name(case) if case is not None else Name("")
    return DueRow(
        oldest.record.id,
        "clock",
        sentence(context.catalogue.listed(one.rule.label(context.catalogue) for one in found)),
        name.code,
        Name("") if reader.discreet else name,
        reader.title_of(oldest.record.id),
        reader.day(oldest.confirmed),
        reader.ago(oldest.confirmed),
        Status.REVIEW,
        context.text(N_("Confirm")),
        oldest.case,
        FACTS,
    )


def last_acts(entries: Sequence[HistoryEntry]) -> list[HistoryEntry]:
    """Return the newest acts of people, one entry each: what a disclosure marks on every record it used is not logging."""
    acts: dict[str, HistoryEntry] = {}
    for entry in entries:
        if entry.action not in MARKS:
            acts.setdefault(entry.batch, entry)
    return list(acts.values())[:RECENT]


def logged_rows(context: Context) -> list[DueRow]:
    """Return what was logged last as rows; on a thread of the pool."""
    entries = context.vault.records.recent(LOOKED_AT)
    known = context.reader.many({entry.record for entry in entries})
    # A vault that was just made holds who signs and on which computer, which the program wrote: nobody has logged anything in it.
    # What was erased has nothing to show beside the list; the log says when and by whom.
    logged = [
        entry
        for entry in entries
        if not entry.record or (entry.record in known and known[entry.record].type not in WRITTEN_BY_US)
    ]
    lines = history_lines(context.reader, last_acts(logged))
    return [
        DueRow(line.id, line.icon, line.title, "", Name(line.detail), line.actor, line.when, line.time, None, "", "", LOGGED)
        for line in lines
    ]
