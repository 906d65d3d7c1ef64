"""JSON, JSON Lines and values that follow one another: a source from each of the shapes in which people keep records.

A list and a sequence of values are read one value at a time, and twice: the first time tells the columns. A file that is one
object is held whole, up to a bound.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from casevault.exchange.encoding import decoded
from casevault.exchange.jsontext import MAX_VALUE, MAX_WHOLE, TextStream, not_json
from casevault.exchange.trees import tables
from casevault.exchange.treesheet import REPEATED, from_records, from_tables, no_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casevault.exchange.asked import Asked
    from casevault.exchange.encoding import Encoding
    from casevault.exchange.flatten import Record
    from casevault.exchange.sheets import Source
    from casevault.exchange.untrusted import Untrusted

SUFFIXES: Final = frozenset({"json", "jsonl", "ndjson", "geojson"})
LINES: Final = frozenset({"jsonl", "ndjson"})
_OTHER_TEXT: Final = frozenset({"csv", "tsv", "tab", "yaml", "yml"})
_STARTS: Final = re.compile(r'\s{0,1000}(?:\{\s{0,1000}["}]|\[\s{0,1000}(?:[\[{"\]\d-]|true|false|null))')


def recognises(start: str, suffix: str) -> bool:
    """Say whether a text is JSON: by how it begins, or by its name, under which anything else is a damaged file."""
    return suffix in SUFFIXES or (suffix not in _OTHER_TEXT and bool(_STARTS.match(start)))


def read(untrusted: Untrusted, asked: Asked, encoding: Encoding) -> Source:
    """Return the source a JSON text is; INVALID_INPUT with the line where it is unsound, TOO_LARGE beyond the bounds."""
    return from_text(lambda: decoded(untrusted, encoding), asked, encoding, lines=untrusted.suffix in LINES)


def from_text(text: Callable[[], Iterator[str]], asked: Asked, encoding: Encoding, *, lines: bool = False) -> Source:
    """Return the source of a text that can be read again and again. `lines`: each value is a record, even a single one."""
    start = TextStream(text(), MAX_VALUE if lines else MAX_WHOLE)
    sign = start.next_sign()
    if not sign:
        raise no_rows()
    if not lines and sign == "[" and _ends(TextStream(text())):
        return _streamed("json", lambda: TextStream(text()), _elements, asked, encoding)
    if lines or sign == "[":
        return _streamed("jsonl", lambda: TextStream(text()), _values, asked, encoding)
    first = start.value()
    if start.next_sign():
        return _streamed("jsonl", lambda: TextStream(text()), _values, asked, encoding)
    source = from_tables("json", tables(first), asked, encoding)
    return replace(source, notes=(*source.notes, REPEATED)) if start.repeated else source


def _streamed(
    form: str,
    begin: Callable[[], TextStream],
    read_all: Callable[[TextStream], Iterator[Record]],
    asked: Asked,
    encoding: Encoding,
) -> Source:
    streams: list[TextStream] = []

    def records() -> Iterator[Record]:
        streams[:] = [begin()]
        return read_all(streams[0])

    source = from_records(form, records, asked, encoding)
    # The flag stands in the stream of the last reading that was finished; rows are read later, from a new one.
    return replace(source, notes=(*source.notes, REPEATED)) if streams[0].repeated else source


def _ends(stream: TextStream) -> bool:
    """Say whether a list is all there is; a list that another one follows is one of several records."""
    for _ in _elements(stream, last=False):
        pass
    return not stream.next_sign()


def _elements(stream: TextStream, *, last: bool = True) -> Iterator[Record]:
    """Yield what a list holds, with its place; where it is the `last` value, nothing may follow it."""
    stream.take("[")
    number = 0
    if stream.next_sign() == "]":
        stream.take("]")
    else:
        sign = ","
        while sign == ",":
            number += 1
            yield number, stream.value()
            sign = stream.take(",]")
    if last and stream.next_sign():
        raise not_json(stream.line)


def _values(stream: TextStream) -> Iterator[Record]:
    """Yield values that follow one another, with the line in which each begins: objects, or lists, and nothing between them."""
    first = ""
    while sign := stream.next_sign():
        line = stream.line
        if first and (sign != first or sign not in "{["):
            raise not_json(line)
        first = sign
        yield line, stream.value()
