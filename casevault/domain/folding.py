"""Folding: what two spellings of one text have in common, with a map back to the text as it was written.

Form KC and case folding; zero-width and direction marks out; diacritics off, but not the vowels that Tibetan and its neighbours
write as marks; Arabic and Uyghur letter variants to one; traditional Chinese to simplified; digits of every script to ASCII.
Each character folds by itself whatever stands beside it, so a piece of a text folds to the same piece of the folded text.
"""

# Look-alike letters are a subject of this module.
# ruff: noqa: RUF001

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from casevault.domain.scripts import ARABIC, HAN, LATIN, simplified

# Marks that are diacritics: of Latin, Greek, Cyrillic; Hebrew points; Arabic vowel signs. All other marks carry letters.
_DIACRITICS: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u08d3-\u08e1\u08e3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\ufe20-\ufe2f]"
)
# What is not seen: format characters are found by their category, these are not.
_UNSEEN: Final = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_APOSTROPHES: Final = frozenset(
    "'\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u2032\u00b4\u0060\uff07\u055a\ua78c"
)
_HYPHENS: Final = frozenset("-\u00ad\u058a\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")
_DOTS: Final = frozenset("\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65\u0387\u16eb\u2e31\u2024")
_IS_HAN: Final = re.compile(f"[{HAN}]")

SHORT: Final = 64  # characters: a name or a word, which is folded many times over while it is recorded
KEPT: Final = 1 << 12

# Letters of other alphabets that look like a Latin one, after folding. Greek by the look of the capitals where the two differ.
_LOOKALIKE_PAIRS: Final = (
    "аaвbеeнhкkмmоoрpсcтtуyхxіiјjѕsԁdԛqԝwһhѵvӏlєeɡgɑaɩi"  # Cyrillic, and Latin letters of phonetics
    "αaβbεeζzηhιiκkμmνnοoρpτtυyχxγyωw"
)
_LOOKALIKES: Final = {ord(_LOOKALIKE_PAIRS[at]): _LOOKALIKE_PAIRS[at + 1] for at in range(0, len(_LOOKALIKE_PAIRS), 2)}


class _Folded(dict[int, str]):
    """What each character folds to, worked out when it is first met."""

    def __missing__(self, point: int) -> str:
        folded = _fold_character(chr(point))
        while (
            again := "".join(map(_fold_character, folded))
        ) != folded:  # a fraction prime folds to primes, those to apostrophes
            folded = again
        self[point] = folded
        return folded


def _fold_character(character: str) -> str:
    for group in (_APOSTROPHES, _HYPHENS, _DOTS):
        if character in group:
            # The soft hyphen is a place to break a line, not a hyphen: it is seen nowhere else.
            return "" if character == "\u00ad" else ("'" if group is _APOSTROPHES else "-" if group is _HYPHENS else "·")
    spelt = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()).casefold()
    return "".join(map(_fold_part, unicodedata.normalize("NFKD", spelt)))


def _fold_part(part: str) -> str:
    category = unicodedata.category(part)
    if category == "Cf" or _UNSEEN.match(part) or _DIACRITICS.match(part):
        return ""
    if category == "Zs":
        return " "
    if category in {"Zl", "Zp"}:
        return "\n"
    digit = unicodedata.decimal(part, None)
    if digit is not None:
        return str(digit)
    if _IS_HAN.match(part):
        return simplified(part)
    return LATIN.get(part) or ARABIC.get(part, part)


_FOLDED: Final = _Folded()


def fold(text: str) -> str:
    """Return `text` folded; equal for two spellings that a search or a scan must hold for one. Folding twice changes nothing."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return _folded_short(text) if len(text) <= SHORT else _folded(text)


def _folded(text: str) -> str:
    # Every part is decomposed already: this only brings several marks on one letter into one order.
    return unicodedata.normalize("NFD", text.translate(_FOLDED))


_folded_short: Final = lru_cache(maxsize=KEPT)(_folded)


def fold_with_map(text: str) -> tuple[str, list[int]]:
    """Return the folded text and, for each of its characters, the index in `text` of its source (never falling)."""
    pieces = [_FOLDED[ord(character)] for character in text]
    sources = [index for index, piece in enumerate(pieces) for _ in piece]
    return unicodedata.normalize("NFD", "".join(pieces)), sources


def skeleton(text: str) -> str:
    """Return `text` folded, with Cyrillic and Greek letters that look Latin written in Latin: a disguised name equals itself."""
    return fold(text).translate(_LOOKALIKES)
