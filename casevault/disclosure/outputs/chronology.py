"""The chronology: what happened, in order, how certain each thing is, what kind of source it rests on, and at which stage.

What passed between the person and the family stands in it only where that was asked for: few readers need it, and it tells who
visits and who calls.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from casevault.disclosure.document import Block, Document, Items, Line, Paragraph, Table
from casevault.disclosure.outputs import dossier_time
from casevault.disclosure.outputs.cover import covered
from casevault.disclosure.outputs.ground import bracket_note, by_case, consent_lines
from casevault.disclosure.outputs.output import Output
from casevault.disclosure.outputs.parts import capital, fixed, joined, said, sentence, some
from casevault.disclosure.roles import RELATIVE
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.outputs.cover import Cover
    from casevault.disclosure.outputs.output import Chosen
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look

WITH_FAMILY = "with_family"
_CONTACT, _VISIT = "family_contact", "visit"
_HOME = "family_home"

_HEAD = (N_("When"), N_("What happened"), N_("How certain"), N_("Kind of source"))
_WIDTHS: tuple[int, ...] = (6, 13, 5, 6)
_STAGE = N_("Stage")
_STAGE_WIDTH = 6


def build(sheet: Sheet, clearance: Clearance, cover: Cover, look: Look, chosen: Chosen) -> Document:
    """Return the chronology of the chosen cases."""
    focus = [person for persons in clearance.focus_of.values() for person in persons]
    sheet.section("ask")
    names = joined(dict.fromkeys(sheet.person(person) for person in focus))
    grounds = tuple(consent_lines(sheet, clearance, focus, look))
    sheet.section("chronology")
    told = by_case(sheet, clearance, lambda case: _table(sheet, _told(sheet, clearance, case, chosen), case, look))
    if not told:
        told = [Paragraph(fixed(look.catalogue.text(N_("Nothing that may be told here is recorded."))))]
    document = covered(
        cover,
        look,
        title=sentence(look.catalogue, N_("Chronology: {names}"), names=names),
        blocks=(*([Items(grounds)] if grounds else []), *told, *bracket_note(sheet, look)),
    )
    # A fifth column leaves an upright page too narrow for the long words of a stage: in Dutch they ran into the margin.
    return replace(document, wide=any(isinstance(block, Table) and len(block.head) > len(_HEAD) for block in told))


def _told(sheet: Sheet, clearance: Clearance, case: str, chosen: Chosen) -> list[str]:
    """Return the records to tell of, in order."""
    found = dossier_time.in_order(sheet, case, (*dossier_time.TYPES, _VISIT, _CONTACT))
    return [one for one in found if WITH_FAMILY in chosen.options or not _of_family(sheet, clearance, one)]


def _of_family(sheet: Sheet, clearance: Clearance, record: str) -> bool:
    """Say whether a record is about the family: a contact, a visit by a relative, or one to their home."""
    visitor = clearance.standings.get(sheet.pointer(record, "visitor"))
    by_them = visitor is not None and visitor.role == RELATIVE
    kind = sheet.type_of(record)
    return kind == _CONTACT or (kind == _VISIT and (by_them or sheet.pointer(record, "to") == _HOME))


def _table(sheet: Sheet, records: list[str], case: str, look: Look) -> list[Block]:
    text = look.catalogue.text
    stages = _stages(sheet, case)
    rows = [row for record in records if (row := _row(sheet, record, stages, look))]
    if not rows:
        return []
    head, widths = [fixed(text(msg)) for msg in _HEAD], _WIDTHS
    if stages:
        head, widths = [*head, fixed(text(_STAGE))], (*widths, _STAGE_WIDTH)
    return [Table(head=tuple(head), rows=tuple(rows), widths=widths)]


def _row(sheet: Sheet, record: str, stages: list[tuple[str, str]], look: Look) -> dossier_time.Row | None:
    made = _visit(sheet, record, look) if sheet.type_of(record) in {_CONTACT, _VISIT} else dossier_time.entry(sheet, record, look)
    if made is None:
        return None
    when, what, certainty = made
    sources = fixed(look.catalogue.parted(sheet.sources([record])))
    cells = (some(when), what, some(certainty), some(capital(sources)))
    return (*cells, some(_stage_of(sheet, record, stages))) if stages else cells


def _stages(sheet: Sheet, case: str) -> list[tuple[str, str]]:
    """Return (day, stage) in order, where one person alone is held: of several nobody can tell whose stage an event was in."""
    held = {sheet.pointer(detention, "person") for detention in sheet.ids("detention", case=case)}
    if len(held) != 1:
        return []
    return sorted((sheet.day_of(stage), stage) for stage in sheet.ids("stage", case=case) if sheet.day_of(stage))


def _stage_of(sheet: Sheet, record: str, stages: list[tuple[str, str]]) -> Line:
    """Return the stage that had begun when it happened; a stage says what it is itself."""
    day = dossier_time.sort_day(sheet, record)
    at = bisect_right([begun for begun, _ in stages], day)
    if sheet.type_of(record) == "stage" or not at or day == dossier_time.NO_DAY:
        return ()
    return capital(sheet.line(stages[at - 1][1], "measure"))


def _visit(sheet: Sheet, record: str, look: Look) -> dossier_time.Entry | None:
    """Return a contact with the family or a visit, relatives as roles."""
    text = look.catalogue.text
    if sheet.type_of(record) == _CONTACT:
        when = sheet.line(record, "at")
        what = some(
            joined((capital(sheet.line(record, "kind", strong=True)), sheet.line(record, "relative")), " · "),
            said(sheet.line(record, "detainee_state"), text(N_("State of the person: "))),
        )
    else:
        when = sheet.line(record, "held") or sheet.line(record, "requested")
        what = some(
            joined((capital(sheet.line(record, "outcome", strong=True)), sheet.line(record, "to")), " · "),
            joined((sheet.line(record, "visitor"), sheet.line(record, "facility")), " · "),
            sheet.line(record, "report"),
        )
    return (when, what, capital(sheet.certainty(record))) if what else None


OUTPUT = Output(
    key="chronology",
    purpose="quiet_diplomacy",
    audiences=("embassy", "un", "ngo", "grant", "public"),
    languages=("en", "nl", "zh"),
    formats=("pdf", "docx", "html", "json", "csv", "xlsx"),
    options={WITH_FAMILY: N_("with contacts and visits of the family")},
    build=build,
)
