"""A finished file held against the document tree it was made from: which occurrences are accounted for, which are hits.

The tree is searched first: it knows where every word came from. Then each occurrence in the file must be one of the tree's:
of a form no more on the pages than in the tree, and in any other part of the file only inside words that stand in the tree
as they are. Whatever is left over is a hit of its own, so a renderer, a template or a library that adds words is caught as
well as a redaction that failed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from casevault.disclosure.scan_decode import decoded_parts, decoded_whole
from casevault.disclosure.scan_detected import detected_in_file, detected_in_tree
from casevault.disclosure.scan_hits import Hit, Place, Where
from casevault.disclosure.scan_terms import Grade, Term
from casevault.disclosure.scan_tree import TreeLine, tree_lines
from casevault.disclosure.scan_views import key_of

if TYPE_CHECKING:
    from casevault.disclosure.document import Document
    from casevault.disclosure.scan_pieces import FileText, Piece


_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One occurrence of a withheld form. `allowed`: records that may appear so; `wrapped`: it runs over a line's end."""

    hit_id: str
    key: str
    span: tuple[int, int]
    wrapped: bool
    term: Term
    grade: Grade
    allowed: frozenset[str]
    withheld: frozenset[str]


class Searches(Protocol):
    """What this module asks of a scanner."""

    def sightings(self, text: str, *, binary: bool = False) -> list[Sighting]:
        """Return every occurrence of a withheld form."""

    def may_stand(self, text: str) -> list[tuple[int, int]]:
        """Return where something stands that may appear."""


def hits_of_file(scanner: Searches, document: Document, file_text: FileText) -> list[Hit]:
    """Return every hit in a document and the file made from it, each id once, in the order of document, then file."""
    check = _Check(scanner, file_text)
    lines = tuple(tree_lines(document))
    for line in lines:
        check.tree_line(line)
    check.verbatim = "\n".join(key_of(line.text) for line in lines)
    for hit in (*detected_in_tree(lines, scanner.may_stand), *detected_in_file(lines, file_text)):
        check.hits.setdefault(hit.id, hit)
    check.pages()
    for piece in sorted(file_text.pieces, key=lambda piece: piece.echo):
        check.piece(piece)
    return [replace(hit, where=check.with_page(hit)) for hit in check.hits.values()]


class _Check:
    """The state of one comparison: hits by id, occurrences by form."""

    def __init__(self, scanner: Searches, file_text: FileText) -> None:
        self._scanner = scanner
        self._file = file_text
        self._in_tree: Counter[str] = Counter()
        self._known: set[str] = set()  # forms met so far: an echo of one of them says nothing new
        self._first_page: dict[str, int] = {}
        self._key_of_hit: dict[str, str] = {}
        self.verbatim = ""
        self.hits: dict[str, Hit] = {}

    def tree_line(self, line: TreeLine) -> None:
        """Count the occurrences in one line of the tree and report those that do not come from an allowed record."""
        for seen in self._scanner.sightings(line.text):
            self._in_tree[seen.key] += len(self._file.pages) if line.every_page else 1
            self._known.add(seen.key)
            runs = line.runs_between(*seen.span)
            origins = {run.record for run in runs}
            if seen.allowed:
                if origins <= seen.allowed:
                    continue  # shadowed, and proven: every character of it came from a record that may appear so
                proven_other = bool(origins & (seen.withheld - seen.allowed))
                grade = Grade.SHADOWED if proven_other or seen.grade is Grade.STRONG else Grade.WEAK
            else:
                grade = seen.grade
            self._report(seen, grade, Where(Place.TEXT, record=runs[0].record, field=runs[0].field))

    def pages(self) -> None:
        """Compare the printed words with the tree: no form may be printed more often than the tree holds it."""
        printed: dict[str, list[tuple[int, Sighting]]] = {}
        for number, text in enumerate(self._file.pages, start=1):
            where = Where(Place.PAGE, page=number)
            here = self._scanner.sightings(text)
            for seen in here:
                self._first_page.setdefault(seen.key, number)
                printed.setdefault(seen.key, []).append((number, seen))
            self._derived(text, here, where)
        for key, places in printed.items():
            # A form over a line's end may be two neighbours (the cells of a table): it counts only if the tree does not know it.
            counted = [place for place in places if not place[1].wrapped] if self._in_tree[key] else places
            self._known.add(key)
            if len(counted) > self._in_tree[key]:
                for number, seen in counted:
                    self._report(seen, _left_over(seen), Where(Place.PAGE, page=number))

    def piece(self, piece: Piece) -> None:
        """Search one piece of the file besides its pages."""
        here = self._scanner.sightings(piece.text, binary=piece.binary)
        fresh = [seen for seen in here if seen.key not in self._known] if piece.echo else here
        if fresh and key_of(piece.text) not in self.verbatim:
            for seen in fresh:
                self._known.add(seen.key)
                self._report(seen, _left_over(seen), piece.where)
        if not piece.binary:
            self._derived(piece.text, here, piece.where, echo=piece.echo)

    def _derived(self, text: str, plain: list[Sighting], where: Where, *, echo: bool = False) -> None:
        """Search what encodings in `text` stand for; of a text with its escapes undone only what it did not hold before."""
        before = Counter(seen.key for seen in plain)
        text = _UNSEEN.sub("", text)  # what only breaks a long word would break an encoding
        for decoded in decoded_whole(text):
            here = self._scanner.sightings(decoded)
            after = Counter(seen.key for seen in here)
            for seen in here:
                if after[seen.key] > before[seen.key] and not (echo and seen.key in self._known):
                    self._report(seen, _left_over(seen), where)
        for decoded in decoded_parts(text):
            for seen in self._scanner.sightings(decoded):
                if not (echo and seen.key in self._known):
                    self._report(seen, _left_over(seen), where)

    def _report(self, seen: Sighting, grade: Grade, where: Where) -> None:
        self._key_of_hit.setdefault(seen.hit_id, seen.key)
        known = self.hits.get(seen.hit_id)
        if known is None or (known.grade is Grade.WEAK and grade is not Grade.WEAK):
            self.hits[seen.hit_id] = Hit(seen.hit_id, grade, seen.term.text, seen.term.record, where)

    def with_page(self, hit: Hit) -> Where:
        """Return where a hit is, with the page on which the tree's words were printed."""
        page = hit.where.page or (
            self._first_page.get(self._key_of_hit.get(hit.id, ""), 0) if hit.where.place is Place.TEXT else 0
        )
        return replace(hit.where, page=page)


def _left_over(seen: Sighting) -> Grade:
    """Return the grade of an occurrence that the tree does not account for: of a shadowed form nothing proves its origin."""
    return Grade.SHADOWED if seen.allowed else seen.grade
