"""Commands between offices of one team: travel office, travel exchange. `travel merge` takes in what comes from there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from casevault.cli import secrets
from casevault.cli.command import Answer, Command, vault_argument
from casevault.errors import Code, UserProblem
from casevault.exchange import exchanging
from casevault.exchange.counted_words import counted
from casevault.i18n import N_
from casevault.vault import offices
from casevault.vault.travelling import is_lost

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context


def _office_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("--card", metavar="CARD", default="")
    parser.add_argument("--words-file", metavar="FILE", type=Path)
    parser.add_argument("--name", metavar="NAME", default="")


def _office(context: Context, args: argparse.Namespace) -> Answer:
    if args.card and (args.words_file is None or not args.name):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("A card counts only once its words were compared."),
            N_("Give --words-file with the eight words that they read to you, and --name."),
            field="words",
        )
    text = context.catalogue.text
    added = None
    with context.vault(args) as vault:
        if args.card:
            said = secrets.from_file(args.words_file).decode("utf-8", "replace")
            added = offices.add(vault, context.untrusted_text(args.card), said, context.untrusted_text(args.name))
        card = offices.own(vault).card
        known = [(one, vault.records.get(one.id).title, is_lost(vault, one.id)) for one in offices.every(vault)]
    lines = [text(N_("Card of this office, for the other offices of the team:")), f"  {card.text}", f"  {card.words}"]
    lines.append(
        text(N_("Read the words to them on the telephone or face to face; a card that only came by post proves nothing."))
    )
    lines += [f"{one.id}  {title}" + (f"  {text(N_('lost'))}" if gone else "") for one, title, gone in known]
    if added is not None:
        lines.append(text(offices.EVERYTHING))
    data = {
        "card": card.text,
        "words": card.words,
        "added": None if added is None else added.id,
        "offices": [
            {"office": one.id, "vault": one.vault, "name": title, "words": one.words, "lost": gone} for one, title, gone in known
        ],
    }
    return Answer(data, tuple(lines))


def _exchange_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("office", metavar="OFFICE")
    parser.add_argument("target", metavar="OUT", type=Path)
    parser.add_argument("--whole", action="store_true")


def _exchange(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        made = exchanging.write(vault, args.office, args.target, whole=args.whole, progress=context.progress)
    text = context.catalogue.text
    said = N_("Written for that office alone, read back and compared: {entries}, {attachments}.")
    lines = [text(said, **counted(context.catalogue, entries=made.changes, attachments=made.attachments))]
    if made.waiting:
        waits = N_(
            "{count} entry waits: write the next bundle once you have taken in their answer.",
            "{count} entries wait: write the next bundle once you have taken in their answer.",
        )
        lines.append(text(waits, count=made.waiting))
    data = {
        "bundle": made.bundle,
        "office": made.office,
        "file": str(args.target),
        "changes": made.changes,
        "attachments": made.attachments,
        "waiting": made.waiting,
    }
    return Answer(data, tuple(lines))


COMMANDS = (
    Command(
        name="office",
        help=N_("Show this office's card, and take in that of another office of the team"),
        arguments=_office_arguments,
        run=_office,
    ),
    Command(
        name="exchange",
        help=N_("Write what another office of the team has not been told; it takes it in with merge"),
        arguments=_exchange_arguments,
        run=_exchange,
    ),
)
