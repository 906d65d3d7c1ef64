"""A text as it is typed with its mentions: what is recorded reads as what is seen, whatever is typed and pasted around it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.domain.mentions import Written, as_read, mention, mentioned

LIN = "0123456789abcdef0123456789abcdef"
HER = "fedcba9876543210fedcba9876543210"


def written() -> Written:
    return Written(f"met {mention('Lin Zhaowen', LIN)} and {mention('Ada', HER)}.")


def test_what_moves_stays_a_mention_and_what_is_changed_inside_is_text() -> None:
    one = written()
    assert one.text == "met Lin Zhaowen and Ada."
    one.typed("Today met Lin Zhaowen and Ada.", 6)
    assert [text.record for text in mentioned(one.marked())[1]] == [LIN, HER]
    one.typed("Today met Lin Zhaoweng and Ada.", 21)
    assert [text.record for text in mentioned(one.marked())[1]] == [LIN, HER], "what follows a name is no part of it"
    one.typed("Today met Lin haoweng and Ada.", 14)
    assert [text.record for text in mentioned(one.marked())[1]] == [HER]
    one.typed("", 0)
    assert (one.marked(), one.mentions) == ("", ())


def test_the_letter_typed_before_a_name_that_begins_with_it_is_no_part_of_it() -> None:
    one = written()
    one.typed("met LLin Zhaowen and Ada.", 5)
    assert one.marked() == f"met L{mention('Lin Zhaowen', LIN)} and {mention('Ada', HER)}."


def test_a_mention_is_put_where_it_was_typed() -> None:
    one = Written("met @lin yesterday")
    end = one.put(4, 8, "Lin [Z]\nhaowen", LIN)
    assert one.text == "met Lin Zhaowen yesterday"
    assert end == 15
    assert one.marked() == f"met {mention('Lin Zhaowen', LIN)} yesterday"


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12), st.text("Lin A]([)@\n林", max_size=6)), max_size=12))
@settings(max_examples=300, deadline=None)
def test_what_is_recorded_reads_as_what_is_seen(edits: list[tuple[int, int, str]]) -> None:
    one = written()
    for start, length, inserted in edits:
        at = min(start, len(one.text))
        text = one.text[:at] + inserted + one.text[at + length :]
        one.typed(text, at + len(inserted))
        assert one.text == text
        for found in one.mentions:
            assert text[found.start : found.end] in {"Lin Zhaowen", "Ada"}
    if "@[" not in one.text:
        assert as_read(one.marked()) == one.text
