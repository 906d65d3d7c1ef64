"""The state of a record as a function of the set of its rows, in whatever order they arrived.

A unit is what a row can touch: a field, one row of a table ("aliases/<row id>"), one element of a list of codes or references.
Of the rows that touched a unit those count that no other row that touched it has seen; one distinct value is the value, several
are a conflict, which shows all until a person decides. A merge therefore writes nothing of its own.

What is a table and what a list is read off the values: a list of objects with a `row` id, a list of texts. Nothing here knows
record types, so that a record of a type made in another vault merges as well.

A record that was packed for a journey begins there with a row that follows nothing. Where it was packed (`Carried`) that row
touches nothing and follows what it was made from. But who never saw a value did not answer it: for what stayed home it follows
nothing there either.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from casevault.domain.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from casevault.domain.record import Fields, Value

    Found: TypeAlias = Value | None

DELETED: Final = "deleted"  # in the payload of a row: the record was deleted; no record type has a field of that name


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the log that holds a payload: `parents` are the rows its writer saw, `fields` the units it touched."""

    id: str
    parents: tuple[str, ...]
    fields: tuple[str, ...]
    lamport: int
    payload: Fields


@dataclass(frozen=True, slots=True)
class Carried:
    """What the first row of a packed record was made from: its heads at home, and the units that it did not show as they are."""

    parents: tuple[str, ...]
    home: frozenset[str] = frozenset()


NOTHING_CARRIED: Final[Mapping[str, Carried]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class State:
    """A record as its rows make it. `conflicts`: per unit every value that stands against another, None for "not there"."""

    fields: Fields
    heads: tuple[str, ...] = ()
    deleted: bool = False
    conflicts: Mapping[str, tuple[Found, ...]] = field(default_factory=dict)


def touched(before: Fields, after: Fields) -> tuple[str, ...]:
    """Return, sorted, the units that differ between two payloads."""
    if not before:  # a new record: nothing is compared
        made: list[str] = []
        for key, value in after.items():
            made += [f"{key}/{row}" for row in _rows(value)] if isinstance(value, list) and _is_table(value) else (key,)
        return tuple(sorted(made))
    units: set[str] = set()
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if not (isinstance(old, list) or isinstance(new, list)) or not (_is_table(old) or _is_table(new)):
            units.add(key)
            continue
        old_rows, new_rows = _rows(old), _rows(new)
        units.update(f"{key}/{row}" for row in old_rows.keys() | new_rows.keys() if old_rows.get(row) != new_rows.get(row))
        kept = [row for row in old_rows if row in new_rows]
        if kept != [row for row in new_rows if row in old_rows] or isinstance(old, dict) or isinstance(new, dict):
            units.add(key)
    return tuple(sorted(units))


def value_of(payload: Fields, unit: str) -> Found:
    """Return what a payload holds under a unit: a field's value, or one row of a table; None where there is none."""
    key, slash, row = unit.partition("/")
    return _rows(payload.get(key)).get(row) if slash else payload.get(key)


def put(payload: dict[str, Value], unit: str, value: Found, order: Fields) -> None:
    """Set the unit of `payload` in place; a row that comes back stands where the table in `order` has it."""
    key, slash, row = unit.partition("/")
    if not slash:
        _set(payload, key, value)
        return
    rows = _rows(payload.get(key))
    rows.pop(row, None)
    if value is not None:
        rows[row] = value
    ranks = {known: rank for rank, known in enumerate(_rows(order.get(key)))}
    ranked = sorted(rows, key=lambda known: ranks.get(known, len(ranks)))
    _set(payload, key, [rows[known] for known in ranked] or None)


def merged(rows: Iterable[Row], carried: Mapping[str, Carried] = NOTHING_CARRIED) -> State:
    """Return the state that these rows of one record make; the order in which they are given does not matter.

    `carried`: of which rows it is known here what they were made from, by their ids.
    """
    by_id = {row.id: row for row in sorted(rows, key=lambda row: row.id)}
    named = {parent for row in by_id.values() for parent in row.parents}
    travelled = carried.keys() & (by_id.keys() | named)
    # What did not go along was seen by nobody there: whoever writes next follows what stood at home as well.
    named |= {parent for key in travelled if not carried[key].home for parent in carried[key].parents}
    heads = tuple(sorted(by_id.keys() - named))
    if len(heads) == 1 and not travelled and all(len(row.parents) <= 1 for row in by_id.values()):
        # Nobody ever wrote beside anybody else: the newest row holds the whole record.
        fields = dict(by_id[heads[0]].payload)
        return State(fields, heads, fields.pop(DELETED, False) is True)
    return _Merge(_Known(by_id, carried), by_id, frozenset(travelled)).state(heads)


class _Known:
    """Every row of the record, and what was found out about them; shared by the merge of all and the merges of a part of them."""

    def __init__(self, rows: Mapping[str, Row], carried: Mapping[str, Carried]) -> None:
        self.rows = rows
        self.carried = carried
        self.bases: dict[tuple[str, ...], State] = {}
        self._ancestors: dict[tuple[str, frozenset[str]], frozenset[str]] = {}

    def before(self, row_id: str, through: frozenset[str]) -> frozenset[str]:
        """Return the ids of every row that the row's writer had seen; a row that is not here has no ancestors.

        `through`: the first rows of packed records that are taken to follow what they were made from.
        """
        known = self._ancestors.get((row_id, through))
        if known is None:
            found: set[str] = set()
            waiting = [row_id]
            while waiting:
                at = waiting.pop()
                row = self.rows.get(at)
                parents = self.carried[at].parents if at in through else () if row is None else row.parents
                for parent in parents:
                    if parent not in found:
                        found.add(parent)
                        waiting.append(parent)
            known = self._ancestors[row_id, through] = frozenset(found - {row_id})
        return known


class _Merge:
    """The general rule over one set of rows."""

    def __init__(self, known: _Known, rows: Mapping[str, Row], through: frozenset[str]) -> None:
        self._known = known
        self._through = through
        # Where it is known what a packed row was made from, it says nothing of its own.
        self._rows = {key: replace(row, fields=()) if key in through else row for key, row in rows.items()}
        self._conflicts: dict[str, tuple[Found, ...]] = {}

    def state(self, heads: tuple[str, ...]) -> State:
        by_key: dict[str, list[Row]] = {}
        for row in self._rows.values():
            for key in {unit.partition("/")[0] for unit in row.fields} - {DELETED}:
                by_key.setdefault(key, []).append(row)
        fields: dict[str, Value] = {}
        for key in sorted(by_key):
            _set(fields, key, self._field(key, by_key[key]))
        deleted = self._deleted()
        return State(fields, heads, deleted, dict(sorted(self._conflicts.items())))

    def _field(self, key: str, rows: list[Row]) -> Found:
        values = [row.payload.get(key) for row in rows]
        if any(unit.startswith(f"{key}/") for row in rows for unit in row.fields):
            return self._table(key, rows)
        if any(map(_is_list, values)) and all(value is None or _is_list(value) for value in values):
            return self._list(key, rows)
        return self._one(key, self._unseen(rows, key))

    def _table(self, key: str, rows: list[Row]) -> Found:
        ids = {unit.partition("/")[2] for row in rows for unit in row.fields if unit.startswith(f"{key}/")}
        found: dict[str, Value] = {}
        for row_id in sorted(ids):
            unit = f"{key}/{row_id}"
            value = self._one(unit, self._unseen([row for row in rows if unit in row.fields], unit))
            if value is not None:
                found[row_id] = value
        if found:
            return [found[row_id] for row_id in self._ordered(found, rows, lambda row: list(_rows(row.payload.get(key))))]
        frames = self._unseen([row for row in rows if key in row.fields])
        answers = [row for row in frames if isinstance(row.payload.get(key), dict)]
        return self._one(key, answers) if answers else None

    def _list(self, key: str, rows: list[Row]) -> Found:
        found: set[str] = set()
        contested: list[Row] = []
        for element in sorted({element for row in rows for element in _elements(row.payload.get(key))}):
            unseen = self._unseen([row for row in rows if self._moved(row, key, element)])
            holding = [row for row in unseen if element in _elements(row.payload.get(key))]
            if holding:
                found.add(element)
            if holding and len(holding) < len(unseen):
                contested += unseen
        if contested:
            self._contest(key, [row.payload.get(key) for row in contested])
        ordered = self._ordered(found, rows, lambda row: _elements(row.payload.get(key)))
        return list(ordered) or None

    def _moved(self, row: Row, key: str, element: str) -> bool:
        """Say whether the row put in or took out the element, or settled a list about which others differed."""
        base = self._base(row)
        return key in base.conflicts or (element in _elements(row.payload.get(key))) != (
            element in _elements(base.fields.get(key))
        )

    def _deleted(self) -> bool:
        rows = [row for row in self._rows.values() if DELETED in row.fields]
        unseen = self._unseen(rows)
        deleting = [row for row in unseen if row.payload.get(DELETED) is True]
        beside = [
            row
            for row in self._rows.values()
            if set(row.fields) - {DELETED} and any(self._apart(row, delete) for delete in deleting)
        ]
        if deleting and (beside or len(deleting) < len(unseen)):
            # Deleted here and edited there: shown as it is, so that nobody's work goes without being seen.
            self._contest(DELETED, [True, None])
            return False
        return bool(deleting)

    def _one(self, unit: str, unseen: list[Row]) -> Found:
        """Return the value of the newest row (by lamport time, which orders and never decides); note it if others differ."""
        values = [value_of(row.payload, unit) for row in unseen]
        self._contest(unit, values)
        return values[0]

    def _contest(self, unit: str, values: list[Found]) -> None:
        distinct = {canonical(value): value for value in values}
        if len(distinct) > 1:
            self._conflicts[unit] = tuple(distinct[spelling] for spelling in sorted(distinct))

    def _ordered(self, wanted: Collection[str], rows: list[Row], read: Callable[[Row], list[str]]) -> list[str]:
        order = dict.fromkeys(name for row in self._unseen(rows) for name in read(row) if name in wanted)
        return [*order, *sorted(set(wanted) - order.keys())]

    def _unseen(self, rows: list[Row], unit: str = "") -> list[Row]:
        """Return the rows that none of the others descends from, the newest first; for a unit that stayed home, by who saw it."""
        through = frozenset(key for key in self._through if unit not in self._known.carried[key].home)
        seen = {parent for row in rows for parent in self._known.before(row.id, through)}
        unseen = [row for row in rows if row.id not in seen] or rows  # rows that claim to descend from each other all count
        return sorted(unseen, key=lambda row: (-row.lamport, row.id))

    def _apart(self, one: Row, other: Row) -> bool:
        return one.id != other.id and one.id not in self._before(other.id) and other.id not in self._before(one.id)

    def _before(self, row_id: str) -> frozenset[str]:
        return self._known.before(row_id, self._through)

    def _base(self, row: Row) -> State:
        """Return the state that the row's writer saw: on a journey, what was packed; at home, what it was made from as well."""
        known = self._known.bases.get(row.parents)
        if known is None:
            ids = self._known.before(row.id, frozenset())
            carried = self._known.carried
            through = frozenset(key for key in carried.keys() & ids if ids.issuperset(carried[key].parents))
            seen = {row_id: self._known.rows[row_id] for row_id in sorted(ids) if row_id in self._known.rows}
            if len(row.parents) == 1 and not through and all(len(other.parents) <= 1 for other in seen.values()):
                known = State(seen[row.parents[0]].payload if row.parents[0] in seen else {})
            else:
                known = _Merge(self._known, seen, through).state(())
            self._known.bases[row.parents] = known
        return known


def _is_table(value: Found) -> bool:
    return isinstance(value, list) and any(isinstance(row, dict) and "row" in row for row in value)


def _is_list(value: Found) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _rows(value: Found) -> dict[str, Value]:
    if not isinstance(value, list):
        return {}
    return {str(row["row"]): row for row in value if isinstance(row, dict) and "row" in row}


def _elements(value: Found) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _set(fields: dict[str, Value], key: str, value: Found) -> None:
    if value is None:
        fields.pop(key, None)
    else:
        fields[key] = value
