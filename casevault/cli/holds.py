"""What is held about one person, as it could be said to her: holds. With OUT it is handed over, by the one way out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from casevault.cli.command import Answer, Command, vault_argument
from casevault.cli.disclosures import accepted, confirm_unsealed, lines_of
from casevault.disclosure import compile as way_out
from casevault.disclosure.checks import HOLDINGS
from casevault.disclosure.holdings import KEPT_WORDS, About, holdings
from casevault.disclosure.request import Request
from casevault.disclosure.subject_rules import AUDIENCE
from casevault.domain.dates import in_words
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from casevault.cli.context import Context


def _arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("person", metavar="PERSON")
    parser.add_argument("--requested-on", metavar="DATE", default="")
    parser.add_argument("--seal", metavar="SEAL", default="pdf", choices=("pdf", "age", "none"))
    parser.add_argument("--recipient", metavar="AGE1", action="append", default=[])
    parser.add_argument("--lang", metavar="LANG", default="en")
    parser.add_argument("--accept", metavar="HITS.json", default="")
    parser.add_argument("--preview", action="store_true")
    parser.add_argument("out", metavar="OUT", nargs="?", type=Path)


def _holds(context: Context, args: argparse.Namespace) -> Answer:
    if args.out is not None or args.preview:
        return _print(context, args)
    if args.requested_on or args.recipient or args.accept:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("Give a file to write, or --preview."),
            N_("Without either, what is held is shown and nothing leaves."),
        )
    return _look(context, args)


def _print(context: Context, args: argparse.Namespace) -> Answer:
    """Hand over to the person what is held about that person, or show what would be."""
    if args.preview and args.out is not None:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("Give a file to write, or --preview."),
            N_("A preview writes nothing; everything else needs OUT."),
        )
    request = Request(
        cases=(),
        audience=AUDIENCE,
        output=HOLDINGS,
        to=args.person,
        person=args.person,
        requested_on=args.requested_on,
        seal=args.seal,
        recipients=tuple(args.recipient),
        lang=args.lang,
        accept=accepted(context, args.accept),
    )
    if not args.preview:
        confirm_unsealed(context, request)
    with context.vault(args) as vault:
        if args.preview:
            data = way_out.preview(vault, request, progress=context.progress).to_json()
        else:
            data = way_out.disclose(vault, request, args.out, progress=context.progress).to_json()
    return Answer(data, lines_of(context, data, args.out))


def _look(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        found = holdings(vault, args.person, context.catalogue)
    text = context.catalogue.text
    data = {
        "person": found.person,
        "title": found.title,
        "records": [
            {
                "id": one.record,
                "type": one.type,
                "date": one.day,
                "mentions": list(one.mentions),
                "values": [{"field": told.field, "text": told.text, "redacted": told.redacted} for told in one.values],
            }
            for one in found.records
        ],
        "attachments": found.files,
        "consents": list(found.consents),
        "disclosures": [entry.to_json() for entry in found.seen],
        "kept_back": {reason.value: count for reason, count in found.kept.items()},
    }
    lines = [line for one in found.records for line in _lines(context, one)]
    lines += [text(N_("{count} attached file", "{count} attached files"), count=found.files)]
    lines += [text(N_("Seen by {recipient} on {day}"), recipient=entry.recipient, day=entry.at) for entry in found.seen]
    lines += [text(KEPT_WORDS[reason], count=count) for reason, count in found.kept.items()]
    return Answer(data, tuple(lines))


def _lines(context: Context, one: About) -> Iterator[str]:
    day = in_words(one.day, context.catalogue) if one.day else ""
    yield f"{one.label}  {day}".rstrip()
    for told in one.values:
        yield f"  {told.label}: {told.text}"
    if one.mentions:
        yield "  " + context.catalogue.text(N_("Mentioned as: {fields}"), fields=", ".join(one.mentions))


COMMANDS = (
    Command(
        name="holds", help=N_("Show what is held about one person, or write it for that person"), arguments=_arguments, run=_holds
    ),
)
