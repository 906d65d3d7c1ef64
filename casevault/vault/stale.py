"""Facts that age: when each was last confirmed, and which are older than their kind bears. The ages are data, in resources.

A fact is confirmed by the newest of its record's own day, what a source said of the same value, and the act "confirmed today",
which is a row of the log with the record as it stands; undoing that act takes the confirmation back.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING

from casevault import paths
from casevault.domain.change import Action
from casevault.domain.claim_words import shown_value
from casevault.domain.claims import is_live, readings, spot_of, told
from casevault.domain.reading import is_empty, is_na
from casevault.errors import Code, MachineProblem, UserProblem
from casevault.i18n import N_
from casevault.vault.undoing import undo_batch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casevault.domain.claims import Accounts
    from casevault.domain.look import Look
    from casevault.domain.record import Changes, Record, Value
    from casevault.i18n import Catalogue
    from casevault.vault.reading import HistoryEntry
    from casevault.vault.vault import Vault

FILE = "staleness.toml"
CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of fact that ages: stale after more than `days` days."""

    key: str
    type: str
    field: str
    days: int
    open: tuple[str, ...]
    newest_by: str
    when: Mapping[str, object]
    but: tuple[str, ...]
    entered: bool
    labels: Mapping[str, str]

    def label(self, catalogue: Catalogue) -> str:
        """Return what the fact is called."""
        return catalogue.labels(self.labels, self.key)


@dataclass(frozen=True, slots=True)
class Aged:
    """A fact with its age: `confirmed` is an ISO day, `age` the days since (0 where that day lies ahead)."""

    rule: Rule
    record: Record
    confirmed: str
    age: int

    @property
    def is_stale(self) -> bool:
        """Say whether the fact is older than its kind bears."""
        return self.age > self.rule.days

    @property
    def case(self) -> str:
        """Return the case it is shown under, or ""."""
        return self.record.id if self.record.type == "case" else next(iter(self.record.cases), "")


@cache
def rules() -> tuple[Rule, ...]:
    """Return the kinds of facts that age; UNSUPPORTED where the table that comes with CaseVault is none."""
    try:
        table = tomllib.loads(paths.resource_text(FILE))
        return tuple(_rule(entry) for entry in table["fact"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError):
        raise MachineProblem(
            Code.UNSUPPORTED,
            N_("The table of how facts age that comes with CaseVault cannot be read."),
            N_("Install CaseVault again; your records are not affected."),
        ) from None


def _rule(entry: Mapping[str, object]) -> Rule:
    open_keys, when, labels, days = entry.get("open", []), entry.get("when", {}), entry["label"], entry["days"]
    if not isinstance(days, int) or days < 1 or not isinstance(open_keys, list):
        raise TypeError
    but = entry.get("but", [])
    if not isinstance(when, dict) or not isinstance(labels, dict) or not isinstance(but, list):
        raise TypeError
    return Rule(
        str(entry["key"]),
        str(entry["type"]),
        str(entry["field"]),
        days,
        tuple(map(str, open_keys)),
        str(entry.get("newest_by", "")),
        dict(when),
        tuple(map(str, but)),
        entry.get("entered") is True,
        dict(labels),
    )


def ages(vault: Vault, *, as_of: date, case: str = "", about: Sequence[Record] = ()) -> list[Aged]:
    """Return every fact that ages, the oldest first: of all open cases, of one case, or of the records `about` alone."""
    found: list[tuple[Rule, Record]] = []
    for rule in rules():
        if rule.type not in vault.schema.types:
            continue
        wanted = [record for record in about if record.type == rule.type]
        records = [*wanted, *_beside(vault, rule, wanted)] if about else _of_type(vault, rule.type, case)
        current = [record for record in _current(rule, records) if not about or record.id in {one.id for one in wanted}]
        found += [(rule, record) for record in current if _ages(rule, record)]
    found = _of_open_cases(vault, found)
    records = list({record.id: record for _, record in found}.values())
    accounts, acts = vault.records.accounts(records), vault.records.confirmations([record.id for record in records])
    aged = [
        _confirmed_on(rule, record, _said(vault, accounts[record.id].get(rule.field)), acts.get(record.id, ()), as_of)
        for rule, record in found
    ]
    return sorted(aged, key=lambda one: (-one.age, one.rule.key, one.record.id))


def stale(vault: Vault, *, as_of: date, case: str = "") -> list[Aged]:
    """Return the facts that are older than their kind bears, the oldest first."""
    return [one for one in ages(vault, as_of=as_of, case=case) if one.is_stale]


def confirm(vault: Vault, record_id: str, path: str = "") -> Changes:
    """Note that a fact still holds today: of one field, or of every field of the record that ages. One act, undoable."""
    record = vault.records.get(record_id)
    tracked = [rule.field for rule in rules() if rule.type == record.type and _ages(rule, record)]
    wanted = [key for key in dict.fromkeys(tracked) if key == path.partition("/")[0] or not path]
    if not wanted:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("Nothing here ages, so there is nothing to confirm."),
            N_("`casevault stale` lists what does: whereabouts, contact channels, health and the like."),
            field="field",
        )
    return vault.records.confirm(record_id, wanted)


def value_of(one: Aged, look: Look, vault: Vault) -> str:
    """Return the fact itself in words."""
    return shown_value(spot_of(vault.schema.type(one.record.type), one.rule.field), _used(one), look)


def _used(one: Aged) -> Value:
    value = one.record.fields.get(one.rule.field, "")
    return len(value) if isinstance(value, list) else value


def _of_type(vault: Vault, type_key: str, case: str) -> list[Record]:
    if not case:
        return vault.records.list(type_key)
    inside = [vault.records.get(case), *vault.records.list(type_key, case=case)]
    return [record for record in inside if record.type == type_key]


def _beside(vault: Vault, rule: Rule, wanted: Sequence[Record]) -> list[Record]:
    """Return the records among which it is decided whether one of `wanted` speaks of the present."""
    if not rule.newest_by:
        return []
    groups = {str(record.fields.get(rule.newest_by, "")) for record in wanted} - {""}
    return [record for group in sorted(groups) for record in vault.records.pointing_to(group, type_key=rule.type)]


def _current(rule: Rule, records: Iterable[Record]) -> list[Record]:
    """Return the records that speak of the present: of each group the one that began last."""
    if not rule.newest_by:
        return list(records)
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        groups[str(record.fields.get(rule.newest_by, record.id))].append(record)
    return [max(group, key=lambda record: (record.date_from, record.id)) for group in groups.values()]


def _ages(rule: Rule, record: Record) -> bool:
    value = record.fields.get(rule.field, "")
    if record.deleted or is_empty(value) or is_na(value) or value in rule.but:
        return False
    if any(record.fields.get(key) != wanted for key, wanted in rule.when.items()):
        return False
    return not any(isinstance(end := record.fields.get(key), str) and end for key in rule.open)


def _of_open_cases(vault: Vault, found: Sequence[tuple[Rule, Record]]) -> list[tuple[Rule, Record]]:
    """Leave out what belongs to closed cases alone: nobody is asked about it again."""
    cases = vault.records.many({case for _, record in found for case in record.cases})
    closed = {case.id for case in cases.values() if case.fields.get("status") == CLOSED}
    return [
        (rule, record)
        for rule, record in found
        if not (record.cases and closed.issuperset(record.cases))
        and not (record.type == "case" and record.fields.get("status") == CLOSED)
    ]


def _confirmed_on(rule: Rule, record: Record, said: Sequence[str], acts: Sequence[HistoryEntry], as_of: date) -> Aged:
    until = as_of.isoformat()
    own = "" if rule.entered else record.date_from[:10]
    known = [day for day in (own, *said, *_confirmed(rule, acts)) if day and day <= until]
    day = max(known, default="") or _entered(acts, rule) or until
    return Aged(rule, record, day, max(0, (as_of - date.fromisoformat(day)).days))


def _said(vault: Vault, about: Accounts | None) -> list[str]:
    """Return the days on which sources said what is in use."""
    if about is None or about.spot is None:
        return []
    field = about.spot.field
    live = [claim for claim in about.claims if is_live(claim) and claim.date_from]
    return [c.date_from[:10] for c in live if len(readings(field, [about.used, told(vault.schema, about.spot, c)])) == 1]


def _confirmed(rule: Rule, acts: Sequence[HistoryEntry]) -> list[str]:
    """Return the days of the acts "confirmed today" that stand."""
    batches = {entry.batch for entry in acts if entry.action == Action.UNDONE}
    return [
        _day(entry.at)
        for entry in acts
        if entry.action == Action.CONFIRMED
        and any(key.partition("/")[0] == rule.field for key in entry.fields)
        and _stands(entry.batch, batches)
    ]


def _stands(batch: str, undone: set[str]) -> bool:
    """Say whether an act stands: undone it does not, and undone again it does."""
    stands = True
    while undo_batch(batch) in undone:
        batch, stands = undo_batch(batch), not stands
    return stands


def _entered(acts: Sequence[HistoryEntry], rule: Rule) -> str:
    """Return the last day on which the field was entered."""
    own = [
        e
        for e in acts
        if e.action in {Action.CREATED, Action.EDITED} and any(key.partition("/")[0] == rule.field for key in e.fields)
    ]
    return max((_day(entry.at) for entry in own), default="")


def _day(at_utc: int) -> str:
    return datetime.fromtimestamp(at_utc / 1_000_000, UTC).astimezone().date().isoformat()
