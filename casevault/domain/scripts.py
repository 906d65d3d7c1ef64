"""Scripts as folding and name keys see them: traditional to simplified Chinese, Arabic letters, and romanisations.

Every rule here works on single letters without looking at what stands beside them, so that a word folds the same wherever it
stands: a search and a leak scan compare pieces of text, not sentences. Romanisations are of names only.
"""

# The letters of other scripts are the subject of this module.
# ruff: noqa: RUF001

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HAN: Final = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"

# Pairs that the converter keeps apart because a traditional text distinguishes them in some senses. Recall comes first here.
_HAN_PAIRS: Final = "著着馀余锺钟覆复藉借瞭了甯宁甦苏籐藤薰熏鍊炼钜巨谘咨讬托迳径缐线渖沈麽么衞卫敍叙粧妆枱台裏里裡里喆哲犇奔"
_HAN_EXTRA: Final = {_HAN_PAIRS[at]: _HAN_PAIRS[at + 1] for at in range(0, len(_HAN_PAIRS), 2)}


@cache
def _converter() -> Callable[[str], str]:
    # Loaded at the first Chinese character: it costs some 10 ms, and a Latin vault never pays it.
    import opencc  # noqa: PLC0415 - see above

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


def simplified(character: str) -> str:
    """Return one Chinese character in its simplified form; always one character, so that positions stay."""
    found = _converter()(character)
    found = found if len(found) == 1 else character
    return _HAN_EXTRA.get(found, found)


# Letters that Arabic, Persian, Urdu and Uyghur write differently for the same thing; hamza and vowel signs are gone before.
ARABIC: Final[Mapping[str, str]] = {
    "ى": "ي", "ی": "ي", "ێ": "ي", "ے": "ي",
    "ك": "ک", "ڪ": "ک",
    "ە": "ه", "ھ": "ه", "ہ": "ه", "ۃ": "ه", "ة": "ه",
    "ٱ": "ا", "ں": "ن",
    "ـ": "",
}  # fmt: skip

# Letters whose stroke is no combining mark, so that no decomposition takes it off.
LATIN: Final[Mapping[str, str]] = {
    "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ŋ": "ng", "ə": "e",
    "ƶ": "z", "ɖ": "d", "ɨ": "i", "ʉ": "u", "ƙ": "k", "ɓ": "b", "ɗ": "d",
}  # fmt: skip

# What German, Scandinavian and pinyin writers type where the dotted letter is not at hand.
TYPED_FOR: Final[Mapping[str, tuple[str, ...]]] = {
    "ü": ("u", "ue"),
    "ö": ("o", "oe"),
    "ä": ("a", "ae"),
    "å": ("a", "aa"),
    "ø": ("o", "oe"),
}
AFTER_L_OR_N: Final = ("u", "v", "yu", "ue")  # ü in pinyin: lü, lv, lyu

_UYGHUR: Final[Mapping[str, str]] = {
    "ئ": "", "ا": "a", "ە": "e", "ب": "b", "پ": "p", "ت": "t", "ج": "j", "چ": "ch", "خ": "x", "د": "d", "ر": "r",
    "ز": "z", "ژ": "zh", "س": "s", "ش": "sh", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ک": "k", "گ": "g", "ڭ": "ng",
    "ل": "l", "م": "m", "ن": "n", "ھ": "h", "ه": "h", "و": "o", "ۇ": "u", "ۆ": "ö", "ۈ": "ü", "ۋ": "w", "ې": "ë",
    "ى": "i", "ی": "i", "ي": "y", "ـ": "",
}  # fmt: skip
_UYGHUR_TABLE: Final = {ord(letter): latin for letter, latin in _UYGHUR.items()}
# Uyghur writes its vowels; these letters tell it from Arabic and Persian, which leave them to the reader.
_UYGHUR_ONLY: Final = re.compile("[ەېۆۈۇڭۋ]|ئ[اوى]")
# How newspapers write what the Uyghur Latin alphabet writes x, q, gh: Rahman and Rakhman for Raxman.
_UYGHUR_HABITS: Final = (("x", "h"), ("x", "kh"), ("q", "k"), ("gh", "g"))

_CYRILLIC: Final[Mapping[str, str]] = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i",
    "і": "i", "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "",
    "ы": "y", "ь": "", "э": "e", "є": "ye", "ю": "yu", "я": "ya", "ә": "a", "ғ": "gh", "қ": "q", "ң": "ng", "ө": "o",
    "ұ": "u", "ү": "u", "һ": "h",
}  # fmt: skip
# Each habit is a whole way of writing; what it does not name is as above. Belarusian reads the fourth letter as h.
_CYRILLIC_HABITS: Final[tuple[Mapping[str, str], ...]] = (
    {},  # English newspapers: Belyatskiy
    {"ё": "e", "й": "i", "ю": "iu", "я": "ia", "ї": "i", "є": "ie", "щ": "shch"},  # passports: Beliatskii
    {"г": "h", "ё": "io", "й": "i", "ю": "iu", "я": "ia", "х": "kh"},  # Belarusian passports: Sialetski, Hrodna
    {"г": "h", "ё": "yo", "й": "y", "ю": "yu", "я": "ya", "х": "kh", "ў": "w"},  # Belarusian in English: Byalyatski
    # How German newspapers write: Beljazkij.
    {"в": "w", "ё": "jo", "ж": "sch", "з": "s", "й": "j", "х": "ch", "ц": "z", "ч": "tsch", "ш": "sch", "щ": "schtsch",
     "ю": "ju", "я": "ja"},
    # How scholars and libraries write: Seleckij.
    {"ё": "e", "ж": "z", "й": "j", "х": "h", "ц": "c", "ч": "c", "ш": "s", "щ": "sc", "ю": "ju", "я": "ja"},
    # How Dutch newspapers write: Beljatski, Poetin.
    {"ё": "jo", "ж": "zj", "й": "j", "х": "ch", "ц": "ts", "ч": "tsj", "ш": "sj", "щ": "sjtsj", "ю": "joe", "я": "ja",
     "у": "oe"},
    {"ё": "yo", "й": "y", "х": "h", "ю": "yu", "я": "ya", "ы": "i"},  # what people type
)  # fmt: skip
_CYRILLIC_TABLES: Final = tuple(str.maketrans({**_CYRILLIC, **habit}) for habit in _CYRILLIC_HABITS)
_SKY: Final = re.compile("(?:[иы]й|і)(?![а-яёіїўґє])")
_SAID_YE: Final = re.compile("(?<![бвгґджзклмнпрстфхцчшщ])е")

_HAS_CYRILLIC: Final = re.compile("[Ѐ-ӿ]")
_HAS_ARABIC: Final = re.compile("[\u0621-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")


def romanised(name: str) -> tuple[str, ...]:
    """Return the usual Latin spellings of a Cyrillic name or of a Uyghur one in Arabic script; none for any other.

    `name` is in form C and lower case. Arabic and Persian leave out their vowels, so no spelling follows from their letters.
    """
    if _HAS_CYRILLIC.search(name):
        return tuple(dict.fromkeys(spelling for table in _CYRILLIC_TABLES for spelling in _from_cyrillic(name, table)))
    if _HAS_ARABIC.search(name) and _UYGHUR_ONLY.search(name):
        return tuple(dict.fromkeys(_from_uyghur(name)))
    return ()


def _from_cyrillic(name: str, table: Mapping[int, str]) -> list[str]:
    forms = [name.translate(table)]
    if _SKY.search(name):  # -ий at the end of a word: Belyatsky, Belyatskij, Belyatski, Belyatskii
        forms += [_SKY.sub(ending, name).translate(table) for ending in ("y", "i", "ii", "iy")]
    if _SAID_YE.search(name):
        forms.append(_SAID_YE.sub("ye", name).translate(table))
    return forms


def _from_uyghur(name: str) -> list[str]:
    forms = [name.translate(_UYGHUR_TABLE)]
    for written, said in _UYGHUR_HABITS:
        forms += [form.replace(written, said) for form in forms if written in form]
    return forms
