"""The case dossier for an embassy: who, what is asked, what happened and how sure that is, what was done, what would help.

Sections in fixed order, numbered as printed; one with nothing to say is left out with its heading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.document import Block, Box, Heading, Items, Line, Pairs, Paragraph, Run
from casevault.disclosure.outputs import dossier_law, dossier_time
from casevault.disclosure.outputs.cover import covered
from casevault.disclosure.outputs.ground import bracket_note, consent_lines
from casevault.disclosure.outputs.output import Output
from casevault.disclosure.outputs.parts import Pair, capital, fixed, joined, pair, said, sentence, some
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casevault.disclosure.document import Document
    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.outputs.cover import Cover
    from casevault.disclosure.outputs.output import Chosen
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look
    from casevault.i18n import Msg

_PREFERENCES: dict[str, Msg] = {
    "quiet": N_("Quiet contact is preferred: please do nothing in public without asking first."),
    "public": N_("Public attention is welcome."),
    "no_preference": N_("There is no preference between quiet and public steps."),
    "unknown": N_("Whether quiet or public steps are preferred is not known: please ask before anything is made public."),
}


def build(sheet: Sheet, clearance: Clearance, cover: Cover, look: Look, _chosen: Chosen) -> Document:
    """Return the dossier of the chosen cases as a document tree."""
    return _Builder(sheet, clearance, cover, look).document()


class _Builder:
    """Builds one dossier; numbering runs through."""

    def __init__(self, sheet: Sheet, clearance: Clearance, cover: Cover, look: Look) -> None:
        self._sheet = sheet
        self._clearance = clearance
        self._cover = cover
        self._look = look
        self._text: Callable[[Msg], str] = look.catalogue.text
        self._number = 0

    def document(self) -> Document:
        cases = list(self._clearance.focus_of)
        self._sheet.section("ask")
        names = joined(self._sheet.person(p) for p in self._focus(*cases[:1]))
        title = sentence(self._look.catalogue, N_("Case dossier: {names}"), names=names)
        if len(cases) > 1:
            title = fixed(self._text(N_("Case dossier: {count} cases")).format(count=len(cases)))
        blocks: list[Block] = []
        for case in cases:
            if len(cases) > 1:
                blocks.append(Heading(joined(self._sheet.person(p) for p in self._focus(case)), 1))
                self._number = 0
            blocks += self._case(case)
        blocks += self._sources()
        return covered(self._cover, self._look, title=title, blocks=blocks)

    def _focus(self, *cases: str) -> list[str]:
        return [person for case in cases for person in self._clearance.focus_of[case]]

    def _section(self, title: Msg, blocks: Sequence[Block]) -> list[Block]:
        """Return heading and blocks, or nothing where there is nothing to say."""
        if not blocks:
            return []
        self._number += 1
        return [Heading((Run(f"{self._number}  {self._text(title)}"),), 2 if len(self._clearance.focus_of) > 1 else 1), *blocks]

    def _case(self, case: str) -> list[Block]:
        parts: tuple[tuple[str, Msg, Callable[[str], list[Block]]], ...] = (
            ("ask", N_("Who, and what is asked"), self._ask),
            ("person", N_("The person and the work"), self._people),
            ("chronology", N_("Chronology"), lambda c: dossier_time.chronology(self._sheet, c, self._look)),
            ("law", N_("Legal situation"), lambda c: dossier_law.situation(self._sheet, c, self._look, self._cover.day)),
            ("rights", N_("Rights concerned"), lambda c: dossier_law.rights(self._sheet, c)),
            ("family", N_("Health and family"), lambda c: dossier_time.family(self._sheet, c, self._look)),
            ("done", N_("What was done, and the reply"), lambda c: dossier_time.interventions(self._sheet, c, self._look)),
            ("steps", N_("Suggested steps"), self._steps),
            ("not", N_("Please do not mention"), self._topics),
        )
        blocks: list[Block] = []
        for key, title, make in parts:
            self._sheet.section(key)
            blocks += self._section(title, make(case))
        return blocks

    def _ask(self, case: str) -> list[Block]:
        sheet = self._sheet
        persons = self._focus(case)
        pairs = (
            *pair(self._text(N_("Who")), *(sheet.person(p, strong=True) for p in persons)),
            *pair(self._text(N_("What is asked")), sheet.line(case, "ask")),
            *pair(self._text(N_("By when")), sheet.line(case, "ask_by", strong=True)),
            *pair(self._text(N_("Risk if made public")), sheet.line(case, "risk_if_public")),
            *pair(self._text(N_("Consent")), *consent_lines(sheet, self._clearance, persons, self._look)),
        )
        return [Box(title=fixed(self._text(N_("In short"))), pairs=pairs)]

    def _people(self, case: str) -> list[Block]:
        blocks: list[Block] = []
        summary = self._sheet.line(case, "summary")
        if summary:
            blocks.append(Paragraph(summary))
        many = len(self._focus(case)) > 1
        for person in self._focus(case):
            pairs = self._person_pairs(person)
            if pairs and many:
                pairs = (*pair(self._text(N_("Name")), self._sheet.person(person, strong=True)), *pairs)
            if pairs:
                blocks.append(Pairs(pairs))
        own = self._own_pairs(case)
        return [*blocks, Pairs(own)] if own else blocks

    def _own_pairs(self, record: str) -> tuple[Pair, ...]:
        """Return the fields of the vault's own that its owner opened to this reader."""
        return tuple((label, (words,)) for label, words in self._sheet.own_fields(record))

    def _person_pairs(self, person: str) -> tuple[Pair, ...]:
        sheet = self._sheet
        return (
            *pair(self._text(N_("Also known as")), joined(sheet.other_names(person))),
            *pair(self._text(N_("Born")), joined((sheet.line(person, "birth"), sheet.line(person, "birth_place")))),
            *pair(self._text(N_("Gender")), capital(sheet.line(person, "gender") or sheet.line(person, "sex"))),
            *pair(self._text(N_("Nationality")), sheet.line(person, "nationalities")),
            *pair(self._text(N_("Occupation")), sheet.line(person, "occupation")),
            *pair(self._text(N_("Work as a defender")), capital(sheet.line(person, "hrd_field"))),
            *pair(self._text(N_("Defender since")), sheet.line(person, "hrd_since")),
            *pair(self._text(N_("Died")), sheet.line(person, "deceased")),
            *self._own_pairs(person),
        )

    def _steps(self, case: str) -> list[Block]:
        sheet = self._sheet
        steps: list[Line] = []
        if any(self._clearance.standings[person].public_record for person in self._focus(case)):
            first = N_("First ask the person or the family whether they want this; nobody has asked them for this dossier.")
            steps.append(fixed(self._text(first)))
        steps += dossier_time.hearings_ahead(sheet, case, self._look, self._cover.day)
        ask = sheet.line(case, "ask")
        by = sheet.line(case, "ask_by")
        if ask:
            steps.append((*said(by, self._text(N_("Before ")), ": "), *ask) if by else ask)
        if sheet.refused_attendance(case):
            steps.append(fixed(self._text(N_("Ask in writing why observers were refused, and for a seat at the next hearing."))))
        preference = _PREFERENCES.get(sheet.code(case, "preference"))
        if preference is not None:
            sheet.line(case, "preference")
            steps.append(fixed(self._text(preference), strong=True))
        return [Items(tuple(steps))] if steps else []

    def _topics(self, case: str) -> list[Block]:
        topics = self._sheet.lines(case, "do_not_mention")
        return [Items(topics)] if topics else []

    def _sources(self) -> list[Block]:
        self._sheet.section("sources")
        words = self._sheet.sources(self._sheet.printed_records)
        lines: list[Line] = [capital(fixed(word)) for word in words]
        notes = bracket_note(self._sheet, self._look)
        if not lines:
            return notes
        return self._section(N_("Sources, in general words"), [Items(some(*lines)), *notes])


OUTPUT = Output(
    key="dossier",
    purpose="quiet_diplomacy",
    audiences=("embassy",),
    formats=("pdf", "docx", "html"),
    unless_unknown=("case/ask",),  # a dossier that asks nothing helps nobody
    build=build,
)
