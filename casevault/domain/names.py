"""A name in every spelling: the keys by which it is found, and the forms in which it could leak.

Neither guesses a person's other names: Wade-Giles, pen names and misspellings count where someone recorded them as an alias.
Initials are a search key, never a form of a leak: two letters stand in every text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from casevault.domain.folding import fold
from casevault.domain.pinyin import person_readings, plain_reading
from casevault.domain.scripts import AFTER_L_OR_N, TYPED_FOR, romanised
from casevault.domain.words import HAN_RUN, han_count, squeezed, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# (family syllables, given syllables)
Reading = tuple[tuple[str, ...], tuple[str, ...]]
KeyKind = Literal["name", "pinyin", "script", "initials"]

PERSON_HANZI: Final = range(2, 5)  # a Chinese name has two to four characters; longer ones are foreign names or institutions
SPELLINGS: Final = 16  # of one name with dotted letters
KEPT_NAMES: Final = 1 << 16  # names whose forms are kept, so that 50,000 are worked out once
KEPT_READINGS: Final = 1 << 10  # names whose readings are kept while their keys are made
LEAST_WORDS: Final = 2
LEAST_HANZI: Final = 2

_BRACKETS: Final = re.compile('[()\\[\\]{}<>/|;\u3008-\u3011\uff08\uff09\u300c-\u300f\u00ab\u00bb\u201c\u201d"]')
_DOTTED: Final = re.compile(f"[{''.join(TYPED_FOR)}]")


class NameKey(NamedTuple):
    """One key of a name: `key` holds letters, marks and digits alone."""

    kind: KeyKind
    key: str


@dataclass(frozen=True, slots=True)
class Shape:
    """How much of a name there is: Chinese characters, and words in other scripts."""

    hanzi: int
    words: int


def name_shape(name: str) -> Shape:
    """Return how many Hanzi and how many other words `name` has: two words or three Hanzi are no ordinary word."""
    folded = fold(name)
    return Shape(han_count(folded), len(words_of(HAN_RUN.sub(" ", folded))))


@lru_cache(maxsize=KEPT_READINGS)
def name_keys(name: str, script: str = "") -> tuple[NameKey, ...]:
    """Return every key by which `name` is found, without doubles, in a fixed order. `script` is not needed: letters tell it."""
    del script
    keys = [NameKey("name", key) for key in written_keys(name)]
    chinese = is_chinese_person(squeezed(fold(name)))
    for family, given in chinese_readings(name):
        keys += [NameKey("pinyin", "".join((*family, *given))), NameKey("pinyin", "".join((*given, *family)))]
    initials = {"".join(part[0] for part in (*family, *given)) for family, given in chinese_readings(name)}
    keys += [NameKey("initials", key) for key in sorted(initials)]
    for spelt in () if chinese else romanised_words(name):
        keys += [NameKey("script", "".join(order)) for order in _orders(spelt)]
    return tuple(dict.fromkeys(key for key in keys if key.key))


@lru_cache(maxsize=KEPT_READINGS)
def written_keys(name: str) -> tuple[str, ...]:
    """Return the keys of `name` as it is written, the whole first, without doubles: those of kind "name" among `name_keys`.

    Who tells namesakes needs no others, and how a name is read in other scripts is most of the work.
    """
    whole = squeezed(fold(name))
    keys = [whole]
    for part in () if is_chinese_person(whole) else parts_of(name):
        for words in word_lists(typed_spellings(part)):
            keys += ["".join(order) for order in _orders(words)]
    return tuple(dict.fromkeys(filter(None, keys)))


@lru_cache(maxsize=KEPT_NAMES)
def leak_forms(name: str, *, spaced_only: bool = False) -> frozenset[str]:
    """Return every folded form a scan must look for so that `name` is not missed, whatever script it was recorded in.

    As written, family name first and last, joined; Hanzi (both scripts fold to one) and their pinyin with every reading, spaced,
    joined, hyphenated; romanised Cyrillic and Uyghur; ü as u, v, ue, yu. `spaced_only`: one form for all that differ only in
    spaces and hyphens, with a space wherever one may stand; enough for whoever compares without them, and far fewer.
    """
    folded = fold(name).strip()
    forms = {folded}
    if is_chinese_person(folded):  # most names in most vaults; what follows would find no more
        for family, given in person_readings(folded):
            forms.update(_pinyin_forms(family, given, spaced_only=spaced_only))
        return frozenset(forms)
    for part in parts_of(name):
        forms.update(_latin_forms(part, spaced_only=spaced_only))
        for run in [squeezed(found) for found in han_names(part)]:
            forms.add(run)
            for family, given in chinese_readings(run):
                forms.update(_pinyin_forms(family, given, spaced_only=spaced_only))
    return frozenset(form for form in forms if squeezed(form))


@lru_cache(maxsize=KEPT_READINGS)
def chinese_readings(name: str) -> tuple[Reading, ...]:
    """Return the readings of each Chinese name in `name`, likeliest first; a longer one is read plainly, with no family."""
    if name.isascii():
        return ()
    folded = fold(name)
    if is_chinese_person(folded):
        return tuple(person_readings(folded))
    return tuple(_chinese_readings(name))


def _chinese_readings(name: str) -> Iterator[Reading]:
    for part in parts_of(name):
        for found in han_names(part):
            han = squeezed(found)
            if len(han) in PERSON_HANZI and han == found:
                yield from person_readings(han)
            elif reading := plain_reading(han):
                yield (), reading


def is_chinese_person(folded: str) -> bool:
    """Say whether a folded name is two to four Hanzi and nothing else."""
    return len(folded) in PERSON_HANZI and HAN_RUN.fullmatch(folded) is not None


@lru_cache(maxsize=KEPT_READINGS)
def romanised_words(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the folded words of each Latin spelling of a name in Cyrillic or in Uyghur Arabic script."""
    return tuple(map(tuple, word_lists(_romanised_spellings(name))))


def parts_of(name: str) -> list[str]:
    """Return `name` and, where brackets or strokes part it, what stands before them, and what stands in them if it is a name too.

    A remark in brackets is not a name: one word, or words in small letters.
    """
    first, *others = _BRACKETS.split(name)
    if not others:
        return [whole] if (whole := name.strip()) else []
    named = [piece for piece in others if _is_name(piece)]
    return list(dict.fromkeys(piece.strip() for piece in (name, first, *named) if piece.strip()))


def _is_name(piece: str) -> bool:
    shape = name_shape(piece)
    return shape.hanzi >= LEAST_HANZI or (shape.words >= LEAST_WORDS and not any(word[0].islower() for word in piece.split()))


def han_names(part: str) -> list[str]:
    """Return the runs of Hanzi in a part of a name, folded; runs that only dots and spaces part are one foreign name."""
    folded = fold(part)
    runs = HAN_RUN.findall(folded)
    if len(runs) > 1 and not words_of(HAN_RUN.sub(" ", folded)):
        return [" ".join(runs)]
    return [run for run in runs if len(run) >= LEAST_HANZI or run == folded]


def _lower(name: str) -> str:
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).lower())


def typed_spellings(name: str) -> Iterator[str]:
    """Yield folded spellings of `name` with each dotted letter in the ways it is typed."""
    lower = _lower(name)
    yield fold(lower)
    if _DOTTED.search(lower):
        pieces = [
            AFTER_L_OR_N if character == "ü" and before in "ln" else TYPED_FOR.get(character, (character,))
            for before, character in zip(" " + lower, lower, strict=False)
        ]
        for spelt in islice(product(*pieces), SPELLINGS):
            yield fold("".join(spelt))


def _romanised_spellings(name: str) -> Iterator[str]:
    if name.isascii():
        return
    for spelling in romanised(_lower(name)):
        yield from typed_spellings(spelling)


def word_lists(spellings: Iterable[str]) -> Iterator[list[str]]:
    """Yield the words of the alphabetic part of each folded spelling of a name; "Family, Given" is turned round."""
    for spelling in dict.fromkeys(spellings):
        alphabetic = HAN_RUN.sub(" ", spelling)
        before, comma, after = alphabetic.partition(",")
        words = [*words_of(after), *words_of(before)] if comma else words_of(alphabetic)
        if words:
            yield words


def _orders(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield a name's words as they stand, with the first one last, with the last one first, and first and last alone."""
    yield tuple(words)
    if len(words) >= LEAST_WORDS:
        yield (*words[1:], words[0])
        yield (words[-1], *words[:-1])
    if len(words) > LEAST_WORDS:
        yield (words[0], words[-1])
        yield (words[-1], words[0])


def _latin_forms(part: str, *, spaced_only: bool) -> Iterator[str]:
    mixed = bool(HAN_RUN.search(fold(part)))
    for words in word_lists((*typed_spellings(part), *_romanised_spellings(part))):
        if mixed and len(words) < LEAST_WORDS:
            continue  # the one Latin word beside a Chinese name is a title as often as a name
        for order in _orders(words):
            yield " ".join(order)
            if not spaced_only:
                yield "".join(order)


def _pinyin_forms(family: tuple[str, ...], given: tuple[str, ...], *, spaced_only: bool) -> Iterable[str]:
    spaced = {" ".join((*family, *given)), " ".join((*given, *family))}
    if spaced_only:
        return spaced
    last, first = "".join(family), "".join(given)
    hyphened = "-".join(given)
    joined = {last + first, first + last, f"{last} {first}".strip(), f"{first} {last}".strip()}
    return spaced | joined | {f"{last} {hyphened}".strip(), f"{hyphened} {last}".strip()}
