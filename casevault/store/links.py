"""Which cases a record belongs to: by naming one, through what it is about, or because a case lists the person.

Worked out from the table `link` alone, whatever the order in which records came to be. A record's cases are those it names, then
those of what it hangs on (a stage on its detention, a claim on the hearing it speaks of), however long that chain is; a deleted
record passes nothing on. When they change, the records that hang on it follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from casevault.store import records

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from casevault.domain.schema import RecordType
    from casevault.store.connection import Connection

Link: TypeAlias = tuple[str, str, str, int]  # record, field, target, place

CASE: Final = "case"
PERSON: Final = "person"
MEMBERS: Final = "persons/person"  # of a case: the people it lists

_LIVE: Final = "SELECT type FROM record WHERE id = ? AND deleted = 0"
_POINTS_TO: Final = (
    "SELECT l.target, r.type FROM link l JOIN record r ON r.id = l.target AND r.deleted = 0"
    " WHERE l.record_id = ? AND l.field = ? ORDER BY l.place"
)
_POINTED_BY: Final = (
    "SELECT l.record_id, l.field, r.type FROM link l JOIN record r ON r.id = l.record_id WHERE l.target = ? AND l.field > ''"
)
_OWN: Final = (CASE, "cases")  # links that say themselves that a record belongs to the case
_HANGS: Final = ""  # in place of a field: it belongs to the case by what it hangs on
_ENTER: Final = "INSERT INTO link (record_id, field, target, place, member) VALUES (?, ?, ?, ?, ?)"
_STAYS: Final = (
    "INSERT OR IGNORE INTO link (record_id, field, target, place, member) SELECT record_id, '', target, 0, member"
    " FROM link WHERE record_id = ? AND field = ? AND target = ? AND member IS NOT NULL"
)
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

    def cases_of(
        self, connection: Connection, record_id: str, type_key: str, new: Collection[Link] | None = None
    ) -> tuple[str, ...]:
        """Return the live cases that a record belongs to, the one it is shown under first. A case is not in itself.

        `new`: the links of a record that does not stand in the tables yet.
        """
        found: dict[str, None] = {}
        seen = {record_id}
        level = [(record_id, type_key)]
        while level:
            above: list[tuple[str, str]] = []
            for node, kind in level:
                held = new if node == record_id else None
                for field in self._case(kind):
                    found.update((target, None) for target, of in _points_to(connection, node, field, held) if of == CASE)
                for field in self._via(kind):
                    above += _points_to(connection, node, field, held)
                if kind == PERSON and held is None:
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

    def enter(
        self, connection: Connection, rt: RecordType, record_id: str, new: Collection[Link], *, looked_at: bool
    ) -> tuple[str, ...]:
        """Write the links and the cases of a live record that is new and that nothing points to, and return the cases.

        `looked_at`: in this transaction, what it points to was found to be live and of the type that the field takes.
        """
        if looked_at and not rt.via and all(_takes_cases(rt, field) for field in rt.case):
            cases = tuple(dict.fromkeys(target for field in rt.case for target in _ordered(new, field)))
        else:
            cases = self.cases_of(connection, record_id, rt.key, new)
        carried = _carried({(field, target) for _, field, target, _ in new}, cases)
        rows = [(*link, carried.pop(link[1:3], None)) for link in new]
        connection.executemany(_ENTER, rows + [(record_id, field, case, 0, place) for (field, case), place in carried.items()])
        return cases

    def write(self, connection: Connection, record_id: str) -> bool:
        """Write the cases of one record and say whether they are other ones than before."""
        new = self.cases_at(connection, record_id)
        held = connection.execute("SELECT field, target, member FROM link WHERE record_id = ?", (record_id,)).fetchall()
        carried = _carried({(field, target) for field, target, _ in held}, new)
        old = {(field, target): place for field, target, place in held if place is not None}
        if carried == old:
            return False
        connection.execute("DELETE FROM link WHERE record_id = ? AND field = ?", (record_id, _HANGS))
        connection.execute("UPDATE link SET member = NULL WHERE record_id = ? AND member IS NOT NULL", (record_id,))
        for (field, case), place in carried.items():
            if field == _HANGS:
                connection.execute(_ENTER, (record_id, field, case, 0, place))
            else:
                said = "UPDATE link SET member = ? WHERE record_id = ? AND field = ? AND target = ?"
                connection.execute(said, (place, record_id, field, case))
        return [case for _, case in carried] != [case for _, case in sorted(old, key=lambda one: old[one])]

    def cases_at(self, connection: Connection, record_id: str) -> tuple[str, ...]:
        """Return the cases that the links make of a record; none where it is deleted."""
        live = connection.execute(_LIVE, (record_id,)).fetchone()
        return () if live is None else self.cases_of(connection, record_id, live[0])

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
    return connection.execute("SELECT 1 FROM link WHERE target = ? AND field > '' LIMIT 1", (record_id,)).fetchone() is not None


def drop(connection: Connection, gone: Iterable[Link]) -> None:
    """Take links out. What they said of cases stays until the cases are written, which has to see that they are other ones."""
    for record_id, field, target, _ in gone:
        at = (record_id, field, target)
        connection.execute(_STAYS, at)
        connection.execute("DELETE FROM link WHERE record_id = ? AND field = ? AND target = ?", at)


def put(connection: Connection, new: Iterable[Link]) -> None:
    """Write links, which say nothing of cases yet."""
    connection.executemany(_ENTER, [(*link, None) for link in new])


def _points_to(connection: Connection, node: str, field: str, new: Collection[Link] | None) -> list[tuple[str, str]]:
    """Return (target, type) of what a record points to by a field, in order, of what is live."""
    if new is None:
        return [(target, kind) for target, kind in connection.execute(_POINTS_TO, (node, field))]
    targets = _ordered(new, field)
    kinds = records.kinds(connection, targets) if targets else {}
    return [(target, kinds[target][0]) for target in targets if target in kinds and not kinds[target][1]]


def _takes_cases(rt: RecordType, key: str) -> bool:
    field = rt.field(key)
    return field is not None and field.targets == (CASE,)


def _ordered(new: Collection[Link], field: str) -> list[str]:
    """Return what links that are not written yet point to by a field, in order."""
    return [target for _, target in sorted((place, target) for _, by, target, place in new if by == field)]


def _carried(links: AbstractSet[tuple[str, str]], cases: Sequence[str]) -> dict[tuple[str, str], int]:
    """Return {(field, case): place}: at which link of a record each of its cases stands, in their order."""
    return {(next((field for field in _OWN if (field, case) in links), _HANGS), case): at for at, case in enumerate(cases)}


def members_of(connection: Connection, case_id: str) -> list[str]:
    """Return the people that a case lists."""
    return [row[0] for row in connection.execute("SELECT target FROM link WHERE record_id = ? AND field = ?", (case_id, MEMBERS))]
