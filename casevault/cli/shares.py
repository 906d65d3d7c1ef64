"""Commands on shares for colleagues: shares make, shares rehearse. `recover --shares-file` opens with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from casevault.cli import secrets
from casevault.cli.command import Answer, Command, Group, positive, vault_argument
from casevault.disclosure.share_sheet import remove_sheets, write_sheets
from casevault.i18n import N_
from casevault.vault import ways

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context
    from casevault.vault.slots import Sharing


def _make_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("out", metavar="FOLDER", type=Path)
    parser.add_argument("--need", metavar="K", type=positive, required=True)
    parser.add_argument("--of", metavar="N", type=positive, required=True)


def _make(context: Context, args: argparse.Namespace) -> Answer:
    secret, keyfile = given = context.credentials(args)
    sheets: list[Path] = []

    def keep(sharing: Sharing, words: tuple[str, ...]) -> None:
        sheets.extend(write_sheets(args.out, sharing, words, context.catalogue))

    with context.vault(args, given=given) as vault:
        before = vault.header
        try:
            way = ways.make_shares(vault, secret, keyfile, needed=args.need, count=args.of, keep=keep, profile=context.profile)
        except BaseException:
            if vault.header is before:  # what is in force needs its sheets, whatever failed after it
                remove_sheets(sheets)
            raise
    sharing = way.sharing
    data = {
        "id": way.id,
        "set": None if sharing is None else sharing.set,
        "needed": args.need,
        "count": args.of,
        "sheets": [str(path) for path in sheets],
    }
    sentences = (
        N_("{count} sheets were written into {folder}; any {needed} of them open the vault."),
        N_("Print them, hand each to one person, then delete the folder: whoever has it has the vault."),
        N_("Rehearse with these people now, before the day it is needed (shares rehearse)."),
    )
    facts = {"count": args.of, "folder": str(args.out), "needed": args.need}
    return Answer(data, tuple(context.catalogue.filled(sentence, facts) for sentence in sentences))


def _rehearse_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("--shares-file", metavar="FILE", type=Path, action="append", required=True)


def _rehearse(context: Context, args: argparse.Namespace) -> Answer:
    sharing = ways.rehearse_shares(args.vault_dir, secrets.shares_from(args.shares_file), bounds=context.bounds)
    sentence = N_("These shares of set {set} open this vault. Nothing was opened.")
    data = {"opens": True, "set": sharing.set, "needed": sharing.k, "count": sharing.n}
    return Answer(data, (context.catalogue.text(sentence, set=sharing.set),))


COMMANDS = (
    Group(
        name="shares",
        help=N_("Shares for colleagues: so many of them together open the vault"),
        commands=(
            Command(name="make", help=N_("Make a set of shares, one sheet a person"), arguments=_make_arguments, run=_make),
            Command(
                name="rehearse",
                help=N_("Check that shares open the vault, without opening it"),
                arguments=_rehearse_arguments,
                run=_rehearse,
                opens=False,
            ),
        ),
    ),
)
