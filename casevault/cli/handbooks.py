"""`handbook`: the pages that F1 opens in the window."""

from __future__ import annotations

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
        return Answer({"page": args.page, "text": text}, tuple(text.splitlines()))
    pages = handbook.contents()
    return Answer(
        {"pages": [{"page": one.key, "title": one.title} for one in pages]}, tuple(f"{p.key:20} {p.title}" for p in pages)
    )


COMMANDS = (Command(name="handbook", help=N_("Read the handbook, or search it"), arguments=_arguments, run=_run, opens=False),)
