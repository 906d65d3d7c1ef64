"""What the timeline of a case draws: its entries as marks, its stages as bars, its limits as zones, each with its words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from casevault.disclosure.wording import article_words
from casevault.domain.claims import DATES
from casevault.domain.consent import text_of
from casevault.domain.dates import OPEN_END, parse_edtf, span
from casevault.domain.procedure.facts import Status
from casevault.errors import CaseVaultError
from casevault.i18n import N_
from casevault.ui.read.reader import Tone, sentence
from casevault.ui.timeline.geometry import Bar, BarKind, Lane, Mark, Timeline, Zone
from casevault.vault.clock_words import STATUS_WORDS
from casevault.vault.clocks import clocks
from casevault.vault.list_facts import CUSTODY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from casevault.domain.claims import Accounts
    from casevault.domain.procedure.counting import Range
    from casevault.domain.record import Record
    from casevault.ui.read.chronology import Entry
    from casevault.ui.read.reader import Reader
    from casevault.vault.clocks import Clock

LANES: Mapping[str, Lane] = {
    "family_contact": Lane.CONTACT,
    "visit": Lane.CONTACT,
    "hearing": Lane.HEARINGS,
    "attendance": Lane.HEARINGS,
    "observation": Lane.HEARINGS,
    "judgment": Lane.HEARINGS,
    "intervention": Lane.INTERVENTIONS,
}
LIVE = frozenset({Status.RUNNING, Status.BREACHED_BASIC_ONLY, Status.BREACHED_MAX})
BEFORE = "before"  # the id of the bar for the time before the first custody: no record stands behind it

Days = tuple[int, int]


def timeline_of(reader: Reader, case_id: str, entries: Sequence[Entry]) -> Timeline:
    """Return what is drawn of a case whose chronology has these entries."""
    inside = {record.id: record for record in reader.vault.records.in_case(case_id)}
    shown = [inside[entry.id] for entry in entries if entry.id in inside]
    spans = _spans(reader, [*shown, *(record for record in inside.values() if record.type == "detention")])
    found = clocks(reader.vault, as_of=reader.today, case=case_id).clocks
    zones = tuple(zone for number, clock in enumerate(found) for zone in _zones(reader, clock, number))
    words = {entry.id: entry for entry in entries}
    bars = _bars(reader, inside, spans, words, zones)
    drawn = {bar.id for bar in bars}
    marks = tuple(
        _mark(reader, record, words[record.id], spans[record.id])
        for record in shown
        if record.id in spans and record.id not in drawn
    )
    undated = sum(record.id not in spans for record in shown)
    return Timeline(marks, _with_time_before(reader, bars, marks), zones, undated, reader.today.toordinal())


def _spans(reader: Reader, records: Sequence[Record]) -> dict[str, Days]:
    """Return {record: first and last day on which it can have been or begun}, over all accounts that stand against each other."""
    found = reader.vault.records.accounts(records)
    spans = {}
    for record in records:
        keys = reader.type_of(record).dates
        said = [reader.date_of(record), *_told(found[record.id].get(keys[0]) if keys else None)]
        if not any(said) and len(keys) > 1:
            said = [text_of(record, keys[1])]
        known = [days for text in said if (days := days_of(text)) is not None]
        if known:
            spans[record.id] = min(first for first, _last in known), max(last for _first, last in known)
    return spans


def _told(about: Accounts | None) -> list[str]:
    if about is None or about.spot is None or about.spot.field.kind not in DATES or not about.disputed:
        return []
    return [str(value) for value in about.readings]


def days_of(text: str) -> Days | None:
    """Return the first and the last day of a date as ordinals; of one that is open to a side, the day it names. None: no date."""
    try:
        first, last = span(text)
    except CaseVaultError:
        return None
    known = [day for day in (first, last) if day and day != OPEN_END]
    if not known:
        return None
    numbers = [date.fromisoformat(day[:10]).toordinal() for day in known]
    return min(numbers), max(numbers)


def _mark(reader: Reader, record: Record, entry: Entry, days: Days) -> Mark:
    used = days_of(reader.date_of(record)) or days  # the accounts that are not in use are its range, and move it nowhere
    return Mark(
        entry.id,
        LANES.get(record.type, Lane.EVENTS),
        *days,
        (used[0] + used[1] + 1) / 2,
        entry.icon,
        entry.title,
        entry.when,
        _said(entry.when, entry.when_detail, entry.title, entry.differ, entry.certainty),
        entry.tone is Tone.DISPUTED,
        _doubtful(record),
    )


def _doubtful(record: Record) -> bool:
    text = text_of(record, "start")
    try:
        read = parse_edtf(text) if text else None
    except CaseVaultError:
        return False
    return read is not None and (read.approximate or read.uncertain)


def _said(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _bars(
    reader: Reader, inside: Mapping[str, Record], spans: Mapping[str, Days], words: Mapping[str, Entry], zones: Iterable[Zone]
) -> list[Bar]:
    """Return a bar for each stage, and for each detention of which no stage is on record."""
    stages = [record for record in inside.values() if record.type == "stage" and record.id in spans]
    with_stages = {text_of(stage, "period") for stage in stages}
    alone = [
        record for record in inside.values() if record.type == "detention" and record.id in spans and record.id not in with_stages
    ]
    starts: dict[str, list[Days]] = defaultdict(list)
    for stage in stages:
        starts[text_of(stage, "period")].append(spans[stage.id])
    ahead: dict[str, int] = defaultdict(int)
    for zone in zones:
        ahead[zone.about] = max(ahead[zone.about], zone.last)
    periods = {record.id: record for record in inside.values() if record.type == "detention"}
    places = reader.many(text_of(record, "facility") for record in stages)
    people = reader.many(text_of(record, "person") for record in periods.values())
    several = len(people) > 1
    bars = []
    for record in (*stages, *alone):
        period = periods.get(text_of(record, "period"), record)
        who = people.get(text_of(period, "person"))
        named = reader.name(who).main if several and who is not None and not reader.discreet else ""
        place = places.get(text_of(record, "facility"))
        detail = _said(named, reader.name(place).main if place is not None else "")
        later = [days for days in starts[text_of(record, "period")] if days > spans[record.id]] if record in stages else []
        end = text_of(record, "end") or text_of(period, "end")
        lasted = spans[record.id], _ended(reader, end, min(later, default=None))
        bars.append(_bar(reader, record, *lasted, words.get(record.id), Around(detail, ahead[record.id])))
    return bars


def _ended(reader: Reader, end: str, followed: Days | None) -> Days | None:
    """Return when a stage ended; one without an end on record ended, at the latest, when the next of its detention began."""
    known = days_of(end)
    if followed is not None and (known is None or known > followed):
        return followed
    if known is not None:
        return known
    return None if not end else (reader.today.toordinal(), reader.today.toordinal())


@dataclass(frozen=True, slots=True)
class Around:
    """What a bar shows beside its own record: whose it is and where, and the last day it may go to by law, 0 for none."""

    detail: str
    ahead: int


def _bar(  # noqa: PLR0917 - the record and what is known around it
    reader: Reader, record: Record, start: Days, end: Days | None, entry: Entry | None, around: Around
) -> Bar:
    today = reader.today.toordinal()
    measure = text_of(record, "measure")
    title = sentence(reader.choice(record, "measure")) if measure else reader.text(N_("Detention"))
    custody = not measure or measure in CUSTODY
    detail, ahead = around.detail, around.ahead
    when = entry.when if entry is not None else reader.when(record)
    last = max(end[1] if end else today, start[0])
    sure_to = min(max(end[0] if end else last, start[0]), last)
    ended = text_of(record, "end")
    lasted = reader.text(N_("until {day}"), day=reader.day(ended)) if ended else ""
    differ, certainty = (entry.differ, entry.certainty) if entry is not None else ("", "")
    return Bar(
        record.id,
        BarKind.CUSTODY if custody else BarKind.RESTRICTED,
        start[0],
        min(start[1], sure_to) if end else min(start[1], last),
        sure_to,
        last,
        title,
        detail,
        when,
        _said(when, lasted or ("" if end else reader.text(N_("still running"))), title, detail, differ, certainty),
        running=end is None and start[0] <= today,
        disputed=entry is not None and entry.tone is Tone.DISPUTED,
        ahead=ahead if end is None and ahead > today else 0,
    )


def _with_time_before(reader: Reader, bars: Sequence[Bar], marks: Sequence[Mark]) -> tuple[Bar, ...]:
    """Return the bars with a light one before the first custody, where anything of that time is on record."""
    first = min(bars, key=lambda bar: (bar.first, bar.id), default=None)
    earliest = min((mark.first for mark in marks), default=None)
    if first is None or first.kind is not BarKind.CUSTODY or earliest is None or earliest >= first.first:
        return tuple(bars)
    words = reader.text(N_("Before custody"))
    day = first.first - 1
    return (Bar(BEFORE, BarKind.LIGHT, earliest, earliest, day, day, words, "", "", words), *bars)


def _zones(reader: Reader, clock: Clock, number: int) -> Iterator[Zone]:
    """Return where the limits of a clock end, basic and maximum, over all accounts of the start; `number` tells clocks apart."""
    live = [start for start in clock.starts if start.status in LIVE]
    if not live:
        return
    basic = _union(start.reading.due_basic for start in live)
    most = _union(start.reading.due_max for start in live)
    rule = sentence(reader.catalogue.labels(clock.rule.says, clock.rule.id))
    states = reader.catalogue.listed(dict.fromkeys(reader.text(STATUS_WORDS[start.status]) for start in live))
    for is_max, days in ((False, basic if basic != most else None), (True, most)):
        if days is None:
            continue
        flag = reader.text(N_("Maximum {day}") if is_max else N_("Basic {day}"), day=said_days(reader, *days))
        spoken = _said(flag, rule, article_words(clock.rule.cite, reader.catalogue), states)
        # One record can start the same limit twice, as each request of counsel does.
        yield Zone(f"{number}/{clock.rule.id}/{'max' if is_max else 'basic'}", clock.about, is_max, *days, rule, flag, spoken)


def _union(ranges: Iterable[Range]) -> Days | None:
    days = [point.toordinal() for found in ranges for point in (found.first, found.last) if point is not None]
    return (min(days), max(days)) if days else None


def said_days(reader: Reader, first: int, last: int) -> str:
    """Return one day, or from which to which: "21 to 23 Mar" in few words."""
    days = [date.fromordinal(day).isoformat() for day in dict.fromkeys((first, last))]
    return reader.day("/".join(days))
