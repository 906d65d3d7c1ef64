from __future__ import annotations

import pytest

from casevault.domain.pinyin import PER_NAME, person_readings, plain_reading, readings_of, split


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("高瑜", ("高", "瑜")),
        ("欧阳娜", ("欧阳", "娜")),
        ("欧阳", ("欧", "阳")),
        ("尉迟敬德", ("尉迟", "敬德")),
        ("陈方安澜", ("陈", "方安澜")),
    ],
)
def test_family_and_given_name(name: str, parts: tuple[str, str]) -> None:
    assert split(name) == parts


def test_the_likeliest_reading_comes_first_and_no_name_has_too_many() -> None:
    assert next(person_readings("曾金月")) == (("zeng",), ("jin", "yue"))
    assert next(person_readings("尉迟敬德")) == (("yu", "chi"), ("jing", "de"))
    assert len(list(person_readings("单行长乐"))) == PER_NAME
    assert len(list(person_readings("单行长乐", limit=3))) == 3


def test_umlaut_is_given_in_every_typing() -> None:
    assert {family for family, _ in person_readings("吕秀萍")} == {("lv",), ("lu",), ("lyu",)}


def test_a_character_that_nobody_reads_gives_no_reading() -> None:
    unread = "\U000323af"
    assert readings_of(unread) == ()
    assert list(person_readings(f"高{unread}")) == []
    assert plain_reading(f"高{unread}瑜") == ("gao", "yu")
