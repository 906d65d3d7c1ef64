"""One row of the log as plain data, and the closed list of what a row can say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from casevault.domain.canonical import canonical, change_digest, payload_hash
from casevault.domain.merge import Row
from casevault.domain.upgrades import upgrade

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.ambient import Stamp
    from casevault.domain.record import Fields


class Action(StrEnum):
    """What was done to a record. A `confirmed` row has the record as it stood; from `erased` on, a row never had a payload.

    The last five are the custody of a file: brought in, looked at, copied out, compared with the SHA-256 it came with, and
    come in a bundle that somebody sent.
    """

    CREATED = "created"
    EDITED = "edited"
    DELETED = "deleted"
    UNDONE = "undone"
    CONFIRMED = "confirmed"
    ERASED = "erased"
    DISCLOSED = "disclosed"
    LEFT = "left"
    COLLECTED = "collected"
    VIEWED = "viewed"
    EXPORTED = "exported"
    VERIFIED = "verified"
    RECEIVED = "received"


RECORDING: Final = frozenset(
    {Action.CREATED, Action.EDITED, Action.DELETED, Action.UNDONE, Action.CONFIRMED}
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
