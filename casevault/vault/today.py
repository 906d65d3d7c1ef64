"""What is due: hearings, limits of the law, appeals, follow-ups, contacts, reviews, tasks, what may no longer be kept, a back-up.

What is overdue stays until an act on record settles it: the hearing was held, the limit was met, the review was made, the report
was sent, the task was done or given up, the record was erased or its day moved. No day takes anything off by passing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from casevault.domain.dates import span
from casevault.vault import backup_memory, holders
from casevault.vault.due_clocks import ALERT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.record import Record
    from casevault.vault.due_clocks import ClockDue
    from casevault.vault.vault import Vault

WEEK = timedelta(days=7)
HORIZON = timedelta(days=31)  # what is due later than this is not shown yet
ANSWER_WITHIN = timedelta(days=14)  # after which a recall that nobody answered is asked again
AHEAD = timedelta(days=366)  # how long before its day a task may ask to be reminded of


class DueKind(StrEnum):
    """Why something stands on the list."""

    HEARING = "hearing"
    CLOCK = "clock"
    APPEAL = "appeal"
    FOLLOW_UP = "follow_up"
    CONTACT = "contact"
    CONSENT_REVIEW = "consent_review"
    ASK = "ask"
    TASK = "task"
    REPORT = "report"
    RISK_REVIEW = "risk_review"
    EVALUATION = "evaluation"
    RETENTION = "retention"
    RECALL = "recall"
    BACKUP = "backup"


class DueStatus(StrEnum):
    """Where the day lies from today."""

    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "this_week"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is due: `due` is an ISO day, `record` the record it comes from, `title` that record's title.

    `clock`: the limit of the law, for one that is. `alert`: a right is lost in two days or less.
    """

    kind: DueKind
    due: str
    case: str
    record: str
    title: str
    status: DueStatus
    clock: ClockDue | None = None
    alert: bool = False


# Where the day of each stands: in a field of the record, or (None) in the record's own date.
SOURCES: Mapping[DueKind, tuple[str, str | None]] = {
    DueKind.HEARING: ("hearing", None),
    DueKind.APPEAL: ("judgment", "appeal_deadline"),
    DueKind.FOLLOW_UP: ("intervention", "followup_due"),
    DueKind.EVALUATION: ("intervention", "evaluation_on"),
    DueKind.CONTACT: ("family_contact", "next_due"),
    DueKind.CONSENT_REVIEW: ("consent", "review_on"),
    DueKind.ASK: ("case", "ask_by"),
    DueKind.TASK: ("task", None),
    DueKind.REPORT: ("support", "report_due"),
    DueKind.RISK_REVIEW: ("risk", "review_on"),
}
APPEALED = "appeal"  # the remedy that an appeal is
OVER = frozenset({"done", "dropped"})  # what a task's status says when nothing is left to do


def today(vault: Vault, *, as_of: date, case: str = "") -> list[Item]:
    """Return all that is due up to a month from `as_of`, what is overdue first, by day; of one case where given.

    `dated` is its quick part. The rest reads the law of each case in which somebody is held, and looks at every record for how
    long it may be kept.
    """
    until = as_of + HORIZON
    found = dated(vault, as_of=as_of, case=case)
    running = vault.due_clocks.of(vault, as_of, until=until, case=case)
    known = vault.records.many({one.about for one in running})
    limits = [_limit(one, known.get(one.about), as_of) for one in running]
    # A judgment's own last day to appeal is said once, by the law with its article where the law is known.
    by_law = {item.record for item in limits if item.kind is DueKind.APPEAL}
    found = [item for item in found if item.kind is not DueKind.APPEAL or item.record not in by_law]
    kept = [] if case else vault.due_kept.until(vault, until.isoformat())
    if case:
        inside = [vault.records.get(case), *vault.records.in_case(case)]
        kept = [record for record in inside if not record.deleted and "" < _kept(record) <= until.isoformat()]
    found += limits
    found += [_item(DueKind.RETENTION, record, _kept(record), as_of) for record in {one.id: one for one in kept}.values()]
    if not case:
        found += _back_up(vault, as_of)
        found += _recalls(vault, as_of)
    return sorted(found, key=_order)


def dated(vault: Vault, *, as_of: date, case: str = "") -> list[Item]:
    """Return what is due by a day that stands in a record of the kinds in `SOURCES`.

    Reads only records whose day lies in that time, however many there are.
    """
    records, until = vault.records, (as_of + HORIZON).isoformat()
    inside = [record for record in records.in_case(case) if not record.deleted] if case else []
    found = []
    for kind, (type_key, field) in SOURCES.items():
        latest = (as_of + AHEAD).isoformat() if kind is DueKind.TASK else until
        of_type = [record for record in inside if record.type == type_key] if case else records.due(type_key, field, latest)
        due = [(record, day) for record in of_type if "" < (day := _due_day(kind, record)) <= _shown_until(kind, record, as_of)]
        due = _unsettled(vault, kind, due)
        found += [_item(kind, record, day, as_of) for record, day in due]
    return sorted(found, key=_order)


def _unsettled(vault: Vault, kind: DueKind, due: list[tuple[Record, str]]) -> list[tuple[Record, str]]:
    """Return those that no other record has settled."""
    records = vault.records
    if kind is DueKind.FOLLOW_UP:
        done = records.followed_on([record.id for record, _day in due])
        return [(record, day) for record, day in due if not _is_followed(day, done.get(record.id, ()))]
    if kind is DueKind.RISK_REVIEW:
        later = records.reviewed_later("risk", "person", [record.id for record, _day in due])
        return [(record, day) for record, day in due if record.id not in later]
    if kind is DueKind.APPEAL:
        return [(record, day) for record, day in due if not _is_appealed(vault, record)]
    return due


def _is_appealed(vault: Vault, judgment: Record) -> bool:
    """Say whether an appeal was filed in a case of the judgment, on its day or later, for each of those it sentences."""
    rows = judgment.fields.get("sentences")
    sentenced = {str(row.get("person", "")) for row in (rows if isinstance(rows, list) else ()) if isinstance(row, dict)} - {""}
    filed = {
        str(remedy.fields.get("person") or "")
        for case in judgment.cases
        for remedy in vault.records.list("remedy", case=case)
        if remedy.fields.get("kind") == APPEALED and remedy.date_from[:10] >= judgment.date_from[:10]
    }
    return bool(filed) and ("" in filed or sentenced <= filed)  # one that names nobody may be for all


def _limit(clock: ClockDue, about: Record | None, as_of: date) -> Item:
    alert = clock.appeal and clock.due <= (as_of + ALERT).isoformat()
    kind = DueKind.APPEAL if clock.appeal else DueKind.CLOCK
    title = "" if about is None else about.title
    return Item(kind, clock.due, clock.case, clock.about, title, _status(clock.due, as_of), clock, alert)


def _back_up(vault: Vault, as_of: date) -> list[Item]:
    # A vault that holds nothing but who signs has nothing to lose yet.
    if not backup_memory.is_due(vault, as_of) or not vault.records.ids(limit=3)[2:]:
        return []
    last = max((found.day for found in backup_memory.remembered(vault)), default=None)
    due = as_of if last is None else min(as_of, last + timedelta(days=vault.policy.reminder_days))
    return [Item(DueKind.BACKUP, due.isoformat(), "", "", "", _status(due.isoformat(), as_of))]


def _recalls(vault: Vault, as_of: date) -> list[Item]:
    """Return whom something is to be told, one entry a recipient, and who was asked a copy back and has not answered."""
    untold = holders.by_recipient(holders.to_be_told(vault))
    found = [_item(DueKind.RECALL, one[0].copy, as_of.isoformat(), as_of) for one in untold.values()]
    for copy in holders.waiting(vault):
        asked = _day(copy.fields.get("recall_on"))
        due = (date.fromisoformat(asked) + ANSWER_WITHIN).isoformat() if asked else as_of.isoformat()
        if due <= (as_of + HORIZON).isoformat() and holders.recipient_of(copy) not in untold:
            found.append(_item(DueKind.RECALL, copy, due, as_of))
    return found


def _order(item: Item) -> tuple[str, str, str, str]:
    return item.due, item.kind, item.title, item.record


def _item(kind: DueKind, record: Record, due: str, as_of: date) -> Item:
    case = record.id if record.type == "case" else next(iter(record.cases), "")
    alert = kind is DueKind.APPEAL and due <= (as_of + ALERT).isoformat()
    return Item(kind, due, case, record.id, record.title, _status(due, as_of), None, alert)


def _shown_until(kind: DueKind, record: Record, as_of: date) -> str:
    """Return up to which day something is shown now: a month ahead, or as long before as a task says."""
    lead = record.fields.get("lead_days")
    if kind is DueKind.TASK and isinstance(lead, int) and lead > HORIZON.days:
        return (as_of + timedelta(days=min(lead, AHEAD.days))).isoformat()
    return (as_of + HORIZON).isoformat()


def _is_followed(due: str, days: Sequence[str]) -> bool:
    """Say whether what was due took place: on its day or later, or in the week before it."""
    since = (date.fromisoformat(due) - WEEK).isoformat()
    return any(day >= since for day in days)


def _due_day(kind: DueKind, record: Record) -> str:  # noqa: PLR0911 - one arm per kind
    fields = record.fields
    match kind:
        case DueKind.HEARING:
            # A hearing that was held or has an outcome is past; one whose day went by without either still waits for an answer.
            return "" if _said(fields.get("held")) or _said(fields.get("outcome")) else _day(fields.get("scheduled"))
        case DueKind.CONSENT_REVIEW:
            return "" if _said(fields.get("withdrawn")) else _unless_done(_day(fields.get("review_on")), fields.get("reviews"))
        case DueKind.ASK:
            return _day(fields.get("ask_by")) if fields.get("status") != "closed" else ""
        case DueKind.TASK:
            return _task_day(fields)
        case DueKind.REPORT:
            return "" if _day(fields.get("reported")) else _day(fields.get("report_due"))
        case DueKind.EVALUATION:
            return "" if isinstance(fields.get("effect"), str) else _day(fields.get("evaluation_on"))
        case _:
            return _day(fields.get(SOURCES[kind][1] or ""))


def _task_day(fields: Mapping[str, object]) -> str:
    """Return when a task is due; one that comes again, so many days after it was done last."""
    status, every, done = _said(fields.get("status")), fields.get("every_days"), _day(fields.get("done_on"))
    if isinstance(every, int) and every > 0 and done and status != "dropped":
        return (date.fromisoformat(done) + timedelta(days=min(every, 10_000))).isoformat()
    return "" if status in OVER or done else _day(fields.get("due"))


def _said(value: object) -> str:
    """Return what a field says, "" where it says that nobody knows: that settles nothing."""
    return value if isinstance(value, str) else ""


def _kept(record: Record) -> str:
    return _day(record.fields.get("retention_until"))


def _day(value: object) -> str:
    return span(value)[0][:10] if isinstance(value, str) and value else ""


def _unless_done(due: str, rows: object) -> str:
    """Return `due`, or "" when a row of `rows` is dated on or after it: the review took place."""
    done = [_day(row.get("on")) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return "" if due and any(day >= due for day in done if day) else due


def _status(due: str, as_of: date) -> DueStatus:
    if due < as_of.isoformat():
        return DueStatus.OVERDUE
    if due == as_of.isoformat():
        return DueStatus.TODAY
    return DueStatus.THIS_WEEK if due <= (as_of + WEEK).isoformat() else DueStatus.LATER
