"""Some thousand injured inputs for every reader, the same each time; `make fuzz` searches on, led by what the code does."""

from __future__ import annotations

import random
import tracemalloc

import pytest
from fuzz.mutate import mutated
from fuzz.targets import LONGEST, TARGETS, Target

INPUTS = 1_500
MEMORY = 64 << 20  # bytes above what was there before


@pytest.fixture(params=TARGETS)
def target(request: pytest.FixtureRequest) -> Target:
    return TARGETS[request.param]


@pytest.mark.slow
def test_whatever_comes_in_is_read_or_refused(target: Target) -> None:
    draw = random.Random(f"20150709/{target.name}")  # noqa: S311 - injuries, not secrets
    seeds = target.seeds()
    accepted = 0
    for _ in range(INPUTS):
        accepted += target.run(mutated(draw.choice(seeds), seeds, draw)[:LONGEST])
    assert accepted < INPUTS


def test_the_seeds_are_read_as_what_they_are(target: Target) -> None:
    """A corpus of nothing but refusals would not reach far."""
    assert any(target.run(seed) for seed in target.seeds())


@pytest.mark.slow
def test_memory_is_bounded(target: Target) -> None:
    draw = random.Random(f"memory/{target.name}")  # noqa: S311 - injuries, not secrets
    seeds = target.seeds()
    tracemalloc.start()
    try:
        for _ in range(40):
            target.run((mutated(draw.choice(seeds), seeds, draw) * 3_000)[:LONGEST])
        _, highest = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert highest < MEMORY


def test_an_exception_that_is_not_declared_is_a_finding() -> None:
    def reads(_untrusted: bytes) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        Target("x", reads, list).run(b"")
