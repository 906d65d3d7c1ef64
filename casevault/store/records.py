"""Reading the present state of records. Each function is one or two statements that an index answers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from casevault.domain.record import Record
from casevault.domain.schema import DataClass
from casevault.domain.upgrades import newest_version, upgrade

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from casevault.store.connection import Connection

_SELECT: Final = (
    "SELECT r.id, r.type, r.type_version, r.title, r.payload, r.data_class, r.date_from, r.date_to, r.heads, r.deleted,"
    " r.conflicts, (SELECT group_concat(m.case_id, ',' ORDER BY m.place) FROM case_record m WHERE m.record_id = r.id) FROM "
)
ORDERS: Final = {
    "date": "r.date_from {way}, r.id {way}",
    "title": "substr(r.title, 1, 32) COLLATE NOCASE {way}, r.id {way}",  # as far as the list holds it
    "changed": "r.changed {way}, r.id {way}",
}
MANY: Final = 500  # ids in one statement


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a record stands in its own history."""

    title: str
    heads: tuple[str, ...]
    contested: bool
    deleted: bool


def get(connection: Connection, record_id: str) -> Record | None:
    """Return a record, deleted or not; None where there never was one."""
    row = connection.execute(f"{_SELECT} record r WHERE r.id = ?", (record_id,)).fetchone()
    return None if row is None else _record(row)


def many(connection: Connection, ids: Iterable[str]) -> dict[str, Record]:
    """Return the records of `ids` that there are, deleted ones too, in the order asked for."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, Record] = {}
    for start in range(0, len(wanted), MANY):
        part = wanted[start : start + MANY]
        for row in connection.execute(f"{_SELECT} record r WHERE r.id IN ({_marks(part)})", part):
            found[row[0]] = _record(row)
    return {record_id: found[record_id] for record_id in wanted if record_id in found}


def titles(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Return the titles of the records of `ids` that there are."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), MANY):
        part = wanted[start : start + MANY]
        found |= dict(connection.execute(f"SELECT id, title FROM record WHERE id IN ({_marks(part)})", part).fetchall())  # noqa: S608 - marks only
    return found


def standing(connection: Connection, record_id: str) -> Standing | None:
    """Return what the next row of a record has to know, without reading its fields."""
    row = connection.execute("SELECT title, heads, conflicts, deleted FROM record WHERE id = ?", (record_id,)).fetchone()
    return None if row is None else Standing(row[0], tuple(json.loads(row[1])), row[2] != "[]", bool(row[3]))


def cases_of(connection: Connection, record_id: str) -> list[str]:
    """Return the cases of a record, the one it is shown under first."""
    return [
        row[0] for row in connection.execute("SELECT case_id FROM case_record WHERE record_id = ? ORDER BY place", (record_id,))
    ]


def kinds(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[str, bool]]:
    """Return {id: (type, deleted)} of the records of `ids` that there are."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, tuple[str, bool]] = {}
    for start in range(0, len(wanted), MANY):
        part = wanted[start : start + MANY]
        for row in connection.execute(f"SELECT id, type, deleted FROM record WHERE id IN ({_marks(part)})", part):  # noqa: S608 - marks only
            found[row[0]] = (row[1], bool(row[2]))
    return found


def ids(
    connection: Connection,
    type_key: str = "",
    *,
    case: str = "",
    order: str = "date",
    descending: bool = False,
    limit: int = 0,
) -> list[str]:
    """Return the ids of live records in an order of `ORDERS`; of one type and of one case where given; limit 0: all."""
    source, values = ("case_record c JOIN record r ON r.id = c.record_id AND c.case_id = ?", [case]) if case else ("record r", [])
    kind = " AND r.type = ?" if type_key else ""
    way = ORDERS[order].format(way="DESC" if descending else "ASC")
    statement = f"SELECT r.id FROM {source} WHERE r.deleted = 0{kind} ORDER BY {way} LIMIT ?"  # noqa: S608 - clauses of this module
    return [row[0] for row in connection.execute(statement, (*values, *([type_key] if type_key else []), limit or -1))]


def changed(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Return {record: the row of the log that made it what it is} of the records of `ids` that there are."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), MANY):
        part = wanted[start : start + MANY]
        found |= dict(connection.execute(f"SELECT id, changed FROM record WHERE id IN ({_marks(part)})", part).fetchall())  # noqa: S608 - marks only
    return found


def removed(connection: Connection, *, limit: int = 0) -> list[str]:
    """Return the ids of deleted records, the one that was deleted last first; limit 0: all."""
    statement = "SELECT id FROM record WHERE deleted = 1 ORDER BY changed DESC, id LIMIT ?"
    return [row[0] for row in connection.execute(statement, (limit or -1,))]


def contested(connection: Connection) -> list[str]:
    """Return the ids of live records in which values stand against each other; reads every record."""
    rows = connection.execute("SELECT id FROM record WHERE deleted = 0 AND conflicts <> '[]'")
    return [row[0] for row in rows]


def in_case(connection: Connection, case_id: str) -> list[Record]:
    """Return every record of a case by date, without the case itself."""
    rows = connection.execute(
        f"{_SELECT} case_record c JOIN record r ON r.id = c.record_id WHERE c.case_id = ? ORDER BY r.date_from, r.id", (case_id,)
    )
    return [_record(row) for row in rows]


def pointing_to(connection: Connection, record_id: str, *, type_key: str = "", field: str = "", limit: int = 0) -> list[Record]:
    """Return the live records that point to a record, of one type and in one field where given, by date; limit 0: all."""
    where, values = "l.target = ? AND l.field > ''", [record_id]
    if field:
        where, values = f"{where} AND l.field = ?", [*values, field]
    if type_key:
        where, values = f"{where} AND r.type = ?", [*values, type_key]
    pointing = f"SELECT r.id FROM link l JOIN record r ON r.id = l.record_id WHERE {where}"  # noqa: S608 - clauses of this module
    rows = connection.execute(
        f"{_SELECT} record r WHERE r.id IN ({pointing}) ORDER BY r.date_from, r.id LIMIT ?", [*values, limit or -1]
    )
    return [_record(row) for row in rows]


def pointing_to_any(connection: Connection, ids: Iterable[str], type_key: str) -> dict[str, list[Record]]:
    """Return {target: the live records of a type that point to it, by date} of each of `ids` that any points to."""
    wanted = list(dict.fromkeys(ids))
    pairs: list[tuple[str, str]] = []
    for start in range(0, len(wanted), MANY):
        part = wanted[start : start + MANY]
        # CROSS JOIN: from the few links to their records.
        pairs += connection.execute(
            "SELECT DISTINCT l.target, r.id FROM link l CROSS JOIN record r ON r.id = l.record_id AND r.type = ?"  # noqa: S608 - marks only
            f" WHERE l.target IN ({_marks(part)}) AND l.field > ''",
            (type_key, *part),
        ).fetchall()
    return _grouped(connection, pairs)


def in_cases(connection: Connection, cases: Iterable[str], type_key: str) -> dict[str, list[Record]]:
    """Return {case: its live records of a type, by date} of each of `cases` that has any."""
    wanted = list(dict.fromkeys(cases))
    pairs: list[tuple[str, str]] = []
    for start in range(0, len(wanted), MANY):
        part = wanted[start : start + MANY]
        pairs += connection.execute(
            "SELECT c.case_id, r.id FROM case_record c CROSS JOIN record r ON r.id = c.record_id AND r.type = ?"  # noqa: S608 - marks only
            f" WHERE c.case_id IN ({_marks(part)})",
            (type_key, *part),
        ).fetchall()
    return _grouped(connection, pairs)


def _grouped(connection: Connection, pairs: Sequence[tuple[str, str]]) -> dict[str, list[Record]]:
    found = many(connection, (record_id for _, record_id in pairs))
    grouped: dict[str, list[Record]] = {}
    for target, record_id in pairs:
        if record_id in found and not found[record_id].deleted:
            grouped.setdefault(target, []).append(found[record_id])
    for records in grouped.values():
        records.sort(key=lambda record: (record.date_from, record.id))
    return grouped


def claims_on(connection: Connection, ids: Iterable[str]) -> dict[str, list[Record]]:
    """Return the live accounts of each of `ids` that has any, by date."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, list[Record]] = {}
    for start in range(0, len(wanted), MANY):
        part = wanted[start : start + MANY]
        pointing = f"SELECT l.record_id FROM link l WHERE l.field = 'record' AND l.target IN ({_marks(part)})"  # noqa: S608 - marks only
        rows = connection.execute(
            f"{_SELECT} record r WHERE r.id IN ({pointing}) AND r.type = 'claim' AND r.deleted = 0 ORDER BY r.date_from, r.id",
            part,
        )
        for claim in map(_record, rows):
            found.setdefault(str(claim.fields.get("record", "")), []).append(claim)
    return found


def counts(connection: Connection) -> dict[str, int]:
    """Return how many live records there are of each type that has any."""
    return dict(connection.execute("SELECT type, count(*) FROM record WHERE deleted = 0 GROUP BY type ORDER BY type").fetchall())


def count(connection: Connection) -> int:
    """Return how many live records there are."""
    return int(connection.execute("SELECT count(*) FROM record WHERE deleted = 0").fetchone()[0])


def all_ids(connection: Connection) -> Iterator[str]:
    """Yield the id of every record, deleted ones too."""
    for row in connection.execute("SELECT id FROM record ORDER BY id").fetchall():
        yield row[0]


def _record(row: tuple[Any, ...]) -> Record:
    record_id, kind, version, title, payload, data_class, first, last, heads, deleted, conflicts, cases = row
    newest = newest_version(kind)
    fields = json.loads(payload)
    return Record(
        id=record_id,
        type=kind,
        type_version=newest,
        title=title,
        fields=fields if version == newest else upgrade(kind, version, fields),
        data_class=DataClass(data_class),
        date_from=first,
        date_to=last,
        cases=tuple(cases.split(",")) if cases else (),
        heads=tuple(json.loads(heads)),
        deleted=bool(deleted),
        conflicts=tuple(json.loads(conflicts)),
    )


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
