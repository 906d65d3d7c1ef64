"""Passphrases of words drawn at random: strong by the draw alone, so they can be learned, or read out on a telephone."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING, Final

from casevault import paths

if TYPE_CHECKING:
    from casevault.ambient import Ambient

COUNT: Final = 7  # 7 · log2(7776) = 90 bits: beyond guessing even where each guess is cheap, as in a PDF
LIST_LENGTH: Final = 7776
FINGERPRINT_COUNT: Final = 8  # 103 bits: whoever wants a key of the same words has to make 2^103 of them
_DRAW_BYTES: Final = 2
_ACCEPTED: Final = (1 << 16) // LIST_LENGTH * LIST_LENGTH


@cache
def word_list() -> tuple[str, ...]:
    """Return the list: lower-case ASCII words without spaces or hyphens, three to nine letters."""
    return tuple(paths.resource_text("words/en.txt").split())


def words(count: int, ambient: Ambient) -> str:
    """Return `count` words, each drawn evenly and alone, joined by single spaces; seven have at most 69 bytes."""
    return " ".join(word_list()[_draw(ambient)] for _ in range(count))


def fingerprint(public: bytes, kind: str) -> str:
    """Return the eight words by which two people compare a public key of a `kind` ("minisign", "age") on the telephone.

    Words of the same list, from a hash: what is public may be hashed, and the kind in it keeps a key of one kind from having the
    words of another. Each word takes 8 bytes of the hash, so the remainder favours none (by 2^-51).
    """
    digest = hashlib.blake2b(kind.encode("ascii") + b"\0" + public, person=b"casevault/1/word").digest()
    parts = [int.from_bytes(digest[at : at + 8], "big") for at in range(0, 8 * FINGERPRINT_COUNT, 8)]
    return " ".join(word_list()[part % LIST_LENGTH] for part in parts)


def _draw(ambient: Ambient) -> int:
    """Return an even draw below the list's length: what lies beyond the last whole multiple is drawn again, never folded back."""
    while True:
        number = int.from_bytes(ambient.random_bytes(_DRAW_BYTES), "big")
        if number < _ACCEPTED:
            return number % LIST_LENGTH
