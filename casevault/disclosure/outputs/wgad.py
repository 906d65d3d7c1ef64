"""The questionnaire of the Working Group on Arbitrary Detention: parts I to VI, each question with its number.

The order of the questions is the questionnaire's; their wording was not compared with the one now in use, and the form says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.document import Block, Document, Line, Pairs, Paragraph, Run, Table
from casevault.disclosure.outputs import un_parts
from casevault.disclosure.outputs.ground import consent_lines
from casevault.disclosure.outputs.output import Output
from casevault.disclosure.outputs.parts import Pair, capital, fixed, joined, said, sentence, some
from casevault.domain.consent import rows_of
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.outputs.cover import Cover
    from casevault.disclosure.outputs.output import Chosen
    from casevault.disclosure.outputs.un_parts import Form
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look
    from casevault.i18n import Msg

UNCONFIRMED = N_(
    "Numbering as in the questionnaire of the Working Group; wording unconfirmed. Compare it with the form now in use "
    "before sending."
)
_DOCUMENTS = frozenset({"prc_id", "hkid", "passport", "travel_permit"})  # what shows who someone is; other numbers never leave
_CATEGORIES: tuple[tuple[str, Msg], ...] = (
    ("I", N_("It is clearly impossible to invoke any legal basis for the deprivation of liberty.")),
    (
        "II",
        N_(
            "It results from exercising rights of articles 7, 13, 14 and 18 to 21 of the Universal Declaration or, for parties, "
            "articles 12, 18, 19, 21, 22 and 25 to 27 of the Covenant."
        ),
    ),
    ("III", N_("Norms of fair trial were not observed, in whole or in part, so gravely that the detention is arbitrary.")),
    ("IV", N_("Asylum seekers, migrants or refugees are in prolonged administrative custody without possibility of review.")),
    (
        "V",
        N_(
            "It is discrimination: birth, national, ethnic or social origin, language, religion, economic condition, opinion, "
            "gender, orientation, disability or another status."
        ),
    ),
)
_PARTS_OF_NAME = 2


def build(sheet: Sheet, clearance: Clearance, cover: Cover, look: Look, _chosen: Chosen) -> Document:
    """Return one questionnaire for each person the chosen cases are about."""
    return un_parts.forms(
        sheet,
        clearance,
        cover,
        look,
        title=N_("Questionnaire for the Working Group on Arbitrary Detention: {names}"),
        make=_form,
    )


def _form(form: Form) -> list[Block]:
    return [
        form.note(UNCONFIRMED),
        *form.name_note(),
        *form.section("identity", N_("I. Identity"), [Pairs(_identity(form))]),
        *form.section("arrest", N_("II. Arrest"), [Pairs(_arrest(form))]),
        *form.section("detention", N_("III. Detention"), [Pairs(_detention(form))]),
        *form.section("circumstances", N_("IV. Circumstances, and why it is arbitrary"), _circumstances(form)),
        *form.section("remedies", N_("V. Steps taken within the country"), form.remedies()),
        *form.section("submitter", N_("VI. Who submits this"), [Pairs(_submitter(form))]),
    ]


def _identity(form: Form) -> tuple[Pair, ...]:
    sheet, person = form.sheet, form.person
    family, given = _names(form)
    sex = sheet.line(person, "sex") or sheet.line(person, "gender") or form.gap(person, "sex")
    born = form.answer(person, "birth")
    others = joined(sheet.other_names(person))
    return (
        form.asked(N_("Family name"), family, number="1. "),
        form.asked(N_("First name"), given, number="2. "),
        form.asked(
            N_("Full name as written"),
            joined((sheet.person(person, strong=True), sheet.line(person, "name_order") if form.is_named else ()), " · "),
            said(others, form.text(N_("Also: "))),
        ),
        form.asked(N_("Sex"), capital(sex), number="3. "),
        form.asked(N_("Birth date, or age at the time of detention"), born, number="4. "),
        form.asked(N_("Nationality or nationalities"), form.answer(person, "nationalities"), number="5. "),
        form.asked(N_("Identity document: (a) kind, (b) issued by, (c) on, (d) number"), *_documents(form), number="6. "),
        form.asked(N_("Profession or activity"), *form.work(), number="7. "),
        form.asked(N_("Address of usual residence"), fixed(form.text(N_("Not given in this form.")), muted=True), number="8. "),
    )


def _names(form: Form) -> tuple[Line, Line]:
    """Return family and first name where the order of a name of two words is recorded; else see the whole name."""
    sheet, person = form.sheet, form.person
    see = fixed(form.text(N_("see the full name")), muted=True)
    if not form.is_named:
        return (capital(fixed(form.text(N_("not given here")), muted=True)),) * 2
    run = sheet.person(person)[0]
    parts = run.text.split()
    order = sheet.code(person, "name_order")
    if order == "single":
        return capital(fixed(form.text(N_("has one name only")), muted=True)), (Run(run.text, person, "display_name"),)
    if len(parts) != _PARTS_OF_NAME or order not in {"family_first", "given_first"}:
        return capital(see), capital(see)
    one, other = ((Run(part, person, "display_name"),) for part in parts)
    return (one, other) if order == "family_first" else (other, one)


def _documents(form: Form) -> tuple[Line, ...]:
    """Return the identity documents: the one place of any paper where a number of one is read."""
    sheet, person = form.sheet, form.person
    lines = []
    rows = [row for row in sheet.row_ids(person, "identifiers") if sheet.code(person, f"identifiers/{row}/kind") in _DOCUMENTS]
    for row in rows:
        base = f"identifiers/{row}"
        number = sheet.identity_number(person, f"{base}/value")
        if number:
            parts = [("a", sheet.line(person, f"{base}/kind"))]
            parts += [(mark, sheet.line(person, f"{base}/{key}")) for mark, key in (("b", "issuer"), ("c", "issued"))]
            parts.append(("d", number))
            lines.append(joined((said(line, f"({mark}) ") for mark, line in parts), " · "))
    return some(*lines) or (capital(form.gap(person, "identifiers")),)


def _arrest(form: Form) -> tuple[Pair, ...]:
    events, stages = form.events(*un_parts.TAKEN), form.stages()
    day = form.first(events, "start") if events else form.first(form.of_person("detention"), "start")
    first = stages[:1]
    reasons = some(*form.each(events, "stated_reason"), *form.each(form.of_person("charge"), "acts_alleged"))
    return (
        form.asked(N_("Date of arrest"), day, number="1. "),
        form.asked(N_("Place of arrest, as detailed as possible"), form.first(events, "place"), number="2. "),
        form.asked(N_("Forces who made the arrest, or are believed to have"), *form.forces(events, first), number="3. "),
        form.asked(N_("Did they show a warrant or other decision?"), form.first(stages, "warrant_shown"), number="4. "),
        form.asked(N_("Authority who issued it"), form.first(stages, "warrant_by"), number="5. "),
        form.asked(N_("Reasons given by the authorities"), *reasons, number="6. "),
        form.asked(N_("Legal basis, with the law applied"), *form.charges(), number="7. "),
    )


def _detention(form: Form) -> tuple[Pair, ...]:
    sheet, stages = form.sheet, form.stages()
    detentions = [one for one in form.of_person("detention") if sheet.pointer(one, "person") == form.person]
    ordered = some(*form.each(stages, "warrant_by")) or form.each(stages, "authority")
    reasons = some(*form.each(form.of_person("charge"), "acts_alleged"))
    # What holds someone now is the last stage whose authority leaves.
    holding = form.first(reversed(stages), "authority")
    return (
        form.asked(N_("Date of detention"), form.first(detentions, "start"), number="1. "),
        form.asked(N_("Duration of detention"), *some(*(_duration(form, one) for one in detentions)), number="2. "),
        form.asked(N_("Forces holding the detainee"), holding, number="3. "),
        form.asked(N_("Places of detention, with every transfer"), *_places(form, stages), number="4. "),
        form.asked(N_("Authorities that ordered the detention"), *ordered, number="5. "),
        form.asked(N_("Reasons given by the authorities"), *reasons, number="6. "),
        form.asked(N_("Legal basis, with the law applied"), *_measures(form, stages), *form.charges(), number="7. "),
    )


def _duration(form: Form, detention: str) -> Line:
    sheet = form.sheet
    start, end = sheet.line(detention, "start"), sheet.line(detention, "end")
    counted = sheet.days(detention, "start", "end", form.cover.day)
    days = fixed(form.look.catalogue.text(N_("{count} day", "{count} days"), count=counted)) if counted is not None else ()
    if end:
        why = sheet.line(detention, "end_reason")
        return joined((days, sentence(form.look.catalogue, N_("{start} to {end}"), start=start, end=end), why), " · ")
    still = fixed(form.text(N_("no end is recorded")))
    return joined((days, still), " · ") if start else ()


def _places(form: Form, stages: list[str]) -> tuple[Line, ...]:
    sheet = form.sheet
    lines = []
    for stage in stages:
        moved = said(sheet.line(stage, "transfer_from"), form.text(N_("Moved from: ")))
        where = capital(sheet.line(stage, "facility") or form.gap(stage, "facility"))
        since, until = sheet.line(stage, "start"), sheet.line(stage, "end")
        when = sentence(form.look.catalogue, N_("{start} to {end}"), start=since, end=until) if since and until else ()
        when = when or said(since, form.text(N_("from "))) or said(until, form.text(N_("until ")))
        lines.append(joined((where, capital(sheet.line(stage, "measure")), when, moved), " · "))
    return some(*lines)


def _measures(form: Form, stages: list[str]) -> tuple[Line, ...]:
    return tuple(capital(line) for line in form.each(stages, "measure"))


def _circumstances(form: Form) -> list[Block]:
    head = tuple(
        fixed(form.text(msg)) for msg in (N_("Category"), N_("The detention is arbitrary because"), N_("Claimed, and why"))
    )
    rows = []
    for code, msg in _CATEGORIES:
        reasons = _reasons(form, code)
        tick = fixed(form.text(N_("Claimed") if reasons else N_("Not claimed")), strong=bool(reasons), muted=not reasons)
        rows.append((some(fixed(code, strong=bool(reasons))), (fixed(form.text(msg), muted=not reasons),), (tick, *reasons)))
    summary = form.sheet.line(form.case, "summary")
    return [
        *([Paragraph(summary)] if summary else []),
        *form.account(),
        *form.suffered(),
        Table(head=head, rows=tuple(rows), widths=(2, 8, 10)),
    ]


def _reasons(form: Form, category: str) -> tuple[Line, ...]:
    """Return the recorded reasons for a category; without reasons that leave it is not claimed."""
    sheet, case = form.sheet, form.case
    about = {row["row"]: row.get("person", "") for row in rows_of(sheet.selection.records[case], "arbitrary")}
    lines = []
    for row in sheet.row_ids(case, "arbitrary"):
        base = f"arbitrary/{row}"
        if about.get(row, "") not in {"", form.person} or sheet.code(case, f"{base}/category") != category:
            continue
        if reasons := sheet.line(case, f"{base}/why"):
            sheet.line(case, f"{base}/category")
            lines.append(reasons)
    return tuple(lines)


def _submitter(form: Form) -> tuple[Pair, ...]:
    grounds = consent_lines(form.sheet, form.clearance, [form.person], form.look)
    return (
        *form.sender(),
        form.asked(N_("Consent of the person or the family"), *grounds),
        *form.signed(),
    )


OUTPUT = Output(
    key="wgad",
    purpose=un_parts.PURPOSE,
    audiences=un_parts.AUDIENCES,
    languages=un_parts.LANGUAGES,
    formats=un_parts.FORMATS,
    required=("case/submitter", "event/start|detention/start"),
    build=build,
)
