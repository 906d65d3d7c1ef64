"""The leak scan: whether a text, a document tree or a finished file holds anything that may not appear.

    scanner = Scanner(withheld, allowed)
    scanner.find(text)           strong and weak matches with their places in `text`: what redaction of prose replaces
    scanner.find_allowed(text)   names that may appear: the writer of the document splits its runs there and gives each such
    run the
                                 record it came from (`Run.record`), which is the proof for namesakes (grade SHADOWED)
    scanner.check(data, format, document, accepted)   the finished file against the terms and against its own tree

`check` raises `LeakFound` (nothing may leave) or `ReviewNeeded` (a person decides on each weak hit, with a reason). The id of a
hit depends on the term, the form and the words around it, not on the run: an acceptance holds while the text is the same.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from types import MappingProxyType
from typing import TYPE_CHECKING

import ahocorasick

from casevault.disclosure.scan_check import Sighting, hits_of_file
from casevault.disclosure.scan_file import read_file_text
from casevault.disclosure.scan_hits import Hit, LeakFound, Place, ReviewNeeded, ScanResult, Where
from casevault.disclosure.scan_readings import Readings, read_aloud_keys
from casevault.disclosure.scan_terms import (
    DIGIT_NEIGHBOUR_LETTERS,
    FREE_LETTERS,
    FULL_NAME_HANZI,
    SPLIT_LETTERS,
    Form,
    Grade,
    Term,
    TermKind,
    build_forms,
    grade_of,
    is_full_name,
)
from casevault.disclosure.scan_views import (
    Squeezed,
    hanzi_count,
    has_right_to_left,
    squeeze,
    unmirrored,
    without_insertions,
)
from casevault.sweeping import NEVER, swept_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.disclosure.document import Document

__all__ = ["Grade", "Hit", "LeakFound", "Match", "Place", "ReviewNeeded", "ScanResult", "Scanner", "Term", "TermKind", "Where"]

_CONTEXT = 24  # squeezed characters on either side that belong to a hit's id
_ID_CHARACTERS = 32
_BINARY_LETTERS = 8  # in bytes that are no text (outlines of letters, samples of a picture) shorter finds are chance
_BINARY_HANZI = 3
_NUMBER_LEAST = 6  # characters of a number or account that is told from a part of a name
_LOWER_CASE_LETTERS = 8  # a name of two words this short, written small, may be two ordinary words
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch `text[start:end]` that is a form of `term`."""

    start: int
    end: int
    term: Term
    grade: Grade


@dataclass(frozen=True, slots=True)
class _Found:
    """A form found in a squeezed text, between two places of its key."""

    start: int
    stop: int
    form: Form
    read: bool = False  # Chinese characters that read like a name recorded in Latin letters


class Scanner:
    """An index of all forms of all terms; built once for a disclosure, used to redact and to scan the finished file."""

    @swept_at(NEVER)  # forms make no cycles, and looking for them is a third of the work
    def __init__(self, withheld: Sequence[Term], allowed: Sequence[Term]) -> None:
        """Expand and index the terms. No term is left out for its length; one that equals an allowed form becomes shadowed."""
        self._withheld = tuple(withheld)
        self._allowed = tuple(allowed)
        made = build_forms(self._withheld, self._allowed)
        forms = made.by_key
        self._automaton = ahocorasick.Automaton()
        for key, form in forms.items():
            self._automaton.add_word(key, (len(key), form))
        self._automaton.make_automaton()
        self._readings = Readings(forms.values(), read_aloud_keys(self._withheld, forms))
        hidden = [form is not None and form.shadowed for form in made.own]
        grades = [Grade.SHADOWED if dark else grade for grade, dark in zip(made.grades, hidden, strict=True)]
        self.shadowed: tuple[Term, ...] = tuple(term for term, dark in zip(self._withheld, hidden, strict=True) if dark)
        self.counts: Mapping[Grade, int] = MappingProxyType({grade: grades.count(grade) for grade in Grade})

    def find(self, text: str) -> list[Match]:
        """Return the strong and weak matches in `text` in order, the longest first; they may overlap."""
        squeezed = squeeze(text)
        return [
            Match(*squeezed.origin(found.start, found.stop), self._term(found.form), self._grade(squeezed, found))
            for found in self._search(squeezed)
            if found.form.withheld and not found.form.allowed
        ]

    def find_allowed(self, text: str) -> list[Match]:
        """Return the places of forms that may appear, a match per allowed term; SHADOWED where withheld too."""
        squeezed = squeeze(text)
        return [
            Match(
                *squeezed.origin(found.start, found.stop),
                self._allowed[position],
                Grade.SHADOWED if found.form.withheld else Grade.WEAK,
            )
            for found in self._search(squeezed)
            for position in found.form.allowed
        ]

    def may_stand(self, text: str) -> list[tuple[int, int]]:
        """Return the places of forms that may appear."""
        return [(match.start, match.end) for match in self.find_allowed(text)]

    def check(self, data: bytes, format: str, document: Document, accepted: Mapping[str, str]) -> ScanResult:  # noqa: A002 - the word of the command line
        """Hold a finished file and the tree it was made from against the terms; `accepted` maps ids of weak hits to reasons.

        Raises `LeakFound` for strong hits and for shadowed forms without proof of origin, `ReviewNeeded` for weak hits not
        accepted.
        """
        file_text = read_file_text(data, format)
        hits = hits_of_file(self, document, file_text)
        stopping = [hit for hit in hits if hit.grade is not Grade.WEAK]
        if stopping:
            raise LeakFound(stopping)
        open_hits = [hit for hit in hits if not accepted.get(hit.id, "").strip()]
        if open_hits:
            raise ReviewNeeded(open_hits)
        return ScanResult(len(self._withheld), len(data), tuple(hits), self.counts, self.shadowed, file_text.pictures)

    def sightings(self, text: str, *, binary: bool = False) -> list[Sighting]:
        """Return every occurrence of a withheld form in `text`, shadowed ones too; in `binary` text only what is no chance."""
        squeezed = squeeze(text)
        found = [(squeezed, item) for item in self._search(squeezed)]
        if (bare := without_insertions(text)) != text:
            view = squeeze(bare)
            for item in self._search(view):
                start, end = view.origin(item.start, item.stop)
                if text[start:end] != bare[start:end]:  # the rest was found in the text as it stands
                    found.append((view, item))
        if has_right_to_left(text):
            turned = squeeze(unmirrored(text))
            found += [(turned, item) for item in self._search(turned) if item.form.right_to_left]
        return [
            self._sighting(view, item) for view, item in found if item.form.withheld and not (binary and _by_chance(item.form))
        ]

    def _sighting(self, squeezed: Squeezed, found: _Found) -> Sighting:
        form, term = found.form, self._term(found.form)
        before = squeezed.key[max(0, found.start - _CONTEXT) : found.start]
        after = squeezed.key[found.stop : found.stop + _CONTEXT]
        named = f"casevault/1/hit\n{term.record}\n{term.field}\n{form.key}\n{before}\n{after}"
        start, end = squeezed.origin(found.start, found.stop)
        written = squeezed.text[start:end]
        return Sighting(
            hit_id=sha256(named.encode("utf-8", errors="surrogatepass")).hexdigest()[:_ID_CHARACTERS],
            # Page text turns right-to-left words and their order about, so all orders of one name count as one form.
            key="".join(sorted(form.key)) if form.right_to_left else form.key,
            span=(start, end),
            wrapped="\n" in written or "\r" in written,
            term=term,
            grade=self._grade(squeezed, found),
            allowed=frozenset(self._allowed[position].record for position in form.allowed),
            withheld=frozenset(self._withheld[position].record for position in form.withheld),
        )

    def _term(self, form: Form) -> Term:
        return self._withheld[form.withheld[0]]

    def _search(self, squeezed: Squeezed) -> list[_Found]:
        """Return every form that stands in a squeezed text as a word, without those inside a longer allowed form."""
        found: list[_Found] = []
        if not self._automaton:
            return found  # no term has a letter: an empty index has no automaton
        for end, (length, form) in self._automaton.iter(squeezed.key):
            start, stop = end + 1 - length, end + 1
            if form.free or (_word_ends(squeezed, start, length) and _word_ends(squeezed, stop, length)):
                found.append(_Found(start, stop, form))
        found = self._as_meant(found, squeezed.key)
        covers = sorted((item.start, item.stop) for item in found if item.form.allowed)
        if covers:
            starts = [start for start, _ in covers]
            reach = list(accumulate((stop for _, stop in covers), max))
            found = [
                item
                for item in found
                if item.form.allowed
                or not (at := bisect_right(starts, item.start))
                or reach[at - 1] < item.stop
                or self._stands_out(item.form)
            ]
        return self._whole(sorted(found, key=lambda item: (item.start, -item.stop)))

    def _as_meant(self, found: list[_Found], key: str) -> list[_Found]:
        """Return finds with the names that Chinese characters read like, and without titles that stand before a full name.

        Of "her lawyer Chen Baozhu" the name is found by itself. Where the characters themselves are searched they are not read.
        """
        names = [item for item in found if not item.form.spoken]
        named = {(item.start, item.stop) for item in names}
        reads = [
            _Found(read.start, read.stop, read.form, read=True)
            for read in self._readings.find(key)
            if (read.start, read.stop) not in named
            and (read.stop - read.start >= FULL_NAME_HANZI or self._term(read.form).linked)
        ]
        if len(names) < len(found):
            sure = [item for item in names if item.form.allowed or self._term(item.form).linked]
            alone = (item for item in found if item.form.spoken)
            names += [item for item in alone if not any(item.start < one.stop and one.start < item.stop for one in sure)]
        return names + reads

    def _stands_out(self, form: Form) -> bool:
        """Say whether a withheld name is found inside a longer one that may appear too: `Lin Zhaohui` in `Lin Zhaohui Law Firm`.

        The whole name of someone tied to the chosen cases, so long that it is not the beginning of another person's; and any
        number, address or account of six characters or more.
        """
        if not form.withheld:
            return False
        term = self._term(form)
        if term.kind is not TermKind.NAME:
            return term.kind is not TermKind.FILE_NAME and len(form.key) >= _NUMBER_LEAST
        long = hanzi_count(form.key) >= FULL_NAME_HANZI if form.hanzi else bool(form.bounds) and len(form.key) >= FREE_LETTERS
        return long and term.linked

    def _whole(self, found: list[_Found]) -> list[_Found]:
        """Return finds, in order, without those inside a longer find of the same record: a given name inside its full name."""
        kept: list[_Found] = []
        outer: list[_Found] = []
        for item in found:
            outer = [open_one for open_one in outer if open_one.stop > item.start]
            own = self._records_of(item.form)
            inside = any(
                one.stop >= item.stop and one.stop - one.start > item.stop - item.start and own <= self._records_of(one.form)
                for one in outer
            )
            if item.form.allowed or not inside:
                kept.append(item)
            # A clause is told elsewhere by chance, so it is weak; a name in it is a name all the same.
            if item.form.withheld and not item.form.allowed and self._term(item.form).kind is not TermKind.WORDS:
                outer.append(item)
        return kept

    def _records_of(self, form: Form) -> frozenset[str]:
        return frozenset(self._withheld[position].record for position in form.withheld)

    def _grade(self, squeezed: Squeezed, found: _Found) -> Grade:
        """Return what a find weighs as it is written here: a strong term can be found in a way that may be chance."""
        form, length = found.form, found.stop - found.start
        inner = {at - found.start for at in range(found.start + 1, found.stop) if at in squeezed.bounds}
        if not form.hanzi and length <= SPLIT_LETTERS and inner - form.bounds and len(inner) < length - 1:
            return Grade.WEAK  # `Ali` in "a li…"
        term = self._term(form)
        if found.read or (form.hanzi and term.kind is TermKind.NAME and not term.linked):
            # Two characters are an ordinary word too, and what only reads like the name of a stranger is seldom his.
            full = length >= FULL_NAME_HANZI if found.read else is_full_name(form.key)
            return Grade.STRONG if full and (term.linked or not found.read) else Grade.WEAK
        if term.linked or term.kind is not TermKind.NAME:
            return grade_of(term.kind, term.text, term.linked)
        if not inner:
            return Grade.STRONG if length >= FREE_LETTERS and form.bounds else Grade.WEAK
        if length <= _LOWER_CASE_LETTERS:
            written = squeezed.text[slice(*squeezed.origin(found.start, found.stop))]
            if any(word[0].islower() for word in _WORD.findall(written)):
                return Grade.WEAK  # "he can" is seldom He Can
        return Grade.STRONG


def _word_ends(squeezed: Squeezed, at: int, length: int) -> bool:
    """Say whether a word begins or ends at `at`: at a boundary, or for longer forms between a letter and a digit."""
    if at in squeezed.bounds:
        return True
    return length >= DIGIT_NEIGHBOUR_LETTERS and squeezed.key[at - 1].isdigit() is not squeezed.key[at].isdigit()


def _by_chance(form: Form) -> bool:
    return hanzi_count(form.key) < _BINARY_HANZI if form.hanzi else len(form.key) < _BINARY_LETTERS
