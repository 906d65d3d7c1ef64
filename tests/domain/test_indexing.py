from __future__ import annotations

import pytest

from casevault.domain.indexing import BREAK, EXACT, TOKEN_LIMIT, TYPE, index_row, index_text, pieces_of
from casevault.domain.sounding import sound
from casevault.vault.schema import load_schema


def tokens(text: str) -> list[str]:
    return index_text(text).split()


def test_pairs_in_order_then_each_character_once() -> None:
    assert tokens("看守看") == ["看守", "守看", BREAK, "看", "守"]
    assert tokens("高") == ["高", BREAK, "高"]
    assert tokens("见A4纸") == ["见", "a4", "纸", BREAK, "见", "纸"]
    assert tokens("") == [BREAK]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("+86 138-0013-8000", {"8613800138000", "13800138000", "00138000"}),
        ("(030) 123 45 67", {"0301234567", "1234567", "4567"}),
        ("E-1234 5678", {"e12345678", "12345678"}),
        ("a.b@example.org", {"abexampleorg", "bexampleorg", "exampleorg"}),
        ("Xi\u2019an", {"xian"}),
        ("three words here", set()),
        ("2015-03-06", {"20150306", "0306"}),
    ],
)
def test_numbers_and_compounds_are_entered_joined(text: str, joined: set[str]) -> None:
    after = tokens(text)[tokens(text).index(BREAK) + 1 :]
    assert set(after) == joined


def test_no_token_is_longer_than_the_limit() -> None:
    assert max(map(len, tokens("x" * 500 + " " + "y" * 30 + "-" + "z" * 30 + "-" + "q" * 24))) <= TOKEN_LIMIT


def test_dots_inside_foreign_names_part_nothing() -> None:
    assert pieces_of("买买提·阿布") == ["买买提阿布"]
    assert pieces_of("a·b") == ["a", "b"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("rahman", "rakhman"), ("rahman", "raxman"), ("qurban", "ghurban"), ("sialetski", "sjalezki"), ("wang", "vang")],
)
def test_romanisations_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_names_and_titles_have_columns_of_their_own() -> None:
    schema = load_schema()
    row = index_row(
        schema.type("person"),
        {
            "display_name": "高瑜",
            "occupation": "journalist",
            "aliases": [{"row": "0" * 32, "value": "Gao Yu"}],
            "do_no_harm_notes": {"na": "unknown"},
        },
    )
    assert "高瑜" in row.name.split()
    assert f"{EXACT}gaoyu" in row.alias.split()
    assert {"gao", "yu", "gaoyu", "yugao", "gy"} <= set(row.pinyin.split())
    assert row.body.startswith(f"{TYPE}person ")
    assert "journalist" in row.body
    assert "gao" not in row.body
    case = index_row(schema.type("case"), {"code": "C-7", "title": "Harbour", "summary": [{"text": "long"}]})
    assert "harbour" in case.name.split()
    assert "long" in case.body.split()
    note = index_row(schema.type("note"), {"text": [{"text": "plain"}]})
    assert (note.name, "plain" in note.body.split()) == ("", True)
