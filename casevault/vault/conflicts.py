"""What stands against each other after two histories became one: which units wait, what each side says, and what settles one.

An ordinary edit of a field answers whatever stands against each other in it, and for a table in all of its rows. Whoever is shown
one row decides one row: `decide` settles the unit it is given and nothing beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault.domain.canonical import canonical
from casevault.domain.change import Action, state_of
from casevault.domain.merge import DELETED, value_of
from casevault.store import changes, records
from casevault.vault.joining import OWN, Conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.domain.change import Change
    from casevault.domain.record import Changes, Record, Value
    from casevault.store.connection import Connection
    from casevault.vault.vault import Vault

MOST_NEW: Final = 2_000  # rows of the log that are looked through before all records are read again


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values, None for "not there": when it was written (µs since 1970), by whom, where ("" here, else a vault)."""

    value: Value | None
    at: int
    actor: str
    vault: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit of a record with its sides, this vault's first. `packed` is what went along, where `travelled` says that it did."""

    record: Record
    unit: str
    sides: tuple[Side, ...]
    travelled: bool
    packed: Value | None


class Contested:
    """The records of one open vault in which something waits. All are read once; later only those that changed since."""

    def __init__(self) -> None:
        self._known: tuple[int, frozenset[str]] | None = None

    def ids(self, connection: Connection) -> frozenset[str]:
        """Return the records; may be called from any thread, and two at once do the work twice, no more."""
        known, newest = self._known, changes.highest_seq(connection)
        if known is None or newest - known[0] > MOST_NEW:
            found = frozenset(records.contested(connection))
        elif newest == known[0]:
            return known[1]
        else:
            rows = changes.walked(connection, known[0], MOST_NEW)
            changed = {row.record_id for row in rows if not isinstance(row, changes.NotARow) and row.record_id}
            now = records.many(connection, changed)
            found = (known[1] - changed) | {key for key, one in now.items() if one.conflicts and not one.deleted}
        self._known = (newest, found)
        return found


def waiting(vault: Vault) -> list[Conflict]:
    """Return everything that waits for a person, by record, what was changed last first."""

    def read(connection: Connection) -> list[Conflict]:
        found = records.many(connection, vault.contested.ids(connection))
        changed = records.changed(connection, found)
        order = sorted(found.values(), key=lambda one: (-changed[one.id], one.id))
        return [Conflict(one.id, unit) for one in order if one.type not in OWN for unit in one.conflicts]

    return vault.db.read(read)


def standing(vault: Vault, record_id: str, unit: str) -> Standing | None:
    """Return what stands against each other in one unit, None where nothing does any more."""

    def read(connection: Connection) -> Standing | None:
        record = records.get(connection, record_id)
        rows = [row for row in changes.of_record(connection, record_id) if row.payload is not None]
        values = state_of(changes.of_record(connection, record_id)).conflicts.get(unit) if record is not None else None
        if record is None or values is None:
            return None
        packed = [row for row in rows if row.action == Action.PACKED and row.origin is not None]
        sides = [_side(rows, unit, value) for value in values]
        went = None if not packed else value_of(packed[-1].row().payload, unit)
        return Standing(record, unit, tuple(sorted(sides, key=lambda one: (bool(one.vault), one.at))), bool(packed), went)

    return vault.db.read(read)


def decide(vault: Vault, record_id: str, unit: str, untrusted_value: object, untrusted_more: Sequence[object] = ()) -> Changes:
    """Settle one unit with a value, None for "not there"; for a removal True removes. Refusals as of an edit.

    `untrusted_more`: for a row of a table, rows that join it as new ones in the same act: both are kept.

    Only this unit: what waits beside it in the same record, or in another row of the same table, goes on waiting.
    """
    return vault.records.settle(record_id, unit, untrusted_value, untrusted_more)


def _side(rows: Sequence[Change], unit: str, value: Value | None) -> Side:
    """Return who says a value: of the rows that touched the unit and say it, the newest."""
    spelling = canonical(value)
    said = [row for row in rows if unit in row.fields and canonical(value_of(row.row().payload, unit)) == spelling]
    if unit == DELETED and value is None:  # nobody wrote "not removed": whoever worked on it says so
        said = [row for row in rows if DELETED not in (row.payload or {}) and set(row.fields) - {DELETED}]
    if not said:
        return Side(value, 0, "", "")
    row = max(said, key=lambda one: (one.lamport, one.id))
    return Side(value, row.at_utc, row.actor or "", str((row.origin or {}).get("vault", "")))
