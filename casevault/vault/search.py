"""Search across everything in the vault, in any script; and the queue that keeps the index behind the records.

Saving a record does not wait for the index: it enters the record in a queue. A search first brings the index up to date, within a
bound; a background drain does so within a second of the last save; what is left at lock waits for the next opening.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault.domain.query import query_plan
from casevault.domain.upgrades import upgrade
from casevault.errors import Code, MachineProblem
from casevault.progress import silent
from casevault.store import search as index
from casevault.store.search_all import every_case, every_hit

if TYPE_CHECKING:
    from casevault.domain.catalog import Schema
    from casevault.progress import Progress
    from casevault.store.connection import Connection, Database
    from casevault.store.search import FoundRow as Hit
    from casevault.store.search import FoundRows

DRAINED_FIRST: Final = 5_000  # records whose index a search waits for; after an import of more, `Found.waiting` says so


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to one query: how many records it hits, and the first of them, best first."""

    query: str
    total: int
    hits: tuple[Hit, ...]
    waiting: int = 0  # records that are not in the index yet, so that the answer may lack some


class Search:
    """The search of one open vault; safe to call from any thread."""

    def __init__(self, db: Database, schema: Schema) -> None:
        self._db = db
        self._schema = schema

    def find(self, query: str, *, type_key: str = "", limit: int = index.NEWEST) -> Found:
        """Return what `query` finds, of one type of record where `type_key` is given; any text is a valid query.

        INVALID_INPUT for a type that does not exist. Above 2,000 hits the newest 200 come unranked after exact names.
        """
        if type_key:
            self._schema.type(type_key)
        plan = query_plan(query)

        def answer(connection: Connection) -> FoundRows:
            return index.find(connection, plan, type_key=type_key, limit=max(limit, 0))

        # Mostly nothing waits: then one visit to a reading connection does it all.
        found = self._db.read(lambda c: answer(c) if index.is_current(c) and not index.pending(c) else None)
        if found is not None:
            return Found(query, found.total, found.rows)
        waiting = self._drain(DRAINED_FIRST, silent)
        found = self._db.read(answer)
        return Found(query, found.total, found.rows, waiting)

    def matching(self, query: str, *, type_key: str = "") -> dict[str, str]:
        """Return {record: why} of everything that `query` finds, best first, of one type where given: for narrowing a list.

        A case is found by whoever stands in it too, and by any of its records. `why`: name, alias, pinyin, script or text.
        """
        plan = query_plan(query)
        if not self._db.read(lambda c: index.is_current(c) and not index.pending(c)):
            self._drain(DRAINED_FIRST, silent)
        if type_key == "case":
            return self._db.read(lambda c: every_case(c, plan))
        return self._db.read(lambda c: every_hit(c, plan, type_key=type_key))

    def drain(self, progress: Progress = silent) -> None:
        """Bring the index up to date, in short transactions of which each stands by itself."""
        self._drain(0, progress)

    def waiting(self) -> int:
        """Return how many records wait for their index."""
        return self._db.read(index.pending)

    def _drain(self, bound: int, progress: Progress) -> int:
        """Drain at most `bound` records (0: all) and return how many still wait."""
        try:
            if not self._db.read(index.is_current):
                self._db.write(index.clear)
            waiting = self.waiting()
            done = 0
            while waiting and (bound == 0 or done < bound):
                progress(done, done + waiting)
                done += self._db.write(self._drain_lot)
                waiting = self.waiting()
        except MachineProblem as trouble:
            # A vault on a full or write-protected disk can still be searched, as far as its index reaches.
            if trouble.code not in {Code.READ_ONLY, Code.DISK_FULL}:
                raise
            waiting = self.waiting()
        return waiting

    def _drain_lot(self, connection: Connection) -> int:
        return index.drain_lot(connection, self._schema.types, upgrade=upgrade, seconds=index.LOT_SECONDS)
