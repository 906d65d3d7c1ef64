"""The definitions of a vault's own, as they stand in its tables and in its log, in the order in which they reached this vault."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from casevault.domain.own import MOST_DEFINITIONS, OWN_TYPES, Definition
from casevault.store import records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.own import Shift
    from casevault.domain.schema import RecordType
    from casevault.store.connection import Connection

_DEFINITIONS: Final = (
    "SELECT r.id, r.type, r.payload, r.deleted, r.conflicts,"
    " (SELECT min(c.seq) FROM change c WHERE c.record_id = r.id) AS came FROM record r"
    " WHERE r.deleted IN (0, 1) AND r.type IN (?, ?, ?) ORDER BY came LIMIT ?"
)
_FIRST: Final = "SELECT payload FROM change WHERE record_id = ? AND payload IS NOT NULL ORDER BY seq LIMIT 1"
_IN_LOG: Final = (
    "SELECT record_id FROM change WHERE payload IS NOT NULL AND type IN (?, ?, ?) GROUP BY record_id ORDER BY min(seq)"
)
_HOLDING: Final = "SELECT id FROM record WHERE deleted = 0 AND type = ? AND instr(payload, ?) > 0"
_USED: Final = "SELECT EXISTS (SELECT 1 FROM record WHERE deleted IN (0, 1) AND type = ? AND instr(payload, ?) > 0)"
_SAID: Final = "SELECT EXISTS (SELECT 1 FROM record WHERE type NOT IN (?, ?, ?) AND instr(payload, ?) > 0)"
_ANY: Final = "SELECT EXISTS (SELECT 1 FROM change WHERE type = ? AND payload IS NOT NULL)"


def definitions(connection: Connection) -> list[Definition]:
    """Return every definition, deleted ones too: at most one more than MOST_DEFINITIONS."""
    found, limit = [], MOST_DEFINITIONS + 1  # one more than is read, so that whoever reads can say that there are more
    for record_id, type_key, payload, deleted, contested, _came in connection.execute(
        _DEFINITIONS, (*OWN_TYPES, limit)
    ).fetchall():
        first = connection.execute(_FIRST, (record_id,)).fetchone()
        if first is not None:
            units = frozenset(json.loads(contested))
            found.append(Definition(record_id, type_key, json.loads(first[0]), json.loads(payload), bool(deleted), units))
    return found


def in_log(connection: Connection) -> list[str]:
    """Return the ids of the definitions that the log speaks of, in the order in which they first appear."""
    return [row[0] for row in connection.execute(_IN_LOG, OWN_TYPES)]


def holding(connection: Connection, type_key: str, word: str) -> list[str]:
    """Return the live records of a type whose payload holds `word` in quotation marks: as a key, as a code, or by chance."""
    return [row[0] for row in connection.execute(_HOLDING, (type_key, f'"{word}"'))]


def derived_otherwise(connection: Connection, types: Mapping[str, RecordType], shift: Shift) -> list[str]:
    """Return the records that are derived otherwise now: values that came before their field, titles that name a code."""
    found: dict[str, None] = {}
    for type_key, keys in shift.fields.items():
        for key in sorted(keys):
            found.update(dict.fromkeys(holding(connection, type_key, key)))
    for type_key, rt in types.items():
        named = {field.vocabulary for path in rt.title if (field := rt.field(path)) is not None and field.vocabulary}
        for vocabulary in sorted(named & shift.codes.keys()):
            for code in sorted(shift.codes[vocabulary]):
                found.update(dict.fromkeys(holding(connection, type_key, code)))
        if type_key in shift.types:
            found.update(dict.fromkeys(records.ids(connection, type_key)))
    return list(found)


def is_used(connection: Connection, definition: Definition) -> bool:
    """Say whether any record, deleted ones too, holds something under a definition of a field or is of its type."""
    if definition.type == "custom_type":
        return bool(connection.execute(_ANY, (definition.meaning("key"),)).fetchone()[0])
    if definition.type == "vocabulary_entry":
        return bool(connection.execute(_SAID, (*OWN_TYPES, f'"{definition.meaning("code")}"')).fetchone()[0])
    wanted = (definition.meaning("type"), f'"{definition.meaning("key")}"')
    return bool(connection.execute(_USED, wanted).fetchone()[0])
