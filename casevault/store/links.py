"""Which cases a record belongs to: by naming one, through what it is about, or because a case lists the person.

Worked out from the table `link` alone, whatever the order in which records came to be. A record's cases are those it names, then
those of what it hangs on (a stage on its detention, a claim on the hearing it speaks of), however long that chain is; a deleted
record passes nothing on. When they change, the records that hang on it follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casevault.domain.schema import RecordType
    from casevault.store.connection import Connection

CASE: Final = "case"
PERSON: Final = "person"
MEMBERS: Final = "persons/person"  # of a case: the people it lists

_LIVE: Final = "SELECT type, date_from FROM record WHERE id = ? AND deleted = 0"
_POINTS_TO: Final = (
    "SELECT l.target, r.type FROM link l JOIN record r ON r.id = l.target AND r.deleted = 0"
    " WHERE l.record_id = ? AND l.field = ? ORDER BY l.place"
)
_POINTED_BY: Final = "SELECT l.record_id, l.field, r.type FROM link l JOIN record r ON r.id = l.record_id WHERE l.target = ?"
_ENTER: Final = "INSERT INTO case_record (record_id, case_id, place, date_from) VALUES (?, ?, ?, ?)"
_LISTED_IN: Final = "SELECT record_id FROM link WHERE target = ? AND field = ? ORDER BY record_id"


class Membership:
    """Keeps `case_record` true, for the record types of one schema."""

    def __init__(self, types: Mapping[str, RecordType]) -> None:
        self._types = types  # looked into each time: a vault's own types come and go

    def _case(self, kind: str) -> tuple[str, ...]:
        rt = self._types.get(kind)
        return rt.case if rt is not None else ()

    def _via(self, kind: str) -> tuple[str, ...]:
        rt = self._types.get(kind)
        return rt.via if rt is not None else ()

    def cases_of(self, connection: Connection, record_id: str, type_key: str) -> tuple[str, ...]:
        """Return the live cases that a record belongs to, the one it is shown under first. A case is not in itself."""
        found: dict[str, None] = {}
        seen = {record_id}
        level = [(record_id, type_key)]
        while level:
            above: list[tuple[str, str]] = []
            for node, kind in level:
                for field in self._case(kind):
                    found.update((target, None) for target, of in connection.execute(_POINTS_TO, (node, field)) if of == CASE)
                for field in self._via(kind):
                    above += connection.execute(_POINTS_TO, (node, field)).fetchall()
                if kind == PERSON:
                    found.update((case, None) for (case,) in connection.execute(_LISTED_IN, (node, MEMBERS)))
            level = []
            for target, kind in above:
                if kind == CASE:
                    found[target] = None
                elif target not in seen:
                    seen.add(target)
                    level.append((target, kind))
        found.pop(record_id, None)
        return tuple(found)

    def settle(self, connection: Connection, ids: Iterable[str]) -> None:
        """Write the cases of `ids` anew, and of whatever hangs on those whose cases changed."""
        waiting = list(dict.fromkeys(ids))
        while waiting:
            record_id = waiting.pop()
            if self.write(connection, record_id):
                waiting += self.hanging_on(connection, record_id)

    def write_new(self, connection: Connection, record_id: str, kind: str, date_from: str, *, deleted: bool) -> None:
        """Write the cases of one record that was just made and that nothing points to."""
        cases = () if deleted else self.cases_of(connection, record_id, kind)
        connection.executemany(_ENTER, [(record_id, case, place, date_from) for place, case in enumerate(cases)])

    def write(self, connection: Connection, record_id: str) -> bool:
        """Write the cases of one record and say whether they are other ones than before."""
        new = self.rows_of(connection, record_id)
        old = stored_rows(connection, record_id)
        if new == old:
            return False
        connection.execute("DELETE FROM case_record WHERE record_id = ?", (record_id,))
        connection.executemany(_ENTER, new)
        return [row[1] for row in new] != [row[1] for row in old]

    def rows_of(self, connection: Connection, record_id: str) -> list[tuple[str, str, int, str]]:
        """Return the rows that `case_record` should hold for one record."""
        live = connection.execute(_LIVE, (record_id,)).fetchone()
        if live is None:
            return []
        cases = self.cases_of(connection, record_id, live[0])
        return [(record_id, case, place, live[1]) for place, case in enumerate(cases)]

    def below(self, connection: Connection, case_id: str) -> list[str]:
        """Return the records that name a case, hang on it, or are listed in it: all that may change when it comes or goes."""
        named = connection.execute(_POINTED_BY, (case_id,)).fetchall()
        return [record for record, field, kind in named if field in self._case(kind) or field in self._via(kind)] + members_of(
            connection, case_id
        )

    def hanging_on(self, connection: Connection, record_id: str) -> list[str]:
        """Return the live records that belong to a case through this one."""
        return [record for record, field, kind in connection.execute(_POINTED_BY, (record_id,)) if field in self._via(kind)]


def is_pointed_to(connection: Connection, record_id: str) -> bool:
    """Say whether a live record points to this one."""
    return connection.execute("SELECT 1 FROM link WHERE target = ? LIMIT 1", (record_id,)).fetchone() is not None


def stored_rows(connection: Connection, record_id: str) -> list[tuple[str, str, int, str]]:
    """Return the rows of `case_record` for one record."""
    rows = connection.execute(
        "SELECT record_id, case_id, place, date_from FROM case_record WHERE record_id = ? ORDER BY place", (record_id,)
    )
    return [tuple(row) for row in rows]


def members_of(connection: Connection, case_id: str) -> list[str]:
    """Return the people that a case lists."""
    return [row[0] for row in connection.execute("SELECT target FROM link WHERE record_id = ? AND field = ?", (case_id, MEMBERS))]
