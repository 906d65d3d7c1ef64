"""The urgent action: for many readers who have two minutes and a pen. One page or two.

Who and by when in a box, what happened, why it cannot wait, what to ask, of whom, and the background last. It gives the newest
events alone; the whole of them is a chronology.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.disclosure.document import Block, Box, Document, Heading, Items, Pairs, Paragraph, Table
from casevault.disclosure.outputs import dossier_time, urgent_why
from casevault.disclosure.outputs.cover import covered
from casevault.disclosure.outputs.ground import bracket_note, by_case, consent_lines
from casevault.disclosure.outputs.output import Output
from casevault.disclosure.outputs.parts import capital, fixed, joined, pair, said, sentence, some, split
from casevault.domain.consent import text_of
from casevault.domain.dates import in_words, span
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.outputs.cover import Cover
    from casevault.disclosure.outputs.output import Chosen
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look
    from casevault.i18n import Msg

NEWEST: Final = 5  # events; with more it is no longer read in two minutes
_CHINESE: Final = frozenset({"CN", "HK", "MO", "TW"})
_NUMBER: Final = 6  # hexadecimal digits: enough to find it again among all that one office sends in a year


def build(sheet: Sheet, clearance: Clearance, cover: Cover, look: Look, _chosen: Chosen) -> Document:
    """Return the urgent action on the chosen cases, which one paper asks the same for."""
    for case in clearance.focus_of:
        _require_time(sheet, case, cover)
    builder = _Builder(sheet, clearance, cover, look)
    blocks = by_case(sheet, clearance, builder.case)
    focus = [person for persons in clearance.focus_of.values() for person in persons]
    names = joined(dict.fromkeys(sheet.person(person) for person in focus))
    sheet.section("sources")
    words = look.catalogue.parted(sheet.sources(sheet.printed_records))
    sources = pair(look.catalogue.text(N_("Sources, in general words")), capital(fixed(words)))
    return covered(
        cover,
        look,
        title=sentence(look.catalogue, N_("Urgent action: {names}"), names=names),
        blocks=(*blocks, *([Pairs(sources)] if sources else []), *bracket_note(sheet, look)),
    )


def _require_time(sheet: Sheet, case: str, cover: Cover) -> None:
    """Refuse where the day to act by has passed: an appeal that comes too late costs the next one its readers."""
    last = span(text_of(sheet.selection.records[case], "ask_by"))[1][:10]
    if last and last < cover.day:
        raise UserProblem(
            Code.OUTPUT_INCOMPLETE,
            N_("The day until which to act has passed."),
            N_("Set a new one in the case (“Needed by”), then try again."),
            keys=("ask_by",),
            cases=[case],
        )


class _Builder:
    """Builds the parts of one case after the other."""

    def __init__(self, sheet: Sheet, clearance: Clearance, cover: Cover, look: Look) -> None:
        self._sheet = sheet
        self._clearance = clearance
        self._cover = cover
        self._look = look
        self._text: Callable[[Msg], str] = look.catalogue.text

    def case(self, case: str) -> list[Block]:
        """Return the sections of one case; one with nothing to say is left out with its heading."""
        level = 2 if len(self._clearance.focus_of) > 1 else 1
        parts: tuple[tuple[str, Msg, Callable[[str], list[Block]]], ...] = (
            ("happened", N_("What happened"), self._happened),
            ("why", N_("Why it is urgent"), lambda one: urgent_why.reasons(self._sheet, one, self._look, self._cover.day)),
            ("do", N_("What you can do"), self._asks),
            ("whom", N_("Whom to write to"), lambda one: urgent_why.targets(self._sheet, one, self._look)),
            ("background", N_("Background"), self._background),
        )
        self._sheet.section("box")
        blocks: list[Block] = [self._box(case)]
        for key, title, make in parts:
            self._sheet.section(key)
            made = make(case)
            blocks += [Heading(fixed(self._text(title)), level), *made] if made else []
        return blocks

    def _focus(self, case: str) -> tuple[str, ...]:
        return tuple(self._clearance.focus_of[case])

    def _box(self, case: str) -> Block:
        sheet = self._sheet
        who = tuple(
            joined((sheet.person(person, strong=True), said(sheet.line(person, "pronouns"), "(", ")")), " ")
            for person in self._focus(case)
        )
        # Part of the bundle's own id: the register finds the paper by it, and it does not tell how many there were.
        number = f"{self._cover.day[:4]}-{self._cover.bundle[:_NUMBER].upper()}"
        until = sheet.line(case, "ask_by", strong=True) or fixed(
            in_words(self._cover.valid_until, self._look.catalogue), strong=True
        )
        pairs = (
            *pair(self._text(N_("Who")), *who),
            *pair(self._text(N_("Concern")), *urgent_why.concern(sheet, case)),
            *pair(self._text(N_("Act until")), until),
            *pair(self._text(N_("Number")), fixed(number)),
            *pair(self._text(N_("Consent")), *consent_lines(sheet, self._clearance, self._focus(case), self._look)),
        )
        return Box(title=fixed(self._text(N_("In short"))), pairs=pairs)

    def _happened(self, case: str) -> list[Block]:
        sheet = self._sheet
        summary = sheet.line(case, "summary")
        happened = [one for one in dossier_time.in_order(sheet, case, ("event", "stage", "judgment")) if self._is_past(one)]
        rows = [((when,), what) for one in happened[-NEWEST:] if (made := dossier_time.entry(sheet, one, self._look))
                for when, what, _ in [made]]  # fmt: skip
        blocks: list[Block] = [Paragraph(summary)] if summary else []
        if rows:
            head = (fixed(self._text(N_("When"))), fixed(self._text(N_("What happened"))))
            blocks.append(Table(head=head, rows=tuple(rows), widths=(5, 19)))
        return blocks

    def _is_past(self, record: str) -> bool:
        return dossier_time.sort_day(self._sheet, record) <= self._cover.day

    def _asks(self, case: str) -> list[Block]:
        """Return what to ask, each line of it a point, then how to write."""
        sheet, text = self._sheet, self._text
        points = [*split(sheet.line(case, "ask"))]
        if points:
            points[0] = capital(points[0])
        country = sheet.code(case, "jurisdiction")
        own = N_("Write in Chinese, in English or in your own language, in your own words.")
        points.append(
            fixed(text(own if country in _CHINESE else N_("Write in English or in your own language, in your own words.")))
        )
        topics = joined(sheet.lines(case, "do_not_mention"), "; ")
        points += some(said(topics, text(N_("Please do not mention: "))))
        return [Items(tuple(points))]

    def _background(self, case: str) -> list[Block]:
        sheet, text = self._sheet, self._text
        blocks: list[Block] = []
        several = len(self._focus(case)) > 1
        for person in self._focus(case):
            work = capital(joined((sheet.line(person, "occupation"), sheet.line(person, "hrd_field"))))
            pairs = (
                *pair(text(N_("Also known as")), joined(sheet.other_names(person))),
                *pair(text(N_("Born")), sheet.line(person, "birth")),
                *pair(text(N_("Work")), work),
                *pair(text(N_("Defender since")), sheet.line(person, "hrd_since")),
            )
            if pairs and several:
                pairs = (*pair(text(N_("Name")), sheet.person(person, strong=True)), *pairs)
            blocks += [Pairs(pairs)] if pairs else []
        charges = tuple(line for charge in sheet.ids("charge", case=case) if (line := urgent_why.charge(sheet, charge)))
        charged = pair(text(N_("Charge")), *charges)
        return [*blocks, *([Pairs(charged)] if charged else [])]


OUTPUT = Output(
    key="urgent_action",
    purpose="public_advocacy",
    audiences=("public", "ngo"),
    formats=("pdf", "docx"),
    required=("case/ask", "case/ask_by", "case/summary|event/narrative"),
    build=build,
)
