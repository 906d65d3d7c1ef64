"""Finished JSON and CSV as text. JSON must be spelt to the byte as it is written, so that nothing hides between its words."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Final

from casevault.disclosure.render.csv_rows import BOM
from casevault.disclosure.render.json_tree import FORMAT, canonical
from casevault.disclosure.scan_hits import Place, Where
from casevault.disclosure.scan_office import unreadable
from casevault.disclosure.scan_pieces import FileText, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

# Keys and codes of the format itself; anything else in their place is searched.
_OWN: Final = frozenset(
    "format version lang created label title subtitle header footer blocks kind level line lines heading paragraph items box tone"
    f" pairs values table head rows text strong plain caution {FORMAT}".split()
)
_LANGUAGE: Final = re.compile(r"(?:ar|bo|de|en|es|fa|fr|ja|kk|ky|mn|nl|ru|tr|ug|zh)(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")
_MOST_NUMBER: Final = 99
_MOST_DEPTH: Final = 40
_LONGEST_CELL: Final = 1 << 28


def read_json_text(untrusted: bytes) -> FileText:
    """Return every word of a document written as JSON; a spelling that is not the writer's is `unsupported`."""
    lines: list[str] = []
    try:
        tree = json.loads(untrusted.decode("utf-8"))
        spelt = canonical(tree)
        pieces = tuple(_walk(tree, lines, 0))
    except (ValueError, RecursionError) as cause:
        raise unreadable() from cause
    if spelt != untrusted:
        raise unreadable()
    return FileText(("\n".join(lines),), pieces)


def _walk(value: object, lines: list[str], depth: int) -> Iterator[Piece]:
    """Add the lines that a reader of the document sees to `lines`; yield all else."""
    if depth > _MOST_DEPTH:
        raise ValueError
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in _OWN:
                yield Piece(key, Where(Place.NAME))
            if key == "label" and isinstance(item, str):
                lines.append(item)
            elif not _is_own(key, item):
                yield from _walk(item, lines, depth + 1)
    elif isinstance(value, list):
        if value and all(isinstance(run, dict) and isinstance(run.get("text"), str) for run in value):
            lines.append("".join(run["text"] for run in value))
            value = [{key: item for key, item in run.items() if key != "text"} for run in value]
        for item in value:
            yield from _walk(item, lines, depth + 1)
    else:
        yield Piece(str(value), Where(Place.STRING))


def _is_own(key: str, value: object) -> bool:
    """Say whether a value is one of the format itself: a kind, a flag, a level, a language."""
    if isinstance(value, str):
        return value in _OWN or (key == "lang" and _LANGUAGE.fullmatch(value) is not None)
    return value is None or isinstance(value, bool) or (isinstance(value, int) and 0 <= value <= _MOST_NUMBER)


def read_csv_text(untrusted: bytes) -> FileText:
    """Return the cells of a CSV file, a line each; what is no UTF-8, or quoted otherwise than RFC 4180 says, is `unsupported`."""
    try:
        text = untrusted.removeprefix(BOM).decode("utf-8")
        csv.field_size_limit(_LONGEST_CELL)
        cells = [cell for row in csv.reader(io.StringIO(text, newline=""), strict=True) for cell in row]
    except (UnicodeDecodeError, csv.Error) as cause:
        raise unreadable() from cause
    return FileText(("\n".join(cells),), (Piece(text, Where(Place.REMAINDER), echo=True),))
