from __future__ import annotations

from collections import Counter

from builders import FixedAmbient

from casevault.crypto.words import COUNT, LIST_LENGTH, word_list, words


def test_the_list_is_plain() -> None:
    listed = word_list()
    assert len(listed) == len(set(listed)) == LIST_LENGTH
    assert list(listed) == sorted(listed)
    assert all(word.isascii() and word.isalpha() and word.islower() and 3 <= len(word) <= 9 for word in listed)


def test_seven_words_fit_into_a_pdf_password() -> None:
    drawn = words(COUNT, FixedAmbient())
    assert len(drawn.split(" ")) == 7
    assert len(drawn.encode("ascii")) <= 127
    assert 7 * 9 + 6 <= 127
    assert drawn != words(COUNT, FixedAmbient(seed=2))


class Scripted(FixedAmbient):
    def __init__(self, *numbers: int) -> None:
        super().__init__()
        self._numbers = list(numbers)

    def random_bytes(self, count: int, /) -> bytes:
        return self._numbers.pop(0).to_bytes(count, "big")


def test_a_draw_beyond_the_last_whole_multiple_is_drawn_again() -> None:
    assert words(1, Scripted(62_208, 65_535, 62_207)) == word_list()[-1]
    assert words(1, Scripted(LIST_LENGTH)) == word_list()[0]


def test_draws_are_even_enough() -> None:
    counts = Counter(words(2000, FixedAmbient()).split())
    assert max(counts.values()) < 8


def test_no_word_is_one_that_somebody_should_not_say_on_a_telephone_or_carry_on_paper() -> None:
    """They are read out where others listen, and found by whoever searches a bag."""
    said = (
        "islam",
        "christ",
        "buddh",
        "democra",
        "espion",
        "traitor",
        "rebel",
        "revolt",
        "riot",
        "uprising",
        "prison",
        "jail",
        "handgun",
        "opium",
    )
    assert [word for word in word_list() for part in said if part in word and word not in {"patriot", "chariot"}] == []
