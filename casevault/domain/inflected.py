"""A name as it is bent in a sentence: Cyrillic cases, and the endings that Dutch, English and Uyghur glue to a Latin name.

Only for finding a name that may not appear: a form too many costs a question, so the endings are wide and no grammar is asked.
"""

# Cyrillic endings are the subject of this module.
# ruff: noqa: RUF001

from __future__ import annotations

import re
from itertools import product

# Ending of the nominative, what it becomes in each case (genitive, dative, instrumental, prepositional, accusative).
_CASES: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("ский", (("ского",), ("скому",), ("ским",), ("ском",))),
    ("цкий", (("цкого",), ("цкому",), ("цким",), ("цком",))),
    ("кий", (("кого",), ("кому",), ("ким",), ("ком",))),
    ("ый", (("ого",), ("ому",), ("ым",), ("ом",))),
    ("ий", (("его", "ия"), ("ему", "ию"), ("им", "ием"), ("ем", "ии"))),
    ("ой", (("ого", "оя"), ("ому", "ою"), ("ым", "оем"), ("ом", "ое"))),
    ("кі", (("кага", "кого"), ("каму", "кому"), ("кім",), ("кім",))),
    ("ы", (("ага",), ("аму",), ("ым",), ("ым",))),
    ("і", (("яга", "ага"), ("яму", "аму"), ("ім",), ("ім",))),
    ("ая", (("ой", "ай"), ("ой", "ай"), ("ой", "ай"), ("ую",))),
    ("яя", (("ей", "яй"), ("ей", "яй"), ("ей", "яй"), ("юю",))),
    ("ова", (("овой", "овы"), ("овой", "ове"), ("овой", "овай"), ("ову",))),
    ("ева", (("евой", "евы"), ("евой", "еве"), ("евой", "евай"), ("еву",))),
    ("ина", (("иной", "ины"), ("иной", "ине"), ("иной", "инай"), ("ину",))),
    ("ия", (("ии",), ("ии",), ("ией",), ("ию",))),
    ("а", (("ы", "и"), ("е", "э"), ("ой", "ай", "ою", "аю"), ("у",))),
    ("я", (("и", "і"), ("е", "і"), ("ей", "яй"), ("ю",))),
    ("ь", (("я", "и"), ("ю", "и"), ("ем", "ём", "ью"), ("е", "і"))),
    ("й", (("я",), ("ю",), ("ем",), ("е", "і"))),
    ("ў", (("ва",), ("ву",), ("вым", "вам"), ("ве",))),
)
_AFTER_CONSONANT = (("а",), ("у",), ("ом", "ым", "ем", "ам"), ("е",))
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_VOWELS = frozenset("аеёиоуыэюяіїєӘәөүҮ")
_WORDS = 3
_LATIN_ENDINGS = ("s", "ning", "ni", "gha", "qa", "ge", "ke", "din", "tin", "da", "ta", "de", "te", "lar", "ler")
_ONE_WORD_LEAST = 5  # letters: "Lin" and "da" make a name of somebody else
_SHORT = 10  # letters: a longer name is found inside a longer word as it is


def cyrillic_forms(name: str) -> frozenset[str]:
    """Return a Cyrillic name of up to three words in its other cases; nothing for any other name."""
    words = name.split()
    if not 0 < len(words) <= _WORDS or any(_CYRILLIC.match(word) is None for word in words):
        return frozenset()
    bent = [_bent(word) for word in words]
    return frozenset(" ".join(form) for case in range(len(_AFTER_CONSONANT)) for form in product(*(one[case] for one in bent)))


def _bent(word: str) -> tuple[tuple[str, ...], ...]:
    low = word.casefold()
    for ending, cases in _CASES:
        if low.endswith(ending) and len(word) > len(ending):
            return tuple(tuple(word[: len(word) - len(ending)] + one for one in case) for case in cases)
    if low[-1] in _VOWELS or not low[-1].isalpha():
        return tuple((word,) for _ in _AFTER_CONSONANT)
    return tuple(tuple(word + one for one in case) for case in _AFTER_CONSONANT)


def glued_forms(name: str) -> frozenset[str]:
    """Return a short Latin name with each ending that is written on to it; none for one word of under five letters."""
    letters = name.replace(" ", "")
    least = 0 if " " in name else _ONE_WORD_LEAST
    short = letters.isascii() and letters.isalpha() and least <= len(letters) < _SHORT
    return frozenset(name + ending for ending in _LATIN_ENDINGS) if short else frozenset()
