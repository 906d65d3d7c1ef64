"""What lies in an export: parts with a name and a length, in a folder, or one after the other in a tar that age seals.

A tar needs the length of each part before its bytes, and tells nothing else here: no owner, no time, no device. What is read back
must be spelt exactly as it is written, so that no program reads another archive out of the same bytes.
"""

from __future__ import annotations

import re
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.crypto import agestream
from casevault.errors import Code, MachineProblem, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from io import BufferedReader
    from pathlib import Path

    from casevault.crypto.agefile import Header

    FileKey = Callable[[Header], bytes]

LINES: Final = "vault.jsonl"  # the one part of an export that can be read in again
ATTACHMENTS: Final = "attachments/"
BLOCK: Final = 512
PIECE: Final = 1 << 20  # bytes read at a time
MOST_PARTS: Final = 2_000_000
_NAME: Final = re.compile(r"(?:[a-z0-9][a-z0-9._-]{0,63}/)?[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)
_AGE: Final = b"age-encryption.org/"
_ARMORED: Final = b"-----BEGIN AGE"
_LARGEST: Final = 1 << 48  # bytes of a part


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an export: its name ("/" between folder and file), its length in bytes, and those bytes, read once."""

    name: str
    size: int
    pieces: Iterable[bytes | memoryview]

    def counted(self) -> Iterator[bytes | memoryview]:
        """Yield the bytes, and refuse at the end where they are not as many as was said."""
        done = 0
        for piece in self.pieces:
            done += len(piece)
            yield piece
        if done != self.size:
            raise changed_meanwhile()


def text_part(name: str, make: Callable[[], Iterator[bytes]]) -> Part:
    """Return a part whose text is made twice, to be measured and to be written: it stands neither in memory nor on a disk."""
    return Part(name, sum(map(len, make())), make())


def changed_meanwhile() -> MachineProblem:
    """Return the refusal of an export during which something was erased or altered that it had counted already."""
    return MachineProblem(
        Code.IO_ERROR,
        N_("What was to be written changed while it was being written. Nothing was kept."),
        N_("Try again when nobody else works in this vault; nothing in it was changed."),
    )


def not_an_export() -> UserProblem:
    """Return the refusal of a file or folder that is none of ours."""
    return UserProblem(
        Code.INVALID_INPUT,
        N_("This is not an export of CaseVault, or it was altered or cut short."),
        N_("Choose the file or folder that “casevault export --format json” made, as it was made. Nothing was changed."),
    )


def tar_of(parts: Iterable[Part]) -> Iterator[bytes | memoryview]:
    """Yield a tar of `parts`."""
    for part in parts:
        yield _tar_header(part.name, part.size)
        yield from part.counted()
        yield bytes(-part.size % BLOCK)
    yield bytes(2 * BLOCK)


def _tar_header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, files.FILE_MODE, 0
    return info.tobuf(tarfile.GNU_FORMAT)


class Bytes:
    """Reads a given number of bytes from pieces of any length."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._waiting = b""

    def some(self, most: int) -> bytes:
        """Return between 1 and `most` bytes; none at the end."""
        while not self._waiting:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._waiting = piece
        found, self._waiting = self._waiting[:most], self._waiting[most:]
        return found

    def exactly(self, count: int) -> bytes:
        """Return `count` bytes, fewer at the end."""
        found = bytearray()
        while len(found) < count and (more := self.some(count - len(found))):
            found += more
        return bytes(found)


def tar_parts(untrusted_pieces: Iterable[bytes]) -> Iterator[Part]:
    """Yield the parts of a tar as `tar_of` writes it; each is to be read, or left, before the next is asked for."""
    source = Bytes(untrusted_pieces)
    seen: set[str] = set()
    while True:
        head = source.exactly(BLOCK)
        if head == bytes(BLOCK):
            if source.exactly(BLOCK + 1) != bytes(BLOCK):
                raise not_an_export()
            return
        name, size = _tar_read(head)
        if name in seen or len(seen) >= MOST_PARTS:
            raise not_an_export()
        seen.add(name)
        rest = [size]
        yield Part(name, size, _part_of(source, rest))
        for _ in _part_of(source, rest):
            pass
        if source.exactly(-size % BLOCK) != bytes(-size % BLOCK):
            raise not_an_export()


def _part_of(source: Bytes, rest: list[int]) -> Iterator[bytes]:
    while rest[0]:
        piece = source.some(min(rest[0], PIECE))
        if not piece:
            raise not_an_export()
        rest[0] -= len(piece)
        yield piece


def _tar_read(untrusted: bytes) -> tuple[str, int]:
    """Return name and size of a header, which must be the one that stands for them."""
    name = untrusted[:100].rstrip(b"\0").decode("ascii", "replace")
    field = untrusted[124:136]
    if field[:1] == b"\x80":
        size = int.from_bytes(field[1:], "big")
    elif re.fullmatch(rb"[0-7]{11}\0", field):
        size = int(field[:11], 8)
    else:
        raise not_an_export()
    if not _NAME.fullmatch(name) or size > _LARGEST or _tar_header(name, size) != untrusted:
        raise not_an_export()
    return name, size


class Found:
    """An export as it lies on a disk: a folder, a tar, a tar sealed by age, or the lines alone. Read as often as needed."""

    def __init__(self, path: Path, file_key: FileKey | None = None) -> None:
        """Look at what stands there; `file_key` opens one that is sealed."""
        self._path = path
        self._file_key = file_key

    @property
    def is_sealed(self) -> bool:
        """Say whether age has sealed it."""
        if self._path.is_dir():
            return False
        with files.refusals(), files.open_file(self._path) as source:
            start = source.read(len(_AGE))
        if start.startswith(_ARMORED):
            raise UserProblem(
                Code.UNSUPPORTED,
                N_("This sealed file is written as text."),
                N_("Let the program “age” turn it into a binary one, or choose the file as it was exported."),
            )
        return start == _AGE

    def parts(self) -> Iterator[Part]:
        """Yield its parts, from the beginning; refused where it is none of ours."""
        if self._path.is_dir():
            yield from _folder_parts(self._path)
            return
        sealed = self.is_sealed
        with files.refusals():
            stream = files.open_file(self._path)
        with stream:
            if sealed:
                if self._file_key is None:
                    raise UserProblem(
                        Code.INVALID_INPUT,
                        N_("This export is sealed."),
                        N_("Give its seven words with --words-file, or your age key with --identity-file."),
                    )
                yield from tar_parts(agestream.decrypt(_reader(stream), self._file_key))
            elif stream.peek(1)[:1] == b"{":
                yield Part(LINES, self._path.stat().st_size, _pieces(stream))
            else:
                yield from tar_parts(_pieces(stream))


def _folder_parts(folder: Path) -> Iterator[Part]:
    """Yield the lines first, then the rest by name; a link or anything else that is no file is refused, not followed."""
    with files.refusals():
        found = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    names = {path.relative_to(folder).as_posix(): path for path in found}
    for name in sorted(names, key=lambda name: (name != LINES, name)):
        path = names[name]
        if not _NAME.fullmatch(name) or not files.is_own(path):
            raise not_an_export()
        with files.refusals(), files.open_file(path, follow=False) as stream:
            yield Part(name, path.stat().st_size, _pieces(stream))


def _pieces(stream: BufferedReader) -> Iterator[bytes]:
    read = _reader(stream)
    while piece := read(PIECE):
        yield piece


def _reader(stream: BufferedReader) -> Callable[[int], bytes]:
    def read(count: int) -> bytes:
        with files.refusals():
            return stream.read(count)

    return read
