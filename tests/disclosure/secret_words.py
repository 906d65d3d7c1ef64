"""Words that no dictionary and no other value holds, in five scripts: where one is read, its value is known."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

import opencc
from pypinyin import Style, lazy_pinyin

SCRIPTS = ("Latn", "Hans", "Arab", "Tibt", "Cyrl")
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"
_CYRILLIC = ("бвгдзклмнпрст", "аеиоу")
_UYGHUR = ("بتجدرزسغفقكلمن", "اەوۇى")
_TIBETAN = "ཀཁགངཅཆཇཉཏཐདནཔཕབམཙཚཛཝཞཟཡརལཤས"
_SYLLABLES = re.compile("[\u0f40-\u0f6c][\u0f71-\u0f84]")
_TIBETAN_VOWELS = "\u0f72\u0f74\u0f7a\u0f7c"
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
_HANZI = "墨雯慧兆若兰国强依然清岚澜沁霖岩峻皓翰昊曦瑾瑜璟琪琬翊翎芮芷茜荻菀萱蔚蕴薇衡谨谦轩逸铭锐锦霄霁靖韬颖馨骏鸿鹤麟黛"
# Letters of one script drawn as another's, undone on both sides of every comparison.
LOOK_ALIKES = str.maketrans("аеорсухіјѕԁ", "aeopcyxijsd")


@cache
def _own_sentences() -> str:
    """Return what the program itself says: "ganisati" stands in every organisation."""
    folder = Path(__file__).parents[2] / "resources"
    return "".join(path.read_text(encoding="utf-8").lower() for path in sorted(folder.glob("**/*.po")))


def dice(seed: int) -> Random:
    """Return what draws the cases of `seed`."""
    return Random(seed)  # noqa: S311 - draws cases that repeat, and no key


class Words:
    """Draws words, each once."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._drawn: set[str] = set()
        self._pairs: set[str] = set()  # of syllables that are a given name by themselves

    def word(self, script: str = "", syllables: int = 4) -> str:
        """Return a word of `script`, or of any; as long as `syllables` (Hanzi: one each)."""
        chosen = script or self.rng.choice(SCRIPTS)
        while True:
            drawn = [self._syllable(chosen) for _ in range(syllables)]
            made, pairs = "".join(drawn), {one + two for one, two in pairwise(drawn)} if chosen in {"Hans", "Tibt"} else set()
            if pairs & self._pairs:
                continue
            if made not in _own_sentences() and not any(made in known or known in made for known in self._drawn):
                self._drawn.add(made)
                self._pairs |= pairs
                return made

    def person(self, script: str = "") -> str:
        """Return a name as a person has one."""
        chosen = script or self.rng.choice(SCRIPTS)
        match chosen:
            case "Hans":
                return self.rng.choice(_SURNAMES) + self.word("Hans", 2)
            case "Tibt":
                return "་".join(_SYLLABLES.findall(self.word("Tibt", 4)))
            case "Arab":
                return f"{self.word('Arab', 3)} {self.word('Arab', 3)}"
            case _:
                return " ".join(self.word(chosen, 3).capitalize() for _ in range(self.rng.choice((2, 2, 3))))

    def digits(self, count: int) -> str:
        """Return a number of `count` digits that begins with none."""
        while (made := str(self.rng.randrange(10 ** (count - 1), 10**count))) in self._drawn:
            pass
        self._drawn.add(made)
        return made

    def _syllable(self, script: str) -> str:
        pick = self.rng.choice
        match script:
            case "Hans":
                return pick(_HANZI)
            case "Tibt":
                return pick(_TIBETAN) + pick(_TIBETAN_VOWELS)
            case "Arab":
                return pick(_UYGHUR[0]) + pick(_UYGHUR[1])
            case "Cyrl":
                return pick(_CYRILLIC[0]) + pick(_CYRILLIC[1])
            case _:
                return pick(_CONSONANTS) + pick(_VOWELS)


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def in_traditional(name: str) -> str:
    """Return a name in simplified characters as it is written elsewhere."""
    return str(_to_traditional().convert(name))


def in_pinyin(name: str, *, marks: bool = False) -> str:
    """Return a name in characters as it is read, family name first; with the marks of the tones or without."""
    family, given = ("".join(lazy_pinyin(part, style=Style.TONE if marks else Style.NORMAL)) for part in (name[0], name[1:]))
    return f"{family.capitalize()} {given.capitalize()}"


def word_apart(rng: Random) -> str:
    """Return a word of letters that no planted one has: of what is made up while a vault is disclosed."""
    return "".join(rng.choice("wxq") + rng.choice(_VOWELS) for _ in range(7))


def in_a_hurry(rng: Random, word: str, kind: str, script: str) -> str:
    """Return a name or number as somebody may write it in a hurry, or copy it from somewhere."""
    ways = [word, word, word.upper(), f"({word})", f"“{word}”", word.replace(" ", "\u00a0"), word[:2] + "\u200b" + word[2:]]
    if kind == "number":
        ways += [word.replace(" ", "-"), word.translate(str.maketrans("0123456789", "０１２３４５６７８９"))]
    elif script in {"Latn", "Cyrl"}:
        ways += [f"{word}'s", word.replace(" ", "-"), " ".join(reversed(word.split())), word.replace("a", "а"), word.casefold()]
        ways += [word.replace("a", "á").replace("o", "ö"), word.replace(" ", "\N{MIDDLE DOT}")]
    elif script == "Hans":
        ways += [word[0] + " " + word[1:], f"{word}律师", f"据{word}说"]
        ways += [in_traditional(word), in_pinyin(word), in_pinyin(word, marks=True), in_pinyin(word).upper()]
    return rng.choice(ways)
