"""`python -m benchmarks names`: how many labelled pairs of names are told right, and how fast duplicates are found.

The pairs are those of the schema "Person" in ../shared/data/names (nomenklatura, MIT). Each goes the way of an import: the second
name stands in the index, the first is asked for. No rule knows a name of the list; the halves show that none fits one part alone.
They are told apart by a digest of the pair. Whoever wrote the rules had read the whole list, so neither half is unseen.
"""

from __future__ import annotations

import csv
import hashlib
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from benchmarks.invented import Inventor
from casevault.domain.duplicates import Candidates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PAIRS = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "names" / "name_pairs_checks.csv"
PRECISION, RECALL = 0.95, 0.50  # what has to be reached
PEOPLE, ROWS = 10_000, 3_000


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two names, and whether people say that they are one person's."""

    one: str
    other: str
    same: bool

    @property
    def held_out(self) -> bool:
        """Whether the pair belongs to the second half."""
        return hashlib.sha256(f"{self.one}|{self.other}".encode()).digest()[0] % 2 == 1


@dataclass(frozen=True, slots=True)
class Told:
    """How well pairs were told."""

    pairs: int
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Of those told to be one, the share that is."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Of those that are one, the share told."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def labelled(path: Path = PAIRS) -> list[LabelledPair]:
    """Return the pairs of names of persons."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            LabelledPair(row["name1"], row["name2"], row["is_match"] == "true")
            for row in csv.DictReader(lines)
            if row["schema"] == "Person"
        ]


def ours(pair: LabelledPair) -> bool:
    """Say whether a person would be asked about a pair."""
    return bool(Candidates([("known", {"display_name": pair.other})]).like({"display_name": pair.one}))


def sorted_tokens(least: float) -> Callable[[LabelledPair], bool]:
    """Return the plain measure that others use: the ratio of the sorted words, in lower case."""
    return lambda pair: fuzz.token_sort_ratio(pair.one.lower(), pair.other.lower()) >= least


def tell(pairs: Iterable[LabelledPair], say: Callable[[LabelledPair], bool]) -> Told:
    """Return how well `say` tells pairs."""
    found = [(pair.same, say(pair)) for pair in pairs]
    return Told(
        len(found),
        sum(same and said for same, said in found),
        sum(said and not same for same, said in found),
        sum(same and not said for same, said in found),
    )


def main() -> int:
    """Print the figures; 1 where one is not reached, 0 otherwise or where the pairs are not on this machine."""
    kept = True
    if PAIRS.exists():
        pairs = labelled()
        told = tell(pairs, ours)
        kept = told.precision >= PRECISION and told.recall >= RECALL
        _print("all pairs of persons", told)
        _print("  first half", tell((pair for pair in pairs if not pair.held_out), ours))
        _print("  second half", tell((pair for pair in pairs if pair.held_out), ours))
        plain = [tell(pairs, sorted_tokens(least)) for least in range(50, 101)]
        best = max((one for one in plain if one.precision >= PRECISION), key=lambda one: one.recall)
        _print("sorted words at its best", best)
    else:
        print(f"not measured: {PAIRS} is not there", file=sys.stderr)
    _speed()
    return 0 if kept else 1


def _print(what: str, told: Told) -> None:
    print(
        f"{what:<26} {told.pairs:>4} pairs  precision {told.precision:.3f}  recall {told.recall:.3f}"
        f"  ({told.right} right, {told.wrong} wrong, {told.missed} missed)"
    )


def _speed() -> None:
    inventor = Inventor(1)
    people = [(str(number), inventor.person()) for number in range(PEOPLE)]
    began = time.perf_counter()
    candidates = Candidates(people)
    built = time.perf_counter()
    rows = [Inventor(2 + number).person() for number in range(ROWS)]
    asked = time.perf_counter()
    for row in rows:
        candidates.like(row)
    done = time.perf_counter()
    print(
        f"{PEOPLE:,} people taken in: {built - began:.2f} s; {ROWS:,} rows asked about: {(done - asked) / ROWS * 1e6:.0f} µs each"
    )


if __name__ == "__main__":
    raise SystemExit(main())
