"""Legal clocks of a vault: every limit that a stage or event starts, read by the law of its day, one answer for each account."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from casevault.domain.dates import OPEN_END, parse_edtf, span
from casevault.domain.procedure import wording
from casevault.domain.procedure.clocks import read
from casevault.domain.procedure.counting import on_calendar
from casevault.domain.procedure.facts import Facts, Reading, Status
from casevault.domain.procedure.wording import Said
from casevault.i18n import N_
from casevault.vault.clock_facts import CUSTODY, USED_TYPES, CaseFacts, StartClaim, Trigger, text_of
from casevault.vault.packs import load_packs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from casevault.domain.procedure.pack import Pack, Packs, Rule
    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

SECURITY: Final = "national_security"  # a field of a stage, and the flag of an exception
MAINLAND: Final = "CN"
SWITCH: Final = "nsl_art55_jurisdiction"  # from here on a case in Hong Kong follows mainland procedure


# What an account of a start rests on, in words; the codes are "type.field".
BASES: Final = {
    "stage.start": N_("start of the stage"),
    "detention.start": N_("start of the detention"),
    "event.start": N_("day of the event"),
    "hearing.held": N_("hearing held"),
    "hearing.scheduled": N_("hearing scheduled"),
    "judgment.date": N_("judgment"),
    "judgment.served": N_("judgment served"),
    "counsel.meetings": N_("request of counsel"),
}


@dataclass(frozen=True, slots=True)
class Start:
    """One account of the start with the answer it gives."""

    claim: StartClaim
    reading: Reading

    @property
    def status(self) -> Status:
        """Return the answer."""
        return self.reading.status


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit of one case: the rule, what started it (`about`, a record id), and an answer for each account of the start.

    `entry`: the record that holds what a person entered about it, or "".
    """

    rule: Rule
    pack: Pack
    case: str
    person: str
    about: str
    entry: str
    starts: tuple[Start, ...]

    @property
    def status(self) -> Status:
        """Return the answer for the start that the record itself holds."""
        return self.starts[0].status

    @property
    def is_disputed(self) -> bool:
        """Whether accounts of the start lead to different answers."""
        return len({start.status for start in self.starts}) > 1

    def ahead(self, as_of: date) -> Ahead | None:
        """Return the next last day, of the account that reaches one first; None where none is ahead."""
        return min(self.all_ahead(as_of), key=lambda near: (near.first, near.last), default=None)

    def all_ahead(self, as_of: date) -> list[Ahead]:
        """Return the next last day of each account for which one is ahead."""
        return [near for start in self.starts if (near := _ahead(start, as_of)) is not None]


@dataclass(frozen=True, slots=True)
class Ahead:
    """A last day that has not passed: ISO days, first and last reading; `is_max`: the basic one has passed already."""

    first: str
    last: str
    is_max: bool


@dataclass(frozen=True, slots=True)
class Clocks:
    """All clocks asked for, the packs they were read from, and the stages for which there is no pack of their time."""

    as_of: date
    clocks: tuple[Clock, ...]
    packs: tuple[Pack, ...]
    uncovered: tuple[str, ...]

    @property
    def stale(self) -> tuple[Pack, ...]:
        """Return the packs used that were compared with the law more than a year ago, or never."""
        return tuple(pack for pack in self.packs if pack.is_stale(self.as_of))


def clocks(vault: Vault, *, as_of: date, case: str = "") -> Clocks:
    """Return every clock of a case, or of all cases, as it stands on `as_of`; what started later is left out.

    Running ones come first, by their last day; then the rest, those beyond a limit before the others.
    """
    return clocks_of(case_facts(vault, case), as_of=as_of)


def clocks_of(cases: Iterable[CaseFacts], *, as_of: date) -> Clocks:
    """Return every clock that these facts start, in the order of `clocks`; facts may be fewer than are recorded."""
    packs = load_packs()
    reader = _Reader(packs, _measures_of(packs), _by_start(packs), as_of)
    found: list[Clock] = []
    uncovered: list[str] = []
    for facts in cases:
        found += reader.clocks(facts)
        uncovered += reader.uncovered(facts)
    used = {clock.pack.version: clock.pack for clock in found}
    return Clocks(as_of, tuple(sorted(found, key=_order)), tuple(used.values()), tuple(uncovered))


def case_facts(vault: Vault, case: str = "") -> Iterator[CaseFacts]:
    """Yield what the records of a case, or of each case, say to a clock."""
    records = vault.records
    if case:
        first, *others = records.in_case(case)
        yield CaseFacts(first, [record for record in others if record.type in USED_TYPES])
        return
    # By type, not case by case: of fifty thousand records a clock needs a part, and one statement a type is enough.
    by_case: dict[str, list[Record]] = defaultdict(list)
    cases = records.list("case")
    for type_key in USED_TYPES[1:]:
        for record in records.list(type_key):
            for owner in record.cases:
                by_case[owner].append(record)
    for one in cases:
        if one.id in by_case:
            yield CaseFacts(one, by_case[one.id])


def _measures_of(packs: Packs) -> dict[str, frozenset[str]]:
    """Return for each trigger code the measures whose start is the same thing."""
    found: dict[str, set[str]] = defaultdict(set)
    for pack in packs.all:
        for rule in pack.rules:
            found[rule.trigger].update(rule.measures)
    return {code: frozenset(measures) for code, measures in found.items()}


def _by_start(packs: Packs) -> dict[tuple[str, str, str], list[Rule]]:
    """Return the rules of each pack by what starts them: the measure of a stage, or the code of another trigger.

    Apart, since one word can be both: an event "arrest" is the day someone was taken, a stage "arrest" the formal decision.
    """
    found: dict[tuple[str, str, str], list[Rule]] = defaultdict(list)
    for pack in packs.all:
        for rule in pack.rules:
            found[pack.version, "", rule.trigger].append(rule)
            for measure in rule.measures:
                found[pack.version, measure, ""].append(rule)
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the clocks of cases, all from the same packs and as of the same day."""

    packs: Packs
    measures_of: Mapping[str, frozenset[str]]
    by_start: Mapping[tuple[str, str, str], Sequence[Rule]]  # by pack, measure of a stage, code of another trigger
    as_of: date

    def clocks(self, facts: CaseFacts) -> Iterator[Clock]:
        """Yield the clocks of one case."""
        triggers = facts.triggers(self.measures_of)
        switched = min((_first_day(claim.start) for one in triggers if one.code == SWITCH for claim in one.starts), default="")
        started = Counter(rule_id for trigger in triggers for rule_id in self._rule_ids(trigger))
        for trigger in triggers:
            groups: dict[tuple[str, str], list[_Account]] = {}
            for claim in trigger.starts:
                for pack in self._at_hand(facts, trigger, claim, switched):
                    for rule in self._rules(pack, trigger):
                        groups.setdefault((rule.id, pack.version), []).append(_Account(rule, pack, claim))
            for accounts in groups.values():
                clock = self._clock(facts, trigger, accounts, alone=started[accounts[0].rule.id] == 1)
                if clock is not None:
                    yield clock

    def uncovered(self, facts: CaseFacts) -> list[str]:
        """Return the stages of a jurisdiction with packs, none of which was in force when they began."""
        if not self.packs.has([facts.jurisdiction]):
            return []
        days = [(stage.id, _law_day(text_of(stage, "start"), self.as_of)) for stage in facts.stages]
        return [stage for stage, day in days if not self.packs.on(facts.jurisdiction, day)]

    def _rule_ids(self, trigger: Trigger) -> set[str]:
        return {rule.id for pack in self.packs.all for rule in self._rules(pack, trigger)}

    def _rules(self, pack: Pack, trigger: Trigger) -> Sequence[Rule]:
        return self.by_start.get((pack.version, trigger.measure, trigger.code), ())

    def _at_hand(self, facts: CaseFacts, trigger: Trigger, claim: StartClaim, switched: str) -> tuple[Pack, ...]:
        """Return the packs whose law an account falls under. The switch itself belongs to the law that knows it."""
        day = _law_day(claim.start, self.as_of)
        goes_over = bool(switched) and day.isoformat() >= switched and trigger.code != SWITCH
        return self.packs.on(MAINLAND if goes_over else facts.jurisdiction, day)

    def _clock(self, facts: CaseFacts, trigger: Trigger, accounts: Sequence[_Account], *, alone: bool) -> Clock | None:
        rule, pack, first = accounts[0].rule, accounts[0].pack, accounts[0].claim
        entered, entry = facts.entered(trigger, rule.id, alone=alone)
        end, silence = facts.end_of(trigger, rule.met_by)
        stage = trigger.stage or facts.in_force(trigger.person, _first_day(first.start))
        measure = text_of(stage, "measure") if stage is not None else ""
        known = Facts(
            end=end,
            silence=silence,
            measures=frozenset({measure} - {""}),
            earlier=facts.earlier(stage),
            flags=frozenset({SECURITY} if stage is not None and stage.fields.get(SECURITY) is True else ()),
            held=measure in CUSTODY,
            times=trigger.times,
        )
        starts = []
        for account in accounts:
            start = account.claim.start
            if _first_day(start) > self.as_of.isoformat() and not rule.limit.backward:
                continue  # seen from that day it had not begun
            reading = read(rule, pack, start, as_of=self.as_of, facts=known, entered=entered)
            said = [*_beside(rule, trigger), *self._changes_of_law(pack, start, reading)]
            starts.append(Start(account.claim, replace(reading, reasons=(*reading.reasons, *said)) if said else reading))
        if not starts:
            return None
        return Clock(rule, pack, facts.case.id, trigger.person, trigger.record, entry, tuple(starts))

    def _changes_of_law(self, pack: Pack, start: str, reading: Reading) -> list[Said]:
        """Return a remark where the law changed within the date of the start, or while the limit ran."""
        after = [
            other.in_force_from
            for other in self.packs.all
            if (other.jurisdiction, other.branch) == (pack.jurisdiction, pack.branch) and other.in_force_from > pack.in_force_from
        ]
        if not start or not after or reading.status is Status.NOT_APPLICABLE:
            return []
        changed = min(after)
        began = on_calendar(parse_edtf(start), pack.zone).last
        ended = on_calendar(parse_edtf(reading.until), pack.zone).last if reading.until else self.as_of
        if began is not None and began >= changed:
            return [Said(wording.BETWEEN_LAWS, {"day": changed})]
        ran = reading.due_max.last is None or _iso_day(reading.due_max.last) >= changed.isoformat()
        return [Said(wording.TRANSITION, {"day": changed})] if ran and (ended is None or ended >= changed) else []


@dataclass(frozen=True, slots=True)
class _Account:
    """One account of a start with the rule and the pack it falls under."""

    rule: Rule
    pack: Pack
    claim: StartClaim


def _beside(rule: Rule, trigger: Trigger) -> list[Said]:
    """Return what is to be said beside an answer: papers that nobody spoke of, another pack from here on."""
    said = []
    if trigger.meeting and rule.trigger == "lawyer_request_with_three_papers" and trigger.meeting.get("papers") is not True:
        said.append(Said(wording.NO_PAPERS))
    if rule.switches_to:
        said.append(Said(wording.SWITCHED, {"jurisdiction": rule.switches_to}))
    return said


def _ahead(start: Start, as_of: date) -> Ahead | None:
    reading, today = start.reading, as_of.isoformat()
    if start.status is Status.RUNNING:
        due, is_max = reading.due_basic, False
    elif start.status is Status.BREACHED_BASIC_ONLY and not reading.until:
        due, is_max = reading.due_max, True
    else:
        return None
    first, last = _iso_day(due.first), _iso_day(due.last)
    return Ahead(first, last or first, is_max) if first >= today else None


def _law_day(start: str, as_of: date) -> date:
    """Return the day whose law is read: the first on which it can have started; of a start that nobody knows, the day asked."""
    if not start:
        return as_of
    first, last = span(start)
    for day in (first, last):
        if day and day != OPEN_END:
            return date.fromisoformat(day[:10])
    return as_of


def _first_day(start: str) -> str:
    return span(start)[0][:10]


def _iso_day(point: date | None) -> str:
    return "" if point is None else point.isoformat()[:10]


_RANKS: Final = {
    Status.RUNNING: 0,
    Status.BREACHED_MAX: 1,
    Status.BREACHED_BASIC_ONLY: 2,
    Status.UNKNOWABLE: 3,
    Status.EXCUSED: 4,
    Status.MET: 5,
    Status.NOT_APPLICABLE: 6,
}


def _order(clock: Clock) -> tuple[str, int, str, str, str]:
    rank = min(_RANKS[start.status] for start in clock.starts)
    running = [_iso_day(start.reading.due_basic.first) for start in clock.starts if start.status is Status.RUNNING]
    return clock.case, rank, min(running, default=_first_day(clock.starts[0].claim.start)), clock.rule.id, clock.about
