"""Rows of tables: interventions, disclosures, who has seen a name, history, and what is due."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from casevault.disclosure.register import appearance, is_about
from casevault.domain.change import Action
from casevault.domain.consent import codes_of, rows_of, text_of
from casevault.domain.erasing import REASONS, reason_of
from casevault.i18n import N_
from casevault.ui.read import days
from casevault.ui.read.reader import Name, Tone, sentence
from casevault.ui.read.ways_changed import ways_changed
from casevault.vault import approvals
from casevault.vault.holders import to_be_told, waiting
from casevault.vault.identity import KEYS_MADE
from casevault.vault.merging import ids_of
from casevault.vault.sealing import TICKET_MADE
from casevault.vault.vault import SLOT_CHANGED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from casevault.domain.record import Record
    from casevault.i18n import Msg
    from casevault.ui.read.reader import Reader
    from casevault.vault.vault import Vault

RESULT_TONES: Mapping[str, Tone] = {
    "": Tone.UNKNOWN,
    "none": Tone.UNKNOWN,
    "favourable": Tone.OK,
    "pledge": Tone.OK,
    "denies": Tone.STOPPED,
    "request_refused": Tone.STOPPED,
}


@dataclass(frozen=True, slots=True)
class TableLine:
    """One row of a table: the record behind it, its cells, and a status in the last column."""

    id: str
    cells: tuple[str, ...]
    status: str = ""
    tone: Tone = Tone.NONE
    strong: int = 0  # which cell carries the row


def intervention_lines(reader: Reader, ids: Sequence[str]) -> list[TableLine | None]:
    """Return date, what and by whom, case, quiet or public, answer; None where a record is no longer there."""
    found = reader.vault.records.page(list(ids))
    wanted = [target for record in found if record for target in (text_of(record, "actor"), *codes_of(record, "case"))]
    known = reader.many(wanted)
    return [None if record is None or record.deleted else _intervention(reader, record, known) for record in found]


def _intervention(reader: Reader, record: Record, known: Mapping[str, Record]) -> TableLine:
    actor = known.get(text_of(record, "actor"))
    due = text_of(record, "followup_due")
    overdue = bool(due) and due < reader.today.isoformat() and not codes_of(record, "followups")
    status = sentence(reader.choice(record, "response")) or reader.text(N_("no answer yet"))
    tone = RESULT_TONES.get(text_of(record, "response"), Tone.NONE)
    if overdue:
        status, tone = reader.text(N_("Follow-up {ago}"), ago=reader.ago(due)), Tone.OVERDUE
    elif due:
        status, tone = reader.text(N_("Follow-up {day}"), day=reader.day(due)), Tone.DUE
    cells = (
        reader.day(text_of(record, "date")),
        sentence(reader.choice(record, "instrument")),
        reader.name(actor).main if actor is not None else "",
        ", ".join(text_of(known[case], "code") for case in codes_of(record, "case") if case in known),
        sentence(reader.choice(record, "channel")),
        " ".join(reader.long(record.fields.get("asked")).split()),
    )
    return TableLine(record.id, cells, status, tone, strong=1)


def disclosure_lines(reader: Reader, ids: Sequence[str], untold: Collection[str] = ()) -> list[TableLine | None]:
    """Return day, recipient, case, output, written of selected, valid until; None where a record is no longer there.

    `untold`: those of which something is open with the holder.
    """
    found = reader.vault.records.page(list(ids))
    known = reader.many([case for record in found if record for case in codes_of(record, "cases")])
    return [
        None if record is None or record.deleted else _disclosure(reader, record, known, untold=record.id in untold)
        for record in found
    ]


def _disclosure(reader: Reader, record: Record, known: Mapping[str, Record], *, untold: bool = False) -> TableLine:
    written, selected = record.fields.get("written"), record.fields.get("selected")
    counts = reader.text(N_("{written} of {selected}"), written=written, selected=selected) if isinstance(written, int) else ""
    status, tone = disclosure_state(reader, record, untold=untold)
    cells = (
        reader.day(text_of(record, "sent_at")[:10]),
        reader.told(text_of(record, "recipient_text")),
        ", ".join(text_of(known[case], "code") for case in codes_of(record, "cases") if case in known),
        sentence(reader.choice(record, "output")),
        counts,
        reader.day(text_of(record, "valid_until")),
    )
    return TableLine(record.id, cells, status, tone, strong=1)


def disclosure_state(reader: Reader, record: Record, *, untold: bool = False) -> tuple[str, Tone]:
    """Return how a disclosure stands: to recall (`untold`), recalled, ended, acknowledged, or valid."""
    recall = text_of(record, "recall")
    if untold and recall in {"", "superseded"}:
        return reader.text(N_("To recall")), Tone.OVERDUE
    if recall:
        return sentence(reader.choice(record, "recall")), Tone.DUE
    until = text_of(record, "valid_until")
    if until and until < reader.today.isoformat():
        return reader.text(N_("Ended")), Tone.STOPPED
    if text_of(record, "ack"):
        return reader.text(N_("Receipt confirmed")), Tone.OK
    return reader.text(N_("Valid")), Tone.RUNNING


def states_of(vault: Vault) -> dict[str, str]:
    """Return under which tab each disclosure stands: valid, ended, or recall where something is open with its holder."""
    open_ones = {one.copy.id for one in to_be_told(vault)} | {copy.id for copy in waiting(vault)}
    today = vault.ambient.today().isoformat()
    found: dict[str, str] = {}
    for copy in vault.records.list("disclosure"):
        ended = text_of(copy, "recall") or "" < text_of(copy, "valid_until") < today
        found[copy.id] = "recall" if copy.id in open_ones else "ended" if ended else "valid"
    return found


def seen_lines(reader: Reader, person_id: str) -> list[TableLine]:
    """Return who has seen a person's name: recipient, how she appears, last sent, valid until."""
    ids = ids_of(reader.vault.records, person_id)
    pointing = {record.id: record for one in ids for record in reader.vault.records.pointing_to(one, type_key="disclosure")}
    records = [record for record in pointing.values() if is_about(record, ids)]
    newest = sorted(records, key=lambda record: (text_of(record, "sent_at"), record.id), reverse=True)
    open_ones = {one.copy.id for one in to_be_told(reader.vault, records)}
    asked = {text_of(record, "recipient_text") for record in records if record.id in open_ones}
    found: dict[str, TableLine] = {}
    for record in newest:
        recipient = text_of(record, "recipient_text")
        # One line stands for all copies of a recipient, so it says what is open with any of them.
        status, tone = disclosure_state(reader, record, untold=recipient in asked)
        shown = [row.get("fields") for row in rows_of(record, "what") if row.get("record") in ids]
        fields = sum(len(keys) for keys in shown if isinstance(keys, list))
        level = appearance(record, ids)
        about = reader.text(N_("{count} field", "{count} fields"), count=fields) if fields else reader.text(N_("named"))
        if level:
            named = sentence(reader.vault.schema.vocabularies.label("identity_level", level, reader.catalogue))
            about = f"{named} · {about}" if fields else named
        cells = (
            reader.told(recipient),
            about,
            sentence(reader.choice(record, "output")),
            reader.day(text_of(record, "sent_at")[:10]),
        )
        found.setdefault(recipient, TableLine(record.id, cells, status, tone))
    return list(found.values())


def disclosed_people(reader: Reader) -> list[tuple[str, Name]]:
    """Return everybody who is named in a disclosure, by name."""
    ids = [person for record in reader.vault.records.list("disclosure") for person in codes_of(record, "persons")]
    people = reader.many(ids)
    return sorted(((person_id, reader.name(person)) for person_id, person in people.items()), key=lambda pair: pair[1].main)


class HistoryEntry(Protocol):
    """What the log says of one act (the store's own type has more)."""

    @property
    def at(self) -> int:
        """Return when, in µs since 1970 UTC."""

    @property
    def actor(self) -> str:
        """Return who, as a record id or as it was signed."""

    @property
    def action(self) -> str:
        """Return what was done."""

    @property
    def fields(self) -> Sequence[str]:
        """Return the keys that were touched."""

    @property
    def batch(self) -> str:
        """Return the unit of undo."""

    @property
    def record(self) -> str:
        """Return the id of the record it touched."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One act in the history of a record or a case."""

    id: str  # the record it touched
    batch: str
    when: str
    time: str
    title: str
    detail: str
    actor: str
    icon: str = field(default="pen-line")


GONE, NONE = N_("A record that was erased"), N_("The vault")
ACTIONS: dict[str, tuple[Msg, str]] = {
    Action.CREATED: (N_("Recorded"), "plus"),
    Action.EDITED: (N_("Changed"), "pen-line"),
    Action.DELETED: (N_("Removed"), "trash-2"),
    Action.UNDONE: (N_("Undone"), "undo-2"),
    Action.CONFIRMED: (N_("Confirmed that it still holds"), "check"),
    Action.PACKED: (N_("Packed for a journey"), "plane"),
    Action.CARRIED: (N_("Went along on a journey"), "plane"),
    Action.JOINED: (N_("A journey came home"), "house"),
    Action.ERASED: (N_("Erased"), "ban"),
    Action.DISCLOSED: (N_("Disclosed"), "send"),
    Action.LEFT: (N_("Left the vault"), "send"),
    Action.COLLECTED: (N_("File brought in"), "paperclip"),
    Action.VIEWED: (N_("Looked at"), "eye"),
    Action.EXPORTED: (N_("Copy of a file saved"), "download"),
    Action.VERIFIED: (N_("File compared with its SHA-256"), "shield-check"),
    Action.RECEIVED: (N_("Came in a bundle"), "paperclip"),
    approvals.REQUIRED: (N_("When a second person is needed"), "shield"),
    approvals.ASKED: (N_("Approval asked for"), "shield"),
    approvals.APPROVED: (N_("Approved by a second person"), "shield-check"),
    TICKET_MADE: (N_("A ticket for a sealed copy made"), "key-round"),
    KEYS_MADE: (N_("Keys for bundles made"), "key-round"),
    SLOT_CHANGED: (N_("Ways into the vault"), "key-round"),
}


def history_lines(reader: Reader, entries: Sequence[HistoryEntry]) -> list[HistoryLine]:
    """Return these history entries as rows, newest first as given."""
    known = reader.many(entry.record for entry in entries)
    return [_history(reader, entry, known.get(entry.record)) for entry in entries]


def _history(reader: Reader, entry: HistoryEntry, record: Record | None) -> HistoryLine:
    words, icon = ACTIONS.get(entry.action, (N_("Changed"), "pen-line"))
    at = days.moment(entry.at)
    of_ways = entry.action == SLOT_CHANGED
    kind = reader.text(reader.type_of(record).label) if record is not None and not of_ways else ""
    shows_fields = entry.action in {Action.EDITED, Action.CONFIRMED}
    labels = [_field_label(reader, record, key) for key in entry.fields] if record is not None and shows_fields else []
    if entry.action == Action.ERASED and (reason := reason_of(entry.fields)) is not None:
        labels = [reader.text(REASONS[reason])]
    labels += ways_changed(reader.text, entry.fields) if of_ways else []
    detail = " · ".join(
        part
        for part in (
            f"{reader.text(words)}: {kind}" if kind else reader.text(words),
            reader.catalogue.listed(dict.fromkeys(labels)),
        )
        if part
    )
    title = sentence(reader.title(record)) if record is not None else reader.text(GONE if entry.record else NONE)
    return HistoryLine(
        entry.record,
        entry.batch,
        reader.day(at.date().isoformat()),
        f"{at:%H:%M}",
        title,
        detail,
        reader.title_of(entry.actor),
        icon,
    )


def _field_label(reader: Reader, record: Record, key: str) -> str:
    found = reader.type_of(record).field(key.partition("/")[0])
    return reader.text(found.label) if found is not None else key
