"""What the leak scanner looks for: terms of the vault, the forms each is searched in, and how much a find weighs.

strong     a hit always stops: identifiers, numbers, addresses, handles, file names, full names, code words, and everything that
           belongs to a person linked to the chosen cases
weak       a hit is listed for a person to judge: names that are ordinary words too, of persons not linked to the chosen cases;
           and other words of what is kept closest
shadowed   equal to a form that may appear (a namesake, an organ): not a hit as text, but each occurrence must prove its origin
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final, TypeAlias

from casevault.disclosure.patterns import address_forms, file_forms, handle_forms, identifier_forms, number_forms
from casevault.disclosure.scan_views import hanzi_count, has_hanzi, has_right_to_left, key_of, tokens_of, unmirrored
from casevault.domain.called import called_forms
from casevault.domain.folding import fold
from casevault.domain.inflected import cyrillic_forms, glued_forms
from casevault.domain.names import is_chinese_person, leak_forms
from casevault.domain.pinyin import whole_readings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FULL_NAME_HANZI = 3  # Hanzi in a name that is no ordinary word
FULL_NAME_WORDS = 2
FULL_NAME_SYLLABLES = 3  # of Tibetan, which writes no spaces: two are a given name, which is an ordinary word too
_SYLLABLE = re.compile("[\u0f40-\u0f6c\u0f71-\u0f84\u0f90-\u0fbc]+")
FREE_LETTERS = 10  # letters that do not stand together inside another word by chance
FREE_DIGITS = 9  # fewer stand in longer numbers by chance: 91234567 in 13912345678
FREE_FOREIGN = 4  # letters of a script that glues endings to names (Arabic, Cyrillic)
DIGIT_NEIGHBOUR_LETTERS = (
    5  # from this length on a digit beside a name ends the word: `gaoyu88`; below, hashes would be full of hits
)
PERSON_FIELDS = ("display_name", "aliases/")  # where people's names are recorded
KEPT_ENDS: Final = 1 << 10
KEPT_SPELT: Final = 1 << 18  # texts whose spellings are kept: some 1 KiB each, as many as a vault has
SPLIT_LETTERS = 4  # a name this short, found only by joining parts of neighbouring words, is for a person to judge


Spelt: TypeAlias = tuple[tuple[str, frozenset[int]], ...]  # keys, each with its inner word ends


class TermKind(StrEnum):
    """What sort of thing a term names."""

    NAME = "name"
    IDENTIFIER = "identifier"
    NUMBER = "number"
    ADDRESS = "address"
    HANDLE = "handle"
    FILE_NAME = "file_name"
    CODE_WORD = "code_word"  # by which two ends of a line know each other
    WORDS = "words"  # others of what is kept closest, which may stand elsewhere by chance


class Grade(StrEnum):
    """How much a find weighs."""

    STRONG = "strong"
    WEAK = "weak"
    SHADOWED = "shadowed"


@dataclass(frozen=True, slots=True)
class Term:
    """One recorded value: whose (`record`, `field`), what, and whether it belongs to someone linked to the chosen cases."""

    text: str
    record: str
    field: str
    kind: TermKind
    linked: bool


@dataclass(slots=True, eq=False)
class Form:
    """One squeezed spelling, with every term that is written so and every record that may appear so."""

    key: str
    free: bool  # found inside words too
    hanzi: bool
    right_to_left: bool
    bounds: frozenset[int]  # the form's own inner word ends
    withheld: tuple[int, ...] = ()  # positions in the list of withheld terms, the one that weighs most first
    allowed: tuple[int, ...] = ()  # positions in the list of allowed terms
    spoken: bool = False  # a way of speaking of someone (陈律师): whoever may appear and is called so too has it

    @property
    def shadowed(self) -> bool:
        """Say whether the form stands for something withheld and for something that may appear."""
        return bool(self.withheld) and bool(self.allowed)


@lru_cache(maxsize=KEPT_SPELT)
def _spelt(kind: TermKind, text: str) -> Spelt:
    """Return each squeezed spelling of a term once, with its inner word ends; a spelling without a letter or digit has none.

    Kept from one disclosure to the next, for it follows from the text alone: what a vault's names make is the longest part of an
    index, and few of them change. It lies in memory beside the records themselves, and goes with them when the vault is locked.
    """
    found: dict[str, frozenset[int]] = {}
    for tokens in _tokens(kind, text):
        key = "".join(tokens)
        known = found.get(key)
        if (known is None and key) or (known is not None and len(tokens) > len(known) + 1):  # `gao yu` says more than `gaoyu`
            found[key] = _inner_ends(tokens)
    return tuple(found.items())


def _tokens(kind: TermKind, text: str) -> Iterator[Sequence[str]]:
    """Yield the words of every way in which a term may be written."""
    if kind is TermKind.NAME and is_chinese_person(folded := fold(text).strip()):
        # Half of all names in most vaults: what `_spellings` would join to words is here before it is joined.
        yield tokens_of(text)
        if folded != text:
            yield tokens_of(folded)
        family, readings = whole_readings(folded)
        for reading in readings:
            yield reading
            yield reading[family:] + reading[:family]
    else:
        yield from map(tokens_of, _spellings(kind, text))


def spell(terms: Iterable[Term]) -> None:
    """Make the spellings of these terms beforehand; an index that needs them later finds them made."""
    for term in terms:
        _spelt(term.kind, term.text)


def _spellings(kind: TermKind, text: str) -> Iterable[str]:  # noqa: PLR0911 - one answer for each kind
    """Return every way in which a term may be written, before squeezing."""
    match kind:
        case TermKind.NAME:
            # The scanner compares without spaces and hyphens; only words that run to the left are also tried joined.
            mirrored = has_right_to_left(text)
            forms = leak_forms(text, spaced_only=not mirrored) | {text} | cyrillic_forms(text)
            return _with_mirrored(forms) if mirrored else forms
        case TermKind.IDENTIFIER:
            return identifier_forms(text)
        case TermKind.NUMBER:
            return number_forms(text)
        case TermKind.ADDRESS:
            return address_forms(text)
        case TermKind.HANDLE:
            return handle_forms(text)
        case TermKind.FILE_NAME:
            return file_forms(text)
        case TermKind.CODE_WORD | TermKind.WORDS:
            return (text,)


def _with_mirrored(names: frozenset[str]) -> frozenset[str]:
    """Return `names` and, for those in a right-to-left script, the spellings of `unmirrored` in both orders of the words."""
    mirrored = {name: unmirrored(name) for name in names if has_right_to_left(name)}
    return names | set(mirrored.values()) | {" ".join(reversed(name.split())) for name in mirrored.values()}


def is_full_name(text: str) -> bool:
    """Say whether a name is of two words, or of three Hanzi or Tibetan syllables or more: no ordinary word."""
    hanzi = hanzi_count(text)
    if hanzi:
        return hanzi >= FULL_NAME_HANZI
    return len(text.split()) >= FULL_NAME_WORDS or len(_SYLLABLE.findall(text)) >= FULL_NAME_SYLLABLES


def grade_of(kind: TermKind, text: str, linked: bool) -> Grade:
    """Return the grade of a withheld term by itself, before looking at what may appear."""
    if kind is TermKind.WORDS:
        return Grade.WEAK
    return Grade.STRONG if linked or kind is not TermKind.NAME or is_full_name(text) else Grade.WEAK


def make_form(key: str, ends: frozenset[int]) -> Form:
    """Return the form of a squeezed spelling with its word ends and the rule by which it is found."""
    if key.isascii():
        free = len(key) >= FREE_LETTERS or (len(key) >= FREE_DIGITS and key.isdigit())
        return Form(key, free, False, False, ends)  # noqa: FBT003 - by place: a hundred thousand of them are made in a second
    hanzi = has_hanzi(key)
    return Form(key, hanzi or len(key) >= FREE_FOREIGN, hanzi, has_right_to_left(key), ends)


_ONE_WORD: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Forms:
    """What `build_forms` made: every form by its key; and of each withheld term its own form, if it has one, and its grade."""

    by_key: dict[str, Form]
    own: tuple[Form | None, ...]
    grades: tuple[Grade, ...]


class _Builder:
    """Gathers forms under their keys."""

    def __init__(self) -> None:
        self.forms: dict[str, Form] = {}
        self._glued: set[str] = set()  # keys that are nothing but a name with an ending so far

    def forms_of(self, kind: TermKind, text: str, *, linked: bool) -> list[Form]:
        """Return each form of a term once."""
        forms, made = self.forms, []
        for key, ends in _spelt(kind, text):  # no call for each of a hundred thousand: all of this happens before anything leaves
            form = forms.get(key)
            if form is None:
                form = forms[key] = make_form(key, ends)
            elif len(ends) > len(form.bounds) or key in self._glued:
                self._know_better(form, ends)
            made.append(form)
        if linked and kind is TermKind.NAME:  # of strangers "Gao Yus" is as seldom meant as it is often chance
            made = list(dict.fromkeys([*made, *map(self._with_ending, glued_forms(text))]))
        return made

    def _know_better(self, form: Form, ends: frozenset[int]) -> None:
        """Take in that a form is a spelling of a term too, with these word ends."""
        if len(ends) > len(form.bounds):
            form.bounds = ends  # `gao yu` says more than `gaoyu`
        if form.key in self._glued:  # it is somebody's name too, found wherever a name of that length is
            self._glued.discard(form.key)
            form.free = make_form(form.key, ends).free

    def _with_ending(self, spelling: str) -> Form:
        """Return the form of a name with an ending, which ends where a word does: "Wu Junho saw" holds no "Wu Junhos"."""
        tokens = tokens_of(spelling)
        key, ends = "".join(tokens), _inner_ends(tokens)
        form = self.forms.get(key)
        if form is None:
            form = self.forms[key] = make_form(key, ends)
            form.free = False
            self._glued.add(key)
        elif len(ends) > len(form.bounds):
            form.bounds = ends
        return form


def _inner_ends(tokens: Sequence[str]) -> frozenset[int]:
    match len(tokens):
        case 0 | 1:
            return _ONE_WORD
        case 2:
            return _ends_after(len(tokens[0]))
        case 3:
            return _ends_after(len(tokens[0]), len(tokens[1]))
    return frozenset(accumulate(map(len, tokens[:-1])))


@lru_cache(maxsize=KEPT_ENDS)
def _ends_after(*lengths: int) -> frozenset[int]:
    """Return the inner ends of words so long, and of one more behind them: most names have two or three, of few lengths."""
    return frozenset(accumulate(lengths))


def build_forms(withheld: Sequence[Term], allowed: Sequence[Term]) -> Forms:
    """Return every form of every term.

    Many people share a name, and one is often recorded in several places: what a text makes is made once for all of them.
    """
    builder = _Builder()
    alike = _alike(withheld)
    for same in alike.values():  # the term that weighs most comes first in each form, and of those the first
        for kind, text, linked, positions in same:
            for form in builder.forms_of(kind, text, linked=linked):
                form.withheld += positions
    for position, term in enumerate(allowed):
        for form in builder.forms_of(term.kind, term.text, linked=term.linked):
            form.allowed = (*form.allowed, position)
    _add_spoken(builder.forms, withheld, allowed)
    own: list[Form | None] = [None] * len(withheld)
    grades = [Grade.STRONG] * len(withheld)
    for grade, same in alike.items():
        for _, text, _, positions in same:
            form_of = builder.forms.get(key_of(text))
            for position in positions:
                own[position], grades[position] = form_of, grade
    return Forms(builder.forms, tuple(own), tuple(grades))


def _alike(withheld: Sequence[Term]) -> dict[Grade, list[tuple[TermKind, str, bool, tuple[int, ...]]]]:
    """Return (kind, text, whether linked, where in the list) of terms that make the same forms, in order, by what they weigh."""
    found: dict[tuple[TermKind, str, bool], list[int]] = {}
    for position, term in enumerate(withheld):
        found.setdefault((term.kind, term.text, term.linked), []).append(position)
    graded: dict[Grade, list[tuple[TermKind, str, bool, tuple[int, ...]]]] = {Grade.STRONG: [], Grade.WEAK: []}
    for what, positions in found.items():
        graded[grade_of(*what)].append((*what, tuple(positions)))
    return graded


def _add_spoken(forms: dict[str, Form], withheld: Sequence[Term], allowed: Sequence[Term]) -> None:
    """Add what those tied to the chosen cases are called. What fits someone who may appear too is left out."""
    free = {key for term in allowed for key, _ in _spoken_keys(term)}
    for position, term in enumerate(withheld):
        if term.linked:
            for key, ends in _spoken_keys(term):
                if key in free or (key in forms and not forms[key].spoken):
                    continue  # as a name of its own it is searched or allowed already
                form = forms.get(key)
                if form is None:
                    form = forms[key] = make_form(key, ends)
                    form.spoken, form.free = True, form.hanzi
                form.withheld = (*form.withheld, position)


def _spoken_keys(term: Term) -> Iterable[tuple[str, frozenset[int]]]:
    if term.kind is TermKind.NAME and term.field.startswith(PERSON_FIELDS):
        for spelling in called_forms(term.text):
            tokens = tokens_of(spelling)
            yield "".join(tokens), _inner_ends(tokens)
