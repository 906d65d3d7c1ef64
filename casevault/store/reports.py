"""What a report counts: one statement each, which reads the cases that are asked for and what belongs to them, and nothing else.

Codes come out of payloads with the type they must have: {"na": …} and what an import made of a field count as not recorded. What
a tag is spelt like is asked first, because its spelling does not count and the database does not fold it.
"""

# ruff: noqa: S608 - statements are put together from clauses of this module, and every value is a mark

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.domain.folding import fold
from casevault.domain.reports import ENDED, REFUSED, Counted, Placed, ReportKind, Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.store.connection import Connection

# A list out of a payload, empty where something else stands there.
_TAGS: Final = "json_each(CASE json_type(c.payload, '$.tags') WHEN 'array' THEN c.payload ELSE '{\"tags\":[]}' END, '$.tags')"
_PERSONS: Final = (
    "json_each(CASE json_type(c.payload, '$.persons') WHEN 'array' THEN c.payload ELSE '{\"persons\":[]}' END, '$.persons')"
)
_REFUSED: Final = "('refused', 'turned_away_outside')"


def _of(type_key: str, more: str = "") -> str:
    """Return where the live records of a type come from that belong to the cases asked for.

    CROSS JOIN: from the records of one type to their cases. From the cases one would come to all that belongs to them, which is
    ten times as much; left to itself the planner walks all live records.
    """
    return (
        "FROM record r CROSS JOIN case_record m ON m.record_id = r.id CROSS JOIN chosen k ON k.id = m.case_id"
        f" {more} WHERE r.deleted = 0 AND r.type = '{type_key}'"
    )


def _text(alias: str, key: str) -> str:
    """Return the expression of a text in a payload, '' where it is none."""
    value = f"{alias}.payload, '$.\"{key}\"'"
    return f"CASE json_type({value}) WHEN 'text' THEN json_extract({value}) ELSE '' END"


_OUTCOME: Final = _text("r", "outcome")
_HEARING: Final = f"LEFT JOIN record h ON h.id = {_text('r', 'hearing')}"
_SELECT: Final[Mapping[ReportKind, str]] = {
    # The measure in force for each person held: of each detention's person the stage that began last; an exit ban stands beside
    # any other measure and is told only where there is none.
    ReportKind.STAGE: f"""
        , stages AS (
            SELECT k.id AS case_id, r.id AS id, {_text("r", "measure")} AS measure, {_text("r", "end")} <> '' AS ended,
                row_number() OVER (
                    PARTITION BY k.id, {_text("d", "person")}
                    ORDER BY {_text("r", "measure")} = 'exit_ban', r.date_from DESC, r.id DESC
                ) AS place
            {_of("stage", f"CROSS JOIN record d ON d.id = {_text('r', 'period')}")}
        )
        SELECT CASE WHEN s.id IS NULL THEN '' WHEN s.ended THEN '{ENDED}' ELSE s.measure END, '', k.date_from, k.id, k.id
        FROM chosen k LEFT JOIN stages s ON s.case_id = k.id AND s.place = 1""",
    ReportKind.CHARGE: f"""
        , charges AS (
            SELECT k.id AS case_id, {_text("r", "law_article")} AS code
            {_of("charge")} AND {_text("r", "stage")} <> 'dropped'
        )
        SELECT DISTINCT coalesce(h.code, ''), '', k.date_from, k.id, k.id
        FROM chosen k LEFT JOIN charges h ON h.case_id = k.id""",
    ReportKind.ACCESS: f"""
        SELECT CASE WHEN {_OUTCOME} IN {_REFUSED} THEN '{REFUSED}' || {_text("r", "stated_reason")} ELSE {_OUTCOME} END,
            '', coalesce(nullif(h.date_from, ''), r.date_from), r.id, k.id
        {_of("attendance", _HEARING)}""",
    ReportKind.INTERVENTIONS: f"""
        SELECT {_text("r", "result")}, {_text("r", "channel")}, r.date_from, r.id, k.id
        {_of("intervention")}""",
    ReportKind.OPENED: "SELECT '', '', k.date_from, k.id, k.id FROM chosen k",
    ReportKind.DETAINED: f"""
        SELECT '', '', r.date_from, r.id, k.id
        {_of("detention")}""",
    ReportKind.REFUSALS: f"""
        SELECT '', '', coalesce(nullif(h.date_from, ''), r.date_from), r.id, k.id
        {_of("attendance", _HEARING)} AND {_OUTCOME} IN {_REFUSED}""",
    ReportKind.STEPS: f"""
        SELECT '', {_text("r", "channel")}, r.date_from, r.id, k.id
        {_of("intervention")}""",
}
_PLACES: Final = f"""
    , places AS (
        SELECT k.id AS case_id, 1 AS rank, r.date_from AS day, {_text("r", "facility")} AS place
        {_of("stage")}
        UNION ALL SELECT k.id, 2, r.date_from, {_text("r", "place")} {_of("event")}
        UNION ALL SELECT k.id, 3, '', l.target FROM chosen k CROSS JOIN link l ON l.record_id = k.id AND l.field = 'region_links'
    )
    SELECT k.id, coalesce(s.rank, 9), coalesce(s.day, ''), coalesce(
        CASE p.type WHEN 'place' THEN {_text("p", "admin_code")} WHEN 'facility' THEN (
            SELECT {_text("g", "admin_code")} FROM record g WHERE g.id = {_text("p", "place")} AND g.type = 'place'
        ) END, ''), k.date_from
    FROM chosen k LEFT JOIN places s ON s.case_id = k.id AND s.place <> '' LEFT JOIN record p ON p.id = s.place"""


def counted(connection: Connection, kind: ReportKind, wanted: Wanted) -> list[Counted]:
    """Return what a report counts, of every kind but regions and limits; the period is looked at by whoever counts."""
    chosen, values = _chosen(connection, wanted)
    return [Counted(*(str(cell) for cell in row)) for row in connection.execute(f"{chosen}{_SELECT[kind]}", values)]


def placed(connection: Connection, wanted: Wanted) -> list[Placed]:
    """Return every place that the cases have to do with; a case without one once, without a code."""
    chosen, values = _chosen(connection, wanted)
    return [Placed(*row) for row in connection.execute(f"{chosen}{_PLACES}", values)]


def cases(connection: Connection, wanted: Wanted) -> set[str]:
    """Return the cases that are asked for."""
    chosen, values = _chosen(connection, wanted)
    return {str(row[0]) for row in connection.execute(f"{chosen} SELECT id FROM chosen", values)}


def newest(connection: Connection) -> int:
    """Return the newest row of the log: what was counted stands until there is another."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()[0])


def _chosen(connection: Connection, wanted: Wanted) -> tuple[str, list[str]]:
    """Return the table of the cases that are asked for, and the values of its marks."""
    clauses, values = "", []
    for key in ("jurisdiction", "status"):
        if code := getattr(wanted, key):
            clauses += f" AND {_text('c', key)} = ?"
            values.append(code)
    if wanted.tag:
        spelt = _spelt(connection, wanted.tag)
        clauses += f" AND EXISTS (SELECT 1 FROM {_TAGS} t WHERE t.value IN ({','.join('?' * len(spelt))}))"
        values += spelt
    if wanted.role:
        clauses += f" AND EXISTS (SELECT 1 FROM {_PERSONS} p WHERE p.type = 'object' AND p.value ->> '$.role' = ?)"
        values.append(wanted.role)
    chosen = (
        f"WITH chosen AS MATERIALIZED (SELECT c.id, c.date_from FROM record c WHERE c.deleted = 0 AND c.type = 'case'{clauses})"
    )
    return chosen, values


def _spelt(connection: Connection, tag: str) -> list[str]:
    """Return the tags on record that are the one asked for, however they are written."""
    rows = connection.execute(
        f"SELECT DISTINCT t.value FROM record c, {_TAGS} t WHERE c.deleted = 0 AND c.type = 'case' AND t.type = 'text'"
    )
    return [row[0] for row in rows if fold(row[0]) == fold(tag)]
