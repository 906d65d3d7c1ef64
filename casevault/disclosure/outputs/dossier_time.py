"""The parts of the dossier that follow time: chronology, family contact, interventions, hearings ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.document import Block, Heading, Items, Line, Table
from casevault.disclosure.outputs.parts import capital, fixed, joined, quoted, said, sentence, some, strong
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look

Row = tuple[tuple[Line, ...], ...]
Entry = tuple[Line, tuple[Line, ...], Line]  # when, what happened, how certain
NO_DAY = "9999"
TYPES = ("event", "stage", "hearing", "attendance", "judgment")  # on one day: what happened, then what the law called it
_START = {"event": "start", "stage": "start", "hearing": "scheduled", "judgment": "date", "attendance": "request_on"}


def chronology(sheet: Sheet, case: str, look: Look) -> list[Block]:
    """Return the table of what happened, when, and how certain that is; numbers as reported stand below it."""
    text = look.catalogue.text
    told = [made for record in in_order(sheet, case) if (made := entry(sheet, record, look))]
    rows = [((when,), what, some(certainty)) for when, what, certainty in told]
    blocks: list[Block] = []
    if rows:
        head = (fixed(text(N_("When"))), fixed(text(N_("What happened"))), fixed(text(N_("How certain"))))
        blocks.append(Table(head=head, rows=tuple(rows), widths=(6, 17, 6)))
    figures = tuple(line for record in sheet.ids("estimate", case=case) if (line := _estimate(sheet, record, look)))
    if figures:
        blocks += [Heading(fixed(text(N_("Numbers as reported"))), 2), Items(figures)]
    return blocks


def in_order(sheet: Sheet, case: str, types: tuple[str, ...] = TYPES) -> list[str]:
    """Return the records of `types` in the order in which things happened."""
    found = sheet.ids(*types, case=case)
    return sorted(found, key=lambda record: (sort_day(sheet, record), types.index(sheet.type_of(record)), sheet.rank(record)))


def sort_day(sheet: Sheet, record: str) -> str:
    """Return the ISO day that a record sorts by, `NO_DAY` where none is known; for order only."""
    day = sheet.day_of(record)
    if not day and sheet.type_of(record) == "attendance":
        day = sheet.day_of(sheet.pointer(record, "hearing"))
    return day or NO_DAY


def entry(sheet: Sheet, record: str, look: Look) -> Entry | None:
    """Return what a record of `TYPES` tells, or None where nothing of it leaves."""
    match sheet.type_of(record):
        case "event":
            what = _event(sheet, record, look)
        case "stage":
            what = _stage(sheet, record, look)
        case "hearing":
            what = _hearing(sheet, record, look)
        case "judgment":
            what = _judgment(sheet, record, look)
        case _:
            what = _attendance(sheet, record, look)
    if not what:
        return None
    when = _when(sheet, record, look)
    disputed = sheet.disputed(record, _START[sheet.type_of(record)])
    certainty = sheet.certainty(record)
    if disputed:
        certainty = certainty or fixed(look.catalogue.text(N_("disputed")))
        when = capital(sentence(look.catalogue, sheet.reported(record, _START[sheet.type_of(record)]), when=when))
    return when, what, capital(certainty)


def _when(sheet: Sheet, record: str, look: Look) -> Line:
    kind = sheet.type_of(record)
    if kind == "hearing":
        return sheet.line(record, "held") or sheet.line(record, "scheduled")
    if kind == "attendance":
        hearing = sheet.pointer(record, "hearing")
        return sheet.line(record, "request_on") or _when(sheet, hearing, look) if hearing else ()
    start = sheet.line(record, _START[kind])
    end = sheet.line(record, "end") if kind in {"event", "stage"} else ()
    if start and end and start[0].text != end[0].text:
        return sentence(look.catalogue, N_("{start} to {end}"), start=start, end=end)
    return start


def _event(sheet: Sheet, record: str, look: Look) -> tuple[Line, ...]:
    text = look.catalogue.text
    where = sheet.line(record, "place")
    by = joined(line for row in sheet.row_ids(record, "perpetrators") if (line := _perpetrator(sheet, record, row)))
    return some(
        joined((capital(sheet.line(record, "kind", strong=True)), where), " · "),
        sheet.line(record, "narrative"),
        said(by, text(N_("By: "))),
        said(sheet.line(record, "stated_reason"), text(N_("Reason given: "))),
        said(sheet.line(record, "government_position"), text(N_("The authorities: "))),
        *_accounts(sheet, record, look, "start", "end"),
    )


def _perpetrator(sheet: Sheet, record: str, row: str) -> Line:
    base = f"perpetrators/{row}"
    return joined((sheet.line(record, f"{base}/person"), sheet.line(record, f"{base}/organisation")))


def _stage(sheet: Sheet, record: str, look: Look) -> tuple[Line, ...]:
    text = look.catalogue.text
    measure = capital(sheet.line(record, "measure", strong=True))
    person = sheet.pointer(sheet.pointer(record, "period"), "person")
    several = len({sheet.pointer(d, "person") for d in sheet.ids("detention")}) > 1
    return some(
        joined((measure, sheet.person(person) if several and person else ()), " · "),
        capital(joined((sheet.line(record, "facility"), sheet.line(record, "authority")))),
        said(sheet.line(record, "transfer_from"), text(N_("Moved from: "))),
        *_accounts(sheet, record, look, "start", "end"),
    )


def _hearing(sheet: Sheet, record: str, look: Look) -> tuple[Line, ...]:
    text = look.catalogue.text
    kind = sheet.line(record, "kind", strong=True)
    title = strong(sentence(look.catalogue, N_("Hearing: {kind}"), kind=kind)) if kind else ()
    return some(
        joined((title, sheet.line(record, "court")), " · "),
        joined((capital(sheet.line(record, "level")), sheet.line(record, "publicity"))),
        said(sheet.line(record, "closure_reason"), text(N_("Reason for closing: "))),
        said(sheet.line(record, "defendant_presence"), text(N_("In court: "))),
        said(sheet.line(record, "panel"), text(N_("Judges: "))),
        said(sheet.line(record, "prosecutors"), text(N_("Prosecutors: "))),
        said(sheet.line(record, "outcome"), text(N_("Outcome: "))),
        *_accounts(sheet, record, look, "scheduled", "held", "end"),
    )


def _judgment(sheet: Sheet, record: str, look: Look) -> tuple[Line, ...]:
    return some(
        capital(sheet.line(record, "verdict", strong=True)),
        capital(sheet.line(record, "pronounced")),
        sheet.line(record, "reasons"),
        *_accounts(sheet, record, look, "date"),
    )


def _attendance(sheet: Sheet, record: str, look: Look) -> tuple[Line, ...]:
    text = look.catalogue.text
    return some(
        joined(
            (capital(sheet.line(record, "outcome", strong=True)), sheet.line(record, "observer"), sheet.line(record, "capacity")),
            " · ",
        ),
        said(sheet.line(record, "stated_reason"), text(N_("Reason given: "))),
        quoted(sheet.line(record, "verbatim"), sheet.catalogue_language),
        said(sheet.line(record, "refused_by"), text(N_("Refused by: "))),
        said(sheet.line(record, "treatment"), text(N_("Treatment: "))),
        *_accounts(sheet, record, look, "request_on"),
    )


def _accounts(sheet: Sheet, record: str, look: Look, *but: str) -> tuple[Line, ...]:
    return tuple(said(line, look.catalogue.text(N_("One account: "))) for line in sheet.accounts(record, but=but))


def _estimate(sheet: Sheet, record: str, look: Look) -> Line:
    low, high = sheet.line(record, "low"), sheet.line(record, "high")
    number = low if low and high and low[0].text == high[0].text else joined((low, high), "\N{EN DASH}")
    told = joined((number, quoted(sheet.line(record, "wording"), sheet.catalogue_language)), " · ")
    if not told:  # nothing of it is taken: what is taken from the sheet is reported as written
        return ()
    topic, day = sheet.line(record, "topic"), sheet.line(record, "date")
    return joined((said(topic, "", ": ") + told if topic else told, said(day, look.catalogue.text(N_("as of ")))), ", ")


def family(sheet: Sheet, case: str, look: Look) -> list[Block]:
    """Return contacts between family and the person held, relatives as roles."""
    text = look.catalogue.text
    lines = []
    for record in sheet.ids("family_contact", case=case):
        kind = capital(sheet.line(record, "kind", strong=True))
        when = sheet.line(record, "at")
        if not (kind or when):
            continue
        line = joined((when, kind, sheet.line(record, "relative")), " · ")
        state = sheet.line(record, "detainee_state")
        lines.append(line + said(state, text(N_(" · state of the person: "))))
    return [Items(tuple(lines))] if lines else []


def interventions(sheet: Sheet, case: str, look: Look) -> list[Block]:
    """Return what was asked, by whom, quietly or publicly, and what came of it; an omission is said as one."""
    text = look.catalogue.text
    rows: list[Row] = []
    for record in sheet.ids("intervention", case=case):
        if sheet.code(record, "omission") == "true":
            sheet.line(record, "omission")
            rows.append(((sheet.line(record, "date"),), (sheet.line(record, "actor"),), (fixed(text(N_("No action."))),), ()))
            continue
        by = some(
            sheet.line(record, "actor", strong=True),
            sheet.line(record, "with"),
            joined((capital(sheet.line(record, "instrument")), sheet.line(record, "level"), sheet.line(record, "channel"))),
            joined((capital(sheet.line(record, "forum")), said(sheet.line(record, "addressee"), text(N_("addressed to "))))),
        )
        asked = some(sheet.line(record, "asked"))
        reply = some(
            capital(sheet.line(record, "response")),
            quoted(sheet.line(record, "response_text"), sheet.catalogue_language),
            said(joined((sheet.line(record, "result"), sheet.line(record, "result_text")), ". "), text(N_("Result: "))),
            said(sheet.line(record, "attribution"), text(N_("Caused by it: "))),
        )
        rows.append((some(sheet.line(record, "date")), by, asked, reply))
    if not rows:
        return []
    head = tuple(fixed(text(msg)) for msg in (N_("When"), N_("By whom, and how"), N_("What was asked"), N_("Reply and result")))
    return [Table(head=head, rows=tuple(rows), widths=(2, 4, 5, 4))]


def hearings_ahead(sheet: Sheet, case: str, look: Look, today: str) -> list[Line]:
    """Return a step for each hearing that lies ahead."""
    steps = []
    for record in sheet.ids("hearing", case=case):
        if sheet.day_of(record) < today:
            continue
        when, court = sheet.line(record, "scheduled"), sheet.line(record, "court")
        kind = sheet.line(record, "kind")
        if when and court:
            msg = N_("Ask for a seat at the hearing of {when}, {court} ({kind}), or stand outside where it is closed.")
            steps.append(sentence(look.catalogue, msg, when=when, court=court, kind=kind))
    return steps
