"""The words of a document, taken out by the child; what it answers is bounded and checked like any other input."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, TYPE_CHECKING, Any, Final

from casevault.errors import CaseVaultError, Code
from casevault.media import child, text_child

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casevault.media.viewer import Children

EXTRACTOR: Final = "1"  # goes up whenever the words of a file are taken out otherwise: then they are taken out anew
SECONDS: Final = 90.0  # after which a child is killed
_LINE: Final = 256
_MOST: Final = text_child.MOST_TEXT * 4  # bytes in UTF-8

# Which of the kinds of `text_child` the media type of a file stands for; others have no words.
KINDS: Final[Mapping[str, str]] = {
    "application/pdf": text_child.OTHER,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": text_child.OTHER,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": text_child.OTHER,
    "application/vnd.ms-excel": text_child.OTHER,
    "application/vnd.oasis.opendocument.text": text_child.OTHER,
    "application/vnd.oasis.opendocument.spreadsheet": text_child.OTHER,
    "text/plain": text_child.PLAIN,
    "text/csv": text_child.PLAIN,
    "application/json": text_child.PLAIN,
    "text/html": text_child.HTML,
    "message/rfc822": text_child.MAIL,
}


class TextState(StrEnum):
    """What came of taking the words out of a file; the words are kept in the vault and never change their meaning."""

    TEXT = "text"
    NO_TEXT = "no_text"  # a scan, or an empty page
    PROTECTED = "protected"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Extracted:
    """The words of one file; `whole` False where it has more than are taken."""

    state: TextState
    text: str = ""
    whole: bool = True


def has_words(mime: str) -> bool:
    """Say whether words are taken out of files of this media type."""
    return mime in KINDS


def extract(children: Children, mime: str, length: int, read: Callable[[int, int], bytes]) -> Extracted:
    """Return the words of a file of `length` bytes that `read(offset, count)` gives; what `read` raises is raised.

    `Cancelled` once the children are stopped. A file that takes too long or asks for too much counts as too large.
    """
    if length > child.MOST_BYTES:
        return Extracted(TextState.TOO_LARGE)
    try:
        untrusted = children.run(["text", KINDS.get(mime, text_child.OTHER)], length, read, _answer)
    except CaseVaultError as problem:
        if problem.code is Code.UNSUPPORTED:
            return Extracted(TextState.TOO_LARGE)
        raise
    return checked(untrusted or b"")


def checked(untrusted: bytes) -> Extracted:
    """Return what the child answered; a child that ended without a word asked for more than it may have."""
    line, _, raw = untrusted.partition(b"\n")
    if not line:
        return Extracted(TextState.TOO_LARGE)
    try:
        found: Any = json.loads(line)
        state = TextState(found["state"])
        whole = found["whole"] is True
    except (ValueError, TypeError, KeyError, RecursionError):
        return Extracted(TextState.DAMAGED)
    text = raw[:_MOST].decode("utf-8", "replace")[: text_child.MOST_TEXT].replace("\0", " ")
    return Extracted(state, text, whole) if state is TextState.TEXT else Extracted(state)


def _answer(stream: IO[bytes]) -> bytes:
    return stream.readline(_LINE) + stream.read(_MOST)
