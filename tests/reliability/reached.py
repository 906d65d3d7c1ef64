"""What a run of random disclosures reached: ways in which something left, and which words were looked for, in which script."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from reliability.table import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from disclosure.leaving import Seen

    from casevault.disclosure.outputs.output import Output

    Way = tuple[Output, str, str, str]


class Reached:
    """Counts ways and words over a run."""

    def __init__(self, every: Iterable[Way]) -> None:
        """Know which ways there are."""
        self._ways = {_told(way): way for way in every}
        self._left = Counter(dict.fromkeys(self._ways, 0))
        self._tried: Counter[str] = Counter()
        self._outcome: dict[str, str] = {}  # the last one of each way
        self._looked: Counter[tuple[str, str]] = Counter()

    def note(self, way: Way, seen: Seen) -> None:
        """Count what came of one way."""
        self._tried[_told(way)] += 1
        self._outcome[_told(way)] = seen.outcome
        self._left[_told(way)] += seen.outcome == "left"
        self._looked += seen.looked

    @property
    def told(self) -> str:
        """In how many ways something left so far."""
        return f"something left in {sum(map(bool, self._left.values()))} of {len(self._left)} ways"

    def wanted(self, number: int) -> list[Way]:
        """Return up to `number` ways in which nothing left yet, those tried least often first: where a run is to be steered."""
        never = [told for told, left in self._left.items() if not left]
        return [self._ways[told] for told in sorted(never, key=lambda told: self._tried[told])[:number]]

    def figures(self) -> Iterator[Figure]:
        """Yield a line for the ways, and one for each class and kind of word with how often it was looked for in each script."""
        never = [way for way, left in self._left.items() if not left]
        ways = Figure("reached: ways", len(self._left))
        ways.count("in which something left", len(self._left) - len(never))
        ways.count("tried", len(self._tried))
        for way in never:
            ways.count(f"never left: {way} ({self._outcome.get(way, 'not tried')})", self._tried[way])
        yield ways.end()
        for what in sorted({what for what, _ in self._looked}):
            row = Figure(f"reached: {what}")
            for (kind, script), number in self._looked.items():
                if kind == what:
                    row.count(script, number)
                    row.tries += number
            yield row.end()


def _told(way: Way) -> str:
    output, audience, kind, seal = way
    return f"{output.key} {audience} {kind} {seal}"
