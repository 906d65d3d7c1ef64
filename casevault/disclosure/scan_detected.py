"""What the detectors find in a document and in the file made from it: identifiers that no record holds.

In the tree it is known where every word comes from. Running text is searched; a date, a sum, a code, the number of a docket
or the program's own words are what their field says they are, and leave by the allow-list (as shadowed names do, by their
origin). In the file only what the tree does not hold is a find: a renderer or a template that adds a number is caught as well.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING

from casevault.disclosure.detectors import detect
from casevault.disclosure.scan_hits import Hit, Place, Where
from casevault.disclosure.scan_views import key_of, tokens_of
from casevault.domain.schema import Kind
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from casevault.disclosure.detectors import Find
    from casevault.disclosure.scan_pieces import FileText
    from casevault.disclosure.scan_tree import TreeLine

_CONTEXT = 24
_MARK = re.compile(r"\[[^\[\]0-9@]{1,60}\]")
_ID_CHARACTERS = 32
_TEXTS = frozenset({Kind.TEXT, Kind.TEXTS, Kind.LONG})
# Parts of a file that hold words. Fonts, tables of letters and marks of the format are numbers by the thousand.
_WORDS = frozenset({Place.PAGE, Place.PROPERTY, Place.OUTLINE, Place.ALT_TEXT, Place.ATTACHMENT})
# Texts that are a number, a name or a sum by themselves: what they hold is public or ruled by a field of its own.
_NUMBERED = frozenset({
    "admin_code", "amount", "blob", "code", "confiscation", "display_name", "docket", "fine", "huridocs_ref", "letter_address",
    "letter_email", "letter_phone", "mime", "name", "report_ref", "rule_id", "sha256", "text_source", "url",
})  # fmt: skip
# Tables whose cells are numbers and addresses: whether one may leave is ruled for each, and the scan knows each by its record.
_NUMBERED_TABLES = frozenset({"identifiers", "channels"})


@cache
def _structured() -> frozenset[str]:
    """Return the keys that are never running text, in any built-in type."""
    fields = [field for record_type in load_schema().types.values() for field in record_type.fields]
    columns = [*fields, *(column for field in fields for column in field.rows)]
    return frozenset(field.key for field in columns) - {field.key for field in columns if field.kind in _TEXTS}


def is_prose(field: str) -> bool:
    """Say whether a field (a path) is running text, in which a number may be anybody's; a field the program does not know is."""
    key = field.rpartition("/")[2]
    return field.partition("/")[0] not in _NUMBERED_TABLES and key not in _NUMBERED and key not in _structured()


def lies_in(text: str, find: Find, spans: Iterable[tuple[int, int]]) -> bool:
    """Say whether a find lies in one of `spans`, where something may appear: a number is known there by its digits."""
    first = find.start
    while text[first : first + 1] in {"+", "("}:
        first += 1
    return any(start <= first and find.end <= end for start, end in spans)


def detected_in_tree(lines: Sequence[TreeLine], may_stand: Callable[[str], Iterable[tuple[int, int]]]) -> Iterator[Hit]:
    """Yield a hit for each find in the running text of a document; `may_stand` tells where recorded things may appear."""
    for line in lines:
        for (record, field), runs in groupby(line.runs, key=lambda run: (run.record, run.field)):
            if record and is_prose(field):
                text = "".join(run.text for run in runs)
                finds = detect(_without_marks(text))
                spans = list(may_stand(text)) if finds else []
                for find in finds:
                    if not lies_in(text, find, spans):
                        yield _hit(text, find, Where(Place.TEXT, record=record, field=field))


def detected_in_file(lines: Sequence[TreeLine], file_text: FileText) -> Iterator[Hit]:
    """Yield a hit for each find on the pages and in the other readable words of a file that the tree does not hold."""
    known = {token for line in lines for token in tokens_of(line.text)}
    whole = "\n".join(key_of(line.text) for line in lines)
    places = [(text, Where(Place.PAGE, page=number)) for number, text in enumerate(file_text.pages, start=1)]
    places += [(piece.text, piece.where) for piece in file_text.pieces if piece.where.place in _WORDS and not piece.binary]
    for text, where in places:
        for find in detect(_without_marks(text)):
            written = text[find.start : find.end]
            # Neighbours on a page (cells of a table) are joined to a number that nobody wrote: each part is the tree's.
            if key_of(written) not in whole and not known.issuperset(tokens_of(written)):
                yield _hit(text, find, where)


def _without_marks(text: str) -> str:
    """Return `text` with blanks for marks like "[phone number withheld]": they would say of the number beside what it is."""
    return _MARK.sub(lambda mark: " " * len(mark.group()), text)


def _hit(text: str, find: Find, where: Where) -> Hit:
    before = key_of(text[max(0, find.start - 2 * _CONTEXT) : find.start])[-_CONTEXT:]
    after = key_of(text[find.end : find.end + 2 * _CONTEXT])[:_CONTEXT]
    written = text[find.start : find.end]
    named = f"casevault/1/detected\n{find.kind}\n{key_of(written)}\n{before}\n{after}"
    hit_id = sha256(named.encode("utf-8", errors="surrogatepass")).hexdigest()[:_ID_CHARACTERS]
    return Hit(hit_id, find.grade, written, "", where, find.kind.value)
