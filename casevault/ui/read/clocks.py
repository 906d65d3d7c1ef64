"""The legal limits of a case as its Detention tab shows them: the rule in words, each account of the start, what settles it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from casevault.disclosure.wording import article_alone, article_words
from casevault.domain.dates import parse_edtf
from casevault.domain.procedure.facts import Status
from casevault.i18n import N_
from casevault.ui.read import days
from casevault.ui.read.reader import sentence
from casevault.vault.clock_words import OLD_HINT, STATUS_WORDS, about_pack, limits_said, outcome_said
from casevault.vault.clocks import BASES, clocks
from casevault.vault.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from casevault.domain.procedure.counting import Range
    from casevault.domain.record import Record
    from casevault.domain.schema import DataClass
    from casevault.ui.read.reader import Reader
    from casevault.vault.clocks import Clock, Start

WORST = (Status.BREACHED_MAX, Status.BREACHED_BASIC_ONLY, Status.UNKNOWABLE, Status.RUNNING, Status.EXCUSED, Status.MET)


@dataclass(frozen=True, slots=True)
class TrackMarks:
    """Where things stand on the line of a limit, as shares of its length: basic, maximum, and how far it has come."""

    basic: float
    most: float
    now: float
    beyond: bool


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account of the start with its answer."""

    start: str
    source: str
    limits: str
    status: Status
    word: str
    reason: str
    track: TrackMarks | None


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One limit. `about`: the record that started it; `about_field`: how a new entry about it points there."""

    rule: str
    about: str
    about_field: str
    entry: str
    title: str
    cite: str
    person: str
    accounts: tuple[AccountLine, ...]
    status: Status
    word: str


@dataclass(frozen=True, slots=True)
class SentenceLine:
    """What one sentence of a judgment comes to."""

    judgment: str
    title: str
    value: str
    data_class: DataClass


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits of a case, what its sentences come to, and what is to be said about the packs: "" or two sentences."""

    lines: tuple[ClockLine, ...]
    sentences: tuple[SentenceLine, ...]
    banner: str
    hint: str


def limits_of(reader: Reader, case_id: str) -> Limits:
    """Return the limits of one case."""
    found = clocks(reader.vault, as_of=reader.today, case=case_id)
    wanted = [one for clock in found.clocks for one in (clock.person, clock.about)]
    wanted += [source for clock in found.clocks for start in clock.starts for source in start.claim.sources]
    known = reader.many(wanted)
    several = len({clock.person for clock in found.clocks}) > 1
    lines = tuple(_line(reader, clock, known, several=several) for clock in found.clocks)
    said = [about_pack(reader.catalogue, pack, reader.day) for pack in found.stale]
    return Limits(
        lines, tuple(_sentences(reader, case_id)), reader.catalogue.sentences(said), reader.text(OLD_HINT) if said else ""
    )


def _sentences(reader: Reader, case_id: str) -> Iterator[SentenceLine]:
    found = sentences(reader.vault, case=case_id)
    known = reader.many([one for sentence_ in found for one in (sentence_.judgment, sentence_.person)])
    for one in found:
        result = one.outcome
        parts = outcome_said(reader.catalogue, result, partial(_due, reader))
        reasons = reader.catalogue.sentences(said.text(reader.catalogue) for said in result.reasons)
        value = "\n".join(part for part in (sentence(" · ".join(parts)), reasons) if part)
        judgment, person = known.get(one.judgment), known.get(one.person)
        who = reader.name(person).main if person is not None and not reader.discreet else ""
        title = " · ".join(part for part in (sentence(reader.label("sentence", one.kind)), who) if part)
        if value and judgment is not None:
            yield SentenceLine(one.judgment, title, value, judgment.data_class)


def _line(reader: Reader, clock: Clock, known: dict[str, Record], *, several: bool) -> ClockLine:
    rule, pack = clock.rule, clock.pack
    accounts = tuple(_account(reader, start, known) for start in clock.starts)
    status = min((start.status for start in clock.starts), key=lambda one: WORST.index(one) if one in WORST else len(WORST))
    age = pack.age(reader.today)
    checked = (
        reader.text(N_("never compared with the text of the law"))
        if age is None
        else reader.text(N_("law text compared {count} day ago", "law text compared {count} days ago"), count=age)
    )
    law = reader.catalogue.labels(pack.title, pack.version)
    parts = [article_words(rule.cite, reader.catalogue), "" if rule.confirmed else reader.text(N_("not confirmed")), law, checked]
    about = known.get(clock.about)
    person = known.get(clock.person)
    return ClockLine(
        rule.id,
        clock.about,
        about.type if about is not None and about.type in ("stage", "event") else "",
        clock.entry,
        sentence(reader.catalogue.labels(rule.says, rule.id)),
        " · ".join(part for part in parts if part),
        reader.name(person).main if several and person is not None and not reader.discreet else "",
        accounts,
        status,
        reader.text(STATUS_WORDS[status]),
    )


def _account(reader: Reader, start: Start, known: dict[str, Record]) -> AccountLine:
    claim, reading = start.claim, start.reading
    begun = " ".join(part for part in (reader.day(claim.start), days.time_of(claim.start)) if part)
    said_by = reader.source_line([known[one] for one in claim.sources if one in known])
    return AccountLine(
        begun or reader.text(N_("start not known")),
        " · ".join(part for part in (reader.text(BASES[claim.basis]), said_by) if part),
        " · ".join(limits_said(reader.catalogue, reading, partial(_due, reader))),
        reading.status,
        reader.text(STATUS_WORDS[reading.status]),
        reader.catalogue.sentences(said.text(reader.catalogue) for said in reading.reasons),
        _track(reader, start),
    )


def _due(reader: Reader, due: Range) -> str:
    """Return a last day, or the first and the last it can be; the hour only where it is certain."""
    first, last = due.first, due.last
    if first is None or last is None:
        one = first or last
        return "" if one is None else reader.day(f"{one.isoformat()[:10]}/.." if last is None else f"../{one.isoformat()[:10]}")
    if first == last:
        words = reader.day(first.isoformat()[:10])
        return f"{words} {first:%H:%M}" if isinstance(first, datetime) else words
    days_of = [point.isoformat()[:10] for point in (first, last)]
    return reader.day(days_of[0] if days_of[0] == days_of[1] else "/".join(days_of))


def _track(reader: Reader, start: Start) -> TrackMarks | None:
    """Return the line of a limit: from its start to its maximum, or to the day it has come to where that is later."""
    reading = start.reading
    if reading.status in (Status.UNKNOWABLE, Status.NOT_APPLICABLE, Status.EXCUSED) or isinstance(reading.due_max.last, datetime):
        return None
    days_of = [_day(reading.due_basic.first), _day(reading.due_max.last), _day_of(start.claim.start)]
    basic, most, begun = days_of
    if basic is None or most is None or begun is None or basic < begun:
        return None
    now = _day_of(reading.until) or reader.today
    whole = max((most - begun).days, (now - begun).days, 1)
    return TrackMarks(
        (basic - begun).days / whole, (most - begun).days / whole, min(max((now - begun).days, 0) / whole, 1.0), now > most
    )


def _day(point: date | None) -> date | None:
    if isinstance(point, datetime):
        return point.date()
    return point


def _day_of(text: str) -> date | None:
    return parse_edtf(text).earliest if text else None


@dataclass(frozen=True, slots=True)
class NextLimit:
    """The limit of a case that comes next: its ISO day, the words for the header, and what it is about."""

    day: str
    value: str
    detail: str
    is_max: bool
    rule: str = ""


def next_limit(reader: Reader, case_id: str) -> NextLimit | None:
    """Return the next limit of a case, from the first day it can end on to the last; None where none is ahead."""
    ahead = [
        (near, clock)
        for clock in clocks(reader.vault, as_of=reader.today, case=case_id).clocks
        if (near := clock.ahead(reader.today)) is not None
    ]
    if not ahead:
        return None
    near, clock = min(ahead, key=lambda pair: (pair[0].first, pair[0].last, pair[1].rule.id))
    same = [one for one in clock.all_ahead(reader.today) if one.is_max is near.is_max]
    first, last = min(one.first for one in same), max(one.last for one in same)
    cite = article_words(clock.rule.cite, reader.catalogue)
    rule = " · ".join((sentence(reader.catalogue.labels(clock.rule.says, clock.rule.id)), cite))
    day, distance = said_range(reader, first, last), _distance(reader, first, last)
    if near.is_max:
        value = reader.text(N_("{day}, maximum"), day=day)
        return NextLimit(
            first, value, reader.catalogue.remarks((distance, article_alone(clock.rule.cite))), is_max=True, rule=rule
        )
    ends = [point.isoformat()[:10] for start in clock.starts for point in _ends(start.reading.due_max)]
    most = said_range(reader, min(ends), max(ends)) if ends and max(ends) > last else ""
    limit = reader.text(N_("at most {day}"), day=most) if most else article_alone(clock.rule.cite)
    return NextLimit(first, day, reader.catalogue.remarks((distance, limit)), is_max=False, rule=rule)


def _ends(due: Range) -> list[date]:
    return [point for point in (due.first, due.last) if point is not None]


def said_range(reader: Reader, first: str, last: str) -> str:
    """Return one ISO day, or from which to which, in few words."""
    return reader.day(first if first == last else f"{first}/{last}")


def _distance(reader: Reader, first: str, last: str) -> str:
    """Return how far the days are from today: "in 2 days", or from how many to how many."""
    near, far = ((type(reader.today).fromisoformat(day) - reader.today).days for day in (first, last))
    if near == far or near < 0:
        return reader.ago(first)
    return reader.text(N_("in {first} to {last} days"), first=near, last=far)
