"""How long a passphrase would be searched for: advice to whoever sets one, never a gate. Works alone, knows more than English.

    bits = the cheaper of two ways to guess:  zxcvbn on the whole  |  what people type in other languages + zxcvbn on what is left

zxcvbn knows English, leaked passwords, dates and some keyboards. It takes pinyin for random letters and a Hanzi for a digit; the
patterns here say what a searcher who knows Chinese, Dutch and other keyboards tries first. An estimate errs both ways.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import TYPE_CHECKING, Final

from casevault import paths
from casevault.crypto.words import LIST_LENGTH, word_list
from casevault.i18n import N_, translated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casevault.i18n import Msg

ENOUGH: Final = 64.0  # bits: at a second a guess on a million machines, half a million years
THIN: Final = 44.0  # bits: the same machines need half a year
_MOST: Final = 72  # characters that are looked at; more make it no weaker

_FINALS: Final = (
    "iang|iong|uang|ueng|ang|eng|ing|ong|iao|ian|uai|uan|van|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|vn|a|e|i|o|u|v"
)
_SYLLABLE: Final = re.compile(
    f"(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])(?:{_FINALS})|(?:ang|eng|ai|an|ao|ei|en|er|ou|a|e|o))[1-5]?'?"
)
_LONGEST: Final = 8  # letters of a syllable, its tone and an apostrophe
_LATIN: Final = re.compile("[a-z1-5']+")
_HAN: Final = re.compile("[\u3400-\u9fff]")
_DAY: Final = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d")
_ROWS: Final = (
    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn",
    "&é\"'(-è_çà)", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "ㄅㄉㄓㄚㄞㄢ", "ㄆㄊㄍㄐㄔㄗㄧㄛㄟㄣ",
)  # fmt: skip
_RUN: Final = 4  # keys in a row that are one choice
_SYLLABLE_BITS: Final = 6.0  # a common word of two syllables is one of some four thousand
_DAY_BITS: Final = 15.0  # one of the days of a century
_ROW_BITS: Final = 6.0  # which row, from where, which way


class Level(Enum):
    """What an estimate comes to."""

    WEAK = auto()
    FAIR = auto()
    GOOD = auto()


ADVICE: Final[dict[Level, Msg]] = {
    Level.WEAK: N_(
        "About {bits} bits: who copies this vault can find it by trying. Names, dates, pinyin and rows of keys are tried first; "
        "six random words are better."
    ),
    Level.FAIR: N_("About {bits} bits: that holds against most, not against those who can try for years. Six random words do."),
    Level.GOOD: N_("About {bits} bits: nobody finds that by trying, as far as an estimate can tell."),
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many guesses it takes, as a power of two."""

    bits: int

    @property
    def level(self) -> Level:
        """Return what that comes to."""
        return Level.WEAK if self.bits < THIN else Level.FAIR if self.bits < ENOUGH else Level.GOOD


def of_words(count: int) -> Estimate:
    """Return the exact strength of `count` words that the program drew."""
    return Estimate(int(count * math.log2(LIST_LENGTH)))


def estimate(passphrase: str, known: Iterable[str] = ()) -> Estimate:
    """Return the estimate for a passphrase as typed; `known`: what a searcher knows too, such as the name of the vault."""
    text = unicodedata.normalize("NFKC", passphrase).strip()[:_MOST]
    if not text:
        return Estimate(0)
    words = text.split(" ")
    drawn = [math.log2(LIST_LENGTH) * len(words)] if set(words) <= _listed() else []
    taken, rest = _taken(text.casefold())
    hints = tuple(name for name in known if name)
    ways = [taken + _library(rest, hints), *drawn]
    if not _HAN.search(text):  # the library counts a Hanzi as one of ten signs
        ways.append(_library(text, hints))
    return Estimate(int(min(ways)))


def _taken(text: str) -> tuple[float, str]:
    """Return the bits of what people type in other languages and on other keyboards, and the text without it."""
    bits = 0.0
    for day in _DAY.findall(text):
        bits += _DAY_BITS
        text = text.replace(day, "", 1)
    for run in _rows(text):
        bits += _ROW_BITS
        text = text.replace(run, "", 1)
    pinyin = {run: count for run in _LATIN.findall(text) if (count := _syllables(run))}
    if sum(pinyin.values()) > 1:
        for run, count in pinyin.items():
            bits += _SYLLABLE_BITS * count
            text = text.replace(run, "", 1)
    bits += _SYLLABLE_BITS * len(_HAN.findall(text))
    return bits, _HAN.sub("", text).strip()


def _syllables(run: str) -> int:
    """Return the fewest syllables of pinyin that make up the whole of `run`, or 0; in steps, so that no text takes for ever."""
    fewest = {0: 0}
    for end in range(1, len(run) + 1):
        ways = [
            fewest[start] + 1
            for start in range(max(0, end - _LONGEST), end)
            if start in fewest and _SYLLABLE.fullmatch(run, start, end)
        ]
        if ways:
            fewest[end] = min(ways)
    return fewest.get(len(run), 0)


def _rows(text: str) -> list[str]:
    """Return the runs of keys that lie side by side on some keyboard, in either direction, the longest first at each place."""
    found, place = [], 0
    while place <= len(text) - _RUN:
        ends = [end for end in range(place + _RUN, len(text) + 1) if any(text[place:end] in row for row in _both_ways())]
        if ends:
            found.append(text[place : ends[-1]])
        place = ends[-1] if ends else place + 1
    return found


@cache
def _both_ways() -> tuple[str, ...]:
    return tuple(way for row in _ROWS for way in (row, row[::-1]))


@cache
def _listed() -> frozenset[str]:
    return frozenset(word_list())


@cache
def _dutch() -> tuple[str, ...]:
    """Return the Dutch words that the program's own sentences use: the common ones of the language are among them."""
    sentences = translated(paths.resource_path("locale/nl/LC_MESSAGES/casevault.mo").read_bytes())
    return tuple(dict.fromkeys(word for line in sentences for word in re.findall(r"[a-zà-ÿ]{4,}", line.casefold())))


def _library(text: str, known: tuple[str, ...]) -> float:
    if not text:
        return 0.0
    # Loaded at the first passphrase that is set: its lists cost some 100 ms, and opening a vault needs none of them.
    from zxcvbn import zxcvbn  # noqa: PLC0415 - see above

    return math.log2(max(1.0, float(zxcvbn(text, user_inputs=[*known, *_dutch()])["guesses"])))
