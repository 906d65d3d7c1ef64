"""Possible duplicates among the records there are, with reasons; less those of which a person said that they are not one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault.domain.consent import codes_of
from casevault.domain.duplicates import LEAST, Candidates
from casevault.domain.person_merge import FROM, NOT_SAME
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casevault.domain.name_likeness import Why
    from casevault.domain.record import Record
    from casevault.progress import Progress
    from casevault.vault.vault import Vault

TYPES: Final = ("person", "organisation", "place", "facility")  # what has a name by which it is known again
MOST: Final = 1_000  # pairs that are returned: more than anyone goes through at one sitting
_STEP: Final = 200  # records between two reports of progress


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be the same, with a score of 0 to 100 and the reasons for and against."""

    one: Record
    other: Record
    score: int
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The likeliest pairs, and how many there are in all."""

    total: int
    pairs: tuple[Pair, ...]


def pairs(vault: Vault, type_key: str = "person", *, limit: int = MOST, progress: Progress = silent) -> Pairs:
    """Return the pairs of records of a type that may be the same, the likeliest first; nothing is changed.

    INVALID_INPUT for a type whose records have no names to go by.
    """
    if vault.schema.type(type_key).key not in TYPES:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("Records of this type have no name by which they are known again."),
            N_("Choose one of: {types}."),
            types=", ".join(TYPES),
        )
    found = vault.records.list(type_key)
    apart = _apart(found)
    known = {record.id: record for record in found}
    candidates = Candidates((record.id, record.fields) for record in found)
    likely: list[tuple[int, str, str, tuple[Why, ...]]] = []
    for done, record in enumerate(found):
        if done % _STEP == 0:
            progress(done, len(found))
        found_here = candidates.like_record(record.id, but=apart.get(record.id, frozenset()), least=LEAST, limit=0)
        likely.extend((-match.score, record.id, match.record, match.why) for match in found_here if record.id < match.record)
    likely.sort()
    progress(len(found), len(found))
    return Pairs(len(likely), tuple(_pair(known[one], known[other], -score, why) for score, one, other, why in likely[:limit]))


def _pair(one: Record, other: Record, score: int, why: Sequence[Why]) -> Pair:
    return Pair(one, other, score, tuple(why))


def _apart(found: Iterable[Record]) -> dict[str, frozenset[str]]:
    """Return for each record those of which it was said that they are not the same; it holds for what was merged into either."""
    now: dict[str, str] = {}
    marked: list[tuple[str, str]] = []
    for record in found:
        for part in (record.id, *codes_of(record, FROM)):
            now[part] = record.id
        marked += [(record.id, other) for other in codes_of(record, NOT_SAME)]
    apart: dict[str, set[str]] = {}
    for one, other in marked:
        if (there := now.get(other)) is not None:
            apart.setdefault(one, set()).add(there)
            apart.setdefault(there, set()).add(one)
    return {record: frozenset(others) for record, others in apart.items()}
