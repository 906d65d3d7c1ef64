"""The only door to the disk: private folders, durable writes, bounded reads, the lock that keeps a second process out.

Nothing else in CaseVault opens a file for writing. Every `OSError` leaves here as a refusal with a sentence; its own text, which
may hold a file's name, is dropped.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
import sys
from typing import TYPE_CHECKING, Self, TypeAlias

from casevault.errors import CaseVaultError, Code, MachineProblem, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import BufferedReader
    from pathlib import Path
    from types import TracebackType

FOLDER_MODE = 0o700
FILE_MODE = 0o600
PART = ".part"  # ends every file that is still being written
_EARLY = 8 << 20  # bytes after which the disk is asked to begin

MOVES_HELD_FOLDERS = sys.platform != "win32"  # Windows moves no folder with an open file in it

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_BINARY = getattr(os, "O_BINARY", 0)  # Windows would translate line ends otherwise
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)  # a link planted under our name is refused instead of followed
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # a pipe planted under our name is refused instead of waited for

Chunk: TypeAlias = "bytes | bytearray | memoryview"
Chunks: TypeAlias = "bytes | bytearray | Iterable[Chunk]"


def problem_from(trouble: OSError) -> CaseVaultError:
    """Return the refusal for what the operating system said; never with its text, which may name a file."""
    if trouble.errno in _FULL:
        return MachineProblem(
            Code.DISK_FULL, N_("The disk is full."), N_("Free some space and try again; what was saved before is intact.")
        )
    if trouble.errno in _READ_ONLY:
        return MachineProblem(
            Code.READ_ONLY,
            N_("This place cannot be written to."),
            N_("Remove the write protection, or copy the folder to a disk of your own and open it there. Nothing was changed."),
        )
    if trouble.errno in {errno.ENOENT, errno.ENOTDIR}:
        return UserProblem(
            Code.NOT_FOUND, N_("There is no such file or folder."), N_("Check the path; a stick may have been taken out.")
        )
    if trouble.errno == errno.EISDIR:
        return MachineProblem(Code.IO_ERROR, N_("A folder stands where a file is needed."), N_("Name the file itself."))
    return MachineProblem(
        Code.IO_ERROR,
        N_("The disk did not read or write as it should."),
        N_("Copy the folder to another disk before anything else, then try again there."),
        errno=trouble.errno or 0,
    )


@contextlib.contextmanager
def refusals() -> Iterator[None]:
    """Turn any `OSError` inside into its refusal, without a trace of the original's text."""
    try:
        yield
    except OSError as trouble:
        raise problem_from(trouble) from None


def make_private_folder(path: Path, *, parents: bool = False) -> None:
    """Make the folder `path` for this user alone (0700), with its parents if asked; one that stands there keeps its mode."""
    with refusals():
        if parents and not path.parent.exists():
            make_private_folder(path.parent, parents=True)
        if path.is_dir():
            return
        path.mkdir(mode=FOLDER_MODE)
        path.chmod(FOLDER_MODE)  # the umask may have taken bits away from mkdir's mode; on Windows this does nothing
        _sync_folder(path.parent)


def make_private_file(path: Path) -> None:
    """Make an empty file for this user alone (0600); raise INVALID_INPUT if something stands there already."""
    with refusals():
        try:
            os.close(_open_new(path))
        except FileExistsError:
            raise _already_there() from None


def write_private_file(path: Path, data: Chunks, *, replace: bool = True) -> None:
    """Write `data` (bytes, or chunks of bytes) durably as `path`, mode 0600: afterwards the whole file is there, or the old one.

    The order makes it so: a new file beside it with its mode from the start, all bytes, fsync, rename, fsync of the folder.
    With `replace=False` a file that stands there already is INVALID_INPUT (looked at just before the rename).

    A failed fsync is never tried again: the system may have dropped the pages it could not write, and a second one would then
    report success over nothing. A file that was not confirmed is removed unnamed; where only the folder's change of names was not
    confirmed, the new file stands, whole, the old one may come back with a power cut, and the caller hears that it failed.
    """
    with refusals():
        refuse_existing(path, replace=replace)
        part = _write_part(path, data)
        try:
            refuse_existing(path, replace=replace)
            part.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
        _sync_folder(path.parent)


class Staged:
    """A file that is whole and durable beside the place where it will stand, and not yet under that name.

    For what must be noted elsewhere before it may exist: stage, note it, place. A crash leaves at most the part, under a hidden
    name that ends in `.part`.
    """

    def __init__(self, path: Path, data: Chunks, *, via: Path | None = None, modified: int | None = None) -> None:
        """Write `data` durably, mode 0600; INVALID_INPUT if something stands under that name already.

        The part lies in the folder `via` of the same disk (None: beside `path`). `modified`, in s since 1970, is the time the
        file will show, for one that shall not tell when it was made.
        """
        self._path = path
        with refusals():
            refuse_existing(path, replace=False)
            self._part = _write_part(path, data, via)
            if modified is not None:
                os.utime(self._part, (modified, modified))

    def open(self) -> BufferedReader:
        """Open what was written for reading, from the medium as far as the system can be asked for that."""
        forget_cached(self._part)
        with refusals():
            return open_file(self._part, follow=False)

    def place(self) -> None:
        """Give the file its name, durably, never over another; after an error neither the part nor the name is left.

        Should the folder's change of names not become durable, the name is taken away again, as far as the disk lets us.
        """
        try:
            with refusals():
                refuse_existing(self._path, replace=False)
                self._part.replace(self._path)
        except BaseException:
            self.discard()
            raise
        try:
            with refusals():
                _sync_folder(self._path.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                self._path.unlink()
            raise

    def discard(self) -> None:
        """Remove the part if it is there; never fails, for it is called while something else does."""
        with contextlib.suppress(OSError):
            self._part.unlink()


def _write_part(path: Path, data: Chunks, via: Path | None = None) -> Path:
    """Write `data` durably to a new file in `via` (None: a hidden one beside `path`); nothing is left after an error."""
    token = secrets.token_hex(4)
    part = path.with_name(f".{path.name[:64]}.{token}{PART}") if via is None else via / f"{token}{PART}"
    descriptor = _open_new(part)
    try:
        try:
            done = begun = 0
            for chunk in (data,) if isinstance(data, bytes | bytearray) else data:
                _write_all(descriptor, chunk)
                done += len(chunk)
                if done - begun >= _EARLY:
                    _begin_sync(descriptor, begun, done - begun)
                    begun = done
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    return part


def open_file(path: Path, *, follow: bool = True) -> BufferedReader:
    """Open the file `path` for reading; `OSError` at once for a pipe or a device, which would hang whoever reads it.

    With `follow=False` also for a link, where the system can tell.
    """
    descriptor = os.open(path, os.O_RDONLY | _BINARY | _NO_WAIT | (0 if follow else _NO_FOLLOW))
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise OSError(errno.EISDIR if stat.S_ISDIR(mode) else errno.EIO, "")
    return os.fdopen(descriptor, "rb")


def is_own(path: Path, *, folder: bool = False) -> bool:
    """Say whether a real file (or folder) stands at `path`, or nothing: no link, pipe or device that somebody planted there."""
    with refusals():
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            return True
    return stat.S_ISDIR(mode) if folder else stat.S_ISREG(mode)


def read_limited(path: Path, limit: int) -> bytes:
    """Return the bytes of `path`, at most `limit` of them; a longer file is TOO_LARGE and is not read further."""
    with refusals(), open_file(path) as source:
        # As much memory as the file is long: asked for `limit` bytes, Python would take that many before it reads one.
        likely = min(os.fstat(source.fileno()).st_size, limit) + 1
        untrusted_data = source.read(likely)
        if len(untrusted_data) == likely <= limit:  # it grew meanwhile, or the system does not say how long it is
            untrusted_data += source.read(limit + 1 - likely)
    if len(untrusted_data) > limit:
        raise UserProblem(
            Code.TOO_LARGE,
            N_("The file is larger than the {limit} bytes that are read here."),
            N_("Check that it is the right file."),
            limit=limit,
        )
    return untrusted_data


def copy_private_file(source: Path, target: Path, *, replace: bool = False) -> None:
    """Copy `source` to the private file `target`, durably, without holding it in memory; over another one only if asked."""

    def chunks() -> Iterator[bytes]:
        with source.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                yield chunk

    write_private_file(target, chunks(), replace=replace)


def move_folder(source: Path, target: Path) -> None:
    """Give the folder `source` the name `target`, durably, in one step; INVALID_INPUT if something stands under that name."""
    with refusals():
        refuse_existing(target, replace=False)
        source.rename(target)
        _sync_folder(target.parent)


def forget_cached(path: Path) -> None:
    """Ask the system to read `path` from the medium when it is read next; a hint, where the system knows one."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError), open_file(path) as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def overwrite(path: Path, data: bytes) -> None:
    """Write `data` over the start of the file `path` where it lies, durably: what stood there shall not be read again.

    In place, unlike every other write: a new file under the same name would leave the blocks of the old one as they are. How much
    that is worth is the disk's to say: flash writes elsewhere and forgets when it likes.
    """
    with refusals():
        descriptor = os.open(path, os.O_WRONLY | _BINARY | _NO_FOLLOW | _NO_WAIT)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(errno.EIO, "")
            _write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def lengthen(path: Path, most: int, until: int) -> bool:
    """Write zeros behind the end of the file `path`, durably, at most `most` bytes of them, until it has `until` bytes.

    Say whether any were missing.
    """
    with refusals():
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | _BINARY | _NO_FOLLOW | _NO_WAIT)
        try:
            found = os.fstat(descriptor)
            missing = until - found.st_size
            if missing <= 0 or not stat.S_ISREG(found.st_mode):
                return False
            _write_all(descriptor, bytes(min(most, missing)))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    return True


def remove_empty(path: Path) -> bool:
    """Remove the folder `path` if nothing is in it, and say whether it is gone; a link stays."""
    with contextlib.suppress(OSError):
        path.rmdir()
    return not os.path.lexists(path)


def remove_file(path: Path) -> None:
    """Remove `path` if it is there."""
    with refusals():
        path.unlink(missing_ok=True)


def remove_tree(path: Path) -> None:
    """Remove `path`, a folder with all that is in it or a file, if it is there; a link is removed, never followed."""
    with refusals():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def tighten(path: Path) -> None:
    """Take the rights of others from `path` (0700 or 0600) if they have any; do nothing where the disk knows no such rights.

    A link is left alone: what it leads to is not ours to alter.
    """
    with contextlib.suppress(OSError):
        mode = path.lstat().st_mode
        if mode & 0o077 and not stat.S_ISLNK(mode):
            path.chmod(FOLDER_MODE if stat.S_ISDIR(mode) else FILE_MODE)


def free_bytes(path: Path) -> int:
    """Return how many bytes can still be written where `path` lies."""
    with refusals():
        return shutil.disk_usage(path).free


class FolderLock:
    """Keeps a second process out for as long as it is held. The lock file stays empty: neither a process nor a computer is named.

    The operating system lets go of the lock when the process ends in whatever way, so a crash leaves nothing to clean up.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock on the file `path`, making it if needed; raise IN_USE at once when another holder has it."""
        self._descriptor = -1
        with refusals():
            try:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT | _BINARY | _NO_FOLLOW, FILE_MODE)
            except OSError as trouble:
                if trouble.errno not in _READ_ONLY or not path.exists():
                    raise
                descriptor = os.open(path, os.O_RDONLY | _BINARY | _NO_FOLLOW)  # a read-only medium can be locked too
            try:
                _lock(descriptor)
            except OSError as trouble:
                os.close(descriptor)
                if trouble.errno in {errno.EAGAIN, errno.EACCES, errno.EDEADLK}:
                    raise vault_in_use() from None
                raise
        self._descriptor = descriptor

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()

    def release(self) -> None:
        """Let go; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _lock(descriptor: int) -> None:
    """Take the operating system's exclusive lock without waiting. Each system has its own module, imported where it exists."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - exists on Windows only

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - absent on Windows

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _open_new(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY | _NO_FOLLOW, FILE_MODE)


def _write_all(descriptor: int, chunk: Chunk) -> None:
    """Write every byte: the system may take fewer than it was given."""
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _begin_sync(descriptor: int, offset: int, length: int) -> None:
    """Let the disk begin with these bytes, where the system can, so that the fsync at the end finds little left.

    Named for what is not needed, the call starts writing what is dirty; only what is clean already would leave the memory.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.posix_fadvise(descriptor, offset, length, os.POSIX_FADV_DONTNEED)


def _sync_folder(path: Path) -> None:
    """Make a new name in `path` durable; Windows has no such call and journals names itself."""
    if sys.platform != "win32":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def refuse_existing(path: Path, *, replace: bool = False) -> None:
    """Refuse a name under which something stands, unless it may be replaced."""
    if not replace and os.path.lexists(path):
        raise _already_there()


def _already_there() -> UserProblem:
    return UserProblem(
        Code.INVALID_INPUT, N_("There is already something of that name."), N_("Choose another name; nothing was overwritten.")
    )


def vault_in_use() -> MachineProblem:
    """Return the refusal for a vault that another process holds."""
    return MachineProblem(
        Code.IN_USE,
        N_("This vault is open in another window or program."),
        N_("Close it there first. If you closed it a moment ago, wait a few seconds and try again."),
    )
