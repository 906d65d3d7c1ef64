"""Words that stand in for what may not be printed."""

from __future__ import annotations

import pytest

from casevault.disclosure.reason_words import REASON_WORDS
from casevault.disclosure.request import Reason
from casevault.disclosure.scan_terms import TermKind
from casevault.disclosure.wording import MARKS, role_words, source_words
from casevault.domain.claim_words import join_alternatives
from casevault.i18n import Catalogue

ENGLISH = Catalogue()


@pytest.mark.parametrize(
    ("texts", "joined"),
    [
        ([], ""),
        (["6 May 2014"], "6 May 2014"),
        (["4 May 2014", "6 May 2014"], "4 or 6 May 2014"),
        (["4 May 2014", "5 May 2014", "6 May 2014"], "4, 5 or 6 May 2014"),
        (["30 April 2014", "6 May 2014"], "30 April 2014 or 6 May 2014"),
        (["about 6 May 2014", "4 May 2014"], "about 6 May 2014 or 4 May 2014"),
        (["between 6 and 7 March 2015", "7 March 2016"], "between 6 and 7 March 2015 or 7 March 2016"),
        (["May 2014", "June 2014"], "May 2014 or June 2014"),
        (["6 May 2014", "6 May 2014"], "6 May 2014"),
    ],
)
def test_readings_of_one_day(texts: list[str], joined: str) -> None:
    assert join_alternatives(texts, ENGLISH) == joined


def test_a_source_is_a_person_like_any_other() -> None:
    assert (
        role_words("source", focus=False, catalogue=ENGLISH) == role_words("other", focus=False, catalogue=ENGLISH) == "a person"
    )
    assert role_words("", focus=False, catalogue=ENGLISH) == "a person"
    assert role_words("relative", focus=False, catalogue=ENGLISH) == "a relative"
    assert role_words("relative", focus=True, catalogue=ENGLISH) == "the person concerned"


def test_kinds_of_source_are_told_once_in_one_order() -> None:
    assert source_words(["relative", "victim", "court_paper", "witness", "tea_leaves"], ENGLISH) == [
        "court papers and official notices",
        "people with direct knowledge",
        "other sources",
    ]


def test_every_reason_and_kind_has_its_words() -> None:
    assert set(REASON_WORDS) == set(Reason) - {Reason.NONE}
    assert set(MARKS) == set(TermKind)
