"""The table of cases and the table of people: what the list says, and what it has no room for, in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.consent import rows_of, text_of
from casevault.ui.read import days
from casevault.ui.read.accounts import dates_apart_of
from casevault.ui.read.cases import latest_stages, stage_words
from casevault.ui.read.people import consent_states, person_lines
from casevault.ui.read.reader import Name, Tone, sentence
from casevault.ui.read.tables import TableLine
from casevault.vault.list_facts import CUSTODY, MONTH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.record import Record
    from casevault.ui.read.reader import Reader
    from casevault.vault.due_clocks import ClockDue

CASE_COLUMNS = ("name", "code", "stage", "since", "whereabouts", "consent", "entry", "jurisdiction", "opened", "limit")
PERSON_COLUMNS = ("name", "code", "role", "occupation", "consent")


def case_table(reader: Reader, ids: Sequence[str]) -> list[TableLine | None]:
    """Return the cells of `CASE_COLUMNS`, the next limit as the status; None where a case is no longer there."""
    records = reader.vault.records
    found = [case if case is not None and not case.deleted else None for case in records.page(list(ids))]
    cases = [case for case in found if case is not None]
    focus = {
        case.id: [str(row.get("person", "")) for row in rows_of(case, "persons") if row.get("is_focus") is True] for case in cases
    }
    people = reader.many(person for persons in focus.values() for person in persons)
    stages = latest_stages(reader, [case.id for case in cases])
    apart = dates_apart_of(reader, list(stages.values()), "start")
    places = reader.many(text_of(stage, "facility") for stage in stages.values())
    consents = consent_states(reader, list(people.values()))
    entries = records.last_entries([case.id for case in cases])
    # Only of cases in which somebody is held: of the others the law counts nothing.
    limits = {case.id: _next(reader, case.id) for case in cases if _is_held(stages.get(case.id))}
    return [
        None
        if case is None
        else _case(reader, case, people, stages.get(case.id), apart, places, consents, focus, entries, limits)
        for case in found
    ]


def _is_held(stage: Record | None) -> bool:
    return stage is not None and text_of(stage, "measure") in CUSTODY and not text_of(stage, "end")


def _next(reader: Reader, case: str) -> ClockDue | None:
    running = reader.vault.due_clocks.of(reader.vault, reader.today, until=reader.today + MONTH, case=case)
    return min(running, key=lambda one: one.due, default=None)


def _case(  # noqa: PLR0917 - one line of what was read for the whole page at once
    reader: Reader,
    case: Record,
    people: dict[str, Record],
    stage: Record | None,
    apart: Mapping[str, str],
    places: Mapping[str, Record],
    consents: Mapping[str, tuple[Tone, str]],
    focus: Mapping[str, Sequence[str]],
    entries: Mapping[str, int],
    limits: Mapping[str, ClockDue | None],
) -> TableLine:
    words, since = stage_words(reader, stage, case, apart)
    place = places.get(text_of(stage, "facility")) if stage is not None and not text_of(stage, "end") else None
    states = dict.fromkeys(consents[person][1] for person in focus[case.id] if person in consents)
    name = reader.case_name(case, people)
    at = entries.get(case.id, 0)
    limit = limits.get(case.id)
    cells = (
        name.main if reader.discreet else _full(name),
        name.code,
        words,
        since,
        reader.name(place).main if place is not None else "",
        reader.catalogue.listed(states),
        reader.day(days.moment(at).date().isoformat()) if at else "",
        sentence(reader.choice(case, "jurisdiction")),
        reader.day(text_of(case, "opened")),
    )
    if limit is None:
        return TableLine(case.id, cells, strong=0)
    tone = Tone.OVERDUE if limit.overrun else Tone.RUNNING
    return TableLine(case.id, cells, reader.day(limit.due), tone, strong=0)


def _full(name: Name) -> str:
    return " ".join(part for part in (name.main, name.script) if part)


def person_table(reader: Reader, ids: Sequence[str]) -> list[TableLine | None]:
    """Return the cells of `PERSON_COLUMNS`, consent as the status; None where a person is no longer there."""
    lines = person_lines(reader, ids)
    known = reader.many(line.id for line in lines if line is not None)
    return [
        None
        if line is None
        else TableLine(
            line.id,
            (_full(line.name), line.code, line.role, text_of(known[line.id], "occupation") if line.id in known else ""),
            line.status,
            line.tone,
            strong=0,
        )
        for line in lines
    ]
