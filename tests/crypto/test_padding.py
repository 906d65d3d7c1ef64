from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casevault.crypto.padding import padme


@pytest.mark.parametrize("length", [0, 1, 2, 9, 512, 1000, 70_001, 10**6, 123_456_789])
def test_padding_costs_at_most_an_eighth(length: int) -> None:
    padded = padme(length)
    assert length <= padded <= length * 1.12 + 1
    assert padme(padded) == padded


@given(st.integers(0, 1 << 60))
def test_it_is_a_step_that_never_goes_down(length: int) -> None:
    assert padme(length) <= padme(length + 1)
    assert length <= padme(length) <= length * 1.125


def test_few_lengths_are_ever_seen() -> None:
    assert len({padme(length) for length in range(1 << 16)}) < 500
