from __future__ import annotations

import time

import pytest
from builders import FixedAmbient
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.crypto.strength import ADVICE, Level, estimate, of_words
from casevault.crypto.words import words


@pytest.mark.parametrize("passphrase", [
    "woaini1314", "wangxiaoming1990", "WangXiaoming1990!", "beijinghuanyingni", "zhonghuarenmingongheguo",
    "ni3hao3 shi4jie4", "danguo", "xi'an", "我爱你一千年", "2015年7月9日", "9.7.2015", "20150709", "qwertzuiop", "azertyuiop",
    "йцукен123", "poiuytrewq", "ㄅㄉㄓㄚㄞㄢ", "welkom123", "amsterdam2020", "kluiswachtzin", "P@ssw0rd!",
    "aaaaaaaaaaaaaaaaaaaaaaaa", "", " \n",
])  # fmt: skip
def test_what_is_tried_first_is_weak(passphrase: str) -> None:
    assert estimate(passphrase).level is Level.WEAK


@pytest.mark.parametrize("passphrase", [
    "meadow orchard thistle heron abacus abdomen", "我爱你一千年北京欢迎你朋友", "mijn oma fietst elke dinsdag naar zwolle",
])  # fmt: skip
def test_what_is_long_and_one_s_own_is_good(passphrase: str) -> None:
    assert estimate(passphrase).level is Level.GOOD


def test_words_that_were_drawn_are_counted_exactly() -> None:
    assert (of_words(6).bits, of_words(7).bits) == (77, 90)
    for seed in range(1, 6):
        drawn = words(6, FixedAmbient(seed=seed))
        assert 60 <= estimate(drawn).bits <= of_words(6).bits  # typed, they are never taken for more than the draw gave
    assert estimate("meadow orchard").bits <= of_words(2).bits


def test_pinyin_counts_less_than_the_letters_it_is_made_of() -> None:
    assert estimate("zhongguorenminjiefangjun").bits < estimate("zhxngguxrxnmxnjxxfxngjxn").bits


def test_what_a_searcher_knows_counts_little() -> None:
    assert estimate("Kazinczy-Verhoef 8", ("Kazinczy-Verhoef",)).bits < estimate("Kazinczy-Verhoef 8").bits - 20
    assert estimate("x", ("",)).bits < 10


def test_every_level_has_its_advice() -> None:
    assert set(ADVICE) == set(Level)
    assert all("{bits}" in sentence.text for sentence in ADVICE.values())


@pytest.mark.parametrize(
    "passphrase", ["an" * 400 + "z", "a" * 60_000, "1234" * 500, "-" * 500, "我" * 9000, "'" * 300, "0101" * 90]
)
def test_no_text_takes_long(passphrase: str) -> None:
    estimate("warm")
    begun = time.process_time()
    estimate(passphrase)
    assert time.process_time() - begun < 2


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=90))
def test_any_text_has_an_estimate(passphrase: str) -> None:
    assert 0 <= estimate(passphrase).bits < 400
