"""Tibetan names: how they are spelt in Wylie, and how they are written by ear.

Wylie is Extended Wylie (EWTS, Tibetan and Himalayan Library, 2004) for the letters that names have. What is written by ear
follows THL's Simplified Phonetic Transcription (Germano and Tournadre, 2003) in its habits, not in its last letter: people write
Tenzin, Tenzing, Dhondup and Dondrub, and `domain.sounding` holds those for one. Words are of two syllables, as Tibetan names are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LATIN: Final = "k kh g ng c ch j ny t th d n p ph b m ts tsh dz w zh z ' y r l sh s h a"
_LETTERS: Final = dict(zip("ཀཁགངཅཆཇཉཏཐདནཔཕབམཙཚཛཝཞཟའཡརལཤསཧཨ", _LATIN.split(" "), strict=True))
_SUBJOINED: Final = {chr(ord(letter) + 0x50): latin for letter, latin in _LETTERS.items()}
_VOWELS: Final = {"\u0f72": "i", "\u0f74": "u", "\u0f7a": "e", "\u0f7c": "o", "\u0f71": "", "\u0f7b": "ai", "\u0f7d": "au"}
_PREFIXES: Final = frozenset({"g", "d", "b", "m", "'"})
_SECOND_SUFFIXES: Final = frozenset({"s", "d"})
_MEDIALS: Final = frozenset({"y", "r", "l", "w"})

HAS_TIBETAN: Final = re.compile("[\u0f40-\u0f6c]")
_SYLLABLE: Final = re.compile("[\u0f40-\u0fbc]+")
_WYLIE_LETTER: Final = re.compile("tsh|kh|ng|ch|ny|th|ph|ts|dz|zh|sh|[kgcjtdnpbmwz'yrlsh]")
_WYLIE: Final = re.compile("(?P<onset>[kgcjtdnpbmwz'yrlsh]*)(?P<vowel>[aeiou])(?P<coda>(?:ng|[gdnbm'rls])?[sd]?)")
# What stands at the beginning of a syllable in Wylie and of no syllable written by ear.
_WYLIE_ONLY: Final = re.compile(
    "^(?:'[a-z]|b[sgcdktz][a-z]|b[rl][gjntdkz]|g[cntdzsy](?!a?$)[a-z]*|d[kgpbm]|m[kgcjtdn](?!$)|r[kgnjtdpbmz]|l[kgcjtdpb]|s[kgnpbm])"
)
_SYLLABLES_LEAST: Final = 2

# Root and subjoined letter, as heard.
_HEARD: Final = {
    ("p", "y"): "ch", ("ph", "y"): "ch", ("b", "y"): "j", ("m", "y"): "ny", ("k", "r"): "tr", ("kh", "r"): "tr", ("g", "r"): "dr",
    ("t", "r"): "tr", ("d", "r"): "dr", ("p", "r"): "tr", ("ph", "r"): "tr", ("b", "r"): "dr", ("s", "r"): "s", ("h", "r"): "hr",
    ("z", "l"): "d", ("k", "l"): "l", ("g", "l"): "l", ("b", "l"): "l", ("r", "l"): "l", ("s", "l"): "l", ("m", "r"): "m",
}  # fmt: skip
_ROOT: Final = {"c": "ch", "'": "", "a": "", "tsh": "ts", "th": "t", "ph": "p"}
_LAST: Final = {"g": "k", "ng": "ng", "n": "n", "b": "p", "m": "m", "r": "r", "l": "l"}
_RAISED: Final = {("a", "d"): "e", ("a", "n"): "e", ("a", "l"): "e", ("a", "s"): "e"}
_LINKING: Final = {"b": "b", "m": "m", "'": "n"}


@dataclass(frozen=True, slots=True)
class Syllable:
    """One syllable by its letters: those up to the vowel, the vowel, those after it."""

    onset: tuple[str, ...]
    vowel: str
    coda: tuple[str, ...]

    def wylie(self) -> str:
        """Return it in Wylie; the letter a that carries a bare vowel is not written twice."""
        return "".join(letter for letter in self.onset if letter != "a") + self.vowel + "".join(self.coda)

    def heard(self) -> str:
        """Return it as it is written by ear."""
        onset = list(self.onset)
        below = onset.pop() if len(onset) > 1 and onset[-1] in _MEDIALS and onset[-2] not in {"'", "a"} else ""
        if below in {"", "w"} or not onset:
            below = ""
        root = onset[-1] if onset else ""
        before = onset[-2] if len(onset) > 1 else ""
        last = self.coda[0] if self.coda else ""
        if root == "b" and before == "d":
            begun = "w" if not below and self.vowel in {"a", "e"} else below
        elif below == "l" and root == "l":
            begun = "l"
        elif self.onset[-2:] == ("l", "h"):
            begun = "lh"
        else:
            begun = _HEARD.get((root, below), _ROOT.get(root, root) + below) if below else _ROOT.get(root, root)
        return begun + _RAISED.get((self.vowel, last), self.vowel) + _LAST.get(last, "")


def tibetan_words(name: str) -> Iterator[list[str]]:
    """Yield the words of a name in Tibetan script or in Wylie, folded: first in Wylie, then as written by ear."""
    syllables = [_from_script(found) for found in _SYLLABLE.findall(name)] if HAS_TIBETAN.search(name) else _from_wylie(name)
    known = [syllable for syllable in syllables if syllable is not None]
    if len(known) < _SYLLABLES_LEAST or len(known) != len(syllables):
        return
    yield [syllable.wylie().replace("'", "") for syllable in known]
    for heard in (_heard(known, linked=False), _heard(known, linked=True)):
        yield _in_pairs(heard)
        yield _in_pairs([syllable.replace("dr", "d").replace("tr", "t") for syllable in heard])


def _heard(syllables: Sequence[Syllable], *, linked: bool) -> list[str]:
    """Return syllables as heard; `linked`: a prefix that is silent elsewhere sounds after an open syllable: Lobsang, Gendun."""
    found: list[str] = []
    for at, syllable in enumerate(syllables):
        second = at % 2 == 1
        if second and syllable.onset == ("b",) and syllable.vowel in {"a", "o"} and not syllable.coda:
            found.append(f"w{syllable.vowel}")
            continue
        prefix = syllable.onset[0] if linked and second and len(syllable.onset) > 1 else ""
        sounds = (
            bool(prefix) and bool(found) and found[-1].endswith(("a", "e", "i", "o", "u")) and syllable.onset[1] not in _MEDIALS
        )
        found.append((_LINKING.get(prefix, "") if sounds else "") + syllable.heard())
    return found


def _in_pairs(syllables: Sequence[str]) -> list[str]:
    return ["".join(syllables[at : at + 2]) for at in range(0, len(syllables), 2)]


def _from_script(text: str) -> Syllable | None:
    """Read one syllable between dots: stacks of letters, of which the one with the vowel or with letters below is the root."""
    stacks: list[list[str]] = []
    vowels: list[str] = []
    for character in text:
        if character in _LETTERS:
            stacks.append([_LETTERS[character]])
            vowels.append("")
        elif not stacks:
            return None
        elif character in _SUBJOINED:
            stacks[-1].append(_SUBJOINED[character])
        elif character in _VOWELS:
            vowels[-1] = _VOWELS[character] or vowels[-1]
    root = _root_of(stacks, vowels)
    if root < 0:
        return None
    onset = [letter for stack in stacks[:root] for letter in stack] + stacks[root]
    coda = [letter for stack in stacks[root + 1 :] for letter in stack]
    return Syllable(tuple(onset), vowels[root] or "a", tuple(coda))


def _root_of(stacks: Sequence[Sequence[str]], vowels: Sequence[str]) -> int:
    """Return which stack is the root, -1 where there is none."""
    marked = next((at for at, (stack, vowel) in enumerate(zip(stacks, vowels, strict=True)) if vowel or len(stack) > 1), -1)
    if marked >= 0 or not stacks:
        return marked
    letters = [stack[0] for stack in stacks]
    if len(letters) > 3 or (len(letters) == 3 and letters[0] in _PREFIXES and letters[2] not in _SECOND_SUFFIXES):  # noqa: PLR2004 - prefix, root, suffix
        return 1
    if len(letters) == 3 and letters[0] in _PREFIXES and letters[1] not in {"g", "ng", "b", "m", "n", "r", "l"}:  # noqa: PLR2004 - see above
        return 1
    return 0


def _from_wylie(name: str) -> list[Syllable | None]:
    """Read a name in Wylie; nothing where no syllable of it could be Wylie alone."""
    words = re.findall("[a-z']+", name)
    if not any(_WYLIE_ONLY.match(word) for word in words):
        return []
    return [_wylie_syllable(word) for word in words]


def _wylie_syllable(word: str) -> Syllable | None:
    found = _WYLIE.fullmatch(word)
    if found is None:
        return None
    onset = tuple(_WYLIE_LETTER.findall(found["onset"])) or ("a",)
    coda = tuple(re.findall("ng|[gdnbm'rls]", found["coda"]))
    return Syllable(onset, found["vowel"], coda)
