from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.domain.indexing import BONES, EXACT, HEARD, SOUND
from casevault.domain.query import LENGTH_LIMIT, PART_LIMIT, of_type, query_plan


@pytest.mark.parametrize(
    ("query", "match"),
    [
        ("瑜", '"瑜"'),
        ("高瑜", f'("高瑜" OR {{name alias}} : "{EXACT}gaoyu")'),
        ("看守所", f'("看守 守所" OR {{name alias}} : "{EXACT}kanshousuo")'),
        ("al-haddad", f'("haddad" * OR "{SOUND}HATAT" OR "{HEARD}HT")'),
        ("Sadeer", f'("sadeer" * OR "{SOUND}SATAR" OR "{HEARD}STL")'),
        ("Селецкий", f'("селецкии" * OR "{SOUND}SALASKA")'),
        ("麦比娅·萨德尔", f'("麦比 比娅 娅萨 萨德 德尔" OR ("{BONES}MB" AND "{BONES}STL"))'),
        ("zhang", '"zhang" *'),
        ("gao", '"gao" *'),
        ("g", '"g"'),
        ("709案", '("709" * AND "案")'),
        ('"gao yu"', '"gao yu"'),
        ("\u201cgao yu\u201d", '"gao yu"'),
        ('"看守所 案"', '("看守 守所" AND "案")'),
        ('"看守所 gao"', '"看守 守所 gao"'),
        ("gao gao", '("gao" *) OR "gaogao" *'),
        ("...", ""),
    ],
)
def test_what_is_asked_of_the_index(query: str, match: str) -> None:
    assert query_plan(query).match == match


def test_columns_and_types() -> None:
    plan = query_plan("高瑜")
    assert plan.within("name", "alias") == f'{{name alias}} : (("高瑜" OR {{name alias}} : "{EXACT}gaoyu"))'
    assert plan.exactly("name") == '{name} : "\u207c高瑜"'
    assert of_type('"高瑜"', "person") == '("高瑜") AND "\u2051person"'


def test_the_script_a_name_was_asked_in() -> None:
    assert query_plan("浦志強").is_other_script("浦志强")
    assert not query_plan("浦志強").is_other_script("浦志強 (lawyer)")
    assert not query_plan("浦志强 强").is_other_script("浦志强")
    assert not query_plan("pu zhiqiang").is_other_script("浦志强")
    assert not query_plan("买买提阿").is_other_script("买买提•阿")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=2 * LENGTH_LIMIT))
def test_a_long_query_stays_a_bounded_expression(query: str) -> None:
    assert query_plan(query).match.count(" AND ") <= PART_LIMIT * PART_LIMIT
