"""Reading records: one at a time, in pages, by case, by what points to them, and what happened to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from casevault.domain.claims import accounts_of, begins_with
from casevault.domain.scalars import ID
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.store import changes, due, erasures, listing, records

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casevault.domain.catalog import Schema
    from casevault.domain.change import Change
    from casevault.domain.claims import Accounts
    from casevault.domain.record import Fields, Record
    from casevault.store.connection import Connection, Database

    Listed: TypeAlias = list[Record]
    Ids: TypeAlias = list[str]

CLAIM: Final = "claim"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One row of the log as people read it: `at` in µs since 1970 UTC; actor, device, record and change are ids."""

    at: int
    actor: str
    action: str
    fields: tuple[str, ...]
    batch: str
    change: str
    record: str
    device: str


class RecordReader:
    """The reading half of `Records`; every call sees one consistent state and may come from any thread."""

    def __init__(self, db: Database, schema: Schema) -> None:
        self._db = db
        self._schema = schema

    def get(self, record_id: str) -> Record:
        """Return one record, a deleted one too (`deleted` says so); NOT_FOUND where there never was one."""
        return self._db.read(lambda c: present(c, record_id))

    def many(self, ids: Iterable[str]) -> dict[str, Record]:
        """Return the records of `ids` that there are, deleted ones too, in the order asked for."""
        wanted = list(ids)
        return self._db.read(lambda c: records.many(c, wanted))

    def page(self, ids: Sequence[str]) -> list[Record | None]:
        """Return the records of `ids`, None where there is none: what a list shows of a snapshot."""
        found = self.many(ids)
        return [found.get(record_id) for record_id in ids]

    def ids(
        self, type_key: str = "", *, case: str = "", order: str = "date", descending: bool = False, limit: int = 0
    ) -> list[str]:
        """Return a snapshot of the ids of live records, by "date", "title" or "changed"; limit 0: all."""
        return self._db.read(lambda c: records.ids(c, type_key, case=case, order=order, descending=descending, limit=limit))

    def in_case(self, case_id: str) -> list[Record]:
        """Return the case and then every record that belongs to it, by date."""
        return self._db.read(lambda c: [present(c, case_id), *records.in_case(c, case_id)])

    def pointing_to(self, record_id: str, *, type_key: str = "", limit: int = 0) -> list[Record]:
        """Return the live records that point to this one from any of their fields, by date; limit 0: all."""
        return self._db.read(lambda c: records.pointing_to(c, record_id, type_key=type_key, limit=limit))

    def claims(self, record_id: str) -> list[Record]:
        """Return what sources say about fields of this record."""
        return self._db.read(lambda c: records.pointing_to(c, record_id, type_key=CLAIM, field="record"))

    def disputed(self, record_id: str) -> frozenset[str]:
        """Return the paths of the values on which accounts that are not rejected differ, from each other or from the record."""
        found = self.accounts([self.get(record_id)])[record_id]
        return frozenset(path for path, about in found.items() if about.disputed)

    def accounts(self, about: Sequence[Record]) -> dict[str, dict[str, Accounts]]:
        """Return {record: {path: accounts}} of these records; a detention shares those of its start with the stage it began with.

        Two queries, however many records: a list asks for a page of them.
        """

        def work(connection: Connection) -> tuple[dict[str, list[Record]], dict[str, Record]]:
            periods = {str(record.fields.get("period", "")) for record in about if record.type == "stage"} - {""}
            claims = records.claims_on(connection, [*(record.id for record in about), *sorted(periods)])
            return claims, records.many(connection, sorted(periods)) if claims else {}

        claims, detentions = self._db.read(work)
        return accounts_among(self._schema, about, claims, detentions)

    def pointing_to_any(self, ids: Iterable[str], type_key: str) -> dict[str, Listed]:
        """Return {target: the live records of a type that point to it, by date}, for a page of a list in one visit."""
        wanted = list(ids)
        return self._db.read(lambda c: records.pointing_to_any(c, wanted, type_key))

    def last_entries(self, cases: Sequence[str]) -> dict[str, int]:
        """Return {case: when it or anything in it was changed last, in µs since 1970 UTC}."""

        def work(connection: Connection) -> dict[str, int]:
            seqs = listing.last_entries(connection, cases)
            for case, row in records.changed(connection, cases).items():
                seqs[case] = max(row, seqs.get(case, 0))
            at = listing.made_at(connection, list(set(seqs.values())))
            return {case: at.get(seq, 0) for case, seq in seqs.items()}

        return self._db.read(work) if cases else {}

    def changed_at(self, ids: Sequence[str]) -> dict[str, int]:
        """Return {record: when it was changed last, in µs since 1970 UTC}, for a page of a list."""

        def work(connection: Connection) -> dict[str, int]:
            seqs = records.changed(connection, ids)
            at = listing.made_at(connection, list(seqs.values()))
            return {one: at.get(seq, 0) for one, seq in seqs.items()}

        return self._db.read(work)

    def in_cases(self, cases: Iterable[str], type_key: str) -> dict[str, Listed]:
        """Return {case: its live records of a type, by date}, for a page of a list in one visit."""
        wanted = list(cases)
        return self._db.read(lambda c: records.in_cases(c, wanted, type_key))

    def history(self, record_id: str) -> list[HistoryEntry]:
        """Return all that happened to a record, the newest first."""
        return [_entry(change) for change in reversed(self._db.read(lambda c: changes.of_record(c, record_id)))]

    def first_at(self, ids: Sequence[str]) -> dict[str, int]:
        """Return {record: when the first was noted of it, in µs since 1970}, for as many as one likes."""
        return self._db.read(lambda c: changes.first_at(c, ids))

    def versions(self, record_id: str) -> dict[str, Fields]:
        """Return what a record held after each row of its log that still says so, in its newest form, the oldest first."""
        rows = self._db.read(lambda c: changes.of_record(c, record_id))
        return {row.id: row.row().payload for row in rows if row.payload is not None}

    def confirmations(self, ids: Sequence[str]) -> dict[str, list[HistoryEntry]]:
        """Return what was entered, confirmed and undone of these records, by record, the newest first."""
        found: dict[str, list[HistoryEntry]] = {}
        for change in self._db.read(lambda c: changes.entered(c, ids)):
            found.setdefault(change.record_id or "", []).append(_entry(change))
        return found

    def recent(self, limit: int) -> list[HistoryEntry]:
        """Return what happened last in the whole vault, the newest first."""
        return [_entry(change) for change in self._db.read(lambda c: changes.newest(c, limit))]

    def erased_on(self, record_id: str) -> int:
        """Return when a record was erased with its history, in µs since 1970; 0 where it was not."""
        return self._db.read(lambda c: erasures.erased_on(c, record_id))

    def acts(self, action: str, limit: int) -> list[HistoryEntry]:
        """Return the newest rows of the log of one action, the newest first."""
        return [_entry(change) for change in self._db.read(lambda c: changes.of_action(c, action, limit))]

    def acts_of_actors(self, action: str, limit: int) -> list[HistoryEntry]:
        """Return the newest rows of an action that stands with whoever did it, the newest first."""
        return [_entry(change) for change in self._db.read(lambda c: changes.of_actors(c, action, limit))]

    def end_of_log(self) -> tuple[int, str]:
        """Return number and id of the newest row of the log."""
        last = self._db.read(changes.last_change)
        return (0, "") if last is None else (last.seq, last.id)

    def touched_since(self, end: tuple[int, str]) -> Ids | None:
        """Return the records that rows behind `end` are about; None where this log never had that end."""

        def work(connection: Connection) -> Ids | None:
            row = changes.at(connection, end[0])
            return None if row is None or row.id != end[1] else changes.touched_since(connection, end[0])

        return self._db.read(work)

    def former_of(self, ids: Sequence[str], type_key: str) -> list[tuple[int, str, Fields]]:
        """Return (row, record, fields) of every earlier state of these records of a type."""
        return self._db.read(lambda c: list(changes.earlier_of(c, ids, type_key)))

    def removed(self, limit: int = 0) -> Ids:
        """Return the ids of the records that were put out of sight, the last one first; limit 0: all."""
        return self._db.read(lambda c: records.removed(c, limit=limit))

    def former(self, type_key: str) -> list[tuple[str, Fields]]:
        """Return (record, fields) of every earlier state of the records of a type, deleted ones included, oldest first."""
        return self._db.read(lambda c: list(changes.earlier_payloads(c, type_key)))

    def counts(self) -> dict[str, int]:
        """Return how many live records there are of each type that has any."""
        return self._db.read(records.counts)

    def list(self, type_key: str, *, case: str = "", limit: int = 0) -> Listed:
        """Return the live records of a type by date."""

        def work(connection: Connection) -> Listed:
            return [*records.many(connection, records.ids(connection, type_key, case=case, limit=limit)).values()]

        return self._db.read(work)

    def due(self, type_key: str, field: str | None, until: str) -> Listed:
        """Return the live records of a type whose `field` (None: whose own date) holds a day up to `until`, by date."""

        def work(connection: Connection) -> Listed:
            ids = due.by_date(connection, type_key, until) if field is None else due.by_field(connection, type_key, field, until)
            return [*records.many(connection, ids).values()]

        return self._db.read(work)

    def reviewed_later(self, type_key: str, field: str, ids: Sequence[str]) -> set[str]:
        """Return which of these records of a type are followed by a later one about the same record (in `field`)."""
        return self._db.read(lambda c: due.reviewed_later(c, type_key, field, ids))

    def followed_on(self, interventions: Sequence[str]) -> dict[str, Sequence[str]]:
        """Return the ISO days on which these interventions were followed up by another."""
        wanted = tuple(interventions)
        return self._db.read(lambda c: dict(due.followed_on(c, wanted)))


def present(connection: Connection, record_id: str) -> Record:
    """Return one record or refuse with NOT_FOUND, which says so where it was erased."""
    record = records.get(connection, record_id)
    if record is None:
        raise erased(record_id) if erasures.erased_on(connection, record_id) else not_found(record_id)
    return record


def not_found(untrusted_id: str) -> UserProblem:
    """Return the refusal of an id that stands for no record."""
    safe = {"id": untrusted_id} if ID.fullmatch(untrusted_id) else {}
    return UserProblem(
        Code.NOT_FOUND, N_("There is no record of that id."), N_("Search for it, or list the records of its type."), **safe
    )


def erased(record_id: str) -> UserProblem:
    """Return the refusal of a record that was erased."""
    return UserProblem(
        Code.NOT_FOUND,
        N_("This was erased, with its history. Nothing brings it back here."),
        N_("The log says when, and by whom. A back-up from before may still hold it."),
        id=record_id,
    )


def accounts_among(
    schema: Schema, about: Sequence[Record], claims: Mapping[str, Sequence[Record]], detentions: Mapping[str, Record]
) -> dict[str, dict[str, Accounts]]:
    """Return {record: {path: accounts}} from the claims by the record they are about and the detentions of the stages."""
    found: dict[str, dict[str, Accounts]] = {}
    for record in about:
        own = [*claims.get(record.id, ()), *_shared(record, detentions, claims)]
        found[record.id] = accounts_of(schema, schema.type(record.type), record.fields, own)
    return found


def _shared(stage: Record, detentions: Mapping[str, Record], claims: Mapping[str, Sequence[Record]]) -> list[Record]:
    """Return the accounts of a detention's start that are accounts of the start of this stage, too."""
    detention = detentions.get(str(stage.fields.get("period", ""))) if stage.type == "stage" else None
    about = claims.get(detention.id, ()) if detention is not None else ()
    starts = [claim for claim in about if claim.fields.get("field") == "start"]
    return starts if detention is not None and begins_with(stage.fields, detention.fields, starts) else []


def _entry(change: Change) -> HistoryEntry:
    return HistoryEntry(
        change.at_utc,
        change.actor or "",
        change.action,
        change.fields,
        change.batch,
        change.id,
        change.record_id or "",
        change.device or "",
    )
