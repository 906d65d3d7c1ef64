"""The limits of the law that a paper may speak of: counted from what leaves, and only where that gives the true answer.

The last day of a limit tells the day it is counted from. So it is counted twice, from everything that is recorded and from the
values alone that leave as recorded. A limit that differs is left out: said from the one it would tell what is withheld, said from
the other it would be wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from casevault.disclosure.cleared import Cleared
from casevault.domain.consent import rows_of
from casevault.domain.procedure.facts import Status
from casevault.domain.schema import Kind
from casevault.vault.clock_facts import USED_TYPES, CaseFacts
from casevault.vault.clocks import Clock, clocks_of
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from casevault.disclosure.cleared import Key
    from casevault.disclosure.policy import Ruling
    from casevault.disclosure.select import Selection
    from casevault.domain.record import Record, Value

OVER: Final = frozenset({Status.BREACHED_BASIC_ONLY, Status.BREACHED_MAX})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One limit of one case. `record` and `path` hold the day it is counted from; `last_day` is EDTF.

    `passed`: the last day of every extension lies behind and nothing on record says that it was kept.
    """

    case: str
    record: str
    path: str
    says: Mapping[str, str]  # what must be done by then, by language
    cite: str
    confirmed: bool  # whether the article was compared with the text of the law
    last_day: str
    passed: bool
    extended: bool  # the ordinary limit has passed; this is the one with every extension


def limits_of(selection: Selection, rulings: Mapping[Key, Ruling], today: date) -> tuple[Limit, ...]:
    """Return the limits that run first, by their last day, then those that have passed, the newest first."""
    cleared = Cleared(selection, rulings)
    speaking = frozenset(record for (record, _), ruling in rulings.items() if ruling.leaves)
    by_case: dict[str, list[Record]] = {case: [] for case in selection.cases}
    for record in selection.of_type(*USED_TYPES):
        for holder in selection.held_by.get(record.id, ()) if record.type != "case" else ():
            by_case[holder].append(record)
    running: list[Limit] = []
    passed: list[Limit] = []
    for case, inside in by_case.items():
        for clock in _agreed(cleared, selection.records[case], inside, speaking, today):
            made = _limit(clock, today)
            if made is not None:
                (passed if made.passed else running).append(made)
    running.sort(key=lambda limit: limit.last_day)
    passed.sort(key=lambda limit: limit.last_day, reverse=True)
    return (*running, *passed)


def _agreed(cleared: Cleared, case: Record, inside: Sequence[Record], speaking: frozenset[str], today: date) -> Iterator[Clock]:
    """Yield the clocks that come out the same from what leaves as from what is recorded."""
    whole = clocks_of([CaseFacts(case, inside)], as_of=today)
    told = CaseFacts(_told(cleared, case, speaking), [_told(cleared, one, speaking) for one in inside])
    answers = {_identity(clock): _answer(clock, today) for clock in whole.clocks}
    for clock in clocks_of([told], as_of=today).clocks:
        if answers.get(_identity(clock)) == _answer(clock, today):
            yield clock


def _identity(clock: Clock) -> tuple[str, str, str, str]:
    return clock.rule.id, clock.pack.version, clock.about, clock.starts[0].claim.start


def _answer(clock: Clock, today: date) -> tuple[object, ...]:
    return clock.ahead(today), *((start.claim.start, start.reading.due_basic, start.reading.due_max, start.status)
                                 for start in clock.starts)  # fmt: skip


def _limit(clock: Clock, today: date) -> Limit | None:
    """Return what a paper says of a clock; None for one that neither runs nor has passed, or that accounts differ about."""
    claim, reading = clock.starts[0].claim, clock.starts[0].reading
    ahead = clock.ahead(today)
    path = claim.basis.partition(".")[2]
    if clock.is_disputed or path == "meetings":  # a request of counsel stands in a row: which one, its day alone does not say
        return None
    if ahead is not None:
        day, passed, extended = _range(ahead.first, ahead.last), False, ahead.is_max
    elif clock.status is Status.BREACHED_MAX and not reading.until and reading.due_max.last is not None:
        most = reading.due_max
        first = most.first if most.first is not None else most.last
        day, passed, extended = _range(str(first)[:10], str(most.last)[:10]), True, bool(clock.rule.steps)
    else:
        return None
    return Limit(
        case=clock.case,
        record=claim.record,
        path=path,
        says=clock.rule.says,
        cite=clock.rule.cite,
        confirmed=clock.rule.confirmed,
        last_day=day,
        passed=passed,
        extended=extended,
    )


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first}/{last}"


def _told(cleared: Cleared, record: Record, speaking: frozenset[str]) -> Record:
    """Return a record with what leaves as recorded. What it points to stays: ids arrange records and are not printed."""
    if record.id not in speaking:
        return replace(record, fields={})
    rt = load_schema().types[record.type]
    kept: dict[str, Value] = {}
    for field in rt.fields:
        value = record.fields.get(field.key)
        if field.kind is Kind.ROWS:
            pointing = {column.key for column in field.rows if column.kind in {Kind.REF, Kind.REFS}}
            kept[field.key] = [
                {
                    key: cell
                    for key, cell in row.items()
                    if key == "row"
                    or key in pointing
                    or cleared.as_recorded(record.id, f"{field.key}/{row.get('row', '')}/{key}")
                }
                for row in rows_of(record, field.key)
            ]
        elif value is not None and (field.kind in {Kind.REF, Kind.REFS} or cleared.as_recorded(record.id, field.key)):
            kept[field.key] = value
    return replace(record, fields=kept)
