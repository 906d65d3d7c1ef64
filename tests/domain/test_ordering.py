from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from casevault.domain.ordering import last_if_empty, order_key


def _ordered(*texts: str) -> list[str]:
    return sorted(texts, key=last_if_empty)


def test_case_and_accents_do_not_count_and_numbers_count_by_their_value() -> None:
    assert _ordered("Zoë", "ärm", "Arm", "zoe") == ["Arm", "ärm", "Zoë", "zoe"]
    assert _ordered("Case 10", "Case 9", "case 09a") == ["Case 9", "case 09a", "Case 10"]


def test_hanzi_stand_by_their_reading_behind_every_alphabet() -> None:
    # zeng, not ceng: a surname is read as one. Two that sound alike stay apart and together.
    assert _ordered("曾文", "高瑜", "李静", "Юрий", "ئايگۈل", "Zhao") == ["Zhao", "Юрий", "ئايگۈل", "高瑜", "李静", "曾文"]


def test_what_has_no_words_stands_last() -> None:
    assert _ordered("", "高", "  ", "a") == ["a", "高", "", "  "]


@given(st.text(max_size=12), st.text(max_size=12))
def test_two_texts_have_one_order_and_only_equal_ones_have_none(first: str, second: str) -> None:
    one, other = order_key(first), order_key(second)
    assert (one == other) == (first == second)
    assert _ordered(first, second) == _ordered(second, first) or not (first.strip() or second.strip())
