"""The parts of the dossier about the law: where the person stands, the charges with their names, sentences, rights concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.document import Block, Items, Line, Pairs, Table
from casevault.disclosure.outputs import urgent_why
from casevault.disclosure.outputs.parts import Pair, capital, fixed, joined, pair, quoted, said, some
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look


def situation(sheet: Sheet, case: str, look: Look, today: str) -> list[Block]:
    """Return for each detention where it stands now and how long it lasts, the limits of the law, the charges, the sentences."""
    blocks: list[Block] = []
    several = len(sheet.ids("detention", case=case)) > 1
    for detention in sheet.ids("detention", case=case):
        pairs = _detention(sheet, detention, look, today, named=several)
        if pairs:
            blocks.append(Pairs(pairs))
    limits = pair(look.catalogue.text(N_("Limits of the law")), *urgent_why.limit_lines(sheet, case, look))
    if limits:
        blocks.append(Pairs(limits))
    return [*blocks, *_charges(sheet, case, look), *sentences(sheet, sheet.ids("judgment", case=case), look)]


def _detention(sheet: Sheet, detention: str, look: Look, today: str, *, named: bool) -> tuple[Pair, ...]:
    text = look.catalogue.text
    stages = [stage for stage in sheet.ids("stage") if sheet.pointer(stage, "period") == detention]
    start, ended, lasted = sheet.line(detention, "start"), sheet.line(detention, "end"), _lasted(sheet, detention, look, today)
    pairs = pair(text(N_("Deprived of liberty since")), joined((start, () if ended else lasted), " · "))
    if ended:
        pairs += pair(text(N_("Detention ended")), joined((ended, sheet.line(detention, "end_reason"), lasted), " · "))
    if stages:
        now = stages[-1]
        pairs += (
            *pair(text(N_("Stage")), capital(sheet.line(now, "measure", strong=True))),
            *pair(text(N_("Since")), sheet.line(now, "start")),
            *pair(text(N_("Held at")), joined((sheet.line(now, "facility"), sheet.line(now, "authority")))),
            *pair(text(N_("National security claimed")), capital(sheet.line(now, "national_security"))),
        )
        pairs += _conditions(sheet, stages, look)
    if pairs and named:
        person = sheet.pointer(detention, "person")
        pairs = (*pair(text(N_("Who")), sheet.line(detention, "person", strong=True) if person else ()), *pairs)
    return pairs


def _lasted(sheet: Sheet, detention: str, look: Look, today: str) -> Line:
    """Return how many days a detention lasted, until today where no end is recorded; () where a day is uncertain or disputed."""
    keys = [key for key in ("start", "end") if (detention, key) in sheet.items]
    # Counted from a day that itself is not printed, the number would print it.
    if any(sheet.disputed(detention, key) or not sheet.as_recorded(detention, key) for key in keys):
        return ()
    days = sheet.days(detention, "start", "end", today)
    return () if days is None else fixed(look.catalogue.text(N_("{count} day", "{count} days"), count=days))


def _conditions(sheet: Sheet, stages: list[str], look: Look) -> tuple[Pair, ...]:
    """Return warrant, notice and contact, each as last recorded over the stages."""
    text = look.catalogue.text

    def last(key: str) -> Line:
        return next((line for stage in reversed(stages) if (line := sheet.line(stage, key))), ())

    notice = next((stage for stage in reversed(stages) if sheet.leaves(stage, "notice_family")), "")
    told: tuple[Line, ...] = ()
    if notice:
        told = some(
            joined((capital(sheet.line(notice, "notice_family")), sheet.line(notice, "notice_family_on"))),
            quoted(sheet.line(notice, "notice_text"), sheet.catalogue_language),
        )
    return (
        *pair(text(N_("Warrant shown")), capital(last("warrant_shown"))),
        *pair(text(N_("Notice to the family")), *told),
        *pair(text(N_("Contact with the outside")), capital(last("outside_contact"))),
    )


def _charges(sheet: Sheet, case: str, look: Look) -> list[Block]:
    text = look.catalogue.text
    rows = []
    charges = sheet.ids("charge", case=case)
    several = len({sheet.pointer(charge, "person") for charge in charges}) > 1
    for charge in charges:
        name = capital(sheet.line(charge, "law_article", strong=True))
        if not name:
            continue
        article = sheet.fact(charge, "law_article", "article")
        own = some(
            sheet.line(charge, "person") if several else (),
            joined((name, article), ", "),
            joined((sheet.fact(charge, "law_article", "zh"), sheet.fact(charge, "law_article", "pinyin")), " "),
        )
        far = some(
            capital(sheet.line(charge, "stage")),
            said(sheet.line(charge, "from"), text(N_("from "))),
            said(sheet.line(charge, "to"), text(N_("until "))),
        )
        acts = some(sheet.line(charge, "acts_alleged"), said(sheet.line(charge, "text_source"), "(", ")"))
        rows.append((own, far, acts))
    if not rows:
        return []
    head = tuple(fixed(text(msg)) for msg in (N_("Charge"), N_("How far"), N_("Acts alleged")))
    return [Table(head=head, rows=tuple(rows), widths=(8, 4, 5))]


def sentences(sheet: Sheet, judgments: Sequence[str], look: Look) -> list[Block]:
    """Return the sentences of these judgments, one line each."""
    text = look.catalogue.text
    lines = []
    for judgment in judgments:
        for row in sheet.row_ids(judgment, "sentences"):
            base = f"sentences/{row}"
            line = joined(
                (
                    joined((capital(sheet.line(judgment, f"{base}/kind", strong=True)), sheet.line(judgment, f"{base}/term"))),
                    said(sheet.line(judgment, f"{base}/suspended"), text(N_("suspended for "))),
                    said(sheet.line(judgment, f"{base}/political_rights"), text(N_("without political rights for "))),
                    said(sheet.line(judgment, f"{base}/fine"), text(N_("fine "))),
                    said(sheet.line(judgment, f"{base}/confiscation"), text(N_("confiscation "))),
                    said(sheet.line(judgment, f"{base}/prohibition_order"), text(N_("order: "))),
                    said(sheet.line(judgment, f"{base}/changes"), text(N_("later: "))),
                ),
                " · ",
            )
            if line:
                lines.append((*said(sheet.line(judgment, f"{base}/person"), "", ": "), *line))
    return [Items(tuple(lines))] if lines else []


def rights(sheet: Sheet, case: str) -> list[Block]:
    """Return the rights that the events name, each once."""
    lines: dict[str, Line] = {}
    for event in sheet.ids("event", case=case):
        for code, line in zip(sheet.codes(event, "rights"), sheet.labels(event, "rights"), strict=True):
            lines.setdefault(code, capital(line))
    return [Items(tuple(lines.values()))] if lines else []
