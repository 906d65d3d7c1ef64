"""Commands on a whole vault: create, demo, recover, check, today."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from casevault.cli import secrets
from casevault.cli.command import Answer, Command, as_of_argument, as_of_day, new_passphrase_argument, vault_argument
from casevault.crypto.words import words
from casevault.domain.dates import in_words
from casevault.errors import Code, UserProblem
from casevault.exchange.counted_words import counted
from casevault.i18n import N_
from casevault.vault.calendar import DANGER, NAMES_DANGER, save_calendar
from casevault.vault.check import check, rebuild
from casevault.vault.demo import build_demo
from casevault.vault.due_words import KIND_WORDS
from casevault.vault.recovery import recover
from casevault.vault.rotation import rotate
from casevault.vault.slots import SlotKind
from casevault.vault.stale import stale
from casevault.vault.today import today
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    import argparse
    from datetime import date

    from casevault.cli.context import Context
    from casevault.vault.today import Item

DEMO_WORDS = 6


def _create_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    new_passphrase_argument(parser)
    parser.add_argument("--sign-as", metavar="NAME", default="initial")
    parser.add_argument("--synced-folder-ok", action="store_true")


def _create(context: Context, args: argparse.Namespace) -> Answer:
    if args.new_passphrase_file is None and (args.passphrase_file is not None or args.passphrase_fd is not None):
        passphrase = context.passphrase(args)
        context.advise(passphrase, args.vault_dir)
    else:
        passphrase = context.new_passphrase(args)
    vault, recovery_code = Vault.create(
        args.vault_dir,
        passphrase,
        sign_as=context.untrusted_text(args.sign_as),
        profile=context.profile,
        ambient=context.ambient,
        policy=context.policy,
        synced_folder_ok=args.synced_folder_ok,
        progress=context.progress,
    )
    with vault:
        return _made(context, vault, recovery_code)


def _made(context: Context, vault: Vault, recovery_code: str, passphrase: str = "") -> Answer:
    lines = [context.catalogue.text(N_("A vault was made in {folder}."), folder=str(vault.folder))]
    if passphrase:
        lines.append(context.catalogue.text(N_("Passphrase: {passphrase}"), passphrase=passphrase))
    lines += [
        context.catalogue.text(N_("Recovery code, shown once: {code}"), code=recovery_code),
        context.catalogue.text(N_("Write it on paper. It opens the vault without the passphrase.")),
    ]
    return Answer(
        {
            "vault": str(vault.folder),
            "vault_id": vault.vault_id,
            "recovery_code": recovery_code,
            "passphrase": passphrase or None,
        },
        tuple(lines),
        unheard=N_("The vault was made, but its recovery code could not be shown. Delete the folder and make the vault again."),
    )


def _demo(context: Context, args: argparse.Namespace) -> Answer:
    generated = ""
    if args.passphrase_file is None and args.passphrase_fd is None:
        generated = words(DEMO_WORDS, context.ambient)
        passphrase = bytearray(generated.encode("ascii"))
    else:
        passphrase = context.passphrase(args)
    vault, recovery_code = Vault.create(
        args.vault_dir,
        passphrase,
        sign_as="demo",
        profile=context.profile,
        ambient=context.ambient,
        policy=context.policy,
        progress=context.progress,
    )
    with vault:
        build_demo(vault, progress=context.progress)
        return _made(context, vault, recovery_code, generated)


def _recover_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    new_passphrase_argument(parser)
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--recovery-file", metavar="FILE", type=Path)
    source.add_argument("--shares-file", metavar="FILE", type=Path, action="append")


def _recover(context: Context, args: argparse.Namespace) -> Answer:
    kind = SlotKind.RECOVERY
    if args.shares_file:
        kind, secret = SlotKind.SHARES, secrets.shares_from(args.shares_file)
    else:
        secret = (
            secrets.from_file(args.recovery_file) if args.recovery_file is not None else secrets.from_prompt(context.catalogue)
        )
    recover(
        args.vault_dir,
        secret,
        context.new_passphrase(args),
        kind=kind,
        profile=context.profile,
        ambient=context.ambient,
        bounds=context.bounds,
        policy=context.policy,
    )
    sentence = N_("The new passphrase is set. Copies made earlier still open with the old one.")
    return Answer({"vault": str(args.vault_dir), "recovered": True}, (context.catalogue.text(sentence),))


def _rotate(context: Context, args: argparse.Namespace) -> Answer:
    secret, keyfile = context.credentials(args)
    code = rotate(
        args.vault_dir,
        secret,
        keyfile,
        profile=context.profile,
        ambient=context.ambient,
        bounds=context.bounds,
        policy=context.policy,
        progress=context.progress,
    )
    sentences = (
        N_(
            "The vault has new keys. It opens with this passphrase, and with the recovery code below; every other way in is gone."
        ),
        N_("Recovery code, shown once: {code}"),
        N_("Copies and back-ups made earlier still open with the old keys. What was deleted may be left on a flash disk."),
    )
    return Answer(
        {"vault": str(args.vault_dir), "rotated": True, "recovery_code": code},
        tuple(context.catalogue.filled(sentence, {"code": code}) for sentence in sentences),
        unheard=N_(
            "The vault has new keys, but its recovery code could not be shown. Make another one (keys new-recovery-code)."
        ),
    )


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("--deep", action="store_true")
    parser.add_argument("--rebuild", action="store_true")


def _check(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args, repair=False, writable=args.rebuild) as vault:
        if args.rebuild:
            rebuild(vault, progress=context.progress)
            vault.texts.take(context.progress)
        report = check(vault, deep=args.deep, progress=context.progress)
    data = {
        "ok": report.ok,
        "records": report.records,
        "changes": report.changes,
        "attachments": report.attachments,
        "problems": [{"code": str(found.code), "where": found.where, "detail": found.detail} for found in report.problems],
    }
    summary = context.catalogue.text(
        N_("{records} and {changes} checked."), **counted(context.catalogue, records=report.records, changes=report.changes)
    )
    count = context.catalogue.text(N_("{count} problem", "{count} problems"), count=len(report.problems))
    kept = context.catalogue.text(N_("{count} attachment checked.", "{count} attachments checked."), count=report.attachments)
    orphans = N_("{count} file left by an import cut short.", "{count} files left by imports cut short.")
    left = context.catalogue.text(orphans, count=report.orphans)
    lines = (
        summary,
        kept,
        *([left] if report.orphans else []),
        *(f"  {found.line(context.catalogue)}" for found in report.problems),
        count,
    )
    return Answer(data, lines, ok=report.ok)


def _today_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    as_of_argument(parser)
    parser.add_argument("--ical", metavar="OUT", type=Path)
    parser.add_argument("--names", action="store_true")


def _today(context: Context, args: argparse.Namespace) -> Answer:
    as_of = as_of_day(context, args)
    if args.names and args.ical is None:
        raise UserProblem(Code.INVALID_INPUT, N_("--names belongs to --ical."), N_("Name the calendar file with --ical."))
    if args.ical is not None:
        return _calendar(context, args, as_of)
    with context.vault(args) as vault:
        items, aged = today(vault, as_of=as_of), len(stale(vault, as_of=as_of))
    data: dict[str, object] = {"as_of": as_of.isoformat(), "items": [_due_json(context, item) for item in items]}
    lines = [_due_line(context, item) for item in items] or [context.catalogue.text(N_("Nothing is due."))]
    if aged:
        data["stale"] = aged
        msg = N_("{count} fact may no longer hold: `casevault stale`", "{count} facts may no longer hold: `casevault stale`")
        lines.append(context.catalogue.text(msg, count=aged))
    return Answer(data, tuple(lines))


def _due_json(context: Context, item: Item) -> dict[str, object]:
    found: dict[str, object] = {
        "kind": str(item.kind),
        "due": item.due,
        "case": item.case or None,
        "title": item.title or context.catalogue.text(KIND_WORDS[item.kind]),
        "status": str(item.status),
    }
    if item.clock is not None:
        clock = item.clock
        limit = {"rule": clock.rule, "cite": clock.cite, "due_basic": clock.basic, "due_max": clock.last, "start": clock.start}
        found |= {"limit": limit, "record": item.record}
    return found | ({"alert": True} if item.alert else {})


def _due_line(context: Context, item: Item) -> str:
    said = item.title or context.catalogue.text(KIND_WORDS[item.kind])
    if item.clock is not None:
        said = f"{item.clock.title(context.catalogue)} · {item.clock.words(context.catalogue)} · {item.title}"
    alert = " !" if item.alert else ""
    return f"{in_words(item.due, context.catalogue):>12}  {item.status:<10} {item.kind:<15} {said}{alert}"


def _calendar(context: Context, args: argparse.Namespace, as_of: date) -> Answer:
    context.confirm(DANGER, word="calendar")
    if args.names:
        context.confirm(NAMES_DANGER, word="names")
    secret, keyfile = given = context.credentials(args)
    with context.vault(args, given=given) as vault:
        count = save_calendar(
            vault, secret, keyfile, target=args.ical, as_of=as_of, catalogue=context.catalogue, names=args.names
        )
    said = context.catalogue.text(N_("{count} entry was written.", "{count} entries were written."), count=count)
    data = {"as_of": as_of.isoformat(), "calendar": str(args.ical), "items": count, "names": args.names}
    return Answer(data, (said, context.catalogue.text(N_("That it was made is in the log."))))


COMMANDS = (
    Command(name="create", help=N_("Make a new vault"), arguments=_create_arguments, run=_create, opens=False),
    Command(
        name="demo",
        help=N_("Make a vault with the public record and invented people"),
        arguments=vault_argument,
        run=_demo,
        opens=False,
    ),
    Command(
        name="recover",
        help=N_("Set a new passphrase with the recovery code or with shares"),
        arguments=_recover_arguments,
        run=_recover,
        opens=False,
    ),
    Command(name="rotate", help=N_("Give the vault new keys; other ways in go"), arguments=vault_argument, run=_rotate),
    Command(name="check", help=N_("Check the whole vault; repairs nothing"), arguments=_check_arguments, run=_check),
    Command(name="today", help=N_("Show what is due"), arguments=_today_arguments, run=_today),
)
