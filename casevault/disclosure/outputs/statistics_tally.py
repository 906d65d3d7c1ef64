"""What there is to count: every case in one line of each list, every stage, limit, hearing and step in one place of its table.

Whatever is counted here was cleared for counting, and nothing of it is told by itself. Each case stands in exactly one line of a
list: who was counted twice could be found by taking one list from another.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casevault.disclosure.wording import article_words
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.outputs.output import Limit
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look
    from casevault.i18n import Msg

SEVERAL, NOT_RECORDED = N_("several"), N_("not recorded")
ENDED = N_("no measure in force any more")
EARLIER = N_("earlier")
REFUSED_FOR = N_("Refused: {reason}")
YEARS = 5  # of opening, each with its own line; what was opened before stands in one
_CHAPTERS: tuple[tuple[int, int, Msg], ...] = (  # of the Criminal Law of the PRC, by the number of the article
    (102, 113, N_("endangering national security (CL 102 to 113)")),
    (114, 139, N_("endangering public safety (CL 114 to 139)")),
    (140, 231, N_("economic order (CL 140 to 231)")),
    (232, 262, N_("rights of persons (CL 232 to 262)")),
    (263, 276, N_("property (CL 263 to 276)")),
    (277, 367, N_("public order and administration (CL 277 to 367)")),
    (368, 451, N_("defence, corruption, dereliction of duty (CL 368 to 451)")),
)
_OTHER_LAW = N_("another law")
_ARTICLE = re.compile(r"cn\.cl\.(\d+)(?:_.*)?", re.ASCII)
# By the first digit of the administrative code (GB/T 2260). No province is named: a province is a place on record like any other,
# whose name the scan of the finished file would find, and be right to.
_REGIONS: Mapping[str, Msg] = {
    "1": N_("north (codes 11 to 15)"),
    "2": N_("north-east (codes 21 to 23)"),
    "3": N_("east (codes 31 to 37)"),
    "4": N_("centre and south (codes 41 to 46)"),
    "5": N_("south-west (codes 50 to 54)"),
    "6": N_("north-west (codes 61 to 65)"),
    "7": N_("elsewhere (codes 71 to 82)"),
}
_ELSEWHERE = "7"
_ALLOWED, _REFUSED = ("admitted", "part", "not_attempted"), ("refused", "turned_away_outside")
_BESIDE = "exit_ban"  # runs beside any other measure
LATE = ("breached_basic_only", "breached_max")


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts by line and column, with the words of each; a list has one column without words."""

    lines: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """How often one limit was passed: the basic one only, the longest."""

    words: str
    counts: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Lasting:
    """Stages with one measure that ended: how many, and how many days they lasted together."""

    words: str
    count: int
    days: int


@dataclass(slots=True)
class Tallies:
    """Counts everything of one selection."""

    sheet: Sheet
    clearance: Clearance
    look: Look
    today: str
    _text: Callable[[Msg], str] = field(init=False)

    def __post_init__(self) -> None:
        """Bind the language."""
        self._text = self.look.catalogue.text

    # ---- lists of cases -----------------------------------------------------------------------------------------------

    def by_stage(self) -> Tally:
        """Count cases by the measure that is in force for those they are about."""
        ended = self._text(ENDED)
        return self._list((self._one(self._stages(case)) for case in self.clearance.focus_of), (*self._labels("measure"), ended))

    def by_charge(self) -> Tally:
        """Count cases by the group of law that the charges on record stand in; dropped ones count for nothing."""
        groups = (self._one(self._charges(case)) for case in self.clearance.focus_of)
        return self._list(groups, (*(self._text(words) for _, _, words in _CHAPTERS), self._text(_OTHER_LAW)))

    def by_region(self) -> Tally:
        """Count cases by the group of provinces in which someone is, or was last, held; else where it began, else comes from."""
        groups = (self._text(_REGIONS[code]) if (code := self._province(case)) else "" for case in self.clearance.focus_of)
        return self._list(groups, tuple(self._text(words) for words in _REGIONS.values()))

    def by_gender(self) -> Tally:
        """Count cases by the gender of those they are about."""
        label = self._label("gender")
        found = (
            self._one(label(code) for one in persons for code in self.sheet.counted(one, "gender")[:1])
            for persons in self.clearance.focus_of.values()
        )
        return self._list(found, self._labels("gender"))

    def by_year(self) -> Tally:
        """Count cases by the year in which they were opened."""
        last = int(self.today[:4])
        years = tuple(str(year) for year in range(last, last - YEARS, -1))
        earlier = self._text(EARLIER)
        found = (next(iter(self.sheet.counted(case, "opened")), "") for case in self.clearance.focus_of)
        return self._list((year if year in years else earlier if year else "" for year in found), (*years, earlier))

    def _stages(self, case: str) -> Iterable[str]:
        last: dict[str, str] = {}
        for stage in self.sheet.ids("stage", case=case):  # in order of date
            measure = next(iter(self.sheet.counted(stage, "measure")), "")
            person = self.sheet.pointer(self.sheet.pointer(stage, "period"), "person")
            if measure and (measure != _BESIDE or person not in last):
                last[person] = stage
        label = self._label("measure")
        for stage in last.values():
            ended = self.sheet.counted(stage, "end")
            yield self._text(ENDED) if ended else label(self.sheet.counted(stage, "measure")[0])

    def _charges(self, case: str) -> Iterable[str]:
        for charge in self.sheet.ids("charge", case=case):
            if self.sheet.counted(charge, "stage") == ("dropped",):
                continue
            for code in self.sheet.counted(charge, "law_article"):
                article = _ARTICLE.fullmatch(code)
                number = int(article.group(1)) if article else 0
                found = next((words for first, last, words in _CHAPTERS if first <= number <= last), _OTHER_LAW)
                yield self._text(found)

    def _province(self, case: str) -> str:
        sheet = self.sheet
        places = [(stage, "facility") for stage in reversed(sheet.ids("stage", case=case))]
        places += [(event, "place") for event in sheet.ids("event", case=case)]
        found = (sheet.counted_province(record, path) for record, path in [*places, (case, "region_links")])
        return next((min(code[0], _ELSEWHERE) for code in found if code), "")

    # ---- everything else ----------------------------------------------------------------------------------------------

    def lasting(self) -> list[Lasting]:
        """Count the stages that ended, both days certain, with the days they lasted."""
        label, lines = self._label("measure"), self._labels("measure")
        counts: Counter[str] = Counter()
        days: Counter[str] = Counter()
        for stage in self.sheet.ids("stage"):
            if not self.sheet.leaves(stage, "end"):
                continue
            lasted = self.sheet.counted_days(stage, "start", "end", self.today)
            for code in self.sheet.counted(stage, "measure") if lasted is not None else ():
                counts[label(code)] += 1
                days[label(code)] += lasted or 0
        return [Lasting(line, counts[line], days[line]) for line in lines]

    def rules(self, limits: Iterable[Limit]) -> list[Rule]:
        """Count by rule how often a limit was passed, of those whose start is counted; the words name rule and article."""
        found: dict[str, list[int]] = {}
        words: dict[str, str] = {}
        speaking = set(self.sheet.ids("stage", "detention", "event", "hearing", "judgment", "counsel"))
        for limit in limits:
            if limit.about not in speaking or (limit.field and not self.sheet.counted(limit.about, limit.field)):
                continue
            if limit.status not in LATE:
                continue
            found.setdefault(limit.rule, [0, 0])[LATE.index(limit.status)] += 1
            article = article_words(limit.cite, self.look.catalogue)
            words[limit.rule] = f"{self.look.catalogue.labels(limit.says, limit.rule)} ({article})"
        return [Rule(words[key], (basic, most)) for key, (basic, most) in sorted(found.items())]

    def hearings(self) -> Tally:
        """Count what became of each attempt to observe a hearing, and the reasons given where it was refused."""
        outcome, reason = self._label("access_outcome"), self._label("refusal_reason")

        def refused(words: str) -> str:
            return self._text(REFUSED_FOR).format(reason=words)

        found = []
        for record in self.sheet.ids("attendance"):
            for code in self.sheet.counted(record, "outcome"):
                given = next(iter(self.sheet.counted(record, "stated_reason")), "")
                stated = reason(given) if given else self._text(NOT_RECORDED)
                found.append(refused(stated) if code in _REFUSED else outcome(code))
        reasons = tuple(refused(words) for words in (*self._labels("refusal_reason"), self._text(NOT_RECORDED)))
        return self._list(found, (*map(outcome, _ALLOWED), *reasons), several=False)

    def interventions(self) -> Tally:
        """Count steps by result and channel."""
        none = self._text(NOT_RECORDED)
        lines, columns = (*self._labels("result"), none), (*self._labels("channel"), none)
        result, channel = self._label("result"), self._label("channel")
        counts: Counter[tuple[str, str]] = Counter()
        for record in self.sheet.ids("intervention"):
            how = self.sheet.counted(record, "channel")
            what = self.sheet.counted(record, "result")
            line, column = result(what[0]) if what else none, channel(how[0]) if how else none
            counts[line if line in lines else none, column if column in columns else none] += 1
        return Tally(lines, columns, tuple(tuple(counts[line, column] for column in columns) for line in lines))

    # ---- words --------------------------------------------------------------------------------------------------------

    def _list(self, found: Iterable[str], lines: tuple[str, ...], *, several: bool = True) -> Tally:
        """Return a list with every line there could be, counted or not: a line that is missing would tell of a nought."""
        none = self._text(NOT_RECORDED)
        every = (*lines, *((self._text(SEVERAL),) if several else ()), none)
        counts = Counter(words if words in every else none for words in found)
        return Tally(every, ("",), tuple((counts[line],) for line in every))

    def _one(self, found: Iterable[str]) -> str:
        """Return the one word that all agree on; "" where there is none."""
        words = set(found)
        return words.pop() if len(words) == 1 else self._text(SEVERAL) if words else ""

    def _labels(self, vocabulary: str) -> tuple[str, ...]:
        label = self._label(vocabulary)
        return tuple(label(code) for code in self.look.vocabularies.codes(vocabulary) if code != "unknown")

    def _label(self, vocabulary: str) -> Callable[[str], str]:
        return lambda code: self.look.vocabularies.label(vocabulary, code, self.look.catalogue)
