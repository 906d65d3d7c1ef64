"""`handbook`: the pages that F1 opens in the window."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from casevault import handbook
from casevault.cli.command import Answer, Command
from casevault.i18n import N_

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("page", metavar="PAGE", nargs="?", default="")
    parser.add_argument("--find", metavar="WORDS", default="")


def _run(context: Context, args: argparse.Namespace) -> Answer:
    language = context.catalogue.language
    if args.find:
        found = handbook.find(args.find, language)
        places = [{"page": one.page.key, "heading": one.heading, "words": one.words} for one in found]
        lines = [f"{one.page.key}  {one.heading}: {one.words}" for one in found]
        return Answer({"found": places}, tuple(lines or [context.catalogue.text(N_("No page has these words."))]))
    if args.page:
        text = handbook.text(args.page, language)
        standing = handbook.standing(args.page, language)
        notes = [context.catalogue.text(note) for note in standing.notes()]
        return Answer(
            {"page": args.page, "text": text, **asdict(standing)}, (*notes, *([""] if notes else []), *text.splitlines())
        )
    pages = [(one.key, handbook.title(one, language)) for one in handbook.contents()]
    return Answer({"pages": [{"page": key, "title": title} for key, title in pages]}, tuple(f"{k:20} {t}" for k, t in pages))


COMMANDS = (Command(name="handbook", help=N_("Read the handbook, or search it"), arguments=_arguments, run=_run, opens=False),)
