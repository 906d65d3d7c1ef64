from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.crypto import recovery_code as code
from casevault.errors import Code, UserProblem

CODES = st.binary(min_size=20, max_size=20)
SHOWN = code.format_code(bytes(range(20)))


def refusal(text: str) -> UserProblem:
    with pytest.raises(UserProblem) as refused:
        code.parse_code(text)
    assert refused.value.code is Code.INVALID_INPUT
    return refused.value


@settings(max_examples=100, deadline=None)
@given(CODES)
def test_a_code_comes_back(raw: bytes) -> None:
    text = code.format_code(raw)
    assert [len(group) for group in text.split("-")] == [4] * 9
    assert not set(text) & set("ILOU")
    for typed in (
        text,
        text.lower(),
        text.replace("-", ""),
        f"  {text.replace('-', '  ')}\n",
        text.replace("0", "o").replace("1", "l"),
    ):
        assert code.parse_code(typed) == raw


@settings(max_examples=200, deadline=None)
@given(raw=CODES, place=st.integers(0, 35), letter=st.sampled_from(code.ALPHABET))
def test_one_wrong_letter_is_found_where_it_stands(raw: bytes, place: int, letter: str) -> None:
    letters = list(code.format_code(raw).replace("-", ""))
    if letters[place] == letter:
        return
    letters[place] = letter
    assert refusal("".join(letters)).safe["group"] == place // 4 + 1


@settings(max_examples=100, deadline=None)
@given(raw=CODES, place=st.integers(0, 17))
def test_two_letters_of_a_pair_changed_about_are_found(raw: bytes, place: int) -> None:
    letters = list(code.format_code(raw).replace("-", ""))
    one, other = 2 * place, 2 * place + 1
    if letters[one] == letters[other]:
        return
    letters[one], letters[other] = letters[other], letters[one]
    assert refusal("".join(letters)).safe["group"] == place // 2 + 1


@settings(max_examples=200, deadline=None)
@given(typed=st.text(code.ALPHABET, min_size=36, max_size=36))
def test_what_is_accepted_is_a_code_word(typed: str) -> None:
    try:
        parsed = bytes(code.parse_code(typed))
    except UserProblem:
        return
    assert code.format_code(parsed).replace("-", "") == typed


def test_letters_that_no_code_has() -> None:
    assert refusal(SHOWN[:5] + "U" + SHOWN[6:]).safe["group"] == 2
    assert refusal(SHOWN[:-1] + "高").safe["group"] == 9


def test_missing_and_added_letters() -> None:
    short = refusal(SHOWN[:-1])
    assert (short.safe["found"], short.safe["group"]) == (35, 9)
    assert refusal(SHOWN.replace("-", "")[:-1]).safe["group"] == 0
    groups = SHOWN.split("-")
    groups[2] += "A"
    assert refusal("-".join(groups)).safe["group"] == 3
    assert refusal("").safe["found"] == 0


def test_more_than_one_place() -> None:
    groups = SHOWN.split("-")
    groups[0], groups[5] = groups[5], groups[0]
    assert refusal("-".join(groups)).safe["group"] == 0
    letters = list(SHOWN.replace("-", ""))
    # Two equal changes in two pairs: the plain sum stays right and only the weighted one tells.
    letters[1] = code.ALPHABET[code.ALPHABET.index(letters[1]) ^ 1]
    letters[3] = code.ALPHABET[code.ALPHABET.index(letters[3]) ^ 1]
    assert refusal("".join(letters)).safe["group"] == 0


def test_the_weighted_sum_alone_tells_too() -> None:
    # e at place 0 and e·2^-1 at place 1 cancel in the weighted sum.
    letters = list(SHOWN.replace("-", ""))
    letters[1] = code.ALPHABET[code.ALPHABET.index(letters[1]) ^ 2]
    letters[3] = code.ALPHABET[code.ALPHABET.index(letters[3]) ^ 1]
    assert refusal("".join(letters)).safe["group"] == 0


def test_typing_back_names_the_first_group_that_differs() -> None:
    assert code.first_difference(SHOWN, SHOWN.lower()) == 0
    groups = SHOWN.split("-")
    groups[2] = "ZZZZ"
    assert code.first_difference(SHOWN, "-".join(groups)) == 3
    assert code.first_difference(SHOWN, SHOWN[:-2]) == 9
    assert code.first_difference(SHOWN, SHOWN + "A") == 9
    assert code.first_difference(SHOWN, "") == 1


def test_only_twenty_bytes_make_a_code() -> None:
    with pytest.raises(ValueError, match="20 bytes"):
        code.format_code(bytes(19))
