"""A charge is found by its words in any language, pinyin with and without tones, and its article."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.domain.vocabulary_search import find_codes
from casevault.vault.schema import load_schema

VOCABULARIES = load_schema().vocabularies


@pytest.mark.parametrize(
    "typed",
    [
        "inciting subversion",
        "subversion incit",
        "CL 105(2)",
        "cl105(2)",
        "105(2)",
        "煽动颠覆",
        "shandong dianfu",
        "shāndòng",
        "aanzetten tot",
    ],
)
def test_a_charge_is_found_as_people_call_it(typed: str) -> None:
    assert "cn.cl.105_2" in find_codes(VOCABULARIES, "charge", typed)


def test_nothing_typed_offers_the_list_and_nonsense_nothing() -> None:
    assert find_codes(VOCABULARIES, "charge", "", limit=3) == list(VOCABULARIES.offered("charge")[:3])
    assert find_codes(VOCABULARIES, "charge", "zzzz qqq") == []
    assert find_codes(VOCABULARIES, "no_such_list", "a") == []


@given(st.text(max_size=300))
@settings(deadline=None)
def test_whatever_is_typed_finds_codes_of_the_list(typed: str) -> None:
    assert set(find_codes(VOCABULARIES, "charge", typed)) <= set(VOCABULARIES.codes("charge"))
