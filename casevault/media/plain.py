"""Text of strangers as text: which encoding it is in is guessed from its first two mebibytes, and no more of it is shown."""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass
from typing import Final

MOST_BYTES: Final = 2 << 20
MOST_LINES: Final = 20_000
MOST_IN_LINE: Final = 4_000  # characters; a longer line goes on in the next
_SAMPLE: Final = 4_096
_KEPT: Final = frozenset("\n\t")
_ZEROS: Final = 0.3  # of every second byte, from which on text is taken for UTF-16 without a mark


@dataclass(frozen=True, slots=True)
class PlainText:
    """Text that can be shown; `encoding` as Python names it, `whole` False where the file goes on."""

    text: str
    encoding: str
    whole: bool


def read_text(untrusted: bytes, *, whole: bool = True) -> PlainText:
    """Return the text of a file from its first bytes; `whole` says whether these are all there are."""
    head = untrusted[:MOST_BYTES]
    whole = whole and len(head) == len(untrusted)
    text, encoding = decoded(head, whole=whole)
    lines, cut = _lines(text)
    return PlainText("\n".join(lines), encoding, whole and not cut)


def decoded(untrusted: bytes, *, whole: bool = True) -> tuple[str, str]:
    """Return the text of some bytes and the encoding they were taken for, as Python names it."""
    encoding = _encoding(untrusted[:MOST_BYTES], whole=whole and len(untrusted) <= MOST_BYTES)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(untrusted, final=whole)
    return text.removeprefix("\ufeff"), encoding


def _encoding(head: bytes, *, whole: bool) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:_SAMPLE]
    for encoding, place in (("utf-16-le", 1), ("utf-16-be", 0)):
        half = sample[place::2]
        if half and half.count(0) > _ZEROS * len(half):
            return encoding
    for encoding in ("utf-8", "gb18030"):
        try:
            # A character that the bound cut in two is no mistake.
            codecs.getincrementaldecoder(encoding)("strict").decode(head, final=whole)
        except UnicodeDecodeError:
            continue
        return encoding
    return "cp1252"


def _lines(text: str) -> tuple[list[str], bool]:
    """Return at most so many lines of at most such a length, and whether anything was left out."""
    found: list[str] = []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n", MOST_LINES)
    for line in lines[:MOST_LINES]:
        clean = "".join(sign if sign in _KEPT or unicodedata.category(sign) != "Cc" else "\ufffd" for sign in line)
        for at in range(0, max(1, len(clean)), MOST_IN_LINE):
            if len(found) == MOST_LINES:
                return found, True
            found.append(clean[at : at + MOST_IN_LINE])
    return found, len(lines) > MOST_LINES
