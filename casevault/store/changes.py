"""The log: rows are appended to it, read from it and verified; erasing takes payloads out, and nothing else ever happens to them.

`docs/formats/log.md` holds the format. `INSERT` is the only statement that writes the table `change`, but for `rechain`, which
alters no column that a digest covers, and `erasures.erase_payloads`, the one UPDATE that the database allows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeVar

from casevault.domain.canonical import FIRST_PREV_MAC, SALT_BYTES, canonical, change_digest, change_mac, payload_hash
from casevault.domain.change import Change, ClockFlag, End, clock_flag
from casevault.progress import silent
from casevault.store import meta

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from casevault.ambient import Ambient
    from casevault.domain.record import Fields
    from casevault.progress import Progress
    from casevault.store.connection import Connection

COLUMNS: Final = tuple(field.name for field in fields(Change))
_ALL: Final = attrgetter(*COLUMNS)
_PARENTS, _FIELDS, _PAYLOAD = (COLUMNS.index(name) for name in ("parents", "fields", "payload"))
LISTED: Final = ", ".join(COLUMNS)
BARE: Final = ", ".join(f"NULL AS {name}" if name in {"payload", "salt"} else name for name in COLUMNS)
INSERT: Final = f"INSERT INTO change ({LISTED}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - names of columns
J = TypeVar("J", list[Any], dict[str, Any])

PAGE: Final = 1_000  # rows read at a time by who reads them all
_FINAL: Final = "change_is_final"  # the trigger that refuses every UPDATE
SHORT_PAGE: Final = 20  # and by who will find what it seeks near the end


class NotARow(ValueError):  # noqa: N818 - a finding for whoever checks the log
    """What stands in the log at `seq` was never written as a row of it. `mac`: what the next row was to follow, b"" if none."""

    def __init__(self, seq: object, mac: object) -> None:
        super().__init__("not a row of the log")
        self.seq = seq if isinstance(seq, int) else 0
        self.mac = mac if isinstance(mac, bytes) else b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is to be appended. `payload` None: an act that matters and changes nothing."""

    action: str
    record_id: str | None = None
    type: str | None = None
    type_version: int | None = None
    parents: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    payload: Fields | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: record ids of the actor and of the device."""

    actor: str
    device: str


class Log:
    """Appends rows of this vault's own. `key` is the audit key; it stays the vault's, which wipes it.

    `flags` collects what is odd about the clock: never a reason to refuse an entry.
    """

    def __init__(self, key: bytearray, ambient: Ambient) -> None:
        self._key = key
        self._ambient = ambient
        self.flags: set[ClockFlag] = set()

    def append(self, connection: Connection, author: Author, batch: str, entry: Entry) -> Change:
        """Append one row after the last one and return it."""
        (change,) = self.append_all(connection, author, batch, [entry])
        return change

    def append_all(self, connection: Connection, author: Author, batch: str, entries: Iterable[Entry]) -> list[Change]:
        """Append rows after the last one, in order, and return them: what reads the end of the log once for all of them."""
        return [change for change, _ in self.append_spelt(connection, author, batch, entries)]

    def append_spelt(
        self, connection: Connection, author: Author, batch: str, entries: Iterable[Entry], *, above: int = 0
    ) -> list[tuple[Change, bytes | None]]:
        """Append as `append_all` does, and return each row with the canonical spelling of its payload.

        `above`: a Lamport time that was seen in rows of others, so that what is written after them is shown after them.
        """
        last = _end(connection)
        if last is not None and above > last.lamport:
            last = last._replace(lamport=above)
        written: list[tuple[Change, bytes | None]] = []
        values: list[list[object]] = []
        for entry in entries:
            change, spelt = self._next(last, author, batch, entry)
            written.append((change, spelt))
            values.append(_row(change, spelt))
            last = change.end
        connection.executemany(INSERT, values)
        if last is not None:
            meta.put(connection, meta.LOG_END, last.mac)
        return written

    def _next(self, last: End | None, author: Author, batch: str, entry: Entry) -> tuple[Change, bytes | None]:
        """Return the row that follows `last`, with the spelling of its payload."""
        stamp = self._ambient.stamp()
        flag = None if last is None else clock_flag(last, stamp, author.device)
        if flag is not None:
            self.flags.add(flag)
        seq, prev_mac = (1, FIRST_PREV_MAC) if last is None else (last.seq + 1, last.mac)
        covered: dict[str, Any] = {
            "id": self._ambient.new_id(),
            "batch": batch,
            "type": entry.type,
            "type_version": entry.type_version,
            "record_id": entry.record_id,
            "parents": tuple(sorted(entry.parents)),
            "fields": tuple(sorted(entry.fields)),
            "action": str(entry.action),
            "at_utc": stamp.at_utc,
            "mono_ns": stamp.mono_ns,
            "boot": stamp.boot or None,
            "device": author.device or None,
            "actor": author.actor or None,
            "lamport": 1 if last is None else last.lamport + 1,
        }
        salt, spelt, hashed = None, None, None
        if entry.payload is not None:
            salt, spelt = self._ambient.random_bytes(SALT_BYTES), canonical(entry.payload)
            hashed = payload_hash(salt, spelt)
        digest = change_digest({**covered, "payload": hashed})
        mac = change_mac(self._key, seq, digest, None, prev_mac)
        change = Change(
            **covered, seq=seq, origin=None, payload=entry.payload, salt=salt, digest=digest, prev_mac=prev_mac, mac=mac
        )
        return change, spelt

    def take_in(self, connection: Connection, rows: Iterable[Change], *, vault: str, bundle: str) -> None:
        """Append rows of another vault after the last one: each as it was written there, chained here, with where it came from.

        Who calls has verified their digests, and derives anew what follows from the log.
        """
        last = _end(connection)
        seq, before = (0, FIRST_PREV_MAC) if last is None else (last.seq, last.mac)
        for row in rows:
            seq += 1
            origin = {"vault": vault, "bundle": bundle, "position": row.seq}
            mac = change_mac(self._key, seq, row.digest, origin, before)
            values = {name: getattr(row, name) for name in COLUMNS} | {
                "seq": seq,
                "parents": _text(row.parents),
                "fields": _text(row.fields),
                "payload": None if row.payload is None else canonical(row.payload).decode(),
                "origin": canonical(origin).decode(),
                "prev_mac": before,
                "mac": mac,
            }
            connection.execute(INSERT, [values[name] for name in COLUMNS])
            before = mac
        meta.put(connection, meta.LOG_END, before)

    def mac_holds(self, change: Change, before: Change | NotARow | None) -> bool:
        """Say whether the row stands where it was written: right after `before` (None: first), under this vault's key."""
        seq, prev_mac = (1, FIRST_PREV_MAC) if before is None else (before.seq + 1, before.mac)
        mac = change_mac(self._key, change.seq, change.digest, change.origin, change.prev_mac)
        return (change.seq, change.prev_mac, change.mac) == (seq, prev_mac, mac)


def at(connection: Connection, seq: int) -> Change | None:
    """Return the row `seq` without its payload, or None."""
    row = connection.execute(f"SELECT {BARE} FROM change WHERE seq = ?", (seq,)).fetchone()  # noqa: S608 - names of columns
    return None if row is None else _change(row)


def last_change(connection: Connection) -> Change | None:
    """Return the newest row of the log without its payload: what the next row follows."""
    row = connection.execute(f"SELECT {BARE} FROM change ORDER BY seq DESC LIMIT 1").fetchone()  # noqa: S608 - names of columns
    return None if row is None else _change(row)


def _end(connection: Connection) -> End | None:
    """Return what the next row follows: of the newest one no more than that is read."""
    row = connection.execute(
        "SELECT seq, origin IS NULL, device, at_utc, mono_ns, boot, lamport, mac FROM change ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return None if row is None else End(*row)


def last_moment(connection: Connection) -> int:
    """Return when the newest row was written, in µs since 1970; 0 where there is none. Reads nothing else of it."""
    row = connection.execute("SELECT at_utc FROM change ORDER BY seq DESC LIMIT 1").fetchone()
    return row[0] if row and isinstance(row[0], int) else 0


def count(connection: Connection) -> int:
    """Return how many rows the log holds."""
    return int(connection.execute("SELECT count(*) FROM change").fetchone()[0])


def of_record(connection: Connection, record_id: str) -> list[Change]:
    """Return every row of a record, in the order of the log."""
    return list(_read(connection, "WHERE record_id = ? ORDER BY seq", record_id))


def first_at(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Return {record: the earliest time of its rows, µs since 1970}, for those of `ids` that have any; no payload is read."""
    found: dict[str, int] = {}
    for start in range(0, len(ids), PAGE):
        part = list(ids[start : start + PAGE])
        marks = ",".join("?" * len(part))
        told = f"SELECT record_id, min(at_utc) FROM change WHERE record_id IN ({marks}) GROUP BY record_id"  # noqa: S608 - marks
        rows = connection.execute(told, part)
        found |= {str(record): int(at) for record, at in rows}
    return found


def walk_batch(connection: Connection, batch: str) -> Iterator[Change]:
    """Yield every row of one act of a person, in the order of the log, holding none; nothing may be written meanwhile.

    Reads the log from end to end.
    """
    return _read(connection, "WHERE batch = ? ORDER BY seq", batch)


def has_batch_after(connection: Connection, batch: str, seq: int) -> bool:
    """Say whether a row after `seq` is of this batch; costs as much as there are rows after it."""
    return connection.execute("SELECT 1 FROM change WHERE seq > ? AND batch = ? LIMIT 1", (seq, batch)).fetchone() is not None


def newest(connection: Connection, limit: int) -> list[Change]:
    """Return the newest rows, the newest first."""
    return list(_read(connection, "ORDER BY seq DESC LIMIT ?", limit))


def of_action(connection: Connection, action: str, limit: int) -> list[Change]:
    """Return the newest rows of one action, the newest first; reads the log from end to end where there are fewer."""
    return list(_read(connection, "WHERE action = ? ORDER BY seq DESC LIMIT ?", action, limit))


def of_actors(connection: Connection, action: str, limit: int) -> list[Change]:
    """Return the newest rows of one action that stand with those who write here, the newest first; found by index."""
    mine = "record_id IN (SELECT id FROM record WHERE deleted IN (0, 1) AND type = 'actor')"
    return list(_read(connection, f"WHERE {mine} AND action = ? ORDER BY seq DESC LIMIT ?", action, limit))


def entered(connection: Connection, ids: Sequence[str]) -> list[Change]:
    """Return the rows that entered, confirmed or undid something in these records, the newest first."""
    found: list[Change] = []
    for start in range(0, len(ids), SHORT_PAGE):
        part = list(ids[start : start + SHORT_PAGE])
        marks = ",".join("?" * len(part))
        where = f"WHERE record_id IN ({marks}) AND action IN ('created', 'edited', 'confirmed', 'undone') ORDER BY seq DESC"
        found += _read(connection, where, *part)
    return found


def acts_backwards(connection: Connection) -> Iterator[tuple[str, Iterator[Change]]]:
    """Yield (batch, its rows, the newest first) of every act, the newest act first. An act is written in one transaction.

    The rows are read as they are asked for, and are gone once the next act is.
    """
    return groupby(_backwards(connection), key=attrgetter("batch"))


def _backwards(connection: Connection) -> Iterator[Change]:
    below = highest_seq(connection) + 1
    while page := list(_read(connection, "WHERE seq < ? ORDER BY seq DESC LIMIT ?", below, SHORT_PAGE)):
        yield from page
        below = page[-1].seq


def forwards(connection: Connection, above: int = 0) -> Iterator[Change]:
    """Yield every row in the order of the log, or those after one, read in pages."""
    while page := list(_read(connection, "WHERE seq > ? ORDER BY seq LIMIT ?", above, PAGE)):
        yield from page
        above = page[-1].seq


def walked(connection: Connection, above: int, limit: int = PAGE) -> list[Change | NotARow]:
    """Return up to `limit` rows after `above` in the order of the log, and in its place what is none."""
    rows = connection.execute(f"SELECT {LISTED} FROM change WHERE seq > ? ORDER BY seq LIMIT ?", (above, limit))  # noqa: S608 - names of columns
    return [_change_or_none(row) for row in rows]


def _change_or_none(row: Sequence[object]) -> Change | NotARow:
    try:
        return _change(row)
    except NotARow as found:
        return found


def is_logged(connection: Connection, record_id: str) -> bool:
    """Say whether any row with a payload speaks of a record."""
    query = "SELECT 1 FROM change WHERE record_id = ? AND payload IS NOT NULL LIMIT 1"
    return connection.execute(query, (record_id,)).fetchone() is not None


def digests_of(connection: Connection, record_id: str | None) -> dict[str, bytes]:
    """Return {row: its digest} of every row about a record, or about none."""
    return dict(connection.execute("SELECT id, digest FROM change WHERE record_id IS ?", (record_id,)).fetchall())


def records_in_log(connection: Connection) -> list[str]:
    """Return the ids of all records that a row with a payload speaks of, in the order in which they first appear."""
    return [
        row[0]
        for row in connection.execute(
            "SELECT record_id FROM change WHERE payload IS NOT NULL AND record_id NOT NULL GROUP BY record_id ORDER BY min(seq)"
        )
    ]


def earlier_payloads(connection: Connection, type_key: str) -> Iterator[tuple[str, Fields]]:
    """Yield (record, fields) of every row of a type that a later row of the same record follows: what was once recorded."""
    # Which records have several rows is read off the index, a tenth of the log; CROSS JOIN goes from those few to their rows.
    several = "(SELECT record_id FROM change GROUP BY record_id HAVING count(*) > 1)"
    for _, record_id, stated in _earlier(connection, several, type_key):
        yield record_id, stated


def earlier_of(connection: Connection, ids: Sequence[str], type_key: str) -> Iterator[tuple[int, str, Fields]]:
    """Yield (row, record, fields) of the same, of these records alone."""
    for start in range(0, len(ids), SHORT_PAGE):
        part = ids[start : start + SHORT_PAGE]
        chosen = f"(SELECT column1 AS record_id FROM (VALUES {', '.join(['(?)'] * len(part))}))"  # noqa: S608 - marks only
        yield from _earlier(connection, chosen, *part, type_key)


def _earlier(connection: Connection, several: str, *values: str) -> Iterator[tuple[int, str, Fields]]:
    query = f"""SELECT old.seq, old.record_id, old.payload
        FROM {several} AS several
        CROSS JOIN change AS old ON old.record_id = several.record_id
        WHERE old.type = ? AND old.payload IS NOT NULL AND EXISTS
        (SELECT 1 FROM change AS new WHERE new.record_id = old.record_id AND new.seq > old.seq AND new.payload IS NOT NULL)
        ORDER BY old.seq"""  # noqa: S608 - clauses of this module
    for seq, record_id, payload in connection.execute(query, values):
        yield int(seq), str(record_id), json.loads(str(payload))


def touched_since(connection: Connection, seq: int) -> list[str]:
    """Return the records that the rows behind row `seq` are about, each once."""
    query = "SELECT DISTINCT record_id FROM change WHERE seq > ? AND record_id IS NOT NULL"
    return [str(record) for (record,) in connection.execute(query, (seq,))]


def highest_seq(connection: Connection) -> int:
    """Return the number of the newest row; 0 where the log is empty."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()[0])


def rechain(connection: Connection, key: bytearray, progress: Progress = silent) -> None:
    """Compute every MAC of the log anew under `key`, all or none; on `maintain`.

    The trigger that keeps rows as they are is taken out and put back word for word within the same transaction.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        total = count(connection)
        (trigger,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (_FINAL,)).fetchone()
        connection.execute(f"DROP TRIGGER {_FINAL}")
        before = FIRST_PREV_MAC
        for change in forwards(connection):
            if change.seq % PAGE == 0:
                progress(change.seq, total)
            mac = change_mac(key, change.seq, change.digest, change.origin, before)
            connection.execute("UPDATE change SET prev_mac = ?, mac = ? WHERE seq = ?", (before, mac, change.seq))
            before = mac
        connection.execute(trigger)
        meta.put(connection, meta.LOG_END, before)
    except BaseException:
        connection.rollback()
        raise
    connection.execute("COMMIT")


def _read(connection: Connection, where: str, *values: object) -> Iterator[Change]:
    for row in connection.execute(f"SELECT {LISTED} FROM change {where}", values):  # noqa: S608 - clauses of this module alone
        yield _change(row)


def _change(row: Sequence[object]) -> Change:
    values = dict(zip(COLUMNS, row, strict=True))
    for key in ("parents", "fields"):
        names = _json(values, key, list)
        if not all(isinstance(name, str) for name in names):
            raise NotARow(values["seq"], values["mac"])
        values[key] = tuple(names)
    for key in ("origin", "payload"):
        values[key] = None if values[key] is None else _json(values, key, dict)
    return Change(**values)  # type: ignore[arg-type] # each column has its type by the CHECKs of schema.sql


def _json(values: dict[str, object], key: str, kind: type[J]) -> J:
    """Return a column's JSON as the one kind it is written as; another kind could read like the row that was signed."""
    spelt = values[key]
    try:
        found = json.loads(spelt) if isinstance(spelt, str) else None
    except (ValueError, RecursionError):  # brackets within brackets, deeper than anything that is recorded
        found = None
    if not isinstance(found, kind):
        raise NotARow(values["seq"], values["mac"])
    return found


def _row(change: Change, spelt: bytes | None) -> list[object]:
    """Return what the columns of the table hold of a row that is new; `spelt` is its payload."""
    row = list(_ALL(change))
    row[_PARENTS], row[_FIELDS] = _text(change.parents), _text(change.fields)
    row[_PAYLOAD] = None if spelt is None else spelt.decode()
    return row


def _text(names: Sequence[str]) -> str:
    return canonical(names).decode() if names else "[]"
