"""Commands on records: add, show, list, edit, delete, undo, redo."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from casevault.ambient import utc_text
from casevault.cli.claims import claims_json
from casevault.cli.command import Answer, Command, vault_argument
from casevault.cli.scope import case_asked
from casevault.domain.claim_words import disagreement
from casevault.domain.dates import in_words
from casevault.domain.schema import NOT_A_VALUE_LABELS
from casevault.domain.values import na_of, show
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault.merging import standing_id
from casevault.vault.relations import links_of
from casevault.vault.tags import tagged

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context
    from casevault.domain.look import Look
    from casevault.domain.record import Record
    from casevault.domain.schema import RecordType
    from casevault.vault.relations import Linked
    from casevault.vault.vault import Vault

DAY_WIDTH = 18
DISPUTED = N_("accounts differ")
LIST_LIMIT = 10_000  # records printed at once; narrow with --case


def _field_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--set", metavar="KEY=VALUE", action="append", default=[])
    parser.add_argument("--data", metavar="FILE|-", default="")


def _untrusted_fields(context: Context, args: argparse.Namespace) -> dict[str, object]:
    fields: dict[str, object] = {}
    if args.data:
        try:
            untrusted = json.loads(context.untrusted_bulk(args.data))
        except (ValueError, RecursionError):
            raise UserProblem(Code.INVALID_INPUT, N_("That is not a JSON object."), N_('Give {"fields": {…}}.')) from None
        if not isinstance(untrusted, dict) or not isinstance(untrusted.get("fields"), dict):
            raise UserProblem(Code.INVALID_INPUT, N_('The object has no "fields".'), N_('Give {"fields": {…}}.'))
        fields.update(untrusted["fields"])
    for untrusted_pair in args.set:
        key, separator, value = untrusted_pair.partition("=")
        if not separator:
            raise UserProblem(Code.INVALID_INPUT, N_("A --set argument has no “=”."), N_("Write it as key=value."))
        fields[key] = context.untrusted_text(value)
    if not fields:
        raise UserProblem(Code.INVALID_INPUT, N_("No field was given."), N_("Use --set key=value or --data."))
    return fields


def shown(vault: Vault, record: Record) -> dict[str, Any]:
    """Return the object that add, edit and show print for one record."""
    return {
        "id": record.id,
        "type": record.type,
        "type_version": record.type_version,
        "case": record.cases[0] if record.cases else None,
        "title": record.title,
        "fields": dict(record.fields),
        "changes": [
            {"at": utc_text(entry.at), "actor": entry.actor, "action": str(entry.action), "fields": list(entry.fields)}
            for entry in vault.records.history(record.id)
        ],
    }


def _linked(linked: Linked) -> dict[str, Any]:
    return {"field": linked.field, "type": linked.type, "id": linked.id, "title": linked.title, "words": linked.words}


def _links_answer(context: Context, vault: Vault, record_id: str) -> Answer:
    """Return a record with what it points to and what points to it."""
    answer = _record_answer(context, vault, record_id)
    links = links_of(vault, vault.records.get(record_id), vault.look(context.catalogue))
    data = {"to": [_linked(one) for one in links.to], "from": [_linked(one) for one in links.from_], "more": links.more}
    lines = [f"  → {one.words}: {one.title}  {one.id}" for one in links.to]
    lines += [f"  ← {one.words}: {one.title}  {one.id}" for one in links.from_]
    return Answer({**answer.data, "links": data}, (*answer.lines, *lines))


def _record_answer(context: Context, vault: Vault, record_id: str) -> Answer:
    record = vault.records.get(record_id)
    record_type = vault.schema.type(record.type)
    look = vault.look(context.catalogue)
    standing = standing_id(vault.records, record.id)
    if standing != record.id:
        context.say(context.catalogue.text(N_("This record was merged. The person is recorded as {id} now."), id=standing))
    about = vault.records.accounts([record])[record.id]
    lines = [f"{record.title}  ({context.catalogue.text(record_type.label)})", record.id]
    for field in record_type.fields:
        value = record.fields.get(field.key)
        if value is not None:
            lines.append(f"  {context.catalogue.text(field.label)}: {show(field, value, look)}")
        differing = [
            words for path, one in about.items() if path.partition("/")[0] == field.key and (words := disagreement(one, look))
        ]
        lines += [f"    {context.catalogue.text(DISPUTED)}: {words}" for words in differing]
    return Answer(shown(vault, record), tuple(lines))


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("type", metavar="TYPE")
    _field_arguments(parser)


def _add(context: Context, args: argparse.Namespace) -> Answer:
    fields = _untrusted_fields(context, args)
    with context.vault(args) as vault:
        return _record_answer(context, vault, vault.records.add(args.type, fields).id)


def _id_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("id", metavar="ID")


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    _id_arguments(parser)
    parser.add_argument("--links", action="store_true")


def _show(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        if args.links:
            return _links_answer(context, vault, args.id)
        answer = _record_answer(context, vault, args.id)
        told = claims_json(vault, args.id, vault.look(context.catalogue))
        return Answer({**answer.data, "claims": told}, answer.lines)


def _edit_arguments(parser: argparse.ArgumentParser) -> None:
    _id_arguments(parser)
    _field_arguments(parser)


def _edit(context: Context, args: argparse.Namespace) -> Answer:
    fields = _untrusted_fields(context, args)
    with context.vault(args) as vault:
        vault.records.edit(args.id, fields)
        return _record_answer(context, vault, args.id)


def _delete(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        changes = vault.records.delete(args.id)
        return Answer(
            {"deleted": args.id, "batch": changes.batch},
            (context.catalogue.text(N_("Deleted. The record stays in the log; undo brings it back.")),),
        )


def _undo_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("batch", metavar="BATCH", nargs="?", default=None)


def _undo(context: Context, args: argparse.Namespace) -> Answer:
    if args.batch == "":  # an unset variable of a script must not take back the last act
        raise UserProblem(Code.INVALID_INPUT, N_("No act is named."), N_("Leave the argument out to take back the last one."))
    with context.vault(args) as vault:
        undone = vault.records.undo(args.batch or "")
        data = {"undone": undone.undone, "batch": undone.batch, "records": list(undone.records)}
        count = len(undone.records)
        return Answer(data, (context.catalogue.text(N_("{count} record put back.", "{count} records put back."), count=count),))


def _redo(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        done = vault.records.redo()
        data = {"redone": done.undone, "batch": done.batch, "records": list(done.records)}
        count = len(done.records)
        return Answer(
            data, (context.catalogue.text(N_("{count} record done again.", "{count} records done again."), count=count),)
        )


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("type", metavar="TYPE")
    parser.add_argument("--case", metavar="CASE", default="")
    parser.add_argument("--tag", metavar="TAG", default="")


def _list(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        vault.schema.type(args.type)
        ids = vault.records.ids(args.type, case=case_asked(vault, args.case))
        if args.tag:
            ids = tagged(vault, ids, context.untrusted_text(args.tag))
        records = [record for record in vault.records.page(ids[:LIST_LIMIT]) if record is not None]
        disputed = differing(vault, records, vault.look(context.catalogue))
        data = {
            "type": args.type,
            "total": len(ids),
            "records": [
                {
                    "id": record.id,
                    "title": record.title,
                    "case": record.cases[0] if record.cases else None,
                    "date": record.date_from or None,
                    "fields": dict(record.fields),
                }
                | ({"disputed": disputed[record.id]} if record.id in disputed else {})
                for record in records
            ],
        }
        shown = [(record, _day(context, vault.schema.type(record.type), record)) for record in records]
        lines = [
            f"{record.id}  {day:>{DAY_WIDTH}}  {record.title}" + "".join(f"  ({w})" for w in disputed.get(record.id, {}).values())
            for record, day in shown
        ]
        return Answer(data, (*lines, context.catalogue.text(N_("{count} record", "{count} records"), count=len(ids))))


def differing(vault: Vault, records: list[Record], look: Look) -> dict[str, dict[str, str]]:
    """Return {record: {path: words}} of the values on which accounts differ."""
    found = {
        record_id: {path: words for path, about in by_path.items() if (words := disagreement(about, look))}
        for record_id, by_path in vault.records.accounts(records).items()
    }
    return {record_id: words for record_id, words in found.items() if words}


def _day(context: Context, record_type: RecordType, record: Record) -> str:
    """Return the record's first date in words, as it was recorded: the day it sorts by would look more exact than it is."""
    value = record.fields.get(record_type.dates[0]) if record_type.dates else None
    answer = na_of(value) if value is not None else None
    if answer is not None:
        return context.catalogue.text(NOT_A_VALUE_LABELS[answer])
    return in_words(value, context.catalogue, short=True) if isinstance(value, str) and value else ""


COMMANDS = (
    Command(name="add", help=N_("Record something new"), arguments=_add_arguments, run=_add),
    Command(name="show", help=N_("Show one record with its history"), arguments=_show_arguments, run=_show),
    Command(name="list", help=N_("List the records of one type"), arguments=_list_arguments, run=_list),
    Command(name="edit", help=N_("Change fields of a record"), arguments=_edit_arguments, run=_edit),
    Command(name="delete", help=N_("Delete a record (it stays in the log)"), arguments=_id_arguments, run=_delete),
    Command(name="undo", help=N_("Take back the last act, or the one named"), arguments=_undo_arguments, run=_undo),
    Command(name="redo", help=N_("Do again what was taken back last"), arguments=vault_argument, run=_redo),
)
