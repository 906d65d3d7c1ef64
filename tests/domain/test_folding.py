from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.domain.folding import fold, fold_with_map, skeleton
from casevault.domain.words import squeezed

FIXTURES = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("浦志強", "浦志强"),
        ("乾淨", "干净"),
        ("著名", "着名"),
        ("瞭解", "了解"),
        ("髮", "发"),
        ("Gāo Yú", "gao yu"),
        ("GAO YU", "gao yu"),
        ("Ürümqi", "urumqi"),
        ("Úrümqi", "urumqi"),
        ("Bjørn Łukasz", "bjorn lukasz"),
        ("straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("ﬁle", "file"),
        ("Ｇ１２", "g12"),
        ("٣٤٥ ۶", "345 6"),
        ("०१२", "012"),
        ("Xi\u2019an", "xi'an"),
        ("Xi\u02bcan", "xi'an"),
        ("a\u2014b", "a-b"),
        ("买买提江•阿", "买买提江·阿"),
        ("ga\u200bo\u2060 yu\ufeff", "gao yu"),
        ("\u202egao\u202c\u200f", "gao"),
        ("ga\u00ado", "gao"),
        ("高\ufe00瑜", "高瑜"),
        ("بەھرام", "بەهرام"),
        ("كِتَابٌ", "کتاب"),
        ("مـحـمـد", "محمد"),
        ("ى ی ي", "ي ي ي"),
        ("ە ھ ه", "ه ه ه"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("Ёж", "еж"),
        ("⾼瑜", "高瑜"),
    ],
)
def test_spellings_of_one_text_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("བོད", "བད"), ("བི", "བུ"), ("कि", "कु"), ("か", "が"), ("高", "膏"), ("ж", "z")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_line_ends_are_kept_so_that_lines_can_be_told_apart() -> None:
    assert fold("a\nb\u2028c") == "a\nb\nc"


def test_every_character_folds_to_itself_once_folded() -> None:
    for point in (*range(0x32400), *range(0xE0000, 0xE0200)):
        folded = fold(chr(point))
        assert fold(folded) == folded, hex(point)


TEXTS = st.text(
    alphabet=st.one_of(
        st.characters(), st.sampled_from("高瑜浦志強强乾ÜüßﬁĀāıİبەھرام\u200b\u0301\u0f72\u0f74\u0f71한ガ\u202e１٣'\u2019-·•བོད")
    ),
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_the_map_leads_each_folded_character_back(text: str) -> None:
    folded, sources = fold_with_map(text)
    assert folded == fold(text)
    assert len(folded) == len(sources)
    assert sources == sorted(sources)
    assert all(0 <= source < len(text) for source in sources)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_a_slice_of_the_source_covers_the_match(before: str, needle: str, after: str) -> None:
    key = squeezed(fold(needle))
    text = f"{before} {needle} {after}"
    folded, sources = fold_with_map(text)
    at = folded.find(key)
    if key and at >= 0:
        first, last = sources[at], sources[at + len(key) - 1]
        assert key in fold(text[first : last + 1])


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_a_text_folds_the_same_wherever_it_stands(one: str, other: str) -> None:
    assert fold(f"{one} {other}") == f"{fold(one)} {fold(other)}"


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_the_form_a_text_was_stored_in_makes_no_difference(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))
    assert fold(fold(text)) == fold(text)


def test_a_name_in_look_alike_letters_has_the_skeleton_of_the_name() -> None:
    assert skeleton("G\u0430o Y\u03c5") == skeleton("Gao Yy")  # Cyrillic а, Greek υ
    assert skeleton("W\u0430ng Y\u0443") == "wang yy"
    assert skeleton("\u0412\u0430ng") == skeleton("Bang")
    assert len(skeleton("Селецкий")) == len(fold("Селецкий"))


@pytest.mark.skipif(not (FIXTURES / "nasty").is_dir(), reason="the collection of nasty strings is not on this machine")
def test_no_string_of_the_nasty_collection_breaks_it() -> None:
    for path in sorted((FIXTURES / "nasty").rglob("*.txt")):
        text = path.read_text(encoding="utf-8", errors="replace")[:20_000]
        folded, sources = fold_with_map(text)
        assert folded == fold(text)
        assert len(folded) == len(sources)
