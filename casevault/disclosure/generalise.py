"""A value said less exactly: a year for a day, a province for a village, a class for an occupation. Nothing is ever guessed.

Where the wider word does not follow from what is recorded there is none, and the value is withheld: a date that may lie in two
bands, a place without a code, an occupation that no class lists.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from casevault import paths
from casevault.disclosure.wording import THING_WORDS
from casevault.domain.consent import FULL_AGE, is_minor, text_of
from casevault.domain.dates import in_words, parse_edtf
from casevault.domain.provinces import province_in
from casevault.i18n import N_
from casevault.vault.provinces import provinces

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from casevault.disclosure.select import Item
    from casevault.domain.look import Look
    from casevault.domain.record import Record
    from casevault.i18n import Msg


class Shape(StrEnum):
    """What a value becomes."""

    AS_IT_IS = ""
    COUNT = "count"  # a part of a number over many cases; nothing of it is read by itself
    YEAR = "year"
    AGE_BAND = "age_band"
    MONTH = "month"
    QUARTER = "quarter"
    PROVINCE = "province"
    JOB_CLASS = "job_class"
    HEALTH = "health"  # that there is something, not what


_BANDS = (FULL_AGE, 25, 35, 50, 65)
_JOBS: Mapping[str, Msg] = {
    "law": N_("works in the law"),
    "media": N_("works in the media"),
    "teaching": N_("teaches or studies"),
    "arts": N_("works in the arts"),
    "care": N_("works in care or health"),
    "trade": N_("works in business"),
    "labour": N_("manual or technical work"),
    "faith": N_("religious work"),
    "office": N_("works for the state"),
}
HEALTH = N_("a health problem")


class Generaliser:
    """Says values of one selection less exactly, in one language, on one day."""

    def __init__(self, records: Mapping[str, Record], look: Look, today: date) -> None:
        """Keep what the wider words depend on."""
        self._records, self._look, self._today = records, look, today

    def words(self, item: Item, shape: Shape) -> str:
        """Return the wider words for a value, "" where none follows from what is recorded."""
        text = item.value if isinstance(item.value, str) else ""
        match shape:
            case Shape.YEAR | Shape.MONTH | Shape.QUARTER:
                return self._date(text, shape)
            case Shape.AGE_BAND:
                return self._band(self._records[item.record], text)
            case Shape.PROVINCE:
                return self.province(text)
            case Shape.JOB_CLASS:
                return self.job(text)
            case Shape.HEALTH:
                return self._look.catalogue.text(HEALTH)
            case Shape.COUNT | Shape.AS_IT_IS:
                return ""

    def job(self, occupation: str) -> str:
        """Return the class of an occupation, "" where no class lists it."""
        job = _JOBS.get(_classes().get(occupation.strip().lower(), ""))
        return self._look.catalogue.text(job) if job else ""

    def dated(self, edtf: str, shape: Shape) -> str:
        """Return the wider words for a date, "" where none follows."""
        return self._date(edtf, shape)

    def somewhere(self, kind: str) -> str:
        """Return what kind of thing a place or facility is."""
        return f"[{self._look.catalogue.text(THING_WORDS[kind])}]"

    def province(self, place: str) -> str:
        """Return the province of a place or of a facility in one, "" where its code says none."""
        return self._look.catalogue.labels(provinces().get(self.province_code(place), {}), "")

    def province_code(self, place: str) -> str:
        """Return the two digits of the province of a place or of a facility in one (GB/T 2260), "" where its code says none."""
        record = self._records.get(place)
        if record is not None and record.type == "facility":
            record = self._records.get(text_of(record, "place"))
        return province_in(text_of(record, "admin_code")) if record is not None and record.type == "place" else ""

    def _date(self, text: str, shape: Shape) -> str:
        read = parse_edtf(text)
        if read.earliest is None or read.latest is None or read.open_end:
            return ""
        marks = "~" * read.approximate + "?" * read.uncertain
        marks = "%" if marks == "~?" else marks
        if shape is Shape.QUARTER:
            ends = [(day.year, (day.month + 2) // 3) for day in (read.earliest, read.latest)]
            if ends[0] != ends[1] or marks:
                return ""
            return self._look.catalogue.text(N_("quarter {quarter} of {year}"), year=ends[0][0], quarter=ends[0][1])
        cut = 4 if shape is Shape.YEAR else 7
        wide = list(dict.fromkeys(day.isoformat()[:cut] + marks for day in (read.earliest, read.latest)))
        return in_words("/".join(wide), self._look.catalogue)

    def _band(self, person: Record, birth: str) -> str:
        read = parse_edtf(birth)
        if read.earliest is None or read.latest is None or read.open_end or is_minor(person, self._today):
            return ""
        off = 1 if read.approximate or read.uncertain else 0
        bands = {sum(age >= least for least in _BANDS) for age in self._ages(read.earliest, read.latest, off)}
        if len(bands) != 1 or 0 in bands:
            return ""
        (band,) = bands
        if band == len(_BANDS):
            return self._look.catalogue.text(N_("aged {least} or over"), least=_BANDS[-1])
        return self._look.catalogue.text(N_("aged {least} to {most}"), least=_BANDS[band - 1], most=_BANDS[band] - 1)

    def _ages(self, earliest: date, latest: date, off: int) -> tuple[int, int]:
        def age(born: date) -> int:
            return self._today.year - born.year - ((self._today.month, self._today.day) < (born.month, born.day))

        return age(latest) - off, age(earliest) + off


@cache
def _classes() -> Mapping[str, str]:
    """Return the class of every occupation that has one."""
    data = tomllib.loads(paths.resource_text("general/occupations.toml"))
    return {word: job for job, words in data.items() for word in words}
