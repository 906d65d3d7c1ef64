"""The order of names and texts in lists: as a dictionary has it, in whatever script.

Case and accents do not count; numbers count by their value, so that "Case 9" stands before "Case 10". Latin comes first, then
the other alphabets, then Hanzi by how they are read: that is the order of English and of Dutch, and of Chinese by its sounds. Two
texts that differ in nothing else stand in the order of their characters, so that the order of a list never depends on chance.
"""

from __future__ import annotations

import re
from typing import Final

from casevault.domain.folding import fold
from casevault.domain.pinyin import SURNAMES, readings_of
from casevault.domain.scripts import HAN

DIGITS: Final = 18  # a longer run of digits is an identifier: its first digits order it
_NUMBER: Final = re.compile(r"\d+")
_HAN: Final = re.compile(f"[{HAN}]")
_FIRST_HAN: Final = "一"  # stands behind every alphabet
_LAST: Final = "\U0010ffff"


def order_key(text: str) -> tuple[str, str]:
    """Return what `text` is sorted by; a text without letters and digits sorts as empty."""
    folded = fold(text.strip())
    if not folded.isascii() and _HAN.search(folded):
        folded = "".join(_read(folded, at) for at in range(len(folded)))
    if any(map(str.isdigit, folded)):
        folded = _NUMBER.sub(lambda found: found[0].lstrip("0")[:DIGITS].rjust(DIGITS, "0"), folded)
    return folded, text


def last_if_empty(text: str) -> tuple[str, str]:
    """Return `order_key`, or what sorts behind every text where there is none."""
    return order_key(text) if text.strip() else (_LAST, "")


def _read(text: str, at: int) -> str:
    character = text[at]
    if not _HAN.match(character):
        return character
    # The first of a name is read as surnames are; behind its reading the character itself keeps two that sound alike apart.
    read = SURNAMES.get(character, ()) if at == 0 else ()
    read = read or readings_of(character)
    return f"{_FIRST_HAN}{read[0] if read else ''} {character}"
