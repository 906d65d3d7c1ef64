"""No count that is not told can be worked out from those that are, whoever adds, subtracts or tries out."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.disclosure.outputs.small_counts import THRESHOLDS, Counts, NotProtectable, Shown, protect, room

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.disclosure.outputs.small_counts import Spot

NUMBERS = st.one_of(st.integers(0, 12), st.sampled_from([0, 0, 1, 4, 5, 40, 300]))


@st.composite
def tables(draw: st.DrawFn) -> Counts:
    columns = draw(st.integers(1, 5))
    rows = draw(st.lists(st.tuples(*[NUMBERS] * columns), min_size=1, max_size=6))
    return Counts(tuple(rows))


def shown_of(counts: Counts, threshold: int) -> dict[Spot, Shown]:
    try:
        return protect(counts, threshold)
    except NotProtectable:
        return protect(counts, threshold, keep_total=False)


def lines_of(counts: Counts) -> list[dict[Spot, int]]:
    """Return what a reader knows to add up: every row, every column and the totals, as sums of nought."""
    rows, columns = len(counts.rows), counts.columns
    if columns == 1:
        return [{**{(i, 0): 1 for i in range(rows)}, (rows, 0): -1}]
    across = [{**{(i, j): 1 for j in range(columns)}, (i, columns): -1} for i in range(rows + 1)]
    down = [{**{(i, j): 1 for i in range(rows)}, (rows, j): -1} for j in range(columns + 1)]
    return across + down


def solved(counts: Counts, shown: Mapping[Spot, Shown]) -> set[Spot]:
    """Return the counts that are not told and yet follow from those that are: Gauss, with fractions."""
    values = counts.with_totals()
    unknown = sorted(spot for spot, one in shown.items() if one is not Shown.TOLD)
    rows: list[list[Fraction]] = []
    for line in lines_of(counts):
        known = sum(sign * values[spot] for spot, sign in line.items() if spot not in unknown)
        rows.append([*(Fraction(line.get(spot, 0)) for spot in unknown), Fraction(-known)])
    at = 0
    for column in range(len(unknown)):
        pivot = next((row for row in range(at, len(rows)) if rows[row][column]), None)
        if pivot is None:
            continue
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [cell / rows[at][column] for cell in rows[at]]
        for row in range(len(rows)):
            if row != at and rows[row][column]:
                factor = rows[row][column]
                rows[row] = [cell - factor * one for cell, one in zip(rows[row], rows[at], strict=True)]
        at += 1
    found = set()
    for solved_row in rows[:at]:
        touched = [spot for spot, cell in zip(unknown, solved_row[:-1], strict=True) if cell]
        if len(touched) == 1:
            found.add(touched[0])
    return found


@given(counts=tables(), threshold=st.sampled_from(THRESHOLDS))
@settings(max_examples=150, deadline=None)
def test_nothing_hidden_follows_from_totals_and_other_counts(counts: Counts, threshold: int) -> None:
    shown, values = shown_of(counts, threshold), counts.with_totals()
    assert {spot for spot, one in shown.items() if one is Shown.SMALL} == {s for s, v in values.items() if v < threshold}
    if any(one is Shown.TOLD for one in shown.values()):
        assert solved(counts, shown) == set()
        ranges = room(counts, shown, threshold)
        for spot, one in shown.items():
            if one is Shown.SMALL:
                assert ranges[spot] == (0, threshold - 1), "every small number is still possible"
            elif one is Shown.HIDDEN:
                assert ranges[spot][0] < ranges[spot][1]


@given(counts=st.lists(st.tuples(*[st.integers(0, 5)] * 2), min_size=2, max_size=2).map(lambda rows: Counts(tuple(rows))))
@settings(max_examples=12, deadline=None)
def test_whoever_tries_every_table_finds_every_small_number_possible(counts: Counts) -> None:
    threshold = 3
    shown, values = shown_of(counts, threshold), counts.with_totals()
    if Shown.TOLD not in shown.values():
        return
    possible: dict[Spot, set[int]] = {}
    for a, b, c, d in itertools.product(range(9), repeat=4):
        other = Counts(((a, b), (c, d))).with_totals()
        if all(_reads(one, other[spot], values[spot], threshold) for spot, one in shown.items()):
            for spot, value in other.items():
                possible.setdefault(spot, set()).add(value)
    for spot, one in shown.items():
        if one is Shown.SMALL:
            assert possible[spot] == set(range(threshold))
        elif one is Shown.HIDDEN:
            assert len(possible[spot]) > 1


def _reads(one: Shown, other: int, value: int, threshold: int) -> bool:
    """Say whether `other` would be printed the same."""
    return other == value if one is Shown.TOLD else (other < threshold) is (one is Shown.SMALL)


def test_one_small_count_hides_the_smallest_that_gives_it_room() -> None:
    shown = protect(Counts(((2,), (30,), (9,), (70,))), 5)
    assert shown == {(0, 0): Shown.SMALL, (1, 0): Shown.TOLD, (2, 0): Shown.HIDDEN, (3, 0): Shown.TOLD, (4, 0): Shown.TOLD}


def test_nought_is_a_small_count_and_stays_in_the_totals() -> None:
    counts = Counts(((0, 40), (25, 31)))
    shown = protect(counts, 5)
    assert shown[0, 0] is Shown.SMALL
    assert counts.with_totals()[2, 0] == 25
    assert sum(one is Shown.HIDDEN for one in shown.values()) == 3, "a rectangle: one in its row, one in its column, one for both"


def test_a_table_without_small_counts_is_told_whole() -> None:
    assert set(protect(Counts(((5, 6), (7, 8))), 5).values()) == {Shown.TOLD}


@pytest.mark.parametrize("rows", [((3,), (3,)), ((1, 1), (1, 1)), ((0,),), ((4,), (4,))])
def test_where_the_grand_total_tells_too_much_it_must_go_too(rows: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(NotProtectable):
        protect(Counts(rows), 5)
    assert Shown.TOLD not in protect(Counts(rows), 5, keep_total=False).values()
