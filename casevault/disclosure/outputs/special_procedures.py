"""A submission to the special procedures of the UN: letter asked for, victim, perpetrator, incident, steps, consent, sender."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.document import Block, Box, Document, Line, Pairs, Paragraph, Tone
from casevault.disclosure.outputs import un_parts
from casevault.disclosure.outputs.ground import NOT_ASKED, consent_lines
from casevault.disclosure.outputs.output import Output
from casevault.disclosure.outputs.parts import Pair, capital, fixed, joined, said
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.outputs.cover import Cover
    from casevault.disclosure.outputs.output import Chosen
    from casevault.disclosure.outputs.un_parts import Form
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look

_UNCONFIRMED = N_(
    "Contents as the special procedures ask for them; wording unconfirmed. The online questionnaire of the special procedures "
    "asks the same once for all mandates."
)


def build(sheet: Sheet, clearance: Clearance, cover: Cover, look: Look, _chosen: Chosen) -> Document:
    """Return one submission for each person the chosen cases are about."""
    return un_parts.forms(sheet, clearance, cover, look, title=N_("Submission to the special procedures: {names}"), make=_form)


def _form(form: Form) -> list[Block]:
    return [
        *_letter(form),
        form.note(_UNCONFIRMED),
        *form.name_note(),
        *form.section("victim", N_("1. The victim"), [Pairs(_victim(form))]),
        *form.section("perpetrator", N_("2. Who is said to be responsible"), [Pairs(_perpetrators(form))]),
        *form.section("incident", N_("3. What happened"), _incident(form)),
        *form.section("remedies", N_("4. Steps taken"), form.remedies()),
        *form.section("consent", N_("5. Consent"), [Pairs(_consent(form))]),
        *form.section("submitter", N_("6. Who submits this"), [Pairs((*form.sender(), *form.signed()))]),
    ]


def _letter(form: Form) -> list[Block]:
    sheet, case = form.sheet, form.case
    sheet.section("letter")
    urgent = sheet.code(case, "letter_kind") == "urgent"
    mandates = tuple(capital(line) for line in sheet.labels(case, "mandates")) or (form.answer(case, "mandates"),)
    pairs = (
        form.asked(N_("Letter asked for"), form.answer(case, "letter_kind")),
        form.asked(N_("Mandates"), *mandates),
    )
    return [Box(title=fixed(form.text(N_("What is asked"))), pairs=pairs, tone=Tone.CAUTION if urgent else Tone.PLAIN)]


def _victim(form: Form) -> tuple[Pair, ...]:
    sheet, person = form.sheet, form.person
    sex = sheet.line(person, "gender") or sheet.line(person, "sex") or form.gap(person, "gender")
    return (
        form.asked(
            N_("Full name"), sheet.person(person, strong=True), said(joined(sheet.other_names(person)), form.text(N_("Also: ")))
        ),
        form.asked(N_("Gender"), capital(sex)),
        form.asked(N_("Birth date"), form.answer(person, "birth")),
        form.asked(N_("Nationality or nationalities"), form.answer(person, "nationalities")),
        form.asked(N_("Profession or activity"), *form.work()),
    )


def _perpetrators(form: Form) -> tuple[Pair, ...]:
    kinds = form.look.vocabularies.codes("act")
    forces = form.forces(form.events(*kinds), form.stages())
    holding = form.each(form.stages(), "facility")
    return (
        form.asked(N_("Authority, person or group"), *forces),
        *((form.asked(N_("Held at"), *holding),) if holding else ()),
    )


def _incident(form: Form) -> list[Block]:
    summary: Line = form.sheet.line(form.case, "summary")
    return [*([Paragraph(summary)] if summary else []), *form.account(), *form.suffered()]


def _consent(form: Form) -> tuple[Pair, ...]:
    """Return the four answers: to sending, to the letter, to the public report, and under which name there."""
    standing = form.clearance.standings[form.person]
    grounds = consent_lines(form.sheet, form.clearance, [form.person], form.look)
    if standing.public_record:
        grounds = [fixed(form.text(NOT_ASKED), strong=True)]
    consent = standing.consent
    return (
        form.asked(N_("Does the person, or the family, agree to this being sent?"), *grounds, number="(a) "),
        form.asked(
            N_("Do they know that a letter to the authorities will say what happened?"),
            form.answer(consent, "letter_known"),
            number="(b) ",
        ),
        form.asked(
            N_("Do they know that a summary appears in a public report?"), form.answer(consent, "report_known"), number="(c) "
        ),
        form.asked(N_("Full name or initials in that report?"), form.answer(consent, "report_name"), number="(d) "),
        form.asked(N_("May they be contacted again, through the submitter?"), form.contact_back()),
    )


OUTPUT = Output(
    key="special_procedures",
    purpose=un_parts.PURPOSE,
    audiences=un_parts.AUDIENCES,
    languages=un_parts.LANGUAGES,
    formats=un_parts.FORMATS,
    required=("case/submitter", "case/letter_kind", "case/mandates", "event/start"),
    build=build,
)
