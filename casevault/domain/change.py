"""One row of the log as plain data, and the closed list of what a row can say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from casevault.domain.canonical import canonical, change_digest, payload_hash
from casevault.domain.merge import Carried, Row, State, merged
from casevault.domain.upgrades import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casevault.ambient import Stamp
    from casevault.domain.record import Fields


class Action(StrEnum):
    """What was done to a record. A `confirmed` row has the record as it stood; from `erased` on, a row never had a payload.

    On a journey a record begins with a `packed` row; a `carried` row at home says from what that was made, and `joined` that rows
    came home. The last five are the custody of a file: brought in, looked at, copied out, compared with the SHA-256 it came
    with, and come in a bundle that somebody sent.
    """

    CREATED = "created"
    EDITED = "edited"
    DELETED = "deleted"
    UNDONE = "undone"
    CONFIRMED = "confirmed"
    PACKED = "packed"
    ERASED = "erased"
    DISCLOSED = "disclosed"
    LEFT = "left"
    CARRIED = "carried"
    JOINED = "joined"
    COLLECTED = "collected"
    VIEWED = "viewed"
    EXPORTED = "exported"
    VERIFIED = "verified"
    RECEIVED = "received"


RECORDING: Final = frozenset(
    {Action.CREATED, Action.EDITED, Action.DELETED, Action.UNDONE, Action.CONFIRMED, Action.PACKED}
)  # these rows come with a payload


class End(NamedTuple):
    """What of the newest row the next one follows. `own`: it was written in this vault, not taken in."""

    seq: int
    own: bool
    device: str | None
    at_utc: int
    mono_ns: int
    boot: str | None
    lamport: int
    mac: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row: what was done, by whom, when, and the whole record after it. `at_utc` is µs since 1970, `mono_ns` since boot."""

    seq: int
    id: str
    batch: str
    type: str | None
    type_version: int | None
    record_id: str | None
    parents: tuple[str, ...]
    fields: tuple[str, ...]
    action: str
    at_utc: int
    mono_ns: int
    boot: str | None
    device: str | None
    actor: str | None
    lamport: int
    origin: Mapping[str, object] | None
    payload: Fields | None
    salt: bytes | None
    digest: bytes
    prev_mac: bytes
    mac: bytes

    @property
    def is_bare(self) -> bool:
        """Say whether this row recorded something that is there no more: it was erased."""
        return self.payload is None and self.action in RECORDING

    @property
    def end(self) -> End:
        """Return what the row after this one follows."""
        return End(self.seq, self.origin is None, self.device, self.at_utc, self.mono_ns, self.boot, self.lamport, self.mac)

    def row(self) -> Row:
        """Return what merging needs of a row with a payload, in its newest form."""
        fields = upgrade(self.type or "", self.type_version or 1, self.payload or {})
        return Row(self.id, self.parents, self.fields, self.lamport, fields)

    def own_digest(self, spelt: bytes | None = None) -> bytes:
        """Return the digest that the row's columns give now; `spelt` is the canonical payload where it is at hand."""
        hashed = None
        if self.payload is not None and self.salt is not None:
            hashed = payload_hash(self.salt, canonical(self.payload) if spelt is None else spelt)
        return change_digest(
            {
                "id": self.id,
                "batch": self.batch,
                "type": self.type,
                "type_version": self.type_version,
                "record_id": self.record_id,
                "parents": self.parents,
                "fields": self.fields,
                "action": self.action,
                "at_utc": self.at_utc,
                "mono_ns": self.mono_ns,
                "boot": self.boot,
                "device": self.device,
                "actor": self.actor,
                "lamport": self.lamport,
                "payload": hashed,
            }
        )


CARRIED_ROW: Final = "row/"  # in a row `carried`: the packed row
STAYED_HOME: Final = "home/"  # and what that did not show as it was


def carried_units(row_id: str, home: Iterable[str]) -> tuple[str, ...]:
    """Return the units of a row `carried`: about which packed row it is, and the units of the record that stayed home."""
    return (CARRIED_ROW + row_id, *(STAYED_HOME + unit for unit in sorted(home)))


def carried_in(changes: Iterable[Change]) -> dict[str, Carried]:
    """Return {packed row: what it was made from} as the rows `carried` among these say."""
    found: dict[str, Carried] = {}
    for change in changes:
        if change.action == Action.CARRIED:
            home = frozenset(unit.removeprefix(STAYED_HOME) for unit in change.fields if unit.startswith(STAYED_HOME))
            for unit in change.fields:
                if unit.startswith(CARRIED_ROW):
                    found[unit.removeprefix(CARRIED_ROW)] = Carried(change.parents, home)
    return found


def state_of(changes: Iterable[Change]) -> State:
    """Return the state that the rows of one record make, in whatever order they came."""
    rows = list(changes)
    return merged((row.row() for row in rows if row.payload is not None), carried_in(rows))


def state_at(changes: Iterable[Change], parents: Iterable[str]) -> State:
    """Return the state of a record whose newest rows were `parents`."""
    rows = list(changes)
    by_id = {row.id: row for row in rows if row.payload is not None}
    seen: set[str] = set()
    waiting = [parent for parent in parents if parent in by_id]
    while waiting:
        row_id = waiting.pop()
        if row_id not in seen:
            seen.add(row_id)
            waiting += [parent for parent in by_id[row_id].parents if parent in by_id]
    known = {key: one for key, one in carried_in(rows).items() if key in seen and seen.issuperset(one.parents)}
    return merged((by_id[row_id].row() for row_id in seen), known)


SLACK_US: Final = 120_000_000  # clocks that differ by less than two minutes are called equal


class ClockFlag(StrEnum):
    """What is odd about the clock of a row, seen from the row before it. Noted, never refused."""

    BACK = "clock_back"  # earlier than the row before it
    JUMP = "clock_jump"  # the wall clock went on by another length of time than the machine's own clock


def clock_flag(before: End, now: Stamp, device: str) -> ClockFlag | None:
    """Compare the clock with the last row of the same device; rows of others say nothing about this one's clock."""
    if not before.own or before.device != device:
        return None
    passed = now.at_utc - before.at_utc
    if passed < -SLACK_US:
        return ClockFlag.BACK
    if now.boot and now.boot == before.boot and abs(passed - (now.mono_ns - before.mono_ns) // 1000) > SLACK_US:
        return ClockFlag.JUMP
    return None
