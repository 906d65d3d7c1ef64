"""Passphrases of words drawn at random: strong by the draw alone, so they can be learned, or read out on a telephone."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from casevault import paths

if TYPE_CHECKING:
    from casevault.ambient import Ambient

COUNT: Final = 7  # 7 · log2(7776) = 90 bits: beyond guessing even where each guess is cheap, as in a PDF
LIST_LENGTH: Final = 7776
_DRAW_BYTES: Final = 2
_ACCEPTED: Final = (1 << 16) // LIST_LENGTH * LIST_LENGTH


@cache
def word_list() -> tuple[str, ...]:
    """Return the list: lower-case ASCII words without spaces or hyphens, three to nine letters."""
    return tuple(paths.resource_text("words/en.txt").split())


def words(count: int, ambient: Ambient) -> str:
    """Return `count` words, each drawn evenly and alone, joined by single spaces; seven have at most 69 bytes."""
    return " ".join(word_list()[_draw(ambient)] for _ in range(count))


def _draw(ambient: Ambient) -> int:
    """Return an even draw below the list's length: what lies beyond the last whole multiple is drawn again, never folded back."""
    while True:
        number = int.from_bytes(ambient.random_bytes(_DRAW_BYTES), "big")
        if number < _ACCEPTED:
            return number % LIST_LENGTH
