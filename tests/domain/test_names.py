from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.domain.folding import fold
from casevault.domain.names import NameKey, Shape, leak_forms, name_keys, name_shape
from casevault.domain.pinyin import COMPOUND_SURNAMES, SURNAMES, readings_of
from casevault.domain.scripts import romanised
from casevault.domain.words import squeezed

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("高瑜", ["高瑜", "gao yu", "gaoyu", "yu gao", "yugao"]),
        ("浦志強", ["浦志强", "pu zhiqiang", "puzhiqiang", "zhiqiang pu", "zhi-qiang pu", "pu zhi qiang", "pu zhi-qiang"]),
        ("Gao Yu", ["gao yu", "yu gao", "gaoyu"]),
        ("Gāo Yú", ["gao yu", "yu gao"]),
        ("高瑜 (Gao Yu)", ["高瑜", "gao yu", "yu gao"]),
        ("吕秀萍", ["lu xiuping", "lv xiuping", "lyu xiuping"]),
        ("Lü Xiuping", ["lu xiuping", "lv xiuping", "xiuping lyu"]),
        ("欧阳丽丽", ["ouyang lili", "lili ouyang"]),
        ("尉迟敬德", ["yuchi jingde"]),
        ("Алесь Селецкий", ["алесь селецкии", "ales seletsky", "ales seletskii", "selezki ales"]),
        ("Алесь Сялецкі", ["ales sialetski", "ales sjalezki", "syaletski ales"]),
        ("Гродна", ["hrodna", "grodna"]),
        ("بەھرام راخمان", ["behram raxman", "behram rahman", "rakhman behram"]),
        ("Kotin, Vadim Vadimovich", ["vadim kotin", "kotin vadim", "vadim vadimovich kotin"]),
        ("Müller", ["muller", "mueller"]),
        ("买买提江•阿布都拉", ["买买提江阿布都拉", "买买提江·阿布都拉"]),
        ("བསྟན་འཛིན", ["བསྟན འཛིན"]),
    ],
)
def test_every_spelling_of_a_name_is_looked_for(name: str, forms: list[str]) -> None:
    assert leak_forms(name) >= {fold(form) for form in forms}


@pytest.mark.parametrize(
    ("surname", "reading"),
    [
        ("曾", "zeng"), ("单", "shan"), ("仇", "qiu"), ("解", "xie"), ("查", "zha"), ("区", "ou"), ("盖", "ge"), ("覃", "qin"),
        ("尉迟", "yuchi"), ("万俟", "moqi"), ("长孙", "zhangsun"), ("單", "shan"), ("區", "ou"),
    ],
)  # fmt: skip
def test_surnames_are_read_as_surnames_and_every_other_way_too(surname: str, reading: str) -> None:
    forms = leak_forms(f"{surname}金月")
    assert f"{reading} jinyue" in forms
    assert f"jinyue {reading}" in forms
    if len(surname) == 1:
        for other in readings_of(fold(surname)):
            assert f"{other} jinyue" in forms


def test_the_tables_of_surnames_are_in_simplified_characters() -> None:
    assert all(fold(surname) == surname for surname in (*SURNAMES, *COMPOUND_SURNAMES))


def test_initials_and_single_given_names_are_no_forms_of_a_leak() -> None:
    forms = leak_forms("浦志强")
    assert not {"pzq", "p z q", "zhiqiang", "志强"} & forms


def test_a_remark_in_brackets_is_no_name_of_its_own_and_hides_none() -> None:
    assert "lawyer" not in leak_forms("Wang (lawyer)")
    assert "wang" in leak_forms("Wang (lawyer)")
    assert "invented neighbour" not in leak_forms("Tang Yifei (invented neighbour)")
    assert {"tang yifei", "yifei tang"} <= leak_forms("Tang Yifei (invented neighbour)")
    assert NameKey("name", "tangyifei") in name_keys("Tang Yifei (invented)")
    assert "li tingting" in leak_forms("Li Maizi (Li Tingting)")


@pytest.mark.parametrize("name", ["浦志強", "Алесь Селецкий", "Gao Yu", "بەھرام راخمان", "Lü Xiuping", "欧阳丽丽"])
def test_spaced_forms_alone_are_enough_for_who_compares_without_spaces(name: str) -> None:
    def keys(forms: frozenset[str]) -> set[str]:
        return {squeezed(form) for form in forms}

    assert keys(leak_forms(name, spaced_only=True)) == keys(leak_forms(name))
    assert len(leak_forms(name, spaced_only=True)) < len(leak_forms(name))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_any_text_may_be_given_for_a_name(text: str) -> None:
    forms = leak_forms(text)
    assert all(fold(form) == form and squeezed(form) for form in forms)
    assert bool(forms) == bool(squeezed(fold(text)))
    assert all(key.key == squeezed(key.key) for key in name_keys(text))


def test_keys_of_a_name() -> None:
    assert name_keys("高瑜") == (
        NameKey("name", "高瑜"), NameKey("pinyin", "gaoyu"), NameKey("pinyin", "yugao"), NameKey("initials", "gy"),
    )  # fmt: skip
    assert NameKey("script", "alesseletsky") in name_keys("Алесь Селецкий")
    assert NameKey("script", "behramrahman") in name_keys("بەھرام راخمان")
    assert name_keys("浦志強") == name_keys("浦志强")


def test_arabic_is_not_romanised_because_its_vowels_are_not_written() -> None:
    assert romanised("محمد") == ()
    assert romanised("gao yu") == ()


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("高瑜", Shape(2, 0)), ("浦志強", Shape(3, 0)), ("Gao Yu", Shape(0, 2)), ("Gao Yu 高瑜", Shape(2, 2)),
        ("王", Shape(1, 0)),
        ("Ales", Shape(0, 1)), ("", Shape(0, 0)), ("买买提江•阿布都拉", Shape(8, 0)), ("O'Neil", Shape(0, 2)),
    ],
)  # fmt: skip
def test_shape_of_a_name(name: str, shape: Shape) -> None:
    assert name_shape(name) == shape


@pytest.mark.skipif(not (DATA / "names").is_dir(), reason="the collection of name spellings is not on this machine")
def test_spellings_that_differ_in_case_order_and_marks_share_a_form() -> None:
    spellings = (DATA / "names" / "tests__fixtures__putin_names.txt").read_text(encoding="utf-8").splitlines()
    wanted = [name for name in spellings if sorted(squeezed(fold(word)) for word in name.split()) == ["putin", "vladimir"]]
    assert len(wanted) > 3
    for one, other in itertools.combinations(wanted, 2):
        assert leak_forms(one) & leak_forms(other)


@pytest.mark.skipif(not (DATA / "import").is_dir(), reason="the collection of tables is not on this machine")
def test_names_of_a_real_table_all_have_keys() -> None:
    path = next((DATA / "import" / "cn-political-prisoners").glob("*.csv"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        names = [row["Name"] for row in csv.DictReader(file)]
    assert len(names) > 100
    for name in names:
        assert leak_forms(name), "a name without any form could leak"
        assert name_keys(name)
