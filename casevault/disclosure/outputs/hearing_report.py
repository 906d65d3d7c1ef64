"""The report on one hearing: what was seen, who was let in, what the judges did; apart from it, what the observer makes of it.

A reader must be able to quote the first part without the second: nothing of a record's assessment, findings or advice is taken
while the facts are written, and the second part says that it is opinion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.disclosure.document import Block, Box, Document, Heading, Pairs, Paragraph
from casevault.disclosure.outputs import court, dossier_law, hearing_course, hearing_rights, urgent_why
from casevault.disclosure.outputs.cover import covered
from casevault.disclosure.outputs.ground import bracket_note, consent_lines
from casevault.disclosure.outputs.hearing_glossary import glossary
from casevault.disclosure.outputs.output import Output
from casevault.disclosure.outputs.parts import Pair, capital, fixed, joined, pair, sentence, split
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.outputs.cover import Cover
    from casevault.disclosure.outputs.output import Chosen
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look
    from casevault.i18n import Msg

COUNSEL_AGREED: Final = "counsel_agreed"
_OPINION = N_("From here on stands what the observer makes of it. It is opinion, kept apart from the facts above.")


def build(sheet: Sheet, clearance: Clearance, cover: Cover, look: Look, chosen: Chosen) -> Document:
    """Return the report on one hearing."""
    return _Builder(sheet, clearance, look, chosen).document(cover)


class _Builder:
    """Builds one report, the facts before the assessment."""

    def __init__(self, sheet: Sheet, clearance: Clearance, look: Look, chosen: Chosen) -> None:
        self._sheet = sheet
        self._clearance = clearance
        self._look = look
        self._text: Callable[[Msg], str] = look.catalogue.text
        self._chosen = chosen
        self._hearing = chosen.record
        self._case = sheet.pointer(self._hearing, "case")
        self._focus = tuple(clearance.focus_of.get(self._case, ()))
        self._seen = [one for one in sheet.ids("observation") if sheet.pointer(one, "hearing") == self._hearing]

    def document(self, cover: Cover) -> Document:
        sheet, look, hearing = self._sheet, self._look, self._hearing
        sheet.section("box")
        names = joined(sheet.person(person) for person in self._focus)
        box = self._box()
        facts = self._part(
            N_("Facts"),
            (
                ("hearing", N_("The hearing"), self._room),
                ("access", N_("Access"), self._access),
                ("course", N_("Course of the hearing"), lambda: hearing_course.course(sheet, hearing, self._seen, look)),
                ("defence", N_("Evidence and defence"), lambda: self._pairs(hearing_course.defence(sheet, hearing, look))),
                ("seen", N_("What was seen and heard"), self._accounts),
                ("judgment", N_("Judgment"), self._judgment),
                ("how", N_("How this was observed"), self._how),
            ),
        )
        opinion = self._part(
            N_("Assessment"),
            (
                ("rights", N_("Checklist of rights"), lambda: hearing_rights.checklist(sheet, self._seen, self._case, look)),
                ("assessment", N_("The observer's assessment"), lambda: self._texts("assessment")),
                ("follow_up", N_("Follow-up advised"), lambda: self._texts("follow_up")),
            ),
        )
        if opinion:
            opinion.insert(1, Paragraph(fixed(self._text(_OPINION), muted=True)))
        words = self._part(N_("Chinese glossary"), (("glossary", None, lambda: glossary(sheet, look)),))
        return covered(
            cover,
            look,
            title=sentence(look.catalogue, N_("Hearing report: {names}"), names=names),
            blocks=(box, *facts, *opinion, *words, *bracket_note(sheet, look)),
        )

    def _part(self, title: Msg, parts: tuple[tuple[str, Msg | None, Callable[[], list[Block]]], ...]) -> list[Block]:
        """Return a part with its sections; what has nothing to say is left out with its heading."""
        blocks: list[Block] = []
        for key, heading, make in parts:
            self._sheet.section(key)
            made = make()
            blocks += [*([Heading(fixed(self._text(heading)), 2)] if made and heading else []), *made]
        return [Heading(fixed(self._text(title))), *blocks] if blocks else []

    @staticmethod
    def _pairs(pairs: tuple[Pair, ...]) -> list[Block]:
        return [Pairs(pairs)] if pairs else []

    def _box(self) -> Block:
        sheet, hearing = self._sheet, self._hearing
        when = sheet.line(hearing, "held") or sheet.line(hearing, "scheduled")
        charges = [line for one in sheet.ids("charge", case=self._case) if (line := urgent_why.charge(sheet, one))]
        agreed = N_("Counsel agreed to the publication of this report.")
        ground = consent_lines(sheet, self._clearance, self._focus, self._look)
        if COUNSEL_AGREED in self._chosen.options:
            ground.append(fixed(self._text(agreed)))
        pairs = (
            *pair(self._text(N_("On trial")), *(sheet.person(person, strong=True) for person in self._focus)),
            *pair(self._text(N_("Charge")), *charges),
            *pair(self._text(N_("Hearing")), joined((court.kind_of(sheet, hearing), when))),
            *pair(self._text(N_("Outcome")), capital(sheet.line(hearing, "outcome", strong=True))),
            *pair(self._text(N_("Next hearing")), sheet.line(hearing, "next_hearing")),
            *pair(self._text(N_("Consent")), *ground),
        )
        return Box(title=fixed(self._text(N_("In short"))), pairs=pairs)

    def _room(self) -> list[Block]:
        # Two blocks: one of them finds room at the foot of a page where both together would not.
        where = court.place_and_time(self._sheet, self._hearing, self._look)
        return [*self._pairs(where), *self._pairs(hearing_course.who(self._sheet, self._hearing, self._case, self._look))]

    def _access(self) -> list[Block]:
        sheet, hearing, text = self._sheet, self._hearing, self._text
        pairs = (
            *pair(text(N_("Seats, passes, checks, phones")), sheet.line(hearing, "entry_checks")),
            *pair(text(N_("Outside the court")), sheet.line(hearing, "outside")),
        )
        return [*self._pairs(pairs), *court.access_log(sheet, hearing, self._look)]

    def _accounts(self) -> list[Block]:
        return self._texts("facts")

    def _texts(self, key: str) -> list[Block]:
        """Return what each observer wrote under `key`, paragraph by paragraph; of several each by its number."""
        told = {record: lines for record in self._seen if (lines := split(self._sheet.line(record, key)))}
        if len(self._seen) == 1:
            return [Paragraph(line) for lines in told.values() for line in lines]
        pairs = [pair(self._observer(record), *lines) for record, lines in told.items()]
        return self._pairs(tuple(one for made in pairs for one in made))

    def _observer(self, record: str) -> str:
        """Return “Observer”, with a number where there are several."""
        if len(self._seen) == 1:
            return self._text(N_("Observer"))
        return self._look.catalogue.text(N_("Observer {number}"), number=self._seen.index(record) + 1)

    def _judgment(self) -> list[Block]:
        sheet, text = self._sheet, self._text
        given = [one for one in sheet.ids("judgment", case=self._case) if sheet.pointer(one, "hearing") == self._hearing]
        blocks: list[Block] = []
        for one in given:
            limits = [
                urgent_why.limit_line(sheet, limit, self._look) for limit in sheet.limits(self._case) if limit.record == one
            ]
            blocks += self._pairs((
                *pair(text(N_("Verdict")), capital(sheet.line(one, "verdict", strong=True))),
                *pair(text(N_("Given on")), sheet.line(one, "date")),
                *pair(text(N_("Pronounced")), capital(sheet.line(one, "pronounced"))),
                *pair(text(N_("Copy served on")), sheet.line(one, "served")),
                *pair(text(N_("Reasons")), *split(sheet.line(one, "reasons"))),
                *pair(text(N_("Limits of the law")), *limits),
            ))  # fmt: skip
        return [*blocks, *dossier_law.sentences(sheet, given, self._look)]

    def _how(self) -> list[Block]:
        sheet, text = self._sheet, self._text
        blocks: list[Block] = []
        for record in self._seen:
            blocks += self._pairs((
                *pair(self._observer(record), sheet.line(record, "observer", strong=True)),
                *pair(text(N_("Where it comes from")), capital(sheet.line(record, "basis"))),
                *pair(text(N_("Original notes kept")), capital(sheet.line(record, "notes_kept"))),
                *pair(text(N_("Incident with the observer")), sheet.line(record, "safety_incident")),
            ))  # fmt: skip
        words = self._look.catalogue.parted(sheet.sources([self._hearing, *self._seen, *court.attendances(sheet, self._hearing)]))
        return [*blocks, *self._pairs(pair(text(N_("Sources, in general words")), capital(fixed(words))))]


OUTPUT = Output(
    key="hearing_report",
    purpose="trial_observation",
    audiences=("embassy", "ngo", "public"),
    formats=("pdf", "docx"),
    record="hearing",
    required=("hearing/court|hearing/docket", "hearing/held|hearing/scheduled", "observation/facts", "observation/basis"),
    agreed={"public": COUNSEL_AGREED},
    options={COUNSEL_AGREED: N_("counsel agreed that this is published")},
    build=build,
)
