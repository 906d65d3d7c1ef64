"""Random vaults full of planted secrets, disclosed in every way there is: what was found in what left, and what was missing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from disclosure.leaving import attempt, in_turn, planted, ways
from disclosure.leaving_more import hand_over, notices
from disclosure.secret_words import dice
from reliability.reached import Reached
from reliability.table import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

IN_TURN = 6  # of each vault: ways that come one after the other, so that a run of some hundred tries has gone through all
WAYS = 17  # of each vault, besides what is held about somebody, and the notices to who holds a copy


def leaving(tries: int, scratch: Path) -> Iterator[Figure]:
    """Try `tries` disclosures, each vault in several ways; a fault names the seed of its vault, and any seed may be the first."""
    figures: dict[str, Figure] = {}
    reached = Reached(ways(dice(0)))
    first = int(os.environ.get("CASEVAULT_FIRST_SEED", "0"))
    for seed in range(first, first - (-tries // WAYS)):
        rng = dice(seed)
        with planted(seed, scratch) as (vault, made):
            for way in (*in_turn(seed, IN_TURN), *ways(rng, WAYS - IN_TURN)):
                output, audience, kind, seal = way
                figure = figures.setdefault(output.key, Figure(f"leaving: {output.key}"))
                seen = attempt(vault, made, way, rng, scratch)
                reached.note(way, seen)
                figure.tries += 1
                figure.count(seen.outcome)
                figure.count("words looked for", seen.checked)
                figure.count("facts there", seen.facts)
                figure.faults += [f"seed {seed}, {audience}, {kind}, {seal}: {finding}" for finding in seen.findings]
            more = (
                ("holdings", hand_over(vault, made, rng, scratch)),
                *(("notice", one) for one in notices(vault, made, rng, scratch)),
            )
            for key, (outcome, findings, checked) in more:
                figure = figures.setdefault(key, Figure(f"leaving: {key}"))
                figure.tries += 1
                figure.count(outcome)
                figure.count("words looked for", checked)
                figure.faults += [f"seed {seed}: {finding}" for finding in findings]
    for key in sorted(figures):
        yield figures[key].end()
    yield from reached.figures()
