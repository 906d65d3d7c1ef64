"""`travel lost`: who is exposed, what to change, and letters to those affected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.cli.command import Answer, Command, vault_argument
from casevault.cli.exposing import told
from casevault.domain.packing import Profile
from casevault.i18n import N_
from casevault.vault import losing

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context
    from casevault.i18n import Msg
    from casevault.vault.losing import Loss

SEALED = N_("It was sealed: nothing that is on it or that the traveller knows opens it.")
ENCRYPTED = N_("It was encrypted. That holds only while nobody has the passphrase: warn all the same.")
CODED = N_("It held code words in place of names, and no papers: whoever knows the case knows who is meant all the same.")


def _arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("travel", metavar="JOURNEY")
    parser.add_argument("--lang", metavar="LANG", choices=losing.LANGUAGES, default="")
    parser.add_argument("--keep-letters", action="store_true")


def _lost(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as office:
        found = losing.report(office, args.travel, lang=args.lang, keep=args.keep_letters)
        vocabularies = office.schema.vocabularies
    exposed, people = told(context, found.exposed)
    text = context.catalogue.text
    lines = [text(one) for one in said(found)]
    lines += [text(N_("From now on nothing is taken from it, and no ticket is made for it.")), *exposed]
    if found.change:
        lines.append(text(N_("Known from now on; agree on others, and write down since when:")))
        lines += [
            f"  {one.title}  {vocabularies.label(losing.KINDS[one.table], one.kind, context.catalogue)}  …{one.ends}"
            for one in found.change
        ]
    for letter in found.letters:
        lines += ["", text(N_("Draft of a letter to {name}:"), name=letter.title), "", letter.text]
    data = {
        "travel": found.device,
        "sealed": found.sealed,
        "packed_on": found.day or None,
        "profile": found.profile or None,
        "persons": people,
        "change": [
            {"person": one.person, "field": f"{one.table}/{one.row}", "kind": one.kind, "ends": one.ends} for one in found.change
        ],
        "letters": [{"person": one.person, "lang": one.lang, "text": one.text} for one in found.letters],
        "kept": args.keep_letters,
    }
    return Answer(data, tuple(lines))


def said(found: Loss) -> list[Msg]:
    """Return what protects what it held."""
    return [SEALED if found.sealed else ENCRYPTED, *([CODED] if found.profile == Profile.PSEUDONYMS else [])]


COMMANDS = (
    Command(
        name="lost",
        help=N_("Report the device of a journey, or another office, lost; drafts letters to those affected"),
        arguments=_arguments,
        run=_lost,
    ),
)
