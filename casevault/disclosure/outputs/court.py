"""What several outputs say of one hearing: where and when it was, who asked to be let in, and by which law."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from casevault.disclosure.document import Block, Line, Table
from casevault.disclosure.outputs.parts import Pair, capital, fixed, joined, pair, quoted, said, sentence, some
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look

_MAINLAND: Final = "CN"
# The texts of the articles below were read in these versions; for an earlier hearing the numbers were other ones.
_CPL_FROM: Final = "2018-10-26"
_SPC_FROM: Final = "2021-03-01"  # its article 655
OWN_NATIONAL: Final = "consular_own_national"
_FIRST, _VERDICT = "first_instance", "verdict"
TRIALS: Final = frozenset({_FIRST, _VERDICT, "appeal", "retrial"})
REFUSED: Final = frozenset({"refused", "turned_away_outside", "part"})


def attendances(sheet: Sheet, hearing: str) -> list[str]:
    """Return who asked to be let in to this hearing, as records."""
    return [record for record in sheet.ids("attendance") if sheet.pointer(record, "hearing") == hearing]


def span(sheet: Sheet, record: str, start: str, end: str, look: Look) -> Line:
    """Return two moments as one line; the first alone where there is no other."""
    first, last = sheet.line(record, start), sheet.line(record, end)
    if not (first and last) or [run.text for run in first] == [run.text for run in last]:
        return first or last
    day, comma, _ = first[0].text.rpartition(", ")
    if comma and last[0].text.startswith(day + comma):  # on one day, which is said once
        last = (replace(last[0], text=last[0].text.removeprefix(day + comma)), *last[1:])
    return sentence(look.catalogue, N_("{start} to {end}"), start=first, end=last)


def seat(sheet: Sheet, hearing: str) -> Line:
    """Return court and room; () where the court is not named, since its level is said and “an organisation” says nothing."""
    return (
        joined((sheet.line(hearing, "court", strong=True), sheet.line(hearing, "courtroom")))
        if sheet.as_recorded(hearing, "court")
        else ()
    )


def kind_of(sheet: Sheet, hearing: str) -> Line:
    """Return kind and level of a hearing, each once where both are called the same."""
    kind, level = sheet.line(hearing, "kind"), sheet.line(hearing, "level")
    return capital(kind if kind and sheet.code(hearing, "kind") == sheet.code(hearing, "level") else joined((kind, level)))


def openness(sheet: Sheet, hearing: str, look: Look) -> tuple[Line, ...]:
    """Return whether it was public, and the reason given for closing it."""
    reason = said(sheet.line(hearing, "closure_reason"), look.catalogue.text(N_("Reason for closing: ")))
    return some(capital(sheet.line(hearing, "publicity", strong=True)), reason)


def place_and_time(sheet: Sheet, hearing: str, look: Look) -> tuple[Pair, ...]:
    """Return what identifies a hearing, and whether it was public."""
    text = look.catalogue.text
    held = span(sheet, hearing, "held", "end", look)
    exact = sheet.as_recorded(hearing, "scheduled") or not held  # the same month three times over says nothing
    announced = (sheet.line(hearing, "announced") if exact else (), sheet.line(hearing, "notice_place"))
    return (
        *pair(text(N_("Kind of hearing")), kind_of(sheet, hearing)),
        *pair(text(N_("Court")), seat(sheet, hearing)),
        *pair(text(N_("Docket number")), sheet.line(hearing, "docket")),
        *pair(text(N_("Announced")), joined(announced)),
        *pair(text(N_("Scheduled for")), sheet.line(hearing, "scheduled") if exact else ()),
        *pair(text(N_("Held")), held),
        *pair(text(N_("Public or closed")), *openness(sheet, hearing, look)),
    )


def law_of_access(sheet: Sheet, hearing: str, capacity: str, look: Look) -> tuple[Line, ...]:
    """Return by which law a seat could be asked for: an article only where its text was read in the version of that day."""
    text = look.catalogue.text
    case = sheet.pointer(hearing, "case")
    kind, day = sheet.code(hearing, "kind"), sheet.day_of(hearing)
    lines: list[str] = []
    if sheet.code(case, "jurisdiction") == _MAINLAND:
        if capacity == OWN_NATIONAL:
            lines.append(text(_CONSULAR if day >= _SPC_FROM else _CONSULAR_THEN))
        if kind == _FIRST:
            lines.append(text(_FIRST_INSTANCE if day >= _CPL_FROM else _FIRST_INSTANCE_THEN))
        if kind in {_FIRST, _VERDICT} and day >= _CPL_FROM:
            lines.append(text(_JUDGMENT))
    if kind in TRIALS:
        lines.append(text(_EVERYONE))
    return tuple(fixed(line) for line in lines)


_CONSULAR = N_(
    "Supreme People's Court, interpretation of the Criminal Procedure Law (2021), article 483: at a public trial of their "
    "national, embassy and consulate staff may ask the high court of the place for a seat, and it shall be arranged."
)
_CONSULAR_THEN = N_(
    "Seats for embassy or consulate staff at a public trial of their own national stand in article 483 of the interpretation of "
    "2021; the article in force on the day of this hearing is not confirmed."
)
_FIRST_INSTANCE = N_(
    "Criminal Procedure Law (2018), article 188: trials of first instance are public, except for state secrets and privacy, and "
    "on request for trade secrets; the court states in session why it is closed."
)
_FIRST_INSTANCE_THEN = N_(
    "Trials of first instance are public by article 188 of the Criminal Procedure Law of 2018; the article in force on the day "
    "of this hearing is not confirmed."
)
_JUDGMENT = N_("Criminal Procedure Law (2018), article 202: judgments are always pronounced in public.")
_EVERYONE = N_("Universal Declaration of Human Rights, articles 10 and 11(1): a public trial.")


def access_log(sheet: Sheet, hearing: str, look: Look) -> list[Block]:
    """Return who was let in and who was not: numbers by group, then each request with its answer."""
    text = look.catalogue.text
    blocks: list[Block] = []
    counted = sheet.cells(hearing, "admitted", "capacity", "let_in", "refused", "reason")
    if counted:
        head = tuple(fixed(text(msg)) for msg in (N_("Group"), N_("Let in"), N_("Refused"), N_("Reason given")))
        rows = tuple((some(capital(group)), some(let_in), some(kept), some(why)) for group, let_in, kept, why in counted)
        blocks.append(Table(head=head, rows=rows, widths=(6, 3, 3, 12)))
    asked = [row for record in attendances(sheet, hearing) if any(row := _request_row(sheet, record, look))]
    if asked:
        head = tuple(fixed(text(msg)) for msg in (N_("Observer"), N_("Request and answer"), N_("Outcome")))
        blocks.append(Table(head=head, rows=tuple(asked), widths=(6, 8, 10)))
    return blocks


def _request_row(sheet: Sheet, record: str, look: Look) -> tuple[tuple[Line, ...], ...]:
    text = look.catalogue.text
    who = some(sheet.line(record, "observer", strong=True), capital(sheet.line(record, "capacity")))
    request = some(
        joined((sheet.line(record, "request_on"), sheet.line(record, "request_to")), " · "),
        sheet.line(record, "basis"),
        said(sheet.line(record, "answer"), text(N_("Answer: "))),
    )
    return who, request, refusal_lines(sheet, record, look)


def refusal_lines(sheet: Sheet, record: str, look: Look) -> tuple[Line, ...]:
    """Return how a request to be let in ended: the outcome, the reason, the very words, by whom, and how people were treated."""
    text = look.catalogue.text
    return some(
        capital(sheet.line(record, "outcome", strong=True)),
        said(sheet.line(record, "stated_reason"), text(N_("Reason given: "))),
        quoted(sheet.line(record, "verbatim"), sheet.catalogue_language),
        said(sheet.line(record, "refused_by"), text(N_("Refused by: "))),
        said(sheet.line(record, "treatment"), text(N_("Treatment: "))),
    )
