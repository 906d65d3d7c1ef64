"""What is due: hearings, follow-ups, contacts, consent reviews and a case's ask. Overdue never disappears by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from casevault.domain.dates import span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

WEEK = timedelta(days=7)
HORIZON = timedelta(days=31)  # what is due later than this is not shown yet


class DueKind(StrEnum):
    """Why something stands on the list."""

    HEARING = "hearing"
    FOLLOW_UP = "follow_up"
    CONTACT = "contact"
    CONSENT_REVIEW = "consent_review"
    ASK = "ask"


class DueStatus(StrEnum):
    """Where the day lies from today."""

    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "this_week"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is due: `due` is an ISO day, `record` the record it comes from, `title` that record's title."""

    kind: DueKind
    due: str
    case: str
    record: str
    title: str
    status: DueStatus


# Where the day of each stands: in a field of the record, or (None) in the record's own date.
SOURCES: Mapping[DueKind, tuple[str, str | None]] = {
    DueKind.HEARING: ("hearing", None),
    DueKind.FOLLOW_UP: ("intervention", "followup_due"),
    DueKind.CONTACT: ("family_contact", "next_due"),
    DueKind.CONSENT_REVIEW: ("consent", "review_on"),
    DueKind.ASK: ("case", "ask_by"),
}


def today(vault: Vault, *, as_of: date, case: str = "") -> list[Item]:
    """Return all that is due up to a month from `as_of`, what is overdue first, by day; of one case where given.

    Reads only records whose day lies in that time, however many there are.
    """
    records, until = vault.records, (as_of + HORIZON).isoformat()
    inside = [record for record in records.in_case(case) if not record.deleted] if case else []
    found = []
    for kind, (type_key, field) in SOURCES.items():
        of_type = [record for record in inside if record.type == type_key] if case else records.due(type_key, field, until)
        due = [(record, day) for record in of_type if "" < (day := _due_day(kind, record)) <= until]
        if kind is DueKind.FOLLOW_UP:
            done = records.followed_on([record.id for record, _day in due])
            due = [(record, day) for record, day in due if not _is_followed(day, done.get(record.id, ()))]
        found += [_item(kind, record, day, as_of) for record, day in due]
    return sorted(found, key=lambda item: (item.due, item.kind, item.title, item.record))


def _item(kind: DueKind, record: Record, due: str, as_of: date) -> Item:
    case = record.id if record.type == "case" else next(iter(record.cases), "")
    return Item(kind, due, case, record.id, record.title, _status(due, as_of))


def _is_followed(due: str, days: Sequence[str]) -> bool:
    """Say whether what was due took place: on its day or later, or in the week before it."""
    since = (date.fromisoformat(due) - WEEK).isoformat()
    return any(day >= since for day in days)


def _due_day(kind: DueKind, record: Record) -> str:
    fields = record.fields
    if kind is DueKind.HEARING:
        # A hearing that was held or has an outcome is past; one whose day went by without either still waits for an answer.
        return "" if fields.get("held") or fields.get("outcome") else _day(fields.get("scheduled"))
    if kind is DueKind.FOLLOW_UP:
        return _day(fields.get("followup_due"))
    if kind is DueKind.CONTACT:
        return _day(fields.get("next_due"))
    if kind is DueKind.CONSENT_REVIEW:
        return "" if fields.get("withdrawn") else _unless_done(_day(fields.get("review_on")), fields.get("reviews"))
    return _day(fields.get("ask_by")) if fields.get("status") != "closed" else ""


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
