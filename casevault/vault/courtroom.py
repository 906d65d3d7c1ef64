"""A courtroom as it happens: the hearing of today, and moments that are noted, worded and taken back.

Each function is one act and durable when it returns. A moment has its id before it is written: written twice, after no answer
arrived, it is there once. Rows are read and written in one transaction, so no act undoes what another did meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from casevault.domain.consent import rows_of, text_of
from casevault.domain.dates import span
from casevault.domain.reading import is_na
from casevault.domain.text import clean_line
from casevault.errors import UserProblem
from casevault.vault.acts import Edit
from casevault.vault.hearings import HEARING, hearing_of, instant_of, zone_of
from casevault.vault.pad import MARK, NOTE
from casevault.vault.reading import present

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from casevault.domain.record import Changes, Record
    from casevault.vault.acts import Running
    from casevault.vault.vault import Vault

STAMPS: Final = "stamps"
_KNOWN: Final = ("court", "level", "docket", "panel", "prosecutors", "lawyers", "courtroom")  # of the hearing before this one


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened: `row` its id, `at` an ISO 8601 time with offset, `code` of the list `stamp`."""

    row: str
    at: str
    code: str
    note: str = ""


def hearings_of_day(vault: Vault, day: date, *, case: str = "") -> list[Record]:
    """Return the hearings of a day, those of one case where it is given: first those that are not over, then by their time."""
    found = [record for record in vault.records.list(HEARING, case=case) if not record.deleted and _is_on(record, day)]
    return sorted(found, key=lambda one: (bool(text_of(one, "end")), text_of(one, "scheduled"), one.id))


def begin_hearing(vault: Vault, case_id: str) -> Changes:
    """Record a hearing of today in a case, with what is known from the one before it; all else is not known."""
    before = sorted(vault.records.list(HEARING, case=case_id), key=lambda record: record.date_from)
    known = {key: value for record in before for key in _KNOWN if (value := record.fields.get(key)) and not is_na(value)}
    fields = {"case": case_id, "scheduled": vault.ambient.today().isoformat(), **known}
    return vault.records.add(HEARING, fields, strict=False)


def moment_now(vault: Vault, hearing: Record, code: str, note: str = "") -> Moment:
    """Return this very moment, in the time of the court as far as it is on record; nothing is written."""
    return Moment(vault.ambient.new_id(), now_at(vault, hearing), code, note)


def now_at(vault: Vault, hearing: Record) -> str:
    """Return the time at the court as ISO 8601 with its offset, to the second."""
    now = datetime.fromtimestamp(vault.ambient.stamp().at_utc // 1_000_000, UTC)
    zone = zone_of(hearing)
    return (now.astimezone(zone) if zone is not None else now.astimezone()).isoformat()


def knows_zone(hearing: Record) -> bool:
    """Say whether the zone of the court is on record: stamps alone may have the one of this computer."""
    return any("T" in text and not text.endswith("Z") and text[-6:-5] in "+-" for text in _times(hearing))


def note_moment(vault: Vault, hearing_id: str, moment: Moment) -> Changes:
    """Note a moment; nothing where it is there already."""
    row: dict[str, object] = {"row": moment.row, "at": moment.at, "code": moment.code}
    if moment.note.strip():
        row["note"] = moment.note

    def change(rows: list[dict[str, object]]) -> list[dict[str, object]]:
        return rows if any(one.get("row") == moment.row for one in rows) else [*rows, row]

    return _rewrite(vault, hearing_id, change)


def word_moment(vault: Vault, hearing_id: str, row: str, untrusted_words: str, *, seen: str = "") -> Changes:
    """Put words to a moment, after those it has; nothing where it has them since `seen`: whoever got no answer may ask again.

    `seen` is what stood with the moment when the words were typed. That it ends with the same words is no sign: a witness says
    “no” twice.
    """

    def change(rows: list[dict[str, object]]) -> list[dict[str, object]]:
        words = untrusted_words.strip()
        return [
            {**one, "note": _worded(one.get("note"), words, seen)} if one.get("row") == row and words else one for one in rows
        ]

    return _rewrite(vault, hearing_id, change)


def worded(note: str, words: str) -> str:
    """Return a note with further words, as it is recorded."""
    return as_kept(f"{note} {words}".strip())


def as_kept(untrusted_text: str) -> str:
    """Return text as a record keeps it; raise INVALID_INPUT or TOO_LARGE where no note can hold it."""
    return clean_line(untrusted_text, STAMPS)


def take_back(vault: Vault, hearing_id: str, row: str) -> Changes:
    """Take a moment back; it stays in the log."""
    return _rewrite(vault, hearing_id, lambda rows: [one for one in rows if one.get("row") != row])


def moments_of(hearing: Record) -> list[Moment]:
    """Return what was noted at a hearing, in the order of time."""
    found = [
        Moment(str(row.get("row", "")), str(row.get("at", "")), str(row.get("code", NOTE)), _text(row.get("note")))
        for row in rows_of(hearing, STAMPS)
    ]
    return sorted(found, key=lambda one: (instant_of(one.at), one.row))


def is_written(code: str) -> bool:
    """Say whether a moment is a note or a mark, and no stamp of the pad."""
    return code in {NOTE, MARK}


def is_untouched(hearing: Record) -> bool:
    """Say whether nothing was noted at a hearing."""
    return not rows_of(hearing, STAMPS) and not rows_of(hearing, "pad")


def _rewrite(vault: Vault, hearing_id: str, change: Callable[[list[dict[str, object]]], list[dict[str, object]]]) -> Changes:
    hearing_of(vault, hearing_id)

    def work(act: Running) -> None:
        standing: list[dict[str, object]] = [{**row} for row in rows_of(present(act.connection, hearing_id), STAMPS)]
        rows = change(list(standing))
        if rows != standing:
            vault.records.edit_within(act, Edit(hearing_id, {STAMPS: rows}))

    return vault.records.within(work)


def is_of_another_day(hearing: Record, day: date) -> bool:
    """Say whether a hearing is of one day, and of another one than this."""
    days = {span(text) for text in _times(hearing)}
    return bool(days) and not _is_on(hearing, day) and any(first == last for first, last in days)


def _times(hearing: Record) -> list[str]:
    return [text for key in ("scheduled", "held") if (text := text_of(hearing, key))]


def _is_on(record: Record, day: date) -> bool:
    for key in ("held", "scheduled"):
        try:
            first, last = span(text_of(record, key))
        except UserProblem:
            continue
        if first == last == day.isoformat():
            return True
    return False


def _worded(before: object, words: str, seen: str) -> str:
    note = _text(before)
    return note if note == worded(seen, words) else worded(note, words)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
