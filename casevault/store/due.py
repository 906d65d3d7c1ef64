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
