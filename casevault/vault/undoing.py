"""Taking back one act of a person: what it did to each record is undone by a new row; the log keeps both.

A creation is taken back by a deletion. An act after which the same fields were changed again is not taken back, nor one with
which something left the vault.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from casevault.domain.change import Action, state_at
from casevault.domain.merge import DELETED, put, touched, value_of
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.store import changes, erasures
from casevault.vault.reading import present

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casevault.domain.change import Change
    from casevault.domain.record import Fields, Record, Value
    from casevault.store.connection import Connection

_ID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
KEPT: Final = frozenset({"actor", "device"})  # who wrote must stay known


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: whether anything was, the batch of the rows that did it, and the records."""

    undone: bool
    batch: str = ""
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restore:
    """What one record shall hold again."""

    record: Record
    fields: tuple[str, ...]
    payload: Fields
    settled: tuple[str, ...] = ()


def undo_batch(batch: str) -> str:
    """Return the batch under which `batch` is taken back: following from it, so that the log tells what was taken back."""
    return hashlib.sha256(f"casevault/1/undo {batch}".encode()).hexdigest()[:32]


def newest_undoable(connection: Connection) -> str:
    """Return the newest act of this vault that stands and can be taken back, or ""."""
    for batch, rows in changes.acts_backwards(connection):
        seen = _look(rows)
        if seen.only_undoes or seen.obstacle is not None:
            continue
        last, stands = batch, True
        while changes.has_batch_after(connection, undo_batch(last), seen.last):
            last, stands = undo_batch(last), not stands
        if stands:
            return last
    return ""


def newest_redoable(connection: Connection) -> str:
    """Return the newest taking-back that stands and after which nothing new was done, or "": taking it back does the act again.

    An undone act, done again and undone once more, is the third batch of a chain that begins with the act: what stands at an odd
    place of its chain is a taking-back, at an even one a doing again.
    """
    open_: dict[str, tuple[str, int]] = {}  # the batch sought next: for which taking-back, and how far along its chain
    order: list[str] = []
    lasting: dict[str, bool] = {}
    running = True
    for batch, rows in changes.acts_backwards(connection):
        seen = _look(rows)
        running = running and seen.only_undoes
        if running and not changes.has_batch_after(connection, undo_batch(batch), seen.last):
            order.append(batch)
            open_[batch] = (batch, 0)
        found = open_.pop(undo_batch(batch), None)
        if found is not None:
            first, steps = found
            if seen.only_undoes:
                open_[batch] = (first, steps + 1)
            else:
                lasting[first] = steps % 2 == 0
        while order and order[0] in lasting:
            if lasting[order[0]]:
                return order[0]
            del order[0]
        if not running and not order:
            break
    return ""


def plan(connection: Connection, batch: str) -> Iterator[Restore]:
    """Yield what takes back `batch`, record by record; refuse where it cannot be, which may be found out on the way.

    An import is an act of a million rows: no more of it is held than the ids. What one record shall hold again follows from its
    own rows alone, so each may be written before the next is worked out.
    """
    seen = _look(changes.walk_batch(connection, batch))
    if not seen.last:
        raise UserProblem(Code.NOT_FOUND, N_("There is no such act in the log."), N_("History shows what was done."))
    if seen.obstacle is not None:
        raise seen.obstacle
    if changes.has_batch_after(connection, undo_batch(batch), seen.last):
        raise UserProblem(Code.INVALID_INPUT, N_("This was taken back already."), N_("History shows when."))
    # The last record first: a note goes before the record that it is about.
    for record_id in reversed(seen.records):
        rows = changes.of_record(connection, record_id)
        yield _restore(connection, record_id, [row for row in rows if row.batch == batch and row.payload is not None])


def payload_of(record: Record) -> dict[str, Value]:
    """Return the payload that a row of the record would hold now."""
    return {**record.fields, DELETED: True} if record.deleted else dict(record.fields)


def _restore(connection: Connection, record_id: str, rows: list[Change]) -> Restore:
    record = present(connection, record_id)
    now = payload_of(record)
    after = rows[-1].row().payload
    first = rows[0]
    units = {unit for change in rows for unit in change.fields}
    if any(value_of(now, unit) != value_of(after, unit) for unit in units) or (not first.parents and touched(now, after)):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("What was changed there has been changed again since."),
            N_("Take back the later change first, or edit the record."),
            id=record_id,
        )
    if not first.parents:
        payload: dict[str, Value] = {**now, DELETED: True}
    else:
        before = _payload_at(connection, record_id, first.parents, units)
        payload = dict(now)
        for unit in sorted(units):
            put(payload, unit, value_of(before, unit), before)
    fields = touched(now, payload)
    if any(erasures.erased_on(connection, target) for target in _pointed_to(payload) - _pointed_to(now)):
        raise _erased()
    return Restore(record, fields, payload)


def _pointed_to(value: Value | Fields) -> set[str]:
    """Return every text in a payload that has the form of a record's id."""
    if isinstance(value, str):
        return {value} if _ID.fullmatch(value) else set()
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return {found for part in parts for found in _pointed_to(part)}


def _erased() -> UserProblem:
    return UserProblem(
        Code.INVALID_INPUT,
        N_("Something was erased there, for good; this act cannot be taken back."),
        N_("What was emptied or removed with it can be entered again by hand."),
    )


def _payload_at(connection: Connection, record_id: str, parents: tuple[str, ...], units: set[str]) -> Fields:
    """Return what the record held where `parents` were its newest rows; refused where one of `units` was in conflict then."""
    state = state_at(changes.of_record(connection, record_id), parents)
    if set(state.conflicts) & units:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("Two values stood there, and taking this back would choose one of them."),
            N_("History shows both. Enter the one that is right."),
            id=record_id,
        )
    return {**state.fields, DELETED: True} if state.deleted else state.fields


@dataclass(slots=True)
class _Seen:
    """What the rows of one act come to. `last`: the seq of its newest row, 0 without one; `records`: whose state it made."""

    last: int = 0
    only_undoes: bool = True
    erased: bool = False
    left: bool = False
    kept: bool = False
    records: dict[str, None] = field(default_factory=dict)

    @property
    def obstacle(self) -> UserProblem | None:
        """Why the act can never be taken back, or None."""
        if self.erased:
            return _erased()
        if self.left:
            return UserProblem(
                Code.INVALID_INPUT,
                N_("Something left the vault, or was looked at, with this act; that cannot be taken back."),
                N_("A disclosure can be recalled; the log keeps that it happened."),
            )
        if self.kept:
            return UserProblem(
                Code.INVALID_INPUT,
                N_("Who writes here, and what came from another vault, is not taken back."),
                N_("Edit the record instead."),
            )
        return None


def _look(rows: Iterable[Change]) -> _Seen:
    """Go through the rows of one act, in any order."""
    seen = _Seen()
    for change in rows:
        seen.last = max(seen.last, change.seq)
        seen.only_undoes = seen.only_undoes and change.action == Action.UNDONE
        seen.erased = seen.erased or change.is_bare or change.action == Action.ERASED
        # That a file or a bundle came in stays true when its record is put out of sight; other acts were about something else.
        seen.left = seen.left or (change.payload is None and change.action not in {Action.COLLECTED, Action.RECEIVED})
        seen.kept = seen.kept or change.type in KEPT or change.origin is not None
        if change.payload is not None:
            seen.records.setdefault(change.record_id or "")
    return seen
