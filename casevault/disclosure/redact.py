"""Redaction of running text: every known name, alias, identifier, number, address and account that may not appear is replaced.

So is what nobody recorded but the detectors find: a telephone number, the number of a paper (`detectors.py`).
Strong finds are replaced; weak ones (short names of people who have nothing to do with the case, ordinary words too) stay
and are put to a person by the scan of the finished file. A form that is both a name that may appear and a namesake's is replaced
where the namesake is tied to the case, because nobody can tell from the text who is meant; otherwise it is marked with the record
it may come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from casevault.disclosure.detectors import detect
from casevault.disclosure.document import Line, Run
from casevault.disclosure.prose_general import Inside
from casevault.disclosure.request import Swap
from casevault.disclosure.scan_detected import is_prose, lies_in
from casevault.disclosure.scan_terms import Grade, Term, TermKind
from casevault.disclosure.wording import FOUND_MARKS, MARKS
from casevault.domain.mentions import mentioned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from casevault.disclosure.naming import Naming
    from casevault.disclosure.prose_general import ProseGeneraliser
    from casevault.disclosure.scan import Match
    from casevault.domain.mentions import Mention
    from casevault.i18n import Catalogue

# Between two replaced names of one person ("Lin Zhaohui 林兆慧", "Lin Zhaohui (林兆慧)") nothing is left that means anything.
_OPENING = frozenset({"(", "\N{FULLWIDTH LEFT PARENTHESIS}"})
_CLOSING = frozenset({")", "\N{FULLWIDTH RIGHT PARENTHESIS}"})
_GLUE = _OPENING | _CLOSING | frozenset(" \u00a0\u3000\t\n,、/·[]“”\"'«»「」\N{FULLWIDTH COMMA}")
_GLUE_LONGEST = 3
_EXACTLY = Inside()
MENTION = "mention"  # why words were replaced: somebody is mentioned there by a link
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

    def find_allowed(self, text: str) -> Sequence[Match]:
        """Return the places of forms that may appear."""


@dataclass(frozen=True, slots=True)
class _Cut:
    start: int
    end: int
    text: str  # what stands there instead, or the text itself where only its origin is marked
    origin: str  # the record the words come from
    redacted: bool
    why: str = ""
    who: str = ""  # of whom the words speak, where that is one record


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text made fit to leave, and what in it was replaced."""

    line: Line
    swaps: tuple[Swap, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything was replaced."""
        return bool(self.swaps)


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
        replaced: frozenset[tuple[str, str, str]] = frozenset(),
        general: ProseGeneraliser | None = None,
        detects: bool = True,
        weak: bool = False,
    ) -> None:
        """Keep the scanner, the words for persons, who is tied to the chosen cases, and which names are code names.

        `replaced`: (record, field, term) of weak finds that a person decided to have replaced; `weak`: all of them. `detects`:
        replace what nobody recorded but the detectors find as well.
        """
        self._detects = detects
        self._weak = weak
        self._replaced = replaced
        self._general = general
        self._masked = masked
        self._finder = finder
        self._naming = naming
        self._linked = linked
        self._catalogue = catalogue
        self._told: set[str] = set()

    @property
    def told(self) -> frozenset[str]:
        """The records of which the texts so far speak: by name, or by the initials, code or role in its place."""
        return frozenset(self._told)

    def line(self, text: str, record: str, field: str, *, lang: str = "", inside: Inside = _EXACTLY) -> Redacted:
        """Return `text` of (`record`, `field`) as runs with everything withheld replaced; `inside`: how exactly it may tell."""
        text, mentions = mentioned(text.translate(_UNPRINTED))
        found = [*self._mentions(text, mentions), *self._wider(text, inside), *self._detected(text, record, field)]
        pieces = self._pieces(text, (record, field), found)
        # Whose name may appear has nothing replaced, and of two of one name either may be meant: both are told of.
        self._told.update(match.term.record for match in self._finder.find_allowed(text))
        runs = tuple(Run(one.text, one.origin or record, field, lang="" if one.redacted else lang) for one in pieces)
        swaps = tuple(Swap(record, field, one.before, one.text, one.why) for one in pieces if one.redacted)
        return Redacted(runs, swaps)

    def _pieces(self, text: str, place: tuple[str, str], found: Sequence[_Cut] = ()) -> list[_Piece]:
        """Return `text` in pieces; `found`: what the detectors say of the whole text.

        What stands beside a replaced word is looked at again: a name glued to another one is a word only once that is gone.
        """
        known = [cut for seen in self._finder.sightings(text) if (cut := self._cut(text, seen, place)) is not None]
        # A mention says who is meant: a name inside it is settled by its record, whoever else is called so.
        meant = [cut for cut in found if cut.why == MENTION]
        known = [cut for cut in known if not any(one.start <= cut.start and cut.end <= one.end for one in meant)]
        cuts = _merge(text, [*meant, *known, *(cut for cut in found if cut.why != MENTION)])
        if not cuts:
            return _plain(text)
        again = any(cut.redacted for cut in cuts)
        pieces: list[_Piece] = []
        at = 0
        for cut in cuts:
            pieces += self._pieces(text[at : cut.start], place) if again else _plain(text[at : cut.start])
            pieces.append(_Piece(cut.text, cut.origin, cut.redacted, text[cut.start : cut.end], cut.why))
            self._told.update({cut.who, cut.origin} - {""})
            at = cut.end
        return pieces + (self._pieces(text[at:], place) if again else _plain(text[at:]))

    def _mentions(self, text: str, mentions: Sequence[Mention]) -> Iterator[_Cut]:
        """Yield what is read for each mention: a person as the gate decided, a thing by its name where that may appear."""
        for one in mentions:
            name = text[one.start : one.end]
            words = self._naming.words(one.record)
            thing = self._naming.name_of_thing(one.record)
            if not words and thing and any(match.term.record == one.record for match in self._finder.find_allowed(thing)):
                words = thing
            named = words in {self._naming.full_name(one.record), thing} - {""}
            instead = words or f"[{self._catalogue.text(MARKS[TermKind.NAME])}]"
            origin, who = one.record if named else "", one.record if words else ""
            yield _Cut(one.start, one.end, instead, origin, redacted=instead != name, why=MENTION, who=who)

    def _wider(self, text: str, inside: Inside) -> list[_Cut]:
        """Return the days, places and work in a text that the profile has said less exactly."""
        if self._general is None or inside == _EXACTLY:
            return []
        named = [(match.start, match.end, match.term.record) for match in self._finder.find_allowed(text)]
        return [_Cut(w.start, w.end, w.words, "", redacted=True, why=w.why) for w in self._general.wider(text, inside, named)]

    def _detected(self, text: str, record: str, field: str) -> list[_Cut]:
        """Return what the detectors find in running text, but for what may appear: her own number is hers to read."""
        finds = detect(text) if self._detects and is_prose(field) else []
        chosen = [
            find for find in finds if find.grade is Grade.STRONG or (record, field, text[find.start : find.end]) in self._replaced
        ]
        if not chosen:
            return []
        may_stand = [(match.start, match.end) for match in self._finder.find_allowed(text)]
        return [
            _Cut(
                find.start, find.end, f"[{self._catalogue.text(FOUND_MARKS[find.kind])}]", "", redacted=True, why=find.kind.value
            )
            for find in chosen
            if not lies_in(text, find, may_stand)
        ]

    def _cut(self, text: str, seen: Sees, place: tuple[str, str]) -> _Cut | None:
        start, end = seen.span
        namesakes = seen.withheld - seen.allowed
        if seen.allowed and not namesakes & self._linked:
            return _Cut(start, end, text[start:end], min(seen.allowed), redacted=False)
        if not seen.allowed and seen.grade is Grade.WEAK and not self._weak and (*place, seen.term.text) not in self._replaced:
            return None
        if seen.term.kind is TermKind.NUMBER and text[start - 1 : start] in {"+", "("}:
            start -= 1
        # Which of several namesakes is meant nobody knows: a role is given only where there is one candidate.
        near = sorted(namesakes & self._linked) or sorted(namesakes)
        # A code name keeps someone from being known: neither a name nor a role may stand in its place.
        telling = seen.term.kind is TermKind.NAME and (seen.term.record, seen.term.field) not in self._masked
        words = self._naming.words(near[0]) if telling and len(near) == 1 and not seen.allowed else ""
        instead = words or f"[{self._catalogue.text(MARKS[seen.term.kind])}]"
        return _Cut(start, end, instead, "", redacted=True, why=seen.term.kind.value, who=near[0] if words else "")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some words of a text that leaves: as they stood, marked with their `origin`, or instead of `before`."""

    text: str
    origin: str = ""
    redacted: bool = False
    before: str = ""
    why: str = ""


def _plain(text: str) -> list[_Piece]:
    return [_Piece(text)] if text else []


def _merge(text: str, cuts: Iterable[_Cut]) -> list[_Cut]:
    """Return cuts that do not overlap, in order; what was replaced covers what was only marked, repeats become one."""
    merged: list[_Cut] = []
    for cut in sorted(cuts, key=lambda c: (c.start, -c.end)):
        if merged and cut.start < merged[-1].end:
            merged[-1] = _united(merged[-1], cut)
        elif merged and _repeats(text, merged[-1], cut):
            closing = text[cut.end : cut.end + 1] in _CLOSING and not _OPENING.isdisjoint(text[merged[-1].end : cut.start])
            merged[-1] = _Cut(merged[-1].start, cut.end + closing, cut.text, "", redacted=True, why=cut.why, who=cut.who)
        else:
            merged.append(cut)
    return merged


def _united(first: _Cut, second: _Cut) -> _Cut:
    if not first.redacted and not second.redacted:
        return first  # what is left unmarked of the second is the scan's to find: nothing passes by it
    said = first if first.redacted else second
    return _Cut(first.start, max(first.end, second.end), said.text, "", redacted=True, why=said.why, who=said.who)


def _repeats(text: str, first: _Cut, second: _Cut) -> bool:
    between = text[first.end : second.start]
    alike = first.redacted and second.redacted and first.text == second.text
    return alike and len(between) <= _GLUE_LONGEST and _GLUE.issuperset(between)
