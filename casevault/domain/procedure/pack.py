"""A rule pack: the limits of one law in one version, as frozen data. What a file of it looks like is read in `pack_reading`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

Label: TypeAlias = "Mapping[str, str]"  # {language of two letters: text}; "en" is always there
# What brings a limit to its end, as a rule's `met_by` names it; also "event_CODE" and "stage_MEASURE".
ENDS = frozenset({
    "measure_end", "family_told", "meeting_held", "judgment_given", "judgment_served", "hearing_announced", "hearing_held",
    "appeal_filed",
})  # fmt: skip
STALE_AFTER_DAYS = 365  # a pack that was compared with the law longer ago shows a banner


class Nature(StrEnum):
    """What a limit limits, and so what it means that nothing is on record."""

    LENGTH = "length"  # a measure may last so long; without an end on record it goes on
    DUTY = "duty"  # something must be done by then; without a record nobody knows whether it was
    RIGHT = "right"  # a person may act until then; as with a duty, but it is the person's time that runs


class Custody(StrEnum):
    """Whether the time runs against somebody who is held: then no holiday lengthens it."""

    YES = "yes"
    NO = "no"
    IF_HELD = "if_held"


@dataclass(frozen=True, slots=True)
class Amount:
    """A length of time as a law writes it. Months are counted first, then days, then hours; negative: before the trigger."""

    months: int = 0
    days: int = 0
    hours: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.months + other.months, self.days + other.days, self.hours + other.hours)

    @property
    def by_hour(self) -> bool:
        """Whether the time of day decides. "At once" in hours does."""
        return self.hours != 0

    @property
    def backward(self) -> bool:
        """Whether the limit lies before its trigger."""
        return min(self.months, self.days, self.hours) < 0


class Move(StrEnum):
    """What a step does to the limit."""

    ADD = "add"
    SET = "set"  # takes the place of the limit so far
    OPEN = "open"  # longer, without a limit that the law states
    RESTART = "restart"  # begins anew on another day, which is a start of its own


@dataclass(frozen=True, slots=True)
class Step:
    """One extension. `least`: where the law lets choose ("one to four days"), the smallest choice; `amount` is the largest."""

    move: Move
    amount: Amount
    least: Amount
    when: Label
    approver: Label
    article: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """A case in which the limit does not bind.

    `measures`: it never binds while one of these is in force. `flag`: a field of the stage that is enough by itself.
    Without either it excuses only when it was claimed.
    """

    key: str
    text: Label
    article: str
    measures: tuple[str, ...] = ()
    flag: str = ""
    claimable: bool = True  # False: a remark beside the limit that excuses nothing


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit. Its trigger is the start of a stage with one of `measures`, or a record that stands for the code `trigger`."""

    id: str
    trigger: str
    measures: tuple[str, ...]
    limit: Amount
    nature: Nature
    custody: Custody
    met_by: tuple[str, ...]
    steps: tuple[Step, ...]
    exemptions: tuple[Exemption, ...]
    says: Label
    breach: Label
    notes: tuple[Label, ...]
    article: str
    cite: str
    source: str
    confirmed: bool
    needs: tuple[str, ...] = ()  # measures of which one must have gone before; without it the rule does not apply
    at_once: bool = False
    switches_to: str = ""  # from the trigger on, the packs of this jurisdiction apply
    most_times: int = 0  # how often the law allows the trigger; 0: it does not say

    @property
    def by_hour(self) -> bool:
        """Whether any reading of this limit needs the time of day."""
        return self.limit.by_hour or any(step.amount.by_hour for step in self.steps)


@dataclass(frozen=True, slots=True)
class Counting:
    """How this law counts."""

    cite: str = ""
    start_day_counts: bool = False
    hours_from_the_moment: bool = False  # else the hour in which it starts does not count
    travel_excluded: bool = False
    holiday_roll: bool = False
    holiday_roll_in_custody: bool = False
    half_month_days: int = 15


@dataclass(frozen=True, slots=True)
class Holidays:
    """The days off of one year, from a cited list; `working` are weekend days that the list makes working days."""

    source: str
    days: frozenset[date]
    working: frozenset[date]


@dataclass(frozen=True, slots=True)
class Credit:
    """How custody under a measure counts towards a kind of sentence: `days` days held are `counted` days served."""

    measure: str
    sentences: tuple[str, ...]
    days: int
    counted: int
    cite: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Pack:
    """One law in one version."""

    version: str
    jurisdiction: str
    branch: str  # the field of law: packs of one branch follow each other in time
    title: Label
    in_force_from: date
    in_force_to: date | None
    in_force_confirmed: bool
    checked_on: date | None  # the day of the text it was compared with; None: with none
    zone: ZoneInfo
    counting: Counting
    rules: tuple[Rule, ...]
    remarks: tuple[Label, ...] = ()
    holidays: Mapping[int, Holidays] = field(default_factory=dict)
    credits: tuple[Credit, ...] = ()

    def in_force(self, day: date) -> bool:
        """Say whether this version was the law on `day`."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    def age(self, as_of: date) -> int | None:
        """Return how many days ago the text was that this pack was compared with; None where it was with none."""
        return None if self.checked_on is None else (as_of - self.checked_on).days

    def is_stale(self, as_of: date) -> bool:
        """Say whether a banner is due: compared with no text, or with one older than a year."""
        age = self.age(as_of)
        return age is None or age > STALE_AFTER_DAYS

    def marks(self) -> tuple[int, int]:
        """Return how many rules are confirmed and how many are not."""
        confirmed = sum(rule.confirmed for rule in self.rules)
        return confirmed, len(self.rules) - confirmed


@dataclass(frozen=True, slots=True)
class Packs:
    """All packs at hand."""

    all: tuple[Pack, ...]

    def on(self, jurisdiction: str, day: date) -> tuple[Pack, ...]:
        """Return the packs that were the law somewhere on `day`, one of each branch."""
        return tuple(pack for pack in self.all if pack.jurisdiction == jurisdiction and pack.in_force(day))

    def branch_on(self, jurisdiction: str, branch: str, day: date) -> Pack | None:
        """Return the version of one field of law on `day`."""
        return next((pack for pack in self.on(jurisdiction, day) if pack.branch == branch), None)

    def get(self, version: str) -> Pack | None:
        """Return a pack by its name."""
        return next((pack for pack in self.all if pack.version == version), None)

    def triggers(self) -> frozenset[str]:
        """Return every trigger code of every rule."""
        return frozenset(rule.trigger for pack in self.all for rule in pack.rules)

    def has(self, jurisdictions: Iterable[str]) -> bool:
        """Say whether any of these jurisdictions has a pack."""
        wanted = set(jurisdictions)
        return any(pack.jurisdiction in wanted for pack in self.all)
