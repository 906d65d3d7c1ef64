"""Commands on a journey: travel pack, ticket, unseal, seal, status, bundle, post, merge, lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from casevault.cli import losing, offices, packing, secrets
from casevault.cli.command import Answer, Command, Group, new_passphrase_argument, positive, vault_argument
from casevault.domain.dates import in_words
from casevault.domain.packing import Profile
from casevault.exchange import homecoming, homeward, mailbox
from casevault.exchange.counted_words import counted
from casevault.exchange.packing import pack
from casevault.i18n import N_
from casevault.vault import sealing, travelling
from casevault.vault.vault import NOT_CLEAN

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context


def _pack_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("target", metavar="TRAVEL", type=Path)
    parser.add_argument("--case", action="append", required=True)
    parser.add_argument("--profile", choices=[one.value for one in Profile], default=Profile.REDUCED.value)
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--sealed", action="store_true")
    new_passphrase_argument(ways)
    parser.add_argument("--sign-as", metavar="NAME", default="")
    parser.add_argument("--days", metavar="N", type=positive)
    parser.add_argument("--hide-doubtful", action="store_true")
    parser.add_argument("--leave-files", action="store_true")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--synced-folder-ok", action="store_true")


def _pack(context: Context, args: argparse.Namespace) -> Answer:
    if args.dry_run:
        return packing.looked(context, args)
    with context.vault(args) as office:
        made = pack(
            office,
            args.target,
            args.case,
            passphrase=None if args.sealed else context.new_passphrase(args),
            profile=Profile(args.profile),
            sign_as=context.untrusted_text(args.sign_as),
            days=args.days,
            kdf=context.profile,
            synced_folder_ok=args.synced_folder_ok,
            weak=args.hide_doubtful,
            leave_files=args.leave_files,
            catalogue=context.catalogue,
            progress=context.progress,
        )
    text = context.catalogue.text
    said = N_("Packed: {records}, {persons}, {attachments}. Journey {travel}.")
    counts = counted(context.catalogue, records=made.records, persons=made.persons, attachments=made.attachments)
    lines = [text(said, travel=made.travel, **counts)]
    lines += packing.hidden_lines(context, made.hidden, args.profile)
    lines.append(text(travelling.AT_A_BORDER if made.sealed else travelling.OPENS))
    lines.append(text(N_("Whoever opens the office vault can open this copy, too. Leave the office vault at home.")))
    data = {
        "travel": made.travel,
        "vault": str(args.target),
        "vault_id": made.vault,
        "records": made.records,
        "attachments": made.attachments,
        "persons": made.persons,
        "sealed": made.sealed,
        "hidden": made.hidden,
    }
    return Answer(data, tuple(lines))


def _ticket_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("travel", metavar="JOURNEY")
    parser.add_argument("--days", metavar="N", type=positive, default=sealing.DAYS)


def _ticket(context: Context, args: argparse.Namespace) -> Answer:
    wanted = args.travel
    if Path(wanted).is_dir():
        wanted = travelling.status(Path(wanted), context.catalogue, context.bounds)[0]
    with context.vault(args) as office:
        made = sealing.make_ticket(office, wanted, days=args.days, profile=context.profile)
    text = context.catalogue.text
    lines = (
        text(N_("Ticket, good until {day}:"), day=in_words(made.expires, context.catalogue)),
        made.text,
        text(N_("Words, shown once: {words}"), words=made.words),
        *(text(one) for one in (sealing.TWO_WAYS, sealing.NO_CLOCK, sealing.NO_RECALL)),
    )
    data = {"travel": made.travel, "ticket": made.text, "words": made.words, "expires": made.expires}
    unheard = N_("The ticket was made, but could not be shown. Make another one.")
    return Answer(data, lines, unheard=unheard)


def _unseal_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("--ticket", metavar="TEXT", required=True)
    parser.add_argument("--words-file", metavar="FILE", type=Path, required=True)


def _unseal(context: Context, args: argparse.Namespace) -> Answer:
    words = secrets.from_file(args.words_file).decode()
    untrusted_ticket = context.untrusted_text(args.ticket)
    asked = args.passphrase_file is None and args.passphrase_fd is None
    passphrase = secrets.new_from_prompt(context.catalogue) if asked else context.passphrase(args)
    context.advise(passphrase, args.vault_dir)
    sealing.unseal(
        args.vault_dir,
        untrusted_ticket,
        words,
        passphrase,
        profile=context.profile,
        ambient=context.ambient,
        bounds=context.bounds,
        policy=context.policy,
    )
    done = N_("The travel copy opens with the new passphrase. This ticket opens it no second time.")
    return Answer({"vault": str(args.vault_dir), "sealed": False}, (context.catalogue.text(done),))


def _seal(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        sealing.seal(vault)
    return Answer({"vault": str(args.vault_dir), "sealed": True}, (context.catalogue.text(sealing.AGAIN),))


def _status(context: Context, args: argparse.Namespace) -> Answer:
    vault_id, sealed, said = travelling.status(args.vault_dir, context.catalogue, context.bounds)
    lines = (said, context.catalogue.text(travelling.UNOPENED)) if sealed else (said,)
    return Answer({"vault_id": vault_id, "sealed": sealed, "text": said}, lines)


def _bundle_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("target", metavar="OUT", type=Path)


def _bundle(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        made = homeward.write(vault, args.target, progress=context.progress)
    said = N_("Written for the office alone, read back and compared: {entries}, {attachments}.")
    data = {"bundle": made.bundle, "file": str(args.target), "changes": made.changes, "attachments": made.attachments}
    return Answer(
        data, (context.catalogue.text(said, **counted(context.catalogue, entries=made.changes, attachments=made.attachments)),)
    )


def _post(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        made = mailbox.post(vault, args.target, progress=context.progress)
    text = context.catalogue.text
    said = N_("Sealed for the office and taken out here: {records}, {attachments}.")
    lines = [
        text(said, **counted(context.catalogue, records=made.records, attachments=made.attachments)),
        text(mailbox.ONLY_COPY),
    ]
    if not made.clean:
        lines.append(text(NOT_CLEAN))
    data = {
        "bundle": made.written.bundle,
        "file": str(args.target),
        "changes": made.written.changes,
        "removed": made.records,
        "attachments": made.attachments,
        "clean": made.clean,
    }
    return Answer(data, tuple(lines))


def _merge_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("source", metavar="FILE", type=Path)


def _merge(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as office:
        done = homecoming.merge(office, args.source, progress=context.progress)
        titles = {key: one.title for key, one in office.records.many({one.record for one in done.conflicts}).items()}
    text = context.catalogue.text
    lines = [
        text(
            N_("Records before: {before}, after: {after}. New: {created}, changed: {merged}, as they were: {unchanged}."),
            before=done.before,
            after=done.after,
            created=done.created,
            merged=done.merged,
            unchanged=done.unchanged,
        )
    ]
    if done.gone or done.back:
        lines.append(text(N_("Put out of sight: {gone}, back in sight: {back}."), gone=done.gone, back=done.back))
    if done.conflicts:
        lines.append(text(N_("Two values stand side by side here until somebody decides:")))
        lines += [f"  {titles.get(one.record, one.record)}  {one.unit}" for one in done.conflicts]
    if done.erased_there:
        said = N_(
            "{count} record was erased there. It stands here still; erase it here, too, if that is right.",
            "{count} records were erased there. They stand here still; erase them here, too, if that is right.",
        )
        lines.append(text(said, count=done.erased_there))
    if done.erased_here:
        said = N_(
            "{count} entry came without what it said: that was erased here.",
            "{count} entries came without what they said: that was erased here.",
        )
        lines.append(text(said, count=done.erased_here))
    if done.batch:
        lines.append(text(N_("All of it is taken back by: casevault undo DIR {batch}"), batch=done.batch))
    data = {
        "batch": done.batch or None,
        "before": done.before,
        "after": done.after,
        "created": done.created,
        "merged": done.merged,
        "unchanged": done.unchanged,
        "gone": done.gone,
        "back": done.back,
        "conflicts": [{"id": one.record, "field": one.unit} for one in done.conflicts],
        "attachments": done.attachments,
        "erased_there": done.erased_there,
        "erased_here": done.erased_here,
    }
    return Answer(data, tuple(lines))


COMMANDS = (
    Group(
        name="travel",
        help=N_("Carry chosen cases on a journey, and bring home what was learned"),
        commands=(
            Command(name="pack", help=N_("Make a travel copy of chosen cases"), arguments=_pack_arguments, run=_pack),
            Command(name="ticket", help=N_("Make a ticket that unseals a travel copy"), arguments=_ticket_arguments, run=_ticket),
            Command(
                name="unseal",
                help=N_("Open a sealed travel copy with a ticket and its words; the passphrase is the new one"),
                arguments=_unseal_arguments,
                run=_unseal,
                opens=False,
            ),
            Command(name="seal", help=N_("Seal a travel copy again"), arguments=vault_argument, run=_seal),
            Command(
                name="status",
                help=N_("Say whether a travel copy is sealed, in words for a border; needs no key"),
                arguments=vault_argument,
                run=_status,
                opens=False,
            ),
            Command(
                name="bundle", help=N_("Write what was learned, for the office alone"), arguments=_bundle_arguments, run=_bundle
            ),
            Command(
                name="post",
                help=N_("Seal what was recorded on the way for the office, and take it out of the travel copy"),
                arguments=_bundle_arguments,
                run=_post,
            ),
            Command(name="merge", help=N_("Take in what a journey brings home"), arguments=_merge_arguments, run=_merge),
            *offices.COMMANDS,
            *losing.COMMANDS,
        ),
    ),
)
