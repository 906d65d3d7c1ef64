"""Commands on facts that age: which are stale, and that one still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.cli.command import Answer, Command, as_of_argument, as_of_day, vault_argument
from casevault.cli.scope import case_asked
from casevault.i18n import N_
from casevault.vault import stale

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context


def _stale_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    as_of_argument(parser)
    parser.add_argument("--case", metavar="CASE", default="")


def _stale(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        as_of = as_of_day(context, args)
        look = vault.look(context.catalogue)
        found = stale.stale(vault, as_of=as_of, case=case_asked(vault, args.case))
        entries = [
            {
                "fact": one.rule.key,
                "record": one.record.id,
                "type": one.record.type,
                "field": one.rule.field,
                "case": one.case or None,
                "title": one.record.title,
                "value": stale.value_of(one, look, vault),
                "confirmed": one.confirmed,
                "age": one.age,
                "limit": one.rule.days,
            }
            for one in found
        ]
        lines = [f"{one.record.id}  {words(one, context)}  {one.record.title}" for one in found]
        total = context.catalogue.text(N_("{count} stale fact", "{count} stale facts"), count=len(found))
        return Answer({"as_of": as_of.isoformat(), "stale": entries}, (*lines, total))


def words(one: stale.Aged, context: Context) -> str:
    """Return a fact with its age: "whereabouts last confirmed 211 days ago"."""
    msg = N_("{fact} last confirmed {count} day ago", "{fact} last confirmed {count} days ago")
    return context.catalogue.text(msg, count=one.age, fact=one.rule.label(context.catalogue))


def _confirm_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("id", metavar="ID")
    parser.add_argument("field", metavar="FIELD", nargs="?", default="")


def _confirm(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        changes = stale.confirm(vault, args.id, args.field)
        (entry,) = [entry for entry in vault.records.history(args.id) if entry.batch == changes.batch]
        line = context.catalogue.text(N_("Confirmed today: {fields}."), fields=", ".join(entry.fields))
        return Answer({"id": args.id, "fields": list(entry.fields), "batch": changes.batch}, (line,))


COMMANDS = (
    Command(name="stale", help=N_("List facts that nobody confirmed for too long"), arguments=_stale_arguments, run=_stale),
    Command(name="confirm", help=N_("Note that a fact still holds today"), arguments=_confirm_arguments, run=_confirm),
)
