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


@given(st.lists(st.text(max_size=12), max_size=12))
def test_the_order_is_one_whatever_was_there_before(texts: list[str]) -> None:
    worded = [text for text in texts if text.strip()]
    assert sorted(worded, key=last_if_empty) == sorted(worded[::-1], key=last_if_empty)
    assert all(isinstance(part, str) for text in texts for part in order_key(text))
