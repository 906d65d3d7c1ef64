"""A sheet of an office file, read by the child and handed on row by row; its answer is checked like any other input."""

from __future__ import annotations

import contextlib
import json
import threading
import weakref
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final

from casevault.errors import Code, MachineProblem, UserProblem
from casevault.i18n import N_, Msg
from casevault.media import child, sheet_child
from casevault.media.viewer import Feeder, started

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Mapping

SECONDS: Final = 60.0  # that the child may think about one piece of its answer
_BLOCK: Final = 1 << 18
_MOST_LINE: Final = sheet_child.MOST_ROW * 4 + (1 << 20)  # bytes: characters of up to four, quotes and commas
_MOST_NAME: Final = 1_000

AGAIN: Final = N_("Open it in the program that made it, save it as XLSX or CSV, and read that in.")
REASONS: Final[Mapping[str, tuple[Code, Msg, Msg]]] = {
    sheet_child.PROTECTED: (
        Code.UNSUPPORTED,
        N_("This file is protected by a password."),
        N_("Open it in the program that made it, save a copy without the password, and read that in."),
    ),
    sheet_child.NO_TABLE: (
        Code.INVALID_INPUT,
        N_("No table was found in this file: its sheets are empty."),
        N_("Check that it is the right file, and that the sheet holds more than pictures and charts."),
    ),
    sheet_child.NO_SHEET: (
        Code.NOT_FOUND,
        N_("This file has no sheet of that name."),
        N_("Leave the name out to read the first sheet with a table; the answer then names all sheets."),
    ),
    sheet_child.TOO_WIDE: (
        Code.TOO_LARGE,
        N_("This sheet is wider than the {limit} columns that are read here."),
        N_("Delete what stands far to the right of the table, save the file, and read it in again."),
    ),
    sheet_child.TOO_LONG: (
        Code.TOO_LARGE,
        N_("This sheet has more than the {limit} rows that are read here."),
        N_("Divide it into several files and read them in one after the other."),
    ),
    sheet_child.TOO_LARGE: (
        Code.TOO_LARGE,
        N_("This file is larger, once it is unpacked, than can be read here."),
        N_("Delete what stands far from the table, or save the sheet as CSV, and read that in."),
    ),
}
DAMAGED: Final = N_("This file cannot be read: it is damaged, cut short, or not what its name says.")
TOOK_TOO_LONG: Final = N_("Reading this file took too long, so it was stopped.")
LIMITS: Final = {sheet_child.TOO_WIDE: sheet_child.MOST_COLUMNS, sheet_child.TOO_LONG: sheet_child.MOST_ROWS}


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a workbook before its rows: `number` of the header's row, `notes` as code and count."""

    sheet: str
    header: tuple[str, ...]
    number: int
    sheets: tuple[tuple[str, bool], ...]  # each name, and whether it is hidden
    notes: tuple[tuple[str, int], ...]


class SheetRows:
    """One sheet that a child reads. Iterate once; closing ends the child, whoever closes."""

    def __init__(
        self,
        length: int,
        read: Callable[[int, int], bytes],
        *,
        sheet: str = "",
        header_row: int | None = None,
        seconds: float = SECONDS,
    ) -> None:
        """Start the child on a file of `length` bytes, which `read(offset, count)` gives, and wait for the head.

        `header_row` counts from 1 as the sheet does, 0 says that there is none. A refusal with a sentence for a file that cannot
        be read; what `read` raises is raised.
        """
        if length > child.MOST_BYTES:
            raise _refusal(sheet_child.TOO_LARGE)
        self._process = started(["sheet", sheet.replace("\0", ""), "" if header_row is None else str(header_row)])
        self._lines = _Lines(self._process, seconds)
        self._feeder = Feeder(self._process, length, read)
        self._feeder.start()
        # A sheet that nobody reads to its end must not keep its child waiting for ever.
        weakref.finalize(self, self._process.kill)
        try:
            self.head = head_of(self._next())
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the number of each row and as many cells as the header has; a refusal where the file is damaged farther on."""
        count = 0
        try:
            while True:
                untrusted = self._next()
                if isinstance(untrusted, list):
                    count += 1
                    yield row_of(untrusted, len(self.head.header))
                elif isinstance(untrusted, dict) and untrusted.get("end") == count:
                    return
                else:
                    raise _refusal(sheet_child.DAMAGED)
        finally:
            self.close()

    def close(self) -> None:
        """End the child."""
        self._process.kill()
        self._process.wait()
        self._feeder.join()
        with contextlib.suppress(OSError), self._process:
            pass

    def _next(self) -> Any:
        untrusted = self._lines.next()
        if self._feeder.problem is not None:
            raise self._feeder.problem
        if untrusted is None:
            if self._lines.late:
                raise UserProblem(Code.UNSUPPORTED, TOOK_TOO_LONG, AGAIN)
            # It ended without a last word: the file asked for more memory or time than the child has.
            raise _refusal(sheet_child.TOO_LARGE)
        try:
            value = json.loads(untrusted)
        except (ValueError, RecursionError):
            raise _refusal(sheet_child.DAMAGED) from None
        if isinstance(value, dict) and "error" in value:
            raise _refusal(str(value["error"]))
        return value


class _Lines:
    """The lines of a child's answer; one that takes longer than `seconds` for a piece of it is ended."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process, self._seconds = process, seconds
        self._stream: IO[bytes] | None = process.stdout
        self._held = bytearray()
        self._at = 0
        self.late = False

    def next(self) -> bytes | None:
        """Return the next whole line, None at the end or where a line is longer than any may be."""
        while (end := self._held.find(b"\n", self._at)) < 0:
            if len(self._held) - self._at > _MOST_LINE:
                return None
            del self._held[: self._at]
            self._at = 0
            if not (piece := self._piece()):
                return None
            self._held += piece
        line, self._at = bytes(self._held[self._at : end]), end + 1
        return line

    def _piece(self) -> bytes:
        timer = threading.Timer(self._seconds, self._end)
        timer.daemon = True
        timer.start()
        try:
            read = getattr(self._stream, "read1", None)
            return bytes(read(_BLOCK)) if read is not None else b""
        except (OSError, ValueError):
            return b""
        finally:
            timer.cancel()

    def _end(self) -> None:
        self.late = True
        self._process.kill()


def head_of(untrusted: Any) -> Head:
    """Return the checked first line."""
    try:
        found = Head(
            _text(untrusted["sheet"]),
            tuple(_text(name, sheet_child.MOST_CELL) for name in _list(untrusted["header"], sheet_child.MOST_COLUMNS)),
            _count(untrusted["number"]),
            tuple((_text(one["name"]), one["hidden"] is True) for one in _list(untrusted["sheets"], sheet_child.MOST_SHEETS)),
            tuple((_text(code), _count(count)) for code, count in _list(untrusted["notes"], 100)),
        )
    except (KeyError, TypeError, ValueError):
        raise _refusal(sheet_child.DAMAGED) from None
    if not found.header or len(set(found.header)) != len(found.header):
        raise _refusal(sheet_child.DAMAGED)
    return found


def row_of(untrusted: list[Any], width: int) -> tuple[int, tuple[str, ...]]:
    """Return one checked row."""
    try:
        number, cells = untrusted
        row = _count(number), tuple(_text(cell, sheet_child.MOST_CELL) for cell in _list(cells, width))
    except (TypeError, ValueError):
        raise _refusal(sheet_child.DAMAGED) from None
    if len(row[1]) != width:
        raise _refusal(sheet_child.DAMAGED)
    return row


def _text(untrusted: Any, most: int = _MOST_NAME) -> str:
    if type(untrusted) is not str or len(untrusted) > most:
        raise ValueError
    return untrusted


def _count(untrusted: Any) -> int:
    if type(untrusted) is not int or not 0 <= untrusted <= 1 << 40:
        raise ValueError
    return untrusted


def _list(untrusted: Any, most: int) -> list[Any]:
    if type(untrusted) is not list or len(untrusted) > most:
        raise ValueError
    return untrusted


def _refusal(reason: str) -> UserProblem | MachineProblem:
    code, what, hint = REASONS.get(reason, (Code.INVALID_INPUT, DAMAGED, AGAIN))
    return UserProblem(code, what, hint, **({"limit": LIMITS[reason]} if reason in LIMITS else {}))
