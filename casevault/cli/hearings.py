"""Commands on hearings: stamp what happens, read it back with access and checklist, write it up, count refusals."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from casevault.cli.command import Answer, Command, vault_argument
from casevault.cli.scope import case_asked
from casevault.domain.consent import rows_of, text_of
from casevault.domain.dates import in_words
from casevault.domain.mentions import as_read
from casevault.domain.schema import NOT_A_VALUE_LABELS, NotAValue
from casevault.domain.values import show
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault import hearings
from casevault.vault.rights import RATING, RIGHT, articles_of, treaty_note

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context
    from casevault.domain.look import Look
    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

ACCESS = ("observer", "capacity", "outcome", "stated_reason", "verbatim", "refused_by", "treatment")


def _stamp_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("hearing", metavar="HEARING")
    parser.add_argument("code", metavar="CODE")
    parser.add_argument("--at", metavar="TIME", default="")
    parser.add_argument("--note", metavar="TEXT|-", default="")


def _stamp(context: Context, args: argparse.Namespace) -> Answer:
    note = context.untrusted_text(args.note)
    with context.vault(args) as vault:
        before = {str(row.get("row")) for row in rows_of(hearings.hearing_of(vault, args.hearing), "stamps")}
        changes = hearings.stamp(vault, args.hearing, args.code, untrusted_at=args.at, untrusted_note=note)
        (row,) = [row for row in rows_of(vault.records.get(args.hearing), "stamps") if str(row.get("row")) not in before]
        label = vault.schema.vocabularies.label("stamp", str(row["code"]), context.catalogue)
        data = {"hearing": args.hearing, "row": row["row"], "at": row["at"], "code": row["code"], "batch": changes.batch}
        return Answer(data, (f"{str(row['at'])[11:19]}  {label}",))


def _hearing_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("hearing", metavar="HEARING", nargs="?", default="")
    parser.add_argument("--refusals", action="store_true")
    parser.add_argument("--case", metavar="CASE", default="")


def _hearing(context: Context, args: argparse.Namespace) -> Answer:
    if args.refusals == bool(args.hearing):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("Name one hearing, or ask for --refusals."),
            N_("`casevault hearing DIR HEARING`, or `casevault hearing DIR --refusals [--case CASE]`."),
            field="hearing",
        )
    with context.vault(args) as vault:
        if args.refusals:
            return _refusals(context, vault, case_asked(vault, args.case))
        return _one(context, vault, hearings.hearing_of(vault, args.hearing))


def _refusals(context: Context, vault: Vault, case: str) -> Answer:
    found = hearings.refusals(vault, case=case)
    entries = [{"reason": one.reason, "count": one.count, "hearings": one.hearings} for one in found]
    lines = [f"{one.count:>5}  {_reason(context, vault, one.reason)}" for one in found]
    total = sum(one.count for one in found)
    lines.append(context.catalogue.text(N_("{count} refusal", "{count} refusals"), count=total))
    return Answer({"case": case or None, "total": total, "refusals": entries}, tuple(lines))


def _reason(context: Context, vault: Vault, code: str) -> str:
    if code in set(NotAValue) and not vault.schema.vocabularies.has("refusal_reason", code):
        return context.catalogue.text(NOT_A_VALUE_LABELS[NotAValue(code)])
    return vault.schema.vocabularies.label("refusal_reason", code, context.catalogue)


def _one(context: Context, vault: Vault, hearing: Record) -> Answer:
    text, label, look = context.catalogue.text, vault.schema.vocabularies.label, vault.look(context.catalogue)
    sequence = [
        {
            "row": one.row,
            "at": one.at,
            "code": one.code,
            "label": label("stamp", one.code, context.catalogue),
            "note": one.note,
            "record": one.by,
        }
        for one in hearings.sequence(vault, hearing)
    ]
    access = [_access(vault, record, look) for record in hearings.attendances(vault, hearing)]
    lists = [_checklist(context, vault, record) for record in hearings.observations(vault, hearing)]
    note = treaty_note(_country(vault, hearing), context.catalogue) if lists else ""
    data: dict[str, Any] = {
        "id": hearing.id,
        "title": hearing.title,
        "scheduled": hearing.fields.get("scheduled"),
        "held": hearing.fields.get("held"),
        "end": hearing.fields.get("end"),
        "publicity": hearing.fields.get("publicity"),
        "sequence": sequence,
        "access": access,
        "admitted": [dict(row) for row in rows_of(hearing, "admitted")],
        "checklists": lists,
        "treaty_note": note,
    }
    lines = [hearing.title, hearing.id, "", text(N_("As it happened"))]
    lines += [
        f"  {_clock(context, str(one['at']))}  {one['label']}" + (f": {as_read(str(one['note']))}" if one["note"] else "")
        for one in sequence
    ]
    lines += ["", text(N_("Who was let in, and who was refused"))]
    lines += [f"  {one['words']}" for one in access] or [f"  {text(N_('Nobody is on record.'))}"]
    for one in lists:
        lines += ["", f"{text(N_('Checklist of rights'))}: {one['title']}", f"  {one['words']}"]
        lines += [
            f"  {item['code']:<4} {item['rating_label']:<18} {item['label']}  ({item['articles']})" for item in one["items"]
        ]
    return Answer(data, (*lines, *(("", note) if note else ())))


def _clock(context: Context, at: str) -> str:
    return at[11:16] if "T" in at else in_words(at, context.catalogue, short=True)


def _access(vault: Vault, record: Record, look: Look) -> dict[str, Any]:
    rt = vault.schema.type(record.type)
    shown = {key: show(field, record.fields.get(key, ""), look) for key in ACCESS if (field := rt.field(key)) is not None}
    words = " · ".join(value for value in shown.values() if value)
    return {"id": record.id, **{key: record.fields.get(key) for key in ACCESS}, "words": words}


def _checklist(context: Context, vault: Vault, record: Record) -> dict[str, Any]:
    label = vault.schema.vocabularies.label
    items = [
        {
            "code": code,
            "label": label(RIGHT, code, context.catalogue),
            "articles": articles_of(code, vault.schema.vocabularies),
            "rating": rating,
            "rating_label": label(RATING, rating, context.catalogue),
            "note": note,
        }
        for code, rating, note in hearings.checklist(vault, record)
    ]
    counts = Counter(str(item["rating"]) for item in items)
    ordered = {code: counts[code] for code in vault.schema.vocabularies.codes(RATING)}
    words = ", ".join(f"{count} {label(RATING, code, context.catalogue)}" for code, count in ordered.items() if count)
    return {"observation": record.id, "title": record.title, "items": items, "counts": ordered, "words": words}


def _country(vault: Vault, hearing: Record) -> str:
    case = vault.records.many([text_of(hearing, "case")]).get(text_of(hearing, "case"))
    return text_of(case, "jurisdiction") if case is not None else ""


def _write_up_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("hearing", metavar="HEARING")


def _write_up(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        done = hearings.write_up(vault, args.hearing)
        data = {
            "hearing": args.hearing,
            "batch": done.batch,
            "fields": list(done.fields),
            "attendances": list(done.attendances),
            "observation": done.observation or None,
        }
        if not done.batch:
            return Answer(data, (context.catalogue.text(N_("Nothing to write up: the record says what the stamps say.")),))
        lines = []
        if done.fields:
            lines.append(context.catalogue.text(N_("Filled in from the stamps: {fields}."), fields=", ".join(done.fields)))
        lines.append(
            context.catalogue.text(N_("{count} refusal drafted.", "{count} refusals drafted."), count=len(done.attendances))
        )
        if done.observation:
            lines.append(context.catalogue.text(N_("An observation was begun, every right “not observed”. Fill it in.")))
        return Answer(data, tuple(lines))


COMMANDS = (
    Command(name="stamp", help=N_("Note what happens in a courtroom, with its time"), arguments=_stamp_arguments, run=_stamp),
    Command(
        name="hearing",
        help=N_("Show a hearing as it happened, who was let in, and the checklist"),
        arguments=_hearing_arguments,
        run=_hearing,
    ),
    Command(name="write-up", help=N_("Make the stamps of a hearing its record"), arguments=_write_up_arguments, run=_write_up),
)
