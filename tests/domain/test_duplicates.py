from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casevault.domain.duplicates import LEAST, LIKELY, Candidates, Match
from casevault.domain.name_likeness import AGAINST, Why

PEOPLE: dict[str, dict[str, object]] = {
    "gao": {"display_name": "高瑜", "sex": "female", "birth": "1944-01-23", "birth_place": "chongqing", "ethnicity": "han"},
    "sadeer": {
        "display_name": "麦比娅·萨德尔",
        "aliases": [{"row": "1", "value": "Maibiya Sadeer", "script": "latn", "kind": "variant"}],
        "identifiers": [{"row": "1", "kind": "passport", "value": "E 1234-5678"}],
        "channels": [{"row": "1", "kind": "phone", "value": "+1 (202) 555-0143", "safe": "unknown"}],
    },
    "ales": {"display_name": "Алесь Сялецкі", "sex": "male"},
    "tenzin": {"display_name": "བསྟན་འཛིན་མེ་ཏོག", "ethnicity": "tibetan"},
    "nameless": {"display_name": {"na": "unknown"}},
}


@pytest.fixture(scope="module")
def people() -> Candidates:
    return Candidates(PEOPLE.items())


def one(found: list[Match]) -> Match:
    (match,) = found
    return match


@pytest.mark.parametrize(
    ("fields", "record", "why"),
    [
        ({"display_name": "Gao Yu"}, "gao", Why.OTHER_SCRIPT),
        ({"display_name": "gaoyu"}, "gao", Why.OTHER_SCRIPT),
        ({"display_name": "Yu Gāo"}, "gao", Why.OTHER_ORDER),
        ({"display_name": "Kao Yü"}, "gao", Why.OTHER_SYSTEM),
        ({"display_name": "Mabiye Sadir"}, "sadeer", Why.SOUNDS),
        ({"display_name": "麦比亚•萨德尔"}, "sadeer", Why.SOUNDS),
        ({"display_name": "مابىيە سادىر"}, "sadeer", Why.OTHER_SCRIPT),
        ({"display_name": "Sjalezki, Ales"}, "ales", Why.SOUNDS),
        ({"display_name": "Алесь Селецкий"}, "ales", Why.SOUNDS),
        ({"display_name": "Tenzing Metok"}, "tenzin", Why.SOUNDS),
        (
            {"display_name": "Somebody Else", "identifiers": [{"kind": "passport", "value": "e12345678"}]},
            "sadeer",
            Why.IDENTIFIER,
        ),
        ({"display_name": "Unnamed Caller", "channels": [{"kind": "phone", "value": "202-555-0143"}]}, "sadeer", Why.CHANNEL),
    ],
)
def test_a_person_is_found_in_another_spelling_with_the_reason(
    people: Candidates, fields: dict[str, object], record: str, why: Why
) -> None:
    match = one(people.like(fields))
    assert match.record == record
    assert why in match.why


def test_what_is_known_besides_the_name_weighs_for_and_against(people: Candidates) -> None:
    alone = one(people.like({"display_name": "高瑜"}))
    born = one(people.like({"display_name": "高瑜", "birth": "1944-01-23"}))
    assert LEAST <= alone.score < LIKELY, "a homonym is the rule, not the exception"
    assert (born.score, born.why) == (alone.score + 12, (Why.SAME_NAME, Why.BIRTH))
    for fields, why in (
        ({"birth": "1980"}, Why.OTHER_BIRTH),
        ({"sex": "male"}, Why.OTHER_SEX),
        ({"birth_place": "tianjin"}, Why.OTHER_PLACE),
        ({"ethnicity": "hui"}, Why.OTHER_ETHNICITY),
    ):
        other = one(people.like({"display_name": "高瑜", **fields}, least=1))
        assert other.score < LEAST, f"{why}: asked for nothing"
        assert other.against == (why,)


def test_a_vague_date_of_birth_contradicts_nothing_that_it_can_be(people: Candidates) -> None:
    for birth in ("1944", "194X", "1940/1950", ""):
        assert not one(people.like({"display_name": "高瑜", "birth": birth})).against
    assert people.like({"display_name": "高瑜", "birth": "not a date"}), "a row is compared before it is checked"


@pytest.mark.parametrize("name", ["高宇", "王瑜", "Gao Wei", "Yu", "高瑜霞", "Ales Baranau", "Ihab Sadeer", "", "·", "🙂"])
def test_other_people_are_not_found(people: Candidates, name: str) -> None:
    assert people.like({"display_name": name}) == []


def test_a_name_that_many_bear_is_answered_with_a_few_and_at_no_more_cost() -> None:
    crowd = Candidates((str(number), {"display_name": "王伟"}) for number in range(3_000))
    assert len(crowd.like({"display_name": "Wang Wei"}, limit=5)) == 5
    assert len(crowd.like({"display_name": "Wang Wei"}, limit=0)) == 3_000


def test_records_come_and_go() -> None:
    people = Candidates([("a", {"display_name": "Gao Yu"})])
    people.add("a", {"display_name": "Li Tingting"})
    assert len(people) == 1
    assert not people.like({"display_name": "高瑜"})
    assert people.like_record("a") == []
    people.add("b", {"display_name": "李婷婷"})
    assert one(people.like_record("a")).record == "b"
    assert people.like_record("a", but=frozenset({"b"})) == []
    people.remove("b")
    people.remove("b")
    assert people.like_record("a") == []


NAMES = st.sampled_from(["高瑜", "Gao Yu", "高 瑜", "Ales Sialetski", "Алесь Селецкий", "Li", "李婷婷", "Li Maizi (Li Tingting)"])
TRAITS = st.fixed_dictionaries(
    {"display_name": NAMES},
    optional={"sex": st.sampled_from(["male", "female"]), "birth": st.sampled_from(["1944", "1950-01-01"])},
)


@given(TRAITS, TRAITS)
def test_likeness_of_two_records_does_not_depend_on_which_was_first(first: dict[str, object], second: dict[str, object]) -> None:
    a = Candidates([("x", first)]).like(second, least=1)
    b = Candidates([("x", second)]).like(first, least=1)
    assert [(match.score, set(match.why)) for match in a] == [(match.score, set(match.why)) for match in b]
    for match in a:
        assert 0 < match.score <= 100
        assert set(match.against) == set(match.why) & AGAINST
