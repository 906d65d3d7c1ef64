"""Words of folded text: what stands between white space, signs and punctuation, in any script."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from casevault.domain.scripts import HAN

HAN_RUN: Final = re.compile(f"[{HAN}]+")
IS_HAN: Final = re.compile(f"[{HAN}]")


class _Apart(dict[int, str]):
    """Every character that is no letter, mark or digit becomes a space."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        self[point] = kept = character if unicodedata.category(character)[0] in "LMN" else " "
        return kept


_APART: Final = _Apart()


def words_of(folded: str) -> list[str]:
    """Return the words of folded text in order; Hanzi and letters that touch are one word."""
    return folded.translate(_APART).split()


def squeezed(folded: str) -> str:
    """Return the letters, marks and digits of folded text alone: equal for spaced, joined and hyphenated spellings."""
    return "".join(words_of(folded))


def han_count(text: str) -> int:
    """Return how many Chinese characters stand in `text`."""
    return len(IS_HAN.findall(text))
