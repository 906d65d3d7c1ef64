"""ZIP archives of strangers, read in memory by our own code, which decides what names, sizes and places may be before it unpacks.

    end record (and the zip64 one before it) -> central directory -> every local header it points to -> one member at a time

Nothing is ever written to the disk, so a name leads nowhere; an archive with a name that would lead somewhere is refused all the
same, as whoever made it meant harm or used a broken program. So is one that says two things about the same member: programs would
differ about what it holds.
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

from casevault import files
from casevault.errors import Code, UserProblem
from casevault.exchange.sheets import MAX_UNPACKED
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC: Final = b"PK\x03\x04"
EMPTY: Final = b"PK\x05\x06"
MOST_MEMBERS: Final = 10_000
MOST_DIRECTORY: Final = 16 << 20  # bytes
MOST_RATIO: Final = 300
ALWAYS_ALLOWED: Final = 64 << 20  # bytes that may be unpacked whatever the ratio
MOST_NAME: Final = 1_000  # characters
PIECE: Final = 1 << 16

_END: Final = struct.Struct("<4s4H2LH")
_LOCATOR: Final = struct.Struct("<4sLQL")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT: Final = 0xFFFF
_16, _32 = 0xFFFF, 0xFFFFFFFF
_ENCRYPTED: Final = 1 | 1 << 6 | 1 << 13
_SIZES_FOLLOW: Final = 1 << 3
_UTF8: Final = 1 << 11
_STORED, _DEFLATED = 0, 8
_UNIX: Final = 3
_KIND: Final = 0o170000
_KINDS: Final = {0, 0o100000, 0o040000, 0o010000}  # not said, file, folder, and what a program wrote that packed from a pipe
_ZIP64: Final = 1
_OF_MACS: Final = ("__MACOSX/", ".DS_Store")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: where its local header and its bytes begin, and what it unpacks to."""

    name: str
    offset: int
    packed: int
    size: int
    crc: int
    method: int


class Archive:
    """An archive that was looked through: `members` by name, in their order; folders and what Macs add are left out."""

    def __init__(self, untrusted: BinaryIO) -> None:
        """Read the directory and every local header; INVALID_INPUT, UNSUPPORTED or TOO_LARGE for what is not safe or whole."""
        self._stream = untrusted
        with files.refusals():
            self._size: int = untrusted.seek(0, 2)
        start, raw, count = self._directory()
        found = list(_entries(raw, count))
        if sum(member.size for member, _ in found) > min(MAX_UNPACKED, max(ALWAYS_ALLOWED, self._size * MOST_RATIO)):
            raise too_large()
        _refuse_equal_names([member.name for member, _ in found])
        at = 0
        self.members: dict[str, Member] = {}
        for member, flags in sorted(found, key=lambda one: one[0].offset):
            if member.offset < at:
                raise damaged()  # two members share bytes: a bomb, or one that hides in another
            begins = self._begin(member, flags)
            at = begins + member.packed
            if at > start:
                raise damaged()
            self.members[member.name] = Member(member.name, begins, member.packed, member.size, member.crc, member.method)
        self.members = {
            member.name: self.members[member.name]
            for member, _ in found
            if not member.name.endswith("/") and not member.name.startswith(_OF_MACS[0]) and not member.name.endswith(_OF_MACS[1])
        }

    def read(self, name: str) -> bytes:
        """Return the bytes of a member, which are as many as the directory says and match its checksum; else INVALID_INPUT."""
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a member piece by piece; INVALID_INPUT at the end where they are not what the directory says."""
        member = self.members[name]
        made = crc = 0
        for piece in self._unpacked(member):
            made += len(piece)
            if made > member.size:
                raise damaged()
            crc = zlib.crc32(piece, crc)
            yield piece
        if made != member.size or crc != member.crc:
            raise damaged()

    def _unpacked(self, member: Member) -> Iterator[bytes]:
        reader = zlib.decompressobj(-zlib.MAX_WBITS)
        for at in range(0, member.packed, PIECE):
            piece = self._read(member.offset + at, min(PIECE, member.packed - at))
            if member.method == _STORED:
                yield piece
                continue
            try:
                while piece:
                    unpacked = reader.decompress(piece, PIECE)
                    piece = reader.unconsumed_tail
                    if unpacked:
                        yield unpacked
                    elif not piece:
                        break
            except zlib.error:
                raise damaged() from None
            if reader.eof and (reader.unused_data or at + PIECE < member.packed):
                raise damaged()
        if member.method == _DEFLATED and not reader.eof:
            yield reader.flush()
            if not reader.eof:
                raise damaged()

    def _directory(self) -> tuple[int, bytes, int]:
        """Return where the central directory begins, its bytes and how many entries it should hold."""
        tail_at = max(0, self._size - _END.size - _LONGEST_COMMENT)
        tail = self._read(tail_at, self._size - tail_at)
        at = tail.rfind(EMPTY)
        while at >= 0 and not (at + _END.size <= len(tail) and at + _END.size + _END.unpack_from(tail, at)[7] == len(tail)):
            at = tail.rfind(EMPTY, 0, at)
        if at < 0:
            raise damaged()
        _, disk, first_disk, here, count, length, start, _ = _END.unpack_from(tail, at)
        ends = tail_at + at
        if _16 in {disk, first_disk, here, count} or _32 in {length, start}:
            disk, first_disk, here, count, length, start, ends = self._zip64(ends)
        if disk or first_disk or here != count:
            raise UserProblem(
                Code.UNSUPPORTED,
                N_("This archive is one part of several."),
                N_("Unpack all parts with another program and read in the table from there."),
            )
        if start + length != ends:
            raise damaged()
        if count > MOST_MEMBERS or length > MOST_DIRECTORY:
            raise too_large()
        return start, self._read(start, length), count

    def _zip64(self, ends: int) -> tuple[int, int, int, int, int, int, int]:
        if ends < _LOCATOR.size:
            raise damaged()
        magic, _, at, disks = _LOCATOR.unpack(self._read(ends - _LOCATOR.size, _LOCATOR.size))
        if magic != b"PK\x06\x07" or disks > 1 or at + _END_64.size > ends - _LOCATOR.size:
            raise damaged()
        magic, size, _, _, disk, first_disk, here, count, length, start = _END_64.unpack(self._read(at, _END_64.size))
        if magic != b"PK\x06\x06" or at + 12 + size != ends - _LOCATOR.size:
            raise damaged()
        return disk, first_disk, here, count, length, start, at

    def _begin(self, member: Member, flags: int) -> int:
        """Return where the bytes of a member begin; refused where its local header does not say the same as the directory."""
        if member.offset + _LOCAL.size > self._size:
            raise damaged()
        magic, _, own_flags, method, _, _, crc, packed, size, name, extra = _LOCAL.unpack(self._read(member.offset, _LOCAL.size))
        if magic != MAGIC or method != member.method or own_flags & _ENCRYPTED:
            raise damaged()
        raw = self._read(member.offset + _LOCAL.size, name + extra)
        if len(raw) != name + extra or _name(raw[:name], own_flags) != member.name:
            raise damaged()
        said = (crc, packed, size)
        if _32 in said[1:]:
            packed, size = _sizes_64(raw[name:], packed, size)
            said = (crc, packed, size)
        follows = bool(own_flags & _SIZES_FOLLOW) and bool(flags & _SIZES_FOLLOW)
        if said != (member.crc, member.packed, member.size) and not (follows and not any(said)):
            raise damaged()
        return member.offset + _LOCAL.size + len(raw)

    def _read(self, offset: int, count: int) -> bytes:
        with files.refusals():
            self._stream.seek(offset)
            return self._stream.read(count)


def _entries(raw: bytes, count: int) -> Iterator[tuple[Member, int]]:
    """Yield what the central directory says, and the flags of each; refused at the first entry that is not safe."""
    at = 0
    for _ in range(count):
        if at + _CENTRAL.size > len(raw):
            raise damaged()
        fields = _CENTRAL.unpack_from(raw, at)
        magic, made_by, _, flags, method, _, _, crc, packed, size, name, extra, comment, disk, _, attributes, offset = fields
        at += _CENTRAL.size
        end = at + name + extra + comment
        if magic != b"PK\x01\x02" or end > len(raw) or disk:
            raise damaged()
        more = raw[at + name : at + name + extra]
        if _32 in {packed, size, offset}:
            size, packed, offset = _long_values(more, size, packed, offset)
        text = _name(raw[at : at + name], flags)
        at = end
        refuse_unsafe(text)
        if flags & _ENCRYPTED:
            raise UserProblem(
                Code.UNSUPPORTED,
                N_("This archive is protected by a password."),
                N_("Unpack it with another program and make an archive without a password."),
            )
        kind = attributes >> 16 & _KIND
        if made_by >> 8 == _UNIX and kind not in _KINDS:
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("This archive holds links or devices beside files."),
                N_("Make an archive of the files alone."),
            )
        if method not in {_STORED, _DEFLATED}:
            raise UserProblem(
                Code.UNSUPPORTED,
                N_("This archive is compressed in a way that is not read here."),
                N_("Make it anew with the usual compression (“deflate”)."),
            )
        if (method == _STORED and packed != size) or (text.endswith("/") and size):
            raise damaged()
        yield Member(text, offset, packed, size, crc, method), flags
    if at != len(raw):
        raise damaged()


def refuse_unsafe(name: str) -> None:
    """Refuse an archive with a member of this name: one that leads out of its folder, or that no two systems read alike."""
    parts = name.removesuffix("/").split("/")
    bad = (
        not 0 < len(name) <= MOST_NAME
        or "\\" in name
        or any(part in {"", ".", ".."} for part in parts)
        or (len(name) > 1 and name[1] == ":")
        or any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in name)
    )
    if bad:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This archive names a file in a way that is not safe, so nothing of it was read."),
            N_("Do not unpack it. Ask whoever sent it for the table itself."),
        )


def _refuse_equal_names(names: list[str]) -> None:
    seen = {unicodedata.normalize("NFC", name.removesuffix("/")).casefold() for name in names}
    if len(seen) != len(names):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This archive holds two files of the same name, or of names that many systems take for the same."),
            N_("Do not unpack it. Ask whoever sent it for the table itself."),
        )


def _name(raw: bytes, flags: int) -> str:
    """Return a name: UTF-8 where that is said or holds, else the code page of the first PCs."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if flags & _UTF8:
            raise damaged() from None
        return raw.decode("cp437")


def _long_values(extra: bytes, *values: int) -> tuple[int, ...]:
    """Return `values` with each that does not fit 32 bits taken, in order, from the zip64 part of the extra field."""
    body = _extra(extra)
    found = []
    for value in values:
        if value != _32:
            found.append(value)
            continue
        if len(body) < 8:  # noqa: PLR2004 - bytes of 64 bits
            raise damaged()
        found.append(int.from_bytes(body[:8], "little"))
        body = body[8:]
    return tuple(found)


def _sizes_64(extra: bytes, packed: int, size: int) -> tuple[int, int]:
    size, packed = _long_values(extra, size, packed)
    return packed, size


def _extra(extra: bytes) -> bytes:
    found = None
    while len(extra) >= 4:  # noqa: PLR2004 - a kind and a length
        kind, length = struct.unpack_from("<HH", extra)
        if 4 + length > len(extra):
            raise damaged()
        if kind == _ZIP64:
            if found is not None:
                raise damaged()
            found = extra[4 : 4 + length]
        extra = extra[4 + length :]
    if found is None:
        raise damaged()
    return found


def damaged() -> UserProblem:
    """Return the refusal for an archive that is not whole, or that says two things about one member."""
    return UserProblem(
        Code.INVALID_INPUT,
        N_("This archive is damaged, cut short, or was made to be read in two ways."),
        N_("Copy it again from where it came from, or ask for the table itself. Nothing was read in."),
    )


def too_large() -> UserProblem:
    """Return the refusal for an archive with more members, or that unpacks to more bytes, than are read."""
    return UserProblem(
        Code.TOO_LARGE,
        N_("This archive is larger, once it is unpacked, than can be read here."),
        N_("Check that it is the right file; if so, make an archive of the table and the files it names alone."),
    )
