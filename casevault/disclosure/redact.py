"""Redaction of running text: every known name, alias, identifier, number, address and account that may not appear is replaced.

Strong finds are replaced; weak ones (short names of people who have nothing to do with the case, ordinary words too) stay
and are put to a person by the scan of the finished file. A form that is both a name that may appear and a namesake's is replaced
where the namesake is tied to the case, because nobody can tell from the text who is meant; otherwise it is marked with the record
it may come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from casevault.disclosure.document import Line, Run
from casevault.disclosure.scan_terms import Grade, Term, TermKind
from casevault.disclosure.wording import MARKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casevault.disclosure.naming import Naming
    from casevault.i18n import Catalogue

# Between two replaced names of one person ("Lin Zhaohui 林兆慧", "Lin Zhaohui (林兆慧)") nothing is left that means anything.
_OPENING = frozenset({"(", "\N{FULLWIDTH LEFT PARENTHESIS}"})
_CLOSING = frozenset({")", "\N{FULLWIDTH RIGHT PARENTHESIS}"})
_GLUE = _OPENING | _CLOSING | frozenset(" \u00a0\u3000\t\n,、/·[]“”\"'«»「」\N{FULLWIDTH COMMA}")
_GLUE_LONGEST = 3
_UNPRINTED = dict.fromkeys(range(0xE0000, 0xE0080))  # letters that no page shows and every copy of a text keeps


class Sees(Protocol):
    """One place in a text where something withheld stands, as the scanner reports it."""

    @property
    def span(self) -> tuple[int, int]:
        """Where in the text."""

    @property
    def term(self) -> Term:
        """The first of the terms written so."""

    @property
    def grade(self) -> Grade:
        """How much it weighs as written here."""

    @property
    def allowed(self) -> frozenset[str]:
        """The records that may appear so."""

    @property
    def withheld(self) -> frozenset[str]:
        """The records that may not."""


class Finds(Protocol):
    """The part of the scanner that redaction needs."""

    def sightings(self, text: str) -> Sequence[Sees]:
        """Return every occurrence of a withheld form, shadowed ones too."""


@dataclass(frozen=True, slots=True)
class _Cut:
    start: int
    end: int
    text: str  # what stands there instead, or the text itself where only its origin is marked
    origin: str  # the record the words come from
    redacted: bool


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text made fit to leave, and whether anything in it was replaced."""

    line: Line
    changed: bool


class Redactor:
    """Replaces what may not appear; one per disclosure."""

    def __init__(
        self,
        finder: Finds,
        naming: Naming,
        linked: frozenset[str],
        catalogue: Catalogue,
        *,
        masked: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        """Keep the scanner, the words for persons, who is tied to the chosen cases, and which names are code names."""
        self._masked = masked
        self._finder = finder
        self._naming = naming
        self._linked = linked
        self._catalogue = catalogue

    def line(self, text: str, record: str, field: str, *, lang: str = "") -> Redacted:
        """Return `text` of (`record`, `field`) as runs with everything withheld replaced."""
        runs: list[Run] = []
        changed = False
        text = text.translate(_UNPRINTED)
        for words, origin, replaced in self._pieces(text):
            changed = changed or replaced
            runs.append(Run(words, origin or record, field, lang="" if replaced else lang))
        return Redacted(tuple(runs), changed)

    def _pieces(self, text: str) -> list[tuple[str, str, bool]]:
        """Return `text` as (words, record they come from or "", replaced).

        What stands beside a replaced word is looked at again: a name glued to another one is a word only once that is gone.
        """
        cuts = _merge(text, [cut for seen in self._finder.sightings(text) if (cut := self._cut(text, seen)) is not None])
        if not cuts:
            return _plain(text)
        again = self._pieces if any(cut.redacted for cut in cuts) else _plain
        pieces: list[tuple[str, str, bool]] = []
        at = 0
        for cut in cuts:
            pieces += again(text[at : cut.start])
            pieces.append((cut.text, cut.origin, cut.redacted))
            at = cut.end
        return pieces + again(text[at:])

    def _cut(self, text: str, seen: Sees) -> _Cut | None:
        start, end = seen.span
        namesakes = seen.withheld - seen.allowed
        if seen.allowed and not namesakes & self._linked:
            return _Cut(start, end, text[start:end], min(seen.allowed), redacted=False)
        if not seen.allowed and seen.grade is Grade.WEAK:
            return None
        if seen.term.kind is TermKind.NUMBER and text[start - 1 : start] in {"+", "("}:
            start -= 1
        # Which of several namesakes is meant nobody knows: a role is given only where there is one candidate.
        near = sorted(namesakes & self._linked) or sorted(namesakes)
        # A code name keeps someone from being known: neither a name nor a role may stand in its place.
        telling = seen.term.kind is TermKind.NAME and (seen.term.record, seen.term.field) not in self._masked
        words = self._naming.words(near[0]) if telling and len(near) == 1 and not seen.allowed else ""
        return _Cut(start, end, words or f"[{self._catalogue.text(MARKS[seen.term.kind])}]", "", redacted=True)


def _plain(text: str) -> list[tuple[str, str, bool]]:
    return [(text, "", False)] if text else []


def _merge(text: str, cuts: Iterable[_Cut]) -> list[_Cut]:
    """Return cuts that do not overlap, in order; what was replaced covers what was only marked, repeats become one."""
    merged: list[_Cut] = []
    for cut in sorted(cuts, key=lambda c: (c.start, -c.end)):
        if merged and cut.start < merged[-1].end:
            merged[-1] = _united(merged[-1], cut)
        elif merged and _repeats(text, merged[-1], cut):
            closing = text[cut.end : cut.end + 1] in _CLOSING and not _OPENING.isdisjoint(text[merged[-1].end : cut.start])
            merged[-1] = _Cut(merged[-1].start, cut.end + closing, cut.text, "", redacted=True)
        else:
            merged.append(cut)
    return merged


def _united(first: _Cut, second: _Cut) -> _Cut:
    if not first.redacted and not second.redacted:
        return first  # what is left unmarked of the second is the scan's to find: nothing passes by it
    words = first.text if first.redacted else second.text
    return _Cut(first.start, max(first.end, second.end), words, "", redacted=True)


def _repeats(text: str, first: _Cut, second: _Cut) -> bool:
    between = text[first.end : second.start]
    alike = first.redacted and second.redacted and first.text == second.text
    return alike and len(between) <= _GLUE_LONGEST and _GLUE.issuperset(between)
