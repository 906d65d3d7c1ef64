"""Commands that destroy: erase, erase-file, erase-vault. Each in two steps: first what goes and what stays, then the order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casevault.cli.command import Answer, Command, positive, vault_argument
from casevault.domain.dates import in_words
from casevault.domain.erasing import Reason
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault import erasing, erasing_copies, erasing_facts
from casevault.vault.erasing import Target
from casevault.vault.erasing_vault import erase_vault, plan_vault

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context
    from casevault.vault.erasing import Plan
    from casevault.vault.erasing_copies import Copies, Held, Recipient
    from casevault.vault.vault import Vault

NOTHING_YET = N_("Nothing was erased yet. To erase it: {how}")


def _two_steps(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", choices=[reason.value for reason in Reason], default=Reason.OTHER.value)
    parser.add_argument("--drop-backups", action="store_true")
    parser.add_argument("--yes-erase", action="store_true")
    parser.add_argument("--confirm", metavar="WORD", default="")


def _record_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("id", metavar="ID")
    belonging = parser.add_mutually_exclusive_group()
    belonging.add_argument("--with-belonging", dest="belonging", action="store_true", default=None)
    belonging.add_argument("--leave-belonging", dest="belonging", action="store_false", default=None)
    _two_steps(parser)


def _record(context: Context, args: argparse.Namespace) -> Answer:
    return _run(context, args, Target(args.id, belonging=args.belonging))


def _file_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("evidence", metavar="EVIDENCE")
    parser.add_argument("--file", metavar="N", type=positive, default=1)
    _two_steps(parser)


def _file(context: Context, args: argparse.Namespace) -> Answer:
    return _run(context, args, Target(args.evidence, file=args.file))


def _run(context: Context, args: argparse.Namespace, target: Target) -> Answer:
    _refuse_one_alone(args)
    with context.vault(args) as vault:
        plan = erasing.plan(vault, target)
        copies, recipients = erasing_copies.copies_of(vault, plan), erasing_copies.recipients_of(vault, plan)
        data = _described(vault, plan, copies, recipients)
        lines = _lines(context, vault, plan, copies, recipients)
        if not args.yes_erase:
            return Answer(data | {"erased": False}, (*lines, "", *_next_step(context, args, plan)))
        done = erasing.erase(vault, target, args.confirm, Reason(args.reason), progress=context.progress)
        left = erasing_copies.drop(vault, copies.held) if args.drop_backups else copies.held
    return _answer(context, data | {"erased": True, "clean": done.clean}, copies.held, left)


def _answer(context: Context, data: dict[str, Any], held: tuple[Held, ...], left: tuple[Held, ...]) -> Answer:
    text = context.catalogue.text
    lines = [text(N_("Erased.") if data["clean"] else erasing_facts.NOT_CLEAN), text(erasing_facts.WHOM)]
    if len(left) < len(held):
        lines += [text(N_("{count} back-up was dropped.", "{count} back-ups were dropped."), count=len(held) - len(left))]
        lines += [text(erasing_facts.BACK_UP_NOW)]
    if left:
        lines.append(text(N_("These back-ups still hold it:")))
        lines += _held_lines(context, left)
    return Answer(data | {"backups": [_held(one) for one in left]}, tuple(lines))


def _next_step(context: Context, args: argparse.Namespace, plan: Plan) -> list[str]:
    text = context.catalogue.text
    if plan.alone and plan.target.belonging is None:
        return [text(N_("First decide: --with-belonging erases what belongs to it alone, --leave-belonging lets it stay."))]
    options = [f"--yes-erase --confirm {plan.word}"]
    if plan.target.belonging is not None:
        options.insert(0, "--with-belonging" if plan.target.belonging else "--leave-belonging")
    if args.drop_backups:
        options.append("--drop-backups")
    return [text(NOTHING_YET, how=f"casevault {args.command} … {' '.join(options)} --reason {args.reason}")]


def _described(vault: Vault, plan: Plan, copies: Copies, recipients: tuple[Recipient, ...]) -> dict[str, Any]:
    return {
        "record": plan.target.record,
        "file": plan.target.file or None,
        "type": plan.type,
        "records": list(plan.records),
        "rows": plan.rows,
        "belonging_alone": list(plan.alone),
        "emptied": {record_id: list(fields) for record_id, fields in plan.pointing.items()},
        "stored_files": len(plan.blobs),
        "same_file_in": list(plan.shared),
        "mentioned_in": list(plan.mentions),
        "mentioned_before_in": list(plan.mentioned_before),
        "recipients": [{"disclosure": one.disclosure, "recipient": one.name, "at": one.at} for one in recipients],
        "backups": [_held(one) for one in copies.held],
        "backups_not_reached": [{"place": str(one.place), "day": one.day} for one in copies.unreached],
        "confirm": None if plan.alone and plan.target.belonging is None else plan.word,
        "vault": vault.vault_id,
    }


def _held(one: Held) -> dict[str, Any]:
    return {"place": str(one.place), "generation": one.generation, "day": one.day, "can_be_dropped": one.ours}


def _lines(context: Context, vault: Vault, plan: Plan, copies: Copies, recipients: tuple[Recipient, ...]) -> list[str]:
    text = context.catalogue.text
    label = text(vault.schema.type(plan.type).label)
    lines = [f"{plan.title}  ({label})", "", text(N_("What goes")), *_facts(context, erasing_facts.goes(plan))]
    lines += _titled(context, vault, plan.pointing)
    if plan.alone:
        words = N_("{count} record belongs to it alone:", "{count} records belong to it alone:")
        lines += [f"  {text(words, count=len(plan.alone))}", *_titled(context, vault, plan.alone)]
    lines += ["", text(N_("What stays")), *_facts(context, erasing_facts.stays(plan))]
    lines += _titled(context, vault, (*plan.mentions, *plan.mentioned_before))
    lines += _facts(context, erasing_facts.beyond(copies, recipients))
    lines += _held_lines(context, copies.held)
    lines += [f"    {one.place}  {in_words(one.day, context.catalogue)}" for one in copies.unreached]
    return [*lines, "", *(text(words) for words in (erasing_facts.WHOM, erasing_facts.LAW, erasing_facts.FOR_EVER))]


def _facts(context: Context, facts: list[erasing_facts.Fact]) -> list[str]:
    return [f"  {fact.text(context.catalogue)}" for fact in facts]


def _titled(context: Context, vault: Vault, ids: Any) -> list[str]:
    text = context.catalogue.text
    return [
        f"    {record.id}  {record.title}  ({text(vault.schema.type(record.type).label)})"
        for record in vault.records.many(ids).values()
    ]


def _held_lines(context: Context, held: tuple[Held, ...]) -> list[str]:
    others = context.catalogue.text(N_("made under other keys: delete it by hand"))
    return [
        f"    {one.place}  {one.generation:04d}  {in_words(one.day, context.catalogue)}{'' if one.ours else f'  {others}'}"
        for one in held
    ]


def _vault_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("--yes-erase", action="store_true")
    parser.add_argument("--confirm", metavar="NAME", default="")


def _whole_vault(context: Context, args: argparse.Namespace) -> Answer:
    """Ask for no passphrase: whoever can write in the folder can remove it, and who forgot it must still be able to erase."""
    _refuse_one_alone(args)
    text = context.catalogue.text
    plan = plan_vault(args.vault_dir)
    gone, left = erasing_facts.of_vault(plan)
    data = {
        "vault": str(plan.folder),
        "attachments": plan.attachments,
        "bytes": plan.size,
        "strangers": plan.strangers,
        "begun": plan.begun,
        "beside": list(plan.beside),
        "confirm": plan.name,
    }
    if not args.yes_erase:
        lines = [
            plan.name,
            "",
            text(N_("What goes")),
            *_facts(context, gone),
            "",
            text(N_("What stays")),
            *_facts(context, left),
            "",
        ]
        lines += [text(words) for words in (erasing_facts.KEYS, erasing_facts.WHOM, erasing_facts.KEYFILE, erasing_facts.LAW)]
        how = text(NOTHING_YET, how="casevault erase-vault … --yes-erase --confirm NAME")
        return Answer(data | {"erased": False}, (*lines, "", how, text(N_("NAME is the name of the folder, as above."))))
    done = erase_vault(args.vault_dir, args.confirm, context.ambient, progress=context.progress)
    lines = [text(N_("Erased.")), text(erasing_facts.WHOM), *(fact.text(context.catalogue) for fact in left)]
    if not done.written_over:
        lines.append(text(erasing_facts.NOT_WRITTEN_OVER))
    return Answer(data | {"erased": True, "written_over": done.written_over}, tuple(lines))


def _refuse_one_alone(args: argparse.Namespace) -> None:
    if bool(args.confirm) != args.yes_erase:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("Erasing asks for two things at once: --yes-erase and --confirm with the word that was shown."),
            N_("Without either, what would go is shown, and the word."),
        )


COMMANDS = (
    Command(name="erase", help=N_("Erase a record with its history, for good"), arguments=_record_arguments, run=_record),
    Command(name="erase-file", help=N_("Erase an attached file, for good"), arguments=_file_arguments, run=_file),
    Command(
        name="erase-vault", help=N_("Erase a whole vault, for good"), arguments=_vault_arguments, run=_whole_vault, opens=False
    ),
)
