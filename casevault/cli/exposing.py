"""`exposure`: who is named in what was lost, and what to do first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.cli.command import Answer, Command, vault_argument
from casevault.domain.consent import text_of
from casevault.i18n import N_
from casevault.vault.exposure import FIRST, Severity, exposed

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from casevault.cli.context import Context
    from casevault.vault.exposure import Exposed


def _arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("--disclosure", metavar="DISCLOSURE", default="")


def _run(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        found = exposed(vault, copy=args.disclosure)
        # A vault and its back-ups are always encrypted; a copy is sealed as its row says.
        protection = text_of(vault.records.get(args.disclosure), "seal") or "none" if args.disclosure else "vault"
    text = context.catalogue.text
    lines, people = told(context, found)
    said = text(N_("It was encrypted. That holds only while nobody has the passphrase: change it, and warn all the same."))
    plain = text(N_("It was not sealed: whoever has it has read it."))
    data = {"protection": protection, "persons": people}
    return Answer(data, (plain if protection == "none" else said, *lines))


def told(context: Context, found: Sequence[Exposed]) -> tuple[list[str], list[dict[str, object]]]:
    """Return who is exposed as lines for a person, the gravest first, and as plain data."""
    text = context.catalogue.text
    lines: list[str] = []
    for severity in Severity:
        of_it = [one for one in found if one.severity is severity]
        if of_it:
            lines.append(text(FIRST[severity]))
            counted = N_("  {name}: {aliases} other names, {channels} ways to reach, {identifiers} numbers")
            lines += [
                text(counted).format(name=one.title, aliases=one.aliases, channels=one.channels, identifiers=one.identifiers)
                for one in of_it
            ]
    people: list[dict[str, object]] = [
        {
            "person": one.person,
            "title": one.title,
            "severity": one.severity.name.lower(),
            "aliases": one.aliases,
            "channels": one.channels,
            "identifiers": one.identifiers,
            "cases": list(one.cases),
        }
        for one in found
    ]
    return lines or [text(N_("Nobody is named in it."))], people


COMMANDS = (
    Command(name="exposure", help=N_("Show who is named in what was lost, and what to do first"), arguments=_arguments, run=_run),
)
