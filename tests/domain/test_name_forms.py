from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.domain.alphabets import alphabetic
from casevault.domain.duplicates import Candidates
from casevault.domain.folding import fold
from casevault.domain.hong_kong import hong_kong_words
from casevault.domain.name_forms import LONGEST_NAME, MOST_FORMS, Origin, name_forms
from casevault.domain.name_likeness import likeness
from casevault.domain.pinyin_spelling import SYLLABLES, is_chinese, syllables_of, wade_giles
from casevault.domain.query import query_plan
from casevault.domain.sounding import bones, sound
from casevault.domain.tibetan import tibetan_words

STRINGS = Path(__file__).parents[3] / "shared" / "data" / "nasty" / "strings"


@pytest.mark.parametrize(
    "alike",
    [
        "rakhman raxman rahman",
        "sialetski sjalezki syaletsky seletskiy seljeckij sialecki seletskii",
        "maibiya mabiye",
        "baqeer baqir bakir",
        "mohamed muhammad mohammad mohamad muhemmet",
        "tenzin tenzing tendzin",
        "tarashenko taraschenko tarashenka tarasenka",
        "sergej sergey sergei",
        "zubrinskyy zubrinskii subrinskyj zubrinsky",
        "nooristani nuristani",
        "jamal djamal dzhamal",
        "abdullah abdulla",
    ],
)
def test_romanisations_of_one_name_sound_the_same(alike: str) -> None:
    assert len({sound(word) for word in alike.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("sadeer", "rahman"), ("baranov", "karanos"), ("frank", "frederik"), ("ihab", "rami")]
)
def test_other_names_do_not(one: str, other: str) -> None:
    assert sound(one) != sound(other)


def test_consonants_outlive_a_script_that_has_no_such_vowels() -> None:
    assert bones("behram") == bones("baihelamu") == "BHLM"
    assert bones("barek") == bones("beilake")
    assert bones("") == sound("高") == ""


@pytest.mark.parametrize(
    ("name", "wylie", "heard"),
    [
        ("བསྟན་འཛིན་", "bstan dzin", "tendzin"),
        ("བཀྲ་ཤིས་དབྱངས་སྐྱིད", "bkra shis dbyangs skyid", "tashi yangkyi"),
        ("བློ་བཟང", "blo bzang", "lobzang"),
        ("dge 'dun", "dge dun", "gendun"),
        ("ཟླ་བ", "zla ba", "dawa"),
        ("རྒྱ་མཚོ", "rgya mtsho", "gyatso"),
        ("དོན་གྲུབ", "don grub", "dondup"),
        ("འོད་ཟེར", "od zer", "ozer"),
    ],
)
def test_tibetan_is_read_letter_by_letter_and_by_ear(name: str, wylie: str, heard: str) -> None:
    found = [" ".join(words) for words in tibetan_words(name)]
    assert found[0] == wylie
    assert heard in found


def test_what_is_no_wylie_is_left_alone() -> None:
    assert list(tibetan_words("karma dolek")) == []
    assert list(tibetan_words("brad smith")) == []
    assert list(tibetan_words("ཀ")) == []


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("バラク・オバマ", "baraku obama"),
        ("Բարակ", "barak"),
        ("ბარაკ", "barak"),
        ("Πούτιν", "putin"),
        ("محمد", "mhmd"),
        ("Gao", ""),
    ],
)
def test_further_scripts_letter_by_letter(name: str, latin: str) -> None:
    assert alphabetic(fold(name)) == latin


def test_pinyin_and_wade_giles() -> None:
    assert syllables_of("zhiqiang") == ("zhi", "qiang")
    assert syllables_of("rahman") == ()
    assert is_chinese(("liu", "xiaobo"))
    assert not is_chinese(("maibiya", "sadeer")), "six syllables are no Chinese name"
    written = {
        "gao": "kao",
        "zhang": "chang",
        "xue": "hsueh",
        "guo": "kuo",
        "deng": "teng",
        "zhou": "chou",
        "ren": "jen",
        "de": "te",
    }
    assert {syllable: wade_giles(syllable) for syllable in written} == written
    assert all(wade_giles(syllable).isascii() for syllable in SYLLABLES)


def test_hong_kong_names_are_made_only_of_characters_that_are_known() -> None:
    assert ("chan", "kinming") in set(hong_kong_words("陈健明"))
    assert ("auyeung", "kinkwok") in set(hong_kong_words("欧阳建国"))
    assert list(hong_kong_words("陈龘")) == []


def test_titles_articles_and_disguised_letters_are_no_part_of_a_name() -> None:
    def words(name: str) -> tuple[str, ...]:
        return name_forms(name).forms[0].words

    assert words("AL BEN SALIM, Isa Ben Tarif") == ("isa", "tarif", "salim")
    assert words("Dr. Rami Haddad") == ("rami", "haddad")
    assert words("'Abd al-Aziz") == words("Abdulaziz") == ("abd", "aziz")
    assert words("Ig0r Pl1nin") == ("igor", "plinin")
    assert words("SergeiBaranov") == ("sergei", "baranov")
    assert words("Dr") == ("dr",), "a name that is nothing but a title stays"


def test_the_surest_form_comes_first_and_there_are_few() -> None:
    forms = name_forms("高瑜 (Gao Yu)")
    assert forms.hanzi == "高瑜"
    assert [form.origin for form in forms.forms] == sorted(form.origin for form in forms.forms)
    assert name_forms("Gao Yu").forms[0].origin is Origin.WRITTEN
    assert len(name_forms("Алесь Сялецкі-Шматгалосы").forms) <= MOST_FORMS


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=2 * LONGEST_NAME), st.text(max_size=40))
def test_any_text_has_forms_and_a_likeness_that_is_symmetric(name: str, other: str) -> None:
    forms = name_forms(name)
    assert len(forms.forms) <= MOST_FORMS
    for form in forms.forms:
        assert all(word.isascii() and word.isalnum() for word in form.words)
        assert sound(form.joined.lower()) == sound(form.joined)
    one, back = likeness(name, other), likeness(other, name)
    assert (one.score, set(one.why)) == (back.score, set(back.why))
    assert 0 <= one.score <= 100


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=30))
def test_a_sound_is_made_of_capitals_and_no_longer_than_the_word(word: str) -> None:
    assert sound(word).isupper() or not sound(word)
    assert len(sound(word)) <= len(word)


@given(st.sampled_from(["高瑜", "Gao Yu", "Алесь Сялецкі", "བསྟན་འཛིན", "Maibiya Sadeer", "محمد الحسن", "李婷婷"]))
def test_every_name_is_like_itself(name: str) -> None:
    assert likeness(name, name).score >= 60
    assert Candidates([("x", {"display_name": name})]).like({"display_name": name})


def test_nasty_strings_are_names_like_any_other() -> None:
    if not STRINGS.is_dir():
        pytest.skip("the naughty strings are not on this machine")
    strings = json.loads((STRINGS / "blns.json").read_text(encoding="utf-8"))
    people = Candidates((str(number), {"display_name": name}) for number, name in enumerate(strings))
    for name in [*strings[::6], "a" * 100_000, "'" * 5_000, "b rgy " * 3_000, "é" * 4_000, "高" * 9_000, "al " * 9_000]:
        people.like({"display_name": name})
        query_plan(name)
