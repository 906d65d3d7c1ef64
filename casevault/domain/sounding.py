"""What a Latin word sounds like to writers of different romanisations, and the consonants that a transcription keeps.

    sound   Rakhman Raxman Rahman · Sialetski Sjalezki Syaletsky · Maibiya Mabiye · Baqir Bakeer · Mohamed Muhammad   are one each
    bones   Sadeer and 萨德尔 (sadeer), Behram and 拜合拉木 (baihelamu)                            are one each

Consonants that romanisations exchange share a letter, each run of vowels is one, doubled letters count once. This is no standard:
it is the classes in which BGN/PCGN, ISO 9, the Uyghur Latin alphabet of 2001, THL's Simplified Phonetic Transcription of Tibetan
and the habits of English, German, Dutch and French newspapers differ from each other.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

KEPT: Final = 1 << 14
_VOWEL: Final = "A"

# Longer spellings first; each becomes one capital, which no later rule touches.
_SPELT: Final = (
    ("schtsch", "S"), ("shch", "S"), ("tsch", "S"), ("sjtsj", "S"), ("dzh", "S"), ("sch", "S"), ("tsj", "S"), ("dsch", "S"),
    ("tch", "S"), ("tsh", "S"), ("chh", "S"), ("tzs", "S"), ("sh", "S"), ("zh", "S"), ("ch", "S"), ("cz", "S"), ("cs", "S"),
    ("sz", "S"), ("zs", "S"), ("ts", "S"), ("tz", "S"), ("dz", "S"), ("ds", "S"), ("dj", "S"), ("sj", "S"), ("zj", "S"),
    ("tj", "S"), ("gh", "K"), ("kh", "H"), ("ck", "K"), ("ph", "F"), ("th", "T"), ("dh", "T"), ("bh", "B"),
    ("rh", "R"), ("wh", "V"), ("x", "H"), ("q", "K"), ("k", "K"), ("g", "K"), ("s", "S"), ("z", "S"), ("t", "T"), ("d", "T"),
    ("b", "B"), ("p", "P"), ("f", "F"), ("v", "V"), ("m", "M"), ("r", "R"), ("l", "L"),
)  # fmt: skip
_SPELT_BY: Final = dict(_SPELT)
_SPELLING: Final = re.compile("|".join(spelt for spelt, _ in _SPELT))
_SOFT_C: Final = re.compile("c(?=[eiyj])")
_C_AT_END: Final = re.compile("(?<=[aeiou])c(?=k[iy])")  # Seleckij
_LAST_NG: Final = re.compile("ng(?![aeiouy])")
_FIRST_J: Final = re.compile("^j(?=[aeiou])")
_FIRST_W: Final = re.compile("^w|(?<=[^aeiouy])w(?=[aeiouy])|(?<=[aeiouy])w(?=[aeiouy])")
_GLIDES: Final = re.compile("[aeiouyjw]+")
_LOST_H: Final = re.compile("h$|(?<=[bcdfgjmnprtvzBFKLMNPRSTV])h(?=[rlmn])")
_DOUBLED: Final = re.compile(r"(.)\1+")
_NOT_LETTERS: Final = re.compile("[^a-z]")
_CLIPPED: Final = re.compile("^(?:lh)")


@lru_cache(maxsize=KEPT)
def sound(word: str) -> str:
    """Return what a folded Latin word sounds like: capitals alone, "A" for any run of vowels. "" where there is no letter."""
    plain = _CLIPPED.sub("l", _NOT_LETTERS.sub("", word))
    plain = _DOUBLED.sub(r"\1", plain)
    plain = _LAST_NG.sub("n", plain)
    plain = _SOFT_C.sub("s", plain)
    plain = _C_AT_END.sub("s", plain)
    plain = _FIRST_J.sub("S", plain)
    plain = _FIRST_W.sub("v", plain)
    plain = _SPELLING.sub(lambda found: _SPELT_BY[found.group()], plain)
    plain = plain.replace("c", "K")
    plain = _LOST_H.sub("", plain)
    plain = _GLIDES.sub(_VOWEL, plain)
    return _DOUBLED.sub(r"\1", plain.upper())


@lru_cache(maxsize=KEPT)
def bones(word: str) -> str:
    """Return the consonants of a word's sound: what is left of it in a script that writes other vowels, or that has no l or r."""
    said = sound(word)
    held = said.replace(_VOWEL, "").replace("R", "L").replace("V", "")
    return _DOUBLED.sub(r"\1", held.replace("P", "B").replace("F", "B"))
