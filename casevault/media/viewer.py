"""A picture or a page as pixels, parsed by a child that is killed after a while, when nobody looks any more, and at lock.

The child is a stranger to us: what it answers is bounded and checked like any other input.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, TypeVar

from casevault.errors import CaseVaultError, Code, MachineProblem, UserProblem
from casevault.hardening import packaged_program
from casevault.i18n import N_, Msg
from casevault.media import child
from casevault.progress import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ARGUMENT: Final = "--view-child"  # by which a frozen program is started as the child
SECONDS: Final = 20.0  # after which a child is killed
LOOK: Final = 9.0  # … that draws one page: somebody sits before it, and with the start of the child waits ten seconds at most
PIECE: Final = 1 << 20
_LINE: Final = 1024  # bytes of the answer's first line
_RGBA: Final = 4
_NATURAL: Final = child.MOST_PIXELS  # a side of a picture of one row
T = TypeVar("T")

REASONS: Final[Mapping[str, Msg]] = {
    child.TOO_MANY_PIXELS: N_("This picture is larger than can be shown here."),
    child.ENCRYPTED: N_("This PDF asks for a password, so it is not shown here."),
    child.TOO_LARGE: N_("This file is larger than can be shown here."),
    child.NO_PAGE: N_("This PDF has no such page."),
}
DAMAGED: Final = N_("This file cannot be shown: it is damaged, cut short, or not what its name says.")
TOOK_TOO_LONG: Final = N_("Showing this file took too long, so it was stopped.")
ELSEWHERE: Final = N_("The file itself is as it was. You can save a copy, or open it outside.")


@dataclass(frozen=True, slots=True)
class Shown:
    """One page as pixels: `pixels` is RGBA, row by row without gaps; `pages` is how many the file has.

    `natural`: width and height of the page itself at 100 %, in pixels.
    """

    pages: int
    width: int
    height: int
    pixels: bytes
    natural: tuple[int, int]


def command(program: str = child.__file__, argument: str = ARGUMENT) -> list[str]:
    """Return how a child is started: isolated, and without a line of the program that knows a key.

    `program` is its own file, `argument` what a frozen program knows it by.
    """
    if getattr(sys, "frozen", False):
        return [*packaged_program(), argument]
    return [sys.executable, "-I", "-S", "-c", _STARTER, program, *_library_folders()]


# The child's own file, run with nothing but the folders of the two libraries to import from.
_STARTER: Final = (
    "import sys, runpy; n = sys.argv.index('--'); sys.path += sys.argv[2:n]; "
    "p = sys.argv[1]; sys.argv = [p, *sys.argv[n + 1:]]; runpy.run_path(p, run_name='__main__')"
)


def _library_folders() -> list[str]:
    """Return where the two libraries stand, and this package, of which the child imports what lies in `media` beside it."""
    libraries = (path for path in sys.path if Path(path).name in {"site-packages", "dist-packages"})
    return [*libraries, str(Path(__file__).parents[2]), "--"]


class Children:
    """The children of one window. `close` ends all of them and lets no more start: called at lock."""

    def __init__(self, seconds: float | None = None) -> None:
        """Give each child `seconds`, where the kind of its work does not tell how many."""
        self._seconds, self._look = (SECONDS, LOOK) if seconds is None else (seconds, seconds)
        self._guard = threading.Lock()
        self._living: set[subprocess.Popen[bytes]] = set()
        self._closed = False

    def run(
        self,
        arguments: Sequence[str],
        length: int,
        read: Callable[[int, int], bytes],
        answer: Callable[[IO[bytes]], T],
        *,
        seconds: float | None = None,
    ) -> T | None:
        """Give a child a file of `length` bytes and return what `answer` takes from its output; refusals as for `show`."""
        process = self._start(list(arguments))
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._seconds if seconds is None else seconds, end)
        timer.daemon = True
        feeder = Feeder(process, length, read)
        timer.start()
        feeder.start()
        try:
            taken = answer(process.stdout) if process.stdout is not None else None
        finally:
            timer.cancel()
            process.kill()
            process.wait()
            feeder.join()
            with contextlib.suppress(OSError), process:
                pass
            with self._guard:
                stopped = process not in self._living
                self._living.discard(process)
        if stopped:
            raise Cancelled
        if feeder.problem is not None:
            raise feeder.problem
        if late.is_set():
            raise UserProblem(Code.UNSUPPORTED, TOOK_TOO_LONG, ELSEWHERE)
        return taken

    def show(self, kind: str, length: int, read: Callable[[int, int], bytes], *, page: int = 0, width: int, height: int) -> Shown:
        """Return one page (from 0) of a file of `length` bytes, no larger than `width` by `height` pixels.

        `read(offset, count)` gives the file; what it raises is raised. UNSUPPORTED with a sentence for whatever cannot be shown,
        `Cancelled` once `stop` or `close` was called.
        """
        if length > child.MOST_BYTES:
            raise _not_shown(child.TOO_LARGE)
        arguments = [kind, str(page), str(width), str(height)]
        taken = self.run(arguments, length, read, lambda stream: _answer(stream, width, height), seconds=self._look)
        line, end, pixels = (taken or b"").partition(b"\n")
        return _checked((line + end, pixels), width, height)

    def stop(self) -> None:
        """End what runs now: nobody looks any more."""
        with self._guard:
            for process in self._living:
                process.kill()
            self._living.clear()

    def close(self) -> None:
        """End what runs, for good."""
        with self._guard:
            self._closed = True
        self.stop()

    def _start(self, arguments: list[str]) -> subprocess.Popen[bytes]:
        with self._guard:
            if self._closed:
                raise Cancelled
            process = started(arguments)
            self._living.add(process)
            return process


def started(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a child that reads a file of a stranger."""
    return running([*command(), *arguments])


def running(line: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a child. Neither our environment nor a descriptor is handed on; what libraries complain about goes nowhere."""
    try:
        return subprocess.Popen(  # noqa: S603 - our own program
            line,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ},
            close_fds=True,
        )
    except OSError as trouble:
        raise MachineProblem(
            Code.IO_ERROR,
            N_("The part of CaseVault that shows files could not be started."),
            N_("Close other programs, then try again."),
            errno=trouble.errno or 0,
        ) from None


class Feeder(threading.Thread):
    """Gives the child the file, piece by piece; a child that ends early is no problem of the file's."""

    def __init__(self, process: subprocess.Popen[bytes], length: int, read: Callable[[int, int], bytes]) -> None:
        super().__init__(name="feeder", daemon=True)
        self._process, self._length, self._read = process, length, read
        self.problem: BaseException | None = None

    def run(self) -> None:
        """Write until the end, or until nobody reads."""
        stream = self._process.stdin
        try:
            for offset in range(0, self._length, PIECE):
                piece = self._read(offset, PIECE)
                if stream is not None:
                    stream.write(piece)
        except (OSError, ValueError):  # the child has ended, or whoever looked has closed the file
            pass
        except CaseVaultError as problem:
            self.problem = problem
            self._process.kill()
        finally:
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()


def _answer(stream: IO[bytes], width: int, height: int) -> bytes:
    """Return the first line and as many bytes after it as could be asked for."""
    return stream.readline(_LINE) + stream.read(width * height * _RGBA + 1)


def _checked(answer: tuple[bytes, bytes], width: int, height: int) -> Shown:
    untrusted_line, untrusted_pixels = answer
    try:
        found: Any = json.loads(untrusted_line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _not_shown(child.DAMAGED)
    if "error" in found:
        raise _not_shown(str(found["error"]))
    pages, wide, high = (found.get(key) for key in ("pages", "width", "height"))
    if not (type(pages) is int and type(wide) is int and type(high) is int):
        raise _not_shown(child.DAMAGED)
    if not (0 < wide <= width and 0 < high <= height and pages > 0) or len(untrusted_pixels) != wide * high * _RGBA:
        raise _not_shown(child.DAMAGED)
    natural = found.get("natural")
    if not (isinstance(natural, list) and len(natural) == 2 and all(type(n) is int and 0 < n <= _NATURAL for n in natural)):  # noqa: PLR2004 - two sides
        raise _not_shown(child.DAMAGED)
    return Shown(min(pages, child.MOST_PAGES), wide, high, untrusted_pixels, (natural[0], natural[1]))


def _not_shown(reason: str) -> UserProblem:
    return UserProblem(Code.UNSUPPORTED, REASONS.get(reason, DAMAGED), ELSEWHERE)
