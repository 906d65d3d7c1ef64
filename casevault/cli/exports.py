"""Commands on the whole of a vault's records: export, import-vault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from casevault.cli import secrets
from casevault.cli.command import Answer, Command, vault_argument
from casevault.cli.sealing import seal_arguments, seal_of, sealed_lines
from casevault.exchange.export import Format, export
from casevault.exchange.taking_in import opener_of, take_in
from casevault.i18n import N_
from casevault.vault.leaving import EXPORT_DANGER

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context
    from casevault.exchange.archive import FileKey

DAMAGED = N_(
    "{count} attachment is damaged and not in it. “casevault check --deep” names it.",
    "{count} attachments are damaged and not in it. “casevault check --deep” names them.",
)
COUNTED = N_("Everything was exported, read back and counted. Records: {records}, attachments: {attachments}, files: {files}.")
UNHEARD = N_("The export was made, but its seven words could not be shown, so nobody can open it. Delete it and make another.")


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("target", metavar="OUT", type=Path)
    parser.add_argument("--format", choices=[form.value for form in Format], required=True)
    seal_arguments(parser)


def _export(context: Context, args: argparse.Namespace) -> Answer:
    seal = seal_of(context, args, EXPORT_DANGER)
    secret, keyfile = given = context.credentials(args)
    with context.vault(args, given=given) as vault:
        made = export(
            vault,
            secret,
            keyfile,
            format=Format(args.format),
            target=args.target,
            catalogue=context.catalogue,
            seal=seal,
            progress=context.progress,
        )
    text = context.catalogue.text
    lines = [text(COUNTED, records=made.records, attachments=made.attachments, files=len(made.files))]
    if made.damaged:
        lines.append(text(DAMAGED, count=len(made.damaged)))
    lines += sealed_lines(context, made.sealed, made.passphrase)
    data = {
        "format": made.format.value,
        "records": made.records,
        "attachments": made.attachments,
        "files": [str(path) for path in made.files],
        "sealed": not args.plain,
        "damaged": list(made.damaged),
        "passphrase": made.passphrase or None,
    }
    return Answer(data, tuple(lines), ok=not made.damaged, unheard=UNHEARD if made.passphrase else None)


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("source", metavar="FILE", type=Path)
    seal = parser.add_mutually_exclusive_group()
    seal.add_argument("--words-file", metavar="FILE", type=Path)
    seal.add_argument("--identity-file", metavar="FILE", type=Path)


def _import(context: Context, args: argparse.Namespace) -> Answer:
    words = identity = ""
    if args.words_file is not None:
        words = secrets.from_file(args.words_file).decode()
    elif args.identity_file is not None:
        identity = context.untrusted_bulk(str(args.identity_file))
    return taken_in(context, args, args.source, opener_of(words, identity))


def taken_in(context: Context, args: argparse.Namespace, source: Path, file_key: FileKey | None = None) -> Answer:
    """Take a whole export in and say what came; for `import` as well, where the file turns out to be one."""
    with context.vault(args) as vault:
        taken = take_in(vault, source, file_key, progress=context.progress)
    text = context.catalogue.text
    lines = (
        text(
            N_("Everything was taken in. Records: {records}, changes: {changes}, attachments: {attachments}."),
            records=taken.records,
            changes=taken.changes,
            attachments=taken.attachments,
        ),
        text(N_("Every digest in the history was verified; who wrote what and when is as it was.")),
    )
    data = {
        "vault": str(args.vault_dir),
        "from": taken.vault,
        "records": taken.records,
        "changes": taken.changes,
        "attachments": taken.attachments,
    }
    return Answer(data, lines)


COMMANDS = (
    Command(name="export", help=N_("Write everything out, for yourself"), arguments=_export_arguments, run=_export),
    Command(name="import-vault", help=N_("Take in a whole export, with its history"), arguments=_import_arguments, run=_import),
)
