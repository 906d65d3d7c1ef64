"""The log of interventions: who asked for what, through which channel, what was answered, what came of it, what is still to do.

Two views. The internal one tells of every step that the reader may know of: public ones, and quiet ones that are our own or
marked for this reader. The reportable one tells of the public ones and only counts the others, by channel and result, so that it
can be shown to those who pay or decide without what was said in confidence. The profile has ruled before either: a step that this
reader may not know of is in neither, nor in any number.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from casevault.disclosure.document import Block, Document, Heading, Items, Line, Paragraph, Table
from casevault.disclosure.outputs.cover import covered
from casevault.disclosure.outputs.ground import bracket_note, by_case, consent_lines
from casevault.disclosure.outputs.output import Output
from casevault.disclosure.outputs.parts import capital, fixed, joined, quoted, sentence, some
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.outputs.cover import Cover
    from casevault.disclosure.outputs.output import Chosen
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look

REPORTABLE = "reportable"
_PUBLIC = "public"
_TYPE = "intervention"
_Row = tuple[tuple[Line, ...], ...]

_HEAD = (
    N_("Date"), N_("Channel"), N_("Actor"), N_("Level"), N_("Forum"), N_("What was asked"), N_("Response"), N_("Result"),
    N_("Effect"), N_("Attribution"), N_("Follow-up due"), N_("Told the person"),
)  # fmt: skip
_WIDTHS = (16, 15, 20, 17, 18, 30, 21, 22, 13, 21, 19, 18)
_COUNTED_HEAD = (N_("Channel"), N_("Result"), N_("How many"))
_NOT_TOLD = N_("Steps taken in confidence that may not be told here are not in this log, whether there were any or not.")
_ONLY_COUNTED = N_("Steps that were not public are counted here, and not described.")


def build(sheet: Sheet, clearance: Clearance, cover: Cover, look: Look, chosen: Chosen) -> Document:
    """Return the log of the chosen cases."""
    text = look.catalogue.text
    focus = [person for persons in clearance.focus_of.values() for person in persons]
    sheet.section("ask")
    names = joined(dict.fromkeys(sheet.person(person) for person in focus))
    grounds = tuple(consent_lines(sheet, clearance, focus, look))
    sheet.section("done")
    only_public = REPORTABLE in chosen.options
    told = by_case(sheet, clearance, lambda case: _of_case(sheet, case, look, only_public=only_public))
    if not told:
        told = [Paragraph(fixed(text(N_("Nothing that may be told here is recorded."))))]
    document = covered(
        cover,
        look,
        title=sentence(look.catalogue, N_("Interventions and their results: {names}"), names=names),
        subtitle=fixed(text(N_("Reportable view: what was not public stands in it as a number."))) if only_public else (),
        blocks=(Items((*grounds, fixed(text(_NOT_TOLD)))), *told, *bracket_note(sheet, look)),
    )
    return replace(document, wide=True)


def _of_case(sheet: Sheet, case: str, look: Look, *, only_public: bool) -> list[Block]:
    """Return the steps of a case, and the numbers of those that are only counted."""
    text = look.catalogue.text
    told: list[str] = []
    counted: list[str] = []
    for record in sheet.ids(_TYPE, case=case):
        # Unknown is not public: what nobody said was public is counted like a quiet one.
        (counted if only_public and sheet.code(record, "channel") != _PUBLIC else told).append(record)
    rows = tuple(_row(sheet, record, look) for record in told)
    blocks: list[Block] = []
    if rows:
        blocks.append(Table(head=tuple(fixed(text(msg)) for msg in _HEAD), rows=rows, widths=_WIDTHS))
    numbers = _numbers(sheet, counted, look)
    if numbers:
        head = tuple(fixed(text(msg)) for msg in _COUNTED_HEAD)
        blocks += [
            Heading(fixed(text(N_("Not public"))), 2),
            Paragraph(fixed(text(_ONLY_COUNTED))),
            Table(head=head, rows=numbers, widths=(3, 4, 2)),
        ]
    return blocks


def _row(sheet: Sheet, record: str, look: Look) -> _Row:
    """Return one step, a fact a column; that nothing was done is said as what was done."""
    text = look.catalogue.text
    asked = sheet.line(record, "asked")
    if sheet.code(record, "omission") == "true":
        sheet.line(record, "omission")
        asked = joined((fixed(text(N_("No action."))), asked), " ")
    return (
        some(sheet.line(record, "date")),
        some(capital(sheet.line(record, "channel"))),
        some(sheet.line(record, "actor", strong=True), sheet.line(record, "with")),
        some(capital(sheet.line(record, "level"))),
        some(capital(sheet.line(record, "forum")), sheet.line(record, "addressee")),
        some(capital(sheet.line(record, "instrument", strong=True)), asked),
        some(capital(sheet.line(record, "response")), quoted(sheet.line(record, "response_text"), sheet.catalogue_language)),
        some(capital(sheet.line(record, "result")), sheet.line(record, "result_text")),
        some(capital(sheet.line(record, "effect"))),
        some(capital(sheet.line(record, "attribution"))),
        some(sheet.line(record, "followup_due")),
        some(sheet.line(record, "fed_back_to_person") or fixed(text(N_("no, or not recorded")), muted=True)),
    )


def _numbers(sheet: Sheet, records: list[str], look: Look) -> tuple[_Row, ...]:
    """Return how many steps there were by channel and result, in the order of the lists."""
    label, codes = look.vocabularies.label, look.vocabularies.codes
    unknown = fixed(look.catalogue.text(N_("not recorded")), muted=True)

    def words(vocabulary: str, code: str) -> Line:
        return capital(fixed(label(vocabulary, code, look.catalogue))) if code else unknown

    def place(pair: tuple[str, str]) -> tuple[int, ...]:
        found = (codes("channel"), codes("result"))
        return tuple(known.index(code) if code in known else len(known) for known, code in zip(found, pair, strict=True))

    counts = Counter(
        (next(iter(sheet.counted(record, "channel")), ""), next(iter(sheet.counted(record, "result")), "")) for record in records
    )
    return tuple(
        ((words("channel", channel),), (words("result", result),), (fixed(str(counts[channel, result])),))
        for channel, result in sorted(counts, key=place)
    )


OUTPUT = Output(
    key="interventions",
    purpose="quiet_diplomacy",
    audiences=("embassy", "public"),
    formats=("pdf", "docx", "html", "csv", "xlsx"),
    required=("intervention/asked",),
    options={REPORTABLE: N_("reportable view: what was not public only as numbers")},
    build=build,
)
