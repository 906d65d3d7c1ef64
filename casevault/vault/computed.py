"""What the law of the day puts into a record that is saved: which version applied, the last day to appeal, what a sentence is.

Filled where nothing was typed, and anew when what it follows from changes. What follows from other records than this one (custody
that is recorded later) is always computed afresh where limits are shown; here it is a note of what was known.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from casevault.domain.dates import OPEN_END, span
from casevault.domain.procedure.clocks import read
from casevault.domain.procedure.facts import Facts
from casevault.domain.reading import rows_of
from casevault.domain.scalars import invalid
from casevault.i18n import N_
from casevault.store import records
from casevault.vault.clock_facts import CaseFacts
from casevault.vault.packs import load_packs
from casevault.vault.sentences import edtf_of, outcome_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from casevault.domain.record import Record, Value
    from casevault.store.connection import Connection

RECEIVED: Final = "judgment_received"  # the trigger of the time to appeal
CRIMINAL: Final = "criminal"
COMPUTED: Final = frozenset({"stage", "judgment"})  # types that `fill_computed` puts something into


def fill_computed(connection: Connection, type_key: str, fields: dict[str, Value], given: Collection[str]) -> None:
    """Fill a stage or judgment in place; `given`: the keys just entered, of which none is overruled.

    What is entered about a limit that no pack knows is refused: it would stand there and change no answer.
    """
    if type_key == "clock" and {"rule_id", "extensions"} & set(given):
        _check_clock(fields)
    if type_key == "stage" and {"period", "measure", "start"} & set(given) and "pack_version" not in given:
        version = law_version(_jurisdiction(connection, fields), str(fields.get("measure", "")), fields.get("start", ""))
        _put(fields, "pack_version", version)
    if type_key != "judgment":
        return
    facts = _facts(connection, fields)
    if facts is None:
        return
    if {"case", "served"} & set(given) and "appeal_deadline" not in given:
        _put(fields, "appeal_deadline", _appeal(facts.jurisdiction, fields.get("served")))
    if "sentences" in given:
        rows = fields.get("sentences")
        if isinstance(rows, list):
            fields["sentences"] = [_sentence(facts, fields, row) if isinstance(row, dict) else row for row in rows]


def _check_clock(fields: dict[str, Value]) -> None:
    named = fields.get("rule_id")
    rules = [rule for pack in load_packs().all for rule in pack.rules if rule.id == named]
    if isinstance(named, str) and not rules:
        raise invalid(
            "rule_id",
            N_("No pack has a rule of this name."),
            N_("Choose the limit under Detention and record it there; or copy the name from `casevault clocks --json`."),
        )
    most = max((len(rule.steps) for rule in rules), default=0)
    for row in rows_of(fields.get("extensions", "")):
        step = row.get("step")
        if rules and isinstance(step, int) and not 1 <= step <= most:
            raise invalid("extensions/step", N_("This rule has {count} steps; the first is 1."), count=most)


def law_version(jurisdiction: str, measure: str, start: Value) -> str:
    """Return the pack whose law was in force on every day that `start` can be; "" where there is none, or more than one.

    The field of law is the one that has a limit for such a measure; where none has, the criminal one.
    """
    first, last = span(start) if isinstance(start, str) else ("", "")
    if not first:
        return ""
    packs = [pack for pack in load_packs().all if pack.jurisdiction == jurisdiction]
    branches = {pack.branch for pack in packs for rule in pack.rules if measure in rule.measures and pack.branch != "prison"}
    branch = branches.pop() if len(branches) == 1 else CRIMINAL
    ends = [date.fromisoformat(day[:10]) for day in (first, first if last == OPEN_END else last)]
    at_ends = [next((pack for pack in packs if pack.branch == branch and pack.in_force(day)), None) for day in ends]
    found = at_ends[0]
    if found is None or found is not at_ends[1] or (last == OPEN_END and found.in_force_to is not None):
        return ""
    return found.version


def _jurisdiction(connection: Connection, stage: dict[str, Value]) -> str:
    period = _record(connection, stage.get("period"))
    case = None if period is None else _record(connection, period.fields.get("case"))
    found = "" if case is None else case.fields.get("jurisdiction")
    return found if isinstance(found, str) else ""


def _facts(connection: Connection, judgment: dict[str, Value]) -> CaseFacts | None:
    case = _record(connection, judgment.get("case"))
    return None if case is None else CaseFacts(case, records.in_case(connection, case.id))


def _record(connection: Connection, record_id: Value | None) -> Record | None:
    return records.get(connection, record_id) if isinstance(record_id, str) else None


def _appeal(jurisdiction: str, served: Value | None) -> str:
    """Return the last day to appeal, before any holiday: a day too early loses nothing."""
    first = span(served)[0] if isinstance(served, str) else ""
    if not first:
        return ""
    day = date.fromisoformat(first[:10])
    for pack in load_packs().on(jurisdiction, day):
        for rule in pack.rules:
            if rule.trigger == RECEIVED:
                return edtf_of(read(rule, pack, str(served), as_of=day, facts=Facts()).due_basic)
    return ""


def _sentence(facts: CaseFacts, judgment: dict[str, Value], row: dict[str, Value]) -> dict[str, Value]:
    person = row.get("person")
    found = outcome_of(facts, judgment, row, person if isinstance(person, str) else facts.focus)
    if found is None:
        return row
    filled = dict(row)
    if "credit_days" not in row and found.credit is not None and found.credit[0] == found.credit[1]:
        filled["credit_days"] = found.credit[0]
    if "expected_release" not in row and (release := edtf_of(found.release)):
        filled["expected_release"] = release
    return filled


def _put(fields: dict[str, Value], key: str, value: str) -> None:
    fields.pop(key, None)
    if value:
        fields[key] = value
