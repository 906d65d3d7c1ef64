from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from casevault.domain.facets import Bits, every, numbers_of, rows_of

CODED = st.lists(st.lists(st.sampled_from("abcd"), max_size=3), max_size=40)


@given(CODED, st.sets(st.sampled_from("abcdz")), st.sets(st.integers(-2, 45)))
def test_bits_answer_what_looking_at_every_row_answers(coded: list[list[str]], asked: set[str], within: set[int]) -> None:
    count = len(coded)
    bits = Bits(count, coded)
    rows = rows_of(count, within)
    inside = {number for number in within if 0 <= number < count}
    assert set(numbers_of(rows, range(count))) == inside
    having = {number for number, codes in enumerate(coded) if asked & set(codes)}
    assert set(numbers_of(bits.any_of(asked), range(count))) == having
    plain = {code: sum(code in codes for number, codes in enumerate(coded) if number in inside) for code in bits.of}
    assert bits.counts(rows) == plain
    assert list(numbers_of(every(count), reversed(range(count)))) == list(reversed(range(count)))
