"""Charts in numbers: nothing leaves its room, no count is drawn as nought, bars grow with what they count."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from casevault.ui.reports import geometry
from casevault.ui.reports.geometry import LEAST, Box

COUNTS = st.lists(st.lists(st.integers(0, 100_000), min_size=1, max_size=4), min_size=1, max_size=60)
ROOMS = st.builds(Box, x=st.floats(0, 100), y=st.floats(0, 100), width=st.floats(50, 2000), height=st.floats(50, 600))
NEAR = 0.01


@given(st.integers(0, 10**9))
def test_a_scale_reaches_what_it_shows_in_few_round_steps(most: int) -> None:
    ticks = geometry.scale(most)
    assert ticks[0] == 0 and ticks[-1] >= max(1, most)  # noqa: PT018 - one claim
    assert 2 <= len(ticks) <= geometry.TICKS + 1
    steps = {later - earlier for earlier, later in itertools.pairwise(ticks)}
    assert len(steps) == 1
    assert str(steps.pop()).rstrip("0") in {"1", "2", "5"}


@given(COUNTS, ROOMS)
def test_bars_and_columns_stay_in_their_room_and_show_every_count(counts: list[list[int]], room: Box) -> None:
    for lying in geometry.bars(counts, room.width, 44, 12, 24):
        assert all(part.box.x >= 0 and part.box.x + part.box.width <= room.width + NEAR for part in lying)
    for number, (standing, one) in enumerate(zip(geometry.columns(counts, room), counts, strict=True)):
        assert len(standing) == sum(count > 0 for count in one)
        left, right = room.x + room.width * number / len(counts), room.x + room.width * (number + 1) / len(counts)
        for part in standing:
            assert left - NEAR <= part.box.x <= part.box.x + part.box.width <= max(right, left + 1) + NEAR
            assert room.y - NEAR <= part.box.y
            assert part.box.y + part.box.height <= room.y + room.height + NEAR
    for x, y in geometry.points([sum(one) for one in counts], room):
        assert room.x <= x <= room.x + room.width + NEAR
        assert room.y - NEAR <= y <= room.y + room.height + NEAR


@given(st.integers(0, 1000), st.integers(0, 1000), st.floats(50, 2000))
def test_more_is_never_drawn_shorter_and_one_is_always_seen(one: int, other: int, length: float) -> None:
    def long(count: int) -> float:
        return sum(part[2] for part in geometry.parts_of([count], max(one, other, 1), length))

    assert (long(one) <= long(other)) == (one <= other) or long(one) == long(other) == LEAST
    assert (long(one) >= LEAST) == (one > 0)


@given(st.integers(1, 200), st.floats(60, 2000), st.floats(10, 120))
def test_words_under_periods_do_not_touch(count: int, room: float, widest: float) -> None:
    shown = geometry.labelled(count, room, widest)
    assert shown[0] == 0
    gaps = {later - earlier for earlier, later in itertools.pairwise(shown)}
    assert all(gap * room / count >= min(widest, room) - 1.1 for gap in gaps)


@given(COUNTS, ROOMS)
def test_what_is_mirrored_twice_is_where_it_was(counts: list[list[int]], room: Box) -> None:
    for standing in geometry.columns(counts, room):
        for part in standing:
            twice = geometry.mirrored(geometry.mirrored(part.box, 1500), 1500)
            assert abs(twice.x - part.box.x) < NEAR


def test_a_point_finds_its_place_and_none_outside() -> None:
    room = Box(10, 0, 100, 50)
    assert [geometry.place_at(x, 4, room) for x in (9, 10, 34, 36, 109.9, 110)] == [-1, 0, 0, 1, 3, -1]
    assert geometry.place_at(50, 0, room) == -1
