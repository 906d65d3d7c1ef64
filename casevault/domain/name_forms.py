"""How a name is said: Latin words for a name in any script, stripped of what is no name, so that two names can be compared.

    高瑜                  gao yu, and kao yu as Wade-Giles writes it
    麦比娅·萨德尔           maibiya sadeer, of which only the consonants can be held against another script
    Алесь Сялецкі         ales sialetski, and each other habit that sounds different
    AL BEN ALI, Isa       isa ali: titles, articles and "son of" do not tell people apart

These forms find people and propose duplicates. The leak scan has forms of its own (`domain.names.leak_forms`), not these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from casevault.domain.alphabets import alphabetic, is_kana, leaves_vowels_out
from casevault.domain.folding import fold
from casevault.domain.hong_kong import hong_kong_words
from casevault.domain.names import (
    chinese_readings,
    han_names,
    is_chinese_person,
    parts_of,
    romanised_words,
    typed_spellings,
    word_lists,
)
from casevault.domain.pinyin import plain_reading
from casevault.domain.pinyin_spelling import is_chinese, syllables_of, wade_giles
from casevault.domain.sounding import bones, sound
from casevault.domain.tibetan import tibetan_words
from casevault.domain.words import HAN_RUN, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


KEPT: Final = 1 << 15
LONGEST_NAME: Final = 200  # characters that are looked at: a longer text is no name
MOST_WORDS: Final = 8
MOST_FORMS: Final = 8  # of one name
READINGS: Final = 4  # of one Chinese name

_TITLES: Final = _words(
    """
    mr mrs ms miss mx dr prof professor sir madam madame monsieur mme mlle herr frau mevrouw meneer mw dhr lawyer attorney
    advocaat judge rechter teacher pastor rev reverend father sister brother mother aunt auntie uncle president prasident
    presidente shaikh sheikh sheik shaykh cheikh sayyid sayed syed haji hajji hadji geshe lama khenpo rinpoche tulku imam
    mullah
    """
)
PARTICLES: Final = _words("al el ul bin ben ibn bint binti binte")
_SERVANT: Final = re.compile("^(?:abd[aeu]l+)([a-z]{3,})$")  # Abdulaziz, Abdelaziz and Abd al-Aziz are one
_SERVANT_ALONE: Final = re.compile("^abd[aeu]l+$|^abdu$")
_ARTICLE: Final = re.compile("^al(?=[a-z]{3})")  # Arabic writes it with the word
_CAMEL: Final = re.compile("(?<=[a-z])(?=[A-Z])")
_HAS_LETTER: Final = re.compile("[a-z]")
_DIGIT: Final = re.compile("[0-9]")
_READ_AS: Final = str.maketrans("013456789", "oieasbtbg")  # digits that stand in a word for the letter they look like
_SAME_LETTERS: Final = str.maketrans("yjw", "iiv")
_NOT_LATIN: Final = re.compile("[^a-z0-9]")


class Origin(IntEnum):
    """Where a form comes from, the surest first."""

    WRITTEN = 0  # as recorded, in Latin letters
    READ = 1  # Hanzi in pinyin; Cyrillic, Uyghur, Tibetan and others letter by letter
    OTHER_SYSTEM = 2  # the same name in Wade-Giles or as Hong Kong writes it
    BONES = 3  # only the consonants can be compared: foreign names in Hanzi, kana, Arabic and Hebrew


@dataclass(frozen=True)
class Form:
    """One way in which a name is said: folded Latin words, and what they sound like."""

    words: tuple[str, ...]
    origin: Origin
    chinese: bool
    sounds: tuple[str, ...]

    @cached_property
    def bones(self) -> tuple[str, ...]:
        """The consonants of each word. Made when first asked for: the index of a Chinese name does without."""
        return tuple(map(bones, self.words))

    @cached_property
    def slips(self) -> tuple[str, ...]:
        """The words as slips are counted in them: y j w as the vowels they stand for. Made when first asked for."""
        return tuple(map(_slip, self.words))

    @property
    def joined(self) -> str:
        """The letters alone."""
        return "".join(self.words)


@dataclass(frozen=True, slots=True)
class NameForms:
    """A name for comparing: its Hanzi where it is a Chinese person's, and how it is said."""

    hanzi: str
    forms: tuple[Form, ...]


@lru_cache(maxsize=KEPT)
def name_forms(name: str) -> NameForms:
    """Return the forms of a name, the surest first; none for a text without letters."""
    hanzi = fold(name[:LONGEST_NAME]).strip()
    if is_chinese_person(hanzi):  # most names in most vaults
        return NameForms(hanzi, tuple(_read(hanzi))[:MOST_FORMS])
    hanzi = ""
    found: dict[tuple[str, ...], Form] = {}
    for part in parts_of(name[:LONGEST_NAME]):
        folded = fold(part).strip()
        hanzi = hanzi or next(filter(is_chinese_person, han_names(folded)), "")
        for form in _forms(part, folded):
            found.setdefault(form.sounds if form.origin is Origin.READ else form.words, form)
    ordered = sorted(found.values(), key=lambda form: form.origin)
    return NameForms(hanzi, tuple(ordered[:MOST_FORMS]))


def _forms(part: str, folded: str) -> Iterator[Form]:
    if folded.isascii():
        yield from _written(part)
        return
    for found in han_names(folded):
        if is_chinese_person(found):
            yield from _read(found)
        else:
            yield from _cleaned(("".join(plain_reading(run)) for run in found.split()), Origin.BONES)
    yield from _written(HAN_RUN.sub(" ", part))
    for spelling in romanised_words(part)[: MOST_FORMS * 2]:
        yield from _cleaned(spelling, Origin.READ)
    for words in tibetan_words(folded):
        yield from _cleaned(words, Origin.READ)
    if spelt := alphabetic(folded):
        words = [_ARTICLE.sub("", word) for word in words_of(spelt)] if leaves_vowels_out(folded) else words_of(spelt)
        yield from _cleaned(words, Origin.BONES if leaves_vowels_out(folded) or is_kana(folded) else Origin.READ)


def _read(hanzi: str) -> Iterator[Form]:
    readings = chinese_readings(hanzi)
    for family, given in readings[:READINGS]:
        yield _form(("".join(family), "".join(given)), Origin.READ, chinese=True)
    family, given = next(iter(readings), ((), ()))
    yield from _other_systems((*family, *given), len(family))
    for words in hong_kong_words(hanzi):
        yield _form(words, Origin.OTHER_SYSTEM, chinese=True)


def _written(part: str) -> Iterator[Form]:
    if " " not in part.strip():
        part = _CAMEL.sub(" ", part)
    for words in word_lists(typed_spellings(part)):
        for form in _cleaned(words, Origin.WRITTEN):
            yield form
            if form.chinese:
                parts = [syllables_of(word) for word in form.words]
                yield from _other_systems(tuple(s for part in parts for s in part), len(parts[0]))
    for words in tibetan_words(fold(part)):
        yield from _cleaned(words, Origin.READ)


def _other_systems(syllables: tuple[str, ...], family: int) -> Iterator[Form]:
    written = [wade_giles(syllable) for syllable in syllables]
    words = ("".join(written[:family]), "".join(written[family:]))
    if tuple(written) != syllables and all(words):
        yield _form(words, Origin.OTHER_SYSTEM, chinese=True)


def _cleaned(words: Iterable[str], origin: Origin) -> Iterator[Form]:
    """Yield the form that folded words make, where they are Latin: without titles and particles, each word once."""
    spelt = [_plain(word) for word in words]
    latin = [word for word in spelt if word and not _NOT_LATIN.search(word)]
    if len(latin) != len([word for word in spelt if word]):
        return
    split = [piece for word in latin for piece in servant(word)]
    bare = [word for word in split if word not in _TITLES and word not in PARTICLES] or split
    kept = tuple(dict.fromkeys(bare))[:MOST_WORDS]
    if any(map(_HAS_LETTER.search, kept)):
        yield _form(kept, origin, chinese=origin is Origin.WRITTEN and is_chinese(kept))


def _plain(word: str) -> str:
    if _DIGIT.search(word) and _HAS_LETTER.search(word):
        return word.translate(_READ_AS)
    return word


def servant(word: str) -> tuple[str, ...]:
    """Return a folded word as the words it is made of where it is "servant of": Abdulaziz, Abdelaziz and Abd al-Aziz are one."""
    if found := _SERVANT.match(word):
        return ("abd", found[1])
    return ("abd",) if _SERVANT_ALONE.match(word) else (word,)


def _form(words: tuple[str, ...], origin: Origin, *, chinese: bool) -> Form:
    return Form(words, origin, chinese, words if chinese else tuple(map(sound, words)))


def _slip(word: str) -> str:
    return word.translate(_SAME_LETTERS)
