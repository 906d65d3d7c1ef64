"""Possible duplicates: which records may speak of one person or thing, how likely, and for which reasons. Nothing is merged here.

Candidates meet under keys of their names, numbers and contacts, so that finding those of one record costs the same among a
hundred people and among ten thousand; only who meets is compared. Two people of one name are the rule in Chinese: a name alone
never says more than "possible", and what speaks against it is named beside what speaks for it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Final

from casevault.domain.edtf import span
from casevault.domain.folding import fold
from casevault.domain.name_forms import Form, Origin, name_forms
from casevault.domain.name_likeness import AGAINST, NONE, Likeness, Why, likeness
from casevault.domain.words import squeezed
from casevault.errors import UserProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Plain = Mapping[str, object]  # the fields of a record, or of a row that is not checked yet

LEAST: Final = 60  # a score from which a person is asked
LIKELY: Final = 85  # from which it is more likely than not
KEPT: Final = 1 << 15
# Names compared because of one key, by the first letter of the key: a word that stands in more names says nothing.
MOST_UNDER_KEY: Final[Mapping[str, int]] = {"w": 60, "s": 200, "b": 200, "n": 200}
MOST_NAMES: Final = 24  # of one record
_WORD_SAYS: Final = 6  # sounds of a word that alone brings two names together
_NUMBER_LEAST: Final = 6  # characters of a number or contact that can be the same by no chance
_PHONE_END: Final = 8  # digits that a number has in common with itself without the country's code
_NOT_DIGITS: Final = re.compile("[^0-9]")

_LESS: Final[Mapping[Why, int]] = {
    Why.OTHER_BIRTH: 45, Why.OTHER_SEX: 40, Why.OTHER_IDENTIFIER: 15, Why.OTHER_PLACE: 15, Why.OTHER_ETHNICITY: 25,
}  # fmt: skip
_SAME_IDENTIFIER: Final = 96  # whatever the names say: one of the two was misread
_SAME_CHANNEL: Final = 62  # alone; families share telephones
_SAME_CHANNEL_TOO: Final = 12  # where the names are alike
_SAME_BIRTH: Final = 12
_SHARED_SEXES: Final = frozenset({"unknown", ""})


@dataclass(frozen=True, slots=True)
class Match:
    """A record that may be the same: `score` 0 to 100, `why` the reasons for it and then those against it."""

    record: str
    score: int
    why: tuple[Why, ...]

    @property
    def against(self) -> tuple[Why, ...]:
        """What speaks against it."""
        return tuple(why for why in self.why if why in AGAINST)


@dataclass(frozen=True, slots=True)
class Traits:
    """What tells one record from another: its names, the main one first, and what is known of the person."""

    names: tuple[str, ...] = ()
    birth: tuple[str, str] = ("", "")  # first and last day it can be
    sex: str = ""
    birth_place: str = ""
    ethnicity: str = ""
    identifiers: frozenset[tuple[str, str]] = frozenset()  # (kind, number)
    channels: frozenset[str] = frozenset()

    @property
    def is_bare(self) -> bool:
        """Say whether nothing but names is known, so that nothing else can speak for or against."""
        known = self.birth[0] or self.birth[1] or self.sex or self.birth_place or self.ethnicity
        return not (known or self.identifiers or self.channels)


def traits_of(fields: Plain) -> Traits:
    """Return the traits of a person, organisation, facility or place; what is missing or no value counts as not known."""
    names = [_text(fields, "display_name") or _text(fields, "name")]
    for table in ("aliases", "names"):
        names += [value for row in _rows(fields, table) if isinstance(value := row.get("value"), str)]
    birth = _text(fields, "birth")
    return Traits(
        names=tuple(dict.fromkeys(name for name in names if name.strip()))[:MOST_NAMES],
        birth=_span(birth) if birth else ("", ""),
        sex=_text(fields, "sex"),
        birth_place=_text(fields, "birth_place"),
        ethnicity=_text(fields, "ethnicity"),
        identifiers=frozenset(
            (str(row.get("kind", "")), number)
            for row in _rows(fields, "identifiers")
            if len(number := squeezed(fold(_text(row, "value")))) >= _NUMBER_LEAST
        ),
        channels=frozenset(contact for row in _rows(fields, "channels") if (contact := _contact(_text(row, "value")))),
    )


class Candidates:
    """An index of records by which those like a given one are found; add records in any order, then ask.

    Keys lead to names and names to their bearers: however many people share a name, it is compared once.
    """

    def __init__(self, records: Iterable[tuple[str, Plain]] = ()) -> None:
        """Take in (record id, fields) of the records that there are."""
        self._traits: dict[str, Traits] = {}
        self._names: defaultdict[str, dict[str, None]] = defaultdict(dict)  # key -> names
        self._bearers: defaultdict[str, dict[str, None]] = defaultdict(dict)  # name -> records
        self._numbers: defaultdict[str, dict[str, None]] = defaultdict(dict)  # identity number or contact -> records
        for record, fields in records:
            self.add(record, fields)

    def __len__(self) -> int:
        return len(self._traits)

    def add(self, record: str, fields: Plain) -> None:
        """Take in one record; what was known under its id is replaced."""
        self.remove(record)
        traits = self._traits[record] = traits_of(fields)
        for name in traits.names:
            if name not in self._bearers:
                for key in _name_keys(name):
                    self._names[key][name] = None
            self._bearers[name][record] = None
        for number in _numbers(traits):
            self._numbers[number][record] = None

    def remove(self, record: str) -> None:
        """Forget one record."""
        traits = self._traits.pop(record, None)
        if traits is None:
            return
        for name in traits.names:
            del self._bearers[name][record]
            if not self._bearers[name]:
                del self._bearers[name]
                for key in _name_keys(name):
                    del self._names[key][name]
        for number in _numbers(traits):
            del self._numbers[number][record]

    def like(self, fields: Plain, *, but: frozenset[str] = frozenset(), least: int = LEAST, limit: int = 5) -> list[Match]:
        """Return the records that may be the one of `fields`, the likeliest first, at most `limit` (0: all), without `but`."""
        return self._like(traits_of(fields), but, least, limit)

    def like_record(self, record: str, *, but: frozenset[str] = frozenset(), least: int = LEAST, limit: int = 5) -> list[Match]:
        """Return the records that may be the same as one taken in before."""
        return self._like(self._traits[record], but | {record}, least, limit)

    def _like(self, traits: Traits, but: frozenset[str], least: int, limit: int) -> list[Match]:
        alike: dict[str, tuple[Likeness, bool]] = {}
        for at, name in enumerate(traits.names):
            for other in self._meeting(name):
                found = likeness(name, other)
                if not found.score:
                    continue
                for record in self._bearers[other]:
                    if record not in alike or found.score > alike[record][0].score:
                        alike[record] = found, at > 0 or self._traits[record].names[0] != other
        for number in _numbers(traits):
            for record in self._numbers.get(number, ()):
                alike.setdefault(record, (NONE, False))
        bare = traits.is_bare
        matches = [
            Match(record, how[0].score, _reasons(*how)) if bare else compare(record, self._traits[record], traits, *how)
            for record, how in alike.items()
            if record not in but
        ]
        matches = sorted((match for match in matches if match.score >= least), key=lambda match: (-match.score, match.record))
        return matches[:limit] if limit else matches

    def _meeting(self, name: str) -> dict[str, None]:
        met: dict[str, None] = {}
        for key in _name_keys(name):
            under = self._names.get(key, {})
            if len(under) <= MOST_UNDER_KEY.get(key[0], len(under)):
                met.update(under)
        return met


def compare(record: str, one: Traits, other: Traits, alike: Likeness = NONE, by_alias: bool = False) -> Match:
    """Return how likely two records are one, given how alike their likest names are, as a match that names `record`."""
    reasons = [*_reasons(alike, by_alias)]
    score = alike.score
    shared = one.identifiers & other.identifiers
    if one.channels & other.channels:
        reasons.append(Why.CHANNEL)
        score = score + _SAME_CHANNEL_TOO if score else _SAME_CHANNEL
    if _same_day(one.birth, other.birth):
        reasons.append(Why.BIRTH)
        score += _SAME_BIRTH
    if shared:
        reasons.insert(0, Why.IDENTIFIER)
        score = max(score, _SAME_IDENTIFIER)
    against = [why for why, holds in _differences(one, other) if holds and not (why is Why.OTHER_IDENTIFIER and shared)]
    score -= sum(_LESS[why] for why in against)
    return Match(record, max(0, min(score, 100)), (*reasons, *against))


def _reasons(alike: Likeness, by_alias: bool) -> tuple[Why, ...]:
    return (*alike.why, Why.ALIAS) if by_alias else alike.why


def _differences(one: Traits, other: Traits) -> Iterator[tuple[Why, bool]]:
    (a, b), (c, d) = one.birth, other.birth
    yield Why.OTHER_BIRTH, bool(b and d) and (b < c or d < a)
    yield Why.OTHER_SEX, one.sex != other.sex and not {one.sex, other.sex} & _SHARED_SEXES
    kinds = {kind for kind, _ in one.identifiers} & {kind for kind, _ in other.identifiers}
    yield Why.OTHER_IDENTIFIER, bool(kinds)
    yield Why.OTHER_PLACE, bool(one.birth_place and other.birth_place) and one.birth_place != other.birth_place
    yield Why.OTHER_ETHNICITY, bool(one.ethnicity and other.ethnicity) and one.ethnicity != other.ethnicity


def _same_day(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Say whether both were born in one span of time that is no longer than a year."""
    return bool(one[0]) and one == other and one[0][:4] == one[1][:4]


def _numbers(traits: Traits) -> set[str]:
    return {f"d{number}" for _, number in traits.identifiers} | {f"c{contact}" for contact in traits.channels}


@lru_cache(maxsize=KEPT)
def _name_keys(name: str) -> frozenset[str]:
    """Return the keys under which a name meets those like it.

    The first letter says what is the same: h Hanzi, j all letters, s the sounds of two words, b all consonants, n all sounds but
    one, w one long word.
    """
    forms = name_forms(name)
    keys: set[str] = set()
    if forms.hanzi:
        keys.add(f"h{forms.hanzi}")
        keys.update(f"h{forms.hanzi[:at]}*{forms.hanzi[at + 1 :]}" for at in range(len(forms.hanzi)) if len(forms.hanzi) > 2)  # noqa: PLR2004 - a name of which one character may be another
    for form in forms.forms:
        keys.update(_form_keys(form))
    return frozenset(keys)


def _form_keys(form: Form) -> Iterator[str]:
    words = form.words
    yield f"j{form.joined}"
    yield f"j{''.join(sorted(words))}"
    if len(words) > 1:
        yield f"j{''.join((*words[1:], words[0]))}"
        yield f"j{''.join((words[-1], *words[:-1]))}"
    if form.chinese:
        return
    held = sorted(bone for bone in form.bones if len(bone) > 1)
    if len(held) > 1:
        yield f"b{'.'.join(held)}"
    if form.origin is Origin.BONES:
        return
    for one, other in combinations(sorted(form.sounds), 2):
        yield f"s{one}.{other}"
    joined = "".join(sorted(form.sounds))
    yield f"n{joined}"
    for at in range(len(joined)):
        yield f"n{joined[:at]}{joined[at + 1 :]}"
    for sounding, word in zip(form.sounds, words, strict=True):
        if len(sounding) >= _WORD_SAYS:
            yield f"w{sounding}"
        if len(word) >= _WORD_SAYS:
            yield f"w{word}"


def _contact(value: str) -> str:
    """Return a telephone number by its last digits, anything else by its letters and digits; "" where it is too short to tell."""
    digits = _NOT_DIGITS.sub("", fold(value))
    if len(digits) >= _PHONE_END and not any(character.isalpha() for character in value):
        return digits[-_PHONE_END:]
    letters = squeezed(fold(value))
    return letters if len(letters) >= _NUMBER_LEAST else ""


def _span(untrusted_date: str) -> tuple[str, str]:
    try:
        return span(untrusted_date)
    except UserProblem:  # rows of a file are compared before they are checked
        return ("", "")


def _rows(fields: Plain, table: str) -> list[Mapping[str, object]]:
    value = fields.get(table)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _text(fields: Plain, key: str) -> str:
    value = fields.get(key)
    return value if isinstance(value, str) else ""
