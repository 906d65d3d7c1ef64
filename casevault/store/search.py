"""The search index on disk: an ordinary FTS5 table beside the records, written after them from a queue, and its queries.

    index_todo    records whose index is older than they are; saving a record enters it here
    search_row    which row of the index is which record
    search_text   the words themselves, which FTS5 only cuts at spaces: `domain.indexing` did everything else

A row's number is the `seq` of the record's last change. The index is thereby a function of the log: newest first is descending
order, and one that was rebuilt answers every query as the old one did, in the same order.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from casevault.domain.indexing import VERSION, IndexRow, index_row
from casevault.domain.query import of_type
from casevault.progress import silent
from casevault.store import meta, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from casevault.domain.query import QueryPlan
    from casevault.domain.record import Fields
    from casevault.domain.schema import RecordType
    from casevault.progress import Progress
    from casevault.store.connection import Connection, Database

INDEX_VERSION: Final = "index_version"  # key in `meta`: the rules the index was written by

# As in schema.sql; a rebuild makes the table anew, because deleting every row one by one takes minutes in a large vault.
TABLE: Final = "CREATE VIRTUAL TABLE search_text USING fts5 (name, alias, pinyin, script, body, tokenize = 'ascii')"
SECURE_DELETE: Final = "INSERT INTO search_text (search_text, rank) VALUES ('secure-delete', 1)"

CHECKED: Final = 100  # records compared with their index at a time
LOT: Final = 64  # records read from the queue at a time
LOT_SECONDS: Final = 0.05  # of one transaction: a draft that waits for it must not be noticed
EVIDENCE: Final = "evidence"  # the type of record that names files
RANKED: Final = 2_000  # hits up to this many are ranked
NEWEST: Final = 200  # hits shown where there are more

_ENTER: Final = "INSERT INTO search_text (rowid, name, alias, pinyin, script, body) VALUES (?, ?, ?, ?, ?, ?)"

# CROSS JOIN keeps the order of the tables: from the few hits to their records, never through all records that are not deleted.
_CASE: Final = "coalesce((SELECT c.case_id FROM case_record c WHERE c.record_id = r.id AND c.place = 0), '')"

# For the check: rows that belong to no live record or to no entry, the records that should have an entry, and their entries.
_STRAY: Final = (
    "SELECT (SELECT count(*) FROM search_text WHERE rowid NOT IN (SELECT seq FROM search_row)) + (SELECT count(*) FROM search_row"
    " WHERE record_id NOT IN (SELECT id FROM record WHERE deleted = 0) AND record_id NOT IN (SELECT record_id FROM index_todo))"
)
_SETTLED: Final = "SELECT id FROM record WHERE deleted = 0 AND id NOT IN (SELECT record_id FROM index_todo) ORDER BY changed"
_STILL_SETTLED: Final = (
    "SELECT id FROM record WHERE deleted = 0 AND id IN ({marks}) AND id NOT IN (SELECT record_id FROM index_todo)"
)
_HELD: Final = (
    "SELECT s.record_id, s.seq, t.name, t.alias, t.pinyin, t.script, t.body FROM search_row s CROSS JOIN search_text t"
    " ON t.rowid = s.seq WHERE s.record_id IN ({marks})"
)

# Types that people look for by name come before records that are merely titled so.
_FIRST_TYPES: Final = {"person": 0, "case": 1, "organisation": 2}


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One hit; `why` is text, name, pinyin, script or alias. `file` is the name of its file that has the words, "" otherwise."""

    id: str
    type: str
    title: str
    case: str
    why: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class FoundRows:
    """The hits, best first, and how many there are in all."""

    total: int
    rows: tuple[FoundRow, ...]


# What makes a hit, best first: the whole name, then a part of one, then any other text.
_WHYS: Final = ("name", "alias", "pinyin", "script")
_TEXT: Final = 2 * len(_WHYS)


def is_current(connection: Connection) -> bool:
    """Say whether the index was written by the rules of this program."""
    return meta.get(connection, INDEX_VERSION) == VERSION.encode()


def clear(connection: Connection) -> None:
    """Empty the index and enter every live record into the queue; within the caller's transaction."""
    connection.execute("DROP TABLE search_text")
    connection.execute(TABLE)
    connection.execute(SECURE_DELETE)
    connection.execute("DELETE FROM search_row")
    connection.execute("DELETE FROM attached")
    connection.execute("DELETE FROM meta WHERE key IN (SELECT ? || record_id FROM index_todo)", (meta.QUEUED,))
    connection.execute("INSERT INTO meta (key, value) SELECT ? || id, x'' FROM record WHERE deleted = 0", (meta.QUEUED,))
    meta.put(connection, INDEX_VERSION, VERSION.encode())


def forget(connection: Connection, record_id: str) -> None:
    """Take a record's words out of the index and out of the queue; within the caller's transaction."""
    _remove(connection, record_id)
    meta.dequeue(connection, [record_id])


def rewrite(connection: Connection) -> None:
    """Make both indexes anew from its own text; within the caller's transaction.

    `secure-delete` takes a word out of the lists it stands in. Where the word was the first of a page of them, it still stands in
    the table that tells which page begins with what (`search_text_idx`), until the pages are made anew.
    """
    connection.execute("INSERT INTO search_text (search_text) VALUES ('rebuild')")
    texts.rewrite(connection)


def pending(connection: Connection) -> int:
    """Return how many records wait for their index."""
    return int(connection.execute("SELECT count(*) FROM index_todo").fetchone()[0])


def astray(
    db: Database,
    types: Mapping[str, RecordType],
    *,
    upgrade: Callable[[str, int, Fields], Fields] | None = None,
    progress: Progress = silent,
) -> int:
    """Return how many rows of the index are missing, say something else than their record, or belong to no live one.

    Records in the queue do not count, nor does an index written by the rules of another program. That the words are found where
    they stand is SQLite's own check (`pages.structure_of`). Read in short steps, between which others may write: what they alter
    is in the queue, or its index is written already.
    """
    wrong, ids = db.read(_loose)
    for start in range(0, len(ids), CHECKED):
        progress(start, len(ids))
        part, stored, live, named = db.read(partial(_entries, ids[start : start + CHECKED]))
        made = _indexed(part, live, types, upgrade)  # here: this takes its time, and nobody waits for it
        if named is not None:
            wrong += sum(named[record_id] != set(() if row is None else row.files) for record_id, _, row in made)
        wrong += sum(stored.get(record_id) != (None if row is None else (seq, row)) for record_id, seq, row in made)
    return wrong


def _loose(connection: Connection) -> tuple[int, list[str]]:
    """Return how many rows of the index belong to nothing, and the records that should have one."""
    if not is_current(connection):
        return 0, []
    config = dict(connection.execute("SELECT k, v FROM search_text_config").fetchall())
    wrong = int(config.get("secure-delete") != 1) + int(connection.execute(_STRAY).fetchone()[0]) + texts.astray(connection)
    return wrong, [row[0] for row in connection.execute(_SETTLED)]


def _entries(
    ids: Sequence[str], connection: Connection
) -> tuple[list[str], dict[str, tuple[int, IndexRow]], list[Sequence[Any]], dict[str, set[tuple[str, int, str]]] | None]:
    """Return which of `ids` still are not in the queue, their rows of the index, what these are made from, and their files."""
    part = [row[0] for row in connection.execute(_STILL_SETTLED.format(marks=_marks(ids)), ids)]
    stored = {row[0]: (row[1], IndexRow(*row[2:])) for row in connection.execute(_HELD.format(marks=_marks(part)), part)}
    return part, stored, _live(connection, part), texts.named_by(connection, part) if texts.are_kept(connection) else None


def drain_lot(
    connection: Connection,
    types: Mapping[str, RecordType],
    *,
    upgrade: Callable[[str, int, Fields], Fields] | None = None,
    seconds: float = LOT_SECONDS,
) -> int:
    """Write the index of records from the queue until `seconds` are over; return how many, 0 when the queue is empty.

    Within the caller's transaction. `upgrade` (type, version, payload) gives a payload in its newest form.
    """
    until = time.monotonic() + seconds
    done = 0
    while done == 0 or time.monotonic() < until:
        waiting = [row[0] for row in connection.execute(f"SELECT record_id FROM index_todo LIMIT {LOT}")]  # noqa: S608 - a number
        if not waiting:
            break
        for record_id, seq, row in _rows(connection, waiting, types, upgrade):
            _remove(connection, record_id)
            if row is not None:
                _insert(connection, record_id, seq, row)
        meta.dequeue(connection, waiting)
        done += len(waiting)
    return done


def write_new(connection: Connection, places: Sequence[tuple[int, str]], made: Sequence[IndexRow]) -> None:
    """Write the index of records that never had one: (last change, id) of each in the order of the changes, and its row.

    Within the caller's transaction, and in the order FTS5 writes fastest in. Taking words out of the index is what costs: there
    is nothing to take out here.
    """
    together = list(zip(places, made, strict=True))
    connection.executemany("INSERT INTO search_row (seq, record_id) VALUES (?, ?)", places)
    connection.executemany(_ENTER, [(seq, row.name, row.alias, row.pinyin, row.script, row.body) for (seq, _), row in together])
    for (_, record_id), row in together:
        if row.files:
            texts.name_files(connection, record_id, row.files)


def _rows(
    connection: Connection,
    ids: Sequence[str],
    types: Mapping[str, RecordType],
    upgrade: Callable[[str, int, Fields], Fields] | None,
) -> list[tuple[str, int, IndexRow | None]]:
    """Return (id, last change, what to index or None) in the order of the changes, which is the order FTS5 writes fastest in."""
    return _indexed(ids, _live(connection, ids), types, upgrade)


def _live(connection: Connection, ids: Sequence[str]) -> list[Sequence[Any]]:
    query = f"SELECT id, changed, type, type_version, payload FROM record WHERE id IN ({_marks(ids)}) AND deleted = 0"  # noqa: S608 - marks only
    return list(connection.execute(query, ids))


def _indexed(
    ids: Sequence[str],
    rows: Sequence[Sequence[Any]],
    types: Mapping[str, RecordType],
    upgrade: Callable[[str, int, Fields], Fields] | None,
) -> list[tuple[str, int, IndexRow | None]]:
    live = {row[0]: row[1:] for row in rows}
    found: list[tuple[str, int, IndexRow | None]] = [(record_id, 0, None) for record_id in ids if record_id not in live]
    for record_id, (changed, type_key, version, payload) in live.items():
        fields = json.loads(payload)
        if upgrade is not None:
            fields = upgrade(type_key, version, fields)
        found.append((record_id, changed, index_row(types[type_key], fields) if type_key in types else None))
    return sorted(found, key=lambda entry: entry[1])


def _remove(connection: Connection, record_id: str) -> None:
    row = connection.execute("SELECT seq FROM search_row WHERE record_id = ?", (record_id,)).fetchone()
    if row is not None:
        connection.execute("DELETE FROM search_text WHERE rowid = ?", row)
        connection.execute("DELETE FROM search_row WHERE seq = ?", row)
        connection.execute("DELETE FROM attached WHERE record_id = ?", (record_id,))


def _insert(connection: Connection, record_id: str, seq: int, row: IndexRow) -> None:
    connection.execute("INSERT INTO search_row (seq, record_id) VALUES (?, ?)", (seq, record_id))
    connection.execute(_ENTER, (seq, row.name, row.alias, row.pinyin, row.script, row.body))
    if row.files:
        texts.name_files(connection, record_id, row.files)


def find(connection: Connection, plan: QueryPlan, *, type_key: str = "", limit: int = NEWEST) -> FoundRows:
    """Return the hits of `plan`: whole names, parts of names, other text; people before what is titled so; then newest first.

    Above `RANKED` hits whole names come first and the newest records follow as they are: ranking would cost more than it tells.
    """
    if not plan.match:
        return FoundRows(0, ())

    def narrowed(match: str) -> str:
        return of_type(match, type_key) if type_key else match

    own = _seqs(connection, narrowed(plan.match), RANKED + 1)
    # What a file holds is not narrowed by type: it is evidence, and its words say nothing of a record.
    in_files = texts.are_kept(connection) and type_key in {"", EVIDENCE}
    everything = sorted({*own, *texts.hits(connection, plan.words, RANKED + 1)}, reverse=True) if in_files else own
    if not everything:
        return FoundRows(0, ())
    tiers: dict[int, int] = {}
    if _seqs(connection, narrowed(plan.exactly(*_WHYS)), 1):
        for tier, column in enumerate(_WHYS):
            for seq in _seqs(connection, narrowed(plan.exactly(column)), RANKED):
                tiers.setdefault(seq, tier)
    if len(everything) > RANKED:
        count = "SELECT count(*) FROM search_text WHERE search_text MATCH ?"
        total = max(int(connection.execute(count, (narrowed(plan.match),)).fetchone()[0]), len(everything))
        shown = min(limit, NEWEST)
        first = _ranked(connection, tiers, list(tiers))[:shown]
        known = set(first)
        rest = [seq for seq in everything if seq not in known][: shown - len(first)]
        return FoundRows(total, tuple(_hits(connection, [*first, *rest], tiers, plan)))
    hit = set(everything)
    tiers = {seq: tier for seq, tier in tiers.items() if seq in hit}
    _add_parts(connection, plan, narrowed, tiers)
    ordered = _ranked(connection, tiers, everything)[:limit]
    return FoundRows(len(everything), tuple(_hits(connection, ordered, tiers, plan)))


def _add_parts(connection: Connection, plan: QueryPlan, narrowed: Callable[[str], str], tiers: dict[int, int]) -> None:
    """Note which hits are parts of names; one query says whether there are any, before four say of which kind."""
    named = _seqs(connection, narrowed(plan.within(*_WHYS)), RANKED)
    if all(seq in tiers for seq in named):
        return
    for tier, column in enumerate(_WHYS, start=len(_WHYS)):
        for seq in _seqs(connection, narrowed(plan.within(column)), RANKED):
            tiers.setdefault(seq, tier)


def _seqs(connection: Connection, match: str, limit: int) -> list[int]:
    return [
        row[0]
        for row in connection.execute(
            "SELECT rowid FROM search_text WHERE search_text MATCH ? ORDER BY rowid DESC LIMIT ?", (match, limit)
        )
    ]


def _ranked(connection: Connection, tiers: Mapping[int, int], seqs: Sequence[int]) -> list[int]:
    named = [seq for seq in seqs if seq in tiers]
    types: dict[int, str] = {}
    for part in _parted(named if len(named) > 1 else ()):
        types |= connection.execute(
            f"SELECT s.seq, r.type FROM search_row s CROSS JOIN record r ON r.id = s.record_id WHERE s.seq IN ({_marks(part)})",  # noqa: S608 - marks only
            part,
        ).fetchall()
    last = len(_FIRST_TYPES)
    firsts = {seq: _FIRST_TYPES.get(kind, last) for seq, kind in types.items()}
    named.sort(key=lambda seq: (tiers[seq], firsts.get(seq, last), -seq))
    return named if len(named) == len(seqs) else [*named, *(seq for seq in seqs if seq not in tiers)]


def _hits(connection: Connection, seqs: Sequence[int], tiers: Mapping[int, int], plan: QueryPlan) -> Iterator[FoundRow]:
    rows: dict[int, tuple[str, str, str, str]] = {}
    for part in _parted(seqs):
        for seq, record_id, type_key, title, case in connection.execute(
            f"SELECT s.seq, r.id, r.type, r.title, {_CASE} FROM search_row s CROSS JOIN record r ON r.id = s.record_id"  # noqa: S608 - marks only
            f" WHERE r.deleted = 0 AND s.seq IN ({_marks(part)})",
            part,
        ):
            rows[seq] = (record_id, type_key, title, case)
    files = _files(connection, [seq for seq in seqs if seq in rows and rows[seq][1] == EVIDENCE and seq not in tiers], plan)
    for seq in seqs:
        if seq in rows:
            record_id, type_key, title, case = rows[seq]
            yield FoundRow(record_id, type_key, title, case, _why(tiers.get(seq, _TEXT), title, plan), files.get(seq, ""))


def _files(connection: Connection, seqs: Sequence[int], plan: QueryPlan) -> dict[int, str]:
    """Return {place in the index: name of the file that has the words} of hits that none of their own words explain."""
    if not seqs or not texts.are_kept(connection):
        return {}
    found: dict[int, str] = {}
    for seq, number in texts.where(connection, plan.words, seqs).items():
        row = connection.execute(
            "SELECT json_extract(r.payload, '$.files[' || ? || '].name') FROM search_row s JOIN record r ON r.id = s.record_id"
            " WHERE s.seq = ?",
            (number - 1, seq),
        ).fetchone()
        found[seq] = str(row[0] or "") if row is not None else ""
    return found


def _why(tier: int, title: str, plan: QueryPlan) -> str:
    if tier == _TEXT:
        return "text"
    why = _WHYS[tier % len(_WHYS)]
    # Traditional and simplified spellings fold to one in the index; here the person learns that it was the other one.
    return "script" if why == "name" and plan.is_other_script(title) else why


def _parted(seqs: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(seqs), 500):
        yield list(seqs[start : start + 500])


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
