"""Dates in words a person says: "about March 2015", "between 3 and 6 March 2015", "before 9 Jul 2015"; never "2015-XX".

Every word and every order of words comes from the catalogue, so that a language can turn them round.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from casevault.domain.edtf import EDate, Form, Part, parse_edtf
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.i18n import Catalogue

LONG_MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
SHORT_MONTHS = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)


def in_words(text: str, catalogue: Catalogue, *, this_year: int = 0, short: bool = False) -> str:
    """Return an EDTF date or a moment in words; the year is left out where it is `this_year`. Raises as `parse_edtf` does."""
    if not text:
        return ""
    return _Speaker(catalogue, this_year, short).say(parse_edtf(text))


def _clock(time: str) -> str:
    """Return a time of day without fractions, and without seconds that are none."""
    whole = time.partition(".")[0]
    return whole.removesuffix(":00") if whole.count(":") > 1 else whole


@dataclass(frozen=True, slots=True)
class _Speaker:
    catalogue: Catalogue
    this_year: int
    short: bool

    def say(self, when: EDate) -> str:
        """Say a whole date, range or moment."""
        words = self.catalogue.text
        match when.form:
            case Form.SINGLE:
                said = self.part(when.lower)
                if when.time:
                    pattern = N_("{date}, {time} UTC") if when.offset in {"Z", "+00:00"} else N_("{date}, {time}")
                    said = words(pattern, date=said, time=_clock(when.time))
                return said
            case Form.BETWEEN:
                return self._between(when.lower, when.upper)
            case Form.FROM:
                return words(N_("{date} or later"), date=self.part(when.lower))
            case Form.UNTIL:
                return words(N_("before {date}"), date=self.part(_after(when.upper)))

    def _between(self, lower: Part | None, upper: Part | None) -> str:
        """Say a range; the month and year that both ends share are said once."""
        if lower is None or upper is None:
            return self.part(lower or upper)
        words = self.catalogue.text
        marks = {(part.approximate, part.uncertain) for part in (lower, upper)}
        one_month = lower.day and upper.day and (lower.year, lower.month) == (upper.year, upper.month)
        if one_month and self.short and len(marks) == 1:
            said = words(N_("{day} {month}"), day=f"{lower.day}\u2013{upper.day}", month=self._month(upper))
            return self._marked(self._with_year(said, upper), lower)
        if one_month and marks == {(False, False)}:
            said = words(N_("between {first} and {last} {month}"), first=lower.day, last=upper.day, month=self._month(upper))
            return self._with_year(said, upper)
        same_year = lower.year == upper.year and lower.month and upper.month and not lower.unspecified
        speaker = replace(self, this_year=lower.year) if same_year else self
        return words(N_("between {first} and {last}"), first=speaker.part(lower), last=self.part(upper))

    def part(self, part: Part | None) -> str:
        """Say one date with its marks."""
        if part is None:
            return ""
        if part.years > 1:
            bounds = Part(part.year), Part(part.year + part.years - 1)
            return self._marked(self._between(*bounds), part)
        if not part.month:
            # Chinese puts its word for year behind the figure, Dutch and English none.
            said = self.catalogue.text(N_("{year}"), year=part.year)
            if part.unspecified:
                said = self.catalogue.text(N_("{date}, month not known"), date=said)
            return self._marked(said, part)
        if not part.day:
            said = self._with_year(self._month(part), part)
            if part.unspecified:
                said = self.catalogue.text(N_("{date}, day not known"), date=said)
            return self._marked(said, part)
        # The first of a month has a word of its own in some languages: French writes "1er".
        pattern = N_("1 {month}") if part.day == 1 else N_("{day} {month}")
        said = self.catalogue.text(pattern, day=part.day, month=self._month(part))
        return self._marked(self._with_year(said, part), part)

    def _with_year(self, said: str, part: Part) -> str:
        if part.year == self.this_year:
            return said
        return self.catalogue.text(N_("{date} {year}"), date=said, year=part.year)

    def _month(self, part: Part) -> str:
        return self.catalogue.text((SHORT_MONTHS if self.short else LONG_MONTHS)[part.month - 1])

    def _marked(self, said: str, part: Part) -> str:
        if part.approximate:
            said = self.catalogue.text(N_("about {date}"), date=said)
        if part.uncertain:
            said = self.catalogue.text(N_("possibly {date}"), date=said)
        return said


def _after(part: Part | None) -> Part | None:
    """Return the day, month or year that follows: "9 July or earlier" is said as "before 10 July"."""
    if part is None or part.latest == date.max:
        return part
    following = part.latest + timedelta(days=1)
    month = following.month if part.month else 0
    return replace(part, year=following.year, month=month, day=following.day if part.day else 0, unspecified=False, years=1)
