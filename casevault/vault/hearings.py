"""Hearings: time stamps as things happen, the sequence read back, and the stamps written up into the record afterwards.

A stamp is a row of the hearing's own table, added in one transaction, so that none is lost to another of the same moment. Writing
up is one act: it fills what the stamps tell and nobody entered, and makes drafts where somebody was refused. The stamps stay.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from casevault.domain.change import Action
from casevault.domain.consent import rows_of, text_of
from casevault.domain.edtf import parse_edtf
from casevault.domain.reading import is_empty, is_na
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault.acts import Add, Append, Edit
from casevault.vault.rights import NOT_OBSERVED, RIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.record import Changes, Fields, Record, Value
    from casevault.vault.acts import AnyEdit
    from casevault.vault.vault import Vault

HEARING: Final = "hearing"
UNKNOWN: Final[Mapping[str, str]] = {"na": "unknown"}
REFUSED: Final = frozenset({"refused", "turned_away_outside"})
_CLOCK: Final = 5  # "09:30"

# What a stamp tells of the hearing as a whole, first match of each row wins.
_BEGINS: Final = ("opened", "judge_in", "charges_read", "defendant_in")
_ENDS: Final = ("ended", "adjourned", "defendant_out")
_PRESENT: Final = frozenset({"defendant_in", "defendant_speaks", "defendant_interrupted", "last_statement"})
_YES: Final = {"confession_challenged": "confession_challenged", "exclusion_asked": "exclusion_asked"}
_OUTCOMES: Final = (("verdict", "verdict_given"), ("adjourned", "adjourned"))
_CAPACITIES: Final[Mapping[str, object]] = {"observers_refused": UNKNOWN, "family_refused": "family"}
REFUSALS: Final = frozenset(_CAPACITIES)  # stamps that become an entry of the access log


@dataclass(frozen=True, slots=True)
class Stamp:
    """One stamp: `at` as recorded, `row` the id of its row, `by` the record it stands in (the hearing or an observation)."""

    at: str
    code: str
    note: str
    row: str
    by: str


@dataclass(frozen=True, slots=True)
class WrittenUp:
    """What writing up did: the batch ("" where there was nothing to do), fields of the hearing, and the drafts made."""

    batch: str
    fields: tuple[str, ...]
    attendances: tuple[str, ...]
    observation: str
    changes: Changes | None = None


@dataclass(frozen=True, slots=True)
class Refusals:
    """How often access was refused for one reason; `reason` is a code, or the answer that is no value."""

    reason: str
    count: int
    hearings: int


def hearing_of(vault: Vault, untrusted_id: str) -> Record:
    """Return a hearing; INVALID_INPUT for a record of another type."""
    record = vault.records.get(untrusted_id)
    if record.type != HEARING or record.deleted:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This record is no hearing."),
            N_("`casevault list DIR hearing` lists the hearings with their ids."),
            field="hearing",
        )
    return record


def stamp(vault: Vault, hearing_id: str, untrusted_code: str, *, untrusted_at: str = "", untrusted_note: str = "") -> Changes:
    """Note that something happens now, or at a time given: one act, durable when it returns.

    A time of day alone is one of this day; without a zone it is of the place of the court, as far as that is on record.
    """
    hearing = hearing_of(vault, hearing_id)
    row: dict[str, object] = {"at": _moment(vault, hearing, untrusted_at.strip()), "code": untrusted_code}
    if untrusted_note.strip():
        row["note"] = untrusted_note
    return vault.records.apply([Append(hearing.id, "stamps", row)])


def sequence(vault: Vault, hearing: Record) -> list[Stamp]:
    """Return every stamp of a hearing and of the observations of it, in the order of time."""
    found = [*stamps_of(hearing), *(one for record in observations(vault, hearing) for one in stamps_of(record))]
    return sorted(found, key=lambda one: (instant_of(one.at), one.row))


def attendances(vault: Vault, hearing: Record) -> list[Record]:
    """Return who asked to observe, and what came of it."""
    found = vault.records.pointing_to(hearing.id, type_key="attendance")
    return [record for record in found if text_of(record, HEARING) == hearing.id]


def observations(vault: Vault, hearing: Record) -> list[Record]:
    """Return what observers wrote of a hearing."""
    found = vault.records.pointing_to(hearing.id, type_key="observation")
    return [record for record in found if text_of(record, HEARING) == hearing.id]


def checklist(vault: Vault, observation: Record) -> list[tuple[str, str, str]]:
    """Return (right, rating, note) of all rights in the order of the list; what the observer did not rate is not observed."""
    rated = {str(row.get("code")): row for row in rows_of(observation, "items")}
    found = []
    for code in vault.schema.vocabularies.codes(RIGHT):
        row = rated.get(code, {})
        rating, note = row.get("rating"), row.get("note")
        found.append((code, rating if isinstance(rating, str) else NOT_OBSERVED, note if isinstance(note, str) else ""))
    return found


def refusals(vault: Vault, *, case: str = "") -> list[Refusals]:
    """Return how often observers were refused, by the reason given, the most frequent first."""
    refused = [r for r in vault.records.list("attendance", case=case) if text_of(r, "outcome") in REFUSED]
    counts = Counter(_reason(record) for record in refused)
    hearings = {reason: len({text_of(r, HEARING) for r in refused if _reason(r) == reason}) for reason in counts}
    return [Refusals(reason, count, hearings[reason]) for reason, count in sorted(counts.items(), key=lambda c: (-c[1], c[0]))]


def write_up(vault: Vault, hearing_id: str) -> WrittenUp:
    """Make the stamps of a hearing its record, in one act: done twice it does nothing, undone it can be done again.

    Only what is empty is filled: began and ended, who was there, what was asked. Each refusal becomes a draft of an attendance;
    where nobody wrote an observation yet, one is begun with every right "not observed".
    """
    hearing = hearing_of(vault, hearing_id)
    stamps = sorted(stamps_of(hearing), key=lambda one: (instant_of(one.at), one.row))
    if not stamps:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This hearing has no stamps yet."),
            N_("`casevault stamp` notes what happens, as it happens."),
            field="stamps",
        )
    fields = _told_by(hearing, stamps)
    edits: list[AnyEdit] = [Edit(hearing.id, fields)] if fields else []
    drafts = [(_draft_id(vault, hearing.id, one.row), one) for one in stamps if one.code in _CAPACITIES]
    made = [(draft, one) for draft, one in drafts if draft]
    edits += [Add("attendance", _refusal(hearing, one), draft) for draft, one in made]
    observation = "" if observations(vault, hearing) else _draft_id(vault, hearing.id, "observation")
    if observation:
        edits.append(Add("observation", _blank_observation(vault, hearing), observation))
    if not edits:
        return WrittenUp("", (), (), "")
    changes = vault.records.apply(edits, strict=False)
    return WrittenUp(changes.batch, tuple(sorted(fields)), tuple(draft for draft, _ in made), observation, changes)


def stamps_of(record: Record) -> list[Stamp]:
    """Return the stamps of a hearing, or of an observation of one, in the order in which they are recorded."""
    return [
        Stamp(str(row.get("at", "")), str(row.get("code", "")), _text(row.get("note")), str(row.get("row", "")), record.id)
        for row in rows_of(record, "stamps")
    ]


def _told_by(hearing: Record, stamps: Sequence[Stamp]) -> dict[str, object]:
    """Return what the stamps tell of the hearing where nobody entered it, or entered the day alone."""
    first = {one.code: one.at for one in reversed(stamps)}
    last = {one.code: one.at for one in stamps}
    fields: dict[str, object] = {}
    began = next((first[code] for code in _BEGINS if code in first), "")
    ended = next((last[code] for code in _ENDS if code in last), "")
    fields |= {key: at for key, at in (("held", began), ("end", ended)) if at and _says_less(hearing.fields, key, at)}
    if _PRESENT & first.keys() and _is_open(hearing.fields, "defendant_presence"):
        fields["defendant_presence"] = "present"
    fields |= {key: True for code, key in _YES.items() if code in first and _is_open(hearing.fields, key)}
    outcome = next((value for code, value in _OUTCOMES if code in first), "")
    if outcome and _is_open(hearing.fields, "outcome"):
        fields["outcome"] = outcome
    return fields


def _is_open(fields: Fields, key: str) -> bool:
    value: Value = fields.get(key, "")
    return is_empty(value) or is_na(value)


def _says_less(fields: Fields, key: str, at: str) -> bool:
    """Say whether the field holds nothing, or only the day of this moment."""
    return _is_open(fields, key) or fields.get(key) == at[:10]


def _refusal(hearing: Record, one: Stamp) -> dict[str, object]:
    """Return the draft of an attendance. Words in quotation marks in the note are the words used; nothing else is guessed."""
    words = quoted(one.note)
    return {
        HEARING: hearing.id,
        "observer": UNKNOWN,
        "capacity": _CAPACITIES[one.code],
        "request_on": one.at,
        "outcome": "refused",
        "stated_reason": UNKNOWN,
        "verbatim": words or UNKNOWN,
        "data_class": hearing.data_class.name,
    }


def _blank_observation(vault: Vault, hearing: Record) -> dict[str, object]:
    present = hearing.fields.get("observers")
    alone = present[0] if isinstance(present, list) and len(present) == 1 else UNKNOWN
    return {
        HEARING: hearing.id,
        "observer": alone,
        "basis": "direct",
        "facts": UNKNOWN,
        "items": [{"code": code, "rating": NOT_OBSERVED} for code in vault.schema.vocabularies.codes(RIGHT)],
        "data_class": hearing.data_class.name,
    }


def _draft_id(vault: Vault, hearing_id: str, what: str) -> str:
    """Return the id of a draft that is not there yet, "" where it is, or where somebody removed it.

    Derived from what it is made of: two vaults that write up the same stamps make the same records. One that was undone is made
    anew under the next id, because the id of a record is never given twice.
    """
    for number in range(100):
        draft = hashlib.sha256(f"casevault/1/write-up {hearing_id} {what} {number}".encode()).hexdigest()[:32]
        found = vault.records.many([draft]).get(draft)
        if found is None:
            return "" if vault.records.erased_on(draft) else draft
        if not found.deleted or vault.records.history(draft)[0].action != Action.UNDONE:
            return ""
    return ""


def _moment(vault: Vault, hearing: Record, typed: str) -> str:
    """Return a moment with its offset: now, a time of this day, or what was typed in full."""
    zone = zone_of(hearing)
    moment = datetime.fromtimestamp(vault.ambient.stamp().at_utc // 1_000_000, UTC)
    now = moment.astimezone(zone) if zone is not None else moment.astimezone()
    if not typed:
        return now.isoformat()
    if len(typed) >= _CLOCK and typed[2:3] == ":":
        typed = f"{now.date().isoformat()}T{typed}"
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This is no time CaseVault can read."),
            N_("Write 09:42, 09:42:10, or the whole: 2026-03-18T09:42+08:00."),
            field="at",
        ) from None
    if "T" not in typed:
        raise UserProblem(
            Code.INVALID_INPUT, N_("A stamp has a time of day."), N_("Write 09:42, or leave it out for now."), field="at"
        )
    return (found if found.tzinfo is not None else found.replace(tzinfo=now.tzinfo)).isoformat()


def zone_of(hearing: Record) -> timezone | None:
    """Return the offset of the court as far as the hearing has one on record: its last stamp, else its times."""
    texts = [*(one.at for one in reversed(stamps_of(hearing))), *(text_of(hearing, key) for key in ("held", "scheduled"))]
    for text in texts:
        try:
            offset = parse_edtf(text).offset if text else ""
        except UserProblem:
            continue
        if offset:
            moment = datetime.fromisoformat(text)
            return timezone(moment.utcoffset() or timedelta())
    return None


def instant_of(text: str) -> str:
    """Return what stamps are ordered by: the moment in UTC; a day without a time comes first of its day."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (found.astimezone(UTC) if found.tzinfo is not None else found).replace(tzinfo=None).isoformat()


def _reason(record: Record) -> str:
    value = record.fields.get("stated_reason")
    return str(value.get("na", "unknown")) if isinstance(value, dict) else value if isinstance(value, str) else "unknown"


def quoted(note: str) -> str:
    """Return the first words in quotation marks, of any kind; "" where there are none."""
    for first, last in (("“", "”"), ('"', '"'), ("「", "」"), ("„", "”"), ("«", "»")):
        _, found, rest = note.partition(first)
        words, closed, _ = rest.partition(last)
        if found and closed and words.strip():
            return words.strip()
    return ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
