"""What lists need of many records at once: a few of their fields, without reading the rest of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from casevault.domain.upgrades import newest_version, upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casevault.store.connection import Connection

MANY: Final = 400  # ids in one statement
FEW: Final = 4_000  # up to so many are read by their ids; more, and the whole type is read in one go


class Row(NamedTuple):
    """Some fields of one live record: `changed` is the row of the log that made it what it is, `values` as JSON has them."""

    changed: int
    type: str
    title: str
    date: str
    data_class: int
    values: tuple[Any, ...]


def newest(connection: Connection) -> int:
    """Return the last row of the log: as long as it is the same, so is everything that a list shows."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()[0])


def versions(connection: Connection, type_key: str) -> dict[str, int]:
    """Return {live record: row of the log it was changed by} of one type or, with "", of all, the newest date first."""
    kind = " AND type = ?" if type_key else ""
    rows = connection.execute(
        f"SELECT id, changed FROM record WHERE deleted = 0{kind} ORDER BY date_from DESC, id DESC",  # noqa: S608 - a clause of this module
        (type_key,) if type_key else (),
    )
    return dict(rows.fetchall())


def extracts(connection: Connection, type_key: str, keys: Sequence[str], wanted: Sequence[str]) -> Iterator[tuple[str, Row]]:
    """Yield (record, row) for the live records `wanted`, with the values of `keys`, None where there is none."""
    # Two paths at the least: of one alone SQLite gives the value itself and not a list of values.
    paths = [f'$."{key}"' for key in (*keys, "", "")]
    picked = f"json_extract(payload, {','.join('?' * len(paths))})"
    newest_known = newest_version(type_key) if type_key else 0
    # What was written by an older program is upgraded as it is wherever else it is read, and for that it is needed whole.
    found = f"CASE WHEN ? IN (0, type_version) THEN {picked} ELSE payload END" if keys else "'[]'"
    columns = f"SELECT id, changed, type, title, date_from, data_class, type_version, {found} FROM record"  # noqa: S608 - marks only
    values: list[object] = [newest_known, *paths] if keys else []
    kind, of_kind = (" AND type = ?", [type_key]) if type_key else ("", [])
    if len(wanted) > FEW:
        asked = frozenset(wanted)
        whole = connection.execute(f"{columns} WHERE deleted = 0{kind}", [*values, *of_kind])
        rows: Iterator[Any] = (row for row in whole if row[0] in asked)
    else:
        rows = (
            row
            for start in range(0, len(wanted), MANY)
            for part in (wanted[start : start + MANY],)
            for row in connection.execute(
                f"{columns} WHERE id IN ({','.join('?' * len(part))}) AND deleted = 0{kind}", [*values, *part, *of_kind]
            )
        )
    for record_id, changed, kind_key, title, date, data_class, version, text in rows:
        held = json.loads(text)
        if isinstance(held, dict):
            fields = upgrade(kind_key, version, held)
            held = [fields.get(key) for key in keys]
        yield record_id, Row(changed, kind_key, title, date, data_class, tuple(held[: len(keys)]))


def memberships(connection: Connection, type_key: str) -> dict[str, list[str]]:
    """Return {live record of a type: its cases, the one it is shown under first}."""
    found: dict[str, list[str]] = {}
    rows = connection.execute(
        "SELECT r.id, c.case_id FROM record r INDEXED BY record_list CROSS JOIN case_record c ON c.record_id = r.id"
        " WHERE r.deleted = 0 AND r.type = ? ORDER BY r.id, c.place",
        (type_key,),
    )
    for record_id, case in rows:
        found.setdefault(record_id, []).append(case)
    return found


def last_entries(connection: Connection, cases: Sequence[str] = ()) -> dict[str, int]:
    """Return {case: the last row of the log that changed it or anything in it}; of all cases where none are given."""
    found: dict[str, int] = {}
    parts = [cases[start : start + MANY] for start in range(0, len(cases), MANY)] if cases else [()]
    for part in parts:
        of_these = f" WHERE c.case_id IN ({','.join('?' * len(part))})" if part else ""
        rows = connection.execute(
            "SELECT c.case_id, max(r.changed) FROM case_record c CROSS JOIN record r ON r.id = c.record_id"  # noqa: S608 - marks only
            f"{of_these} GROUP BY c.case_id",
            part,
        )
        found.update(rows.fetchall())
    return found


def made_at(connection: Connection, seqs: Sequence[int]) -> dict[int, int]:
    """Return {row of the log: when it was written, in µs since 1970 UTC}."""
    found: dict[int, int] = {}
    for start in range(0, len(seqs), MANY):
        part = seqs[start : start + MANY]
        marks = ",".join("?" * len(part))
        found.update(connection.execute(f"SELECT seq, at_utc FROM change WHERE seq IN ({marks})", part).fetchall())  # noqa: S608 - marks only
    return found
