"""How what is taken out for oneself is sealed: the options that ask for it, and the lines that tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.i18n import N_
from casevault.vault.leaving import KEEP_WORDS, InWords, Plain, ToOwnKey
from casevault.vault.left import Sealed

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from casevault.cli.context import Context
    from casevault.i18n import Msg
    from casevault.vault.leaving import Seal

SEALED: Mapping[Sealed, Msg] = {
    Sealed.KEY: N_("It is sealed by age to your key. That it was made is in the log."),
    Sealed.WORDS: N_("It is sealed by age. That it was made is in the log."),
    Sealed.NONE: N_("This copy is not encrypted: whoever gets the file can read it. That it was made is in the log."),
}


def seal_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the ways to seal; sealed with words is what happens where none is named."""
    seal = parser.add_mutually_exclusive_group()
    seal.add_argument("--recipient", metavar="AGE1", default="")
    seal.add_argument("--plain", action="store_true")


def seal_of(context: Context, args: argparse.Namespace, danger: Msg) -> Seal:
    """Return the seal that was asked for; unsealed only once `danger` was read and confirmed."""
    if args.plain:
        context.policy.refuse_plain()  # before anybody reads a danger or types a word; who lets it out asks again
        context.confirm(danger, word="plain")
        return Plain()
    return ToOwnKey(args.recipient) if args.recipient else InWords()


def sealed_lines(context: Context, sealed: Sealed, passphrase: str) -> list[str]:
    """Return how something was sealed and, where there are any, the words that open it."""
    text = context.catalogue.text
    return [text(SEALED[sealed]), *([text(KEEP_WORDS), f"  {passphrase}"] if passphrase else [])]
