"""The access-refusal note: half a page on who asked for a seat, who said no and in which words, and what was done about it.

It is made at the door or the same evening, so it says what is recorded and leaves out every line that nobody knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.document import Block, Box, Document, Heading, Items, Line, Pairs
from casevault.disclosure.outputs import court, dossier_time
from casevault.disclosure.outputs.cover import covered
from casevault.disclosure.outputs.ground import bracket_note, consent_lines
from casevault.disclosure.outputs.output import Output
from casevault.disclosure.outputs.parts import Pair, capital, fixed, joined, pair, quoted, said, some
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.outputs.cover import Cover
    from casevault.disclosure.outputs.output import Chosen
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look
    from casevault.i18n import Msg

_AT_THE_DOOR = frozenset({"observers_refused", "family_refused"})  # what of a hearing's minutes is about being let in
_ASK_AGAIN = N_("Ask in writing why observers were refused, and for a seat at the next hearing.")


def build(sheet: Sheet, clearance: Clearance, cover: Cover, look: Look, chosen: Chosen) -> Document:
    """Return the note on one refusal."""
    record = chosen.record
    hearing = sheet.pointer(record, "hearing")
    focus = clearance.focus_of.get(sheet.pointer(hearing, "case"), ())

    def consent() -> tuple[Pair, ...]:
        return pair(look.catalogue.text(N_("Consent")), *consent_lines(sheet, clearance, focus, look))

    parts: tuple[tuple[str, Msg, Callable[[], Sequence[Block]]], ...] = (
        (
            "hearing",
            N_("The hearing and the request"),
            lambda: [
                *_pairs(_hearing(sheet, record, hearing, focus, look)),
                *_pairs(_ground(sheet, record, hearing, look) + consent()),
            ],
        ),
        ("after", N_("What followed"), lambda: _pairs(_after(sheet, record, hearing, look))),
        ("steps", N_("Suggested steps"), lambda: _steps(sheet, hearing, cover, look)),
    )
    sheet.section("refusal")
    blocks: list[Block] = [Box(fixed(look.catalogue.text(N_("The refusal"))), _refusal(sheet, record, hearing, focus, look))]
    for key, title, make in parts:
        sheet.section(key)
        made = make()
        blocks += [Heading(fixed(look.catalogue.text(title))), *made] if made else []
    name = fixed(look.catalogue.text(N_("Refused access to a hearing")))
    return covered(cover, look, title=name, blocks=(*blocks, *bracket_note(sheet, look)))


def _pairs(pairs: tuple[Pair, ...]) -> list[Block]:
    return [Pairs(pairs)] if pairs else []


def _refusal(sheet: Sheet, record: str, hearing: str, focus: Sequence[str], look: Look) -> tuple[Pair, ...]:
    text = look.catalogue.text
    who = joined((sheet.line(record, "observer", strong=True), sheet.line(record, "capacity")), " · ")
    named = sheet.pointers(record, "witnesses")
    others = [one for one in court.attendances(sheet, hearing) if one != record and sheet.pointer(one, "observer") not in named]
    also = [
        joined((sheet.line(one, "observer"), sheet.line(one, "capacity"), sheet.line(one, "outcome")), " · ") for one in others
    ]
    return (
        *pair(text(N_("Who asked")), who),
        *pair(text(N_("On trial")), *(sheet.person(person, strong=True) for person in focus)),
        *pair(text(N_("Outcome")), capital(sheet.line(record, "outcome", strong=True))),
        *pair(text(N_("At the door")), *_times(sheet, hearing)),
        *pair(text(N_("Refused by")), sheet.line(record, "refused_by")),
        *pair(text(N_("Reason given")), capital(sheet.line(record, "stated_reason"))),
        *pair(text(N_("The words used")), quoted(sheet.line(record, "verbatim"), sheet.catalogue_language)),
        *pair(text(N_("Treatment")), sheet.line(record, "treatment")),
        *pair(text(N_("Who else was there")), sheet.line(record, "witnesses"), *also, *_groups(sheet, hearing, look)),
    )


def _times(sheet: Sheet, hearing: str) -> tuple[Line, ...]:
    """Return what the minutes of the hearing say about being let in."""
    lines = []
    for row in sheet.row_ids(hearing, "stamps"):
        base = f"stamps/{row}"
        if sheet.code(hearing, f"{base}/code") in _AT_THE_DOOR:
            exact = sheet.as_recorded(hearing, f"{base}/at")  # a month beside every minute says nothing
            parts = (
                sheet.line(hearing, f"{base}/at") if exact else (),
                capital(sheet.line(hearing, f"{base}/code")),
                sheet.line(hearing, f"{base}/note"),
            )
            lines.append(joined(parts, " · "))
    return tuple(lines)


def _groups(sheet: Sheet, hearing: str, look: Look) -> tuple[Line, ...]:
    """Return how many of each group were let in and refused."""
    text = look.catalogue.text
    return tuple(
        joined((capital(group), said(let_in, text(N_("let in: "))), said(kept, text(N_("refused: "))), why), " · ")
        for group, let_in, kept, why in sheet.cells(hearing, "admitted", "capacity", "let_in", "refused", "reason")
    )


def _hearing(sheet: Sheet, record: str, hearing: str, focus: Sequence[str], look: Look) -> tuple[Pair, ...]:
    text = look.catalogue.text
    consular = sheet.code(record, "capacity") == court.OWN_NATIONAL  # whose national it is decides
    nationality = joined(sheet.line(person, "nationalities") for person in focus) if consular else ()
    when = court.span(sheet, hearing, "held", "end", look) or sheet.line(hearing, "scheduled")
    return (
        *pair(text(N_("Hearing")), court.kind_of(sheet, hearing), court.seat(sheet, hearing)),
        *pair(text(N_("Docket number")), sheet.line(hearing, "docket")),
        *pair(text(N_("Time")), when),
        *pair(text(N_("Public or closed")), joined(court.openness(sheet, hearing, look), ". ")),
        *pair(text(N_("Nationality")), nationality),
        *pair(text(N_("Request lodged")), joined((sheet.line(record, "request_on"), sheet.line(record, "request_to")), " · ")),
        *pair(text(N_("Basis invoked")), sheet.line(record, "basis")),
        *pair(text(N_("Answer")), capital(sheet.line(record, "answer"))),
    )


def _ground(sheet: Sheet, record: str, hearing: str, look: Look) -> tuple[Pair, ...]:
    law = court.law_of_access(sheet, hearing, sheet.code(record, "capacity"), look)
    return pair(look.catalogue.text(N_("What the law says")), *law)


def _after(sheet: Sheet, record: str, hearing: str, look: Look) -> tuple[Pair, ...]:
    """Return the protest that was made and the next hearing."""
    text = look.catalogue.text
    protest = sheet.pointer(record, "protest_made")
    pairs: tuple[Pair, ...] = ()
    if protest in sheet.ids("intervention"):
        by = joined((sheet.line(protest, "actor", strong=True), sheet.line(protest, "instrument")), " · ")
        reply = some(
            joined(
                (
                    capital(sheet.line(protest, "response")),
                    quoted(sheet.line(protest, "response_text"), sheet.catalogue_language),
                ),
                ": ",
            ),
            said(joined((sheet.line(protest, "result"), sheet.line(protest, "result_text")), ". "), text(N_("Result: "))),
        )
        pairs = (
            *pair(text(N_("Protest")), joined((sheet.line(protest, "date"), by)), sheet.line(protest, "addressee")),
            *pair(text(N_("What was asked")), sheet.line(protest, "asked")),
            *pair(text(N_("Reply")), *reply),
        )
    return pairs + pair(text(N_("Next hearing")), sheet.line(hearing, "next_hearing"))


def _steps(sheet: Sheet, hearing: str, cover: Cover, look: Look) -> list[Block]:
    """Return what can be done next, for those who can do it: a paper for everyone advises nobody."""
    if cover.free:
        return []
    ahead = dossier_time.hearings_ahead(sheet, sheet.pointer(hearing, "case"), look, cover.day)
    return [Items((*ahead, fixed(look.catalogue.text(_ASK_AGAIN))))]


OUTPUT = Output(
    key="access_refusal",
    purpose="quiet_diplomacy",
    audiences=("embassy", "public"),
    formats=("pdf", "docx"),
    record="attendance",
    required=(
        "attendance/outcome",
        "attendance/stated_reason|attendance/verbatim",
        "hearing/court|hearing/docket",
        "hearing/held|hearing/scheduled",
    ),
    only={"outcome": court.REFUSED},
    build=build,
)
