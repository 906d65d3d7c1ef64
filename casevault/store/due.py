"""What is due by a day: records of one type by the day in one of their fields, without reading the others."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from casevault.domain.upgrades import newest_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.store.connection import Connection

MANY: Final = 400  # ids in one statement


def by_field(connection: Connection, type_key: str, field: str, until: str) -> list[str]:
    """Return the ids of live records whose `field` holds an ISO day up to `until`; those of an older version too."""
    rows = connection.execute(
        "SELECT id FROM record WHERE deleted = 0 AND type = ?"
        " AND (type_version <> ? OR json_extract(payload, ?) BETWEEN '0' AND ?) ORDER BY date_from, id",
        (type_key, newest_version(type_key), f'$."{field}"', until),
    )
    return [row[0] for row in rows]


def by_date(connection: Connection, type_key: str, until: str) -> list[str]:
    """Return the ids of live records whose own date begins up to `until`; one without a date is not among them."""
    rows = connection.execute(
        "SELECT id FROM record WHERE deleted = 0 AND type = ? AND date_from > '' AND date_from <= ? ORDER BY date_from, id",
        (type_key, until),
    )
    return [row[0] for row in rows]


def in_any(connection: Connection, field: str, since: int) -> tuple[int, dict[str, str]]:
    """Return the newest row of the log and {live record of whatever type: its `field`} of those changed after the row `since`.

    With `since` 0 every record is looked at, and the word is looked for before a payload is
    read as JSON: nearly all are passed over by that. Later an index alone tells which few changed.
    """
    newest = int(connection.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()[0])
    changed = "id IN (SELECT id FROM record INDEXED BY record_list WHERE changed > ?)" if since else "changed > ?"
    rows = connection.execute(
        f"SELECT id, json_extract(payload, ?) FROM record WHERE {changed} AND deleted = 0 AND instr(payload, ?) > 0",  # noqa: S608 - clauses of this module
        (f'$."{field}"', since, f'"{field}":"'),
    )
    return newest, {str(row[0]): str(row[1]) for row in rows if isinstance(row[1], str)}


def cases_with_limits(connection: Connection, since: str, case: str = "") -> dict[str, tuple[int, int]]:
    """Return the open cases in which somebody is held, or that have a judgment of `since` or later, each with a mark.

    The mark (the newest change of any of its records, and how many there are) is another one when any of them changes.
    """
    # CROSS JOIN throughout: from the few to what belongs to them; left to itself the planner walks all live records.
    wanted = " AND c.case_id = ?" if case else ""
    of_case = (case,) if case else ()
    found = connection.execute(
        "SELECT c.case_id FROM record d CROSS JOIN case_record c ON c.record_id = d.id"  # noqa: S608 - clauses of this module
        f" WHERE d.deleted = 0 AND d.type = 'detention' AND json_type(d.payload, '$.end') IS NOT 'text'{wanted} UNION"
        " SELECT c.case_id FROM record d CROSS JOIN case_record c ON c.record_id = d.id"
        f" WHERE d.deleted = 0 AND d.type = 'judgment' AND d.date_from >= ?{wanted} ORDER BY 1",
        (*of_case, since, *of_case),
    )
    ids = [str(row[0]) for row in found]
    marks: dict[str, tuple[int, int]] = {}
    for start in range(0, len(ids), MANY):
        part = ids[start : start + MANY]
        rows = connection.execute(
            "SELECT own.id, max(own.changed, max(r.changed)), count(*) FROM record own"  # noqa: S608 - marks only
            " CROSS JOIN case_record m ON m.case_id = own.id CROSS JOIN record r ON r.id = m.record_id"
            f" WHERE own.id IN ({','.join('?' * len(part))}) AND own.deleted = 0"
            " AND json_extract(own.payload, '$.status') IS NOT 'closed' GROUP BY own.id ORDER BY own.id",
            part,
        )
        marks |= {str(row[0]): (int(row[1]), int(row[2])) for row in rows}
    return marks


def reviewed_later(connection: Connection, type_key: str, field: str, ids: Sequence[str]) -> set[str]:
    """Return which of these records are followed by a later one of their type about the same record (in `field`)."""
    found: set[str] = set()
    for start in range(0, len(ids), MANY):
        part = list(ids[start : start + MANY])
        marks = ",".join("?" * len(part))
        rows = connection.execute(
            "SELECT l.record_id FROM link l CROSS JOIN record mine ON mine.id = l.record_id"  # noqa: S608 - marks only
            " CROSS JOIN link o ON o.target = l.target AND o.field = l.field AND o.record_id <> l.record_id"
            " CROSS JOIN record r ON r.id = o.record_id AND r.deleted = 0 AND r.type = ? AND r.date_from > mine.date_from"
            f" WHERE l.field = ? AND l.record_id IN ({marks})",
            (type_key, field, *part),
        )
        found.update(str(row[0]) for row in rows)
    return found


def followed_on(connection: Connection, interventions: Sequence[str]) -> dict[str, list[str]]:
    """Return on which days these interventions were followed up, by what they name as a follow-up and by what names them."""
    found: dict[str, list[str]] = defaultdict(list)
    for start in range(0, len(interventions), MANY):
        part = list(interventions[start : start + MANY])
        marks = ",".join("?" * len(part))
        # CROSS JOIN: from the few links to their records; left to itself the planner walks all live records, ten times slower.
        rows = connection.execute(
            "SELECT l.record_id, r.date_from FROM link l CROSS JOIN record r ON r.id = l.target AND r.deleted = 0"  # noqa: S608 - marks only
            f" WHERE l.field = 'followups' AND l.record_id IN ({marks}) UNION ALL"
            " SELECT l.target, r.date_from FROM link l CROSS JOIN record r ON r.id = l.record_id AND r.deleted = 0"
            f" WHERE l.field = 'parent' AND r.type = 'intervention' AND l.target IN ({marks})",
            (*part, *part),
        )
        for record_id, day in rows:
            found[record_id].append(day[:10])
    return dict(found)
