from __future__ import annotations

from casevault.domain.words import han_count, squeezed, words_of


def test_signs_part_words_and_marks_do_not() -> None:
    assert words_of("gao-yu, o'neil_x 709案 བོད་ཡིག\u0000\ud800") == ["gao", "yu", "o", "neil", "x", "709案", "བོད", "ཡིག"]
    assert squeezed("138 0013-8000") == "13800138000"


def test_han_count() -> None:
    assert han_count("高瑜 gao 〇") == 3
