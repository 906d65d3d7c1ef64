"""Sentences of a case and the time held, computed from its judgments and stages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from casevault.domain.dates import OPEN_END, parse_edtf, span
from casevault.domain.procedure.counting import Range, on_calendar
from casevault.domain.procedure.sentence import Given, Held, Outcome, outcome
from casevault.domain.reading import rows_of
from casevault.vault.clock_facts import BESIDE, CUSTODY, CaseFacts, text_of
from casevault.vault.clocks import case_facts
from casevault.vault.packs import load_packs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casevault.domain.procedure.pack import Pack
    from casevault.domain.record import Value
    from casevault.vault.vault import Vault

NOWHERE = Range(None, None)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One row of a judgment with what it comes to."""

    case: str
    judgment: str
    row: str
    person: str
    kind: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class TimeHeld:
    """How many days one detention lasted so far, fewest and most; the first day does not count. None: nobody knows."""

    case: str
    detention: str
    person: str
    start: str
    until: str  # "" while it goes on
    days: tuple[int | None, int | None]


def sentences(vault: Vault, *, case: str = "") -> list[Sentence]:
    """Return what the sentences of a case, or of all, come to."""
    return [found for facts in case_facts(vault, case) for found in sentences_of(facts)]


def sentences_of(facts: CaseFacts) -> Iterator[Sentence]:
    """Yield the sentences of one case."""
    for judgment in facts.of("judgment"):
        for row in rows_of(judgment.fields.get("sentences", "")):
            person = row.get("person")
            who = person if isinstance(person, str) else facts.focus
            found = outcome_of(facts, judgment.fields, row, who)
            if found is not None:
                yield Sentence(facts.case.id, judgment.id, str(row.get("row", "")), who, str(row.get("kind", "")), found)


def outcome_of(facts: CaseFacts, judgment: Mapping[str, Value], row: Mapping[str, Value], person: str) -> Outcome | None:
    """Return what one sentence comes to; None where no pack says how custody counts."""
    judged = judgment.get("date")
    day = span(judged)[0][:10] if isinstance(judged, str) else ""
    if not day:
        return None
    packs = [pack for pack in load_packs().on(facts.jurisdiction, date.fromisoformat(day)) if pack.credits]
    if not packs:
        return None
    given = Given(
        kind=_text(row, "kind"),
        term=_text(row, "term"),
        suspended=_text(row, "suspended"),
        political_rights=_text(row, "political_rights"),
        judged=_days(judged, packs[0]),
        begins=_begins(facts, person, day, packs[0]),
        probation=_days(row.get("probation_start"), packs[0]),
        changes=frozenset(code for code in _list(row.get("changes")) if isinstance(code, str)),
    )
    return outcome(given, tuple(_held(facts, person, day, packs[0])), [credit for pack in packs for credit in pack.credits])


def time_held(vault: Vault, *, as_of: date, case: str = "") -> list[TimeHeld]:
    """Return how long each detention lasted, up to `as_of` where it goes on."""
    return [found for facts in case_facts(vault, case) for found in _times(facts, as_of)]


def _times(facts: CaseFacts, as_of: date) -> Iterator[TimeHeld]:
    for period in facts.periods.values():
        start, end = text_of(period, "start"), text_of(period, "end")
        if not start or span(start)[0][:10] > as_of.isoformat():
            continue
        if end and span(end)[0][:10] > as_of.isoformat():
            end = ""  # seen from that day it goes on
        first = span(start)
        last = span(end) if end else (as_of.isoformat(), as_of.isoformat())
        days = (_between(first[1], last[0]), _between(first[0], last[1]))
        yield TimeHeld(facts.case.id, period.id, text_of(period, "person"), start, end, days)


def _between(first: str, last: str) -> int | None:
    if not first or not last or OPEN_END in (first, last):
        return None
    return max((date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days, 0)


def _held(facts: CaseFacts, person: str, judged: str, pack: Pack) -> Iterator[Held]:
    """Yield the time held under each measure, in order. Until the next stage someone is held, whatever the measure was called."""
    for period in sorted(facts.periods.values(), key=lambda record: span(text_of(record, "start"))[0]):
        if person and text_of(period, "person") not in ("", person):
            continue
        stages = [
            stage
            for stage in facts.stages
            if text_of(stage, "period") == period.id and text_of(stage, "measure") not in BESIDE and text_of(stage, "start")
        ]
        if not stages:
            end = text_of(period, "end")
            last = _days(end, pack) if end else None
            yield Held("criminal_detention", _days(text_of(period, "start"), pack), last, released=bool(end))
        for stage, following in zip(stages, [*stages[1:], None], strict=False):  # where none is known, nothing but the period
            measure = text_of(stage, "measure")
            serves = measure == "sentence" and span(text_of(stage, "start"))[1] >= judged
            if measure not in CUSTODY or serves:
                continue
            end = text_of(following, "start") if following is not None else text_of(stage, "end") or text_of(period, "end")
            let_go = following is None or text_of(following, "measure") not in CUSTODY
            yield Held(
                measure, _days(text_of(stage, "start"), pack), _days(end, pack) if end else None, released=let_go and bool(end)
            )


def _begins(facts: CaseFacts, person: str, judged: str, pack: Pack) -> Range:
    """Return from when a sentence is carried out, by the stage that says so."""
    for stage in facts.stages:
        period = facts.periods.get(text_of(stage, "period"))
        mine = period is not None and (not person or text_of(period, "person") in ("", person))
        if mine and text_of(stage, "measure") == "sentence" and span(text_of(stage, "start"))[1] >= judged:
            return _days(text_of(stage, "start"), pack)
    return NOWHERE


def _days(value: object, pack: Pack) -> Range:
    return on_calendar(parse_edtf(value), pack.zone) if isinstance(value, str) and value else NOWHERE


def _text(row: Mapping[str, Value], key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""


def _list(value: Value | None) -> list[Value]:
    return value if isinstance(value, list) else []


def edtf_of(found: Range) -> str:
    """Return a range of days as it is recorded: one day, "a/b", "a/.."; "" where nothing is known."""
    first, last = (None if day is None else day.isoformat() for day in (found.first, found.last))
    if first is None and last is None:
        return ""
    return first if first == last and first is not None else f"{first or '..'}/{last or '..'}"
