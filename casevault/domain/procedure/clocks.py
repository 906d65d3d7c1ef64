"""What a limit comes to: from a rule, a start and what is on record to two last days, a status, and why.

    due_basic   no extension but those that are documented
    due_max     every extension that the rule knows
    met                  ended by then, whichever day of the range each of them was
    breached_basic_only  beyond the one, not beyond the other: beyond art. X unless an extension is shown
    breached_max         beyond both
    unknowable           it depends on what nobody has recorded

Nothing here says that something was illegal: it says beyond which article it lies, and what would have to be shown.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from casevault.domain.edtf import EDate, parse_edtf
from casevault.domain.procedure import wording as say
from casevault.domain.procedure.counting import (
    LONGEST_RUN,
    Range,
    in_time,
    limit_of,
    midnight,
    on_calendar,
    roll,
)
from casevault.domain.procedure.facts import Basis, Entered, Facts, Reading, Silence, Status
from casevault.domain.procedure.pack import Amount, Custody, Move, Nature
from casevault.domain.procedure.wording import Said

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from casevault.domain.procedure.counting import Point
    from casevault.domain.procedure.pack import Exemption, Pack, Rule


__all__ = ["Basis", "Entered", "Facts", "Reading", "Silence", "Status", "applied", "exemptions_to_claim", "read"]

NOWHERE: Final = Range(None, None)


def applied(rule: Rule, chosen: Iterable[int] | None) -> Amount:
    """Return the limit with the steps of these numbers, or (None) with all; an open step adds nothing that can be counted."""
    wanted = None if chosen is None else set(chosen)
    amount = rule.limit
    for number, step in enumerate(rule.steps, 1):
        if wanted is not None and number not in wanted:
            continue
        if step.move is Move.ADD:
            amount += step.amount
        elif step.move is Move.SET:
            amount = step.amount
    return amount


def read(rule: Rule, pack: Pack, start: str, *, as_of: date, facts: Facts, entered: Entered | None = None) -> Reading:
    """Return the answer for a start in EDTF, or as a moment with its offset; "" is a start that nobody knows."""
    entered = entered or Entered()
    outside = _outside(rule, facts)
    if outside is not None:
        return Reading(NOWHERE, NOWHERE, Status.NOT_APPLICABLE, (outside,))
    if not start:
        return Reading(NOWHERE, NOWHERE, Status.UNKNOWABLE, (Said(say.NO_START),))
    return _Case(rule, pack, parse_edtf(start), as_of=as_of, facts=facts, entered=entered).answer()


def _outside(rule: Rule, facts: Facts) -> Said | None:
    """Return why a rule does not bind at all here, or None."""
    for exemption in rule.exemptions:
        if facts.measures & set(exemption.measures):
            return Said(say.EXEMPT, {"cite": exemption.article or rule.cite, "what": exemption.text})
    if rule.needs and not facts.earlier & set(rule.needs):
        return Said(say.NOT_NEEDED, {"cite": rule.cite})
    return None


class _Case:
    """One limit being read."""

    def __init__(self, rule: Rule, pack: Pack, start: EDate, *, as_of: date, facts: Facts, entered: Entered) -> None:
        self.rule, self.pack, self.facts, self.entered = rule, pack, facts, entered
        self.start, self.as_of = start, as_of
        self.by_hour = rule.by_hour
        self.reasons: list[Said] = []
        documented = [number for number, basis in entered.granted.items() if basis is Basis.DOCUMENTED]
        self.basic = self._limit(applied(rule, documented))
        self.most = self._limit(applied(rule, None))
        self.slack = timedelta()
        self._has_ended = False
        if self._rolls():
            self.basic, self.most = self._rolled(self.basic, say_it=True), self._rolled(self.most, say_it=False)

    def answer(self) -> Reading:
        """Return the reading."""
        end = self.entered.met_on or self.facts.end
        ended = parse_edtf(end) if end else None
        at = self._placed(ended) if ended is not None else NOWHERE
        begins = self._placed(self.start)
        if ended is not None and at.first is not None and _later(at.first, self._now()):
            ended, end = None, ""  # looked at from a day before it ended
        self._has_ended = ended is not None
        status = self._ended(at, begins) if self._has_ended else self._open()
        status = self._excused(status)
        self._remarks(status)
        return Reading(self.basic, self.most, status, tuple(self.reasons), end)

    def _limit(self, amount: Amount) -> Range:
        return limit_of(self._placed(self.start), amount, self.pack)

    def _placed(self, when: EDate) -> Range:
        return in_time(when, self.pack.zone) if self.by_hour else on_calendar(when, self.pack.zone)

    def _now(self) -> Point:
        return midnight(self.as_of, self.pack.zone) if self.by_hour else self.as_of

    def _rolls(self) -> bool:
        counting = self.pack.counting
        held = self.rule.custody is Custody.YES or (self.rule.custody is Custody.IF_HELD and self.facts.held)
        if not counting.holiday_roll or self.by_hour or self.rule.limit.backward or self.rule.at_once:
            return False
        return counting.holiday_roll_in_custody or not held

    def _rolled(self, due: Range, *, say_it: bool) -> Range:
        ends: list[Point | None] = []
        for number, point in enumerate((due.first, due.last)):
            if point is None:
                ends.append(None)
                continue
            moved = roll(point, self.pack.holidays)
            ends.append(moved.day)
            if moved.doubtful is not None:
                self.slack = timedelta(days=LONGEST_RUN)
                if say_it and number == 0:
                    self.reasons.append(Said(say.IF_HOLIDAY, {"day": moved.doubtful, "cite": self.pack.counting.cite}))
        return Range(*ends)

    def _inside(self, at: Range, due: Range) -> bool | None:
        """Say whether `at` is in time on every reading (True), on none (False), or on some."""
        if at.last is not None and due.first is not None and not _later(at.last, due.first):
            return True
        if at.first is not None and due.last is not None and _later(at.first, due.last + self.slack):
            return False
        return None

    def _ended(self, at: Range, begins: Range) -> Status:
        if at.last is not None and begins.first is not None and not self.rule.limit.backward and _later(begins.first, at.last):
            self.reasons.append(Said(say.ENDS_FIRST))
            return Status.UNKNOWABLE
        in_basic, in_most = self._inside(at, self.basic), self._inside(at, self.most)
        self._count_day(begins, at)
        if in_basic:
            self.reasons = [said for said in self.reasons if said.msg is not say.IF_HOLIDAY]  # in time either way
            self._left(at, self.basic, say.MET_LAST, say.MET_LEFT)
            return Status.MET
        return self._past(at, in_basic=in_basic, in_most=in_most)

    def _open(self) -> Status:
        """Return how a limit stands whose end is not on record."""
        rule, facts = self.rule, self.facts
        now = Range(self._now(), self._now())
        in_basic, in_most = self._inside(now, self.basic), self._inside(now, self.most)
        goes_on = rule.nature is Nature.LENGTH or facts.silence is Silence.NOT_DONE
        if facts.silence is Silence.LATE:
            self.reasons.append(Said(say.SAID_LATE))
            return Status.BREACHED_MAX if in_most is False or not rule.steps else Status.BREACHED_BASIC_ONLY
        if facts.silence is Silence.UNDATED:
            self.reasons.append(Said(say.UNDATED))
            return Status.UNKNOWABLE
        if in_basic and not rule.at_once:
            self._left(now, self.basic, say.RUNS_OUT, say.RUNS)
            return Status.RUNNING
        if not goes_on:
            self.reasons.append(Said(say.SILENT))
            return Status.UNKNOWABLE
        return self._past(now, in_basic=in_basic, in_most=in_most)

    def _past(self, at: Range, *, in_basic: bool | None, in_most: bool | None) -> Status:
        """Return the answer for a limit that is not in time on every reading."""
        if in_most is False:
            return self._beyond(at)
        if in_basic is False and in_most:
            self._beyond_basic(at)
            return Status.BREACHED_BASIC_ONLY
        self.reasons.append(Said(say.DEPENDS_HOUR if self._is_day_known() else say.DEPENDS))
        return Status.UNKNOWABLE

    def _beyond(self, at: Range) -> Status:
        opened = [number for number, step in enumerate(self.rule.steps, 1) if step.move in (Move.OPEN, Move.RESTART)]
        granted = [number for number in opened if number in self.entered.granted]
        if granted:
            # Postponed without a day, or begun anew on a day of its own: there is nothing left to compare with.
            self.reasons.append(Said(say.POSTPONED, {"steps": self._steps(granted)}))
            return Status.UNKNOWABLE
        over = _distance(self.most.last, at.first)
        unit = say.OVER_HOURS if self.by_hour else say.OVER_DAYS
        self.reasons.append(Said(unit, {"cite": self.rule.cite}, over))
        if opened:
            self.reasons.append(Said(say.UNLESS_STEP, {"steps": self._steps(opened)}))
        return Status.BREACHED_MAX

    def _beyond_basic(self, at: Range) -> None:
        granted = self.entered.granted
        missing = [
            number
            for number, step in enumerate(self.rule.steps, 1)
            if step.move in (Move.ADD, Move.SET) and granted.get(number) is not Basis.DOCUMENTED
        ]
        self.reasons.append(Said(say.BEYOND_UNLESS, {"cite": self.rule.cite, "steps": self._steps(missing)}))
        for basis, words in ((Basis.HEARD, say.HEARD), (Basis.ASSUMED, say.ASSUMED)):
            found = [number for number in missing if granted.get(number) is basis]
            if found:
                self.reasons.append(Said(words, {"steps": self._steps(found)}))
        last, more = (say.MOST_LAST, say.MOST_LEFT) if self._has_ended else (say.MOST_RUNS_OUT, say.MOST_RUNS)
        self._left(at, self.most, last, more)

    def _excused(self, status: Status) -> Status:
        rule, facts = self.rule, self.facts
        if status is Status.MET:
            return status
        flagged = [exemption for exemption in rule.exemptions if exemption.flag and exemption.flag in facts.flags]
        if flagged:
            self.reasons = [Said(say.FLAGGED, {"cite": flagged[0].article or rule.cite, "what": flagged[0].text})]
            return Status.EXCUSED
        if not self.entered.claimed and facts.silence is not Silence.EXCEPTION:
            return status
        known = [exemption for exemption in rule.exemptions if exemption.claimable]
        if not known:
            self.reasons.append(Said(say.NO_EXCEPTION, {"cite": rule.cite}))
            return status
        if status is Status.RUNNING:
            return status
        self.reasons = [Said(say.CLAIMED, {"cite": rule.cite, "what": tuple(one.text for one in known)})]
        if self.entered.claimed:
            self.reasons.insert(0, Said(say.CLAIM, {"claim": self.entered.claimed}))
        return Status.EXCUSED

    def _remarks(self, status: Status) -> None:
        rule = self.rule
        if status in (Status.BREACHED_MAX, Status.BREACHED_BASIC_ONLY):
            claimable = tuple(one.text for one in rule.exemptions if one.claimable and not one.flag)
            if claimable:
                self.reasons.append(Said(say.UNLESS_EXCEPTION, {"what": claimable}))
        if self.start.approximate or self.start.uncertain:
            self.reasons.append(Said(say.DOUBTFUL_START))
        if rule.most_times and self.facts.times > rule.most_times:
            self.reasons.append(Said(say.TOO_OFTEN, {"cite": rule.cite}, self.facts.times))

    def _steps(self, numbers: Iterable[int]) -> tuple[object, ...]:
        """Return extensions for a sentence; by number where there are several, since entries about a limit name them so."""
        steps = self.rule.steps
        several = len(steps) > 1
        return tuple((number if several else 0, steps[number - 1].when, steps[number - 1].article) for number in numbers)

    def _count_day(self, begins: Range, at: Range) -> None:
        # Only where both days are certain: "day 38" of a range would be the day of one reading.
        if not self.by_hour and begins.exact and at.exact and not self.rule.limit.backward:
            self.reasons.append(Said(say.DAY, {}, _distance(begins.first, at.first)))

    def _left(self, at: Range, due: Range, last: say.Msg, more: say.Msg) -> None:
        if self.by_hour or at.last is None or due.first is None:
            return
        left = _distance(at.last, due.first)
        self.reasons.append(Said(last) if left == 0 else Said(more, {}, left))

    def _is_day_known(self) -> bool:
        return self.by_hour and self.start.exact


def _later(one: Point, other: Point) -> bool:
    return one > other


def _distance(start: Point | None, end: Point | None) -> int:
    """Return the whole days or, between moments, the hours begun from one to the other; 0 where one is open."""
    if start is None or end is None:
        return 0
    if isinstance(start, datetime) and isinstance(end, datetime):
        return -((start - end) // timedelta(hours=1))
    return (end - start).days


def exemptions_to_claim(rule: Rule) -> tuple[Exemption, ...]:
    """Return the exceptions of a rule that excuse when they are claimed."""
    return tuple(exemption for exemption in rule.exemptions if exemption.claimable)
