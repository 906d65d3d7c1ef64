"""The words people type for dates, in English and Dutch: months, days of the week, "about", "before", "yesterday"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ENGLISH_MONTHS = "january february march april may june july august september october november december"
_DUTCH_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december"
_OTHER_SPELLINGS = {"mrt": 3, "sept": 9, "okt": 10, "mei": 5}


def _months() -> dict[str, int]:
    found = dict(_OTHER_SPELLINGS)
    for names in (_ENGLISH_MONTHS, _DUTCH_MONTHS):
        for number, name in enumerate(names.split(), start=1):
            found[name] = number
            found.setdefault(name[:3], number)
    return found


MONTHS: Mapping[str, int] = _months()

# Monday is 0, as in `date.weekday()`.
WEEKDAYS: Mapping[str, int] = {
    name: number
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    )
    for number, name in enumerate(names.split())
}

ABOUT = ("about", "around", "approximately", "approx", "circa", "ca", "c", "roughly", "ongeveer", "omstreeks", "rond")
PERHAPS = ("possibly", "perhaps", "maybe", "probably", "mogelijk", "misschien", "waarschijnlijk")
BEFORE = ("before", "prior to", "earlier than", "voor", "vóór", "eerder dan")
UNTIL = ("on or before", "no later than", "not later than", "by", "until", "till", "tot en met", "t/m", "uiterlijk", "tot")
AFTER = ("after", "later than", "na", "later dan")
SINCE = ("on or after", "since", "from", "as of", "sinds", "vanaf")
OR_LATER = ("or later", "of later")
OR_EARLIER = ("or earlier", "of eerder")
BETWEEN = (("between", ("and",)), ("tussen", ("en",)), ("from", ("to", "until", "till")), ("van", ("tot en met", "t/m", "tot")))
TO = ("to", "until", "till", "tot en met", "t/m", "tot")
LAST = ("last", "previous", "afgelopen", "vorige")
AGO = ("ago", "geleden")

DAYS_AWAY: Mapping[str, int] = {
    "today": 0,
    "vandaag": 0,
    "yesterday": -1,
    "gisteren": -1,
    "day before yesterday": -2,
    "the day before yesterday": -2,
    "eergisteren": -2,
    "tomorrow": 1,
    "overmorgen": 2,
    "morgen": 1,
}
MONTHS_AWAY: Mapping[str, int] = {"this month": 0, "deze maand": 0, "last month": -1, "vorige maand": -1, "afgelopen maand": -1}
YEARS_AWAY: Mapping[str, int] = {"this year": 0, "dit jaar": 0, "last year": -1, "vorig jaar": -1, "afgelopen jaar": -1}
UNITS: Mapping[str, str] = {
    "day": "day",
    "days": "day",
    "dag": "day",
    "dagen": "day",
    "week": "week",
    "weeks": "week",
    "weken": "week",
    "month": "month",
    "months": "month",
    "maand": "month",
    "maanden": "month",
    "year": "year",
    "years": "year",
    "jaar": "year",
    "jaren": "year",
}


def any_of(words: Iterable[str]) -> str:
    """Return a pattern that matches one of `words`, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) + ")"


def known_words() -> frozenset[str]:
    """Return every single word that can stand in a date, to tell what was not understood."""
    phrases = [*ABOUT, *PERHAPS, *BEFORE, *UNTIL, *AFTER, *SINCE, *OR_LATER, *OR_EARLIER, *TO, *LAST, *AGO]
    phrases += [*MONTHS, *WEEKDAYS, *DAYS_AWAY, *MONTHS_AWAY, *YEARS_AWAY, *UNITS]
    phrases += [word for start, ends in BETWEEN for word in (start, *ends)]
    return frozenset(word for phrase in phrases for word in phrase.split()) | {"the", "of", "on", "in", "op", "de", "at", "om"}
