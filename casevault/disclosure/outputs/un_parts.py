"""What the three forms for the United Nations share: gaps said as gaps, the person, the account, remedies, the sender.

A form asks, so an empty answer is told from one that is not given: “not known”, “not asked”, “refused”, “not given here”.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casevault.disclosure.document import Block, Heading, Line, Pairs, Paragraph, Table
from casevault.disclosure.outputs import dossier_time
from casevault.disclosure.outputs.cover import covered
from casevault.disclosure.outputs.ground import bracket_note
from casevault.disclosure.outputs.parts import Pair, capital, fixed, joined, said, sentence, some
from casevault.domain.dates import in_words
from casevault.domain.reading import na_of
from casevault.domain.schema import DataClass, Kind, NotAValue
from casevault.i18n import N_
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from casevault.disclosure.document import Document
    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.outputs.cover import Cover
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look
    from casevault.i18n import Msg

AUDIENCES = ("un",)
LANGUAGES = ("en", "fr", "es")
FORMATS = ("pdf", "docx")
PURPOSE = "un_procedure"
_CODED = frozenset({Kind.BOOL, Kind.CHOICE, Kind.CHOICES})  # said in words of the vocabulary, written to stand inside a sentence
# Where a person was last in sight, the most telling first.
LOST = ("disappearance", "coerced_return", "arrest", "actual_detention", "last_contact")
TAKEN = ("arrest", "actual_detention", "coerced_return", "disappearance")
_TOLD = ("event", "hearing", "attendance", "judgment")

_NOT_GIVEN = N_("not given here")
_UNKNOWN = N_("not known")
_GAPS: dict[NotAValue, Msg] = {
    NotAValue.UNKNOWN: _UNKNOWN,
    NotAValue.NOT_ASKED: N_("not asked"),
    NotAValue.REFUSED: N_("refused to say"),
    NotAValue.NOT_DISCLOSABLE: _NOT_GIVEN,
}
# How a note of ill-treatment is told, in the order in which it is asked.
_NOTES: tuple[tuple[str, Msg], ...] = (
    ("at", N_("When")),
    ("place", N_("Where")),
    ("circumstances", N_("Circumstances")),
    ("by_whom", N_("By whom")),
    ("said", N_("What was asked or said")),
    ("methods", N_("Methods")),
    ("objects", N_("Objects used")),
    ("injuries", N_("Injuries")),
    ("mind", N_("Psychological complaints")),
    ("care", N_("Care asked for and given")),
    ("complaint", N_("Complaint, and its result")),
    ("consistency", N_("Consistency, by a clinician")),
)
_HEALTH: tuple[tuple[str, Msg], ...] = (
    ("kind", N_("Health")),
    ("since", N_("Since")),
    ("severity", N_("Severity")),
    ("need", N_("What is needed")),
    ("treated", N_("Treated")),
    ("ill_treatment", N_("Ill-treatment alleged")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form about one person; `level` is that of its headings."""

    sheet: Sheet
    clearance: Clearance
    cover: Cover
    look: Look
    case: str
    person: str
    level: int = 1

    def text(self, msg: Msg) -> str:
        """Return a fixed sentence in the language of the form."""
        return self.look.catalogue.text(msg)

    def note(self, msg: Msg) -> Paragraph:
        """Return a remark of the form itself, set back."""
        return Paragraph(fixed(self.text(msg), muted=True))

    def section(self, key: str, title: Msg, blocks: Sequence[Block]) -> list[Block]:
        """Return a part of the form: one whose answers are all gaps is printed as well, since it was asked."""
        self.sheet.section(key)
        return [Heading(fixed(self.text(title)), self.level), *blocks]

    def gap(self, record: str, path: str) -> Line:
        """Say why there is no answer. What is kept back does not say whether it was refused, asked or known."""
        sheet = self.sheet
        cells = (f"{path}/{row}/" for row in sheet.row_ids(record, path)) if record in sheet.selection.records else ()
        base = tuple(cells)
        if (record, path) in sheet.items or (base and any(one == record and key.startswith(base) for one, key in sheet.items)):
            return fixed(self.text(_NOT_GIVEN), muted=True)
        found = sheet.selection.records.get(record)
        answer = na_of(found.fields[path]) if found is not None and path in found.fields else None
        told = answer is not None and self._may_tell(record, path)
        return fixed(self.text(_GAPS[answer] if answer is not None and told else _UNKNOWN), muted=True)

    def _may_tell(self, record: str, path: str) -> bool:
        """Say whether “refused” or “not asked” may be read: of ordinary facts, and of a person who is named."""
        sheet = self.sheet
        found = sheet.selection.records[record]
        field = load_schema().type(found.type).field(path)
        if field is None or (record in self.clearance.limited and found.data_class is not DataClass.C0):
            return False
        if found.type == "person":
            return sheet.as_recorded(record, "display_name") and field.data_class <= DataClass.C2
        return max(field.data_class, found.data_class) <= DataClass.C1

    def answer(self, record: str, path: str) -> Line:
        """Return the answer in (record, path), or the words for why there is none."""
        line = self.sheet.line(record, path) if record else ()
        coded = (record, path) in self.sheet.items and self.sheet.items[record, path].field.kind in _CODED
        return line if line and not coded else capital(line or self.gap(record, path))

    def asked(self, label: Msg, *lines: Line, number: str = "") -> Pair:
        """Return a question with its answers; without any, “not known”."""
        return fixed(f"{number}{self.text(label)}"), some(*lines) or (capital(fixed(self.text(_UNKNOWN), muted=True)),)

    # ---- what the forms ask alike --------------------------------------------------------------------------------------

    @property
    def is_named(self) -> bool:
        """Whether the person's name is given in full."""
        return self.sheet.as_recorded(self.person, "display_name")

    def name_note(self) -> list[Block]:
        """Say that a name is missing where it is, since the form asks for it."""
        if self.is_named:
            return []
        words = N_("The form asks for the full name. It is not given here, as agreed; ask before relying on this form.")
        return [Paragraph(fixed(self.text(words), strong=True))]

    def work(self) -> tuple[Line, ...]:
        """Return what the person does: in the words recorded, and the field of work where those do not say it already."""
        sheet, person = self.sheet, self.person
        said_so = sheet.line(person, "occupation")
        field = sheet.line(person, "hrd_field")
        words = ["".join(run.text for run in line).casefold() for line in (field, said_so)]
        found = some(said_so, () if words[0] in words[1] else capital(field))
        return found or (self.answer(person, "occupation"),)

    def events(self, *kinds: str) -> list[str]:
        """Return what happened to the person, of these kinds, the most telling first."""
        found = [one for one in self.sheet.ids("event", case=self.case) if self._is_about(one)]
        return sorted(
            (one for one in found if self.sheet.code(one, "kind") in kinds),
            key=lambda one: (kinds.index(self.sheet.code(one, "kind")), self.sheet.day_of(one) or dossier_time.NO_DAY),
        )

    def _is_about(self, event: str) -> bool:
        victims = self.sheet.pointers(event, "victims")
        return not victims or self.person in victims

    def of_person(self, *types: str) -> list[str]:
        """Return records of the case that are about the person, or about nobody by name."""
        found = self.sheet.ids(*types, case=self.case)
        return [one for one in found if self.sheet.pointer(one, "person") in {"", self.person}]

    def stages(self) -> list[str]:
        """Return the stages of the person's detentions, in order."""
        mine = {one for one in self.of_person("detention") if self.sheet.pointer(one, "person") == self.person}
        return [one for one in self.sheet.ids("stage", case=self.case) if self.sheet.pointer(one, "period") in mine]

    def first(self, records: Iterable[str], path: str) -> Line:
        """Return the first answer that leaves; where there is none, why the first record has none."""
        every = list(records)
        found = next((line for one in every if (line := self.sheet.line(one, path))), ())
        return capital(found) or capital(self.gap(every[0] if every else "", path))

    def each(self, records: Iterable[str], path: str) -> tuple[Line, ...]:
        """Return every answer once, in order."""
        lines = {"".join(run.text for run in line): line for one in records if (line := self.sheet.line(one, path))}
        return tuple(lines.values())

    def forces(self, events: Iterable[str], stages: Iterable[str]) -> tuple[Line, ...]:
        """Return who is said to have done it: those named in the events, else the authority of the stages."""
        lines: dict[str, Line] = {}
        for event in events:
            for row in self.sheet.row_ids(event, "perpetrators"):
                base = f"perpetrators/{row}"
                line = joined(self.sheet.line(event, f"{base}/{key}") for key in ("person", "organisation"))
                line = joined((line, self.sheet.line(event, f"{base}/degree")), " · ") if line else ()
                lines.setdefault("".join(run.text for run in line), line)
        lines.pop("", None)
        return tuple(lines.values()) or self.each(stages, "authority")[:1]

    def account(self) -> list[Block]:
        """Return what happened to the person, in order, with how certain each thing is."""
        rows = []
        for record in dossier_time.in_order(self.sheet, self.case, _TOLD):
            if self.sheet.type_of(record) == "event" and not self._is_about(record):
                continue
            made = dossier_time.entry(self.sheet, record, self.look)
            if made is not None:
                rows.append((some(made[0]), made[1], some(made[2])))
        if not rows:
            return [Paragraph(capital(fixed(self.text(_UNKNOWN), muted=True)))]
        head = tuple(fixed(self.text(msg)) for msg in (N_("When"), N_("What happened"), N_("How certain")))
        return [Table(head=head, rows=tuple(rows), widths=(6, 17, 5))]

    def suffered(self) -> list[Block]:
        """Return health and ill-treatment, as told: nothing of it is here unless the person agreed to that."""
        pairs: list[Pair] = []
        for record in self.sheet.ids("health"):
            if self.sheet.pointer(record, "person") != self.person:
                continue
            pairs += self._told(record, _HEALTH, "")
            for row in self.sheet.row_ids(record, "ill_treatment_notes"):
                pairs += self._told(record, _NOTES, f"ill_treatment_notes/{row}/")
        if not pairs:
            return []
        told = N_("Health and ill-treatment, as told; not a medical opinion. Passed on with the person's agreement.")
        return [Paragraph(fixed(self.text(told), strong=True)), Pairs(tuple(pairs))]

    def _told(self, record: str, asked: tuple[tuple[str, Msg], ...], base: str) -> list[Pair]:
        lines = [(msg, self.sheet.line(record, f"{base}{key}")) for key, msg in asked]
        return [(fixed(self.text(msg)), (capital(line),)) for msg, line in lines if line]

    def charges(self) -> tuple[Line, ...]:
        """Return the charges with their articles and Chinese names."""
        sheet = self.sheet
        lines = []
        for charge in self.of_person("charge"):
            name = capital(sheet.line(charge, "law_article"))
            law = joined((name, sheet.fact(charge, "law_article", "article")), ", ")
            far = sheet.line(charge, "stage")
            lines.append(joined((law, sheet.fact(charge, "law_article", "zh"), far), " · ") if name else ())
        return some(*lines)

    def remedies(self) -> list[Block]:
        """Return the steps taken within the country, with their results or why they were of no use."""
        sheet, rows = self.sheet, []
        for one in self.of_person("remedy"):
            what = some(capital(sheet.line(one, "kind", strong=True)), sheet.line(one, "addressed_to"))
            when = some(sheet.line(one, "filed"), said(sheet.line(one, "by"), self.text(N_("By: "))))
            why = sheet.line(one, "why_not")
            result = some(capital(joined((sheet.line(one, "answer"), sheet.line(one, "answer_on")))), why)
            if what or when or result:
                rows.append(
                    (
                        what,
                        when or (capital(self.gap(one, "filed")),),
                        result or (capital(self.gap(one, "answer")),),
                    )
                )
        if not rows:
            return [Paragraph(fixed(self.text(N_("Not known: no step within the country is recorded.")), muted=True))]
        head = tuple(fixed(self.text(msg)) for msg in (N_("Step"), N_("When, and by whom"), N_("Result, or why none")))
        return [Table(head=head, rows=tuple(rows), widths=(8, 6, 10))]

    def sender(self, *, number: Callable[[], str] = lambda: "") -> tuple[Pair, ...]:
        """Return who submits, with the address the organisation prints on its papers."""
        sheet, case = self.sheet, self.case
        sender = sheet.pointer(case, "submitter")
        sender = sender if sender in sheet.selection.records else ""
        hidden = sheet.code(case, "submitter_confidential")
        sheet.line(case, "submitter_confidential")
        words = {
            "true": N_("Yes: the submitter asks that its identity is not made known."),
            "false": N_("No."),
        }
        kept = fixed(self.text(words[hidden]), strong=hidden == "true") if hidden else self.answer(case, "submitter_confidential")
        return (
            self.asked(N_("Name of the submitter"), self.answer(case, "submitter"), number=number()),
            self.asked(N_("Postal address"), self.answer(sender, "letter_address"), number=number()),
            self.asked(N_("E-mail address"), self.answer(sender, "letter_email"), number=number()),
            self.asked(N_("Telephone"), self.answer(sender, "letter_phone"), number=number()),
            self.asked(N_("Identity to be kept confidential"), kept, number=number()),
        )

    def contact_back(self) -> Line:
        """Say whether the person or family may be contacted again; always through the submitter."""
        consent = self.clearance.standings[self.person].consent
        return self.answer(consent, "contact_back")

    def signed(self) -> tuple[Pair, ...]:
        """Return the day, and a line to sign on."""
        return (
            self.asked(N_("Date"), fixed(in_words(self.cover.day, self.look.catalogue))),
            self.asked(N_("Signature"), fixed("." * 56, muted=True)),
        )


def forms(
    sheet: Sheet,
    clearance: Clearance,
    cover: Cover,
    look: Look,
    *,
    title: Msg,
    make: Callable[[Form], list[Block]],
) -> Document:
    """Return a document with one form for each person the cases are about; where there are several, each under its name."""
    whom = [(case, person) for case, persons in clearance.focus_of.items() for person in persons]
    sheet.section("identity")
    names = joined(dict.fromkeys(sheet.person(person) for _, person in whom))
    blocks: list[Block] = []
    for at, (case, person) in enumerate(whom, start=1):
        form = Form(sheet=sheet, clearance=clearance, cover=cover, look=look, case=case, person=person)
        if len(whom) > 1:
            count = look.catalogue.text(N_("Form {number} of {count}: ")).format(number=at, count=len(whom))
            blocks.append(Heading((*fixed(count), *sheet.person(person)), 1, fresh=at > 1))  # each goes to the UN by itself
            form = replace(form, level=2)
        blocks += make(form)
    blocks += bracket_note(sheet, look)
    return covered(cover, look, title=sentence(look.catalogue, title, names=names), blocks=blocks)
