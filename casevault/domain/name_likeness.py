"""How alike two names are, and why: what a person would answer to "could this be the same name?".

Words are matched one to one: the same, of the same sound, a letter apart, or an initial. What is left over may stand on one side
alone: a middle name that one source leaves out. Words left over on both sides tell two people apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from casevault.domain.name_forms import Form, Origin, name_forms
from casevault.domain.pinyin import readings_of
from casevault.domain.slips import slips

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    _Word = tuple[str, str, str]  # the word, its sound, and itself as slips are counted
    _Fits = Callable[[_Word, _Word], bool]

KEPT: Final = 1 << 14

_SHORT_NAME, _LONG_NAME = 7, 10  # letters of a whole name: Gao Yu is borne by thousands
_NEAR_LEAST = 5  # letters of a word that may be a letter off
_SHORT_LEAST = 3  # the same where two other words of the name are the same
_LONG_WORD = 9  # letters of a word that may be two letters off
_WORDS_LEAST = 2
_NEAR_MOST = 2  # words of one name that may be off
_BONES_WORD, _BONES_NAME = 2, 5  # consonants of a word and of a name that say anything
_RARE_SURNAME = 6
_HANZI_LEAST = 3  # characters of a name of which one may be another
_FEMININE = ("a", "aya", "aia", "aja")
_MASCULINE = ("ov", "ev", "in", "yn", "ski", "sky", "skii", "skiy", "skij", "y", "i", "ii", "iy")
_DOUBLED = re.compile(r"(.)\1+")
_PIECES_MOST = 4  # words of which some may stand as one on the other side


class Why(StrEnum):
    """Why two records may be, or are less likely to be, one person; the codes that a report prints."""

    SAME_NAME = "same_name"
    OTHER_SCRIPT = "same_name_in_other_script"
    OTHER_SYSTEM = "same_name_in_other_romanisation"
    OTHER_ORDER = "same_name_in_other_order"
    ALIAS = "by_other_name"
    SOUNDS = "sounds_the_same"
    NEAR = "one_letter_apart"
    PART = "part_of_the_name"
    INITIALS = "initials_fit"
    BIRTH = "same_birth"
    IDENTIFIER = "same_identity_number"
    CHANNEL = "same_contact"
    OTHER_BIRTH = "different_birth"
    OTHER_SEX = "different_sex"
    OTHER_PLACE = "different_birth_place"
    OTHER_ETHNICITY = "different_ethnicity"
    OTHER_IDENTIFIER = "different_identity_number"


AGAINST: Final = frozenset({Why.OTHER_BIRTH, Why.OTHER_SEX, Why.OTHER_PLACE, Why.OTHER_ETHNICITY, Why.OTHER_IDENTIFIER})


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are, 0 to 100, and why."""

    score: int = 0
    why: tuple[Why, ...] = ()


NONE: Final = Likeness()


@lru_cache(maxsize=KEPT)
def likeness(one: str, other: str) -> Likeness:
    """Return how alike two names are in any scripts; symmetric. Equal names of two or three Hanzi are common, and score so."""
    first, second = name_forms(one), name_forms(other)
    if first.hanzi and second.hanzi:
        return _of_hanzi(first.hanzi, second.hanzi)
    found = (_of_forms(a, b) for a in first.forms for b in second.forms)
    return max(found, key=lambda alike: alike.score, default=NONE)


def _of_hanzi(one: str, other: str) -> Likeness:
    if one == other:
        return Likeness({2: 72, 3: 80}.get(len(one), 86), (Why.SAME_NAME,))
    if len(one) != len(other) or len(one) < _HANZI_LEAST:
        return NONE
    apart = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(apart) == 1 and set(readings_of(apart[0][0])) & set(readings_of(apart[0][1])):
        return Likeness(64, (Why.SOUNDS,))
    return NONE


def _of_forms(one: Form, other: Form) -> Likeness:  # noqa: PLR0911 - one way out for each degree of likeness
    origin = max(one.origin, other.origin)
    if origin is Origin.BONES:
        return _of_bones(one, other)
    if one.origin is Origin.OTHER_SYSTEM and other.origin is Origin.OTHER_SYSTEM:
        return NONE  # what two names share in Wade-Giles alone, they do not share
    across = (Why.OTHER_SYSTEM,) if origin is Origin.OTHER_SYSTEM else (Why.OTHER_SCRIPT,) if origin else ()
    less = {Origin.WRITTEN: 0, Origin.READ: 4, Origin.OTHER_SYSTEM: 10}[origin]
    letters = min(len(one.joined), len(other.joined))
    base = (72 if letters < _SHORT_NAME else 80 if letters < _LONG_NAME else 86) - less
    if one.words == other.words or one.joined == other.joined:
        return Likeness(base if len(one.words) > 1 or len(other.words) > 1 else base - 8, across or (Why.SAME_NAME,))
    if sorted(one.words) == sorted(other.words) or one.joined in _turned(other.words) or other.joined in _turned(one.words):
        return Likeness(base - 2, (*across, Why.OTHER_ORDER) if across else (Why.OTHER_ORDER,))
    if one.chinese and other.chinese:
        return NONE
    if max(len(one.words), len(other.words)) > _PIECES_MOST and not set(one.slips) & set(other.slips):
        return NONE  # long names that share no word are not slips of each other
    matched = _Matched(one, other)
    return Likeness(base - matched.less, (*across, *matched.why)) if matched.holds else NONE


def _turned(words: Sequence[str]) -> tuple[str, ...]:
    return ("".join((*words[1:], words[0])), "".join((words[-1], *words[:-1])))


def _of_bones(one: Form, other: Form) -> Likeness:
    if one.origin is other.origin and one.joined == other.joined:
        return Likeness(76, (Why.SOUNDS,))
    if len(one.bones) != len(other.bones) or len(one.bones) < _WORDS_LEAST or one.chinese or other.chinese:
        return NONE
    held = sorted(one.bones)
    if held != sorted(other.bones) or min(map(len, held)) < _BONES_WORD or sum(map(len, held)) < _BONES_NAME:
        return NONE
    return Likeness(64, (Why.OTHER_SCRIPT, Why.SOUNDS))


class _Matched:
    """The words of two names matched one to one: how much less than equal they are, and whether they may be one name at all."""

    def __init__(self, one: Form, other: Form) -> None:
        self.why: list[Why] = []
        self._left = list(zip(one.words, one.sounds, one.slips, strict=True))
        self._right = list(zip(other.words, other.sounds, other.slips, strict=True))
        self._equal = self._sounding = self._near = self._initials = 0
        self._rare = False
        self._match()
        full = self._equal + self._sounding + self._near
        single = len(one.words) == 1 == len(other.words)
        apart = bool(self._left) and bool(self._right)
        initialled = self._initials > 0 and full == 1 and self._equal == 1 and self._rare and not self._left and not self._right
        self.holds = (
            not apart
            and self._near <= _NEAR_MOST
            and (full >= _WORDS_LEAST or initialled or (single and full == 1 and len(one.joined) > _RARE_SURNAME))
        )
        self.less = 0
        across = one.origin is not other.origin  # then most of the difference is the romanisation's
        for count, each, most, why in (
            (self._sounding, 4 if across else 7, 8 if across else 14, Why.SOUNDS),
            (self._near, 10, 20, Why.NEAR),
            (self._initials, 20 if initialled else 6, 20, Why.INITIALS),
            (len(self._left) + len(self._right), 10, 10, Why.PART),
        ):
            if count:
                self.less += min(count * each, most)
                self.why.append(why)

    def _match(self) -> None:
        self._equal = self._pair(lambda a, b: a[0] == b[0] and len(a[0]) > 1, rare=True)
        self._sounding = self._pair(_sounds_like)
        self._near = self._pair(_near)
        if self._equal + self._sounding >= _WORDS_LEAST:  # the rest of the name speaks for a slip in a short word
            self._near += self._pair(lambda a, b: _near(a, b, least=_SHORT_LEAST))
        self._near += self._joined(self._left, self._right) + self._joined(self._right, self._left)
        self._initials = self._pair(lambda a, b: 1 in {len(a[0]), len(b[0])} and a[0][0] == b[0][0])

    def _pair(self, fits: _Fits, *, rare: bool = False) -> int:
        count = 0
        for left in tuple(self._left):
            right = next((right for right in self._right if fits(left, right)), None)
            if right is not None:
                self._left.remove(left)
                self._right.remove(right)
                self._rare = self._rare or (rare and len(left[0]) >= _RARE_SURNAME)
                count += 1
        return count

    def _joined(self, parted: list[_Word], whole: list[_Word]) -> int:
        """Match words of one side that stand as one word on the other: Mohammad Hasni and Mohammadhasni."""
        if not whole or len(parted) > _PIECES_MOST:
            return 0
        for first in range(len(parted)):
            for last in range(first + 2, len(parted) + 1):
                joined = (
                    "".join(word for word, _, _ in parted[first:last]),
                    "",
                    "".join(slip for *_, slip in parted[first:last]),
                )
                for word in whole:
                    if joined[2] == word[2] or _near(joined, word):
                        del parted[first:last]
                        whole.remove(word)
                        return 1
        return 0


def _sounds_like(one: _Word, other: _Word) -> bool:
    """Say whether words sound the same and are written alike in half of their letters, or differ in doubled letters alone."""
    if one[1] != other[1] or min(len(one[0]), len(other[0])) == 1:
        return False
    if _DOUBLED.sub(r"\1", one[2]) == _DOUBLED.sub(r"\1", other[2]):
        return True
    half = max(len(one[0]), len(other[0])) // 2
    return len(one[1]) > _WORDS_LEAST and slips(one[0], other[0], half) <= half


def _near(one: _Word, other: _Word, *, least: int = _NEAR_LEAST) -> bool:
    """Say whether one is a slip of the other: a letter more, less, other or swapped; two in a long word."""
    first, second = one[2], other[2]
    short = min(len(first), len(second))
    if short < least:
        return False
    most = 2 if short >= _LONG_WORD else 1
    if slips(first, second, most) > most:
        return False
    return not _of_two_sexes(one[0], other[0])


def _of_two_sexes(one: str, other: str) -> bool:
    """Say whether two words are a surname of a man and of a woman: Baranov and Baranova."""
    short, long = sorted((one, other), key=len)
    return any(
        long.endswith(ending) and short.endswith(_MASCULINE) and long.removesuffix(ending).startswith(short.rstrip("iy"))
        for ending in _FEMININE
    )
