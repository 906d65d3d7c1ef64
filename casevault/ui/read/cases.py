"""A case in the list, and the facts in its header."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from casevault.domain.consent import codes_of, rows_of, text_of
from casevault.domain.dates import OPEN_END, span
from casevault.domain.schema import DataClass
from casevault.i18n import N_
from casevault.ui.read.accounts import dates_apart, dates_apart_of, told_apart
from casevault.ui.read.aged import aged_words
from casevault.ui.read.clocks import next_limit
from casevault.ui.read.reader import Name, Tone, sentence
from casevault.vault.list_facts import CUSTODY
from casevault.vault.stale import ages
from casevault.vault.today import DueKind, dated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.record import Record
    from casevault.ui.read.reader import Reader

PUBLIC = "public"
LONGEST_COUNT, WIDEST_COUNT = 2000, 99  # days: beyond five years, or a season of doubt, the date says more


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in the list: its name, its stage in words, and one status."""

    id: str
    name: Name
    stage: str
    since: str  # "day 33" or a date, never cut
    tone: Tone
    status: str  # what the status icon says


@dataclass(frozen=True, slots=True)
class Fact:
    """One cell of the fact strip: label, the strong line, the quiet line, and the tab that tells more."""

    label: str
    icon: str
    value: str
    detail: str
    tab: str
    tone: Tone = Tone.NONE
    more: str = ""  # what a tooltip and a screen reader add


@dataclass(frozen=True, slots=True)
class CaseHead:
    """What stands above the tabs of a case."""

    id: str
    name: Name
    tlp: str
    data_class: DataClass
    class_word: str
    about: tuple[str, ...]
    facts: tuple[Fact, ...]


def case_lines(reader: Reader, ids: Sequence[str]) -> list[CaseLine | None]:
    """Return the lines of these cases, in order; None where a case is no longer there."""
    found = reader.vault.records.page(list(ids))
    focus = [
        str(row.get("person", "")) for case in found if case for row in rows_of(case, "persons") if row.get("is_focus") is True
    ]
    people = reader.many(focus)
    stages = latest_stages(reader, [case.id for case in found if case is not None])
    apart = dates_apart_of(reader, list(stages.values()), "start")
    return [None if case is None or case.deleted else _line(reader, case, people, stages, apart) for case in found]


def _line(reader: Reader, case: Record, people: dict[str, Record], stages: dict[str, Record], apart: dict[str, str]) -> CaseLine:
    stage = stages.get(case.id)
    tone, status = _status(reader, case, stage)
    words, since = stage_words(reader, stage, case, apart)
    return CaseLine(case.id, reader.case_name(case, people), words, since, tone, status)


def latest_stages(reader: Reader, cases: Sequence[str]) -> dict[str, Record]:
    """Return {case: the stage that began last} of those that have one."""
    found = reader.vault.records.in_cases(cases, "stage")
    return {case: max(stages, key=lambda stage: (stage.date_from, stage.id)) for case, stages in found.items()}


def latest_stage(reader: Reader, case_id: str) -> Record | None:
    """Return the stage that began last, or None."""
    stages = reader.vault.records.list("stage", case=case_id)
    return max(stages, key=lambda stage: (stage.date_from, stage.id), default=None)


def stage_words(reader: Reader, stage: Record | None, case: Record, apart: Mapping[str, str] | None = None) -> tuple[str, str]:
    """Return where the procedure stands, and since when: "Criminal detention", "day 33"; without a stage the kind of case.

    `apart`: the differing dates of stages by their records, where they were read for all of them already.
    """
    if stage is None:
        return sentence(reader.choice(case, "kind")), ""
    differing = dates_apart(reader, stage, "start") if apart is None else apart.get(stage.id, "")
    since = _days_in(reader, stage, disputed=bool(differing)) or reader.day(text_of(stage, "start"))
    return sentence(reader.choice(stage, "measure")), differing or since


def _days_in(reader: Reader, stage: Record, *, disputed: bool = True) -> str:
    """Return which day of a running custody this is (the day it began is day 1): "day 33", "day 33 or 35", "day 33 to 35".

    "" where it ended, nobody knows, or the beginning is so uncertain or so long ago that the date says more.
    """
    if text_of(stage, "end") or text_of(stage, "measure") not in CUSTODY or not stage.date_from:
        return ""
    about = reader.vault.records.accounts([stage])[stage.id].get("start") if disputed else None
    starts = [str(value) for value in about.readings] if about is not None and about.disputed else [text_of(stage, "start")]
    spans = [span(start) for start in starts if start]
    if not spans or any(not first or last >= OPEN_END for first, last in spans):
        return ""
    # From the latest beginning to the earliest: the days count up.
    numbers = sorted({(reader.today - date.fromisoformat(day[:10])).days + 1 for days in spans for day in days})
    if numbers[0] < 1 or numbers[-1] > LONGEST_COUNT or numbers[-1] - numbers[0] > WIDEST_COUNT:
        return ""
    if len(numbers) == 1:
        return reader.text(N_("day {day}"), day=numbers[0])
    low, high = numbers[0], numbers[-1]
    if len(numbers) == 2 and all(first == last for first, last in spans):  # noqa: PLR2004 - two accounts, each of one day
        return reader.text(N_("day {first} or {second}"), first=low, second=high)
    return reader.text(N_("day {first} to {second}"), first=low, second=high)


def _status(reader: Reader, case: Record, stage: Record | None) -> tuple[Tone, str]:
    if text_of(case, "status") == "closed":
        return Tone.OK, sentence(reader.choice(case, "status"))
    if stage is None:
        return Tone.UNKNOWN, reader.text(N_("No stage on record"))
    if text_of(stage, "measure") in CUSTODY and not text_of(stage, "end"):
        return Tone.RUNNING, reader.text(N_("In custody"))
    return Tone.OK, reader.text(N_("Not in custody"))


def case_head(reader: Reader, case_id: str) -> CaseHead:
    """Return the header of a case."""
    case = reader.vault.records.get(case_id)
    focus = [str(row.get("person", "")) for row in rows_of(case, "persons") if row.get("is_focus") is True]
    people = reader.many(focus)
    person = people.get(focus[0]) if len(focus) == 1 else None
    about = [
        text_of(person, "occupation") if person is not None and not reader.discreet else "",
        sentence(
            reader.catalogue.remarks(
                part for part in (_kind_of_case(reader, case), _recorded_choice(reader, case, "jurisdiction")) if part
            )
        ),
        reader.text(N_("Opened {day}"), day=reader.day(text_of(case, "opened"))) if text_of(case, "opened") else "",
    ]
    return CaseHead(
        case.id,
        reader.case_name(case, people),
        text_of(case, "tlp"),
        case.data_class,
        reader.text(CLASS_WORDS[case.data_class]),
        tuple(part for part in about if part),
        _facts(reader, case, focus),
    )


CLASS_WORDS = {
    DataClass.C0: N_("Public record"),
    DataClass.C1: N_("Case fact"),
    DataClass.C2: N_("Personal"),
    DataClass.C3: N_("Special"),
    DataClass.C4: N_("Third party, contact"),
    DataClass.C5: N_("Source and safety"),
}


def _kind_of_case(reader: Reader, case: Record) -> str:
    kind = _recorded_choice(reader, case, "kind")
    return reader.text(N_("{kind} case"), kind=kind) if kind else ""


def _recorded_choice(reader: Reader, case: Record, key: str) -> str:
    # "Not known case, not known" would tell nothing; that it is not known stands in the record.
    return reader.choice(case, key) if text_of(case, key) else ""


def _facts(reader: Reader, case: Record, focus: Sequence[str]) -> tuple[Fact, ...]:
    stage = latest_stage(reader, case.id)
    return (_stage_fact(reader, stage), _next_fact(reader, case), _place_fact(reader, stage), _consent_fact(reader, focus))


def _stage_fact(reader: Reader, stage: Record | None) -> Fact:
    label = reader.text(N_("Stage"))
    if stage is None:
        return Fact(label, "gavel", reader.text(N_("Not known")), reader.text(N_("no stage on record")), "detention")
    apart = told_apart(reader, stage, "start")
    # A count of days stands for every account of the beginning, never for the one in use alone.
    detail = _days_in(reader, stage) or apart or reader.day(text_of(stage, "start"))
    value, tone = sentence(reader.choice(stage, "measure")), Tone.DISPUTED if apart else Tone.NONE
    return Fact(label, "git-fork" if apart else "gavel", value, detail, "detention", tone, sentence(apart))


_KIND_WORDS = {
    DueKind.HEARING: (N_("Hearing"), "hearings"),
    DueKind.FOLLOW_UP: (N_("Follow-up"), "interventions"),
    DueKind.CONTACT: (N_("Contact with family"), "family"),
    DueKind.CONSENT_REVIEW: (N_("Consent review"), "consent"),
    DueKind.ASK: (N_("What is asked"), "chronology"),
    DueKind.APPEAL: (N_("Last day to appeal"), "hearings"),
    DueKind.TASK: (N_("Task"), "chronology"),
    DueKind.REPORT: (N_("Report on support"), "support"),
    DueKind.RISK_REVIEW: (N_("Review of a risk"), "support"),
    DueKind.EVALUATION: (N_("Evaluation"), "interventions"),
}


def _next_fact(reader: Reader, case: Record) -> Fact:
    label = reader.text(N_("Next"))
    limit = next_limit(reader, case.id)
    if limit is not None:  # whatever else is due: a limit that passes cannot be made good
        tone = Tone.OVERDUE if limit.is_max else Tone.NONE
        return Fact(reader.text(N_("Next limit")), "hourglass", limit.value, limit.detail, "detention", tone, limit.rule)
    items = dated(reader.vault, as_of=reader.today, case=case.id)
    if not items:
        return Fact(label, "calendar-clock", reader.text(N_("Nothing due")), reader.text(N_("within a month")), "interventions")
    first = items[0]
    words, tab = _KIND_WORDS[first.kind]
    overdue = first.due < reader.today.isoformat()
    detail = " · ".join((reader.text(words), reader.ago(first.due)))
    return Fact(
        label,
        "hourglass" if overdue else "calendar-clock",
        reader.day(first.due),
        detail,
        tab,
        Tone.OVERDUE if overdue else Tone.NONE,
    )


def _place_fact(reader: Reader, stage: Record | None) -> Fact:
    label = reader.text(N_("Whereabouts"))
    facility_id = text_of(stage, "facility") if stage is not None else ""
    facility = reader.many([facility_id]).get(facility_id)
    if stage is None or facility is None or text_of(stage, "end"):
        ended = stage is not None and text_of(stage, "end")
        value = reader.text(N_("Not in custody")) if ended else reader.text(N_("Not known"))
        return Fact(label, "map-pin", value, "" if ended else reader.text(N_("no facility on record")), "detention")
    aged = next((one for one in ages(reader.vault, as_of=reader.today, about=[stage]) if one.rule.key == "whereabouts"), None)
    tone = Tone.REVIEW if aged is not None and aged.is_stale else Tone.NONE
    apart = told_apart(reader, stage, "facility")
    old = aged_words(reader, aged) if aged is not None else ""
    if apart:
        detail, tone = apart, Tone.DISPUTED
    elif facility.fields.get("is_inferred") is True:
        detail = reader.text(N_("inferred, not confirmed"))
    else:
        detail, old = old, ""
    icon = {Tone.REVIEW: "calendar-clock", Tone.DISPUTED: "git-fork"}.get(tone, "map-pin")
    return Fact(label, icon, reader.name(facility).main, detail, "detention", tone, sentence(old))


def _consent_fact(reader: Reader, focus: Sequence[str]) -> Fact:
    label = reader.text(N_("Consent"))
    consents = [consent for person in focus for consent in reader.vault.records.pointing_to(person, type_key="consent")]
    consents = [consent for consent in consents if text_of(consent, "person") in focus]
    today = reader.today.isoformat()
    live = [consent for consent in consents if not text_of(consent, "withdrawn") and not _is_over(consent, today)]
    if not consents:
        people = reader.many(focus).values()
        if people and all(person.fields.get("public_record_only") is True for person in people):
            return Fact(label, "landmark", reader.text(N_("Public record")), reader.text(N_("only published facts")), "consent")
        return Fact(
            label, "shield-question-mark", reader.text(N_("None recorded")), reader.text(N_("nothing may leave yet")), "consent"
        )
    if not live and not any(text_of(consent, "withdrawn") for consent in consents):
        last = max(text_of(consent, "valid_until") for consent in consents)
        detail = reader.text(N_("on {day}"), day=reader.day(last))
        return Fact(label, "shield-off", reader.text(N_("Ended")), detail, "consent", Tone.REVIEW)
    if not live:
        last = max(text_of(consent, "withdrawn") for consent in consents)
        detail = reader.text(N_("on {day}"), day=reader.day(last))
        return Fact(label, "shield-off", reader.text(N_("Withdrawn")), detail, "consent")
    audiences = list(dict.fromkeys(code for consent in live for code in codes_of(consent, "audiences")))
    value = sentence(reader.catalogue.listed(reader.label("audience", code) for code in audiences))
    review = min((text_of(consent, "review_on") for consent in live if text_of(consent, "review_on")), default="")
    overdue = bool(review) and review < reader.today.isoformat()
    parts = [
        reader.text(N_("public: no")) if PUBLIC not in audiences else "",
        reader.text(N_("review {day}"), day=reader.day(review)) if review else "",
    ]
    detail = " · ".join(part for part in parts if part)
    icon, tone = ("calendar-clock", Tone.REVIEW) if overdue else ("shield-check", Tone.OK)
    return Fact(label, icon, value, detail, "consent", tone, _by_audience(reader, consents, live))


def _is_over(consent: Record, today: str) -> bool:
    until = text_of(consent, "valid_until")
    return bool(until) and until < today


def _by_audience(reader: Reader, consents: Sequence[Record], live: Sequence[Record]) -> str:
    """Return a line for each audience that a consent speaks of: agreed with the first review, refused, or no longer."""
    lines = []
    for code in dict.fromkeys(code for consent in consents for key in ("audiences", "denied") for code in codes_of(consent, key)):
        covering = [consent for consent in live if code in codes_of(consent, "audiences")]
        refused = any(code in codes_of(consent, "denied") for consent in live)
        review = min((text_of(one, "review_on") for one in covering if text_of(one, "review_on")), default="")
        parts = [
            reader.text(N_("agreed")) if covering else "" if refused else reader.text(N_("no longer")),
            reader.text(N_("review {day}"), day=reader.day(review)) if review else "",
            reader.text(N_("refused by someone")) if refused and covering else reader.text(N_("refused")) if refused else "",
        ]
        lines.append(f"{sentence(reader.label('audience', code))}: {reader.catalogue.remarks(part for part in parts if part)}")
    return "\n".join(lines)
