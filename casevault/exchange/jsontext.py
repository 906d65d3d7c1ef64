"""JSON read strictly and value by value, so that a list of a million objects needs no more memory than one of them.

Numbers stay as they were written, for 1e400 and 123456789012345678901 are no floats; NaN is no JSON. A key that an object has
twice keeps both values. Only the standard library's scanner sees the text, in pieces of a bounded length.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeAlias

from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_VALUE: Final = 8_000_000  # characters of one value among others
MAX_WHOLE: Final = 32 << 20  # characters of a file that is one object
MAX_PARTS: Final = 3_000_000  # values inside one value: each takes some hundred bytes of memory
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_CLOSED: Final = frozenset('}]"')


class Bare(str):
    """A number, as it was written: without quotation marks, so that it can be written again as it was."""

    __slots__ = ()


class Repeated(list[Any]):
    """The values of one key that an object has more than once, in their order."""

    __slots__ = ()


# What stands in a tree: dict, list, str, Bare, True, False, None.
Tree: TypeAlias = Any


class TextStream:
    """A text that comes in pieces, and the place in it; `line` counts from 1."""

    def __init__(self, text: Iterator[str], limit: int = MAX_VALUE) -> None:
        self._text, self._limit = text, limit
        self._held, self._at, self._ended = "", 0, False
        self.line = 1
        self.repeated = False  # whether an object had a key twice
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_int=Bare, parse_float=Bare, parse_constant=_no_number, strict=True
        )

    def next_sign(self) -> str:
        """Return the next character that is not white space, without taking it; "" at the end."""
        while True:
            space = _SPACE.match(self._held, self._at)
            self._go(space.end() if space else self._at)
            if self._at < len(self._held):
                return self._held[self._at]
            if self._ended:
                return ""
            self._more()

    def take(self, signs: str) -> str:
        """Take one of `signs`, with the white space before it; INVALID_INPUT with the line for anything else."""
        found = self.next_sign()
        if not found or found not in signs:
            raise not_json(self.line)
        self._at += 1
        return found

    def value(self) -> Tree:
        """Take one whole value, with the white space before it; INVALID_INPUT with the line where there is none."""
        if not self.next_sign():
            raise not_json(self.line)
        while True:
            try:
                found, end = self._decoder.raw_decode(self._held, self._at)
            except (RecursionError, MemoryError):
                raise too_deep(self.line) from None
            except json.JSONDecodeError as trouble:
                if self._ended:
                    raise not_json(self.line + self._held.count("\n", self._at, trouble.pos)) from None
            except ValueError:
                raise not_json(self.line) from None
            else:
                # "12" at the end of what is held may be the start of "123".
                if self._ended or end < len(self._held) or self._held[end - 1] in _CLOSED:
                    self._go(end)
                    return found
            self._more()

    def _go(self, place: int) -> None:
        self.line += self._held.count("\n", self._at, place)
        self._at = place

    def _more(self) -> None:
        """Hold twice as much as before, so that a long value is not tried too often; TOO_LARGE beyond the limit."""
        self._held, self._at = self._held[self._at :], 0
        pieces, wanted = [self._held], max(len(self._held), 1)
        while wanted > 0:
            piece = next(self._text, None)
            if piece is None:
                self._ended = True
                break
            pieces.append(piece)
            wanted -= len(piece)
        self._held = "".join(pieces)
        if len(self._held) > self._limit or sum(map(self._held.count, ",[{")) > MAX_PARTS:
            raise UserProblem(
                Code.TOO_LARGE,
                N_("The value that begins in line {line} is larger than what is read as one: {limit} characters."),
                N_("Save it as JSON Lines, or as a list of smaller objects, and try again."),
                line=self.line,
                limit=self._limit,
            )

    def _object(self, pairs: list[tuple[str, Tree]]) -> dict[str, Tree]:
        found = dict(pairs)
        if len(found) < len(pairs):
            self.repeated = True
            several: dict[str, Repeated] = {}
            for key, value in pairs:
                several.setdefault(key, Repeated()).append(value)
            found = {key: values[0] if len(values) == 1 else values for key, values in several.items()}
        return found


def whole(text: Iterator[str], limit: int = MAX_VALUE) -> Tree:
    """Return the one value of a JSON text; INVALID_INPUT where something follows it."""
    stream = TextStream(text, limit)
    found = stream.value()
    if stream.next_sign():
        raise not_json(stream.line)
    return found


def written(value: Tree) -> str:
    """Return a tree as JSON again, in one line, numbers as they were; for what has no place in a table."""
    try:
        return _written(value)
    except RecursionError:
        raise too_deep(1) from None


def _written(value: Tree) -> str:
    if isinstance(value, Bare):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {_written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _no_number(_name: str) -> NoReturn:
    raise ValueError


def not_json(line: int) -> UserProblem:
    """Return the refusal for what breaks the rules of JSON."""
    return UserProblem(
        Code.INVALID_INPUT,
        N_("Line {line} of this file is not sound JSON."),
        N_("Save it again in the program that made it, or correct that line. Nothing was read in."),
        line=line,
    )


def too_deep(line: int) -> UserProblem:
    """Return the refusal for values inside values without end."""
    return UserProblem(
        Code.TOO_LARGE,
        N_("In line {line}, values lie inside values more deeply than is read here."),
        N_("Check that it is the right file."),
        line=line,
    )
