"""A finished archive (DOCX, XLSX) taken apart to the byte: what every member holds, and every byte that belongs to none.

A member is unpacked here and not by a library, so that nothing can hide behind the end of its data, between two members, in a
header that the directory does not repeat, or in a member the directory does not name. What cannot be unpacked, is encrypted, or
would unfold beyond a bound is refused: it could not be searched.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

MOST_MEMBERS: Final = 4_000
MOST_BYTES: Final = 256 << 20  # all members together, unpacked
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_LOCAL_MARK: Final = b"PK\x03\x04"
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_CENTRAL_MARK: Final = b"PK\x01\x02"
_END: Final = struct.Struct("<4s4H2LH")
_END_MARK: Final = b"PK\x05\x06"
_ENCRYPTED: Final = 0x41
_UTF_8: Final = 0x800


class UnreadableArchiveError(Exception):
    """The archive is damaged, encrypted, packed in a way not known here, or too large when unpacked."""


@dataclass(frozen=True, slots=True)
class Archive:
    """Members by name, unpacked, and the bytes outside them: comments, extra fields, whatever stands between and around."""

    members: tuple[tuple[str, bytes], ...]
    rest: tuple[bytes, ...]


def read_archive(untrusted: bytes) -> Archive:
    """Take an archive apart; raises UnreadableArchiveError."""
    try:
        return _read(untrusted)
    except (zipfile.BadZipFile, zlib.error, struct.error, UnicodeError, ValueError, RuntimeError, OSError) as cause:
        raise UnreadableArchiveError from cause


def _read(untrusted: bytes) -> Archive:
    with zipfile.ZipFile(io.BytesIO(untrusted)) as archive:
        listed = archive.infolist()
        comment, directory = archive.comment, archive.start_dir
    names = [member.orig_filename for member in listed]
    # Bounds before work: what the directory says is held to while unpacking.
    if len(listed) > MOST_MEMBERS or sum(member.file_size for member in listed) > MOST_BYTES or len(set(names)) != len(names):
        raise UnreadableArchiveError
    members, rest, spans = [], [comment], []
    for member in sorted(listed, key=lambda member: member.header_offset):
        if member.flag_bits & _ENCRYPTED or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableArchiveError
        head = _LOCAL.unpack_from(untrusted, member.header_offset)
        at = member.header_offset + _LOCAL.size
        name, extra = untrusted[at : at + head[9]], untrusted[at + head[9] : at + head[9] + head[10]]
        if head[0] != _LOCAL_MARK or name != member.orig_filename.encode("utf-8" if member.flag_bits & _UTF_8 else "cp437"):
            raise UnreadableArchiveError
        start = at + head[9] + head[10]
        members.append((member.orig_filename, _unpacked(untrusted[start : start + member.compress_size], member)))
        rest += [extra, member.extra, member.comment]
        spans.append((member.header_offset, start + member.compress_size))
    end = _directory_end(untrusted, directory, len(listed))
    return Archive(tuple(members), tuple(piece for piece in (*rest, *_between(untrusted, [*spans, (directory, end)])) if piece))


def _unpacked(packed: bytes, member: zipfile.ZipInfo) -> bytes:
    if member.compress_type == zipfile.ZIP_STORED:
        data = packed
    else:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        data = unpacker.decompress(packed, member.file_size + 1)
        if not unpacker.eof or unpacker.unused_data:
            raise UnreadableArchiveError  # more than was said, or bytes behind the end
    if len(data) != member.file_size or zlib.crc32(data) != member.CRC:
        raise UnreadableArchiveError
    return data


def _directory_end(untrusted: bytes, at: int, count: int) -> int:
    """Return where the directory ends, its closing record and the comment of the archive included; every entry is walked."""
    for _ in range(count):
        entry = _CENTRAL.unpack_from(untrusted, at)
        if entry[0] != _CENTRAL_MARK:
            raise UnreadableArchiveError
        at += _CENTRAL.size + entry[10] + entry[11] + entry[12]
    end = _END.unpack_from(untrusted, at)
    if end[0] != _END_MARK:
        raise UnreadableArchiveError
    return at + _END.size + int(end[7])


def _between(untrusted: bytes, spans: list[tuple[int, int]]) -> list[bytes]:
    """Return the bytes that belong to no member and not to the directory; members that overlap are refused."""
    found, at = [], 0
    for start, end in sorted(spans):
        if start < at:
            raise UnreadableArchiveError
        found.append(untrusted[at:start])
        at = end
    return [*found, untrusted[at:]]
