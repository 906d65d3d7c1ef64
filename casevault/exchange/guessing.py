"""Which old encoding a sample of text is in: each that decodes it is judged by how much the result looks like a language.

Nothing here is certain, and a short list of names tells little; so what else it could be is told with the answer.
"""

from __future__ import annotations

import re
from typing import Final

from casevault.exchange.likeness import CYRILLIC, EAST_ASIAN, LATIN, OTHERS, plausible

UNICODE: Final = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
SHIFTED: Final = ("iso2022_jp", "iso2022_kr", "hz")  # plain ASCII with signs that shift to another alphabet
KNOWN: Final = (*UNICODE, *EAST_ASIAN, *SHIFTED, *CYRILLIC, *LATIN, *OTHERS)

JUDGED: Final = 3_000  # bytes: more say no more
# What is not plain ASCII, with some of what stands round it. A piece ends in ASCII, so that no character is cut.
_TELLING: Final = re.compile(rb"[\x00-\x7f]{0,24}[\x80-\xff](?:[\x00-\x7f]{0,24}[\x80-\xff])*[\x00-\x7f]{0,8}")
_SHIFTS: Final = (
    ("iso2022_jp", re.compile(rb"\x1b\$[@B]")),
    ("iso2022_kr", re.compile(rb"\x1b\$\)C")),
    ("hz", re.compile(rb"~\{(?:[!-w][!-~])+~\}")),
)

# Which of two that read a sample alike is meant: the one that more files are in.
_ORDER: Final = {name: place for place, name in enumerate((*EAST_ASIAN, *CYRILLIC, *LATIN, *OTHERS))}
_PREFERENCE: Final = 0.0005  # for each place in that order


def shifted(sample: bytes) -> str:
    """Return the encoding that a sample of nothing but ASCII switches to with its own signs; "" for plain ASCII."""
    return next((name for name, shift in _SHIFTS if shift.search(sample) and _read(sample, name) is not None), "")


def ranked(sample: bytes) -> list[tuple[str, float]]:
    """Return the encodings that `sample` may be in, the most plausible first, and how much the text looks like one (1: much)."""
    part = b"\n".join(_TELLING.findall(sample))[:JUDGED]
    judged = [
        (plausible(text, name) - _ORDER[name] * _PREFERENCE, name) for name in _ORDER if (text := _read(part, name)) is not None
    ]
    return [(name, worth) for worth, name in sorted(judged, reverse=True)]


def _read(sample: bytes, name: str) -> str | None:
    """Return the sample in this encoding; None if it is none. It may end inside a character."""
    for end in range(len(sample), max(len(sample) - 8, -1), -1):
        try:
            return sample[:end].decode(name)
        except UnicodeDecodeError as trouble:
            if trouble.start < len(sample) - 8:
                return None
    return None
