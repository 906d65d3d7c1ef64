"""Bringing in what other programs wrote: import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from casevault.cli.command import Answer, Command, counting, vault_argument
from casevault.cli.exports import taken_in
from casevault.exchange import mapping as mappings
from casevault.exchange.importing import Asked, bring_in, look
from casevault.exchange.taking_in import is_export
from casevault.i18n import N_

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--mapping", metavar="M.toml", default="")
    parser.add_argument("--sheet", metavar="S", default="")
    parser.add_argument("--encoding", metavar="NAME", default="")
    parser.add_argument("--delimiter", metavar="SIGN", default="")
    parser.add_argument("--header-row", metavar="N", type=counting, default=None)
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--guess", action="store_true")


def _import(context: Context, args: argparse.Namespace) -> Answer:
    if is_export(args.file):
        return taken_in(context, args, args.file)
    asked = Asked(args.file, args.sheet, args.encoding, args.delimiter, args.header_row)
    with context.vault(args) as vault:
        if args.guess:
            looked = look(asked, vault.schema, vault.ambient.today())
            text = mappings.write(looked.suggestion.mapping)
            questions = [context.catalogue.text(question) for question in looked.suggestion.questions]
            data = {"format": looked.source.format, "encoding": looked.source.encoding, "mapping": text, "notes": questions}
            return Answer(data, (*text.splitlines(), *(f"# {question}" for question in questions)))
        mapping = mappings.read(context.untrusted_bulk(args.mapping), vault.schema) if args.mapping else None
        report = bring_in(vault, asked, mapping, dry=args.dry_run, progress=context.progress)
    return Answer(
        report.as_json(context.catalogue), tuple(report.lines(context.catalogue)), unheard=None if args.dry_run else DONE
    )


DONE = N_("The file was brought in, but the report could not be written where it should go. Undo takes it back as a whole.")

COMMANDS = (
    Command(
        name="import",
        help=N_("Bring in a table of another program; --dry-run tries it out, --guess prints the mapping"),
        arguments=_import_arguments,
        run=_import,
    ),
)
