"""Every file of one disclosure before the leak scan: all of it is searched before anything is said, and no file leaves alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.disclosure.request import ScanFigures
from casevault.disclosure.scan_hits import LeakFound, ReviewNeeded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casevault.disclosure.document import Document
    from casevault.disclosure.scan import Scanner
    from casevault.disclosure.scan_hits import Hit, ScanResult


@dataclass(frozen=True, slots=True)
class Finished:
    """The bytes of one file, the format they are read in, and the tree that proves where its words came from."""

    data: bytes
    format: str
    tree: Document


def scan_all(scanner: Scanner, files: Sequence[Finished], accepted: Mapping[str, str]) -> tuple[ScanFigures, tuple[Hit, ...]]:
    """Return the figures and the accepted hits of `files`, each hit once.

    Raises LeakFound with the leaks of all files where there is one, else ReviewNeeded with every weak hit that has no reason yet:
    who answers them all needs no second round.
    """
    results: list[ScanResult] = []
    leaks: list[Hit] = []
    doubts: list[Hit] = []
    for file in files:
        try:
            results.append(scanner.check(file.data, file.format, file.tree, accepted))
        except LeakFound as found:
            leaks += found.hits
        except ReviewNeeded as found:
            doubts += found.hits
    if leaks:
        raise LeakFound(_each_once(leaks))
    if doubts:
        raise ReviewNeeded(_each_once(doubts))
    hits = _each_once(hit for result in results for hit in result.hits)
    figures = ScanFigures(
        terms=results[0].terms,
        bytes=sum(result.bytes for result in results),
        hits=len(hits),
        by_grade={grade.value: count for grade, count in results[0].by_grade.items()},
        shadowed=len(results[0].shadowed),
    )
    return figures, hits


def _each_once(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return `hits` without those whose id came before: the same words in two files are one question."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.id, hit)
    return tuple(first.values())
