"""Words that no dictionary and no other value holds, in five scripts: where one is read, its value is known."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random

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

    def word(self, script: str = "", syllables: int = 4) -> str:
        """Return a word of `script`, or of any; as long as `syllables` (Hanzi: one each)."""
        chosen = script or self.rng.choice(SCRIPTS)
        while True:
            made = "".join(self._syllable(chosen) for _ in range(syllables))
            if made not in _own_sentences() and not any(made in known or known in made for known in self._drawn):
                self._drawn.add(made)
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


def in_a_hurry(rng: Random, word: str, kind: str, script: str) -> str:
    """Return a name or number as somebody may write it in a hurry, or copy it from somewhere."""
    ways = [word, word, word.upper(), f"({word})", f"“{word}”", word.replace(" ", "\u00a0"), word[:2] + "\u200b" + word[2:]]
    if kind == "number":
        ways += [word.replace(" ", "-"), word.translate(str.maketrans("0123456789", "０１２３４５６７８９"))]
    elif script in {"Latn", "Cyrl"}:
        ways += [f"{word}'s", word.replace(" ", "-"), " ".join(reversed(word.split())), word.replace("a", "а"), word.casefold()]
    elif script == "Hans":
        ways += [word[0] + " " + word[1:], f"{word}律师", f"据{word}说"]
    return rng.choice(ways)
