"""What the records of one case say to a legal clock: what started it, what brought it to its end, what was in force then."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from casevault.domain.dates import OPEN_END, span
from casevault.domain.procedure.facts import Basis, Entered, Silence
from casevault.domain.reading import rows_of
from casevault.errors import UserProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casevault.domain.record import Record

REJECTED: Final = "rejected"
CUSTODY: Final = frozenset({
    "summons", "administrative_detention", "criminal_detention", "rsdl", "arrest", "prosecution_review", "trial", "appeal",
    "sentence", "liuzhi", "guanhu", "re_education",
})  # fmt: skip
# Measures by which somebody is taken: their start and the day someone was taken away are two accounts of one thing. Formal arrest
# is not one of them: it is a decision about somebody who is held already.
TAKING: Final = frozenset({"summons", "administrative_detention", "criminal_detention", "rsdl", "liuzhi", "guanhu"})
# Steps of the procedure, during which a measure of the first list goes on.
PROCEDURAL: Final = frozenset({"prosecution_review", "trial", "appeal"})
OUTLASTS_PROCEDURE: Final = frozenset({"bail", "rsdl", "house_arrest", "liuzhi", "guanhu"})
# What cannot follow a measure at once: where it comes next on record, a stage between them is missing, and its day with it.
_LATE_STAGES: Final = frozenset({"appeal", "sentence", "post_release"})
_GAPS: Final = {
    "criminal_detention": _LATE_STAGES | {"trial"},
    "arrest": _LATE_STAGES | {"trial"},
    "liuzhi": _LATE_STAGES | {"trial"},
    "guanhu": _LATE_STAGES | {"trial"},
    "prosecution_review": _LATE_STAGES,
}
_END_GAPS: Final = frozenset({"suspended_sentence", "sentence_served", "parole", "medical_parole"})  # reasons for an end
BESIDE: Final = frozenset({"exit_ban"})  # runs beside any other measure and ends none
NEAR_DAYS: Final = 31  # an event this near to the start of a stage tells of the same start
_NOTICE: Final = {
    "in_writing": Silence.UNDATED,
    "by_phone": Silence.UNDATED,
    "oral": Silence.UNDATED,
    "late": Silence.LATE,
    "not_given": Silence.NOT_DONE,
    "refused_exception": Silence.EXCEPTION,
}
_ANSWERS: Final = {"refused": Silence.NOT_DONE, "no_answer": Silence.NOT_DONE, "granted_late": Silence.LATE}
TRIALS: Final = frozenset({"first_instance", "appeal", "retrial"})  # hearings that the indictment and a notice come before
USED_TYPES: Final = ("case", "detention", "stage", "event", "hearing", "judgment", "counsel", "remedy", "clock", "claim")


def text_of(record: Record, key: str) -> str:
    """Return a recorded text, code, date or id; "" where there is none or it is not known."""
    value = record.fields.get(key)
    return value if isinstance(value, str) else ""


def refs_of(record: Record, key: str) -> list[str]:
    """Return the ids of a field that holds several."""
    value = record.fields.get(key)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class StartClaim:
    """One account of a start: EDTF or a moment, the field it stands in ("stage.start"), the record, and who says so."""

    start: str
    basis: str
    record: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trigger:
    """What starts limits: a stage (by its measure), or another record that stands for a trigger code."""

    code: str
    measure: str
    record: str
    person: str
    starts: tuple[StartClaim, ...]
    stage: Record | None = None
    meeting: Mapping[str, object] = field(default_factory=dict)
    end: str = ""  # where the record of the trigger itself says when it was met
    times: int = 1


class CaseFacts:
    """The records of one case, arranged for its clocks."""

    def __init__(self, case: Record, records: Iterable[Record]) -> None:
        self.case = case
        by_type: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            by_type[record.type].append(record)
        self._by_type = by_type
        self.periods = {record.id: record for record in by_type["detention"]}
        self.stages = sorted(by_type["stage"], key=_begins)
        self.events = sorted(by_type["event"], key=_begins)
        self._claims: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for claim in by_type["claim"]:
            if text_of(claim, "status") != REJECTED and text_of(claim, "value"):
                self._claims[text_of(claim, "record"), text_of(claim, "field")].append(claim)
        focus = [str(row.get("person", "")) for row in rows_of(case.fields.get("persons", "")) if row.get("is_focus") is True]
        self.focus = focus[0] if len(focus) == 1 else ""

    @property
    def jurisdiction(self) -> str:
        """Return the code of the case's jurisdiction."""
        return text_of(self.case, "jurisdiction")

    def triggers(self, measures_of: Mapping[str, frozenset[str]]) -> list[Trigger]:
        """Return all that starts a limit; `measures_of` says which stages tell of the same as an event of that kind."""
        told: set[str] = set()  # events that say when a stage began, whether they say it otherwise or the same
        found = [self._of_stage(stage, measures_of, told) for stage in self.stages]
        times: dict[str, int] = defaultdict(int)
        for event in self.events:
            kind = text_of(event, "kind")
            times[kind] += 1
            if event.id not in told:
                victims = refs_of(event, "victims")
                person = victims[0] if len(victims) == 1 else ("" if victims else self.focus)
                starts = self._accounts(event, "start")
                found.append(Trigger(kind, "", event.id, person, tuple(starts), times=times[kind]))
        for hearing in self._by_type["hearing"]:
            if text_of(hearing, "kind") not in TRIALS:
                continue
            key = "held" if text_of(hearing, "held") else "scheduled"
            starts = self._accounts(hearing, key)
            found.append(Trigger("hearing_date", "", hearing.id, self.focus, tuple(starts), end=text_of(hearing, "announced")))
        for judgment in self._by_type["judgment"]:
            served = text_of(judgment, "served")
            starts = self._accounts(judgment, "date")
            found.append(Trigger("judgment_pronounced", "", judgment.id, self.focus, tuple(starts), end=served))
            if served:
                found.append(Trigger("judgment_received", "", judgment.id, self.focus, tuple(self._accounts(judgment, "served"))))
        for counsel in self._by_type["counsel"]:
            found += self._meetings(counsel)
        return [trigger for trigger in found if trigger.starts]

    def _of_stage(self, stage: Record, measures_of: Mapping[str, frozenset[str]], told: set[str]) -> Trigger:
        period = self.periods.get(text_of(stage, "period"))
        person = text_of(period, "person") if period is not None else ""
        measure = text_of(stage, "measure")
        starts = self._accounts(stage, "start")
        if period is not None and measure in TAKING and self._first_of(period) is stage:
            # Taken away on one day, formally detained on another: the law speaks of the second, families of the first.
            starts += self._accounts(period, "start")
        same = [
            event
            for event in self.events
            if measure in measures_of.get(text_of(event, "kind"), ())
            and (not (victims := refs_of(event, "victims")) or person in victims)
            and _is_near(event, stage)
        ]
        told |= {event.id for event in same}
        starts += [claim for event in same for claim in self._accounts(event, "start")]
        kept: dict[str, StartClaim] = {}
        for claim in starts:
            kept.setdefault(claim.start, claim)
        return Trigger("", measure, stage.id, person, tuple(kept.values()), stage=stage)

    def _accounts(self, record: Record, key: str) -> list[StartClaim]:
        """Return what the record holds, then what each source says that differs from it."""
        said: dict[str, list[str]] = defaultdict(list)
        for claim in self._claims[record.id, key]:
            said[text_of(claim, "value")].append(text_of(claim, "source"))
        recorded = record.fields.get(key)
        values = [recorded] if isinstance(recorded, str) and recorded else [""] if isinstance(recorded, dict) else []
        values += [value for value in said if value not in values and _is_date(value)]
        basis = f"{record.type}.{key}"
        return [StartClaim(value, basis, record.id, tuple(filter(None, said.get(value, ())))) for value in values]

    def _meetings(self, counsel: Record) -> list[Trigger]:
        person = text_of(counsel, "person") or self.focus
        found = []
        for row in rows_of(counsel.fields.get("meetings", "")):
            asked = row.get("asked")
            if not isinstance(asked, str) or not asked:
                continue
            starts = (StartClaim(asked, "counsel.meetings", counsel.id),)
            found.append(Trigger("lawyer_request", "", counsel.id, person, starts, meeting=row))
            if row.get("papers") is not False:
                found.append(Trigger("lawyer_request_with_three_papers", "", counsel.id, person, starts, meeting=row))
        return found

    def _first_of(self, period: Record) -> Record | None:
        return next((stage for stage in self.stages if text_of(stage, "period") == period.id), None)

    def in_force(self, person: str, day: str) -> Record | None:
        """Return the stage that this person was in on an ISO day; of two that meet on it, the later."""
        found = None
        for stage in self.stages:
            period = self.periods.get(text_of(stage, "period"))
            if period is None or (person and text_of(period, "person") not in ("", person)):
                continue
            if text_of(stage, "measure") in BESIDE:
                continue
            first, last = _begins(stage)[0], span(self.measure_end(stage))[1] or OPEN_END
            if first and first <= day <= last:
                found = stage
        return found

    def earlier(self, stage: Record | None) -> frozenset[str]:
        """Return the measures of the same detention that went before a stage."""
        if stage is None:
            return frozenset()
        before = [other for other in self.stages if text_of(other, "period") == text_of(stage, "period")]
        return frozenset(text_of(other, "measure") for other in before if _begins(other) < _begins(stage))

    def measure_end(self, stage: Record) -> str:
        """Return when a measure ended: its own end, else the start of what took its place, else the end of the detention."""
        own = text_of(stage, "end")
        if own:
            return own
        measure = text_of(stage, "measure")
        passes = BESIDE | (PROCEDURAL if measure in OUTLASTS_PROCEDURE else frozenset())
        for other in self.stages:
            same = text_of(other, "period") == text_of(stage, "period")
            following = text_of(other, "measure")
            if same and _begins(other) > _begins(stage) and following not in passes and measure not in BESIDE:
                gap = following in _GAPS.get(measure, ())
                return self._some_day_until(stage, text_of(other, "start")) if gap else text_of(other, "start")
        period = self.periods.get(text_of(stage, "period"))
        if period is None:
            return ""
        gap = measure in _GAPS and text_of(period, "end_reason") in _END_GAPS
        return self._some_day_until(stage, text_of(period, "end")) if gap else text_of(period, "end")

    def _some_day_until(self, stage: Record, following: str) -> str:
        """Return the range in which a measure ended whose next stage is not on record."""
        first, last = _begins(stage)[0], span(following)[1]
        return f"{first}/{last}" if first and last and first <= last < OPEN_END else following

    def end_of(self, trigger: Trigger, met_by: Iterable[str]) -> tuple[str, Silence]:
        """Return when a limit came to its end by what is on record, "" where nothing says so, and what is said without a day."""
        ends, silence = [], Silence.NOTHING
        earliest = min((span(claim.start)[0] for claim in trigger.starts if claim.start), default="")
        for token in met_by:
            found, said = self._end_by(token, trigger, earliest)
            ends += found
            silence = said if silence is Silence.NOTHING else silence
        ends = [end for end in ends if end]
        return (min(ends, key=lambda end: (span(end)[1], span(end)[0])) if ends else ""), silence

    def _end_by(self, token: str, trigger: Trigger, earliest: str) -> tuple[list[str], Silence]:  # noqa: PLR0911 - one arm per end
        stage = trigger.stage or self._stage_at(trigger, earliest)
        match token:
            case "measure_end":
                return ([self.measure_end(stage)] if stage is not None else []), Silence.NOTHING
            case "family_told":
                if stage is None:
                    return [], Silence.NOTHING
                return [text_of(stage, "notice_family_on")], _NOTICE.get(text_of(stage, "notice_family"), Silence.NOTHING)
            case "meeting_held":
                held, granted = trigger.meeting.get("held"), trigger.meeting.get("granted")
                return ([held] if isinstance(held, str) else []), _ANSWERS.get(str(granted), Silence.NOTHING)
            case "judgment_served" | "hearing_announced":
                return [trigger.end], Silence.NOTHING
            case "judgment_given":
                given = [(record, "date") for record in self._by_type["judgment"] if self._concerns(record, trigger)]
                return self._after(earliest, given), Silence.NOTHING
            case "hearing_held":
                return self._after(earliest, [(record, "held") for record in self._by_type["hearing"]]), Silence.NOTHING
            case "appeal_filed":
                appeals = [(record, "filed") for record in self._by_type["remedy"] if text_of(record, "kind") == "appeal"]
                appeals += [(record, "start") for record in self.events if text_of(record, "kind") == "appeal"]
                appeals += [(record, "start") for record in self.stages if text_of(record, "measure") == "appeal"]
                # What one of several defendants does ends nobody else's days.
                mine = [(record, key) for record, key in appeals if self._concerns(record, trigger)]
                return self._after(earliest, mine), Silence.NOTHING
            case _:
                kind, _, code = token.partition("_")
                pool, key = (self.events, "kind") if kind == "event" else (self.stages, "measure")
                mine = [(record, "start") for record in pool if text_of(record, key) == code and self._concerns(record, trigger)]
                return self._after(earliest, mine, but=trigger.record), Silence.NOTHING

    def _stage_at(self, trigger: Trigger, day: str) -> Record | None:
        return self.in_force(trigger.person, day) if day else None

    def _concerns(self, record: Record, trigger: Trigger) -> bool:
        if record.type == "stage":
            period = self.periods.get(text_of(record, "period"))
            return not trigger.person or period is None or text_of(period, "person") in ("", trigger.person)
        if record.type == "remedy":
            return not trigger.person or text_of(record, "person") in ("", trigger.person)
        sentenced = [str(row.get("person", "")) for row in rows_of(record.fields.get("sentences", ""))]
        concerned = refs_of(record, "victims") or ([] if "" in sentenced else sentenced)
        return not concerned or not trigger.person or trigger.person in concerned

    def _after(self, earliest: str, found: Iterable[tuple[Record, str]], *, but: str = "") -> list[str]:
        ends = [text_of(record, key) for record, key in found if record.id != but]
        return [end for end in ends if end and span(end)[1] >= earliest]

    def entered(self, trigger: Trigger, rule_id: str, *, alone: bool) -> tuple[Entered, str]:
        """Return what was entered about a limit, and in which record; `alone`: nothing else in this case starts this rule."""
        for clock in self._by_type["clock"]:
            about = text_of(clock, "stage") or text_of(clock, "event")
            if text_of(clock, "rule_id") == rule_id and (about == trigger.record or alone):
                rows = rows_of(clock.fields.get("extensions", ""))
                granted = {step: _basis(row) for row in rows if isinstance(step := row.get("step"), int)}
                return Entered(granted, text_of(clock, "exception_claimed"), text_of(clock, "met_on")), clock.id
        return Entered(), ""

    def of(self, type_key: str) -> list[Record]:
        """Return the records of one type."""
        return self._by_type[type_key]


def _basis(row: Mapping[str, object]) -> Basis:
    said = str(row.get("basis") or row.get("from") or "")
    if said.startswith("doc"):
        return Basis.DOCUMENTED
    return Basis.HEARD if said == Basis.HEARD else Basis.ASSUMED


def _begins(record: Record) -> tuple[str, str]:
    # The first day of its start stands on the spine already; without a start the spine holds the first day of its end.
    return (record.date_from[:10] if text_of(record, "start") else ""), record.id


def _is_date(untrusted: str) -> bool:
    # An account may say anything in words; only what is a date starts a clock.
    try:
        span(untrusted)
    except UserProblem:
        return False
    return True


def _is_near(one: Record, other: Record) -> bool:
    days = [_begins(record)[0] for record in (one, other)]
    if not all(days):
        return False
    return abs((date.fromisoformat(days[0]) - date.fromisoformat(days[1])).days) <= NEAR_DAYS
