"""The form for the Working Group on Enforced or Involuntary Disappearances: six answers it cannot do without, then the rest."""

from __future__ import annotations

import calendar
from datetime import date
from typing import TYPE_CHECKING

from casevault.disclosure.document import Block, Box, Document, Pairs, Tone
from casevault.disclosure.outputs import un_parts
from casevault.disclosure.outputs.ground import consent_lines
from casevault.disclosure.outputs.output import Output
from casevault.disclosure.outputs.parts import Pair, capital, fixed, joined, said
from casevault.disclosure.select import case_persons, counts_as_value
from casevault.domain.consent import codes_of, rows_of, text_of
from casevault.domain.dates import parse_edtf
from casevault.errors import UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.outputs.cover import Cover
    from casevault.disclosure.outputs.output import Chosen
    from casevault.disclosure.outputs.un_parts import Form
    from casevault.disclosure.select import Selection
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look
    from casevault.domain.record import Record

URGENT_MONTHS = 3  # younger disappearances go by the urgent procedure
_YEAR = 12

_UNCONFIRMED = N_(
    "Questions 1 to 6 are those without which the Working Group takes up no case. Wording unconfirmed: compare it with the form "
    "now in use before sending."
)


def build(sheet: Sheet, clearance: Clearance, cover: Cover, look: Look, _chosen: Chosen) -> Document:
    """Return one form for each person the chosen cases are about."""
    return un_parts.forms(
        sheet,
        clearance,
        cover,
        look,
        title=N_("Form for the Working Group on Enforced or Involuntary Disappearances: {names}"),
        make=_form,
    )


def _form(form: Form) -> list[Block]:
    events, stages = form.events(*un_parts.LOST), form.stages()
    form.sheet.section("disappearance")
    forces = form.forces(events, stages[:1])
    grounds = consent_lines(form.sheet, form.clearance, [form.person], form.look)
    return [
        *_procedure(form, events),
        form.note(_UNCONFIRMED),
        *form.name_note(),
        *form.section("identity", N_("1. Who disappeared"), [Pairs(_identity(form))]),
        *form.section(
            "disappearance", N_("2. Date of the disappearance"), [Pairs((form.asked(N_("Date"), form.first(events, "start")),))]
        ),
        *form.section("place", N_("3. Place of arrest or abduction, or where last seen"), [Pairs(_place(form, events))]),
        *form.section("forces", N_("4. Forces believed to be responsible"), [Pairs((form.asked(N_("Forces"), *forces),))]),
        *form.section("remedies", N_("5. Action taken by relatives and others, or why none"), form.remedies()),
        *form.section(
            "submitter",
            N_("6. Who submits this"),
            [
                Pairs(
                    (
                        *form.sender(),
                        form.asked(N_("Consent of the person or the family"), *grounds),
                        form.asked(N_("The family may be contacted again, through the submitter"), form.contact_back()),
                        *form.signed(),
                    )
                )
            ],
        ),
        *form.section("circumstances", N_("7. Circumstances"), [*form.account(), *form.suffered()]),
    ]


def _identity(form: Form) -> tuple[Pair, ...]:
    sheet, person = form.sheet, form.person
    sex = sheet.line(person, "sex") or sheet.line(person, "gender") or form.gap(person, "sex")
    return (
        form.asked(
            N_("Full name"), sheet.person(person, strong=True), said(joined(sheet.other_names(person)), form.text(N_("Also: ")))
        ),
        form.asked(N_("Sex"), capital(sex)),
        form.asked(N_("Birth date"), form.answer(person, "birth")),
        form.asked(N_("Nationality or nationalities"), form.answer(person, "nationalities")),
        form.asked(N_("Profession or activity"), *form.work()),
    )


def _place(form: Form, events: list[str]) -> tuple[Pair, ...]:
    kind = next((line for one in events if form.sheet.leaves(one, "place") and (line := form.sheet.line(one, "kind"))), ())
    return (form.asked(N_("Place"), joined((form.first(events, "place"), kind), " · ")),)


def _procedure(form: Form, events: list[str]) -> list[Block]:
    """Say by which procedure it goes: the urgent one within three months, counted from the day that leaves."""
    text = form.text
    told = next((one for one in events if form.sheet.code(one, "start")), "")
    first, last = _bounds(form.sheet.code(told, "start")) if told else (None, None)
    since = months_before(date.fromisoformat(form.cover.day), URGENT_MONTHS)
    urgent = first is not None and first > since
    perhaps = not urgent and last is not None and last > since
    if urgent:
        title, why = N_("Urgent procedure"), N_("Less than three months have passed since the disappearance.")
    elif perhaps:
        title, why = N_("Urgent procedure, perhaps"), N_("Whether three months have passed cannot be told from the date.")
    elif last is not None:
        title, why = N_("Standard procedure"), N_("Three months or more have passed since the disappearance.")
    else:
        title, why = N_("Procedure not known"), N_("The date of the disappearance is not given here.")
    tone = Tone.CAUTION if urgent or perhaps else Tone.PLAIN
    return [Box(title=fixed(text(title)), pairs=((fixed(text(N_("Why"))), (fixed(text(why)),)),), tone=tone)]


def months_before(day: date, months: int) -> date:
    """Return the day so many calendar months before; the last of the month where it has no such day."""
    count = day.year * _YEAR + day.month - 1 - months
    year, month = divmod(count, _YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _bounds(text: str) -> tuple[date | None, date | None]:
    try:
        read = parse_edtf(text)
    except UserProblem:
        return None, None
    return read.earliest, read.latest


# ---- the six answers -------------------------------------------------------------------------------------------------------


def lacking(selection: Selection, case: str) -> tuple[str, ...]:
    """Name which of the six answers is not recorded, for any person the case is about."""
    found = [record for record in selection.records.values() if case in selection.held_by.get(record.id, frozenset())]
    absent: dict[str, None] = {}
    for row in case_persons(selection.records[case]):
        if row.focus:
            absent.update(dict.fromkeys(_lacks(selection, selection.records[case], row.person, found)))
    return tuple(absent)


def _lacks(selection: Selection, case: Record, person: str, found: list[Record]) -> tuple[str, ...]:
    about = [record for record in found if person in (codes_of(record, "victims") or (person,))]
    events = [one for one in about if one.type == "event" and text_of(one, "kind") in un_parts.LOST]
    detentions = {one.id for one in found if one.type == "detention" and text_of(one, "person") == person}
    stages = [one for one in found if one.type == "stage" and text_of(one, "period") in detentions]
    steps = [one for one in found if one.type == "remedy" and text_of(one, "person") in {"", person}]
    known = selection.records.get(person)
    answers = {
        "display_name": known is not None and counts_as_value(known.fields.get("display_name")),
        "start": any(_within_a_month(text_of(one, "start")) for one in events),
        "place": any(counts_as_value(one.fields.get("place")) for one in events),
        "perpetrators": any(_names_someone(one) for one in events) or any(text_of(one, "authority") for one in stages),
        "remedy": any(any(counts_as_value(one.fields.get(k)) for k in ("filed", "answer", "why_not")) for one in steps),
        "submitter": counts_as_value(case.fields.get("submitter")),
    }
    return tuple(key for key, there in answers.items() if not there)


def _within_a_month(text: str) -> bool:
    first, last = _bounds(text) if text else (None, None)
    return first is not None and last is not None and (first.year, first.month) == (last.year, last.month)


def _names_someone(event: Record) -> bool:
    return any(row.get("person") or row.get("organisation") for row in rows_of(event, "perpetrators"))


OUTPUT = Output(
    key="wgeid",
    purpose=un_parts.PURPOSE,
    audiences=un_parts.AUDIENCES,
    languages=un_parts.LANGUAGES,
    formats=un_parts.FORMATS,
    lacking=lacking,
    build=build,
)
