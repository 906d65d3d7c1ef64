"""What a picture says beside its pixels: EXIF with its thumbnail, XMP, IPTC, comments, text chunks, profiles, what follows.

PNG and JPEG are taken apart by their own structure and each part is read as text in every encoding; packed parts are unpacked
within a bound. Of the pixels only the bytes are searched, where a long name may stand and a short one is chance: whoever sends
a picture looks at it. Any other kind of picture cannot be read here, so it cannot leave.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from casevault.disclosure.scan_decode import reads_as_text, stream_texts
from casevault.disclosure.scan_hits import Place, Where
from casevault.disclosure.scan_pieces import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = b"\xff\xd8\xff"
_MOST_UNPACKED: Final = 16 << 20
_MOST_PARTS: Final = 100_000
_PIXELS: Final = {b"IDAT", b"fdAT"}
_FIGURES: Final = {
    b"IHDR",
    b"PLTE",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"pHYs",
    b"bKGD",
    b"hIST",
    b"sBIT",
    b"tIME",
    b"IEND",
    b"acTL",
    b"fcTL",
}
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})  # marks of a JPEG that hold nothing
_TABLES: Final = frozenset(
    {0xC4, 0xCC, 0xDB, 0xDD, *range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)}
)
_SCAN, _END = 0xDA, 0xD9


class UnreadablePictureError(Exception):
    """Neither a PNG nor a JPEG, damaged, or something in it is packed in a way not known here."""


def is_picture(untrusted: bytes) -> bool:
    """Say whether these bytes begin like a picture that is read here."""
    return untrusted.startswith((PNG, JPEG))


def picture_pieces(untrusted: bytes) -> list[Piece]:
    """Return everything a picture says; raises UnreadablePictureError."""
    try:
        if untrusted.startswith(PNG):
            parts = list(_png(untrusted))
        elif untrusted.startswith(JPEG):
            parts = list(_jpeg(untrusted))
        else:
            raise UnreadablePictureError
    except (zlib.error, ValueError, IndexError) as cause:
        raise UnreadablePictureError from cause
    words = [piece for part in parts for piece in byte_pieces(part, Place.PROPERTY)]
    return [*words, *byte_pieces(untrusted, Place.STREAM, binary=True)]


def byte_pieces(untrusted: bytes, place: Place, *, binary: bool = False) -> Iterator[Piece]:
    """Return bytes of unknown encoding in every reading; a reading that is a guess counts only with long finds."""
    for number, text in enumerate(stream_texts(untrusted)):
        if text:
            guess = number > 0 and not reads_as_text(text)
            yield Piece(text, Where(place), binary=binary or guess, echo=number > 0 and not binary)


def _png(untrusted: bytes) -> Iterator[bytes]:
    at, kind = len(PNG), b""
    for _ in range(_MOST_PARTS):
        if kind == b"IEND":
            break
        size, kind = int.from_bytes(untrusted[at : at + 4]), untrusted[at + 4 : at + 8]
        data = untrusted[at + 8 : at + 8 + size]
        checked = untrusted[at + 8 + size : at + 12 + size]
        if len(checked) != 4 or zlib.crc32(kind + data) != int.from_bytes(checked):  # noqa: PLR2004 - bytes of a check sum
            raise UnreadablePictureError
        at += 12 + size
        if kind not in _PIXELS and kind not in _FIGURES:
            yield kind
            yield data
            yield from _packed(kind, data)
    else:
        raise UnreadablePictureError
    yield untrusted[at:]


def _packed(kind: bytes, data: bytes) -> Iterator[bytes]:
    """Yield what the packed part of a text or profile chunk holds."""
    if kind in {b"zTXt", b"iCCP"}:
        yield _unpacked(data.split(b"\0", 1)[1][1:])
    elif kind == b"iTXt":
        _, rest = data.split(b"\0", 1)
        if rest[0]:
            _, _, packed = rest[2:].split(b"\0", 2)
            yield _unpacked(packed)


def _unpacked(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    data = unpacker.decompress(packed, _MOST_UNPACKED)
    if not unpacker.eof or unpacker.unused_data:
        raise UnreadablePictureError
    return data


def _jpeg(untrusted: bytes) -> Iterator[bytes]:
    at = 2
    for _ in range(_MOST_PARTS):
        if untrusted[at] != 0xFF:  # noqa: PLR2004 - what every mark begins with
            raise UnreadablePictureError
        mark = untrusted[at + 1]
        at += 1 if mark == 0xFF else 2  # noqa: PLR2004 - filling
        if mark == _END:
            yield untrusted[at:]
            return
        if mark in _ALONE or mark == 0xFF:  # noqa: PLR2004 - filling
            continue
        size = int.from_bytes(untrusted[at : at + 2])
        if size < 2 or at + size > len(untrusted):  # noqa: PLR2004 - the size counts its own two bytes
            raise UnreadablePictureError
        if mark == _SCAN:
            at = _after_scan(untrusted, at + size)
            continue
        if mark not in _TABLES:
            yield untrusted[at + 2 : at + size]
        at += size
    raise UnreadablePictureError


def _after_scan(untrusted: bytes, at: int) -> int:
    """Return where the pixels of a scan end: at the first mark that neither stands for a pixel nor only starts them anew."""
    while True:
        at = untrusted.index(b"\xff", at)
        if untrusted[at + 1] not in {0x00, *range(0xD0, 0xD8)}:
            return at
        at += 2
