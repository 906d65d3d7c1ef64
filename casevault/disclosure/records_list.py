"""`records.jsonl` of an archive: what the audience reads, again as data, one line for each record that left.

    {"fields":[{"field":"start","text":"12 or 14 February 2026"}, …],"record":"<32 hex digits>","type":"event"}

It is made from the very runs the output took, after gate, allow-list and redaction; a value as it was recorded never comes near.
A record is named by a reference that means something inside this bundle only; the ids of rows are left out of the keys.
For the leak scan the same runs stand in a document tree, so that a name two people share is proven here as it is in the document.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from casevault.disclosure.document import Document, Paragraph
from casevault.disclosure.scan_hits import Place, Where
from casevault.disclosure.scan_pieces import FileText, Piece
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casevault.disclosure.document import Line

NAME = "records.jsonl"
FORMAT = "jsonl"
MIME = "application/jsonl"
_REF_DOMAIN = "casevault/1/bundle-ref"
_REF_CHARACTERS = 32
_REF = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Printed:
    """One value as the audience reads it; `path` is a key or "table/row id/column"."""

    record: str
    type: str
    path: str
    line: Line


@dataclass(frozen=True, slots=True)
class Told:
    """What a bundle says of one record: its type by its key, and (field, text) for each value, as a person reads it."""

    type: str
    fields: tuple[tuple[str, str], ...]


def reference(bundle: str, record: str) -> str:
    """Return a name for `record` that only means something inside this bundle, so that two bundles cannot be joined by it."""
    return hashlib.sha256(f"{_REF_DOMAIN}\0{bundle}\0{record}".encode()).hexdigest()[:_REF_CHARACTERS]


def build_records(printed: Iterable[Printed], bundle: str) -> bytes:
    """Return the lines for `printed` values, records in the order in which they come, UTF-8, each line ended by LF."""
    return b"".join(_line_of(entry) for entry in _entries(printed, bundle))


def records_tree(printed: Iterable[Printed], lang: str) -> Document:
    """Return the words of `build_records` as a tree with the origin of each, for the leak scan alone; it is never rendered."""
    return Document(lang=lang, title=(), blocks=tuple(Paragraph(value.line) for value in printed if _text(value.line)))


def read_records_text(untrusted: bytes) -> FileText:
    """Return every word of a records file for the scan; a byte that `build_records` would not write is `unsupported`.

    The program's own words (types and fields by their keys) and references are not case data; anything else in their place is
    searched like the texts.
    """
    try:
        pieces = tuple(Piece(word, Where(Place.ATTACHMENT)) for line in _lines(untrusted) for word in _words(line))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UserProblem(
            Code.UNSUPPORTED, N_("This kind of file cannot be checked, so it cannot leave."), N_("Choose the format pdf.")
        ) from None
    return FileText(pages=(), pieces=pieces)


def read_records(untrusted: bytes) -> tuple[Told, ...]:
    """Return what a records file of a bundle that came in says; `ValueError` for a byte that is not written this way."""
    try:
        entries = list(_lines(untrusted))
        return tuple(Told(_text_of(entry["type"]), tuple(map(_field_of, _list_of(entry["fields"])))) for entry in entries)
    except (KeyError, TypeError, RecursionError):
        raise ValueError from None


def _field_of(untrusted: object) -> tuple[str, str]:
    if not isinstance(untrusted, dict) or set(untrusted) != {"field", "text"}:
        raise TypeError
    return _text_of(untrusted["field"]), _text_of(untrusted["text"])


def _text_of(untrusted: object) -> str:
    if not isinstance(untrusted, str):
        raise TypeError
    return untrusted


def _list_of(untrusted: object) -> list[object]:
    if not isinstance(untrusted, list):
        raise TypeError
    return untrusted


def _entries(printed: Iterable[Printed], bundle: str) -> Iterator[dict[str, object]]:
    for (record, type_key), values in groupby(printed, key=lambda value: (value.record, value.type)):
        fields = [{"field": _plain_path(value.path), "text": text} for value in values if (text := _text(value.line))]
        if fields:
            yield {"record": reference(bundle, record), "type": type_key, "fields": fields}


def _line_of(entry: object) -> bytes:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def _text(line: Line) -> str:
    return "".join(run.text for run in line)


def _plain_path(path: str) -> str:
    """Return a path without the id of the row: "persons/role"."""
    table, _, rest = path.partition("/")
    return f"{table}/{rest.rpartition('/')[2]}" if rest else table


def _lines(untrusted: bytes) -> Iterator[dict[str, object]]:
    """Yield the lines of a file; each must be to the byte what this module writes, so nothing hides between the words."""
    for line in untrusted.splitlines(keepends=True):
        entry = json.loads(line.decode("utf-8"))
        if not isinstance(entry, dict) or set(entry) != {"record", "type", "fields"} or _line_of(entry) != line:
            raise ValueError
        yield entry


def _words(entry: dict[str, object]) -> Iterator[str]:
    fields = entry["fields"]
    if not isinstance(fields, list):
        raise TypeError
    if not _REF.fullmatch(str(entry["record"])):
        yield str(entry["record"])
    own = _own_words()
    if entry["type"] not in own:
        yield str(entry["type"])
    for field in fields:
        if not isinstance(field, dict) or set(field) != {"field", "text"} or not isinstance(field["text"], str):
            raise TypeError
        yield from (part for part in str(field["field"]).split("/") if part not in own)
        yield field["text"]


def _own_words() -> frozenset[str]:
    types = load_schema().types
    fields = [field for record_type in types.values() for field in record_type.fields]
    return frozenset(types) | {field.key for field in fields} | {column.key for field in fields for column in field.rows}
