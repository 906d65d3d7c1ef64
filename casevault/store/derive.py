"""What is derived from the log: the present state of each record, its links, its names' keys, its cases, its place in the queue.

`save` follows one row that was just appended and costs the same in a vault of any size; `rebuild` makes everything anew. Both end
in the same rows: what they write of a record is a function of the set of its rows in the log.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from casevault.domain import indexing
from casevault.domain.canonical import canonical
from casevault.domain.change import state_of
from casevault.domain.look import Look
from casevault.domain.merge import DELETED, State
from casevault.domain.names import written_keys
from casevault.domain.own import OWN_TYPES
from casevault.domain.schema import Kind
from casevault.domain.upgrades import record_too_new
from casevault.domain.values import data_class_of, dates_of, names_of, refs_of, title_of
from casevault.progress import silent
from casevault.store import changes, links, meta, own, records, search
from casevault.store.behind import Held
from casevault.store.links import Membership

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casevault.domain.catalog import Schema
    from casevault.domain.change import Change
    from casevault.domain.own import Own
    from casevault.domain.record import Fields
    from casevault.domain.schema import RecordType
    from casevault.progress import Progress
    from casevault.store.connection import Connection
    from casevault.store.sieve import Known

DERIVED_VERSION: Final = "derived_version"  # key in `meta`: the rules that the derived tables were written by
RULES: Final = f"2.{indexing.VERSION}".encode()  # the first number goes up whenever something here is derived otherwise

_INSERT: Final = (
    "INSERT INTO record"
    " (id, type, type_version, date_from, date_to, data_class, heads, conflicts, payload, deleted, changed, title)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_UPSERT: Final = (
    f"{_INSERT} ON CONFLICT (id) DO UPDATE SET type_version = excluded.type_version,"
    " date_from = excluded.date_from, date_to = excluded.date_to, data_class = excluded.data_class, heads = excluded.heads,"
    " conflicts = excluded.conflicts, payload = excluded.payload, deleted = excluded.deleted, changed = excluded.changed,"
    " title = excluded.title"
)
_NAME: Final = "INSERT INTO name_key (record_id, kind, key) VALUES (?, ?, ?)"
_NO_TITLES: Final[Mapping[str, str]] = MappingProxyType({})
_STORED: Final = (
    "SELECT id, type, type_version, date_from, date_to, data_class, heads, conflicts, payload, deleted, changed"
    " FROM record WHERE id = ?"
)


@dataclass(frozen=True, slots=True)
class Derived:
    """What the tables should hold of one record; titles and cases depend on other records and are not here."""

    spine: tuple[str | int, ...]  # the columns of `record` but for the title
    links: frozenset[tuple[str, str, str, int]]
    names: frozenset[tuple[str, str, str]]


class Deriver:
    """Writes the derived tables for the record types of one schema."""

    def __init__(self, schema: Schema, defined: Own | None = None) -> None:
        """Follow `schema`; where `defined` is given it is the one that makes it, and follows the definitions in the vault."""
        self._schema = schema
        self._own = defined
        self._stale = False
        self._shown = Look()
        self._membership = Membership(schema.types)
        self._titled_by = {
            (key, path)
            for key, rt in schema.types.items()
            for path in rt.title
            if (field := rt.field(path)) is not None and field.kind in {Kind.REF, Kind.REFS}
        }
        self._titled_after = {key for key, _ in self._titled_by}

    def save(
        self, connection: Connection, change: Change, spelt: bytes | None = None, *, fresh: bool = False
    ) -> tuple[str, ...] | None:
        """Follow a row with a payload that was just appended; `spelt` is its canonical spelling, where it is at hand.

        `fresh`: the id of the record was drawn in this act, so there is nothing under it and nothing points to it: a reference
        is to what is there. Return the cases of a record that is new, None where they are to be asked for.
        """
        record_id = change.record_id or ""
        before = None if fresh else records.standing(connection, record_id)
        if before is None or (before.heads == change.parents and not before.contested):
            fields = dict(change.payload or {})
            spelt = None if DELETED in fields else spelt
            state = State(fields, (change.id,), fields.pop(DELETED, False) is True)
        else:
            spelt = None
            state = self.state_of(changes.of_record(connection, record_id))
        rt = self._type(change.type)
        members = set(links.members_of(connection, record_id)) if rt.key == links.CASE else set()
        now = self.derived(rt, record_id, state, change.seq, spelt)
        # What nothing points to passes on neither cases nor a title: nearly every new record is asked about once, not four times.
        # By the list of a case people become its members, and by what points to itself nothing is won.
        linked = any(target == record_id or field == links.MEMBERS for _, field, target, _ in now.links)
        alone = before is None and not state.deleted and not linked and (fresh or not links.is_pointed_to(connection, record_id))
        if alone:
            connection.execute(_INSERT, (*now.spine, self._title(connection, rt, state.fields, deleted=False)))
            if now.names:
                connection.executemany(_NAME, now.names)
            cases = self._membership.enter(connection, rt, record_id, now.links, looked_at=fresh)
        else:
            cases = None
            self._put(connection, rt, now, state, new=before is None)
            unsettled = [record_id]
            if rt.key == links.CASE:
                unsettled += sorted(members ^ set(links.members_of(connection, record_id)))
                if (before is not None and not before.deleted) == state.deleted:
                    unsettled += self._membership.below(connection, record_id)
            self._membership.settle(connection, unsettled)
            self._retitle(connection, record_id, "" if before is None else before.title)
        meta.enqueue(connection, [record_id])
        self._stale = self._stale or rt.key in OWN_TYPES
        return cases

    def follow(self, connection: Connection, *, anew: bool = False) -> None:
        """Bring the schema up to the definitions in the tables, where a row changed one (or `anew`), and what hangs on it.

        With `anew` the derived tables are left alone: they were written under these definitions.
        """
        if self._own is None or not (anew or self._stale):
            return
        self._stale = False
        shift = self._own.follow(own.definitions(connection))
        for record_id in () if anew else own.derived_otherwise(connection, self._schema.types, shift):
            self._again(connection, record_id)

    def doubt(self) -> None:
        """Read the definitions again at the next `follow`: what was read last may have been rolled back."""
        self._stale = True

    def _again(self, connection: Connection, record_id: str) -> None:
        rows = changes.of_record(connection, record_id)
        rt, before = self._type(rows[0].type), records.titles(connection, [record_id]).get(record_id, "")
        state = self.state_of(rows)
        self._put(connection, rt, self.derived(rt, record_id, state, seq_of(rows)), state, new=False)
        self._membership.settle(connection, [record_id])
        self._retitle(connection, record_id, before)
        meta.enqueue(connection, [record_id])

    def save_new(self, connection: Connection, spelt: Sequence[tuple[Change, bytes | None]], known: Known) -> list[Held]:
        """Follow rows that were just appended, each the first of its record, with the spelling of its payload.

        The index is left to who calls (`behind`): what is returned is what it is made of. `known` learns ids and names.

        A record may point to any that was there before or that is among these. Ends in the same rows as `save` of each, and
        leaves out what can only be said of records that were there before: nothing is titled after a new one, nothing was taken
        out of it, and its cases are none where nothing leads from it to a case.
        """
        changes = [change for change, _ in spelt]
        states = [State(change.payload or {}, (change.id,), deleted=False) for change in changes]
        found = [
            (rt := self._type(change.type), self.derived(rt, change.record_id or "", state, change.seq, payload), state)
            for (change, payload), state in zip(spelt, states, strict=True)
        ]
        titles: dict[str, str] = {}
        spines: list[tuple[str | int, ...]] = []
        for (rt, now, state), change in zip(found, changes, strict=True):
            title = self._title(connection, rt, state.fields, deleted=False, known=titles)
            titles[change.record_id or ""] = title
            spines.append((*now.spine, title))
        connection.executemany(_INSERT, spines)
        links.put(connection, [row for _, now, _ in found for row in now.links])
        connection.executemany(_NAME, [row for _, now, _ in found for row in now.names])
        unsettled: dict[str, None] = {}
        for rt, now, _ in found:
            for record_id, field, target, _ in now.links:
                if field in rt.case or field in rt.via:
                    unsettled[record_id] = None
                if rt.key == links.CASE and field == links.MEMBERS:
                    unsettled[target] = None
        self._membership.settle(connection, unsettled)
        known.ids.add(change.record_id or "" for change in changes)
        known.names.add(key for _, now, _ in found for _, _, key in now.names)
        self._stale = self._stale or any(change.type in OWN_TYPES for change in changes)
        return [
            Held(change.seq, change.record_id or "", rt, state.fields, canonical(state.fields) if payload is None else payload)
            for (change, payload), (rt, _, state) in zip(spelt, found, strict=True)
        ]

    def arrive(self, connection: Connection, ids: Iterable[str]) -> None:
        """Make anew what is derived of records whose rows came from another vault, and of what hangs on them.

        What came together may point to each other in any order, so titles and cases follow once all of it is there.
        """
        rows = {record_id: changes.of_record(connection, record_id) for record_id in ids}
        kinds = {record_id: next(row.type for row in found if row.payload is not None) or "" for record_id, found in rows.items()}
        before = records.titles(connection, rows)
        unsettled: dict[str, None] = dict.fromkeys(rows)
        cases = [record_id for record_id, kind in kinds.items() if kind == links.CASE]
        unsettled |= {other: None for case in cases for other in links.members_of(connection, case)}
        # What defines a type or a field comes first: the rest is derived by it.
        for record_id in sorted(rows, key=lambda one: kinds[one] not in OWN_TYPES):
            if kinds[record_id] in OWN_TYPES:
                self._stale = True
            else:
                self.follow(connection)
            state, rt = self.state_of(rows[record_id]), self._type(kinds[record_id])
            self._put(connection, rt, self.derived(rt, record_id, state, seq_of(rows[record_id])), state, new=False)
            meta.enqueue(connection, [record_id])
        unsettled |= {other: None for case in cases for other in self._membership.below(connection, case)}
        self._membership.settle(connection, unsettled)
        for record_id in rows:
            self._retitle(connection, record_id, before.get(record_id, ""))

    def forget(self, connection: Connection, record_id: str) -> None:
        """Take out all that is derived of a record whose rows have lost their payloads; what hung on it follows."""
        before = records.titles(connection, [record_id]).get(record_id, "")
        self._stale = self._stale or record_id in {definition.id for definition in (self._own.definitions if self._own else ())}
        left = [*self._membership.hanging_on(connection, record_id), *self._membership.below(connection, record_id)]
        for table, column in (("record", "id"), ("link", "record_id"), ("name_key", "record_id")):
            connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (record_id,))  # noqa: S608 - the names above
        search.forget(connection, record_id)
        self._membership.settle(connection, left)
        self._retitle(connection, record_id, before)

    def rebuild(self, connection: Connection, progress: Progress = silent) -> None:
        """Make every derived table anew from the log; within the caller's transaction. The index is queued, not written."""
        for table in ("record", "link", "name_key"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - the names above
        # Definitions first: what they define is derived by them, wherever in the log its rows stand.
        defined = own.in_log(connection) if self._own is not None else []
        for record_id in defined:
            rows = changes.of_record(connection, record_id)
            state, rt = self.state_of(rows), self._type(rows[0].type)
            self._put(connection, rt, self.derived(rt, record_id, state, seq_of(rows)), state, new=True)
        self.follow(connection, anew=True)
        defined_already = frozenset(defined)
        known = changes.records_in_log(connection)
        for done, record_id in enumerate(known):
            if record_id in defined_already:
                continue
            progress(done, len(known))
            rows = changes.of_record(connection, record_id)
            state = self.state_of(rows)
            rt = self._type(rows[0].type)
            self._put(connection, rt, self.derived(rt, record_id, state, seq_of(rows)), state, new=True)
        for record_id in known:
            self._membership.write(connection, record_id)
            self._retitle(connection, record_id, "")
        search.clear(connection)
        note_rules(connection)
        progress(len(known), len(known))

    def state_of(self, rows: Sequence[Change]) -> State:
        """Return the state that the rows of one record make."""
        return state_of(rows)

    def derived(self, rt: RecordType, record_id: str, state: State, seq: int, spelt: bytes | None = None) -> Derived:
        """Return what the tables should hold of a record in `state`; a deleted one is found by its id alone.

        `spelt` is the canonical spelling of its fields, where it is at hand.
        """
        fields = state.fields
        first, last = dates_of(rt, fields)
        spine = (
            record_id,
            rt.key,
            rt.version,
            first,
            last,
            int(data_class_of(rt, fields)),
            _listed(state.heads),
            _listed(sorted(state.conflicts)),
            _text(fields) if spelt is None else spelt.decode(),
            int(state.deleted),
            seq,
        )
        if state.deleted:
            return Derived(spine, frozenset(), frozenset())
        return Derived(spine, frozenset(_links(rt, record_id, fields)), frozenset(_names(rt, record_id, fields)))

    def expected(self, connection: Connection, record_id: str) -> Derived:
        """Return what the log says that the tables should hold of a record."""
        rows = changes.of_record(connection, record_id)
        return self.derived(self._type(rows[0].type), record_id, self.state_of(rows), seq_of(rows))

    def title_holds(self, connection: Connection, record_id: str) -> bool:
        """Say whether a stored record has the title that its fields and the titles it refers to make."""
        record = records.get(connection, record_id)
        if record is None:
            return False
        return record.title == self._title(connection, self._type(record.type), record.fields, deleted=record.deleted)

    def cases_hold(self, connection: Connection, record_id: str) -> bool:
        """Say whether `case_record` has the cases that the links make."""
        return list(self._membership.cases_at(connection, record_id)) == records.cases_of(connection, record_id)

    def _type(self, type_key: str | None) -> RecordType:
        rt = self._schema.types.get(type_key or "")
        if rt is None:
            raise record_too_new()
        return rt

    def _put(self, connection: Connection, rt: RecordType, now: Derived, state: State, *, new: bool) -> None:
        old = None if new else stored(connection, str(now.spine[0]))
        spine = (*now.spine, self._title(connection, rt, state.fields, deleted=state.deleted))
        if old is None:
            connection.execute(_INSERT if new else _UPSERT, spine)
            links.put(connection, now.links)
            connection.executemany(_NAME, now.names)
            return
        connection.execute(_UPSERT, spine)
        old_links, old_names = old.links, old.names
        links.drop(connection, old_links - now.links)
        links.put(connection, now.links - old_links)
        connection.executemany("DELETE FROM name_key WHERE record_id = ? AND kind = ? AND key = ?", old_names - now.names)
        connection.executemany(_NAME, now.names - old_names)

    def _title(
        self, connection: Connection, rt: RecordType, fields: Fields, *, deleted: bool, known: Mapping[str, str] = _NO_TITLES
    ) -> str:
        """Return the title; that of a deleted record leaves out what it points to, since nobody would tell it of a new name."""
        named = (
            []
            if deleted or rt.key not in self._titled_after
            else [target for path, _, target in refs_of(rt, fields) if (rt.key, path) in self._titled_by]
        )
        found = {target: known[target] for target in named if target in known}
        if named:
            found |= records.titles(connection, [target for target in named if target not in found])
        if not named:
            return title_of(rt, fields, self._look())
        return title_of(rt, fields, replace(self._look(), title_of=lambda target: found.get(target, "")))

    def _look(self) -> Look:
        """Return how values are shown in titles, made once for each set of lists that the schema has had."""
        if self._shown.vocabularies is not self._schema.vocabularies:
            self._shown = Look(vocabularies=self._schema.vocabularies, title_of=lambda _target: "")
        return self._shown

    def _retitle(self, connection: Connection, record_id: str, before: str) -> None:
        """Give the records that carry this one's title in their own the new one."""
        waiting = [(record_id, before)]
        while waiting:
            changed, old_title = waiting.pop()
            if records.titles(connection, [changed]).get(changed, "") == old_title:
                continue
            named = connection.execute(
                "SELECT l.record_id, l.field, r.type FROM link l JOIN record r ON r.id = l.record_id WHERE l.target = ?"
                " AND l.field > ''",
                (changed,),
            ).fetchall()
            holding = sorted({other for other, field, kind in named if (kind, field) in self._titled_by})
            for other in records.many(connection, holding).values():
                title = self._title(connection, self._type(other.type), other.fields, deleted=False)
                connection.execute("UPDATE record SET title = ? WHERE id = ?", (title, other.id))
                waiting.append((other.id, other.title))


def is_current(connection: Connection) -> bool:
    """Say whether the derived tables were written by the rules of this program."""
    return meta.get(connection, DERIVED_VERSION) == RULES


def note_rules(connection: Connection) -> None:
    """Note that the derived tables are written by the rules of this program."""
    meta.put(connection, DERIVED_VERSION, RULES)


def stored(connection: Connection, record_id: str) -> Derived | None:
    """Return what the tables hold of a record; None where they do not know it."""
    spine = connection.execute(_STORED, (record_id,)).fetchone()
    if spine is None:
        return None
    own = connection.execute("SELECT record_id, field, target, place FROM link WHERE record_id = ? AND field > ''", (record_id,))
    names = connection.execute("SELECT record_id, kind, key FROM name_key WHERE record_id = ?", (record_id,))
    return Derived(tuple(spine), frozenset(map(tuple, own)), frozenset(map(tuple, names)))


def homeless(connection: Connection, table: str) -> int:
    """Return how many rows of "link", "name_key" or "case_record" belong to no record there is."""
    own = " AND field > ''" if table == "link" else ""  # the others are those of `case_record`
    statement = f"SELECT count(*) FROM {table} WHERE record_id NOT IN (SELECT id FROM record){own}"  # noqa: S608 - the names above
    return int(connection.execute(statement).fetchone()[0])


def seq_of(rows: Sequence[Change]) -> int:
    """Return the place in the log of the newest row that holds a payload."""
    return max(change.seq for change in rows if change.payload is not None)


def _links(rt: RecordType, record_id: str, fields: Fields) -> list[tuple[str, str, str, int]]:
    places: dict[str, dict[str, int]] = {}
    for path, _, target in refs_of(rt, fields):
        of_field = places.setdefault(path, {})
        of_field.setdefault(target, len(of_field))
    return [(record_id, path, target, place) for path, of_field in places.items() for target, place in of_field.items()]


def _names(rt: RecordType, record_id: str, fields: Fields) -> list[tuple[str, str, str]]:
    # By sound and in other scripts a name is found through the index; here stands what `names` asks for, because each key costs
    # a page of its own, anywhere in the table.
    return [(record_id, "name", key) for _, name, _ in names_of(rt, fields) for key in written_keys(name)]


def _listed(names: Sequence[str]) -> str:
    return _text(names) if names else "[]"


def _text(value: object) -> str:
    return canonical(value).decode()
