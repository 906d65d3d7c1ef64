"""Which counts of a table must not be told, so that none of the small ones can be worked out from the rest.

A count below the threshold is not told, nought among them: that there is none is told of few people too. Whoever reads the table
knows that rows and columns add up, that a count is never below nought, and that what is hidden as small lies below the threshold
and what is hidden for its sake does not. So further counts are hidden until, with all of that, each small one can still be any
number below the threshold, and none of those hidden for its sake can be worked out.

A table whose lines add up is a flow in a network: an inner count flows from its row to its column, a row total into its row, a
column total out of its column, and the grand total closes the ring. What a reader can find out about one count is then exactly
how much more and how much less could flow through it while everything that is told stays as it is. That is a question of maximal
flow, answered here in whole numbers and without an approximation; the cheapest way to more room is a shortest path.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum
from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

THRESHOLDS = (3, 5, 10)
_TOTALS_LAST = 1_000_000  # what hiding a total costs more than hiding an inner count
_PER_HIDDEN = 1_000  # rather one large count than several smaller ones
_UNBOUNDED = 10**9  # more than any table counts

Spot = tuple[int, int]  # (row, column); the last row and the last column are the totals
Node = tuple[str, int]


class Shown(Enum):
    """What becomes of a count."""

    TOLD = "told"
    SMALL = "small"  # below the threshold
    HIDDEN = "hidden"  # for the sake of a small one


class NotProtectable(Exception):  # noqa: N818 - not an error: it asks for the grand total to be hidden too
    """Whatever is hidden, the grand total tells a small count."""


@dataclass(frozen=True, slots=True)
class Counts:
    """A table of counts, rows by columns, without its totals. A table of one column is a list of counts with its sum."""

    rows: tuple[tuple[int, ...], ...]

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self.rows[0]) if self.rows else 0

    @property
    def total(self) -> int:
        """The grand total."""
        return sum(map(sum, self.rows))

    def with_totals(self) -> Mapping[Spot, int]:
        """Return every count by its place; of a list there are the counts and the sum at (rows, 0)."""
        last, end = len(self.rows), self.columns
        found = {(i, j): count for i, row in enumerate(self.rows) for j, count in enumerate(row)}
        if end > 1:
            found |= {(i, end): sum(row) for i, row in enumerate(self.rows)}
            found |= {(last, j): sum(row[j] for row in self.rows) for j in range(end)}
        found[self.grand] = self.total
        return found

    @property
    def grand(self) -> Spot:
        """Where the grand total stands."""
        return len(self.rows), self.columns if self.columns > 1 else 0

    def ends(self, spot: Spot) -> tuple[Node, Node]:
        """Return from where to where a count flows."""
        (i, j), last = spot, len(self.rows)
        if self.columns <= 1:
            return (("sum", 0), ("sum", 1)) if i == last else (("sum", 1), ("sum", 0))
        source: Node = ("out", 0) if i == last else ("row", i)
        target: Node = ("in", 0) if j == self.columns else ("column", j)
        if i == last and j == self.columns:
            return ("out", 0), ("in", 0)
        if j == self.columns:
            return ("in", 0), ("row", i)
        return (("column", j), ("out", 0)) if i == last else (source, target)


def protect(counts: Counts, threshold: int, *, keep_total: bool = True) -> dict[Spot, Shown]:
    """Return what becomes of every count of a table and of its totals.

    `keep_total`: the grand total is told elsewhere as well, so it is told here; raises `NotProtectable` where it tells too much.
    """
    values = counts.with_totals()
    shown = {spot: Shown.SMALL if value < threshold else Shown.TOLD for spot, value in values.items()}
    if keep_total and shown[counts.grand] is Shown.SMALL:
        raise NotProtectable
    network = _Network(counts, shown, threshold, keep_total=keep_total)
    again = True
    while again:
        # Hiding one count for another opens ways and closes none; but what is hidden for others must be looked at as well.
        again = False
        for spot in sorted(spot for spot, one in shown.items() if one is not Shown.TOLD):
            again |= network.make_room(spot)
    return shown


def room(counts: Counts, shown: Mapping[Spot, Shown], threshold: int) -> dict[Spot, tuple[int, int]]:
    """Return for each count that is not told the least and the most it can be, as far as a reader can find out."""
    network = _Network(counts, dict(shown), threshold, keep_total=True)
    values = counts.with_totals()
    return {
        spot: (values[spot] - network.flow(spot, up=False), values[spot] + network.flow(spot, up=True))
        for spot, one in shown.items()
        if one is not Shown.TOLD
    }


class _Network:
    """The ring of flows of one table, and how far each may move."""

    def __init__(self, counts: Counts, shown: dict[Spot, Shown], threshold: int, *, keep_total: bool) -> None:
        self._values = counts.with_totals()
        self._ends = {spot: counts.ends(spot) for spot in self._values}
        self._shown, self._threshold = shown, threshold
        self._fixed = {counts.grand} if keep_total else set()
        last, end = counts.grand
        self._totals = {spot for spot in self._values if spot[0] == last or (counts.columns > 1 and spot[1] == end)}

    def make_room(self, spot: Spot) -> bool:
        """Hide what must be hidden for `spot` to have its room; say whether anything was."""
        value, hidden = self._values[spot], False
        if self._shown[spot] is Shown.SMALL:
            for up, wanted in ((False, value), (True, self._threshold - 1 - value)):
                hidden |= self._widen(spot, up=up, wanted=wanted)
        elif self.flow(spot, up=False, most=1) + self.flow(spot, up=True, most=1) == 0:
            hidden |= self._widen(spot, up=True, wanted=1)
        return hidden

    def _widen(self, spot: Spot, *, up: bool, wanted: int) -> bool:
        hidden = False
        while True:
            moved, left = self._moved(spot, up=up, most=wanted)
            if moved >= wanted:
                return hidden
            way = self._cheapest(spot, left, up=up)
            if not way:
                if self._fixed:
                    raise NotProtectable
                # The last resort: nothing of this table is told. What is then left to find out is that all of it is small.
                way = [other for other, one in self._shown.items() if one is Shown.TOLD]
                self._shown.update(dict.fromkeys(way, Shown.HIDDEN))
                return hidden or bool(way)
            self._shown.update(dict.fromkeys(way, Shown.HIDDEN))
            hidden = True

    def flow(self, spot: Spot, *, up: bool, most: int = _UNBOUNDED) -> int:
        """Return how much more (or less) could flow through `spot`, at most `most`, while all that is told stays."""
        return self._moved(spot, up=up, most=most)[0]

    def _moved(self, spot: Spot, *, up: bool, most: int) -> tuple[int, dict[Spot, tuple[int, int]]]:
        """Return that, and how far each other hidden count could still go down and up afterwards."""
        start, goal = self._ring(spot, up=up)
        left = {other: self._slack(other) for other in self._values if other != spot and self._shown[other] is not Shown.TOLD}
        most = min(self._slack(spot)[up], most)
        total = 0
        while total < most and (way := _shortest(self._steps(left), start, goal)) is not None:
            size = min(most - total, *(left[other][more] for other, more in way))
            for other, more in way:
                down, rise = left[other]
                left[other] = (down + size, rise - size) if more else (down - size, rise + size)
            total += size
        return total, left

    def _ring(self, spot: Spot, *, up: bool) -> tuple[Node, Node]:
        """Return from where to where the rest of the ring leads, for a count to grow or to shrink."""
        source, target = self._ends[spot]
        return (target, source) if up else (source, target)

    def _slack(self, spot: Spot) -> tuple[int, int]:
        """Return how far a count that is not told may go down and up, as far as its own sign tells."""
        value = self._values[spot]
        if self._shown[spot] is Shown.SMALL:
            return value, self._threshold - 1 - value
        return max(0, value - self._threshold), _UNBOUNDED

    def _steps(self, left: Mapping[Spot, tuple[int, int]]) -> dict[Node, list[tuple[Node, Spot, bool]]]:
        steps: dict[Node, list[tuple[Node, Spot, bool]]] = {}
        for spot, (down, rise) in left.items():
            source, target = self._ends[spot]
            if rise > 0:
                steps.setdefault(source, []).append((target, spot, True))
            if down > 0:
                steps.setdefault(target, []).append((source, spot, False))
        return steps

    def _cheapest(self, spot: Spot, left: Mapping[Spot, tuple[int, int]], *, up: bool) -> list[Spot]:
        """Return what to hide for one more way round: few counts rather than many, small ones rather than large, totals last.

        It leads through what is still left of the hidden counts, for nothing, and through counts that are told so far.
        """
        start, goal = self._ring(spot, up=up)
        told = {o: self._slack(o) for o in self._values if self._shown[o] is Shown.TOLD and o not in self._fixed}
        steps = self._steps({**left, **told})
        best: dict[Node, int] = {start: 0}
        came: dict[Node, tuple[Node, Spot]] = {}
        queue: list[tuple[int, Node]] = [(0, start)]
        while queue:
            cost, node = heappop(queue)
            if cost > best[node]:
                continue
            for end, other, _ in steps.get(node, ()):
                further = cost + (self._price(other) if other in told else 0)
                if end not in best or further < best[end]:
                    best[end], came[end] = further, (node, other)
                    heappush(queue, (further, end))
        way: list[Spot] = []
        node = goal
        while node in came and node != start:
            node, other = came[node]
            way.append(other)
        return [other for other in way if other in told]

    def _price(self, spot: Spot) -> int:
        return self._values[spot] + _PER_HIDDEN + (_TOTALS_LAST if spot in self._totals else 0)


def _shortest(steps: Mapping[Node, Sequence[tuple[Node, Spot, bool]]], start: Node, goal: Node) -> list[tuple[Spot, bool]] | None:
    came: dict[Node, tuple[Node, Spot, bool] | None] = {start: None}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        if node == goal:
            break
        for end, spot, more in steps.get(node, ()):
            if end not in came:
                came[end] = (node, spot, more)
                queue.append(end)
    if goal not in came:
        return None
    way: list[tuple[Spot, bool]] = []
    step = came[goal]
    while step is not None:
        node, spot, more = step
        way.append((spot, more))
        step = came[node]
    return way
