"""What is held about one person, as it could be said to her: holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.cli.command import Answer, Command, vault_argument
from casevault.disclosure.holdings import KEPT_WORDS, About, holdings
from casevault.domain.dates import in_words
from casevault.i18n import N_

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from casevault.cli.context import Context


def _arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("person", metavar="PERSON")


def _holds(context: Context, args: argparse.Namespace) -> Answer:
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


COMMANDS = (Command(name="holds", help=N_("Show what is held about one person"), arguments=_arguments, run=_holds),)
