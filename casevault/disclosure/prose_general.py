"""Days, places and work in running text, said no more exactly than the profile says the fields: "March 2015" for "3 March 2015".

Where the profile has a month for the dates of a case, its texts may not tell the day either. A day that is not understood stays a
find of no kind: what a month would hide is then for whoever reads the preview. Nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.disclosure.generalise import Generaliser, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casevault.domain.record import Record

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januari jan", "february februari feb", "march maart mar mrt", "april apr", "may mei", "june juni jun",
            "july juli jul", "august augustus aug", "september sept sep", "october oktober oct okt", "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = re.compile(
    rf"(?<![\w-])(?:(?P<y1>(?:19|20)\d\d)[-./](?P<m1>\d{{1,2}})[-./](?P<d1>\d{{1,2}})(?![\w-])"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m2>{_MONTH})\b\.?(?:,? (?P<y2>(?:19|20)\d\d))?(?!\w)"
    rf"|(?P<m3>{_MONTH})\.? (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?!\w)(?:,? (?P<y3>(?:19|20)\d\d)(?!\w))?"
    r"|(?P<d5>\d{1,2})[-./](?P<m5>\d{1,2})[-./](?P<y5>(?:19|20)\d\d)(?![\w-]))"
    r"|(?P<y4>(?:19|20)\d\d) ?年 ?(?P<m4>\d{1,2}) ?月 ?(?P<d4>\d{1,2}) ?[日号號]",
    re.IGNORECASE,
)
_DATED = frozenset({Shape.MONTH, Shape.QUARTER, Shape.YEAR})
_JOB_LEAST = 4
_LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class Wider:
    """A stretch of a text and the wider words for it."""

    start: int
    end: int
    words: str
    why: str  # day, place or job


@dataclass(frozen=True, slots=True)
class Inside:
    """How exactly the texts of one record may tell days, places and work."""

    dates: Shape = Shape.AS_IT_IS
    places: Shape = Shape.AS_IT_IS
    jobs: Shape = Shape.AS_IT_IS


class ProseGeneraliser:
    """Says parts of texts less exactly; one per disclosure."""

    def __init__(self, general: Generaliser, records: Mapping[str, Record]) -> None:
        """Keep what the wider words depend on."""
        self._general, self._records = general, records
        self._jobs = list(self._work())

    def wider(self, text: str, inside: Inside, named: Iterable[tuple[int, int, str]]) -> Iterator[Wider]:
        """Yield what is said less exactly in `text`; `named` are places of names in it with the record of each."""
        if inside.dates in _DATED:
            yield from self._days(text, inside.dates)
        if inside.places is Shape.PROVINCE:
            yield from self._places(text, named)
        if inside.jobs is Shape.JOB_CLASS:
            for pattern, words in self._jobs:
                yield from (Wider(*found.span(), f"[{words}]", "job") for found in pattern.finditer(text))

    def _days(self, text: str, shape: Shape) -> Iterator[Wider]:
        for found in _DAY.finditer(text):
            year, month = (next((v for key, v in found.groupdict().items() if key[0] == part and v), "") for part in "ym")
            number = int(month) if month.isdigit() else _MONTHS[month.lower()]
            if not 1 <= number <= _LAST_MONTH:
                continue
            if not year:  # "on 3 March": the month without its day
                yield Wider(*found.span(), month if shape is Shape.MONTH else "…", "day")
            elif found.group("y4"):
                yield Wider(*found.span(), f"{year}年{number}月" if shape is Shape.MONTH else f"{year}年", "day")
            else:
                words = self._general.dated(f"{year}-{number:02d}", shape)
                yield Wider(*found.span(), words or year, "day")

    def _places(self, text: str, named: Iterable[tuple[int, int, str]]) -> Iterator[Wider]:
        for start, end, record in named:
            known = self._records.get(record)
            if known is None or known.type not in {"place", "facility"}:
                continue
            words = self._general.province(record)
            if text[start:end] != words:
                yield Wider(start, end, words or self._general.somewhere(known.type), "place")

    def _work(self) -> Iterator[tuple[re.Pattern[str], str]]:
        for record in self._records.values():
            job = record.fields.get("occupation") if record.type == "person" else None
            words = self._general.job(job) if isinstance(job, str) and len(job) >= _JOB_LEAST else ""
            if words:
                yield re.compile(rf"\b{re.escape(str(job).strip())}\b", re.IGNORECASE), words
