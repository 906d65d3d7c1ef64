"""Commands on people recorded twice: duplicates and merge-people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.cli.command import Answer, Command, positive, vault_argument
from casevault.domain.duplicate_words import CONSENTS_EXPLAINED, FATES, NAME_KEPT, REASONS
from casevault.domain.person_merge import NAME, Fate
from casevault.domain.values import show
from casevault.i18n import N_
from casevault.vault.duplicates import pairs
from casevault.vault.merging import mark_not_same, merge, preview

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context
    from casevault.domain.person_merge import Joined
    from casevault.vault.merging import Merge
    from casevault.vault.vault import Vault

SHOWN = 50


def _duplicates_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("--type", metavar="TYPE", default="person")
    parser.add_argument("--limit", metavar="N", type=positive, default=SHOWN)
    parser.add_argument("--not-same", metavar="ID", nargs=2, default=())


def _duplicates(context: Context, args: argparse.Namespace) -> Answer:
    text = context.catalogue.text
    with context.vault(args) as vault:
        if args.not_same:
            changes = mark_not_same(vault, *args.not_same)
            return Answer(
                {"not_same": list(args.not_same), "batch": changes.batch},
                (text(N_("Noted: these two are not the same, and nobody is asked again.")),),
            )
        found = pairs(vault, args.type, limit=args.limit, progress=context.progress)
    data = {
        "type": args.type,
        "total": found.total,
        "pairs": [
            {
                "one": pair.one.id,
                "other": pair.other.id,
                "titles": [pair.one.title, pair.other.title],
                "score": pair.score,
                "why": [why.value for why in pair.why],
            }
            for pair in found.pairs
        ],
    }
    lines: list[str] = []
    for pair in found.pairs:
        lines += [
            f"{pair.score:>3}  {pair.one.id}  {pair.one.title}",
            f"     {pair.other.id}  {pair.other.title}",
            f"     {', '.join(text(REASONS[why]) for why in pair.why)}",
        ]
    total = text(
        N_("{count} possible duplicate. Nothing was changed.", "{count} possible duplicates. Nothing was changed."),
        count=found.total,
    )
    return Answer(data, (*lines, total))


def _merge_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("keep", metavar="KEEP")
    parser.add_argument("other", metavar="OTHER")
    parser.add_argument("--take", metavar="FIELD", action="append", default=[])
    parser.add_argument("--preview", action="store_true")


def _merge(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        plan = preview(vault, args.keep, args.other, take=args.take)
        data = {
            "keep": plan.keep.id,
            "other": plan.other.id,
            "fields": [{"field": one.key, "fate": one.fate.value} for one in plan.person.joined if _told(one)],
            "accounts": [account.field for account in plan.person.accounts],
            "moved": len(plan.moved),
            "consents": list(plan.consents),
        }
        lines = _lines(context, vault, plan)
        if args.preview:
            return Answer({**data, "batch": ""}, (*lines, context.catalogue.text(N_("Nothing was changed: this was a preview."))))
        changes = merge(vault, plan)
    done = context.catalogue.text(N_("Merged. `undo` takes all of it back."))
    return Answer({**data, "batch": changes.batch}, (*lines, done))


def _told(one: Joined) -> bool:
    return one.fate is not Fate.SAME or one.value is not None


def _lines(context: Context, vault: Vault, plan: Merge) -> list[str]:
    text = context.catalogue.text
    look = vault.look(context.catalogue)
    rt = vault.schema.type("person")
    lines = []
    for one in plan.person.joined:
        field = rt.field(one.key)
        if field is None or not _told(one):
            continue
        fate = NAME_KEPT if one.key == NAME and one.fate is Fate.CHOICE else FATES[one.fate]
        value = "" if one.value is None else show(field, one.value, look)
        lines.append(f"{text(field.label)}: {value}  ({text(fate)})")
    moved = text(
        N_("{count} record will point to the one that stays.", "{count} records will point to the one that stays."),
        count=len(plan.moved),
    )
    return [*lines, moved, *([text(CONSENTS_EXPLAINED)] if any(plan.consents) else [])]


COMMANDS = (
    Command(
        name="duplicates",
        help=N_("Show records that may be the same, with reasons"),
        arguments=_duplicates_arguments,
        run=_duplicates,
    ),
    Command(
        name="merge-people",
        help=N_("Make two records of one person into one; undo takes it back"),
        arguments=_merge_arguments,
        run=_merge,
    ),
)
