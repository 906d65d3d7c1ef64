"""Random vaults full of planted secrets, disclosed in every way there is: what was found in what left, and what was missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.leaving import attempt, planted, ways
from disclosure.secret_words import dice
from reliability.table import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAYS = 8  # of each vault


def leaving(tries: int, scratch: Path) -> Iterator[Figure]:
    """Try `tries` disclosures, each vault in several ways; a fault names the seed of its vault."""
    figures: dict[str, Figure] = {}
    for seed in range(-(-tries // WAYS)):
        rng = dice(seed)
        with planted(seed, scratch) as (vault, made):
            for way in ways(rng, WAYS):
                output, audience, kind, seal = way
                figure = figures.setdefault(output.key, Figure(f"leaving: {output.key}"))
                seen = attempt(vault, made, way, rng, scratch)
                figure.tries += 1
                figure.count(seen.outcome)
                figure.count("words looked for", seen.checked)
                figure.count("facts there", seen.facts)
                figure.faults += [f"seed {seed}, {audience}, {kind}, {seal}: {finding}" for finding in seen.findings]
    for key in sorted(figures):
        yield figures[key].end()
