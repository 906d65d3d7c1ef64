"""Names in further scripts as Latin words, for comparing names: Greek, Georgian, Armenian, Hebrew, Arabic, kana, Hangul.

Greek after ELOT 743 (1982), Georgian after the national system of 2002, Armenian after BGN/PCGN 1981, Hangul after the Revised
Romanisation of 2000, kana after Hepburn, Hebrew and Arabic after BGN/PCGN as far as consonants go: both leave vowels to the
reader. Case, diacritics and apostrophes are left out. What is made here is compared and never printed.
"""

# The letters of other scripts are the subject of this module.
# ruff: noqa: RUF001

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


def _table(letters: str, latin: str) -> Mapping[str, str]:
    return dict(zip(letters, ["" if spelt == "-" else spelt for spelt in latin.split()], strict=True))


_GREEK: Final = _table(
    "αβγδεζηθικλμνξοπρσςτυφχψω",
    "a v g d e z i th i k l m n x o p r s s t i f ch ps o",
)
_GEORGIAN: Final = _table(
    "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h"
)
_ARMENIAN: Final = _table(
    "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
    "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts v p k o f ev",
)
_HEBREW: Final = _table("אבגדהוזחטיךכלםמןנסעףפץצקרשת", "a b g d h v z h t y k k l m m n n s a f p ts ts k r sh t")
_ARABIC: Final = _table(
    "ابتثجحخدذرزسشصضطظعغفقكکلمنهةويىپچژگئؤءأإآٱیہھے",
    "a b t th j h kh d dh r z s sh s d t z - gh f q k k l m n h a w y a p ch zh g - - - a i a a y h h y",
)
_ALL: Final = {**_GREEK, **_GEORGIAN, **_ARMENIAN, **_HEBREW, **_ARABIC}
_TABLE: Final = str.maketrans(_ALL)
_HAS: Final = re.compile(f"[{''.join(_ALL)}\u3041-\u30ff\uac00-\ud7a3]")
_KANA: Final = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_SPELT_OUT: Final = re.compile("[\u3041-\u30ff\uac00-\ud7a3]")
_PAIRS: Final = (("ου", "u"), ("μπ", "b"), ("ντ", "d"), ("γκ", "g"), ("ու", "u"))
_CONSONANTS_ONLY: Final = re.compile("[\u05d0-\u05ea\u0621-\u064a\u0671-\u06d3]")


def leaves_vowels_out(name: str) -> bool:
    """Say whether a name is in a script that writes no short vowels: only its consonants can be compared."""
    return _CONSONANTS_ONLY.search(name) is not None


def is_kana(name: str) -> bool:
    """Say whether a name is in kana, which put a vowel after each consonant and have no l."""
    return _KANA.search(unicodedata.normalize("NFC", name)) is not None


def alphabetic(name: str) -> str:
    """Return a name in one of these scripts in Latin letters, words parted by spaces; "" where it holds none of them.

    `name` is folded.
    """
    name = unicodedata.normalize("NFC", name)  # folding takes Hangul and kana apart
    if not _HAS.search(name):
        return ""
    spelt = name
    for letters, latin in _PAIRS:
        spelt = spelt.replace(letters, latin)
    spelt = _SPELT_OUT.sub(_named, spelt).translate(_TABLE).replace("ー", "")
    return re.sub("[・·‧•_-]", " ", spelt)


def _named(found: re.Match[str]) -> str:
    """Return one kana or Hangul by the name that Unicode gives it: KATAKANA LETTER BA, HANGUL SYLLABLE GIM."""
    name = unicodedata.name(found.group(), "")
    head, _, last = name.rpartition(" ")
    if head.endswith(("LETTER", "SYLLABLE")):
        return last.lower()
    return " " if name == "KATAKANA MIDDLE DOT" else ""
