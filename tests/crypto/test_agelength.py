"""How much an age file holds, by its length alone."""

from __future__ import annotations

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.crypto.agefile import MAX_HEADER
from casevault.crypto.agelength import NO_FILE, plain_length

KEY = pyrage.x25519.Identity.generate().to_public()
CHUNK = 64 * 1024


@settings(deadline=None, max_examples=25)
@given(st.sampled_from([1, 511, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]), st.booleans())
def test_a_whole_file_tells_how_much_it_holds(length: int, armored: bool) -> None:
    assert plain_length(pyrage.encrypt(bytes(length), [KEY], armored=armored)) == length


@pytest.mark.parametrize("armored", [False, True])
def test_one_that_ends_before_its_first_byte_holds_nothing(armored: bool) -> None:
    whole = pyrage.encrypt(bytes(512), [KEY], armored=armored)
    for end in (0, 9, 30, 120, whole.find(b"\n--- ") + 9):
        assert plain_length(whole[: max(0, end)]) is None
    if not armored:
        payload = whole.index(b"\n", whole.index(b"\n--- ") + 1) + 1
        assert plain_length(whole[: payload + 16]) is None
        assert plain_length(whole[: payload + 16 + 16 + 1]) == 1


def test_what_is_no_age_file_holds_nothing_either() -> None:
    assert plain_length(b"%PDF-1.7") == NO_FILE
    assert plain_length(b"age-encryption.org/v1\n" + b"x" * MAX_HEADER) == NO_FILE
    assert plain_length(b"-----BEGIN AGE ENCRYPTED FILE-----\n?\n-----END AGE ENCRYPTED FILE-----\n") == NO_FILE
