"""Parts of the urgent action: why it cannot wait, what it is about in one line, and who can change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.disclosure.document import Block, Items, Line, Paragraph, Table
from casevault.disclosure.outputs.parts import capital, fixed, joined, said, sentence, some
from casevault.disclosure.wording import article_words
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.disclosure.limits import Limit
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look

RUNNING: Final = 2  # limits: the next ones
PASSED: Final = 1
_NO_CONTACT: Final = "none"


def reasons(sheet: Sheet, case: str, look: Look, today: str) -> list[Block]:
    """Return why it is urgent: the next limits of the law, one that has passed, hearings ahead, health, contact."""
    lines: list[Line] = limit_lines(sheet, case, look)
    for hearing in sheet.ids("hearing", case=case):
        if sheet.day_of(hearing) >= today:
            when, where = sheet.line(hearing, "scheduled"), _organisation(sheet, hearing, "court")
            kind = sheet.line(hearing, "kind")
            lines.append(capital(sentence(look.catalogue, N_("{kind}: {when}"), kind=kind, when=joined((when, where)))))
    lines += _health(sheet, case, look)
    stages = sheet.ids("stage", case=case)
    if stages and sheet.code(stages[-1], "outside_contact") == _NO_CONTACT:
        contact = sheet.line(stages[-1], "outside_contact")
        lines.append(said(contact, look.catalogue.text(N_("Contact with the outside: "))))
    return [Items(tuple(lines))] if lines else []


def limit_lines(sheet: Sheet, case: str, look: Look) -> list[Line]:
    """Return the next limits of the law and the newest that has passed; those of a hearing hurry nobody beside the hearing."""
    found = [limit for limit in sheet.limits(case) if sheet.type_of(limit.record) != "hearing"]
    running = [limit for limit in found if not limit.passed]
    passed = [limit for limit in found if limit.passed]
    return [limit_line(sheet, limit, look) for limit in (*running[:RUNNING], *passed[:PASSED])]


def limit_line(sheet: Sheet, limit: Limit, look: Look) -> Line:
    """Return a limit with its last day, its article and what it is counted from; an article nobody compared says so."""
    text = look.catalogue.text
    article = article_words(limit.cite, look.catalogue)
    cite = article if limit.confirmed else text(N_("{cite}, not confirmed"), cite=article)
    says = look.catalogue.labels(limit.says, "")
    if limit.passed:
        msg = N_("{says}: the last day was {day} ({cite}, counted from {start}), unless more is shown than is on record.")
    elif limit.extended:
        msg = N_("{says}: by {day} at the latest, with every extension ({cite}, counted from {start}).")
    else:
        msg = N_("{says}: by {day} ({cite}, counted from {start}).")
    day = tuple(sheet.last_day(limit))
    start = sheet.line(limit.record, limit.path)
    return sentence(look.catalogue, msg, says=fixed(says), day=day, cite=fixed(cite), start=start)


def _health(sheet: Sheet, case: str, look: Look) -> list[Line]:
    text = look.catalogue.text
    lines = []
    for record in sheet.ids("health", case=case):
        what = joined((capital(sheet.line(record, "kind")), sheet.line(record, "severity")))
        need = sheet.line(record, "need")
        line = joined((what, said(need, text(N_("needed: ")))), "; ")
        if line:
            lines.append((*fixed(text(N_("Health: "))), *line))
    return lines


def concern(sheet: Sheet, case: str) -> tuple[Line, ...]:
    """Return in one line what it is about: the stage the person is in, and the country."""
    stages = sheet.ids("stage", case=case)
    now = capital(sheet.line(stages[-1], "measure")) if stages else ()
    return some(joined((now or capital(sheet.line(case, "kind")), sheet.line(case, "jurisdiction"))))


def charge(sheet: Sheet, record: str) -> Line:
    """Return a charge with its article, its Chinese name and how far it has come."""
    name = capital(sheet.line(record, "law_article"))
    if not name:
        return ()
    own = joined((name, sheet.fact(record, "law_article", "article")))
    return joined((joined((own, sheet.fact(record, "law_article", "zh")), " "), sheet.line(record, "stage")), " · ")


def targets(sheet: Sheet, case: str, look: Look) -> list[Block]:
    """Return whom to write to: who holds the person, who judges, who was asked before. Addresses are not in a case file."""
    text = look.catalogue.text
    rows: dict[str, tuple[Line, Line]] = {}
    stages = sheet.ids("stage", case=case)
    hearings = sheet.ids("hearing", case=case)
    asked = [
        *((stage, "authority", N_("Holds the person")) for stage in stages[-1:]),
        *((hearing, "court", N_("Hears the case")) for hearing in hearings[-1:]),
        *((remedy, "addressed_to", N_("Has a complaint before it")) for remedy in sheet.ids("remedy", case=case)),
    ]
    for record, key, why in asked:
        name = _organisation(sheet, record, key)
        if name:
            rows.setdefault(sheet.pointer(record, key), (name, fixed(text(why))))
    made = tuple((some(name, *_office(sheet, target)), (why,)) for target, (name, why) in rows.items())
    country = sheet.line(case, "jurisdiction")
    embassy = N_("Write to the embassy of {country} in your own country.")
    also = sentence(look.catalogue, embassy, country=country) if country else ()
    if not made:
        return [Paragraph(also)] if also else []
    head = (fixed(text(N_("Name and office"))), fixed(text(N_("Why"))))
    note = fixed(text(N_("Addresses are not taken from the case file: look them up in a public directory.")))
    return [Table(head=head, rows=made, widths=(14, 8)), Paragraph(joined((also, note), " "))]


def _organisation(sheet: Sheet, record: str, key: str) -> Line:
    """Return the name of an authority; () where it is not named, since nobody can write to “an organisation”."""
    return sheet.line(record, key) if sheet.as_recorded(record, key) else ()


def _office(sheet: Sheet, organisation: str) -> tuple[Line, ...]:
    officials = sheet.line(organisation, "officials") if sheet.as_recorded(organisation, "officials") else ()
    return some(joined((capital(sheet.line(organisation, "kind")), sheet.line(organisation, "chain_level"))), officials)
