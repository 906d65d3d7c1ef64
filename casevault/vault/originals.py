"""A file of the person's own on its way in: opened for reading, read once, hashed beside, and refused if it changed meanwhile."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from io import BufferedReader, BytesIO
from typing import TYPE_CHECKING, Final, Self

from casevault import files
from casevault.crypto.blob import CHUNK, GROUP, MAX_LENGTH, RING
from casevault.crypto.padding import padme
from casevault.domain.text import legible
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from concurrent.futures import Future
    from pathlib import Path
    from types import TracebackType

    from casevault.crypto.blob import Piece

PIECE: Final = CHUNK * GROUP  # what one step of the encryption takes, so that no piece is copied
AHEAD: Final = RING - 2  # pieces that may wait to be hashed: with the one just yielded, fewer than there is memory for


class Digest:
    """SHA-256 in a thread of its own: both it and the cipher leave the interpreter to others while they work.

    At most `AHEAD` pieces wait, so memory stays bounded whatever the length of the file.
    """

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="digest")
        self._running: deque[Future[None]] = deque()

    def feed(self, piece: Piece) -> None:
        """Take the next piece, which must not be altered before `AHEAD` more were fed."""
        self._wait(AHEAD - 1)
        self._running.append(self._pool.submit(self._hash.update, piece))

    def value(self) -> bytes:
        """Return the 32 bytes over all pieces so far."""
        self._wait(0)
        return self._hash.digest()

    def _wait(self, most: int) -> None:
        while len(self._running) > most:
            self._running.popleft().result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._pool.shutdown()


class Original:
    """One file that is read into the vault. Never written to, moved or renamed."""

    def __init__(self, path: Path) -> None:
        """Open it; refuse what is no file, cannot be read, or is longer than an attachment can be."""
        self.name = legible(path.name)
        self._stream = _open(path)
        try:
            self._before = _marks(self._stream)
        except BaseException:
            self._stream.close()
            raise
        self.size = self._before[0]
        if self.size > MAX_LENGTH:
            self._stream.close()
            raise UserProblem(
                Code.TOO_LARGE,
                N_("The file is larger than the {limit} bytes that are read here."),
                N_("Check that it is the right file."),
                limit=MAX_LENGTH,
            )

    @property
    def padded(self) -> int:
        """Return how many bytes are encrypted for it."""
        return padme(self.size)

    def pieces(self, digest: Digest, read: Callable[[int], None]) -> Generator[Piece, None, None]:
        """Yield its bytes, then the padding; `digest` gets the bytes alone, `read` the number of each piece.

        Refused at the end, before the caller may keep anything, where its size or its times are not what they were at the start:
        the SHA-256 would stand for a state that the file never had.
        """
        done = 0
        for buffer in itertools.cycle(memoryview(bytearray(max(1, min(PIECE, self.size)))) for _ in range(RING)):
            piece = buffer[: self._read_into(buffer)]
            if not piece:
                break
            done += len(piece)
            if done > self.size:
                raise _changed()
            digest.feed(piece)
            yield piece
            read(len(piece))
        if done != self.size or self._marks() != self._before:
            raise _changed()
        missing = self.padded - self.size
        while missing:
            count = min(missing, PIECE)
            yield bytes(count)
            missing -= count

    def _marks(self) -> tuple[int, int, int]:
        return _marks(self._stream)

    def _read_into(self, buffer: memoryview) -> int:
        with files.refusals():
            return self._stream.readinto(buffer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stream.close()


class Held(Original):
    """A file out of an archive, in memory: it has no place on the disk of its own, and gets none."""

    def __init__(self, name: str, content: bytes) -> None:
        """Take the bytes as they are; `name` may have folders, of which nothing is kept."""
        self.name = legible(name.replace("\\", "/").rpartition("/")[2]) or "file"
        self._stream = BufferedReader(BytesIO(content))
        self.size = len(content)
        self._before = self._marks()

    def _marks(self) -> tuple[int, int, int]:
        return self.size, 0, 0


def _open(path: Path) -> BufferedReader:
    try:
        if path.exists() and not path.is_file():
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("Only a file can be attached."),
                N_("Choose the files of a folder one by one, or all at once."),
            )
        return files.open_file(path)
    except PermissionError:
        raise UserProblem(
            Code.INVALID_INPUT, N_("The file cannot be read."), N_("Check the path and your rights to it.")
        ) from None
    except ValueError:  # a NUL in the path
        raise UserProblem(
            Code.NOT_FOUND, N_("There is no such file or folder."), N_("Check the path; a stick may have been taken out.")
        ) from None
    except OSError as trouble:
        raise files.problem_from(trouble) from None


def _marks(stream: BufferedReader) -> tuple[int, int, int]:
    """Return what changes when a file is written to: its size and both its times, of the file that is open, whatever its name."""
    with files.refusals():
        found = os.fstat(stream.fileno())
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _changed() -> UserProblem:
    return UserProblem(
        Code.INVALID_INPUT,
        N_("The file changed while it was being read, so it was not attached."),
        N_("Close the program that writes it, then attach it again."),
    )
