from __future__ import annotations

import pytest

from casevault.i18n import FIRST_STRONG_ISOLATE, N_, POP_ISOLATE, Catalogue, isolated, reads_from_right

DAY = "20-\u0645\u0627\u0631\u062a"


def test_what_reads_from_the_right_keeps_its_order_in_a_sentence_that_stayed_english() -> None:
    catalogue = Catalogue("ug")
    apart = f"{FIRST_STRONG_ISOLATE}{DAY}{POP_ISOLATE}"
    assert catalogue.text(N_("at most {day}"), day=DAY) == f"at most {apart}"
    assert catalogue.filled(N_("at most {day}"), {"day": DAY}) == f"at most {apart}"
    assert catalogue.text(N_("at most {day}"), day="20 March") == "at most 20 March"
    assert catalogue.text(N_("{count} until {day}"), count=3, day=DAY) == f"3 until {apart}"


@pytest.mark.parametrize("words", ["{day}", "{day}, {day}", "\u0645\u0627\u0631\u062a {day}"])
def test_nothing_unseen_stands_where_the_order_is_kept_without_it(words: str) -> None:
    assert FIRST_STRONG_ISOLATE not in Catalogue("ug").text(N_(words), day=DAY)


def test_documents_and_windows_that_read_from_the_left_are_left_as_they_are() -> None:
    for language in ("en", "nl", "zh"):
        assert Catalogue(language).text(N_("at most {day}"), day=DAY) == f"at most {DAY}"


def test_letters_say_how_a_text_reads() -> None:
    assert reads_from_right(DAY)
    assert reads_from_right(isolated("\u05d0"))
    assert not reads_from_right("20 March \u6797")
