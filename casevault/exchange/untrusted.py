"""The bytes of a file that another program made, unpacked where gzip was put round them; what every reader starts from.

Nothing is written anywhere: what is unpacked is handed on piece by piece, or held in memory up to a bound that the reader names.
"""

from __future__ import annotations

import os
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, Final, Self

from casevault import files
from casevault.errors import Code, UserProblem
from casevault.exchange.gzipped import GZIP, PIECE, too_large, unpacked
from casevault.i18n import N_
from casevault.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from casevault.progress import Progress

HEAD: Final = 1 << 16  # bytes by which a file is recognised


class Untrusted:
    """One open file. Each call of `pieces` starts again at its first byte, so that a reader can look before it reads.

    The file stays open in between: another one put under the same name is not what is read the second time.
    """

    def __init__(self, path: Path, progress: Progress = silent) -> None:
        """Open `path` for reading; NOT_FOUND and other refusals of the disk, INVALID_INPUT for an empty file or two gzips."""
        with files.refusals():
            file = files.open_file(path)
            size = os.fstat(file.fileno()).st_size
        self._begin(file, size, path.name.lower(), progress)

    @classmethod
    def held(cls, content: bytes, name: str, progress: Progress = silent) -> Self:
        """Return what was taken out of an archive, by the name it has there; refused as a file of its own would be."""
        made = cls.__new__(cls)
        made.is_inside = True
        made._begin(BytesIO(content), len(content), name.lower(), progress)  # noqa: SLF001 - its own class
        return made

    is_inside = False  # whether it was taken out of an archive

    def _begin(self, file: BinaryIO, size: int, name: str, progress: Progress) -> None:
        self._progress = progress
        self._file = file
        self.size = size
        try:
            self.packed: bool = self._read(0, len(GZIP)) == GZIP
            # A hint among texts that look alike, never more than that.
            self.suffix: str = name.removesuffix(".gz").rpartition(".")[2] if "." in name.removesuffix(".gz") else ""
            self.head: bytes = self._first(HEAD)
            self._refuse_nothing()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; nothing can be read afterwards."""
        self._file.close()

    def pieces(self) -> Iterator[bytes]:
        """Yield the unpacked bytes from the start; TOO_LARGE or INVALID_INPUT where gzip holds too much or is damaged."""
        if not self.packed:
            return self._raw()
        return unpacked(self._read, lambda offset: self._progress(offset, max(self.size, offset)))

    def whole(self, limit: int) -> bytes:
        """Return all unpacked bytes; TOO_LARGE beyond `limit`, without taking more memory than that."""
        if not self.packed and self.size > limit:
            raise too_large(limit)
        held = bytearray()
        for piece in self.pieces():
            held += piece
            if len(held) > limit:
                raise too_large(limit)
        return bytes(held)

    def seekable(self, limit: int) -> BinaryIO:
        """Return something to read and seek in, for formats with a list at their end; TOO_LARGE beyond `limit` bytes."""
        if self.packed:
            return BytesIO(self.whole(limit))
        if self.size > limit:
            raise too_large(limit)
        self._file.seek(0)
        return self._file

    def _first(self, count: int) -> bytes:
        found = bytearray()
        for piece in self.pieces():
            found += piece
            if len(found) >= count:
                break
        return bytes(found[:count])

    def _refuse_nothing(self) -> None:
        if not self.head:
            raise UserProblem(
                Code.INVALID_INPUT, N_("This file is empty."), N_("Check that it was saved and copied whole, then try again.")
            )
        if self.packed and self.head.startswith(GZIP):
            raise UserProblem(
                Code.UNSUPPORTED,
                N_("This file was compressed twice."),
                N_("Unpack it once with another program, then try again."),
            )

    def _read(self, offset: int, count: int) -> bytes:
        with files.refusals():
            self._file.seek(offset)  # each reader has its own place, so that two may read by turns
            return self._file.read(count)

    def _raw(self) -> Iterator[bytes]:
        offset = 0
        while piece := self._read(offset, PIECE):
            offset += len(piece)
            self._progress(offset, max(self.size, offset))
            yield piece
