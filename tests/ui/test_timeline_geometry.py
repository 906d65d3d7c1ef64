"""The geometry of the timeline: it keeps the order of time, zooming can be taken back, and no mark is lost."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casevault.ui.timeline.geometry import Bar, BarKind, Lane, Mark, Timeline, discs, in_time, neighbour, rows, spread
from casevault.ui.timeline.scale import FIRST_DAY, LAST_DAY, LEAST_DAYS, MOST_DAYS, Scale, fitted, ticks

DAYS = st.integers(int(FIRST_DAY), int(LAST_DAY))
NEAR = st.integers(735_000, 740_000)
SCALES = st.builds(
    lambda first, days, width, mirrored: fitted(first, first + days, width, mirrored=mirrored),
    NEAR,
    st.floats(0, 5000),
    st.floats(40, 4000),
    st.booleans(),
)


def mark(number: int, first: int, last: int) -> Mark:
    return Mark(str(number), Lane.EVENTS, first, last, (first + last + 1) / 2, "calendar", "", "", "")


def bar(number: int, first: int, sure_from: int, sure_to: int, last: int) -> Bar:
    return Bar(str(number), BarKind.CUSTODY, first, sure_from, sure_to, last, "", "", "", "")


MARKS = st.lists(st.tuples(NEAR, st.integers(0, 400)), max_size=80).map(
    lambda pairs: [mark(number, first, first + days) for number, (first, days) in enumerate(pairs)]
)
BARS = st.lists(st.lists(NEAR, min_size=4, max_size=4).map(sorted), max_size=20).map(
    lambda found: [bar(number, *days) for number, days in enumerate(found)]
)


@given(SCALES, NEAR, NEAR)
def test_time_keeps_its_order_on_the_line(scale: Scale, one: int, other: int) -> None:
    before, after = sorted((one, other))
    step = scale.x(after) - scale.x(before)
    assert (step <= 0) if scale.mirrored else (step >= 0)
    assert scale.day(scale.x(one)) == pytest.approx(one, abs=1e-6)


@given(SCALES, st.floats(0.2, 5), st.floats(0, 1))
def test_zooming_keeps_what_is_under_the_pointer_and_is_taken_back(scale: Scale, factor: float, share: float) -> None:
    at = share * scale.width
    near = scale.zoomed(factor, at)
    assert LEAST_DAYS <= near.days <= MOST_DAYS
    assert near.day(at) == pytest.approx(scale.day(at), abs=1e-5)
    if near.days == pytest.approx(scale.days / factor):  # where no bound held it
        back = near.zoomed(1 / factor, at)
        assert back.start == pytest.approx(scale.start, abs=1e-5)
        assert back.days == pytest.approx(scale.days)


@given(SCALES, st.floats(-3000, 3000))
def test_moving_goes_with_the_hand_and_back(scale: Scale, pixels: float) -> None:
    moved = scale.moved(pixels)
    assert moved.x(scale.day(0)) == pytest.approx(pixels, abs=1e-3)
    assert moved.moved(-pixels).start == pytest.approx(scale.start, abs=1e-5)


@given(DAYS, DAYS, st.floats(1, 4000), st.booleans())
def test_a_fitted_line_shows_both_ends_whatever_the_dates(one: int, other: int, width: float, mirrored: bool) -> None:
    first, last = sorted((one, other))
    scale = fitted(first, last, width, mirrored=mirrored)
    assert scale.start >= FIRST_DAY
    if last - first <= MOST_DAYS / 2:
        assert -1e-6 <= scale.x(first) <= width + 1e-6
        assert -1e-6 <= scale.x(last) <= width + 1e-6


@given(SCALES, NEAR)
def test_what_is_to_be_seen_is_seen_after_the_smallest_move(scale: Scale, day: int) -> None:
    shown = scale.showing(day, day + 1)
    assert shown.start <= day
    if scale.days > 2:
        assert day + 1 <= shown.end
    assert shown.showing(day, day + 1) == shown


@given(MARKS, SCALES, st.floats(1, 60))
def test_no_mark_is_lost_and_no_two_discs_overlap(marks: list[Mark], scale: Scale, apart: float) -> None:
    found = discs(marks, scale, apart)
    held = [one.id for disc in found for one in disc.marks]
    alone = [disc for disc in found if len(disc.marks) == 1]
    merged = sum(len(disc.marks) for disc in found if len(disc.marks) > 1)
    assert len(alone) + merged == len(marks)
    assert sorted(held) == sorted(one.id for one in marks)
    assert all(right.x - left.x >= apart - 1e-6 for left, right in pairwise(found))
    for disc in alone:
        assert disc.x == scale.x(disc.marks[0].middle)
    span = abs(scale.x(min(m.middle for m in marks)) - scale.x(max(m.middle for m in marks))) if marks else 0
    assert len(found) <= span / apart + 1 + 1e-6  # however many marks, there is no more to draw than fits


@given(MARKS, SCALES)
def test_looking_closer_never_merges_more(marks: list[Mark], scale: Scale) -> None:
    points = len({one.middle for one in marks})
    closest = discs(marks, Scale(scale.start, LEAST_DAYS, 4000, scale.mirrored), 24)
    assert len(discs(marks, scale, 24)) <= len(closest) == points


@given(BARS)
def test_every_bar_has_a_row_and_none_lies_on_another(bars: list[Bar]) -> None:
    found = rows(bars)
    assert sorted(one.id for row in found for one in row) == sorted(one.id for one in bars)
    for row in found:
        for one, after in pairwise(row):
            assert one.sure_to <= after.first
            assert one.last <= after.sure_from


@given(st.lists(st.tuples(st.floats(-50, 1050), st.floats(10, 200)), max_size=30))
def test_every_flag_has_a_place_and_places_are_apart(wanted: list[tuple[float, float]]) -> None:
    found = spread(wanted, 1000, 6)
    assert sorted(number for _left, numbers in found for number in numbers) == list(range(len(wanted)))
    taken = sorted((left, left + wanted[numbers[0]][1]) for left, numbers in found)
    assert all(first[1] <= second[0] for first, second in pairwise(taken))


@given(SCALES, st.floats(20, 200))
def test_the_axis_is_in_order_and_has_room_for_its_words(scale: Scale, room: float) -> None:
    found = [tick.day for tick in ticks(scale, room)]
    assert found == sorted(set(found))
    assert all(scale.start <= day <= scale.end for day in found)
    for one, after in pairwise(found):
        assert abs(scale.x(after) - scale.x(one)) >= room * 0.9  # February is shorter than a month is counted


def test_weeks_begin_on_mondays_and_years_in_january() -> None:
    week = fitted(date(2026, 2, 8).toordinal(), date(2026, 3, 24).toordinal(), 800)
    assert {date.fromordinal(tick.day).weekday() for tick in ticks(week, 90)} == {0}
    years = fitted(date(2009, 2, 8).toordinal(), date(2026, 3, 24).toordinal(), 800)
    assert {(date.fromordinal(tick.day).month, tick.part) for tick in ticks(years, 90)} == {(1, "year")}


@given(MARKS)
def test_the_keyboard_reaches_every_mark_from_either_end(marks: list[Mark]) -> None:
    ordered = sorted(marks, key=in_time)
    for items, step in ((ordered, 1), (ordered[::-1], -1)):
        reached = [items[0].id] if items else []
        while marks and len(reached) < len(marks):
            after = neighbour(marks, reached[-1], step)
            assert after is not None
            reached.append(after.id)
        assert reached == [one.id for one in items]
        if ordered:
            assert neighbour(marks, reached[-1], step) == items[-1]  # the end holds


def test_an_empty_case_has_today() -> None:
    nothing = Timeline(today=739_000)
    assert nothing.is_empty
    assert nothing.span() == (739_000, 739_001)
    assert neighbour([], "", 1) is None
