"""The lines of a text that comes in pieces, bounded: neither a line nor a row may grow without end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Self

from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_RECORD: Final = 8_000_000  # characters of one row, or of one line
LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class Lines:
    """The lines of a text with their ends, however they end; counts them, and what one row has taken so far."""

    def __init__(self, text: Iterator[str]) -> None:
        self._lines = split_lines(text)
        self._taken = 0
        self.number = 0  # of the line handed out last
        self.first = 1  # of the line in which this row begins

    def begin(self) -> None:
        """Say that the next line begins a row."""
        self._taken, self.first = 0, self.number + 1

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self._taken += len(line)
        if self._taken > MAX_RECORD:
            raise too_long(self.first, MAX_RECORD)
        if "\0" in line:
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("Line {line} holds a zero character: the file is damaged, or in another encoding."),
                N_("Say which encoding it is in (UTF-16 is the most likely), or copy the file again. Nothing was read in."),
                line=self.number,
            )
        return line


def split_lines(text: Iterator[str]) -> Iterator[str]:
    """Yield lines that end with CR, LF or both; TOO_LARGE for one that is longer than a row may be."""
    rest: list[str] = []
    held = number = 0
    for given in text:
        piece = given
        if rest and rest[-1].endswith("\r"):  # whether an LF belongs to it is known only now
            piece, rest, held = "".join(rest) + given, [], 0
        found = LINE.findall(piece)
        # The last one may go on in the next piece; a CR at the very end may be half of a line end.
        last = found.pop() if found and not found[-1].endswith("\n") else ""
        for line in found:
            number += 1
            yield "".join((*rest, line)) if rest else line
            rest, held = [], 0
        if last:
            rest.append(last)
            held += len(last)
            if held > MAX_RECORD:
                raise too_long(number + 1, MAX_RECORD)
    if rest:
        yield from LINE.findall("".join(rest))


def too_long(line: int, limit: int) -> UserProblem:
    """Return the refusal for a cell or a row longer than any table has; mostly a quotation mark that is not closed."""
    return UserProblem(
        Code.TOO_LARGE,
        N_("The row that begins in line {line} has more than {limit} characters in one piece."),
        N_("Look for a quotation mark that is not closed there, or choose another sign between the cells."),
        line=line,
        limit=limit,
    )
