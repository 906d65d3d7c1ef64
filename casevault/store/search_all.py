"""Every hit of a query, for narrowing a list; `search.find` gives the best hits, for looking at.

Best first, like there: whole names, parts of names, other text; within each the newest change first. Why a hit is one is told by
the columns of the index, whatever the number of hits is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.domain.query import of_type
from casevault.store import texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.query import QueryPlan
    from casevault.store.connection import Connection

WHYS: Final = ("name", "alias", "pinyin", "script")
TEXT: Final = "text"
MOST: Final = 200_000  # hits looked at; a list is not read through by anybody at that length
MANY: Final = 400  # places of the index in one statement


def every_hit(connection: Connection, plan: QueryPlan, *, type_key: str = "") -> dict[str, str]:
    """Return {record: why}, best first; of one type where given. `why` is one of `WHYS` or "text"."""
    places = _why(connection, plan, type_key)
    found: dict[str, str] = {}
    for record_id, _type, why in _records(connection, places):
        found.setdefault(record_id, why)
    return found


def every_case(connection: Connection, plan: QueryPlan) -> dict[str, str]:
    """Return {case: why} of the cases that are a hit, or that hold one: somebody listed in it, or any record of it."""
    places = _why(connection, plan, "")
    own: dict[str, str] = {}
    held: dict[str, str] = {}
    hits = _records(connection, places)
    for record_id, kind, why in hits:
        if kind == "case":
            own.setdefault(record_id, why)
    inside = _cases(connection, [record_id for record_id, kind, _ in hits if kind != "case"])
    for record_id, kind, why in hits:
        for case in inside.get(record_id, ()) if kind != "case" else ():
            # A name says more of a case where it is that of a person in it than where another record merely holds the words.
            held.setdefault(case, why if kind == "person" else TEXT)
    named = {case: why for case, why in held.items() if why != TEXT and case not in own}
    return {**own, **named, **{case: why for case, why in held.items() if case not in own and case not in named}}


def _why(connection: Connection, plan: QueryPlan, type_key: str) -> Mapping[int, str]:
    """Return {place in the index: why}, best first."""
    if not plan.match:
        return {}

    def narrowed(match: str) -> str:
        return of_type(match, type_key) if type_key else match

    found: dict[int, str] = {}
    for why in WHYS:
        for seq in _places(connection, narrowed(plan.exactly(why))):
            found.setdefault(seq, why)
    for why in WHYS:
        for seq in _places(connection, narrowed(plan.within(why))):
            found.setdefault(seq, why)
    for seq in _places(connection, narrowed(plan.match)):
        found.setdefault(seq, TEXT)
    if type_key in {"", "evidence"} and texts.are_kept(connection):
        for seq in texts.hits(connection, plan.words, MOST):
            found.setdefault(seq, TEXT)
    return found


def _places(connection: Connection, match: str) -> list[int]:
    wanted = "SELECT rowid FROM search_text WHERE search_text MATCH ? ORDER BY rowid DESC LIMIT ?"
    rows = connection.execute(wanted, (match, MOST))
    return [row[0] for row in rows]


def _records(connection: Connection, places: Mapping[int, str]) -> list[tuple[str, str, str]]:
    """Return (record, type, why) of the live records at these places of the index, in their order."""
    wanted = list(places)
    known: dict[int, tuple[str, str]] = {}
    for start in range(0, len(wanted), MANY):
        part = wanted[start : start + MANY]
        rows = connection.execute(
            "SELECT s.seq, r.id, r.type FROM search_row s CROSS JOIN record r ON r.id = s.record_id"  # noqa: S608 - marks only
            f" WHERE r.deleted = 0 AND s.seq IN ({','.join('?' * len(part))})",
            part,
        )
        known.update((row[0], (row[1], row[2])) for row in rows)
    return [(*known[seq], why) for seq, why in places.items() if seq in known]


def _cases(connection: Connection, ids: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for start in range(0, len(ids), MANY):
        part = ids[start : start + MANY]
        rows = connection.execute(
            f"SELECT record_id, case_id FROM case_record WHERE record_id IN ({','.join('?' * len(part))})",  # noqa: S608 - marks only
            part,
        )
        for record_id, case in rows:
            found.setdefault(record_id, []).append(case)
    return found
