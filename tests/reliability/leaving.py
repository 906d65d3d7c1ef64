"""Random vaults full of planted secrets, disclosed in every way there is: what was found in what left, and what was missing."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from disclosure.leaving import attempt, mixed, planted, ways
from disclosure.leaving_more import hand_over, notices
from disclosure.secret_words import dice
from reliability.reached import Reached
from reliability.table import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WANTED = 14  # of each vault at most: ways in which nothing left yet, so that some hundred tries have gone through all there are
WAYS = 17  # of each vault, besides what is held about somebody, and the notices to who holds a copy


def leaving(tries: int, scratch: Path) -> Iterator[Figure]:
    """Try `tries` disclosures, each vault in several ways; a fault names the seed of its vault, and any seed may be the first.

    A run is the same each time for its first seed and its number. Who ends it by Ctrl-C keeps the figures so far.
    """
    figures: dict[str, Figure] = {}
    reached = Reached(mixed())
    with suppress(KeyboardInterrupt):
        _try(tries, scratch, figures, reached)
    for key in sorted(figures):
        yield figures[key].end()
    yield from reached.figures()


def _try(tries: int, scratch: Path, figures: dict[str, Figure], reached: Reached) -> None:
    first = int(os.environ.get("CASEVAULT_FIRST_SEED", "0"))
    for seed in range(first, first - (-tries // WAYS)):
        rng = dice(seed)
        with planted(seed, scratch) as (vault, made):
            wanted = reached.wanted(WANTED)
            for way in (*wanted, *ways(rng, WAYS - len(wanted))):
                output, audience, kind, seal = way
                figure = figures.setdefault(output.key, Figure(f"leaving: {output.key}"))
                seen = attempt(vault, made, way, rng, scratch)
                reached.note(way, seen)
                figure.tries += 1
                figure.count(seen.outcome)
                figure.count("words looked for", seen.checked)
                figure.count("facts there", seen.facts)
                _note(figure, [f"seed {seed}, {audience}, {kind}, {seal}: {finding}" for finding in seen.findings])
            more = (
                ("holdings", hand_over(vault, made, rng, scratch)),
                *(("notice", one) for one in notices(vault, made, rng, scratch)),
            )
            for key, (outcome, findings, checked) in more:
                figure = figures.setdefault(key, Figure(f"leaving: {key}"))
                figure.tries += 1
                figure.count(outcome)
                figure.count("words looked for", checked)
                _note(figure, [f"seed {seed}: {finding}" for finding in findings])
        print(f"seed {seed}: {reached.told}", file=sys.stderr)


def _note(figure: Figure, faults: list[str]) -> None:
    figure.faults += faults
    for fault in faults:  # at once: a run takes long, and is stopped at the first
        print(f"{figure.name}: {fault}", file=sys.stderr)
