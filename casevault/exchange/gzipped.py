"""What gzip packed, unpacked piece by piece and counted before it lies in memory: a small file may claim to be without end."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from casevault.errors import Code, UserProblem
from casevault.exchange.sheets import MAX_UNPACKED
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GZIP: Final = b"\x1f\x8b\x08"
PIECE: Final = 1 << 16
MAX_RATIO: Final = 300  # tables of text become 3 to 100 times as small; a bomb of zeros 1,000 times
ALWAYS_ALLOWED: Final = 64 << 20  # bytes that may be unpacked whatever the ratio
_WITH_GZIP_HEADER: Final = 31  # zlib's word for: the largest window, and check the CRC-32 and the length at the end


def unpacked(read: Callable[[int, int], bytes], told: Callable[[int], None]) -> Iterator[bytes]:
    """Yield what is packed in the file that `read(offset, count)` gives; `told` hears how many of its bytes are used.

    Members follow one another, as `cat a.gz b.gz` makes them; zero bytes after the last are what tapes add. TOO_LARGE beyond the
    bounds, INVALID_INPUT for what is damaged, cut short, or followed by something else.
    """
    made = offset = 0
    while offset := _next_member(read, offset):
        offset -= 1  # the place of a member is told as one more, so that none is zero
        member = zlib.decompressobj(_WITH_GZIP_HEADER)
        rest = b""
        while not member.eof:
            if not rest:
                rest = read(offset, PIECE)
                offset += len(rest)
            ended = not rest
            try:
                piece = member.decompress(rest, PIECE)
            except zlib.error:
                raise damaged() from None
            rest = member.unconsumed_tail
            if ended and not piece and not member.eof:
                raise damaged()
            made += len(piece)
            if made > min(MAX_UNPACKED, max(ALWAYS_ALLOWED, offset * MAX_RATIO)):
                raise too_large(MAX_UNPACKED)
            told(offset)
            if piece:
                yield piece
        offset -= len(member.unused_data)


def _next_member(read: Callable[[int, int], bytes], offset: int) -> int:
    """Return one more than the place of the next byte that is not zero; 0 where none follows."""
    while found := read(offset, PIECE):
        if rest := found.lstrip(b"\0"):
            return offset + len(found) - len(rest) + 1
        offset += len(found)
    return 0


def too_large(limit: int) -> UserProblem:
    """Return the refusal for what unpacks to more than `limit` bytes, or is longer than a reader holds in memory."""
    return UserProblem(
        Code.TOO_LARGE,
        N_("This file is larger, once it is unpacked, than the {limit} bytes that are read here."),
        N_("Check that it is the right file; if so, split it and read the parts in one after the other."),
        limit=limit,
    )


def damaged() -> UserProblem:
    """Return the refusal for a gzip file that ends early or does not keep to its checksum."""
    return UserProblem(
        Code.INVALID_INPUT,
        N_("This compressed file is damaged or cut short."),
        N_("Copy it again from where it came from; nothing was read in."),
    )
