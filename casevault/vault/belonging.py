"""What belongs to a record alone, and what points to it: what erasing it leaves without a place, and what it leaves with a gap.

Only what is out of sight already is looked through one by one; everything else is answered by the links.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.domain.consent import text_of
from casevault.domain.person_merge import INTO
from casevault.domain.schema import Kind
from casevault.domain.values import refs_of
from casevault.store import links, records

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casevault.domain.catalog import Schema
    from casevault.domain.record import Fields, Record, Value
    from casevault.domain.schema import Field
    from casevault.store.connection import Connection

REGISTER: Final = "disclosure"
KEPT: Final = frozenset({REGISTER, "actor", "device"})  # what left, and who wrote, is never erased by itself
PSEUDONYMS: Final = "pseudonyms"  # a code that was once given to somebody must never be given to another
_REFERENCES: Final = frozenset({Kind.REF, Kind.REFS})


class Belonging:
    """The records around one record, in one picture of the vault."""

    def __init__(self, connection: Connection, schema: Schema) -> None:
        self._connection = connection
        self._schema = schema
        gone = records.many(connection, records.removed(connection)).values()
        self._removed = {record.id: self._owners_in(record) for record in gone}

    def alone(self, record_id: str) -> tuple[str, ...]:
        """Return, sorted, the records that belong to this one and nothing else, those that belong to them alone, and so on.

        A person belongs to the case that lists them, and to whatever points to them. All that can be reached counts until it
        turns out to belong to something outside, so two that hold each other do not keep each other.
        """
        reached, waiting = set[str](), [record_id]
        while waiting:
            new = self._below(waiting.pop()) - reached - {record_id}
            reached |= new
            waiting += new
        owners = {node: self._owners(node) for node in reached}
        while left := {node for node, above in owners.items() if not above or not above <= owners.keys() | {record_id}}:
            for node in left:
                del owners[node]
        return tuple(sorted(owners))

    def pointing(self, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return {live record: fields} of what points to any of `ids` from outside and would be emptied."""
        wanted = set(ids)
        found: dict[str, set[str]] = {}
        for target in wanted:
            for record in records.pointing_to(self._connection, target):
                if record.id in wanted or record.type == REGISTER:
                    continue
                rt = self._schema.type(record.type)
                paths = {path for path, _, to in refs_of(rt, record.fields) if to == target and not path.startswith(PSEUDONYMS)}
                if paths:
                    found.setdefault(record.id, set()).update(paths)
        return {record_id: tuple(sorted(found[record_id])) for record_id in sorted(found)}

    def _below(self, record_id: str) -> set[str]:
        """Return what may belong to a record: what names it as its case or hangs on it, and whom it lists."""
        below = {*links.members_of(self._connection, record_id)}
        for record in records.pointing_to(self._connection, record_id):
            if record.type not in KEPT and record_id in self._owners_in(record):
                below.add(record.id)
        return below | {record for record, owners in self._removed.items() if record_id in owners}

    def _owners(self, record_id: str) -> set[str]:
        if record_id in self._removed:
            return self._removed[record_id]
        record = records.get(self._connection, record_id)
        if record is None or record.type in KEPT:
            return set()
        if record.type == links.PERSON:
            return {*self.pointing([record_id])}
        return self._owners_in(record)

    def _owners_in(self, record: Record) -> set[str]:
        rt = self._schema.types.get(record.type)
        if rt is None or record.type in KEPT:
            return set()
        own = {*rt.case, *rt.via}
        owners = {target for path, _, target in refs_of(rt, record.fields) if path in own}
        # A record that was merged is the same person's: whoever erases the one is asked about the other.
        return owners | ({text_of(record, INTO)} - {""} if record.deleted else set())


def emptied(schema: Schema, record: Record, gone: Iterable[str]) -> dict[str, Value]:
    """Return the fields of a record without its references to the records of `gone`.

    A row of a table that was about one of them goes whole where it cannot be without; a field that must not be empty says that
    its value is not known. Pseudonyms stay: they hold an id and a code, and keep the code from being given to somebody else.
    """
    rt, lost = schema.type(record.type), set(gone)
    fields = dict(record.fields)
    for field in rt.fields:
        if field.key not in fields or field.key == PSEUDONYMS:
            continue
        value = _without(field, fields[field.key], lost)
        if value is None and not field.required:
            del fields[field.key]
        else:
            fields[field.key] = {"na": "unknown"} if value is None else value
    return fields


def _without(field: Field, value: Value, lost: set[str]) -> Value | None:
    """Return a field's value without references to `lost`; None where nothing is left. What holds none is returned as it is."""
    if field.rows and isinstance(value, list):
        rows = [_row_without(field, row, lost) if isinstance(row, dict) else row for row in value]
        return [row for row in rows if row is not None] or None
    if field.kind not in _REFERENCES:
        return value
    if isinstance(value, list):
        return [target for target in value if target not in lost] or None
    return None if isinstance(value, str) and value in lost else value


def _row_without(field: Field, row: Fields, lost: set[str]) -> dict[str, Value] | None:
    held: Mapping[str, Field] = {column.key: column for column in field.rows}
    kept = {key: _without(held[key], value, lost) if key in held else value for key, value in row.items()}
    if any(value is None and held[key].required for key, value in kept.items()):
        return None
    return {key: value for key, value in kept.items() if value is not None}
