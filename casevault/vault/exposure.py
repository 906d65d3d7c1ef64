"""Who is exposed by a device or a file that was lost: everyone named in what it held, whoever is in most danger first.

What it held is a whole vault (a computer, a stick with a back-up) or one copy that left. Other names and ways to reach people
are counted, never shown: the list itself may have to be read aloud.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from casevault.domain.consent import codes_of, rows_of, text_of
from casevault.domain.person_merge import INTO
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from casevault.domain.record import Record
    from casevault.i18n import Msg
    from casevault.vault.vault import Vault


class Severity(IntEnum):
    """How much is at stake for somebody who is named, the gravest first."""

    SOURCE = 1  # speaks to us in confidence
    FOCUS = 2  # a case is about them
    REACHABLE = 3  # can be found by what is recorded
    NAMED = 4


FIRST: Final[Mapping[Severity, Msg]] = {
    Severity.SOURCE: N_("Warn today, in person or by a way that was never recorded here. Do not use the recorded ways."),
    Severity.FOCUS: N_("Tell the person, the family or the lawyer within a day. Decide with them whether to go public."),
    Severity.REACHABLE: N_("Warn within days. Numbers and addresses on record count as known; agree on others."),
    Severity.NAMED: N_("Tell them at the next safe contact."),
}


@dataclass(frozen=True, slots=True)
class Exposed:
    """One person: how grave, how many other names and ways to reach them it held, and the cases."""

    person: str
    title: str
    severity: Severity
    aliases: int
    channels: int
    identifiers: int
    cases: tuple[str, ...]


def exposed(vault: Vault, *, copy: str = "", until: str = "", only: Collection[str] | None = None) -> list[Exposed]:
    """Return who is named in one copy that left, or (without `copy`) in the whole vault, the gravest first.

    `until`: the ISO day of a back-up; who was first recorded on a later day cannot be in it. In doubt somebody counts as named.
    `only`: of these people.
    """
    people = {one.id: one for one in _people(vault)}
    if until:
        first = vault.records.first_at(list(people))
        people = {key: one for key, one in people.items() if _day_before(first.get(key)) <= until}
    if only is not None:
        people = {key: one for key, one in people.items() if key in only}
    held: Mapping[str, frozenset[str]] | None = None
    if copy:
        record = vault.records.get(copy)
        if record.type != "disclosure":
            raise UserProblem(Code.INVALID_INPUT, N_("This is no disclosure."), N_("`disclosures DIR` shows what left."))
        held = _fields_of(record)
        named = set(codes_of(record, "persons"))
        people = {key: one for key, one in people.items() if key in named}
    cases = vault.records.list("case")
    focus = {str(row.get("person", "")) for case in cases for row in rows_of(case, "persons") if row.get("is_focus") is True}
    # In a copy no source is named as one; in a vault each is.
    sources = (
        set()
        if copy
        else {text_of(one, "identity") for one in vault.records.list("source") if text_of(one, "protection") != "none"}
    )
    found = [_exposed(one, focus, sources, held) for one in people.values()]
    return sorted(found, key=lambda one: (one.severity, -(one.channels + one.identifiers), one.title, one.person))


def _people(vault: Vault) -> list[Record]:
    """Return everybody on record, also who was put out of sight: the log of what was lost holds them all the same."""
    gone = [one for one in vault.records.many(vault.records.removed()).values() if one.type == "person"]
    return [*vault.records.list("person"), *(one for one in gone if not text_of(one, INTO))]


def _day_before(at: int | None) -> str:
    """Return the ISO day (UTC) before a time in µs: clocks and zones differ by as much. "" where it is None: before all."""
    return "" if at is None else (datetime.fromtimestamp(at / 1_000_000, UTC).date() - timedelta(days=1)).isoformat()


def _exposed(person: Record, focus: set[str], sources: set[str], held: Mapping[str, frozenset[str]] | None) -> Exposed:
    counts = {table: _count(person, table, held) for table in ("aliases", "channels", "identifiers")}
    if person.id in sources:
        severity = Severity.SOURCE
    elif person.id in focus:
        severity = Severity.FOCUS
    else:
        severity = Severity.REACHABLE if counts["channels"] or counts["identifiers"] else Severity.NAMED
    return Exposed(person.id, person.title, severity, counts["aliases"], counts["channels"], counts["identifiers"], person.cases)


def _count(person: Record, table: str, held: Mapping[str, frozenset[str]] | None) -> int:
    rows = {str(row.get("row", "")) for row in rows_of(person, table)}
    if held is None:
        return len(rows)
    return len({path.split("/")[1] for path in held.get(person.id, frozenset()) if path.startswith(f"{table}/")})


def _fields_of(copy: Record) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in rows_of(copy, "what"):
        paths = row.get("fields")
        found[str(row.get("record", ""))] = frozenset(map(str, paths)) if isinstance(paths, list) else frozenset()
    return found
