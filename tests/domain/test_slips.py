"""Slips of the pen are counted as the library counts them that was asked before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from casevault.domain.slips import slips

WORDS = st.text("abc高é", max_size=9)


@given(WORDS, WORDS, st.integers(0, 9))
def test_as_many_as_another_program_counts(one: str, other: str, most: int) -> None:
    assert slips(one, other, most) == min(OSA.distance(one, other), most + 1)


@given(WORDS, st.data())
def test_one_slip_is_never_more_than_one(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word)))
    letter = data.draw(st.sampled_from("abcx"))
    swapped = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    for slipped in (word[:place] + letter + word[place:], word[:place] + letter + word[place + 1 :], swapped):
        assert slips(word, slipped, 1) <= 1
        assert slips(slipped, word, 1) <= 1


@pytest.mark.parametrize(
    ("one", "other", "most", "found"),
    [("tsikhanouskaya", "tikhanovskaya", 2, 2), ("ab", "ba", 1, 1), ("ca", "abc", 5, 3), ("", "", 0, 0), ("aa", "bb", 1, 2)],
)
def test_known_words(one: str, other: str, most: int, found: int) -> None:
    assert slips(one, other, most) == found
