"""A request for support to a fund: who applies, what is needed and what it costs, and on what it rests.

Two papers, made apart and sealed apart. The request says that there are referees and never who; `--option referees` makes the
other one, which has their names, what request they speak for, and nothing of the case. What the risk of receiving money is, which
way it can be paid, and who else gives, stand in neither: those are told by another way, and the request says so in words that are
always the same. That the risk was weighed at all is asked before it is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.document import Block, Document, Heading, Items, Line, Pairs, Paragraph, Table
from casevault.disclosure.outputs.cover import covered
from casevault.disclosure.outputs.ground import bracket_note, consent_lines
from casevault.disclosure.outputs.output import Output
from casevault.disclosure.outputs.parts import capital, fixed, joined, pair, sentence, some
from casevault.domain.consent import Identity
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from decimal import Decimal

    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.outputs.cover import Cover
    from casevault.disclosure.outputs.output import Chosen
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look
    from casevault.i18n import Msg

REFEREES = "referees"
ENOUGH = 2
_APART = (
    N_("The risk of receiving money: it was weighed and is on record."),
    N_("The way in which money can be paid: it never stands in this paper."),
    N_("Whether others give for the same need, and who they are."),
    N_("Who the two referees are: that is in a paper of its own, which is sealed apart."),
)


def build(sheet: Sheet, clearance: Clearance, cover: Cover, look: Look, chosen: Chosen) -> Document:
    """Return the request that the chosen record is, or the paper with its referees."""
    made = _Builder(sheet, clearance, look, chosen.record)
    if REFEREES in chosen.options:
        return covered(cover, look, title=fixed(look.catalogue.text(N_("Referees"))), blocks=made.referees())
    title = sentence(look.catalogue, N_("Request for support: {names}"), names=made.names(chosen.cases))
    return covered(cover, look, title=title, blocks=made.request(chosen.cases, cover.day))


class _Builder:
    """Builds the papers of one request."""

    def __init__(self, sheet: Sheet, clearance: Clearance, look: Look, request: str) -> None:
        self._sheet, self._clearance, self._look, self._id = sheet, clearance, look, request

    def names(self, cases: tuple[str, ...]) -> Line:
        """Return whom the case is about."""
        focus = [person for case in cases for person in self._clearance.focus_of[case]]
        return joined(dict.fromkeys(self._sheet.person(person) for person in focus))

    def request(self, cases: tuple[str, ...], today: str) -> list[Block]:
        """Return the request itself."""
        sheet, text = self._sheet, self._text
        sheet.section("ask")
        blocks: list[Block] = [self._heading(N_("Who applies")), Pairs(self._applicant(cases))]
        sheet.section("person")
        situation = [Paragraph(line) for case in cases if (line := sheet.line(case, "summary"))]
        stage = [line for case in cases if (line := self._stage(case))]
        if situation or stage:
            blocks += [self._heading(N_("The situation")), *situation, *([Items(tuple(stage))] if stage else [])]
        sheet.section("steps")
        blocks += [self._heading(N_("What is needed")), self._budget()]
        others = [one for one in self._of_applicant() if one not in self._needs()]
        if others:
            blocks += [self._heading(N_("Other requests for the same person")), self._others(others)]
        blocks += [self._heading(N_("Told by another way")), Items(tuple(fixed(text(msg)) for msg in _APART))]
        review = self._review(today)
        if review:
            blocks.append(Pairs(pair(text(N_("The risk is weighed again on")), review)))
        return [*blocks, *bracket_note(sheet, self._look)]

    def referees(self) -> list[Block]:
        """Return who speaks for the request; refuses where one of them did not agree to be named to a fund."""
        sheet, text = self._sheet, self._text
        sheet.section("ask")
        persons = sheet.pointers(self._id, "referees")
        self._require_referees(persons)
        about = (
            *pair(text(N_("Request they speak for")), capital(sheet.line(self._id, "kind"))),
            *pair(text(N_("Amount")), sheet.amount(self._id)),
            *pair(text(N_("Asked on")), sheet.line(self._id, "asked")),
        )
        sheet.line(self._id, "referees")
        named = tuple(sheet.person(person, strong=True) for person in persons)
        note = Paragraph(fixed(text(N_("Keep this apart from the request. How they are reached is told by another way."))))
        blocks: list[Block] = [Pairs(about)] if about else []
        return [*blocks, *([Items(named)] if named else []), note]

    def _require_referees(self, persons: tuple[str, ...]) -> None:
        if persons and len(persons) < ENOUGH:
            raise UserProblem(
                Code.OUTPUT_INCOMPLETE,
                N_("What this document cannot do without is not recorded: {keys}."),
                N_("A fund asks for two referees. Record another one, then try again."),
                keys=("referees",),
                cases=[],
            )
        standings = self._clearance.standings
        unnamed = [one for one in persons if one not in standings or standings[one].identity is not Identity.FULL]
        if unnamed:
            raise UserProblem(
                Code.CONSENT_MISSING,
                N_("A referee did not agree to be named to a fund: {persons}."),
                N_("Nothing has left. Record the referee's own consent for support and for funds, or choose another one."),
                persons=sorted(unnamed),
                audience="grant",
                purpose="support",
            )

    def _applicant(self, cases: tuple[str, ...]) -> tuple[tuple[Line, tuple[Line, ...]], ...]:
        sheet, text = self._sheet, self._text
        person = sheet.pointer(self._id, "for")
        focus = [one for case in cases for one in self._clearance.focus_of[case]]
        standing = self._clearance.standings.get(person)
        consents = consent_lines(sheet, self._clearance, focus, self._look)
        if standing is not None and person not in focus:
            agreed = N_("The applicant agreed to this request.")
            silent = N_("The applicant is not named here.")
            consents.append(fixed(text(agreed if standing.consent else silent)))
        relation: Line = ()
        if standing is not None and standing.identity is Identity.FULL:  # anyone else stands there by the role alone
            role = self._look.vocabularies.label("role", standing.role, self._look.catalogue)
            relation = fixed(text(N_("the person the case is about")) if person in focus else role)
        return (
            *pair(text(N_("Applicant")), capital(sheet.line(self._id, "for", strong=True))),
            *pair(text(N_("Relation")), capital(relation)),
            *pair(text(N_("The defender")), self.names(cases)),
            *pair(text(N_("Work as a defender")), *(capital(sheet.line(one, "hrd_field")) for one in dict.fromkeys(focus))),
            *pair(text(N_("Asked on")), sheet.line(self._id, "asked")),
            *pair(text(N_("Consent")), *consents),
        )

    def _stage(self, case: str) -> Line:
        """Return the measure that is in force for those who are held."""
        sheet = self._sheet
        stages = [stage for stage in sheet.ids("stage", case=case) if not sheet.leaves(stage, "end")]
        if not stages:
            return ()
        since = N_("{measure}, since {day}")
        measure, day = capital(sheet.line(stages[-1], "measure")), sheet.line(stages[-1], "start")
        return sentence(self._look.catalogue, since, measure=measure, day=day) if measure and day else measure

    # ---- money --------------------------------------------------------------------------------------------------------

    def _of_applicant(self) -> list[str]:
        """Return every request for the same person, the chosen one first."""
        sheet, person = self._sheet, self._sheet.pointer(self._id, "for")
        same = [one for one in sheet.ids("support") if sheet.pointer(one, "for") == person and one != self._id]
        return [self._id, *same]

    def _needs(self) -> list[str]:
        """Return the chosen request and those that nobody was asked for yet: one budget."""
        asked = ("asked", "decided", "paid", "decision")
        return [one for one in self._of_applicant() if one == self._id or not any(self._sheet.leaves(one, key) for key in asked)]

    def _budget(self) -> Table:
        sheet, text = self._sheet, self._text
        rows = tuple(
            (some(capital(sheet.line(one, "kind", strong=True))), some(sheet.line(one, "summary")), some(sheet.amount(one)))
            for one in self._needs()
        )
        total = self._total()
        if total:
            rows = (*rows, (some(fixed(text(N_("Together")), strong=True)), (), (total,)))
        head = tuple(fixed(text(msg)) for msg in (N_("Kind of need"), N_("What for, and why"), N_("Amount")))
        return Table(head=head, rows=rows, widths=(4, 9, 3))

    def _total(self) -> Line:
        """Return the sum, where there is more than one amount and all are in one currency."""
        needs = self._needs()
        amounts: list[Decimal] = [number for one in needs if (number := self._sheet.number(one, "amount")) is not None]
        currencies = {self._sheet.code(one, "currency") for one in needs}
        if len(amounts) < ENOUGH or len(amounts) != len(needs) or len(currencies) != 1 or "" in currencies:
            return ()
        currency = self._look.vocabularies.label("currency", currencies.pop(), self._look.catalogue)
        return fixed(f"{sum(amounts)}\N{NO-BREAK SPACE}{currency}", strong=True)

    def _others(self, others: list[str]) -> Table:
        """Return what else was asked for, without whom it was asked of."""
        sheet = self._sheet
        rows = tuple(
            (
                some(capital(sheet.line(one, "kind"))),
                some(sheet.amount(one)),
                some(sheet.line(one, "asked")),
                some(capital(sheet.line(one, "decision")), sheet.line(one, "decided")),
                some(sheet.line(one, "paid")),
            )
            for one in others
        )
        msgs = (N_("Kind of need"), N_("Amount"), N_("Asked on"), N_("Decision"), N_("Paid on"))
        return Table(head=tuple(fixed(self._text(msg)) for msg in msgs), rows=rows, widths=(4, 3, 3, 3, 3))

    def _review(self, today: str) -> Line:
        """Return the next day on which the risk of this request is weighed again."""
        sheet = self._sheet
        ahead = [one for one in sheet.ids("risk") if sheet.pointer(one, "action") == self._id and sheet.day_of(one) >= today]
        return sheet.line(ahead[0], "review_on") if ahead else ()

    def _heading(self, msg: Msg) -> Heading:
        return Heading(fixed(self._text(msg)), 1)

    def _text(self, msg: Msg) -> str:
        return self._look.catalogue.text(msg)


OUTPUT = Output(
    key="support_request",
    purpose="support",
    audiences=("grant",),
    languages=("en",),
    formats=("pdf", "docx"),
    record="support",
    required=("support/summary", "support/amount", "support/currency", "support/payment_risk", "support/referees"),
    options={REFEREES: N_("the paper with the referees' names, instead of the request")},
    applicant="for",
    apart="support/referees",
    apart_option=REFEREES,
    build=build,
)
