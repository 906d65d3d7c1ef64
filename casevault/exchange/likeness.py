"""How much a text looks like one that people write: what each letter beyond ASCII says for the encoding it was read in."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from casevault.exchange import alphabets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

EAST_ASIAN: Final = ("gb18030", "big5", "big5hkscs", "cp950", "cp932", "shift_jis", "euc_jp", "cp949", "euc_kr", "johab")
CYRILLIC: Final = ("cp1251", "koi8-r", "koi8-u", "cp866", "mac-cyrillic", "iso8859-5")
LATIN: Final = (
    *("cp1252", "iso8859-15", "iso8859-1", "cp1250", "iso8859-2", "cp1254", "iso8859-9", "cp1257", "cp1258"),
    *("mac-roman", "cp850", "cp437", "cp852"),
)
OTHERS: Final = ("cp1253", "iso8859-7", "cp1255", "iso8859-8", "cp1256", "iso8859-6", "cp874", "tis-620")
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_THEN_ASCII: Final = re.compile(r"[^\x00-\x7f](?=[A-Za-z])")
_IN_LATIN: Final = frozenset({"western", "central", "turkish", "baltic", "vietnamese"})
_RARE, _NONSENSE = -0.7, -2.0


def plausible(text: str, name: str) -> float:
    """Return how much a text looks like one that people write in this encoding: about 1 if it does, below 0 for nonsense."""
    strange = _BEYOND_ASCII.findall(text)
    if not strange:
        return 0.0
    if name in EAST_ASIAN:
        return sum(_east_asian(sign, name) for sign in strange) / len(strange)
    return _spoken(text, _SPOKEN_IN[name]) / len(strange)


@lru_cache(maxsize=64)  # relatives read most texts alike
def _spoken(text: str, spoken: str) -> float:
    latin, places = spoken in _IN_LATIN, _places(text)
    lost = 0.0 if latin else _cut_words(text)
    return max(_alphabet(places, weights, latin=latin) for weights in _SPOKEN[spoken]) - lost


@cache
def _east_asian(sign: str, name: str) -> float:
    """Return what one character says for an encoding of East Asia."""
    japanese, korean = name in _JAPANESE, name in _KOREAN
    kind = next((kind for kind, first, last in _BLOCKS if first <= sign <= last), "other")
    if kind == "han" and not korean:
        if sign in (_KANJI if japanese else _HANS if name == "gb18030" else _HANT):
            return 1.3
        return 0.6 if _common(sign, "euc_jp" if japanese else "gb2312" if name == "gb18030" else "big5") else _RARE
    if kind == "hangul":
        return 1.3 if sign in _HANGUL else 0.7 if _common(sign, "euc_kr") else -0.5
    if kind == "other":
        return _NONSENSE if not sign.isprintable() else -0.3 if unicodedata.category(sign)[0] in "SP" else _RARE
    # Chinese code tables have kana, and Chinese texts do not; in half width they are mostly two bytes of something else.
    return {"kana": 1.0 if japanese else -0.5, "half": 0.0, "sign": 0.5, "private": _NONSENSE, "han": -0.4}[kind]


@cache
def _common(sign: str, table: str) -> bool:
    """Say whether a character stands in the first level of a code table, which holds those in use."""
    try:
        lead = sign.encode(table)[0]
    except UnicodeEncodeError:
        return False
    first, last = {"gb2312": (0xB0, 0xD7), "big5": (0xA4, 0xC6), "euc_jp": (0xB0, 0xCF), "euc_kr": (0xB0, 0xC8)}[table]
    return first <= lead <= last


_JAPANESE, _KOREAN = frozenset({"shift_jis", "cp932", "euc_jp"}), frozenset({"euc_kr", "cp949", "johab"})
_BLOCKS: Final = (
    ("han", "\u4e00", "\u9fff"),
    ("hangul", "\uac00", "\ud7a3"),
    ("kana", "\u3041", "\u30ff"),
    ("half", "\uff61", "\uff9f"),
    ("sign", "\u3000", "\u3020"),
    ("sign", "\uff01", "\uff5e"),
    ("sign", "\u2014", "\u2014"),
    ("sign", "\u2018", "\u2019"),
    ("sign", "\u201c", "\u201d"),
    ("sign", "\u2026", "\u2026"),
    ("sign", "\xb7", "\xb7"),
    ("private", "\ue000", "\uf8ff"),
)
_HANS, _HANT = frozenset(alphabets.HANZI_SIMPLIFIED), frozenset(alphabets.HANZI_TRADITIONAL)
_KANJI, _HANGUL = frozenset(alphabets.KANJI), frozenset(alphabets.HANGUL)


def _weights(letters: str) -> Mapping[str, float]:
    """Return what each letter of a language says: the common ones most, capitals a little less."""
    found: dict[str, float] = {}
    for place, letter in enumerate(letters):
        weight = 1.2 - place / len(letters)
        found[letter] = weight
        found.setdefault(letter.upper(), weight * 0.7)
    return found


# What is Turkish in one encoding is Icelandic in another; there are more Turks.
_LATIN: Final = {name: dict.fromkeys(letters, 0.8 if name == "icelandic" else 1.0) for name, letters in alphabets.LATIN.items()}
_WESTERN: Final = ("west", "german", "spanish", "portuguese", "italian", "nordic", "icelandic", "dutch")
_CENTRAL: Final = ("polish", "czech", "hungarian", "croatian", "romanian", "german")
_SPOKEN: Final[Mapping[str, tuple[Mapping[str, float], ...]]] = {
    "cyrillic": tuple(map(_weights, (alphabets.RUSSIAN, alphabets.UKRAINIAN, alphabets.BULGARIAN))),
    "western": tuple(_LATIN[name] for name in _WESTERN),
    "central": tuple(_LATIN[name] for name in _CENTRAL),
    "turkish": (_LATIN["turkish"],),
    "baltic": (_LATIN["baltic"],),
    "vietnamese": (_LATIN["vietnamese"],),
    "greek": (_weights(alphabets.GREEK),),
    "hebrew": (_weights(alphabets.HEBREW),),
    "arabic": (_weights(alphabets.ARABIC), _weights(alphabets.PERSIAN)),
    "thai": (_weights(alphabets.THAI),),
}
_SPOKEN_IN: Final = {
    **dict.fromkeys(CYRILLIC, "cyrillic"),
    **dict.fromkeys(("cp1252", "iso8859-15", "iso8859-1", "mac-roman", "cp850", "cp437"), "western"),
    **dict.fromkeys(("cp1250", "iso8859-2", "cp852"), "central"),
    **dict.fromkeys(("cp1254", "iso8859-9"), "turkish"),
    **dict.fromkeys(("cp1257",), "baltic"),
    **dict.fromkeys(("cp1258",), "vietnamese"),
    **dict.fromkeys(("cp1253", "iso8859-7"), "greek"),
    **dict.fromkeys(("cp1255", "iso8859-8"), "hebrew"),
    **dict.fromkeys(("cp1256", "iso8859-6"), "arabic"),
    **dict.fromkeys(("cp874", "tis-620"), "thai"),
}
_OPENING, _CLOSING = frozenset("“‘„«"), frozenset("”’»…")
_SIGNS: Final = frozenset("–—•€£§°·©®™№\u00a0")


# A letter beyond ASCII in its place: the letter; what it says where the language does not have it; whether it stands as none does
# (beside a digit, or large after a small one); whether it follows one beyond ASCII, or an ASCII letter.
_Place: TypeAlias = "tuple[str, float, bool, bool, bool]"


def _places(text: str) -> list[_Place]:
    """Return each letter beyond ASCII in its place between its neighbours: the same for every language that is tried."""
    return [
        _place(text[at - 1] if at else " ", text[at], text[at + 1 : at + 2])
        for at in (match.start() for match in _BEYOND_ASCII.finditer(text))
    ]


@lru_cache(maxsize=1 << 14)  # neighbours repeat in every text
def _place(before: str, sign: str, after: str) -> _Place:
    strange = before.isdecimal() or after.isdecimal() or (sign.isupper() and before.islower())
    return sign, _sign(sign, before, after), strange, before > "\x7f", before.isascii() and before.isalpha()


def _cut_words(text: str) -> float:
    """Return how many ASCII letters follow a letter beyond ASCII within a word: one each, where nobody writes so."""
    return float(sum(match[0].isalpha() for match in _THEN_ASCII.finditer(text)))


def _alphabet(places: Sequence[_Place], weights: Mapping[str, float], *, latin: bool) -> float:
    """Return the sum of what each letter beyond ASCII says, in its place."""
    total = 0.0
    run = 0
    for sign, otherwise, strange, after_one, after_ascii in places:
        weight = weights.get(sign)
        if weight is None:
            weight = otherwise
        elif strange:
            weight = -1.0
        elif latin:
            run = run + 1 if after_one else 0
            weight -= 0.6 * (run > 1)
        elif after_ascii:
            weight = -1.0
        total += weight
    return total


def _sign(sign: str, before: str, after: str) -> float:
    """Return what a sign says that is no letter of the language: quotation marks and dashes do, where they belong."""
    alone = not before.isalpha() or not after.isalpha()
    if sign in _OPENING:
        return 0.8 if not before.isalnum() else -0.5
    if sign in _CLOSING:
        return 0.8 if not before.isspace() else -0.5
    if sign in _SIGNS:
        return 0.6 if alone else -0.5
    return _unlikely(sign)


@cache
def _unlikely(sign: str) -> float:
    """Return what a sign says that the language does not have: a letter a little against it, a drawing or a control more."""
    kind = unicodedata.category(sign)
    if kind[0] == "C":
        return _NONSENSE
    return -0.5 if kind[0] in "LM" else -1.0
