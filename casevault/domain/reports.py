"""Numbers for oneself: what is counted, in which lines, and which cases stand behind each. Nothing is suppressed here.

What leaves is counted anew by the output for statistics, which protects small counts; nothing of this is handed to it. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casevault.domain.provinces import province_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_PERIODS: Final = 1_200  # lines of a report over time: months of a century
ENDED: Final = "~ended"  # a line that is no code of a vocabulary
REFUSED: Final = "refused:"  # before the code of a reason


class ReportKind(StrEnum):
    """What is counted; the words are those of the command line."""

    STAGE = "stage"
    CHARGE = "charge"
    REGION = "region"
    LIMITS = "limits"
    ACCESS = "access"
    INTERVENTIONS = "interventions"
    OPENED = "opened"
    DETAINED = "detained"
    REFUSALS = "refusals"
    STEPS = "steps"


OVER_TIME: Final = frozenset({ReportKind.OPENED, ReportKind.DETAINED, ReportKind.REFUSALS, ReportKind.STEPS})
OF_CASES: Final = frozenset({ReportKind.STAGE, ReportKind.CHARGE, ReportKind.REGION, ReportKind.OPENED})


class Per(StrEnum):
    """How long a line of a report over time is."""

    YEAR = "year"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be counted, "" for all: `first` and `last` are ISO days; the rest are codes of a case, the tag as typed."""

    first: str = ""
    last: str = ""
    jurisdiction: str = ""
    tag: str = ""
    status: str = ""
    role: str = ""
    per: Per = Per.YEAR

    @property
    def has_period(self) -> bool:
        """Say whether days are asked for."""
        return bool(self.first or self.last)


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing in one line (and column): its ISO day or "", its record, and one case it belongs to."""

    line: str
    column: str
    day: str
    record: str
    case: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A place a case has to do with: its code, since when, the day the case was opened; a lower `rank` says more.

    Where someone is held says more than where something happened, and that more than what the case is linked to.
    """

    case: str
    rank: int
    day: str
    code: str
    opened: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line: how many things stand in it, in all and by column, and the cases behind them, each once."""

    code: str
    count: int
    counts: tuple[int, ...]
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A finished count. `total` is each thing once, however many lines it stands in; `undated`: left out for want of a day."""

    kind: ReportKind
    lines: tuple[Line, ...]
    columns: tuple[str, ...]
    total: int
    cases: int
    undated: int

    @property
    def overlaps(self) -> bool:
        """Say whether something stands in more than one line, so that the lines add up to more than there is."""
        return sum(line.count for line in self.lines) > self.total


@dataclass(slots=True)
class _Heap:
    """What stands in one line."""

    records: set[str] = field(default_factory=set)
    by_column: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    cases: dict[str, None] = field(default_factory=dict)


def tally(
    kind: ReportKind, found: Iterable[Counted], wanted: Wanted, *, order: Sequence[str] = (), columns: Sequence[str] = ()
) -> Report:
    """Count what was found. Lines stand in `order`, those not in it after it by count; periods by time, with empty ones."""
    heaps: defaultdict[str, _Heap] = defaultdict(_Heap)
    every, undated, cases = set[str](), set[str](), set[str]()
    for one in found:
        if wanted.has_period and not one.day:
            undated.add(one.record)
            continue
        if wanted.has_period and not (wanted.first <= one.day[:10] <= (wanted.last or "9999")):
            continue
        line = period_of(one.day, wanted.per) if kind in OVER_TIME else one.line
        heap = heaps[line]
        heap.records.add(one.record)
        heap.by_column[one.column].add(one.record)
        heap.cases[one.case] = None
        every.add(one.record)
        cases.add(one.case)
    known = [code for code in columns if any(code in heap.by_column for heap in heaps.values())]
    others = sorted({code for heap in heaps.values() for code in heap.by_column} - set(known), key=lambda code: (not code, code))
    shown = (*known, *others)
    codes = _periods(heaps, wanted.per) if kind in OVER_TIME else _ordered(heaps, order)
    lines = tuple(_line(code, heaps.get(code) or _Heap(), shown) for code in codes)
    return Report(kind, lines, shown if shown != ("",) else (), len(every), len(cases - {""}), len(undated - every))


def _line(code: str, heap: _Heap, columns: Sequence[str]) -> Line:
    by_column = tuple(len(heap.by_column.get(column, ())) for column in columns) if tuple(columns) != ("",) else ()
    return Line(code, len(heap.records), by_column, tuple(case for case in heap.cases if case))


def _ordered(heaps: defaultdict[str, _Heap], order: Sequence[str]) -> list[str]:
    """Return the lines in the order asked for, then the others by count; what is not recorded stands last."""
    place = {code: number for number, code in enumerate(order)}
    return sorted(heaps, key=lambda code: (not code, place.get(code, len(place)), -len(heaps[code].records), code))


def period_of(day: str, per: Per) -> str:
    """Return the year or month of an ISO day, "" where there is none."""
    return day[: 4 if per is Per.YEAR else 7] if day else ""


def _periods(heaps: defaultdict[str, _Heap], per: Per) -> list[str]:
    """Return every period from the first to the last, those without a count among them, and then what has no day."""
    dated = sorted(code for code in heaps if code)
    if not dated:
        return list(heaps)
    between = [dated[0]]
    while between[-1] < dated[-1] and len(between) < MOST_PERIODS:
        between.append(_next(between[-1], per))
    # Two dates far apart (a typing mistake, most often) leave out what is between them, and nothing that was counted.
    shown = between if between[-1] == dated[-1] else dated
    return [*shown, *([""] if "" in heaps else [])]


def _next(period: str, per: Per) -> str:
    year = int(period[:4])
    if per is Per.YEAR:
        return f"{year + 1:04}"
    month = int(period[5:7])
    return f"{year + month // 12:04}-{month % 12 + 1:02}"


def nearest(found: Iterable[Placed]) -> list[Counted]:
    """Return each case once, in the province of the place that says most; a place whose code is no province says nothing."""
    best: dict[str, tuple[int, str, str]] = {}
    opened: dict[str, str] = {}
    for one in found:
        opened[one.case] = one.opened
        known = province_in(one.code)
        if not known:
            continue
        held = best.get(one.case)
        if held is None or one.rank < held[0] or (one.rank == held[0] and one.day > held[1]):
            best[one.case] = one.rank, one.day, known
    return [Counted(best[case][2] if case in best else "", "", began, case, case) for case, began in opened.items()]
